"""A joint review (会商) as its route knows it: what was asked for, how far it is, and which items may not pass without it."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Any, Final

from pydantic import BaseModel, ConfigDict, Field

from shared.contracts.review_calls import Paper, ReviewCall

PASSED: Final = frozenset({"agreed", "conditional"})
"""Outcomes in favour."""
OPENED: Final = "open"


class ReviewState(StrEnum):
    """How far a review is. CONCLUDED: minutes or resolutions are still awaited; CLOSED: nothing more follows of it."""

    OPEN = "open"
    CONCLUDED = "concluded"
    CLOSED = "closed"
    CANCELLED = "cancelled"

    @property
    def label(self) -> str:
        """The state as people read it."""
        return LABELS[self]


LABELS: Final = dict(zip(ReviewState, ("会商中", "已有结论", "已办结", "已取消"), strict=True))


class Review(BaseModel):
    """会商. Frozen: a change is a changed copy in `Route.reviews`."""

    model_config = ConfigDict(frozen=True)

    call: ReviewCall = Field(description="What was asked for, with the papers as they stand now")
    all_or_nothing: bool = Field(default=False, description="联合验收: its items can't be approved until it ends in favour")
    days: int = Field(default=0, description="working days for opinions; for the plan only")
    request: str = Field(default="", description="Id of the request that asked for it; empty: none did")
    edition: int = Field(default=1, description="Of the papers")
    outcome: str = Field(default="", description="agreed | conditional | objected | deadlocked; empty: not heard yet")
    own_conditions: dict[str, tuple[str, ...]] = Field(default={}, description="<region>.<department> -> those that it set")
    cancelled: bool = False
    closed: bool = Field(default=False, description="Nothing more follows of it, as joint_review says")
    withdrawn: bool = Field(default=False, description="joint_review was told that it is needed no more")
    settled: tuple[str, ...] = Field(default=(), description="Ids of resolutions that were done or dropped")

    @property
    def review_id(self) -> str:
        """<办件编号>/R<n>."""
        return self.call.review_id

    @property
    def state(self) -> ReviewState:
        """Facts come in any order: what was closed before its conclusion was heard is open until that is."""
        if self.cancelled:
            return ReviewState.CANCELLED
        if not self.outcome:
            return ReviewState.OPEN
        return ReviewState.CLOSED if self.closed else ReviewState.CONCLUDED

    @property
    def over(self) -> bool:
        """Everything that joint_review has to say of it was heard."""
        return self.closed and self.state is not ReviewState.OPEN

    def concerns(self, item: int) -> bool:
        """Is it about that item, among others or by itself?"""
        return not self.call.items or item in self.call.items

    def but(self, **changes: object) -> "Review":
        """A changed copy."""
        return self.model_copy(update=changes)

    def pinned(self, papers: tuple[Paper, ...], needed: tuple[str, ...]) -> "Review":
        """With other papers, in the next edition."""
        return self.but(call=self.call.model_copy(update={"papers": papers, "needed": needed}), edition=self.edition + 1)


def upgraded(stored: Mapping[str, Any]) -> dict[str, Any]:
    """What a route was stored with before it knew more of its reviews than how each ended (review id -> open | outcome)."""
    kinds, days = stored.get("review_kinds", {}), stored.get("review_limit_days", 0)
    reviews = stored.get("reviews", {}).items()
    found = {name: _of_old(name, kinds.get(name, ""), days, said) if isinstance(said, str) else said for name, said in reviews}
    return {**stored, "reviews": found}


def _of_old(review_id: str, kind: str, days: int, said: str) -> Review:
    """Those that had ended said no more."""
    outcome = "" if said == OPENED else said
    call = ReviewCall(review_id=review_id, kind=kind, cause="", subject="", convener="", mandatory=())
    return Review(call=call, days=days, outcome=outcome, closed=bool(outcome))
