"""What would lie still for ever: open routes in which nobody is asked to go on. Every change should leave none; the doctor
looks whether it did (shared/doctor.py).
"""

from collections.abc import Iterator
from datetime import datetime

from services.routing.domain.matter import Matter, MatterState, MeasureState
from services.routing.domain.route import Route, RouteState
from services.routing.domain.task import Task
from shared.contracts.duties import Ailment


def ailments(route: Route, _now: datetime) -> list[Ailment]:
    """Why nothing would move an open route, or an item or a matter of it; nothing while it is suspended: intake ends that.

    Of a restricted item no more is said than that there is one.
    """
    if route.suspension:
        return []
    found = [*_items(route), *_matters(route), *_whole(route)]
    told = [Ailment(subject=route.id, invariant="next_actor", what=what) for what in dict.fromkeys(found)]
    return told + ([Ailment(subject=route.id, invariant="live_alarm", what=UNTIMED)] if _untimed(route) else [])


UNTIMED = "部门正在办理，但没有时限或均已超期，此后不会再有提醒"


def _whole(route: Route) -> Iterator[str]:
    reviewed = all(review.over for review in route.reviews.values())
    ended = all(task.state.ended for task in route.tasks.values())
    closed = all(matter.state is MatterState.CLOSED for matter in route.matters.values())
    if route.state is RouteState.REVIEWING and not route.under_review:
        yield "派件前的会商已结束或未召开，派件却没有开始"
    if route.state is RouteState.WORKING and ended:
        yield "各事项均已终结，派件却没有办结"
    if route.state is RouteState.DECIDED and route.file_closed and closed and reviewed:
        yield "办件已结案，派件却没有终结"


def _items(route: Route) -> Iterator[str]:
    if route.state is RouteState.WORKING:
        for task in route.tasks.values():
            if why := "" if task.state.ended else _still(route, task):
                name = "一个涉密事项" if task.restricted else f"事项 {task.plan.item}（第{task.round}轮）"
                yield f"{name}：{why}"


def _still(route: Route, task: Task) -> str:
    """Why nobody goes on with an item that has not ended; empty: somebody does, or will."""
    if task.stuck:
        return "" if _being_settled(route, task) else "被退回后既无会商也无协调，无人确定由谁承办"
    if task.at_work or task.offered or task.offer_again_at:
        return ""
    if route.in_vain(task):
        return "前置事项未通过，本事项却没有终结"
    before = [one for item in task.plan.after if (one := route.task_of(item))]
    return "前置事项均已通过，却没有派给部门" if all(one.state.passed for one in before) else ""


def _being_settled(route: Route, task: Task) -> bool:
    asked = (matter for matter in route.matters.values() if matter.state is not MatterState.CLOSED)
    return route.under_review or any(matter.task_id == task.task_id for matter in asked)


def _matters(route: Route) -> Iterator[str]:
    for matter in route.matters.values():
        if matter.state is MatterState.RESOLVED and not _owed(matter):
            yield f"疑难事项 {matter.matter_id.rpartition('/')[2]}：议定事项均已落实，却没有办结"


def _owed(matter: Matter) -> bool:
    return any(each.state is MeasureState.OPEN for each in matter.measures)


def _untimed(route: Route) -> bool:
    """A department works on it, and nothing will ever ring: no limit, no rung, no review is to come."""
    working = route.state is RouteState.WORKING and any(task.running for task in route.tasks.values())
    return working and route.next_alarm() is None and not route.under_review
