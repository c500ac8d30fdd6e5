"""The command that accounts for every deadline of a case, day by day."""

from datetime import date
from itertools import groupby
from typing import Any

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from deploy.local.cli import screen, session
from deploy.local.cli.options import HOME, Directory, Json, Number
from deploy.local.cli.words import LIGHTS, minute
from shared.contracts.duties import DayTold, DeadlineTold
from shared.errors import Fault, Refused

SERVICES = ("intake", "routing")
WEEKDAYS = "一二三四五六日"
STYLES = {"yellow": "yellow", "red": "bold red", "overdue": "bold white on red"}


def clock(number: Number, directory: Directory = HOME, json: Json = False) -> None:
    """法律时钟：本件的每个时限，依据、起算、中止、届满，逐日说明怎样算出来。"""
    deadlines, refused = gathered(directory, number)
    told = [DeadlineTold.model_validate(each) for each in deadlines]
    body = {"deadlines": deadlines, "refused": [fault.model_dump() for fault in refused]}
    parts = [summary(number, told), *(account(each) for each in told)]
    if refused:
        parts.append(screen.faults_table("有一部分没有查到", refused))
    screen.show(body, json, *(lambda part=part: part for part in parts))


def gathered(directory: Any, number: str) -> tuple[list[dict[str, Any]], list[Fault]]:
    """What the services know, and why one of them tells nothing. Errors: Refused, where none knows anything."""
    deadlines: list[dict[str, Any]] = []
    refused: list[Refused] = []
    for service in SERVICES:
        try:
            deadlines += session.ask_about(directory, number, service, "clock")["deadlines"]
        except Refused as refusal:
            refused.append(refusal)
    if len(refused) == len(SERVICES):
        raise refused[0]
    return deadlines, [fault for each in refused for fault in each.faults]


def summary(number: str, deadlines: list[DeadlineTold]) -> Table:
    """One line per deadline."""
    made = screen.table(f"{number} 的时限", ("时限", "谁", "多长", "届满", "现在"), ())
    for each in deadlines:
        state = Text(standing(each), style=STYLES.get(each.light, ""))
        made.add_row(*map(screen.plain, (each.what, each.whose, each.term, _due(each))), state)
    made.caption = None if deadlines else "（无）"
    return made


def account(deadline: DeadlineTold) -> RenderableType:
    """One deadline with its basis, and every day from its start to its end."""
    basis = f"{deadline.basis}{'（推断，须核）' if deadline.mark == 'inferred' else ''}"
    head = screen.facts(
        f"\n{deadline.what}",
        (
            ("谁", deadline.whose),
            ("时限", f"{deadline.term}，依据：{basis}"),
            ("起算", f"{minute(deadline.start)}（当日不计）"),
            ("届满", f"{_due(deadline)}　{standing(deadline)}"),
        ),
    )
    if not deadline.days:
        return head
    days = Table(box=None, padding=(0, 2), show_header=False)
    for line in _lines(deadline.days):
        days.add_row(*line)
    return Group(head, days)


def standing(deadline: DeadlineTold) -> str:
    """Met or not; standing still; or which light burns."""
    if deadline.met is not None:
        return "按时" if deadline.met else "超期"
    stands = "" if deadline.running else "（中止计时）"
    return LIGHTS.get(deadline.light, "正常") + stands


def _due(deadline: DeadlineTold) -> str:
    return minute(deadline.due) + ("（暂定：该年放假安排尚未公布）" if deadline.provisional else "")


def _lines(days: tuple[DayTold, ...]) -> list[tuple[Text, Text, Text]]:
    """Every day; days off in a row for the same reason share a line."""
    lines = []
    for key, group in groupby(days, key=lambda day: (day.counted, day.why if not day.counted else day.number)):
        found = list(group)
        counted = key[0]
        span = _day(found[0].day) if len(found) == 1 else f"{_day(found[0].day)} 至 {_day(found[-1].day)}"
        number = str(found[0].number) if counted else "—"
        lines.append((Text(span), Text(number, justify="right"), Text(found[0].why, style="" if counted else "dim")))
    return lines


def _day(day: date) -> str:
    return f"{day} 周{WEEKDAYS[day.weekday()]}"
