"""When nothing more follows of a review."""

from services.joint_review.domain.letters import Word
from services.joint_review.domain.review import Review, ReviewState
from shared.contracts.joint_review import PapersShared, ReviewClosed


def closed_at_last(review: Review) -> list[Word]:
    """It is over, its minutes are kept, and every resolution is done or dropped: nothing more follows, and nobody reads
    its papers any more. Says so once; nothing before that. To be asked after whatever may have been the last thing.
    """
    if review.closed or not review.state.over or awaits_minutes(review) or _pending(review):
        return []
    review.closed = True
    outcome = review.conclusion.outcome if review.conclusion else "cancelled"
    closed = ReviewClosed(review_id=review.review_id, outcome=outcome)  # the last fact of the review: routing closes with it
    over = [PapersShared(review_id=review.review_id, readers=(), file_ids=())] if review.shared else []
    review.shared = False
    return [*over, closed]


def awaits_minutes(review: Review) -> bool:
    """Minutes are to be signed; of a point of a meeting they are the meeting's."""
    concluded = review.state.over and review.state is not ReviewState.CANCELLED
    return concluded and review.rules.terms.minutes and review.call.meeting_id is None and review.minutes is None


def _pending(review: Review) -> bool:
    return any(followed.state == "open" for followed in review.resolutions)
