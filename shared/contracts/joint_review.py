"""What joint_review says."""

from pydantic import Field

from shared.contracts.base import Contract, Event, Strict
from shared.contracts.routing import ReviewCall


class GivenOpinion(Contract):
    """One department's opinion as it counted."""

    party: str = Field(description="<region>.<department>")
    role: str = Field(description="mandatory | advisory")
    opinion: str = Field(description="agree | conditional | object | not_concerned | silent")
    conditions: tuple[str, ...] = Field(default=(), description="Conditions, each a sentence")
    ground: str = Field(default="", description="Legal ground")
    at: str | None = Field(default=None, description="ISO 8601 with zone")


class ReviewEvent(Event):
    """Facts of a joint review (会商)."""

    review_id: str = Field(description="<办件编号>/R<n>")


class ReviewConvened(ReviewEvent, owner="joint_review"):
    """Every participant has been asked."""

    call: ReviewCall = Field(description="What was asked for")
    due: str = Field(description="Opinions are due; ISO 8601 with zone")


class OpinionGiven(ReviewEvent, owner="joint_review"):
    """A participant has spoken."""

    given: GivenOpinion = Field(description="The opinion")


class ReviewConcluded(ReviewEvent, owner="joint_review"):
    """The conclusion, for routing to carry out."""

    cause: str = Field(description="rules | objection")
    task_id: str | None = Field(default=None, description="<办件编号>/<事项序号>")
    outcome: str = Field(description="agreed | conditional | objected")
    conditions: tuple[str, ...] = Field(default=(), description="Conditions, each a sentence")
    opinions: tuple[GivenOpinion, ...] = Field(description="Every participant's, silent ones too")
    concluded_at: str = Field(description="ISO 8601 with zone")


class ReviewsQuery(Strict):
    """svc.<centre>.joint_review.reviews"""

    case_number: str = Field(description="办件编号")
