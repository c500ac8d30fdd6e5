"""中止 and 恢复: while a case is suspended every clock of its route stands, and nothing is begun, offered or answered.

What was due by then is lit before the clocks stand. Offers to other centres are taken back, and made again with a limit
of their own after the resumption; rungs and owners of measures keep what they have, and their limits move by as many
working days as the case stood. A rung may resolve and an owner report all the same; what follows of it waits.
"""

from collections.abc import Sequence
from datetime import datetime

from services.routing.domain import custody, ladder, letters, lights
from services.routing.domain.interruption import Suspension
from services.routing.domain.limits import SUSPENSION
from services.routing.domain.matter import MatterState, MeasureState
from services.routing.domain.route import Route, RouteState
from services.routing.domain.task import Task
from shared.aggregate import Said
from shared.clock import Times
from shared.contracts import interruptions as news
from shared.contracts import routing as say

REASON = "中止代办"


def due(route: Route, now: datetime, times: Times) -> Sequence[Said]:
    """Everything that has become due: lights, offers, rungs, measures. Nothing does while the case is suspended."""
    if route.suspension:
        return []
    return [*lights.light(route, now), *custody.due(route, now, times), *ladder.due(route, now)]


def suspend(route: Route, fact: news.CaseSuspended, now: datetime, times: Times) -> Sequence[Said]:
    """The case stands. News of a suspension that is over already, or of a case that has ended, changes nothing."""
    if fact.form.number in route.resumed or route.suspension or route.over:
        return []
    said = [*due(route, now, times)]
    reason = "：".join(filter(None, (fact.ground_name, fact.reason)))
    route.suspension = Suspension(number=fact.form.number, since=now, reason=reason, ends=fact.ends)
    for task in route.tasks.values():
        if task.offered:
            said += custody.put_off(route, task, f"{REASON}：{reason}", now)
        elif task.at_work:
            task.pause(now, REASON, SUSPENSION)
            said.append(say.TaskSuspended(**route.told(task, now), reason=reason))
            said.append(letters.suspended(route, task, reason, now))
    return said


def resume(route: Route, fact: news.CaseResumed, now: datetime, times: Times) -> Sequence[Said]:
    """The case goes on. Its news may come before those of the suspension that it ends, which then changes nothing."""
    route.resumed = tuple(dict.fromkeys([*route.resumed, fact.number]))
    stood = route.suspension
    if stood is None or stood.number != fact.number:
        return []
    route.suspension = None
    said: list[Said] = []
    for task in route.tasks.values():
        said += _goes_on(route, task, fact.reason, now, times)
    _move(route, stood.since, now, times)
    return [*said, *_again(route, now, times), *route.proceed(now, times)]


def _goes_on(route: Route, task: Task, reason: str, now: datetime, times: Times) -> Sequence[Said]:
    if not task.at_work or all(pause.end or pause.basis != SUSPENSION for pause in task.pauses):
        return []
    task.resume(now, times.at(task.plan.region), suspension=True)
    return [say.TaskResumed(**route.told(task, now), due=task.due), letters.resumed(route, task, reason)]


def _again(route: Route, now: datetime, times: Times) -> list[Said]:
    """The offers that were taken back, in the words of whoever made them, unless what they wait for has failed."""
    said: list[Said] = []
    for task in route.tasks.values():
        before = task.put_off
        if before and task.ready and not route.in_vain(task) and route.state is not RouteState.REVIEWING:
            said += route.offer(task, before.offer.reason, before.offer.signed_by, now, times)
    return said


def _move(route: Route, since: datetime, now: datetime, times: Times) -> None:
    """Limits that are neither a task's nor an offer's move by the working days that the case stood."""
    for task in route.tasks.values():
        if task.offer_again_at:
            task.offer_again_at = _moved(task.offer_again_at, since, now, times)
    for matter in route.matters.values():
        at = matter.now_at
        if matter.state is MatterState.OPEN:
            matter.until(_moved(at.due, max(since, at.asked_at), now, times))
        for each in matter.measures:
            if each.state is MeasureState.OPEN and not each.overdue:
                later = _moved(each.due, max(since, at.left_at or since), now, times)
                matter.follow(each.measure.measure_id, measure=each.measure.model_copy(update={"due": later.isoformat()}))


def _moved(limit: datetime, since: datetime, now: datetime, times: Times) -> datetime:
    """The limit later by the working days since then; in any case one that is still to come."""
    days = times.calendar.between(since.date(), now.date())
    later = _later(limit, days, times) if days else limit
    return later if later > now else _later(limit, days + 1, times)


def _later(limit: datetime, days: int, times: Times) -> datetime:
    return datetime.combine(times.calendar.add(limit.date(), days), limit.timetz())
