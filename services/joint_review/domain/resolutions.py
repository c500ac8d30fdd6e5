"""议定事项: laid down by the convener, binding from the conclusion on, followed until each is done or dropped."""

from collections.abc import Callable, Iterator
from datetime import date, datetime
from typing import TYPE_CHECKING, Final

from services.joint_review.domain.closing import closed_at_last
from services.joint_review.domain.letters import Letter, Word, heading, news
from services.joint_review.domain.review import Followed, Review, ReviewState
from services.joint_review.domain.turns import STANDS, asking
from shared.clock import Term, Times
from shared.contracts.joint_review import Resolution
from shared.contracts.review_answers import CarryOut, DropResolution, LayDown, ResolutionOrder
from shared.contracts.review_letters import ResolutionAssigned, ReviewOver
from shared.contracts.review_records import (
    ResolutionDone,
    ResolutionDropped,
    ResolutionOverdue,
    ResolutionsAssigned,
    ResolutionsLaidDown,
)
from shared.duties import Wanted
from shared.errors import Fault, Refused, refuse

if TYPE_CHECKING:
    from services.joint_review.domain.reviews import Reviews

LONGEST: Final = 366  # days until which a resolution may be due, as for the measures of a rung
MOST: Final = 200  # resolutions of one review: they are kept, and told together when they bind
ROOM: Final = 100_000  # characters of all of them
TOO_LATE: Final = (
    "议定事项应在会商形成结论前提出；现需补充的，请商政务服务中心另行发起会商（daiban review call）"
    "或列入会议议题（daiban meeting call）"
)
Known = Callable[[str], str | None]
DRAFTING: Final = {ReviewState.DELIBERATING, ReviewState.DECIDING}

# One text for both, so that a department learns nothing of resolutions that are not its own.
NOT_YOURS: Final = Fault(
    field="resolution_id",
    message="没有这一议定事项，或者本部门不是责任部门",
    remedy="请按议定事项通知中的编号（resolution_id）原样填写",
)


def lay_down(
    _reviews: "Reviews", review: Review, party: str, said: LayDown, now: datetime, times: Times, known: Known
) -> list[Word]:
    """议定: kept as drafts while departments still speak; after the conclusion they bind at once.

    Errors: Refused, with every fault of every resolution; then nothing is laid down.
    """
    _by_convener(review, party, "review_id")
    faults = [*_untimely(review, said)]
    for number, order in enumerate(said.resolutions):
        faults += _faults(review, order, f"resolutions.{number}", now)
    if faults:
        raise Refused(faults)
    first = len(review.resolutions) + 1
    laid = tuple(
        Followed(resolution=_resolution(review, first + number, order, now, times, known))
        for number, order in enumerate(said.resolutions)
    )
    review.resolutions += laid
    told = ResolutionsLaidDown(review_id=review.review_id, resolutions=tuple(each.resolution for each in laid))
    return [told, *(assign(review, now) if review.state == ReviewState.CONCLUDED else [])]


def _by_convener(review: Review, party: str, field: str) -> None:
    if party != review.convener:
        raise refuse(field, "贵部门不是召集部门", asking(review))


def _untimely(review: Review, said: LayDown) -> Iterator[Fault]:
    if review.state is ReviewState.CONCLUDED and review.minutes is not None:
        yield Fault(field="review_id", message="会议纪要已经存档，不能再增加议定事项", remedy=TOO_LATE)
    elif review.closed or review.state is ReviewState.DEADLOCKED:
        yield Fault(field="review_id", message=f"{STANDS[review.state]}，不能再增加议定事项", remedy=TOO_LATE)
    elif review.state not in {*DRAFTING, ReviewState.CONCLUDED}:
        yield Fault(field="review_id", message=f"会商当前状态为“{review.state.label}”，不能议定事项", remedy=_when(review))
    if len(review.resolutions) + len(said.resolutions) > MOST:
        remedy = "请将相同责任部门的事项合并"
        yield Fault(field="resolutions", message=f"一次会商的议定事项最多 {MOST} 项", remedy=remedy)
    known = sum(len(each.resolution.act) + len(each.resolution.done_when) for each in review.resolutions)
    if known + sum(len(order.act) + len(order.done_when) for order in said.resolutions) > ROOM:
        remedy = "请缩短文字，长的内容请作为文件提交"
        yield Fault(field="resolutions", message=f"一次会商的议定事项总计最多 {ROOM} 字", remedy=remedy)


