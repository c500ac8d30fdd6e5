"""One act of a department: who says what, when it counts as said, and whether it may be said where the review stands."""

from collections.abc import Callable, Collection
from datetime import datetime
from typing import Final, Generic, NamedTuple, TypeVar

from services.joint_review.domain.review import Review, ReviewState
from shared.clock import Times
from shared.errors import Fault

S = TypeVar("S")

# One text for both, so that a department learns nothing of reviews that are not its own.
NOT_YOURS: Final = Fault(
    field="review_id",
    message="没有这次会商，或者本部门不是参加部门",
    remedy="请按征求意见通知中的会商编号（review_id）原样填写",
)
STANDS: Final = {
    ReviewState.PROPOSED: "会商尚未召集",
    ReviewState.GATHERING: "会商材料尚未齐备",
    ReviewState.DELIBERATING: "会商正在征求意见",
    ReviewState.DECIDING: "会商正待召集部门决定",
    ReviewState.SIGNING: "会商正在会签",
    ReviewState.CONCLUDED: "会商已有结论",
    ReviewState.DEADLOCKED: "会商已结束，未形成一致意见",
    ReviewState.CANCELLED: "会商已取消",
}
UNDER_WAY: Final = frozenset({ReviewState.GATHERING, ReviewState.DELIBERATING, ReviewState.DECIDING, ReviewState.SIGNING})
"""Convened, and not over."""


class Turn(NamedTuple, Generic[S]):
    """What a department says, and all that it is judged by."""

    party: str
    said: S
    now: datetime
    """The act takes effect now: limits that begin with it run from here."""
    at: datetime
    """It was said then: a limit that was not over then is kept."""
    times: Times
    known: Callable[[str], str | None]
    """`<region>.<department>` -> its name; None: there is none."""


def misplaced(review: Review, states: Collection[ReviewState], what: str, remedy: str = "") -> list[Fault]:
    """The act does not fit where the review stands."""
    if review.state in states:
        return []
    early = review.state in {ReviewState.PROPOSED, ReviewState.GATHERING}
    way, cannot = "请稍后再办" if early else asking(review), "还不能" if early else "不能"
    return [Fault(field="review_id", message=f"{STANDS[review.state]}，{cannot}{what}", remedy=remedy or way)]


def not_convener(review: Review, party: str) -> list[Fault]:
    """Only the convener may do it."""
    if party == review.convener:
        return []
    return [Fault(field="review_id", message="贵部门不是召集部门", remedy=asking(review))]


def too_late(due: datetime | None, at: datetime, what: str, review: Review) -> list[Fault]:
    """The limit was over when it was said; at its very instant it is not."""
    if due is None or at <= due:
        return []
    return [Fault(field="review_id", message=f"已过{what}的期限（{due:%Y-%m-%d %H:%M}）", remedy=asking(review))]


def unsaid(field: str, value: str, message: str, remedy: str) -> list[Fault]:
    """A text that is owed, and blank."""
    return [] if value.strip() else [Fault(field=field, message=message, remedy=remedy)]


def asking(review: Review) -> str:
    """The way out where only the convener can help."""
    return f"请向召集部门（{review.name_of(review.convener)}）提出"
