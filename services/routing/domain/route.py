"""The route (派件) of one case: who leads, which tasks there are, in which order, who holds them, and how far they are."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from enum import StrEnum
from typing import Any

from pydantic import Field, PrivateAttr, model_validator

from services.routing.domain import letters
from services.routing.domain.facts import Scalar
from services.routing.domain.instants import instants
from services.routing.domain.interruption import Recall, Suspension
from services.routing.domain.joint import Joint, added, joint_of
from services.routing.domain.matter import Matter, Trouble
from services.routing.domain.plan import Plan
from services.routing.domain.review import Review, ReviewState, upgraded
from services.routing.domain.ruling import Ruling
from services.routing.domain.task import Task
from services.routing.domain.transfer import Transfer
from shared.aggregate import Aggregate, Said
from shared.clock import Times
from shared.contracts import routing as say
from shared.contracts.common import RESTRICTED_NAME, DecidedBy, ItemState
from shared.contracts.intake import AttachedFile
from shared.contracts.review_calls import ReviewRequested
from shared.contracts.transfers import Offer, TransferOffered


class RouteState(StrEnum):
    """Where a route stands."""

    REVIEWING = "reviewing"
    WORKING = "working"
    DECIDED = "decided"
    CLOSED = "closed"


class Route(Aggregate):
    """派件. Every method changes the route and returns what is to be said, in the order it happened."""

    state: RouteState = RouteState.WORKING
    centre_name: str = ""
    applicant: str
    project: str | None = None
    project_code: str | None = None
    agent: str
    files: tuple[AttachedFile, ...] = ()
    facts: dict[str, Scalar] = Field(default={}, description="What the application tells the rules")
    ruling: Ruling | None = Field(default=None, description="The rules' decision on the case as a whole")
    rulebook: str = Field(description="The version the case is pinned to")
    lead: str
    lead_name: str
    stage_leads: dict[str, str] = Field(default={}, description="stage -> department")
    one_stop: bool = False
    green_channel: bool = False
    tracked: bool = False
    tasks: dict[str, Task] = Field(default={}, description="task id -> task, in the order of the plan")
    reviews: dict[str, Review] = Field(default={}, description="review id -> review, in the order of their calls")
    start_review: str = Field(default="", description="The review that the rules have put before the start; empty: none, or R1")
    accepted_at: datetime | None = Field(default=None, description="Intake's acceptance: the joint clock runs from it")
    joint: Joint | None = Field(default=None, description="联合办理: one clock for several departments")
    calendar: str = Field(default="", description="Version of the calendar that its limits rest on")
    provisional: bool = Field(default=False, description="A limit that runs rests on a year that is not published")
    reviewing_since: datetime | None = None
    conditions: tuple[str, ...] = ()
    dissent: dict[str, tuple[str, ...]] = Field(default={}, description="<region>.<department> -> its objections, for others")
    reviews_heard: int = 0
    matters: dict[str, Matter] = Field(default={}, description="matter id -> matter, the oldest first")
    plan: Plan | None = Field(default=None, description="代办方案 as it stands; None before the first")
    desks: tuple[str, ...] = Field(default=(), description="Centres between which items of the case were handed")
    suspension: Suspension | None = Field(default=None, description="While the case is suspended (中止)")
    suspended_too: tuple[Suspension, ...] = Field(default=(), description="Heard of before the end of the one it stands for")
    resumed: tuple[str, ...] = Field(default=(), description="编号 of the suspensions that are over")
    recall: Recall | None = Field(default=None, description="The case was ended (终止、撤件): nothing of it is begun any more")
    over: str = Field(default="", description="Why nobody has to resolve anything for the case any more; empty: it goes on")
    file_closed: bool = Field(default=False, description="Intake has closed the case file (结案): its last fact")
    _troubles: list[Trouble] = PrivateAttr(default_factory=list)

    @model_validator(mode="before")
    @classmethod
    def _of_older_writers(cls, stored: Any) -> Any:
        return upgraded(stored) if isinstance(stored, dict) else stored

    @property
    def decided_by(self) -> tuple[DecidedBy, ...]:
        """The rules that decided who leads and how."""
        return self.ruling.decided_by if self.ruling else ()

    @property
    def open(self) -> bool:
        """Until the case file is closed and every matter with it; see silence.py for what an open one must not lack."""
        return self.state is not RouteState.CLOSED

    def next_alarm(self) -> datetime | None:
        """The next light, limit of an offer, or limit of a rung or a measure."""
        return min(instants(self), default=None)

    def begin(self, review: Review | None, now: datetime, times: Times) -> Sequence[Said]:
        """The rules have decided: tell it, and start, after a joint review if they ask for one."""
        said: list[Said] = [
            say.CaseRouted(
                rulebook=self.rulebook,
                lead_department=self.lead,
                lead_department_name=self.lead_name,
                stage_leads=self.stage_leads,
                decided_by=self.decided_by,
                plan=tuple(self._shown(task) for task in self.tasks.values()),
                one_stop=self.one_stop,
                green_channel=self.green_channel,
                tracked=self.tracked,
            )
        ]
        said += self._enter(self.tasks.values(), now)
        self.joint = joint_of(self.tasks.values(), self.accepted_at or now, now, times)
        if self.facts.get("assigned_by_government"):
            subject = f"“{self.project or self.applicant}”为党委政府交办事项，请跟踪、指导、协调。"
            self.trouble(Trouble("assigned_by_government", "assigned_by_government", subject))
        if review is None:
            return said + list(self.proceed(now, times))
        self.state = RouteState.REVIEWING
        self.reviewing_since, self.start_review = now, review.review_id
        return [*said, *self.call(review)]

    def call(self, review: Review) -> Sequence[Said]:
        """Have a joint review held."""
        self.reviews = self.reviews | {review.review_id: review}
        return [ReviewRequested(call=review.call)]

    @property
    def under_review(self) -> bool:
        """A joint review is held, and its conclusion is awaited."""
        return any(review.state is ReviewState.OPEN for review in self.reviews.values())

    def add(self, tasks: Iterable[Task], now: datetime, times: Times) -> Sequence[Said]:
        """Items were added to the case: the rules have placed them, and they begin beside the others."""
        fresh = [task for task in tasks if task.task_id not in self.tasks]
        if not fresh:
            return []
        self.tasks = self.tasks | {task.task_id: task for task in fresh}
        if self.state is RouteState.DECIDED:
            self.state = RouteState.WORKING
        self.joint = added(self, fresh, now, times)
        placed = say.ItemsPlaced(plan=tuple(self._shown(task) for task in fresh))
        return [placed, *self._enter(fresh, now), *self.proceed(now, times)]

    def _enter(self, tasks: Iterable[Task], now: datetime) -> list[Said]:
        said: list[Said] = []
        for task in tasks:
            task.custody = task.custody.passed_to(self.centre, self.centre_name, now)
            if task.plan.not_needed:
                said += self.not_handled(task, ItemState.NOT_HANDLED, task.plan.not_needed, now)
        return said

    def not_handled(self, task: Task, state: ItemState, reason: str, now: datetime) -> list[Said]:
        """The item ends without a decision."""
        task.reason = reason
        task.end(state, now)
        return [say.ItemNotHandled(**self.told(task, now), reason=reason)]

    def proceed(self, now: datetime, times: Times) -> Sequence[Said]:
        """Assign, or offer to the next centre, every item whose prerequisites have passed; end those that can't go on;
        decide the case at the end. While a joint review is held before the start, nothing proceeds; while the case is
        suspended, and after its end, nothing is begun.
        """
        if self.state is RouteState.REVIEWING:
            return []
        said: list[Said] = []
        state_of = {task.plan.item: task.state for task in self.tasks.values()}
        for task in self.tasks.values():
            if not task.idle:
                continue
            before = [state_of[item] for item in task.plan.after]
            if all(state.passed for state in before):
                held = self.suspension or self.recall
                said += self._set_out(task, now, times) if task.ready and not held else []
            elif self.in_vain(task):
                said += self.not_handled(task, ItemState.NOT_ACCEPTED, "前置事项未通过，本事项无法继续办理", now)
                return [*said, *self.proceed(now, times)]  # what waited for this one ends too
        return said + self._decided()

    def in_vain(self, task: Task) -> bool:
        """Something that the item waits for has ended without passing."""
        before = (self.task_of(item) for item in task.plan.after)
        return any(one.state.ended and not one.state.passed for one in before if one)

    def _set_out(self, task: Task, now: datetime, times: Times) -> list[Said]:
        if task.stops:
            reason = f"按派件规则由{task.stops[0].name}办理"
            return self.offer(task, reason, "派件规则", now, times)
        return self.assign(task, now, times)

    def offer(self, task: Task, reason: str, signed_by: str, now: datetime, times: Times) -> list[Said]:
        """Offer the item to the next centre on its way; until that accepts, it stays where it is."""
        stop = task.stops[0]
        holder = task.custody.holdings[-1]
        offer = Offer(
            transfer_id=f"{task.task_id}/T{len(task.transfers) + 1}",
            giver=holder.holder,
            giver_name=holder.name,
            receiver=stop.centre,
            receiver_name=stop.name,
            direction=stop.direction,
            reason=reason,
            signed_by=signed_by,
            offered_at=now.isoformat(),
            due=times.at(stop.centre).due(stop.term, now).isoformat(),
        )
        letter = letters.offered(self, task, offer)
        task.transfers = (*task.transfers, Transfer(offer=offer))
        self.desks = tuple(dict.fromkeys([*self.desks, offer.giver, offer.receiver]))
        task.offer_again_at = None
        return [TransferOffered(**self.told(task, now), offer=offer), letter]

    def assign(self, task: Task, now: datetime, times: Times) -> list[Said]:
        """The department gets the task; its clocks start."""
        task.start(now, times.at(task.plan.region))
        said: list[Said] = [
            say.TaskAssigned(**self.told(task, now), due=task.due, round=task.round),
            letters.assigned(self, task),
        ]
        if task.brought is not None:
            said.append(letters.corrected(self, task, task.brought))
            task.brought = None
        return said

    def _decided(self) -> list[Said]:
        if self.state is not RouteState.WORKING or not all(task.state.ended for task in self.tasks.values()):
            return []
        self.state = RouteState.DECIDED
        return [say.CaseDecided(results=tuple(task.result(self.name_of(task)) for task in self.tasks.values()))]

    def supplied(self, items: Sequence[int], note: str, now: datetime, times: Times) -> Sequence[Said]:
        """The applicant's correction has come: the clock runs again and the department is told."""
        said: list[Said] = []
        for task in self.tasks.values():
            if task.plan.item not in items or task.state.ended:
                continue
            if task.assigned_at is None:  # it was taken from the department that asked: whoever gets it is told
                task.brought = note
            else:
                if task.state is ItemState.CORRECTION_STARTED:
                    task.done("correction", now)
                    task.resume(now, times.at(task.plan.region))
                    task.state = ItemState.CORRECTION_ENDED
                said.append(say.CorrectionSupplied(**self.told(task, now, note), due=task.due))
                said.append(letters.corrected(self, task, note))
        return said

    def trouble(self, trouble: Trouble) -> None:
        """Something that may have to climb; the rules are asked before the change is written."""
        self._troubles.append(trouble)

    def troubles(self) -> Iterator[Trouble]:
        """Each trouble of this change, those included that come up while the ones before are dealt with."""
        while self._troubles:
            yield self._troubles.pop(0)

    def holder_of(self, task: Task) -> str:
        """Region code of the centre that holds the item (of the authority above the bus, once it is submitted)."""
        return task.custody.holder or self.centre

    def task_of(self, item: int | None) -> Task | None:
        """The task of an item of this case."""
        return next((task for task in self.tasks.values() if task.plan.item == item), None)

    def next_review(self) -> str:
        """An id for the next review of this case."""
        return f"{self.id}/R{len(self.reviews) + 1}"

    def told(self, task: Task, now: datetime, note: str = "") -> dict[str, Any]:
        """The fields that every fact about a task has."""
        return {
            "task_id": task.task_id,
            "item": task.plan.item,
            "item_name": self.name_of(task),
            "region": task.plan.region,
            "department": task.plan.department,
            "department_name": task.plan.department_name,
            "state": task.state,
            "at": now.isoformat(),
            "note": note,
        }

    def _shown(self, task: Task) -> say.PlannedItem:
        return task.plan.model_copy(update={"item_name": self.name_of(task)})

    @staticmethod
    def name_of(task: Task) -> str:
        """The item's name for everybody but its own department; a restricted one has none."""
        return RESTRICTED_NAME if task.restricted else task.plan.item_name
