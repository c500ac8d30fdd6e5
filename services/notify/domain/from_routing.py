"""Which of routing's facts somebody waits for, and what is told of them."""

from collections.abc import Iterator
from typing import Final

from services.notify.domain.dates import day_of
from services.notify.domain.desk import Desk, Matter
from services.notify.domain.draft import Draft, Exact, tell
from services.notify.domain.from_duties import recipients
from services.notify.domain.known import Known
from services.notify.domain.naming import again, item_of, once, words_withheld
from services.notify.domain.schedule import steps
from shared.contracts import routing
from shared.contracts.common import ItemState

LIMITS: Final = {
    "accept": "接件时限",
    "procedure": "特别程序期限",
    "hearing_notice": "听证通知期限",
    "correction": "补正期限",
    "promised": "承诺时限",
    "legal": "法定时限",
    "joint": "联合办理时限",
}


def routed(fact: routing.CaseRouted, known: Known, desk: Desk) -> Iterator[Draft]:
    """Who leads, and the items in order with the dates they are promised for."""
    matters = [(f"{item.region}.{item.department}", desk.matter(item.item, item.item_name)) for item in fact.plan]
    open_ones = {department for department, matter in matters if not matter.hidden}
    leads_hidden = fact.lead_department in {department for department, matter in matters if matter.hidden} - open_ones
    yield tell(
        "applicant",
        "routed",
        lead=Matter("", hidden=leads_hidden).department(fact.lead_department_name),
        steps=steps(fact.plan, day_of(known.accepted_at), desk),
        green_channel=fact.green_channel,
    )


def correction(fact: routing.CorrectionRequested, known: Known, desk: Desk) -> Iterator[Draft]:
    """All that is to be corrected, and that the clock stands until it is."""
    matter, about = item_of(fact, desk)
    points = [] if matter.hidden else list(fact.points)
    yield tell("applicant", "correction", again("correction", fact, known, matter), **about, points=points, at=fact.at)


def correction_supplied(fact: routing.CorrectionSupplied, known: Known, desk: Desk) -> Iterator[Draft]:
    """The agent learns that the clock runs again, and until when."""
    matter, about = item_of(fact, desk)
    reason = again("correction", fact, known, matter) + ":supplied"
    yield tell("agent", "correction-supplied", reason, **about, due=fact.due.promised or fact.due.legal)


def special_started(fact: routing.SpecialProcedureStarted, known: Known, desk: Desk) -> Iterator[Draft]:
    """The time that is not counted is told in writing (行政许可法 第四十五条)."""
    matter, about = item_of(fact, desk)
    yield tell(
        "applicant",
        "special-started",
        again("special", fact, known, matter),
        **about,
        procedure=matter.tell(fact.procedure),
        stops_clock=fact.stops_clock,
        at=fact.at,
        longest=0 if matter.hidden else desk.longest.get((fact.item, fact.procedure), 0),
    )


def special_ended(fact: routing.SpecialProcedureEnded, known: Known, desk: Desk) -> Iterator[Draft]:
    """The clock runs again, and until when."""
    matter, about = item_of(fact, desk)
    reason = again("special", fact, known, matter) + ":ended"
    yield tell("applicant", "special-ended", reason, **about, at=fact.at, due=fact.due.promised or fact.due.legal)


def approved(fact: routing.ItemApproved, known: Known, desk: Desk) -> Iterator[Draft]:
    """The item's document, what was tolerated for the time being, and the conditions that its department set in a review."""
    matter, about = item_of(fact, desk)
    conditions = [] if matter.hidden or words_withheld(known, desk) else list(fact.conditions)
    yield tell(
        "applicant",
        "approved",
        once("approved", fact, known, matter),
        **about,
        document=Exact(matter.tell(fact.document)),
        tolerance=fact.state == ItemState.APPROVED_WITH_TOLERANCE,
        note=matter.tell(fact.note),
        conditions=conditions,
        conditional=bool(fact.conditions) and not matter.hidden,
    )


def refused(fact: routing.ItemRefused, known: Known, desk: Desk) -> Iterator[Draft]:
    """The reason and the remedies (行政许可法 第三十八条)."""
    matter, about = item_of(fact, desk)
    values = {"grounds": matter.tell(fact.reason), "remedies": [] if matter.hidden else list(fact.remedies)}
    yield tell("applicant", "refused", once("refused", fact, known, matter), **about, **values)


def revoked(fact: routing.ItemRevoked, known: Known, desk: Desk) -> Iterator[Draft]:
    """An approval is taken back (行政许可法 第六十九条), and what may be done against that."""
    matter, about = item_of(fact, desk)
    values = {
        "grounds": matter.tell(fact.reason),
        "basis": matter.tell(fact.ground),
        "document": Exact(matter.tell(fact.document)),
    }
    yield tell("applicant", "revoked", again("revoked", fact, known, matter), **about, **values, at=fact.at)


def recalled(fact: routing.ItemRecalled, known: Known, desk: Desk) -> Iterator[Draft]:
    """The department has stopped; the applicant was told with the withdrawal or the termination."""
    matter, about = item_of(fact, desk)
    yield tell("agent", "recalled", again("recalled", fact, known, matter), **about, at=fact.at)


def progressed(fact: routing.TaskProgressed, known: Known, desk: Desk) -> Iterator[Draft]:
    """How far it is, in the department's own words."""
    matter, about = item_of(fact, desk)
    values = {"note": matter.tell(fact.note), "percent": None if matter.hidden else fact.percent}
    yield tell("applicant", "progress", again("progress", fact, known, matter), **about, **values, at=fact.at)


def not_handled(fact: routing.ItemNotHandled, known: Known, desk: Desk) -> Iterator[Draft]:
    """No permit is needed (不受理), or none could be asked for here (不予受理)."""
    matter, about = item_of(fact, desk)
    reason, needed = once("not-handled", fact, known, matter), fact.state != ItemState.NOT_HANDLED
    yield tell("applicant", "not-handled", reason, **about, grounds=matter.tell(fact.reason), permit_needed=needed)


def returned(fact: routing.TaskReturned, known: Known, desk: Desk) -> Iterator[Draft]:
    """The agent learns that a department objects to its task."""
    matter, about = item_of(fact, desk)
    yield tell("agent", "returned", again("returned", fact, known, matter), **about, grounds=matter.tell(fact.reason))


def lit(fact: routing.DeadlineLit, known: Known, desk: Desk) -> Iterator[Draft]:
    """A deadline that moved, and is near again, is news again: its day is part of the reason. The applicant, who has to
    correct, is reminded by intake's own light of the same.
    """
    matter, about = item_of(fact, desk)
    reason = once("light", fact, known, matter) + f":{fact.limit}:{fact.light}:{day_of(fact.due)}"
    values = {"limit": LIMITS.get(fact.limit, "时限"), "theirs": fact.limit == "correction", "due": fact.due}
    for recipient in recipients(fact.light, (), desk):
        yield tell(recipient, fact.light, reason, **about, **values)
