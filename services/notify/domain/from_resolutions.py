"""What is told of that which a review lays down (议定事项, 会议纪要), and of meetings over many cases."""

from collections import Counter
from collections.abc import Iterator
from typing import Any, Final

from services.notify.domain.desk import Desk
from services.notify.domain.draft import Draft, Exact, tell
from services.notify.domain.from_reviews import reason_of
from services.notify.domain.known import Known
from services.notify.domain.naming import free, words_withheld
from shared.contracts import review_records
from shared.contracts.joint_review import OUTCOMES, Resolution, ReviewEvent
from shared.contracts.review_calls import FORMS

STAFF: Final = ("agent", "section_head", "vice_head")
"""Who hears that a resolution is late."""
NOT_HELD: Final = {"cancelled": "未举行", "declined": "未列入"}
"""Of a point of an agenda that came to no conclusion, for there was no review."""


def assigned(fact: review_records.ResolutionsAssigned, known: Known, desk: Desk) -> Iterator[Draft]:
    """Who does what by when, for the agent to follow up."""
    lines = [] if words_withheld(known, desk) else list(fact.resolutions)
    numbers = "+".join(_number(one) for one in fact.resolutions)
    values = {"resolutions": lines, "total": len(fact.resolutions)}
    yield tell("agent", "review-resolutions", reason_of(fact, f"resolutions:{numbers}"), **values)


def done(fact: review_records.ResolutionDone, known: Known, desk: Desk) -> Iterator[Draft]:
    """It is done, and what shows it."""
    evidence = {"evidence": free(fact.evidence, known, desk), "document": Exact(free(fact.document, known, desk))}
    about = _about(fact.resolution, known, desk)
    yield tell("agent", "resolution-done", _reason(fact, fact.resolution, "done"), **about, **evidence, late=fact.late)


def overdue(fact: review_records.ResolutionOverdue, known: Known, desk: Desk) -> Iterator[Draft]:
    """A department has not done in time what the review binds it to: it climbs the ladder."""
    about = _about(fact.resolution, known, desk)
    for recipient in STAFF:
        reason = _reason(fact, fact.resolution, "overdue")
        yield tell(recipient, "resolution-overdue", reason, **about, due=fact.resolution.due)


def dropped(fact: review_records.ResolutionDropped, known: Known, desk: Desk) -> Iterator[Draft]:
    """The agent, who follows it up, learns that it has not to be done any more."""
    about = _about(fact.resolution, known, desk)
    reason = _reason(fact, fact.resolution, "dropped")
    yield tell("agent", "resolution-dropped", reason, **about, grounds=free(fact.reason, known, desk))


def minutes(fact: review_records.MinutesIssued, _known: Known, _desk: Desk) -> Iterator[Draft]:
    """The minutes are there, and under which number; kept unsigned first, they may be signed after all."""
    values = {"number": Exact(fact.minutes.number), "signed": fact.signed}
    yield tell("agent", "review-minutes", reason_of(fact, _issued(signed=fact.signed)), **values)


def meeting_convened(fact: review_records.MeetingConvened, _known: Known, _desk: Desk) -> Iterator[Draft]:
    """The section head of the centre that calls it: when and where, and how many points; the points are in the agenda."""
    declined = sum(point.outcome == "declined" for point in fact.agenda)
    values: dict[str, Any] = {"kind": fact.kind, "subject": fact.subject, "form": FORMS[fact.form], "at": fact.at}
    values |= {"place": fact.place, "total": len(fact.agenda), "declined": declined, "parties": len(fact.participants)}
    yield tell("section_head", "meeting-convened", **values)


def meeting_concluded(fact: review_records.MeetingConcluded, _known: Known, _desk: Desk) -> Iterator[Draft]:
    """How many points came out how; a point's words stay with its case."""
    words = OUTCOMES | NOT_HELD
    counted = Counter[str](point.outcome for point in fact.agenda)
    outcomes = [f"{name} {counted[outcome]} 项" for outcome, name in words.items() if counted[outcome]]
    yield tell("section_head", "meeting-concluded", total=len(fact.agenda), outcomes=outcomes)


def meeting_minutes(fact: review_records.MeetingMinutesIssued, _known: Known, _desk: Desk) -> Iterator[Draft]:
    """One set of minutes for the whole meeting."""
    reason = f"meeting:{_issued(signed=fact.signed)}"
    yield tell("section_head", "meeting-minutes", reason, number=Exact(fact.number), signed=fact.signed)


def _about(resolution: Resolution, known: Known, desk: Desk) -> dict[str, str]:
    """Who has to do what, unless the words of the case may not be repeated."""
    owner = free(resolution.owner_name, known, desk) or "责任单位"
    return {"owner": owner, "act": free(resolution.act, known, desk)}


def _issued(*, signed: bool) -> str:
    return "minutes:signed" if signed else "minutes:unsigned"


def _number(resolution: Resolution) -> str:
    return resolution.resolution_id.rpartition("/")[2]


def _reason(fact: ReviewEvent, resolution: Resolution, what: str) -> str:
    """One notice per resolution and what became of it: `review:…/R1:A2:overdue`."""
    return reason_of(fact, f"{_number(resolution)}:{what}")
