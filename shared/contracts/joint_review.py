"""What joint_review says."""

from pydantic import Field

from shared.contracts.base import Contract, Event, Strict
from shared.contracts.routing import ReviewCall


class GivenOpinion(Contract):
    """One department's opinion as it counted."""

    party: str = Field(description="<region>.<department>")
    role: str = Field(description="mandatory | advisory")
    opinion: str = Field(description="agree | conditional | object | not_concerned | silent")
    conditions: tuple[str, ...] = ()
    ground: str = ""
    at: str | None = None


class ReviewEvent(Event):
    """Facts of a joint review (会商)."""

    review_id: str


class ReviewConvened(ReviewEvent, owner="joint_review"):
    """Every participant has been asked."""

    call: ReviewCall
    due: str = Field(description="Opinions are due; ISO 8601 with zone")


class OpinionGiven(ReviewEvent, owner="joint_review"):
    """A participant has spoken."""

    given: GivenOpinion


class ReviewConcluded(ReviewEvent, owner="joint_review"):
    """The conclusion, for routing to carry out."""

    cause: str
    task_id: str | None = None
    outcome: str = Field(description="agreed | conditional | objected")
    conditions: tuple[str, ...] = ()
    opinions: tuple[GivenOpinion, ...]
    concluded_at: str


class ReviewsQuery(Strict):
    """svc.<centre>.joint_review.reviews"""

    case_number: str
