"""The rules one review is held by: its centre's template and what its call says otherwise, pinned when it is convened."""

from pydantic import BaseModel, ConfigDict, Field

from shared.clock import Term
from shared.contracts.joint_review import ReviewTerms


class Rules(BaseModel):
    """How a review is held, and how long each step of it may take."""

    model_config = ConfigDict(frozen=True)

    name: str = Field(description="联席会议, 会审会签 …")
    outcome: str = Field(description="会议纪要, 会签意见 …: what it ends in")
    at_once: bool = Field(description="The agent's notice convenes it; else the convener does")
    terms: ReviewTerms
    convene: Term
    papers: Term
    opinion: Term
    discussion: Term
    decide: Term
    sign: Term
    minutes: Term
