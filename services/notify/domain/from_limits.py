"""What is told of limits that were extended or, with a new calendar, have moved."""

from collections.abc import Iterator
from typing import Final

from services.notify.domain.desk import Desk
from services.notify.domain.draft import Draft, tell
from services.notify.domain.from_routing import LIMITS
from services.notify.domain.known import Known
from services.notify.domain.naming import WHOLE_CASE, again, free, item_of, numbered
from shared.contracts import limits
from shared.contracts.limits import MovedLimit

BOTH: Final = ("applicant", "agent")
APPLICANTS: Final = frozenset({"promised", "legal", "correction", "joint"})
"""Limits of which an applicant has been told."""


def extended(fact: limits.LimitExtended, known: Known, desk: Desk) -> Iterator[Draft]:
    """The applicant is told of an extension and its reasons (行政许可法 第四十二条)."""
    matter, about = item_of(fact, desk)
    reason = again("extended", fact, known, matter)
    values = {"grounds": matter.tell(fact.reason), "approved_by": matter.tell(fact.approved_by), "basis": matter.tell(fact.basis)}
    for recipient in BOTH:
        yield tell(recipient, "limit-extended", reason, **about, **values, days=fact.days, before=fact.before, due=fact.due)


def joint_extended(fact: limits.JointLimitExtended, known: Known, desk: Desk) -> Iterator[Draft]:
    """The same of all departments together."""
    values = {"matter": WHOLE_CASE.words, "department": "各承办部门", "approved_by": fact.approved_by, "basis": fact.basis}
    values |= {"grounds": free(fact.reason, known, desk), "before": fact.before, "due": fact.due}
    for recipient in BOTH:
        yield tell(recipient, "limit-extended", numbered("joint-extended", known), **values, days=fact.days)


def moved(fact: limits.LimitsMoved, known: Known, desk: Desk) -> Iterator[Draft]:
    """What was provisional is announced anew; an applicant hears of the limits that were told before."""
    for recipient in BOTH:
        lines = [_line(each, desk) for each in fact.moved if recipient == "agent" or each.limit in APPLICANTS]
        if lines:
            yield tell(recipient, "limits-moved", numbered("limits-moved", known), lines=lines)


def _line(moved: MovedLimit, desk: Desk) -> dict[str, object]:
    matter = WHOLE_CASE if moved.item is None else desk.matter(moved.item, moved.item_name)
    limit = LIMITS.get(moved.limit, "时限")
    return {"matter": matter.words, "limit": limit, "before": moved.before, "due": moved.due, "provisional": moved.provisional}