def _when(review: Review) -> str:
    """When resolutions can be laid down: afterwards only where minutes of its own keep the review open."""
    if review.state is not ReviewState.SIGNING:
        return "请在征求意见期间提出"
    own = review.rules.terms.minutes and review.call.meeting_id is None
    return "请待会签结束，在签发纪要之前提出" if own else TOO_LATE


def _faults(review: Review, order: ResolutionOrder, field: str, now: datetime) -> Iterator[Fault]:
    if order.owner not in review.seats and order.owner != review.convener:
        able = "、".join(f"{review.name_of(party)}（{party}）" for party in review.readers)
        remedy = f"责任部门应为参加部门或召集部门：{able}"
        yield Fault(field=f"{field}.owner", message=f"{order.owner} 没有参加本次会商", remedy=remedy)
    for name, text in (("act", order.act), ("done_when", order.done_when)):
        if not text.strip():
            yield Fault(field=f"{field}.{name}", message="没有写明内容", remedy="请写明做什么、做到什么程度算完成")
    if not 0 < _days(now, order.due) <= LONGEST:
        remedy = f"请填写明天起 {LONGEST} 日以内的日期（YYYY-MM-DD）"
        yield Fault(field=f"{field}.due", message=f"完成时限 {order.due} 不可行", remedy=remedy)


def _resolution(review: Review, number: int, order: ResolutionOrder, now: datetime, times: Times, known: Known) -> Resolution:
    seat = review.seats.get(order.owner)
    return Resolution(
        resolution_id=f"{review.review_id}/A{number}",
        owner=order.owner,
        owner_name=seat.name if seat else known(order.owner) or review.convener_name,
        act=order.act.strip(),
        done_when=order.done_when.strip(),
        due=times.due(_term(_days(now, order.due)), now).isoformat(),
    )


def _days(now: datetime, until: date) -> int:
    return (until - now.date()).days


def _term(days: int) -> Term:
    return Term(what="落实议定事项", days=days, unit="calendar", basis="会商议定的完成时限", mark="sourced")


def assign(review: Review, now: datetime) -> list[Word]:
    """What was laid down binds from now on: its owners have their tasks. Nothing, where there is nothing new."""
    bound = [each for each in review.resolutions if each.state == "drafted"]
    if not bound:
        return []
    for each in bound:
        each.state, each.at = "open", now
    resolutions = tuple(each.resolution for each in bound)
    return [
        ResolutionsAssigned(review_id=review.review_id, resolutions=resolutions),
        *(_assigned(review, resolution) for resolution in resolutions),
    ]


def _assigned(review: Review, resolution: Resolution) -> Letter:
    content = ResolutionAssigned(**heading(review), resolution=resolution)
    return Letter(resolution.owner, "resolution-assigned", content, review.review_id, resolution.resolution_id)


def carry_out(
    _reviews: "Reviews", review: Review, party: str, said: CarryOut, now: datetime, _times: Times, _known: Known
) -> list[Word]:
    """落实: reported by its owner, with what shows it; the convener is told. Errors: Refused, with every fault."""
    found = _found(review, said.resolution_id)
    if found is None or found.resolution.owner != party:
        raise Refused([NOT_YOURS])
    faults = [*_unready(found)]
    if not said.evidence.strip():
        faults.append(Fault(field="evidence", message="没有写明落实情况", remedy=f"请写明：{found.resolution.done_when}"))
    if faults:
        raise Refused(faults)
    late = found.overdue or now > datetime.fromisoformat(found.resolution.due)
    found.state, found.at, found.evidence = "done", now, said.evidence.strip()
    found.document, found.file_id = said.document.strip(), said.file_id.strip()
    done = ResolutionDone(
        review_id=review.review_id,
        resolution=found.resolution,
        evidence=found.evidence,
        document=found.document,
        file_id=found.file_id,
        late=late,
    )
    return [done, *_told(review, found), *closed_at_last(review)]


