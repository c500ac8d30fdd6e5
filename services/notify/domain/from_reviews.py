"""Which of a joint review's facts somebody waits for, and what is told of them; what follows of it is in from_resolutions."""

from collections.abc import Iterator
from typing import Any, Final

from services.notify.domain.dates import day_of
from services.notify.domain.desk import Desk
from services.notify.domain.draft import Draft, tell
from services.notify.domain.from_duties import recipients
from services.notify.domain.known import Known
from services.notify.domain.naming import free, materials_told, party_told, words_withheld
from shared.contracts import joint_review
from shared.contracts.joint_review import ReviewEvent
from shared.contracts.review_calls import FORMS, ROLES, ReviewCall

BOTH: Final = ("applicant", "agent")
NOTHING_MENDS: Final = "无"
"""What an objector writes where nothing would mend it."""
OWED: Final = "办理会商事项"
"""What a duty is called where the words of the case may not be repeated."""


def convened(fact: joint_review.ReviewConvened, known: Known, desk: Desk) -> Iterator[Draft]:
    """What is being settled, when and where it meets, by when the departments have to speak, and what is still to come."""
    call, form = fact.call, fact.terms.form if fact.terms else fact.call.form or "circulation"
    asked = [each.party for each in fact.participants] or [*call.mandatory, *call.advisory]
    values = {"subject": free(call.subject, known, desk), "due": fact.due, **_meets(call, form, known, desk)}
    yield tell("applicant", "review-convened", reason_of(fact, "convened"), **values)
    parties = [] if words_withheld(known, desk) else [desk.party(party) for party in asked]
    yield tell("agent", "review-convened", reason_of(fact, "convened"), **values, kind=call.kind, parties=parties)
    if fact.missing:
        missing = materials_told(fact.missing, known, desk)
        for recipient in BOTH:
            yield tell(recipient, "review-papers-missing", reason_of(fact, "missing"), missing=missing)


def papers_completed(fact: joint_review.PapersCompleted, known: Known, desk: Desk) -> Iterator[Draft]:
    """Opinions are asked for now, and by when they are due."""
    without = materials_told(fact.without, known, desk)
    for recipient in BOTH:
        yield tell(recipient, "review-papers-complete", reason_of(fact, "papers"), without=without, due=fact.due)


def papers_changed(fact: joint_review.PapersChanged, known: Known, desk: Desk) -> Iterator[Draft]:
    """Everybody is asked again, openly: what was said of the old version counts no more."""
    changed = materials_told(fact.changed, known, desk)
    for recipient in BOTH:
        reason = reason_of(fact, f"edition:{fact.edition}")
        yield tell(recipient, "review-papers-changed", reason, changed=changed, due=fact.due)


def opinion(fact: joint_review.OpinionGiven, known: Known, desk: Desk) -> Iterator[Draft]:
    """The agent hears of an objection, and of what would mend it, while there is still time to."""
    if fact.given.opinion == "object":
        yield _objection(fact, fact.given, known, desk)


def signature_refused(fact: joint_review.SignatureRefused, known: Known, desk: Desk) -> Iterator[Draft]:
    """A signature that is refused is an objection."""
    yield _objection(fact, fact.given, known, desk)


def round_opened(fact: joint_review.RoundOpened, known: Known, desk: Desk) -> Iterator[Draft]:
    """The departments differ, and discuss it: who objects, and until when."""
    objecting = [party_told(one.party, known, desk) for one in fact.opinions if one.opinion == "object"]
    values: dict[str, Any] = {"round": fact.round, "objecting": list(dict.fromkeys(objecting)), "due": fact.due}
    yield tell("agent", "review-round", reason_of(fact, f"round:{fact.round}"), **values)


def participant_added(fact: joint_review.ParticipantAdded, known: Known, desk: Desk) -> Iterator[Draft]:
    """One department more; what the others have said stands."""
    added = fact.participant
    yield tell(
        "agent",
        "review-participant-added",
        reason_of(fact, f"added:{added.party}"),
        party=party_told(added.party, known, desk),
        role=ROLES[added.role],
        signer=fact.signer,
        grounds=free(fact.reason, known, desk),
        due=added.due,
    )


def concluded(fact: joint_review.ReviewConcluded, known: Known, desk: Desk) -> Iterator[Draft]:
    """The conclusion, for the applicant and for the agent who carries it on. Whether it climbs, hangs on whether
    the case is over by then, of which we may hear sooner or later: so they are told just that.
    """
    hidden = words_withheld(known, desk)
    objections = [one.mend for one in fact.opinions if one.opinion == "object" and one.mend not in ("", NOTHING_MENDS)]
    values: dict[str, Any] = {
        "outcome": fact.outcome,
        "conditions": [] if hidden else list(fact.conditions),
        "mends": [] if hidden else list(dict.fromkeys(objections)),
        "refused": fact.outcome == "objected" and fact.all_or_nothing,
    }
    reason = reason_of(fact, "concluded")
    yield tell("applicant", "review-concluded", reason, **values)
    yield tell("agent", "review-concluded", reason, **values, grounds=free(fact.reason, known, desk))


def cancelled(fact: joint_review.ReviewCancelled, known: Known, desk: Desk) -> Iterator[Draft]:
    """It does not take place; an applicant who was never told that it would is not told that it will not."""
    for recipient in BOTH if known.round(f"review:{fact.review_id}") else ("agent",):
        yield tell(recipient, "review-cancelled", reason_of(fact, "cancelled"), grounds=free(fact.reason, known, desk))


def lit(fact: joint_review.ReviewDutyLit, known: Known, desk: Desk) -> Iterator[Draft]:
    """Whoever the centre names hears of what a department owes a review."""
    about = fact.resolution_id or fact.act
    reason = reason_of(fact, f"duty:{about}:{fact.party}:{fact.light}:{day_of(fact.due)}")
    values = {"what": free(fact.what, known, desk) or OWED, "whose": party_told(fact.party, known, desk)}
    for recipient in recipients(fact.light, (), desk):
        yield tell(recipient, "duty", reason, light=fact.light, **values, about="会商", due=fact.due, basis="", times=1)


def reason_of(fact: ReviewEvent, what: str) -> str:
    """One notice per review and what became of it. A review's number tells nothing of the items that it is about."""
    return f"review:{fact.review_id}:{what}"


def _objection(fact: ReviewEvent, given: joint_review.GivenOpinion, known: Known, desk: Desk) -> Draft:
    times = known.round(f"objection:{fact.review_id}")
    values = {"party": party_told(given.party, known, desk), "grounds": free(given.ground, known, desk)}
    mend = "" if given.mend == NOTHING_MENDS else free(given.mend, known, desk)
    return tell("agent", "review-objection", reason_of(fact, f"objection:{times}"), **values, mend=mend)


def _meets(call: ReviewCall, form: str, known: Known, desk: Desk) -> dict[str, object]:
    """In what form it is held; when and where, if it meets at all."""
    meets = form != "circulation" and call.at
    return {"form": FORMS[form], "at": call.at if meets else None, "place": free(call.place, known, desk) if meets else ""}
