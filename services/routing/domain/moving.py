"""A calendar that is published late: limits that rest on a presumed year are reckoned anew and announced anew."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Final

from services.routing.domain import letters
from services.routing.domain.limits import Limit
from services.routing.domain.route import Route
from services.routing.domain.task import Task
from shared.aggregate import Said
from shared.clock import Times
from shared.contracts import limits as say

WHY: Final = "国务院办公厅已公布放假安排，时限据此重新计算"


def keep(route: Route, times: Times) -> None:
    """After a change: remember whether a limit that runs is provisional, and the calendar that those rest on.

    While one is, the calendar stays the oldest that any of them may rest on, so that none is overlooked when it changes.
    """
    if not route.provisional:
        route.calendar = times.calendar.version
    route.provisional = any(limit.provisional for limit in _running(route))


def moved(route: Route, now: datetime, times: Times) -> Sequence[Said]:
    """Reckon everything that runs by the calendar as it is now; says what moved, if anything did.

    Nothing happens to a route that is not provisional, or that was reckoned by this calendar already.
    """
    if not route.provisional or route.calendar == times.calendar.version:
        return []
    route.calendar = times.calendar.version
    told: list[say.MovedLimit] = []
    mails: list[Said] = []
    for task in route.tasks.values():
        if task.assigned_at is None or task.state.ended:
            continue
        before, known = task.limits, task.due
        task.set_limits(now, times.at(task.plan.region), owed=True)
        told += _told(route, task, before)
        if (task.due.promised, task.due.legal) != (known.promised, known.legal):
            mails.append(letters.due_moved(route, task, WHY, times.calendar.version))
    told += _joint(route, now, times)
    return [say.LimitsMoved(moved=tuple(told), at=now.isoformat()), *mails] if told else []


def _running(route: Route) -> Iterator[Limit]:
    for task in route.tasks.values():
        if task.assigned_at is not None and not task.state.ended:
            yield from (limit for limit in task.limits.values() if limit.met is None)
    if route.joint and route.joint.limit.met is None:
        yield route.joint.limit


def _told(route: Route, task: Task, before: dict[str, Limit]) -> Iterator[say.MovedLimit]:
    for name, limit in task.limits.items():
        if limit.due != before[name].due:
            yield say.MovedLimit(
                task_id=task.task_id,
                item=task.plan.item,
                item_name=route.name_of(task),
                limit=name,
                before=before[name].due.isoformat(),
                due=limit.due.isoformat(),
                provisional=limit.provisional,
            )


def _joint(route: Route, now: datetime, times: Times) -> Iterator[say.MovedLimit]:
    joint = route.joint
    if joint is None or joint.limit.met is not None:
        return
    route.joint = joint.altered(now, times, owed=True)
    after = route.joint.limit
    if after.due != joint.limit.due:
        yield say.MovedLimit(
            task_id=f"{route.id}/J",
            limit="joint",
            before=joint.limit.due.isoformat(),
            due=after.due.isoformat(),
            provisional=after.provisional,
        )
