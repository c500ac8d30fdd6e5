"""Lights (黄灯、红灯、超期) of a route's tasks: told, and where they may have to climb, a trouble."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from services.routing.domain import joint
from services.routing.domain.limits import DECISION, LABELS
from services.routing.domain.matter import Trouble
from services.routing.domain.route import Route
from services.routing.domain.task import Task
from shared.aggregate import Said
from shared.contracts import routing as say
from shared.contracts.matters import Trigger

CLIMB: Final[dict[str, Trigger]] = {"red": "red_light", "overdue": "overdue"}


def light(route: Route, now: datetime) -> Sequence[Said]:
    """Light what has become due: of the tasks, each limit for itself, and of the joint handling."""
    said: list[Said] = [*joint.light(route, now)]
    for task in route.tasks.values():
        for limit, colour, due in task.light(now):
            said.append(say.DeadlineLit(**route.told(task, now), limit=limit, light=colour, due=due.isoformat()))
            if colour in CLIMB and limit in DECISION:
                route.trouble(_trouble(route, task, limit, CLIMB[colour]))
    return said


def delay_of(trigger: Trigger, task: Task) -> str:
    """The cause that a department's delay is: one, whichever of the two limits ran out first."""
    return f"{trigger}/{task.task_id}/{task.round}{'/submitted' if task.submitted_at else ''}"


def _trouble(route: Route, task: Task, limit: str, trigger: Trigger) -> Trouble:
    who = "主管部门" if task.restricted else task.plan.department_name
    what = "已超过" if trigger == "overdue" else "即将超过"
    return Trouble(
        trigger=trigger,
        cause=delay_of(trigger, task),
        subject=f"{who}办理的“{route.name_of(task)}”{what}{LABELS[limit]}。请督促办理或协调解决。",
        item=task.plan.item,
        task_id=task.task_id,
        limit=limit,
        accused=task.address,
    )