def _unready(found: Followed) -> Iterator[Fault]:
    match found.state:
        case "drafted":
            yield Fault(field="resolution_id", message="会商尚未形成结论，议定事项尚未生效", remedy="请在收到议定事项通知后报告")
        case "done":
            yield Fault(field="resolution_id", message="该议定事项已报告落实", remedy="无需再次报告；有变化请告知召集部门")
        case "dropped":
            yield Fault(field="resolution_id", message="该议定事项已撤销", remedy="无需报告")


def _told(review: Review, done: Followed) -> list[Letter]:
    """The convener follows what it has laid down; of its own reports it knows."""
    resolution = done.resolution
    if resolution.owner == review.convener:
        return []
    what = f"{resolution.owner_name}报告已落实议定事项“{resolution.act}”：{done.evidence}"
    return [news(review, what, resolution.resolution_id)]


def drop(
    _reviews: "Reviews", review: Review, party: str, said: DropResolution, now: datetime, _times: Times, _known: Known
) -> list[Word]:
    """撤销: by the convener, with the reason. Errors: Refused, with every fault."""
    _by_convener(review, party, "resolution_id")
    found = _found(review, said.resolution_id)
    if found is None:
        raise refuse("resolution_id", "本次会商没有这一议定事项", "请核对议定事项编号（resolution_id）")
    faults = []
    if found.state in {"done", "dropped"}:
        label = "已落实" if found.state == "done" else "已撤销"
        faults.append(Fault(field="resolution_id", message=f"该议定事项{label}", remedy="无需撤销"))
    if review.state is ReviewState.SIGNING:  # the text that goes round names it
        message = "会商正在会签，不能撤销会签文本中的议定事项"
        faults.append(Fault(field="resolution_id", message=message, remedy="请待会签结束后撤销"))
    if not said.reason.strip():
        faults.append(Fault(field="reason", message="没有写明撤销的原因", remedy="请写明原因（reason）"))
    if faults:
        raise Refused(faults)
    return [*_dropped(review, found, said.reason.strip(), now), *closed_at_last(review)]


def drop_all(review: Review, reason: str, now: datetime) -> list[Word]:
    """Whatever is not done has not to be done any more: the review has come to no conclusion, or does not take place."""
    still = [each for each in review.resolutions if each.state in {"drafted", "open"}]
    return [word for each in still for word in _dropped(review, each, reason, now)]


def _dropped(review: Review, found: Followed, reason: str, now: datetime) -> list[Word]:
    bound = found.state == "open"
    found.state, found.at = "dropped", now
    resolution = found.resolution
    told = ResolutionDropped(review_id=review.review_id, resolution=resolution, reason=reason)
    if not bound:
        return [told]
    over = ReviewOver(**heading(review), resolution_id=resolution.resolution_id, reason=reason)
    return [told, Letter(resolution.owner, "resolution-over", over, review.review_id, resolution.resolution_id)]


def overdue(review: Review, resolution_id: str, now: datetime) -> list[Word]:
    """Its date has passed: told once; it stays to be done, and is asked for again and again."""
    found = _found(review, resolution_id)
    if found is None or found.state != "open" or found.overdue:
        return []
    found.overdue, found.overdue_at = True, now
    return [ResolutionOverdue(review_id=review.review_id, resolution=found.resolution)]


def wanted(review: Review) -> Iterator[Wanted]:
    """The duty of every owner, under the id of its resolution; once overdue, as often as a place asks for papers again."""
    for each in review.resolutions:
        if each.state == "open" and each.at is not None:
            term, since = _again(review, each.overdue_at) if each.overdue_at else _running(each.resolution, each.at)
            key, owner, about = each.resolution.resolution_id, each.resolution.owner, each.resolution.act
            yield Wanted(key, "carried-out", (owner,), term, since, repeats=True, about=about)


def _running(resolution: Resolution, bound: datetime) -> tuple[Term, datetime]:
    """A conclusion that came after the date does not put it off."""
    due = datetime.fromisoformat(resolution.due)
    since = min(bound, due)
    return _term((due.date() - since.date()).days), since


def _again(review: Review, overdue_at: datetime) -> tuple[Term, datetime]:
    return review.rules.papers.model_copy(update={"what": "报告已超期的议定事项落实情况"}), overdue_at


def _found(review: Review, resolution_id: str) -> Followed | None:
    return next((each for each in review.resolutions if each.resolution.resolution_id == resolution_id), None)
