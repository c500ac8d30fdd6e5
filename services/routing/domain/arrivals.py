"""When a department could read its letter: where that was long after the assignment, the fault was ours, not its own.

An assignment and its letter are one change; while the bus is away both wait. The fact of it lies in the stream since the
moment at which the letter could be read, so the limit for accepting or objecting runs from there.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

from services.routing.domain.route import Route
from shared.aggregate import Said
from shared.clock import Times
from shared.contracts.routing import TaskAssigned

HELD_UP: Final = timedelta(hours=1)
"""A letter that comes later than this was held up; less costs nobody a day."""


def held_up(fact: TaskAssigned, readable: datetime) -> bool:
    """Was the letter of this assignment held up?"""
    return readable - datetime.fromisoformat(fact.at) > HELD_UP


def arrived(route: Route, fact: TaskAssigned, readable: datetime, times: Times) -> Sequence[Said]:
    """The limit for accepting the task, or objecting to it, runs from when its letter could be read; of a task that has
    ended or was recalled, none. The limits of the decision stay: they are the applicant's.
    """
    task = route.tasks.get(fact.task_id)
    limit = task.limits.get("accept") if task and task.at_work and task.round == fact.round else None
    if task and limit and limit.met is None:
        task.open("accept", limit.term, readable, times.at(task.plan.region))
    return []
