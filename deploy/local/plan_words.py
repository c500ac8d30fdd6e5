"""An agency plan (代办方案) in words, and the days that a chart of it shows: what terminal, SVG and page have in common."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from datetime import date, timedelta

from shared.contracts.plan import PlanDates, PlanLine, PlanTold

STATES = {"waiting": "未开始", "running": "办理中", "paused": "计时中止", "ended": "已办结"}
STAR = "★"
UNFIT = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]|[\u202a-\u202e\u2066-\u2069\x7f-\x9f]")
"""What XML cannot carry, and what would turn the text around it upside down."""
HEADS = ("批次", "事项", "名称", "部门", "状态", "时限", "依据", "开始", "承诺办结", "法定最迟", "机动", "说明")
FOOT = (
    "各部门均按承诺时限最后一日办结、前一事项办结当日转入下一事项推算；起算当日不计入（民法典第二百零一条），"
    "工作日按国务院办公厅放假安排。"
)


class Axis:
    """The days a chart shows: from the first start (or today, while work is left) to the end of the plan."""

    def __init__(self, plan: PlanTold) -> None:
        self.off = frozenset(plan.days_off)
        open_still = any(line.state != "ended" for line in plan.lines)
        today = [plan.today] if open_still or not plan.lines else []
        self.first = min([line.starts for line in plan.lines] + today)
        self.last = max([line.promised for line in plan.lines] + today)
        self.days = tuple(self.first + timedelta(days=n) for n in range((self.last - self.first).days + 1))
        self.working = tuple(day for day in self.days if day not in self.off) or self.days
        self._years = len({day.year for line in plan.lines for day in (line.starts, line.promised, line.legal)}) > 1

    def column(self, day: date) -> int:
        """The working day's place on the axis, from 0; of a day off, that of the next working day."""
        return min(bisect_left(self.working, day), len(self.working) - 1)

    def short(self, day: date) -> str:
        """A date as short as this plan allows: 10-09, or 26-10-09 where the plan reaches into another year."""
        return f"{day:%y-%m-%d}" if self._years else f"{day:%m-%d}"

    def bar(self, line: PlanDates) -> tuple[int, int]:
        """The first and the last working day of a line's work; the day it starts on only if it ends on the same."""
        last = max(bisect_right(self.working, line.promised) - 1, 0)
        return min(bisect_right(self.working, line.starts), last), last

    def latest(self, line: PlanDates) -> int:
        """The last working day on which a line may end without moving the plan's end."""
        return min(self.bar(line)[1] + (0 if line.state == "ended" else line.slack_days), len(self.working) - 1)


def clean(text: str) -> str:
    """Text on one line that any XML reader and terminal takes as it is meant."""
    return re.sub("[\t\n\r]+", " ", UNFIT.sub("", text))


def summary(plan: PlanTold) -> list[str]:
    """The plan in sentences: from when to when, what working side by side saves, what the end waits for."""
    if not plan.lines or not plan.starts or not plan.finish:
        return ["本办件没有需要办理的事项。"]
    done = all(line.state == "ended" for line in plan.lines)
    legal = f"（各部门用足法定时限则为{plan.finish_legal}）" if plan.finish_legal != plan.finish else ""
    ends = f"已于{plan.finish}全部办结" if done else f"预计{plan.finish}全部办结{legal}"
    saved = f"逐项办理须至{plan.finish_one_by_one}，并联办理节省{plan.saved_days}个工作日" if plan.saved_days else ""
    saved += "。" if saved else ""
    saved += "部分日期为推定。" if plan.provisional else ""
    path = " → ".join(map(str, plan.critical_path.items))
    return [f"{plan.starts}开始，{ends}。{saved}", f"关键路径（晚一日则全案晚一日）：事项{path}"]


def presumptions(plan: PlanTold) -> list[str]:
    """What had to be presumed, each once, with the items it touches."""
    items: dict[str, list[str]] = {}
    for line in plan.lines:
        for note in filter(None, clean(line.note).split("；")):
            items.setdefault(note, []).append(str(line.item))
    return [f"事项{'、'.join(touched)}：{note}。" for note, touched in items.items()]


def title(plan: PlanTold) -> str:
    """What stands over the chart."""
    return f"代办方案：{plan.project}" if plan.project else "代办方案"


def cells(line: PlanLine) -> tuple[str, ...]:
    """A line as the table tells it, under HEADS."""
    return (
        str(line.rank),
        f"{STAR if line.critical else ''}{line.item}",
        line.item_name,
        line.department_name,
        state(line),
        line.term,
        f"{line.basis}{'' if line.mark == 'sourced' else '（推断）'}" if line.basis else "",
        str(line.starts),
        f"{line.promised}{'（推定）' if line.provisional else ''}",
        str(line.legal),
        slack(line),
        line.note,
    )


def state(line: PlanDates) -> str:
    """Where the item stands, and what it waits for."""
    if line.state == "waiting" and line.after:
        return f"{STATES[line.state]}（待{'、'.join(map(str, line.after))}）"
    return f"{STATES[line.state]}{'（超过时限）' if line.late else ''}"


def slack(line: PlanDates) -> str:
    """机动时间 in words; nothing for what has ended."""
    return "" if line.state == "ended" else f"{line.slack_days}天" if line.slack_days else "无"


def ticks(days: Sequence[date], off: frozenset[date]) -> list[date]:
    """Where the axis is labelled: its first day, and the first working day of every week after."""
    working = [day for day in days if day not in off]
    weeks = {day.isocalendar()[:2]: day for day in reversed(working)}
    return sorted({*days[:1], *weeks.values()})
