"""中止 and 恢复: while a case is suspended every clock of its route stands, and nothing is begun, offered or answered.

What was due by then is lit before the clocks stand. Offers to other centres are taken back, and made again with a limit
of their own after the resumption; rungs and owners of measures keep what they have, and their limits move by as many
working days as the case stood. A rung may resolve and an owner report all the same; what follows of it waits.

News come in any order, and more than once: the case stands as long as one 中止单 that was heard of has not been heard to be
over, whichever of them was heard first. While one takes the place of another the clocks stand on.
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
    """The case stands. News of a suspension that is over already, or of a case that has ended, changes nothing; those of
    one more wait until the one that it stands for is heard to be over.
    """
    number = fact.form.number
    if number in route.resumed or number in _heard(route) or route.over:
        return []
    reason = "：".join(filter(None, (fact.ground_name, fact.reason)))
    heard = Suspension(number=number, since=now, reason=reason, ends=fact.ends)
    if route.suspension:
        route.suspended_too = (*route.suspended_too, heard)
        return []
    said = [*due(route, now, times)]
    route.suspension = heard
    for task in route.tasks.values():
        if task.offered:
            said += custody.put_off(route, task, f"{REASON}：{reason}", now)
        elif task.at_work:
            task.pause(now, REASON, SUSPENSION)
            said += _stands(route, task, heard, now)
    return said


def _heard(route: Route) -> set[str]:
    """编号 of the suspensions that were heard of and are not over."""
    return {each.number for each in (route.suspension, *route.suspended_too) if each}


def _stands(route: Route, task: Task, suspension: Suspension, now: datetime) -> list[Said]:
    fact = say.TaskSuspended(**route.told(task, now), reason=suspension.reason)
    return [fact, letters.suspended(route, task, suspension.reason, suspension.since)]


def resume(route: Route, fact: news.CaseResumed, now: datetime, times: Times) -> Sequence[Said]:
    """The case goes on, unless it was suspended anew. Its news may come before those of the suspension that it ends, which
    then changes nothing.
    """
    route.resumed = tuple(dict.fromkeys([*route.resumed, fact.number]))
    route.suspended_too = tuple(each for each in route.suspended_too if each.number != fact.number)
    stood = route.suspension
    if stood is None or stood.number != fact.number:
        return []
    if route.suspended_too:
        return _stands_on(route, stood, now)
    route.suspension = None
    said: list[Said] = []
    for task in route.tasks.values():
        said += _goes_on(route, task, fact.reason, now, times)
    _move(route, stood.since, now, times)
    return [*said, *_again(route, now, times), *route.proceed(now, times)]


def _stands_on(route: Route, stood: Suspension, now: datetime) -> Sequence[Said]:
    """The suspension heard of last takes the place of the one that is over; whoever has a task is told why it stands now."""
    latest = route.suspended_too[-1]
    route.suspended_too = route.suspended_too[:-1]
    route.suspension = latest.model_copy(update={"since": stood.since})  # limits move by all that it stood
    stands = [task for task in route.tasks.values() if task.at_work]
    return [each for task in stands for each in _stands(route, task, latest, now)]


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
