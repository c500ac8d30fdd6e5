"""The plan of a case as the applicant reads it: items in order, each with the day it is promised for."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from services.notify.domain.desk import Desk
from shared.contracts.routing import PlannedItem


@dataclass(frozen=True, slots=True)
class Step:
    """One line of it; for a restricted item nothing but its place."""

    matter: str
    department: str = ""
    by: date | None = None
    after: tuple[str, ...] = ()
    not_needed: str = ""


def steps(plan: Sequence[PlannedItem], start: date, desk: Desk) -> list[Step]:
    """The plan by the day each item is promised for, those without a day last.

    The day counts the promised (else the legal) working days from the acceptance of the case, or from the day the
    last item before it is promised for: the first day is not counted (民法典 第二百零一条).
    """
    ends = _ends({item.item: item for item in plan}, start, desk)
    ordered = sorted(plan, key=lambda item: (ends[item.item] is None, ends[item.item] or start))
    names = {item.item: desk.matter(item.item, item.item_name) for item in plan}
    lines = []
    for item in ordered:
        matter = names[item.item]
        after = tuple(names[n].words for n in item.after if n in names and not names[n].hidden)
        lines.append(
            Step(matter.words)
            if matter.hidden
            else Step(matter.words, item.department_name, ends[item.item], after, item.not_needed or "")
        )
    return lines


def _ends(items: Mapping[int, PlannedItem], start: date, desk: Desk) -> dict[int, date | None]:
    """The promised day of every item; None where a limit on the way to it is not known."""
    ends: dict[int, date | None] = {}

    def end(number: int) -> date | None:
        if number not in ends:
            ends[number] = None  # whatever waits for itself in a circle has no day
            item = items[number]
            before = [start, *(end(earlier) for earlier in item.after if earlier in items)]
            days = 0 if item.instant or item.not_needed else item.promised_days or item.legal_days
            if days is not None and None not in before:
                ends[number] = desk.calendar.add(max(day for day in before if day), days)
        return ends[number]

    for number in items:
        end(number)
    return ends
