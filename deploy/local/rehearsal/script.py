"""How departments behave in a rehearsal: the `departments` part of an application file."""

from typing import Literal

from pydantic import Field

from shared.contracts.base import Strict
from shared.contracts.departments import Opinion

LONGEST = 250  # working days, a year: longer waits show nothing that shorter ones do not


class SpecialPlay(Strict):
    """特别程序 that the department starts before it decides."""

    procedure: str = Field(min_length=1, max_length=100, description="听证、专家评审 …")
    days: float = Field(default=1, ge=0, le=LONGEST, description="working days it takes")


class ItemPlay(Strict):
    """What a department does with its task, in this order: return, correction, special, after, then."""

    send_back: str | None = Field(default=None, alias="return", min_length=1, description="Object to the first assignment")
    correction: tuple[str, ...] = Field(default=(), description="Points the applicant has to correct first")
    special: SpecialPlay | None = None
    after: float | None = Field(default=None, ge=0, le=LONGEST, description="working days until it decides; default 1, 即办件 0")
    then: Literal["approve", "refuse"] | None = None
    refuse: str | None = Field(default=None, min_length=1, description="Decide against it, for this reason")


class ReviewPlay(Strict):
    """What a department says when it is consulted in a joint review (会商)."""

    opinion: Literal["agree", "conditional", "object", "not_concerned", "silent"] = "agree"
    conditions: tuple[str, ...] = ()
    ground: str = Field(default="", description="Legal ground; required to object")
    after: float = Field(default=0, ge=0, le=LONGEST, description="working days until it speaks")

    def spoken(self, review_id: str) -> Opinion | None:
        """The opinion as it is sent; None for a department that keeps silent."""
        if self.opinion == "silent":
            return None
        return Opinion(review_id=review_id, opinion=self.opinion, conditions=self.conditions, ground=self.ground)


class DepartmentPlay(Strict):
    """One department's part."""

    items: dict[int, ItemPlay] = Field(default={}, description="By number of the item")
    review: ReviewPlay = Field(default=ReviewPlay(), description="In any joint review of the case")

    @property
    def longest(self) -> float:
        """Working days this department may take between two signs of life."""
        waits = [play.after or 0 for play in self.items.values()]
        procedures = [play.special.days for play in self.items.values() if play.special]
        return max([*waits, *procedures, self.review.after], default=0)
