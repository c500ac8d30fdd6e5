"""Which facts of a matter on the ladder somebody waits for, and what is told of them."""

from collections.abc import Iterator
from typing import Final

from services.notify.domain.desk import Desk, Matter
from services.notify.domain.draft import Draft, Exact, tell
from services.notify.domain.known import Known
from services.notify.domain.naming import free, named, words_withheld
from shared.contracts import matters
from shared.contracts.matters import TRIGGERS, MatterEvent

STAFF: Final = ("agent", "section_head")
"""Who hears of every rung; the applicant hears that it climbs, what was resolved, and that it is over."""


def escalated(fact: matters.MatterEscalated, known: Known, desk: Desk) -> Iterator[Draft]:
    """That it is being coordinated; who disagrees with whom is for the staff only."""
    matter, about = _about(fact, desk)
    reason = _reason(fact, "escalated")
    yield tell("applicant", "matter-escalated", reason, matter=about["matter"], rung=about["rung"])
    why = {"trigger": matter.tell(TRIGGERS[fact.trigger]), "subject": free(fact.subject, known, desk)}
    for recipient in STAFF:
        yield tell(recipient, "matter-escalated", reason, **about, **why, due=fact.due)


def climbed(fact: matters.MatterClimbed, known: Known, desk: Desk) -> Iterator[Draft]:
    """The next rung, and how the one before was left."""
    matter, about = _about(fact, desk)
    left = {"left": matter.tell(fact.left) or "上一环节", "silent": fact.silent, "grounds": free(fact.reason, known, desk)}
    for recipient in STAFF:
        yield tell(recipient, "matter-climbed", _reason(fact, f"climbed:{fact.rung}"), **about, **left, due=fact.due)


def reminded(fact: matters.RungReminded, _known: Known, desk: Desk) -> Iterator[Draft]:
    """The last rung was asked once more."""
    _, about = _about(fact, desk)
    for recipient in STAFF:
        yield tell(recipient, "rung-reminded", _reason(fact, f"reminded:{fact.times}"), **about, times=fact.times, due=fact.due)


def resolved(fact: matters.MatterResolved, known: Known, desk: Desk) -> Iterator[Draft]:
    """What was resolved and what follows; with a restricted item in the case, only that it was."""
    _, about = _about(fact, desk)
    hidden = words_withheld(known, desk)
    for recipient in ("applicant", "agent"):
        yield tell(
            recipient,
            "matter-resolved",
            _reason(fact, "resolved"),
            matter=about["matter"],
            rung=about["rung"],
            document=Exact("" if hidden else fact.document or ""),
            resolution="" if hidden else fact.resolution,
            measures=[] if hidden else list(fact.measures),
        )


def measure_overdue(fact: matters.MeasureOverdue, known: Known, desk: Desk) -> Iterator[Draft]:
    """A department has not done in time what a resolution binds it to."""
    _, about = _about(fact, desk)
    measure, number = fact.measure, fact.measure.measure_id.rpartition("/")[2]
    what = {"owner": free(measure.owner_name, known, desk) or "责任单位", "act": free(measure.act, known, desk)}
    for recipient in STAFF:
        reason = _reason(fact, f"{number}:overdue")
        yield tell(recipient, "measure-overdue", reason, matter=about["matter"], rung=about["rung"], **what, due=measure.due)


def closed(fact: matters.MatterClosed, known: Known, desk: Desk) -> Iterator[Draft]:
    """Whoever was told that it climbs learns that it is over."""
    _, about = _about(fact, desk)
    over = {"matter": about["matter"], "settled": fact.settled}
    yield tell("applicant", "matter-closed", _reason(fact, "closed"), **over)
    yield tell("agent", "matter-closed", _reason(fact, "closed"), **over, grounds=free(fact.reason, known, desk))


def _about(fact: MatterEvent, desk: Desk) -> tuple[Matter, dict[str, str]]:
    """What it is about and who is asked; who deals with a restricted item tells much of it."""
    matter = named(fact.item, desk)
    rung, party = matter.tell(fact.rung_name) or "上级协调", matter.tell(fact.party_name) or "有关单位"
    return matter, {"matter": matter.words, "rung": rung, "party": party}


def _reason(fact: MatterEvent, what: str) -> str:
    """One notice per matter and what became of it: `matter:E1:resolved`. A matter's number tells nothing of its item."""
    return f"matter:{fact.matter_id.rpartition('/')[2]}:{what}"
