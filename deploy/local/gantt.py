"""Draws an agency plan (代办方案) as a Gantt chart: one self-contained SVG, or a page with the SVG and its table.

Names are untrusted text: they are only ever put into text nodes and escaped there. Nothing is fetched, nothing runs.
"""

from datetime import date
from html import escape
from itertools import pairwise
from unicodedata import east_asian_width
from xml.etree import ElementTree as ET

from deploy.local.plan_words import FOOT, HEADS, STAR, STATES, Axis, cells, clean, slack, state, summary, ticks, title
from shared.contracts.plan import PlanLine, PlanTold

FONTS = "'Noto Sans CJK SC','Source Han Sans SC','Microsoft YaHei','PingFang SC','SimSun','WenQuanYi Micro Hei',sans-serif"
WIDTH, LEFT, RIGHT, TOP, ROW, FOOTER = 1123, 320, 200, 128, 26, 66  # px; the width is that of A4 landscape at 96 dpi
CHART = WIDTH - LEFT - RIGHT
LABEL = 46  # px that a date under the axis needs
STYLE = f"""
text {{ font-family: {FONTS}; font-size: 11px; fill: #111 }}
.title {{ font-size: 18px; font-weight: bold }} .small {{ font-size: 9.5px; fill: #444 }} .bold {{ font-weight: bold }}
.off {{ fill: #ececec }} .grid {{ stroke: #bbb; stroke-width: .5 }} .row {{ stroke: #ddd; stroke-width: .5 }}
.ended {{ fill: #9a9a9a }} .running {{ fill: #2b6cb0 }} .paused {{ fill: url(#hatch) }} .waiting {{ fill: #fff }}
.bar {{ stroke: #333; stroke-width: 1 }} .critical {{ stroke: #b00020; stroke-width: 2.4 }}
.slack {{ stroke: #333; stroke-width: 1.2; stroke-dasharray: 1.5 3 }} .legal {{ stroke: #111; stroke-width: 2 }}
.link {{ stroke: #b00020; stroke-width: 1.2; fill: none }} .today {{ stroke: #b00020; stroke-dasharray: 5 3 }}
"""


def svg(plan: PlanTold) -> str:
    """The chart as an SVG document."""
    return ET.tostring(_Drawing(plan).root, encoding="unicode")


def page(plan: PlanTold) -> str:
    """The chart and its table as one HTML document."""
    rows = "".join(f"<tr>{''.join(f'<td>{escape(clean(cell))}</td>' for cell in cells(line))}</tr>" for line in plan.lines)
    heads = "".join(f"<th>{head}</th>" for head in HEADS)
    return (
        '<!DOCTYPE html>\n<html lang="zh-CN"><head><meta charset="utf-8"><title>'
        f"{escape(clean(title(plan)))}</title><style>{PAGE_STYLE}</style></head><body>\n{svg(plan)}\n"
        f"<table><thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table>\n</body></html>\n"
    )


PAGE_STYLE = f"""
@page {{ size: A4 landscape; margin: 10mm }} body {{ font-family: {FONTS}; font-size: 12px; margin: 1em }}
svg {{ width: 100%; height: auto; max-height: 185mm }} table {{ border-collapse: collapse; width: 100%; break-before: page }}
th, td {{ border: 1px solid #888; padding: 3px 6px; text-align: left; vertical-align: top }} th {{ background: #eee }}
thead {{ display: table-header-group }} tr {{ break-inside: avoid }}
"""


def fitted(text: str, width: float, size: float) -> str:
    """As much of the text as fits into `width` px at `size` px, with an ellipsis where it was cut."""
    if _wide(text) * size <= width:
        return text
    while text and (_wide(text) + 1) * size > width:
        text = text[:-1]
    return f"{text}…"


def _wide(text: str) -> float:
    return sum(1.0 if east_asian_width(char) in "WFA" else 0.6 for char in text)


