"""The command that shows an agency plan (代办方案): a Gantt chart on the terminal, as SVG or as a page."""

from collections.abc import Callable
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console, ConsoleOptions, RenderableType, RenderResult
from rich.table import Table
from rich.text import Text

from deploy.local import gantt
from deploy.local.cli import screen, session
from deploy.local.cli.options import HOME, Directory, Json, Number
from deploy.local.plan_words import FOOT, STAR, STATES, Axis, clean, presumptions, slack, state, summary, ticks, title
from shared.contracts.plan import PlanLine, PlanTold

FILLS = {"ended": "━", "running": "█", "paused": "▚", "waiting": "░"}
STYLES = {"ended": "dim", "running": "blue", "paused": "yellow", "waiting": ""}
WIDEST_DAY = 4  # columns for one working day, at most: a short plan need not fill the screen
LEAST, SLACK, GAPS = 12, 5, 8  # columns: a chart at least, the slack, the room between


def plan(
    number: Number,
    svg: Annotated[Path | None, typer.Option("--svg", help="同时写出 SVG 图")] = None,
    html: Annotated[Path | None, typer.Option("--html", help="同时写出网页：图和明细表，可打印")] = None,
    directory: Directory = HOME,
    json: Json = False,
) -> None:
    """代办方案：各事项的先后与并联、承诺和法定日期、机动时间、关键路径，比逐项办理节省几天。"""
    found = session.ask_about(directory, number, "routing", "plan")
    answer = PlanTold.model_validate(found)
    screen.show(found, json, *parts(answer))
    for file, drawn in ((svg, gantt.svg), (html, gantt.page)):
        if file:
            file.write_text(drawn(answer), encoding="utf-8")
            screen.err().print(screen.plain(f"已写入 {file}"))


def parts(answer: PlanTold) -> list[Callable[[], RenderableType]]:
    """What stands on the screen, from top to bottom; callables for `screen.show`."""
    return [lambda: heading(answer), lambda: Chart(answer) if answer.lines else "", lambda: remarks(answer)]


def heading(answer: PlanTold) -> Text:
    """What the plan is of, and what it comes to."""
    about = f"办件编号 {answer.case_number}　今天 {answer.today}"
    made = Text(clean(title(answer)), style="bold")
    return made.append("\n".join(["", about, *summary(answer)]), style="not bold")


def remarks(answer: PlanTold) -> Text:
    """What had to be presumed, line by line, and how the dates were reckoned."""
    return Text("\n".join([*presumptions(answer), FOOT] if answer.lines else []))


class Chart:
    """The chart as Rich draws it, as wide as there is room. Time runs in working days: days off take no room."""

    def __init__(self, plan: PlanTold) -> None:
        self._plan, self._axis = plan, Axis(plan)

    def __rich_console__(self, _console: Console, options: ConsoleOptions) -> RenderResult:
        dates = 2 * len(self._axis.short(self._axis.last)) + 5
        rest = options.max_width - dates - SLACK - GAPS
        scale = _Scale(len(self._axis.working), max(rest - max(14, options.max_width * 3 // 10), LEAST))
        made = Table(box=None, padding=(0, 2, 0, 0), header_style="bold")
        made.add_column("事项 / 部门", width=max(14, min(48, rest - scale.column)), overflow="fold")
        made.add_column(self._head(scale), width=scale.column, no_wrap=True)
        made.add_column("开始→承诺办结", width=dates, overflow="fold")
        made.add_column("机动", width=SLACK, justify="right")
        for line in self._plan.lines:
            made.add_row(_label(line), self._bar(line, scale), self._dates(line), slack(line))
        yield made
        yield self._legend(scale)

    def _head(self, scale: "_Scale") -> Text:
        """Dates at the beginning of weeks as far as there is room; under them, today."""
        dates = ""
        for day in ticks(self._axis.days, self._axis.off):
            at = scale.cell(self._axis.column(day))
            if at >= len(dates) + bool(dates) and at + 5 <= scale.column:
                dates = f"{dates:{at}}{day:%m-%d}"
        today = self._today(scale)
        if today is None:
            return Text(dates)
        mark = "▼今天" if today + 5 <= scale.column else "今天▼"
        return Text(f"{dates}\n{' ' * (today if mark[0] == '▼' else max(today - 4, 0))}{mark}")

    def _today(self, scale: "_Scale") -> int | None:
        today = self._plan.today
        return scale.cell(self._axis.column(today)) if self._axis.first <= today <= self._axis.last else None

    def _bar(self, line: PlanLine, scale: "_Scale") -> Text:
        first, last = self._axis.bar(line)
        start, end = scale.cell(first), max(scale.cell(last + 1), scale.cell(first) + 1)
        later = scale.cell(self._axis.latest(line) + 1)
        today = self._today(scale)
        fill = "▓" if line.critical and line.state == "waiting" else FILLS[line.state]
        style = "bold red" if line.critical and line.state != "ended" else STYLES[line.state]
        made = Text()
        for cell in range(scale.width):
            if start <= cell < end:
                made.append(fill, style)
            elif end <= cell < later:
                made.append("·")
            else:
                made.append("┊" if cell == today else " ", "dim")
        return made

    def _dates(self, line: PlanLine) -> Text:
        short = self._axis.short
        mark = "＊" if line.provisional else ""
        return Text(f"{short(line.starts)} → {short(line.promised)}{mark}\n法定 {short(line.legal)}")

    def _legend(self, scale: "_Scale") -> Text:
        signs = [f"{FILLS[state]}{FILLS[state]} {name}" for state, name in STATES.items()]
        signs += [f"▓▓ 未开始（关键）　{STAR} 关键事项，无机动时间", "·· 机动时间（工作日）", "┊ 今天", "＊ 推定"]
        return Text(f"\n图例：{'　'.join(signs)}　{scale.told}")


class _Scale:
    """Working days to columns."""

    def __init__(self, days: int, room: int) -> None:
        self._days = days
        self.width = days * min(room // days, WIDEST_DAY) if days <= room else room
        self.column = max(self.width, LEAST)
        self.told = f"1个工作日占{self.width // days}格" if days <= room else f"1格约合{days / room:.1f}个工作日"

    def cell(self, day: int) -> int:
        """The column at which a day, counted from 0, begins."""
        return day * self.width // self._days


def _label(line: PlanLine) -> Text:
    """Without spaces between, so that what is too long is folded where the column ends."""
    made = Text(f"{STAR if line.critical else ' '}{line.item}.{clean(line.item_name)}", "bold" if line.critical else "")
    about = (clean(line.department_name), state(line), line.term)
    return made.append(f"\n {'，'.join(about)}", "not bold dim")
