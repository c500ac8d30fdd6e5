"""撤销: a department takes back its own approval (行政许可法 第六十九条)."""

from collections.abc import Sequence
from datetime import datetime

from services.routing.domain import letters
from services.routing.domain.pledging import APPROVED
from services.routing.domain.route import Route, RouteState
from services.routing.domain.task import Task
from services.routing.domain.withdrawing import give_up_offers
from shared.aggregate import Said
from shared.clock import Times
from shared.contracts import routing as say
from shared.contracts.common import ItemState
from shared.contracts.departments import Answer
from shared.errors import Fault


def faults(route: Route, task: Task, said: Answer) -> list[Fault]:
    """Everything for which the approval can't be revoked so; `task_id`: there is none, or none any more."""
    found = []
    if not said.reason:
        found.append(Fault(field="reason", message="撤销须说明理由", remedy="请填写 reason"))
    if not said.ground:
        message, remedy = "撤销须写明法律依据", "请填写 ground，如：行政许可法第六十九条第二款"
        found.append(Fault(field="ground", message=message, remedy=remedy))
    if task.state not in APPROVED:
        message = f"只能撤销本部门已准予的决定，该任务是“{task.state.label}”"
        found.append(Fault(field="task_id", message=message, remedy="尚未决定的，请依法作出不予批准的决定（refused）"))
    elif route.file_closed:
        remedy = "请另行作出撤销决定，并书面告知申请人和政务服务中心"
        found.append(Fault(field="task_id", message="办件已结案，不能再在本办件中撤销", remedy=remedy))
    return found


def revoke(route: Route, task: Task, said: Answer, now: datetime, times: Times) -> Sequence[Said]:
    """The approval falls. What waited for it and has not begun can't go on; departments that have begun, or have approved
    on the ground of it, are told and decide themselves. The results of the case are said again if it had been decided.
    """
    task.state = ItemState.REVOKED
    task.reason = said.reason
    task.revoked_at = now
    told = route.told(task, now, said.note)
    news: list[Said] = [say.ItemRevoked(**told, reason=said.reason, ground=said.ground, document=said.document)]
    resting = [other for other in route.tasks.values() if task.plan.item in other.plan.after]
    news += [
        letters.prerequisite_revoked(route, other, task, said.reason)
        for other in resting
        if other.at_work or other.state in APPROVED
    ]
    news += give_up_offers(route, "前置事项的批准已撤销", now)
    if route.state is RouteState.DECIDED:
        route.state = RouteState.WORKING
    return [*news, *route.proceed(now, times)]
