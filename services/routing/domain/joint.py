"""联合办理: permits of several departments that run together under one acceptance have one clock for them all.

行政许可法 第四十二条第二款: decided within 45 working days of the acceptance; 15 more if the head of the government of that
level approves. It runs beside the limits of each department. What stops the clock of one item does not stop this one: it
stands only while the whole case is suspended. It ends when the last of its items has ended.

Items that are added: the law counts the joint handling as a whole, from the acceptance with which it began. So an added permit
joins a clock that runs, and moves nothing of it, if its own limit ends within it; one that cannot be decided so soon is not
handled jointly, for adding may neither lengthen what the first ones were told nor make the added one late from the start.
Where no clock runs, what is added may begin one with the permits that are still open: from the addition, since they are handled
together only from then on.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Final

from pydantic import BaseModel, ConfigDict, Field

from services.routing.domain.limits import SUSPENSION, Extension, Limit, Run, lighted, reckoned
from shared.aggregate import Said
from shared.clock import Pause, Times
from shared.clock.statutes import STATUTES
from shared.contracts import limits as say

if TYPE_CHECKING:  # a route has its joint clock
    from services.routing.domain.route import Route
    from services.routing.domain.task import Task

TERM: Final = STATUTES["joint_decision"]


class Joint(BaseModel):
    """The clock for all departments together."""

    model_config = ConfigDict(frozen=True)

    members: tuple[str, ...] = Field(description="Ids of the tasks that run together")
    started_at: datetime = Field(description="The acceptance of the case")
    pauses: tuple[Pause, ...] = ()
    extension: Extension | None = None
    limit: Limit
    before: "Joint | None" = Field(default=None, description="The one that was over before items were added and this one began")

    @property
    def run(self) -> Run:
        """What the limit is reckoned from."""
        return Run(self.extension.of(TERM) if self.extension else TERM, self.started_at, self.pauses)

    @property
    def stands(self) -> bool:
        """Nothing of it can become due now."""
        return self.limit.met is not None or self.run.stands

    def altered(self, now: datetime, times: Times, *, owed: bool = False, **changes: object) -> "Joint":
        """With these changes, its limit reckoned anew."""
        after = self.model_copy(update=changes)
        return after.model_copy(update={"limit": reckoned(after.run, self.limit, now, times, owed=owed)})

    def next_light(self) -> datetime | None:
        """When its next light goes on."""
        return None if self.stands else min(self.limit.lights.values(), default=None)


def joint_of(tasks: Iterable["Task"], accepted_at: datetime, now: datetime, times: Times) -> Joint | None:
    """The clock of a new case: of its permits that wait for no other item, where they are of at least two departments.

    What waits for another item is not handled together with it: its own limits begin when that one has passed.
    """
    together = [task for task in tasks if _joins(task)]
    if len({task.address for task in together}) < 2:
        return None
    members = tuple(task.task_id for task in together)
    run = Run(TERM, accepted_at)
    return Joint(members=members, started_at=accepted_at, limit=reckoned(run, None, now, times))


def added(route: "Route", fresh: Sequence["Task"], now: datetime, times: Times) -> Joint | None:
    """The clock after items were added; `fresh` are among the tasks already. See above for what joins."""
    joint = route.joint
    if joint is None or joint.limit.met is not None:
        begun = joint_of(route.tasks.values(), now, now, times) if any(map(_joins, fresh)) else None
        return begun.model_copy(update={"before": joint}) if begun else joint
    able = (task.task_id for task in fresh if _joins(task) and _within(task, joint.limit.due, now, times))
    return joint.model_copy(update={"members": (*joint.members, *able)})


def _joins(task: "Task") -> bool:
    return task.permit and not task.plan.after and not task.plan.not_needed and not task.state.ended


def _within(task: "Task", due: datetime, now: datetime, times: Times) -> bool:
    own = task.legal or task.promised
    return own is None or times.at(task.plan.region).due(own, now) <= due


def settle(route: "Route", now: datetime, times: Times) -> None:
    """After a change: the clock stands while the case is suspended, and ends with the last of its items."""
    joint = route.joint
    if joint is None or joint.limit.met is not None:
        return
    if all(route.tasks[member].state.ended for member in joint.members):
        ended = [route.tasks[member].decided_at or now for member in joint.members]
        route.joint = joint.model_copy(update={"limit": joint.limit.done(max(ended)), "pauses": _closed(joint.pauses, now)})
    elif route.suspension and not joint.run.stands:
        begun = Pause(start=route.suspension.since, reason=f"中止代办：{route.suspension.reason}", basis=SUSPENSION)
        route.joint = joint.altered(now, times, pauses=(*joint.pauses, begun))
    elif not route.suspension and joint.run.stands:
        route.joint = joint.altered(now, times, pauses=_closed(joint.pauses, now))


def light(route: "Route", now: datetime) -> Sequence[Said]:
    """Light what has become due."""
    joint = route.joint
    if joint is None or joint.stands:
        return []
    limit, colour = lighted(joint.limit, now)
    if not colour:
        return []
    route.joint = joint.model_copy(update={"limit": limit})
    return [say.JointDeadlineLit(light=colour, due=limit.due.isoformat(), at=now.isoformat())]


def _closed(pauses: tuple[Pause, ...], now: datetime) -> tuple[Pause, ...]:
    return tuple(pause if pause.end else pause.model_copy(update={"end": now}) for pause in pauses)
