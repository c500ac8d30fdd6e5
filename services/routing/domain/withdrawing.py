"""终止 and 撤件: items end before they are decided, and whoever has them, or was asked to take them, is told."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Final

from services.routing.domain import custody, letters
from services.routing.domain.closing import closed_at_last
from services.routing.domain.interruption import Recall
from services.routing.domain.route import Route, RouteState
from services.routing.domain.task import Task
from shared.aggregate import Said
from shared.clock import Times
from shared.contracts import interruptions as news
from shared.contracts import routing as say
from shared.contracts.common import ItemState
from shared.errors import TransientError

TERMINATED: Final = "办件已终止代办"
WITHDRAWN: Final = "办件已撤回"


class ItemNotPlaced(TransientError):
    """News of an item that is about to be placed: those of its addition are still on their way."""


def terminate(route: Route, fact: news.CaseTerminated, now: datetime, times: Times) -> Sequence[Said]:
    """终止代办: whatever is not decided is recalled (14); what is decided stays decided."""
    reason = "：".join(filter(None, (fact.ground_name, fact.reason)))
    return _end(route, TERMINATED, Recall(state=ItemState.RECALLED, reason=reason), now, times)


def withdraw(route: Route, fact: news.ItemsWithdrawn, now: datetime, times: Times) -> Sequence[Said]:
    """撤件: the applicant's items end (2); what waited for one of them can't go on. Errors: ItemNotPlaced."""
    recall = Recall(state=ItemState.WITHDRAWN_BY_APPLICANT, reason=fact.reason or "申请人撤件")
    if fact.whole:
        return _end(route, WITHDRAWN, recall, now, times)
    tasks = [must_be_placed(route, item) for item in fact.items]
    return _recalled(route, tasks, recall, now, times)


def latecomers(route: Route, now: datetime, times: Times) -> Sequence[Said]:
    """Items that were added before the end of the case, and came to be known after it, end with it."""
    return _recalled(route, route.tasks.values(), route.recall, now, times) if route.recall else []


def must_be_placed(route: Route, item: int) -> Task:
    """The task of an item that intake speaks of. Errors: ItemNotPlaced."""
    task = route.task_of(item)
    if task is None:
        raise ItemNotPlaced(f"{route.id}/{item}")
    return task


def give_up_offers(route: Route, reason: str, now: datetime) -> list[Said]:
    """Nobody is asked any longer to take an item that can't go on, for something that it waits for has failed."""
    return [
        each
        for task in route.tasks.values()
        if task.offered and route.in_vain(task)
        for each in custody.withdraw(route, task, reason, now)
    ]


def taken_back(route: Route, task: Task, reason: str, now: datetime) -> list[Said]:
    """Whoever has an undecided item, or was asked to take it, is told that he has not any more."""
    said = custody.withdraw(route, task, reason, now)
    if task.assigned_at is not None:
        said.append(letters.recalled(route, task, reason))
    task.objection = None
    return said


def _end(route: Route, over: str, recall: Recall, now: datetime, times: Times) -> Sequence[Said]:
    if route.recall:
        return []
    route.over, route.recall, route.suspension, route.suspended_too = over, recall, None, ()
    return _recalled(route, route.tasks.values(), recall, now, times)


def _recalled(route: Route, tasks: Iterable[Task], recall: Recall, now: datetime, times: Times) -> Sequence[Said]:
    said: list[Said] = []
    for task in [each for each in tasks if not each.state.ended]:
        said += taken_back(route, task, recall.reason, now)
        task.reason = recall.reason
        task.end(recall.state, now)
        said.append(say.ItemRecalled(**route.told(task, now), reason=recall.reason))
    said += give_up_offers(route, "前置事项已撤回", now)
    if route.state is RouteState.REVIEWING and all(task.state.ended for task in route.tasks.values()):
        route.state = RouteState.WORKING  # nothing is left that the review could advise about
    return [*said, *route.proceed(now, times), *closed_at_last(route)]
