"""The end of a review: its conclusion, or why there is none; or that it does not take place."""

from datetime import datetime

from services.joint_review.domain import minutes, resolutions
from services.joint_review.domain.closing import closed_at_last
from services.joint_review.domain.letters import Letter, Word, heading
from services.joint_review.domain.review import Review, ReviewState, Seat
from services.joint_review.domain.turns import Turn, misplaced
from shared.clock import Times
from shared.contracts.joint_review import GivenOpinion, Outcome, ReviewCancelled, ReviewConcluded, Signature
from shared.contracts.review_answers import CancelReview
from shared.contracts.review_letters import ReviewOutcome, ReviewOver
from shared.errors import Fault


def record(review: Review) -> tuple[GivenOpinion, ...]:
    """Every participant's opinion in the order of the call, silent ones too; observers have none."""
    return tuple(spoken(review, seat) for seat in review.seats.values() if seat.speaks)


def spoken(review: Review, seat: Seat) -> GivenOpinion:
    """What counts of a seat: its opinion, or its silence."""
    who = {"party": seat.party, "name": seat.name, "role": seat.role}
    return seat.opinion or GivenOpinion(**who, opinion="silent", edition=review.edition, round=review.round)


def conclude(
    review: Review,
    outcome: Outcome,
    now: datetime,
    times: Times,
    *,
    conditions: tuple[str, ...] = (),
    reason: str = "",
    signatures: tuple[Signature, ...] = (),
) -> list[Word]:
    """The conclusion, or that there is none; and what follows: resolutions that bind, minutes, or the end of it all."""
    concluded = ReviewConcluded(
        review_id=review.review_id,
        cause=review.call.cause,
        task_id=review.call.task_id,
        outcome=outcome,
        conditions=conditions,
        opinions=record(review),
        concluded_at=now.isoformat(),
        reason=reason,
        all_or_nothing=review.rules.terms.dissent == "refuse",
        items=review.call.items,
        edition=review.edition,
        signatures=signatures,
        meeting_id=review.call.meeting_id,
    )
    review.conclusion = concluded
    review.turn(ReviewState.DEADLOCKED if outcome == "deadlocked" else ReviewState.CONCLUDED, now)
    return [concluded, *_outcome_letters(review, concluded), *_what_follows(review, now, times)]


def deadlock(review: Review, reason: str, now: datetime, times: Times) -> list[Word]:
    """There is no conclusion: it climbs the ladder."""
    signatures = review.signing.signatures if review.signing else ()
    return conclude(review, "deadlocked", now, times, reason=reason, signatures=signatures)


def _outcome_letters(review: Review, concluded: ReviewConcluded) -> list[Letter]:
    outcome = ReviewOutcome(
        **heading(review), outcome=concluded.outcome, conditions=concluded.conditions, opinions=concluded.opinions
    )
    return [Letter(party, "review-concluded", outcome, review.review_id) for party in review.readers]


def _what_follows(review: Review, now: datetime, times: Times) -> list[Word]:
    if review.state is ReviewState.DEADLOCKED:
        bound = resolutions.drop_all(review, "会商未形成一致意见，议定事项不再执行", now)
    else:
        bound = resolutions.assign(review, now)
    return [*bound, *minutes.ask(review, now, times), *closed_at_last(review)]


def cancel(review: Review, reason: str, by: str, now: datetime) -> list[Word]:
    """It does not take place; everybody who was asked hears so."""
    asked = (review.convener,) if review.state is ReviewState.PROPOSED else review.readers
    review.cancelled = reason
    review.turn(ReviewState.CANCELLED, now)
    said = ReviewCancelled(review_id=review.review_id, reason=reason, by=by, meeting_id=review.call.meeting_id)
    over = ReviewOver(**heading(review), reason=reason)
    letters = [Letter(party, "review-cancelled", over, review.review_id) for party in asked if party != by]
    return [said, *letters, *resolutions.drop_all(review, reason, now), *closed_at_last(review)]


def may_cancel(review: Review, _turn: Turn[CancelReview]) -> list[Fault]:
    """What is wrong with the convener's `cancelled`."""
    states = {state for state in ReviewState if not state.over}
    return misplaced(review, states, "取消", "结论不能取消；需要重新会商的，请代办机构另行发起")


def cancelled(review: Review, turn: Turn[CancelReview]) -> list[Word]:
    """`cancelled`: the convener gives it up."""
    return cancel(review, turn.said.reason.strip(), turn.party, turn.now)