class _Drawing:
    """One SVG in the making."""

    def __init__(self, plan: PlanTold) -> None:
        self._plan, self._axis = plan, Axis(plan)
        self._day = CHART / (len(self._axis.days))
        self._rows = {line.item: TOP + ROW * place for place, line in enumerate(plan.lines)}
        self._bottom = TOP + ROW * max(len(plan.lines), 1)
        height = self._bottom + FOOTER
        size = {"viewBox": f"0 0 {WIDTH} {height}", "width": str(WIDTH), "height": str(height)}
        self.root = ET.Element("svg", {"xmlns": "http://www.w3.org/2000/svg", "role": "img", **size})
        self._put("title", text=title(plan))
        self._put("style").text = STYLE
        self._hatch()
        self._head()
        self._scale()
        for line in plan.lines:
            self._row(line)
        self._links()
        self._legend()

    def _put(self, tag: str, text: str = "", parent: ET.Element | None = None, **attributes: object) -> ET.Element:
        named = {name.rstrip("_").replace("_", "-"): _number(value) for name, value in attributes.items()}
        element = ET.SubElement(self.root if parent is None else parent, tag, named)
        element.text = clean(text) or None
        return element

    def _hatch(self) -> None:
        pattern = self._put("pattern", id="hatch", width=6, height=6, patternUnits="userSpaceOnUse")
        self._put("rect", parent=pattern, width=6, height=6, fill="#fff")
        self._put("path", parent=pattern, d="M0 6 L6 0", stroke="#333", stroke_width=1)

    def _x(self, day: date, *, end: bool = True) -> float:
        """Where a day ends (or begins) on the drawing, within the chart."""
        return LEFT + min(max((day - self._axis.first).days + end, 0), len(self._axis.days)) * self._day

    def _head(self) -> None:
        self._put("text", fitted(title(self._plan), WIDTH - 340, 18), x=16, y=30, class_="title")
        about = f"办件编号 {self._plan.case_number}　制表 {self._plan.today}"
        self._put("text", about, x=WIDTH - 16, y=30, text_anchor="end")
        for place, sentence in enumerate(summary(self._plan)):
            self._put("text", fitted(sentence, WIDTH - 32, 11), x=16, y=54 + 18 * place)
        for x, name in ((16, "事项与部门"), (WIDTH - RIGHT + 10, "开始 → 承诺办结"), (WIDTH - 16, "机动")):
            self._put("text", name, x=x, y=TOP - 10, class_="bold", text_anchor="end" if x == WIDTH - 16 else "start")

    def _scale(self) -> None:
        """Days off in grey, dates at the beginning of weeks as far as there is room, today."""
        for day in self._axis.days:
            if day in self._axis.off:
                x = self._x(day, end=False)
                self._put("rect", class_="off", x=x, y=TOP, width=self._day, height=self._bottom - TOP)
        room = 0.0
        for day in ticks(self._axis.days, self._axis.off):
            x = self._x(day, end=False)
            if x >= room and x + LABEL <= WIDTH - RIGHT + self._day:
                self._put("line", x1=x, x2=x, y1=TOP - 6, y2=self._bottom, class_="grid")
                self._put("text", f"{day:%m-%d}", x=x + 2, y=TOP - 8, class_="small")
                room = x + LABEL
        if self._axis.first <= self._plan.today <= self._axis.last:
            x = self._x(self._plan.today, end=False) + self._day / 2
            self._put("line", x1=x, x2=x, y1=TOP - 24, y2=self._bottom, class_="today")
            side = "end" if x > LEFT + CHART / 2 else "start"
            self._put("text", f"今天 {self._plan.today:%m-%d}", x=x, y=TOP - 27, class_="small bold", text_anchor=side)

    def _row(self, line: PlanLine) -> None:
        y = self._rows[line.item]
        self._put("line", x1=16, x2=WIDTH - 16, y1=y + ROW, y2=y + ROW, class_="row")
        name = f"{STAR if line.critical else ''}{line.item}　{line.item_name}"
        about = f"{line.department_name}，{state(line)}，{line.term}"
        weight = "bold" if line.critical else "plain"
        self._put("text", fitted(clean(name), LEFT - 30, 11), x=16, y=y + 12, class_=weight)
        self._put("text", fitted(clean(about), LEFT - 44, 9.5), x=28, y=y + 22, class_="small")
        dates = f"{self._axis.short(line.starts)} → {self._axis.short(line.promised)}{'＊' if line.provisional else ''}"
        self._put("text", dates, x=WIDTH - RIGHT + 10, y=y + 17)
        self._put("text", slack(line), x=WIDTH - 16, y=y + 17, text_anchor="end", class_=weight)
        self._bar(line, y)

    def _bar(self, line: PlanLine, y: float) -> None:
        left, right = self._x(line.starts), self._x(line.promised)
        if left >= right:  # begun and decided on one day: that day
            left = self._x(line.promised, end=False)
        later = self._x(self._axis.working[self._axis.latest(line)])
        if later > right:
            self._put("line", x1=right, x2=later, y1=y + ROW / 2, y2=y + ROW / 2, class_="slack")
        kind = f"bar {line.state}{' critical' if line.critical else ''}"
        bar = self._put("rect", x=left, y=y + 6, width=max(right - left, 2), height=ROW - 12, class_=kind)
        hint = "，".join(f"{head}{cell}" for head, cell in zip(HEADS, cells(line), strict=True) if cell)
        self._put("title", hint, parent=bar)
        if line.state != "ended" and line.legal <= self._axis.last:
            x = self._x(line.legal)
            self._put("line", x1=x, x2=x, y1=y + 3, y2=y + ROW - 3, class_="legal")

    def _links(self) -> None:
        """The critical path, from bar to bar."""
        dates = {line.item: line for line in self._plan.lines}
        items = [item for item in self._plan.critical_path.items if item in dates]
        for item, follower in pairwise(items):
            x, start, end = self._x(dates[item].promised), self._rows[item] + ROW - 6, self._rows[follower] + 6
            self._put("path", d=f"M{x:.1f} {start} V{end}", class_="link")

    def _legend(self) -> None:
        x, y = 16.0, self._bottom + 16
        for kind, name in STATES.items():
            self._put("rect", x=x, y=y - 9, width=26, height=10, class_=f"bar {kind}")
            self._put("text", name, x=x + 32, y=y)
            x += 32 + 11 * len(name) + 18
        self._put("rect", x=x, y=y - 9, width=26, height=10, class_="bar waiting critical")
        self._put("text", f"{STAR} 关键事项，无机动时间", x=x + 32, y=y)
        self._put("line", x1=x + 190, x2=x + 216, y1=y - 4, y2=y - 4, class_="slack")
        self._put("text", "机动时间（工作日）", x=x + 222, y=y)
        self._put("line", x1=x + 340, x2=x + 340, y1=y - 10, y2=y + 2, class_="legal")
        self._put("text", "法定最迟", x=x + 346, y=y)
        self._put("rect", x=x + 410, y=y - 9, width=14, height=10, class_="off")
        self._put("text", "非工作日", x=x + 430, y=y)
        self._put("text", fitted(f"{FOOT}＊ 日期为推定。", WIDTH - 32, 9.5), x=16, y=y + 20, class_="small")


def _number(value: object) -> str:
    return f"{value:.1f}".removesuffix(".0") if isinstance(value, float) else str(value)
