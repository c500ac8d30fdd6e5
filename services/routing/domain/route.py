"""The route (派件) of one case: who leads, which tasks there are, in which order, and how far they are."""

from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum
from typing import Any

from pydantic import Field

from services.routing.domain.task import Task, Times
from shared.aggregate import Aggregate, Mail, Said
from shared.contracts import routing as say
from shared.contracts.common import RESTRICTED_NAME, DecidedBy, ItemState
from shared.contracts.departments import Assignment, CorrectionReady
from shared.contracts.intake import AttachedFile, ItemResult
from shared.contracts.joint_review import ReviewConcluded
from shared.contracts.routing import ReviewCall
from shared.errors import PermanentError


class RouteState(StrEnum):
    """Where a route stands."""

    REVIEWING = "reviewing"
    WORKING = "working"
    DECIDED = "decided"
    CLOSED = "closed"


class NotReviewed(PermanentError):
    """A conclusion for a review that this route is not waiting for."""


class Route(Aggregate):
    """派件. Every method changes the route and returns what is to be said, in the order it happened."""

    state: RouteState = RouteState.WORKING
    applicant: str
    project: str | None = None
    project_code: str | None = None
    agent: str
    files: tuple[AttachedFile, ...] = ()
    rulebook: str
    lead: str
    lead_name: str
    stage_leads: dict[str, str] = Field(default={}, description="stage -> department")
    decided_by: tuple[DecidedBy, ...] = ()
    one_stop: bool = False
    green_channel: bool = False
    tracked: bool = False
    tasks: dict[str, Task] = Field(default={}, description="task id -> task, in the order of the plan")
    reviews: dict[str, str] = Field(default={}, description="review id -> open, or its outcome")
    review_limit_days: int
    review_silence: str = "consent"
    conditions: tuple[str, ...] = ()
    reviews_heard: int = 0

    def next_alarm(self) -> datetime | None:
        """The next light of any task."""
        return min((at for task in self.tasks.values() if (at := task.next_light())), default=None)

    def begin(self, call: ReviewCall | None, now: datetime, times: Times) -> Sequence[Said]:
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
        for task in self.tasks.values():
            if task.plan.not_needed:
                task.reason = task.plan.not_needed
                task.end(ItemState.NOT_HANDLED, now)
                said.append(say.ItemNotHandled(**self.told(task, now), reason=task.plan.not_needed))
        if call is None:
            return said + list(self.proceed(now, times))
        self.state = RouteState.REVIEWING
        self.reviews = {call.review_id: "open"}
        return [*said, say.ReviewRequested(call=call)]

    def proceed(self, now: datetime, times: Times) -> Sequence[Said]:
        """Assign every task whose prerequisites have passed; end those that can't go on; decide the case at the end."""
        said: list[Said] = []
        state_of = {task.plan.item: task.state for task in self.tasks.values()}
        for task in self.tasks.values():
            if task.assigned_at is not None or task.state.ended:
                continue
            before = [state_of[item] for item in task.plan.after]
            if all(state.passed for state in before):
                said += self._assign(task, now, times)
            elif any(state.ended and not state.passed for state in before):
                task.reason = "前置事项未通过，本事项无法继续办理"
                task.end(ItemState.NOT_ACCEPTED, now)
                said.append(say.ItemNotHandled(**self.told(task, now), reason=task.reason))
                return [*said, *self.proceed(now, times)]  # what waited for this one ends too
        return said + self._decided()

    def _assign(self, task: Task, now: datetime, times: Times) -> list[Said]:
        task.start(now, times)
        return [
            say.TaskAssigned(**self.told(task, now), due=task.due, round=task.round),
            Mail(f"task.{task.address}.assigned", self._assignment(task), key=f"{task.task_id}/{task.round}"),
        ]

    def _assignment(self, task: Task) -> Assignment:
        return Assignment(
            task_id=task.task_id,
            case_number=self.id,
            centre=self.centre,
            item=task.plan.item,
            item_name=task.plan.item_name,
            applicant=self.applicant,
            project=self.project,
            project_code=self.project_code,
            lead_department=self.lead,
            acting_for=self.agent,
            due=task.due,
            round=task.round,
            conditions=self.conditions,
            submit_to=task.submit_to,
            files=self.files,
        )

    def _decided(self) -> list[Said]:
        if self.state is not RouteState.WORKING or not all(task.state.ended for task in self.tasks.values()):
            return []
        self.state = RouteState.DECIDED
        return [say.CaseDecided(results=tuple(self._result(task) for task in self.tasks.values()))]

    def _result(self, task: Task) -> ItemResult:
        return ItemResult(
            item=task.plan.item,
            item_name=self.name_of(task),
            state=task.state,
            department_name=task.plan.department_name,
            document=task.document,
            reason=task.reason,
            decided_at=task.decided_at.isoformat() if task.decided_at else None,
        )

    def supplied(self, items: Sequence[int], note: str, now: datetime, times: Times) -> Sequence[Said]:
        """The applicant's correction has come: the clock runs again and the department is told."""
        said: list[Said] = []
        for task in self.tasks.values():
            if task.plan.item in items and task.state is ItemState.CORRECTION_STARTED:
                task.resume(now, times)
                task.state = ItemState.CORRECTION_ENDED
                ready = CorrectionReady(task_id=task.task_id, case_number=self.id, note=note, due=task.due)
                said.append(say.CorrectionSupplied(**self.told(task, now, note), due=task.due))
                said.append(Mail(f"task.{task.address}.correction-supplied", ready, key=task.task_id))
        return said

    def call_review_of(self, task: Task) -> Sequence[Said]:
        """A department objects to a task: the others settle whether it is rightly its own."""
        others = {self.lead, *(other.address for other in self.tasks.values())} - {task.address}
        convener = f"{self.centre}.zwj"
        call = ReviewCall(
            review_id=self.next_review(),
            kind="联席会议",
            cause="objection",
            subject=f"{self._objector(task)}认为“{self.name_of(task)}”不应由其承办{self._grounds(task)}。"
            "请提出意见：同意，即应由其承办；反对，即不应由其承办，并请写明依据。",
            convener=convener,
            mandatory=tuple(sorted(others)) or (convener,),
            advisory=(task.address,),
            limit_days=self.review_limit_days,
            silence=self.review_silence,
            task_id=task.task_id,
        )
        self.reviews = self.reviews | {call.review_id: "open"}
        return [say.ReviewRequested(call=call)]

    @staticmethod
    def _objector(task: Task) -> str:
        return "主管部门" if task.restricted else task.plan.department_name

    @staticmethod
    def _grounds(task: Task) -> str:
        return "" if task.restricted else f"，理由：{task.objection}"

    def next_review(self) -> str:
        """An id for the next review of this case."""
        return f"{self.id}/R{len(self.reviews) + 1}"

    def concluded(self, conclusion: ReviewConcluded, sequence: int, now: datetime, times: Times) -> Sequence[Said]:
        """A review has come to its conclusion. Errors: NotReviewed."""
        self.reviews_heard = max(self.reviews_heard, sequence)
        if self.reviews.get(conclusion.review_id) != "open":
            raise NotReviewed(conclusion.review_id)
        self.reviews = self.reviews | {conclusion.review_id: conclusion.outcome}
        task = self.tasks.get(conclusion.task_id or "")
        if task is None:
            # The review advises; each department still decides its own item by its own law.
            objections = tuple(f"{o.party}：{o.ground}" for o in conclusion.opinions if o.opinion == "object")
            self.conditions = (*conclusion.conditions, *objections)
            self.state = RouteState.WORKING
            return self.proceed(now, times)
        if conclusion.outcome == "objected":
            task.reason = f"会商认为不应由{self._objector(task)}承办{self._grounds(task)}"
            task.objection = None
            task.end(ItemState.NOT_ACCEPTED, now)
            fact = say.ItemNotHandled(**self.told(task, now), reason=task.reason)
            return [fact, *self.proceed(now, times)]
        task.objection = None
        task.round += 1
        return self._assign(task, now, times)

    def due(self, now: datetime) -> Sequence[Said]:
        """Light what has become due."""
        return [
            say.DeadlineLit(**self.told(task, now), limit=limit, light=colour, due=due.isoformat())
            for task in self.tasks.values()
            for limit, colour, due in task.light(now)
        ]

    def close(self) -> Sequence[Said]:
        """The case is completed: routing has nothing more to say of it."""
        if self.state is RouteState.CLOSED:
            return []
        self.state = RouteState.CLOSED
        return [say.RouteClosed(reviews=self.reviews_heard)]

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

    @staticmethod
    def met(task: Task) -> dict[str, bool | None]:
        """Whether each limit was met."""
        return {f"{name}_met": limit.met for name, limit in task.limits.items()}

    def _shown(self, task: Task) -> say.PlannedItem:
        return task.plan.model_copy(update={"item_name": self.name_of(task)})

    @staticmethod
    def name_of(task: Task) -> str:
        """The item's name for everybody but its own department; a restricted one has none."""
        return RESTRICTED_NAME if task.restricted else task.plan.item_name
