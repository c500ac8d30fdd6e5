"""The rules one review is held by: its centre's template and what its call says otherwise, pinned when it is convened."""

from math import ceil

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
    quorum_percent: float = Field(default=0, description="Share of the mandatory participants that must have spoken")
    convene: Term
    papers: Term
    opinion: Term
    discussion: Term
    decide: Term
    sign: Term
    minutes: Term

    def of(self, mandatory: int) -> "Rules":
        """The same, where so many are mandatory now: the quorum grows with them, and never falls."""
        quorum = max(self.terms.quorum, quorum_of(mandatory, self.quorum_percent))
        return self.model_copy(update={"terms": self.terms.model_copy(update={"quorum": quorum})})


def quorum_of(mandatory: int, percent: float) -> int:
    """So many of the mandatory participants must have spoken."""
    return ceil(mandatory * percent / 100)
