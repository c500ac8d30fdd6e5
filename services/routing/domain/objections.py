"""A department objects to a task (退回): the others settle in a review whether it is its own, else the ladder does."""

from collections.abc import Sequence
from datetime import datetime

from services.routing.domain import veil
from services.routing.domain.matter import Trouble
from services.routing.domain.review import PASSED, Review
from services.routing.domain.route import Route
from services.routing.domain.settling import dispute
from services.routing.domain.task import Task
from shared.aggregate import Said
from shared.clock import Times
from shared.contracts.common import ItemState
from shared.contracts.joint_review import GivenOpinion, ReviewConcluded
from shared.contracts.matters import Trigger
from shared.contracts.review_calls import ReviewCall

MEETING = "联席会议"
CONVENES = "zwj"
"""Code of the department that convenes it; where a place has none, that of the level above does."""


def call_review(route: Route, task: Task, convener: str = "") -> Sequence[Said]:
    """A department objects to a task: the others settle, in writing and at once, whether it is rightly its own.

    `convener`: `<region>.<department>`; empty: the centre's own 政务服务局.
    """
    concerned = [other for other in route.tasks.values() if not other.restricted]
    lead = {route.lead} if veil.told(route, route.lead) == route.lead else set()
    others = {*lead, *(other.address for other in concerned)} - {task.address}
    convener = convener or f"{route.centre}.{CONVENES}"
    call = ReviewCall(
        review_id=route.next_review(),
        kind=MEETING,
        template="joint_meeting",
        cause="objection",
        subject=f"{_objector(task)}认为“{route.name_of(task)}”不应由其承办{_grounds(task)}。"
        "请提出意见：同意，即应由其承办；反对，即不应由其承办，并请写明依据。",
        convener=convener,
        mandatory=tuple(sorted(others)) or (convener,),
        advisory=() if task.restricted else (task.address,),  # whose it is, its participants would be told
        rounds=0,
        task_id=task.task_id,
        items=() if task.restricted else (task.plan.item,),
        form="circulation",
    )
    return route.call(Review(call=call))


def settled(route: Route, task: Task, review: Review, conclusion: ReviewConcluded, now: datetime, times: Times) -> Sequence[Said]:
    """The review of an objection has come to its conclusion.

    Where the departments disagree with one of them over its task, the matter climbs the ladder and the task waits for
    the resolution; what a resolution has settled in between, the conclusion changes no more.
    """
    if task.objection is None or task.bound:
        return []
    if conclusion.outcome not in PASSED:
        found = f"会商认为“{route.name_of(task)}”不应由{_objector(task)}承办"
        if conclusion.outcome == "deadlocked":
            found = f"“{route.name_of(task)}”应否由{_objector(task)}承办，会商未形成一致意见"
        disagree(route, review, conclusion.opinions, f"{found}。请确定由谁承办。", task)
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


def disagree(route: Route, review: Review, opinions: Sequence[GivenOpinion] | None, subject: str, task: Task | None) -> None:
    """Put on the ladder what a review has not settled. Where nobody objected but too many kept silent, or it was never
    held (no `opinions`), the review has come to no conclusion.
    """
    differ = opinions is not None and (not opinions or any(one.opinion == "object" for one in opinions))
    trigger: Trigger = "departments_disagree" if differ else "review_without_conclusion"
    route.trouble(
        Trouble(
            trigger=trigger,
            cause=dispute(trigger, review.review_id),
            subject=subject,
            item=task.plan.item if task else None,
            task_id=task.task_id if task else None,
            review_kind=review.call.kind,
        )
    )


def _objector(task: Task) -> str:
    return "主管部门" if task.restricted else task.plan.department_name


def _grounds(task: Task) -> str:
    return "" if task.restricted else f"，理由：{task.objection}"
