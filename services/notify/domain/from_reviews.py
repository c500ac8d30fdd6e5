"""Which of joint_review's facts somebody waits for, and what is told of them."""

from collections.abc import Iterator

from services.notify.domain.desk import Desk
from services.notify.domain.draft import Draft, tell
from services.notify.domain.known import Known
from services.notify.domain.naming import words_withheld
from shared.contracts import joint_review


def convened(fact: joint_review.ReviewConvened, known: Known, desk: Desk) -> Iterator[Draft]:
    """What is being settled, and by when the departments have to speak."""
    subject = "" if words_withheld(known, desk) else fact.call.subject
    yield tell("applicant", "review-convened", f"review:{fact.review_id}:convened", subject=subject, due=fact.due)


def concluded(fact: joint_review.ReviewConcluded, known: Known, desk: Desk) -> Iterator[Draft]:
    """The conclusion, for the applicant and for the agent who carries it on."""
    conditions = [] if words_withheld(known, desk) else list(fact.conditions)
    for recipient in ("applicant", "agent"):
        reason = f"review:{fact.review_id}:concluded"
        yield tell(recipient, "review-concluded", reason, outcome=fact.outcome, conditions=conditions)
