"""Which of intake's first facts somebody waits for, and what is told of them."""

from collections.abc import Iterator

from services.notify.domain.desk import Desk
from services.notify.domain.draft import Draft, tell
from services.notify.domain.known import Known
from services.notify.domain.naming import named
from shared.contracts import intake


def received(fact: intake.CaseSubmitted, known: Known, _desk: Desk) -> Iterator[Draft]:
    """The applicant learns the case number."""
    yield tell("applicant", "received", submitted_at=fact.submitted_at, items=len(known.items), service=known.service)


def accepted(fact: intake.CaseAccepted, known: Known, _desk: Desk) -> Iterator[Draft]:
    """The limits run from here; whether everything was there, and how the agent acts, is told as it is."""
    tolerated = any(promise.kind == "tolerance" for promise in fact.promises)
    yield tell(
        "applicant",
        "accepted",
        accepted_at=fact.accepted_at,
        agent=fact.agent.title,
        mandated=known.mandated,
        tolerated=tolerated,
        deemed=fact.deemed,
    )


def items_added(fact: intake.ItemsAdded, known: Known, desk: Desk) -> Iterator[Draft]:
    """What was added with the applicant's consent, and that the same agent sees to it."""
    words = [named(item, desk).words for item in fact.items]
    reason = f"items-added:{known.round('items-added')}"
    yield tell("applicant", "items-added", reason, matters=words, total=len(known.items), at=fact.at)
