"""Which facts of a case that stops somebody waits for: 中止, resumption, 终止, 撤件."""

from collections.abc import Iterator
from typing import Any, Final

from services.notify.domain.desk import Desk
from services.notify.domain.draft import Draft, tell
from services.notify.domain.known import Known
from services.notify.domain.naming import free, materials_told, named, numbered
from shared.contracts import interruptions
from shared.contracts.interruptions import CaseSuspended, CaseTerminated

FORMS: Final = {"suspension": "中止单", "termination": "终止单"}
BOTH: Final = ("applicant", "agent")


def form_drawn(fact: interruptions.FormDrawn, known: Known, desk: Desk) -> Iterator[Draft]:
    """The party whose wish it is not has to sign it, or to object, before it takes effect."""
    yield tell(
        "agent" if fact.proposed_by == "applicant" else "applicant",
        "form-drawn",
        _reason(fact.number, "drawn"),
        document=FORMS[fact.document],
        number=_short(fact.number),
        ground=fact.ground_name,
        grounds=free(fact.reason, known, desk),
        due=fact.due,
    )


def form_cancelled(fact: interruptions.FormCancelled, known: Known, desk: Desk) -> Iterator[Draft]:
    """Nobody has to sign it any more; the case goes on as it was."""
    values = {"document": FORMS[fact.document], "number": _short(fact.number), "grounds": free(fact.reason, known, desk)}
    for recipient in BOTH:
        yield tell(recipient, "form-cancelled", _reason(fact.number, "cancelled"), **values)


def suspended(fact: CaseSuspended, known: Known, desk: Desk) -> Iterator[Draft]:
    """The ground, what it means, until when, and how to resume."""
    values = {**_stop(fact, known, desk), "ends": fact.ends, "lapsed": fact.ground == "mandate_ended"}
    for recipient in BOTH:
        yield tell(recipient, "suspended", _reason(fact.form.number, "suspended"), **values)


def resumed(fact: interruptions.CaseResumed, known: Known, desk: Desk) -> Iterator[Draft]:
    """The clocks run again."""
    values = {"number": _short(fact.number), "grounds": free(fact.reason, known, desk), "at": fact.at}
    for recipient in BOTH:
        yield tell(recipient, "resumed", _reason(fact.number, "resumed"), **values)


def terminated(fact: CaseTerminated, known: Known, desk: Desk) -> Iterator[Draft]:
    """The ground, the materials that go back, and what the applicant may do about it."""
    for recipient in BOTH:
        yield tell(recipient, "terminated", _reason(fact.form.number, "terminated"), **_stop(fact, known, desk))


def withdrawn(fact: interruptions.ItemsWithdrawn, known: Known, desk: Desk) -> Iterator[Draft]:
    """Which items nobody works on any more."""
    values = {"matters": [named(item, desk).words for item in fact.items], "whole": fact.whole, "at": fact.at}
    yield tell("applicant", "withdrawn", numbered("withdrawn", known), **values)
    yield tell("agent", "withdrawn", numbered("withdrawn", known), **values, grounds=free(fact.reason, known, desk))


def _stop(fact: CaseSuspended | CaseTerminated, known: Known, desk: Desk) -> dict[str, Any]:
    form = fact.form
    return {
        "number": _short(form.number),
        "ground": fact.ground_name,
        "grounds": free(fact.reason, known, desk),
        "returned": materials_told(form.returned, known, desk),
        "unsigned": form.unsigned,
        "at": fact.at,
    }


def _short(number: str) -> str:
    """S1: the number of the case stands above it already."""
    return number.rpartition("/")[2]


def _reason(number: str, what: str) -> str:
    return f"form:{_short(number)}:{what}"
