"""Reviews as routing sees them: called by the rules or by a department's objection, and what their conclusion changes."""

from collections.abc import Sequence
from datetime import datetime

from services.routing.domain.closing import closed_at_last
from services.routing.domain.matter import Trouble
from services.routing.domain.route import Route, RouteState
from services.routing.domain.task import Task
from shared.aggregate import Said
from shared.clock import Times
from shared.contracts import routing as say
from shared.contracts.common import ItemState
from shared.contracts.joint_review import ReviewConcluded
from shared.contracts.matters import Trigger
from shared.contracts.routing import ReviewCall
from shared.errors import PermanentError

MEETING = "联席会议"


class NotReviewed(PermanentError):
    """A conclusion for a review that this route is not waiting for."""


def call_review(route: Route, task: Task) -> Sequence[Said]:
    """A department objects to a task: the others settle whether it is rightly its own."""
    concerned = [other for other in route.tasks.values() if not other.restricted]
    others = {route.lead, *(other.address for other in concerned)} - {task.address}
    convener = f"{route.centre}.zwj"
    call = ReviewCall(
        review_id=route.next_review(),
        kind=MEETING,
        cause="objection",
        subject=f"{_objector(task)}认为“{route.name_of(task)}”不应由其承办{_grounds(task)}。"
        "请提出意见：同意，即应由其承办；反对，即不应由其承办，并请写明依据。",
        convener=convener,
        mandatory=tuple(sorted(others)) or (convener,),
        advisory=(task.address,),
        limit_days=route.review_limit_days,
        silence=route.review_silence,
        task_id=task.task_id,
    )
    route.reviews = route.reviews | {call.review_id: "open"}
    route.review_kinds = route.review_kinds | {call.review_id: call.kind}
    return [say.ReviewRequested(call=call)]


def concluded(route: Route, conclusion: ReviewConcluded, sequence: int, now: datetime, times: Times) -> Sequence[Said]:
    """A review has come to its conclusion. Errors: NotReviewed.

    Where the departments disagree with one of them over its task, the matter climbs the ladder and the task waits for
    the resolution; what a resolution has settled in between, the conclusion changes no more.
    """
    route.reviews_heard = max(route.reviews_heard, sequence)
    if route.reviews.get(conclusion.review_id) != "open":
        raise NotReviewed(conclusion.review_id)
    route.reviews = route.reviews | {conclusion.review_id: conclusion.outcome}
    if route.over:  # whatever it says, nothing of the case is begun or disputed any more
        return closed_at_last(route)
    task = route.tasks.get(conclusion.task_id or "")
    if task is None:
        return _advised(route, conclusion, now, times)
    if task.objection is None or task.bound:
        return []
    if conclusion.outcome == "objected":
        _disagree(route, conclusion, f"会商认为“{route.name_of(task)}”不应由{_objector(task)}承办。请确定由谁承办。", task)
        return []
    task.round += 1
    if route.suspension:  # it is assigned anew when the case goes on
        task.recall()
        task.confirmed = True
        return []
    task.objection = None
    task.confirmed = True
    return route.assign(task, now, times)


def given_up(route: Route, task: Task, now: datetime, times: Times) -> Sequence[Said]:
    """No rung settles it: the item ends where nobody has to take it on (行政许可法 第三十二条第二项)."""
    reason = f"会商认为不应由{_objector(task)}承办{_grounds(task)}"
    task.objection = None
    return [*route.not_handled(task, ItemState.NOT_ACCEPTED, reason, now), *route.proceed(now, times)]


def _advised(route: Route, conclusion: ReviewConcluded, now: datetime, times: Times) -> Sequence[Said]:
    """The review advises; each department still decides its own item by its own law (decision 0008)."""
    secret = {task.address for task in route.tasks.values() if task.restricted}
    objections = tuple(
        f"{one.party}：{one.ground}" for one in conclusion.opinions if one.opinion == "object" and one.party not in secret
    )
    route.conditions = (*route.conditions, *conclusion.conditions, *objections)
    if conclusion.outcome == "objected":
        _disagree(route, conclusion, f"会商有不同意见：{'；'.join(objections)}。请研究确定。", None)
    if route.state is RouteState.REVIEWING:
        route.state = RouteState.WORKING
    return route.proceed(now, times)


def _disagree(route: Route, conclusion: ReviewConcluded, subject: str, task: Task | None) -> None:
    """Where nobody objected but too many kept silent, the review has come to no conclusion."""
    spoken = any(one.opinion == "object" for one in conclusion.opinions)
    trigger: Trigger = "departments_disagree" if spoken or not conclusion.opinions else "review_without_conclusion"
    route.trouble(
        Trouble(
            trigger=trigger,
            cause=f"{trigger}/{conclusion.review_id}",
            subject=subject,
            item=task.plan.item if task else None,
            task_id=task.task_id if task else None,
            review_kind=route.review_kinds.get(conclusion.review_id, ""),
        )
    )


def _objector(task: Task) -> str:
    return "主管部门" if task.restricted else task.plan.department_name


def _grounds(task: Task) -> str:
    return "" if task.restricted else f"，理由：{task.objection}"
