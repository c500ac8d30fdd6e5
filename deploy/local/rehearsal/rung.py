"""What a rung of the ladder answers in a rehearsal: what its part says, or a resolution that lets the case go on."""

from collections.abc import Callable
from datetime import date
from typing import Protocol

from deploy.local.rehearsal.script import MeasurePlay, RungPlay
from shared.contracts.departments import Answer, MeasureOrder
from shared.contracts.matters import EscalatedMatter, MeasureAssigned

UNSETTLED = frozenset({"handover_refused_twice", "handover_overdue", "departments_disagree"})
"""Troubles about who handles an item; any other resolution would leave it where it is."""


class Hall(Protocol):
    """What a rung can look up before it resolves."""

    def responsible(self, case: str, item: int) -> str | None:
        """`<region>.<department>` that the rules name for an item; None where nobody knows yet."""

    def day(self, days: int) -> date:
        """The day after so many working days."""


def spoken(asked: EscalatedMatter, play: RungPlay, hall: Hall) -> tuple[str, Answer] | None:
    """Verb and answer; None for a rung that keeps silent. One that is asked again is the last, and resolves."""
    if asked.round == 1 and play.silent:
        return None
    if asked.round == 1 and play.pass_on:
        return "passed-on", Answer(task_id=asked.task_id, reason=play.pass_on)
    written = play if _meant(asked, play) else RungPlay()
    orders = written.measures or (usual(asked, hall.responsible),)
    if not written.measures and orders[0].owner not in asked.parties:
        return "passed-on", Answer(task_id=asked.task_id, reason="涉及上级部门，请上一级协调")
    measures = tuple(
        MeasureOrder(owner=order.owner, act=order.act, due=hall.day(order.days), binding=order.binding, item=order.item)
        for order in orders
    )
    note = written.resolve or f"{asked.rung_name}研究，同意按下列事项办理"
    return "resolved", Answer(task_id=asked.task_id, note=note, document=written.document, measures=measures)


def _meant(asked: EscalatedMatter, play: RungPlay) -> bool:
    """Is what the part resolves about this matter? A case may have several."""
    items = {order.item for order in play.measures if order.binding != "act"}
    return not items or asked.item is None or asked.item in items


def usual(asked: EscalatedMatter, responsible: Callable[[str, int], str | None]) -> MeasurePlay:
    """The measure of a rung that has no part: whoever the rules name handles the item, or the lead department sees to it."""
    lead = asked.parties[0]
    if asked.item is not None and asked.trigger in UNSETTLED:
        owner = responsible(asked.case_number, asked.item) or lead
        return MeasurePlay(owner=owner, act=f"承办事项{asked.item}", binding="handle", item=asked.item)
    return MeasurePlay(owner=lead, act="督促办理，按日跟踪进展")


def done(letter: MeasureAssigned) -> Answer | None:
    """The report of a measure's owner; None where the item's own decision is what counts."""
    if letter.measure.binding != "act":
        return None
    return Answer(task_id=letter.task_id, note=f"演练：已按{letter.resolved_by}议定事项落实")
