"""What speaks against a review (会商) that somebody wants of a case: every fault of its items, its papers and its time."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from typing import Final

from services.routing.domain import veil
from services.routing.domain.review import Review, ReviewState
from services.routing.domain.reviewing import paper, papers_of
from services.routing.domain.route import Route, RouteState
from shared.contracts.review_calls import CallReview, Paper
from shared.errors import Fault

LATEST: Final = timedelta(days=366)
"""Later than this a meeting is a slip of the year."""


def of_time(at: str | None, now: datetime) -> Iterator[Fault]:
    """A meeting is in the future, at an instant that everybody reads alike."""
    if at is None:
        return
    remedy = "请填写今后的日期和时间，如 2026-03-20T09:30:00+08:00"
    try:
        when = datetime.fromisoformat(at)
    except ValueError:
        yield Fault(field="at", message=f"“{at}”不是日期和时间", remedy=remedy)
        return
    if when.tzinfo is None:
        yield Fault(field="at", message="会议时间没有写明时区", remedy=remedy)
    elif when <= now:
        yield Fault(field="at", message="会议时间已过", remedy=remedy)
    elif when > now + LATEST:
        yield Fault(field="at", message="会议时间在一年以后", remedy=remedy)


def of_case(route: Route) -> Iterator[Fault]:
    """Nothing is discussed about a case that is over."""
    if route.over or route.state is RouteState.CLOSED:
        yield Fault(field="case_number", message=f"{route.over or '办件已办结归档'}，不再会商", remedy="请核对办件编号")


def of_items(route: Route, items: Sequence[int]) -> Iterator[Fault]:
    """Items of the case that may be spoken about."""
    for number, item in enumerate(items):
        if route.task_of(item) is None:
            yield Fault(field=f"items.{number}", message=f"本办件没有事项 {item}", remedy="请核对事项序号，或不填")
        elif veil.hides(route, item):
            yield Fault(field=f"items.{number}", message=f"事项 {item} 限制公开，不进入会商", remedy="请删去该事项")


def accepted_items(route: Route, items: Sequence[int]) -> tuple[int, ...]:
    """What a joint acceptance (联合验收) is about: the items that are named, else whatever is open and may be spoken about."""
    every = (task for task in route.tasks.values() if not task.restricted and not task.state.ended)
    return tuple(items) or tuple(task.plan.item for task in every)


def of_acceptance(route: Route, items: Sequence[int]) -> Iterator[Fault]:
    """What is decided is not accepted any more, and nothing is accepted twice at the same time."""
    if not items:
        yield Fault(field="items", message="本办件没有尚未办结的事项，不能联合验收", remedy="请核对办件编号")
    for number, item in enumerate(items):
        task = route.task_of(item)
        field = f"items.{number}"
        if task and task.state.ended:
            yield Fault(field=field, message=f"事项 {item} 已是“{task.state.label}”，不再验收", remedy="请删去该事项")
        elif going := _going(route, item):
            message = f"事项 {item} 的{going.call.kind}（{going.review_id}）正在进行"
            yield Fault(field=field, message=message, remedy="请待其结论，或由召集部门取消后再提出")


def _going(route: Route, item: int) -> Review | None:
    reviews = (each for each in route.reviews.values() if each.all_or_nothing and each.concerns(item))
    return next((each for each in reviews if each.state is ReviewState.OPEN), None)


def papers(route: Route, order: CallReview, items: Sequence[int], faults: list[Fault]) -> tuple[Paper, ...]:
    """The files that are named, in their order, else all of the items; what is wrong with them is added to `faults`."""
    if order.papers is None:
        found = papers_of(route, items)
    else:
        files = {file.file_id: file for file in route.files}
        known = {file_id: file for file_id, file in files.items() if not veil.hides(route, file.item)}
        for number, file_id in enumerate(order.papers):
            if file_id not in known:
                what = "属于限制公开的事项，不进入会商" if file_id in files else "不是本办件的文件"
                remedy = "请用 files 查看本办件的文件；不填则为所涉事项的全部文件"
                faults.append(Fault(field=f"papers.{number}", message=f"{file_id[:60]} {what}", remedy=remedy))
        found = tuple(paper(known[file_id]) for file_id in dict.fromkeys(order.papers) if file_id in known)
    there = {each.material for each in found}
    for number, material in enumerate(order.needed):
        if material in there:
            remedy = "请从 needed 中删去；要等新版本的，请在 papers 中列出其他文件，不含这一份"
            faults.append(Fault(field=f"needed.{number}", message=f"会商材料中已有“{material}”", remedy=remedy))
    return found
