"""What a person writes of a rehearsal into an application file: how departments, desks and the window behave."""

from typing import Literal

from pydantic import Field

from deploy.local.rehearsal.review_script import LONGEST, ReviewActPlay, ReviewPlay
from shared.contracts.base import Strict

ADDRESS = Field(min_length=3, max_length=40, description="<region>.<department>")


class SpecialPlay(Strict):
    """特别程序 that the department starts before it decides."""

    procedure: str = Field(min_length=1, max_length=100, description="听证、专家评审 …")
    days: float = Field(default=1, ge=0, le=LONGEST, description="working days it takes")


class ExtensionPlay(Strict):
    """延长 of the legal limit, with what the law asks for."""

    reason: str = Field(min_length=1, max_length=1000, description="As the applicant is told")
    approved_by: str = Field(default="本机关负责人", min_length=1, max_length=60, description="Who allowed it")
    days: int | None = Field(default=None, ge=1, le=60, description="working days more; default: all that the law allows")


class RevocationPlay(Strict):
    """撤销 of the approval, while the case is not closed yet."""

    reason: str = Field(min_length=1, max_length=1000)
    ground: str = Field(default="行政许可法 第六十九条", min_length=1, max_length=1000)
    after: float = Field(default=1, ge=0, le=LONGEST, description="working days after the approval")


class ItemPlay(Strict):
    """What a department does with its task, in this order: return, accept, correction, submit, special, progress, extend,
    after, then, revoke.
    """

    send_back: str | None = Field(default=None, alias="return", min_length=1, description="Object to the first assignment")
    accept_after: float = Field(default=0, ge=0, le=LONGEST, description="working days until it accepts or returns it")
    correction: tuple[str, ...] = Field(default=(), description="Points the applicant has to correct first")
    submit_after: float = Field(
        default=1, ge=0, le=LONGEST, description="working days until it submits what is decided above the bus (转报)"
    )
    special: SpecialPlay | None = None
    progress: tuple[str, ...] = Field(default=(), max_length=10, description="Reports of progress, one after the other")
    extend: ExtensionPlay | None = None
    after: float | None = Field(default=None, ge=0, le=LONGEST, description="working days until it decides; default 1, 即办件 0")
    then: Literal["approve", "refuse"] | None = None
    refuse: str | None = Field(default=None, min_length=1, description="Decide against it, for this reason")
    file: bool = Field(default=False, description="The decision comes as a file, too")
    revoke: RevocationPlay | None = None

    @property
    def longest(self) -> float:
        """Working days it may take between two signs of life."""
        waits = [self.accept_after, self.submit_after, self.after or 0]
        waits += [play for play in (self.special and self.special.days, self.revoke and self.revoke.after) if play]
        return max(waits)


class MeasurePlay(Strict):
    """议定事项 as a resolution lays it down."""

    owner: str = ADDRESS
    act: str = Field(min_length=1, max_length=2000, description="What is to be done")
    days: int = Field(default=5, ge=0, le=LONGEST, description="working days until it is due, by the end of that day")
    binding: Literal["act", "handle", "decide"] = Field(
        default="act", description="act: do it | handle: the item is the owner's | decide: decide the item by then"
    )
    item: int | None = Field(default=None, description="事项序号; required to handle and to decide")


class RungPlay(Strict):
    """What a department does that is asked as a rung of the ladder (逐级协调); with nothing written it resolves as usual.

    Silence and passing on are for the first asking: a last rung that is asked again resolves.
    """

    silent: bool = Field(default=False, description="Let the limit pass")
    pass_on: str | None = Field(default=None, min_length=1, description="Ask the next rung, for this reason")
    resolve: str | None = Field(default=None, min_length=1, description="What it resolves; needs measures")
    document: str | None = Field(default=None, max_length=200, description="文号 of the minutes")
    measures: tuple[MeasurePlay, ...] = ()
    after: float = Field(default=1, ge=0, le=LONGEST, description="working days until it answers")


class DepartmentPlay(Strict):
    """One department's part."""

    items: dict[int, ItemPlay] = Field(default={}, description="By number of the item")
    review: ReviewPlay = Field(default=ReviewPlay(), description="In any joint review of the case")
    review_acts: tuple[ReviewActPlay, ...] = Field(
        default=(), max_length=30, description="What it does in reviews besides, in this order"
    )
    rung: RungPlay = Field(default=RungPlay(), description="Whenever a hard case climbs to it")
    done_after: float = Field(default=1, ge=0, le=LONGEST, description="working days until it reports a measure as done")
    done_late: bool = Field(default=False, description="It does what a review resolved only when that is overdue")

    @property
    def longest(self) -> float:
        """Working days this department may take between two signs of life."""
        waits = [play.longest for play in self.items.values()]
        waits += [act.after for act in self.review_acts]
        return max([*waits, self.review.longest, self.rung.after, self.done_after])


class OfferPlay(Strict):
    """What a desk does with an item that is offered to it (转办、提请上级)."""

    send_back: tuple[str, ...] = Field(default=(), alias="return", description="Return it so often, for these reasons in turn")
    ignore: bool = Field(default=False, description="Neither accept nor return it")
    after: float = Field(default=0, ge=0, le=LONGEST, description="working days until it answers; a limit of one is usual")


class DeskPlay(Strict):
    """The part of one centre's desk (派件岗)."""

    items: dict[int, OfferPlay] = Field(default={}, description="By number of the item")


class EscalatePlay(Strict):
    """The centre reports what it cannot settle itself (提请协调)."""

    reason: str = Field(min_length=1, max_length=2000)
    trigger: Literal["agent_cannot_resolve", "complaint_upheld"] = "agent_cannot_resolve"
    item: int | None = Field(default=None, description="事项序号; absent: the whole case")
    after: float = Field(default=1, ge=0, le=LONGEST, description="working days after the case was routed")


class AddPlay(Strict):
    """The applicant adds items to the running case (增办), complete with their materials."""

    items: tuple[int, ...] = Field(min_length=1, max_length=31)
    after: float = Field(default=1, ge=0, le=LONGEST, description="working days after the case was routed")
