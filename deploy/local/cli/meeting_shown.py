"""Meetings over many cases (集中联动审批会商会) on the screen."""

from collections.abc import Iterable, Mapping
from typing import Any

from rich.console import Group
from rich.table import Table

from deploy.local.cli import screen
from deploy.local.cli.review_shown import minutes_line, next_table
from deploy.local.cli.review_words import ENDS, meets
from deploy.local.cli.transfers import unbroken
from shared.contracts.review_calls import ROLES

Told = Mapping[str, Any]


def meeting_shown(meeting: Told) -> Group:
    """A meeting: where it stands, its agenda with the outcomes, who takes part, its minutes, who is waited for."""
    minutes, seats = meeting["minutes"], meeting["participants"]
    facts = screen.facts(
        f"{meeting['kind']} {meeting['meeting_id']}",
        (
            ("名称", meeting["subject"]),
            ("召集部门", f"{meeting['convener_name']}（{meeting['convener']}）"),
            ("形式", meets(meeting)),
            ("状态", meeting["state_name"]),
            ("参加部门", "\n".join(f"{seat['name']}（{seat['party']}），{ROLES[seat['role']]}" for seat in seats)),
            ("会议纪要", minutes_line(minutes) if minutes else ""),
        ),
    )
    waits = next_table(meeting["next"], meeting["meeting_id"])
    open_points = [point for point in meeting["agenda"] if not point["outcome"] and point["review_id"]]
    hint = "未结束的还在等谁：daiban review show 会商编号" if open_points else ""
    return Group(facts, agenda_table(meeting["agenda"]), *(part for part in (waits, hint and screen.plain(hint)) if part))


def agenda_table(agenda: Iterable[Told]) -> Table:
    """One line per point: which review it is, and how it ended."""
    rows = [
        (
            point["review_id"] or point["case_number"],
            point["number"],
            point["subject"],
            "：".join(filter(None, (ENDS[point["outcome"]], point["reason"]))),
        )
        for point in agenda
    ]
    return unbroken(screen.table("议程", ("会商编号", "序号", "议题", "结果"), rows))


def meetings_table(cards: Iterable[Told]) -> Table:
    """One line per meeting, the latest first."""
    rows = [
        (
            card["meeting_id"],
            f"{card['kind']}\n{card['subject']}",
            meets(card),
            f"{card['points'] - card['open_points']}/{card['points']}",
            card["state_name"],
            card["minutes"],
        )
        for card in cards
    ]
    return unbroken(screen.table("会议", ("会议编号", "会议", "形式", "已有结果", "状态", "纪要"), rows))
