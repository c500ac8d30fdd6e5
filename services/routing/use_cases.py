"""What routing does when it hears something: load, ask, decide, save."""

from typing import Protocol

from pydantic import ValidationError

from services.routing.domain.answers import ACTS, OutOfPlace, answer
from services.routing.domain.route import Route
from services.routing.domain.task import Times
from services.routing.placing import Placing
from shared.bus import Cause, Outgoing
from shared.bus.envelope import faults_of, headers
from shared.clock import Clock
from shared.contracts import intake
from shared.contracts.departments import Answer, AnswerRefused
from shared.contracts.joint_review import ReviewConcluded
from shared.errors import Refused, TransientError, refuse
from shared.identifiers import is_case_number, normalise_case_number
from shared.jurisdictions import Jurisdictions
from shared.log import log
from shared.store import Aggregates, Unknown


class Sender(Protocol):
    """The bus, as far as routing speaks without a route to speak of."""

    async def send(self, message: Outgoing) -> None:
        """Say it durably."""


class NotYet(TransientError):
    """An answer that does not fit the state of its task yet."""


class UseCases:
    """The use cases of the route."""

    def __init__(
        self, routes: Aggregates[Route], placing: Placing, jurisdictions: Jurisdictions, clock: Clock, bus: Sender
    ) -> None:
        self._routes = routes
        self._placing = placing
        self._jurisdictions = jurisdictions
        self._clock = clock
        self._bus = bus

    async def hear(self, case: str, centre: str, news: intake.IntakeEvent, cause: Cause) -> None:
        """Intake's news of a case. Errors: NoRulePlaces and others of the rules; Unknown before the route is there."""
        match news:
            case intake.CaseAccepted():
                await self._begin(case, centre, news, cause)
            case intake.CorrectionSubmitted():
                now, times = self._clock.now(), self._times(centre)
                await self._routes.change(case, cause, lambda route: route.supplied(news.items, news.note, now, times))
            case intake.CaseCompleted():
                await self._routes.change(case, cause, Route.close)
            case _:
                pass

    async def _begin(self, case: str, centre: str, accepted: intake.CaseAccepted, cause: Cause) -> None:
        if await self._routes.get(case) is not None:
            return
        route, call = self._placing.place(case, centre, accepted)
        facts = route.begin(call, self._clock.now(), self._times(centre))
        await self._routes.add(route, cause, facts)

    async def concluded(self, case: str, conclusion: ReviewConcluded, sequence: int, cause: Cause) -> None:
        """A joint review has come to its conclusion."""
        now = self._clock.now()
        await self._routes.change(
            case, cause, lambda route: route.concluded(conclusion, sequence, now, self._times(route.centre))
        )

    async def due(self, case: str, alarm: int, cause: Cause) -> None:
        """An alarm has gone off; one that is not wanted any more changes nothing."""
        now = self._clock.now()
        await self._routes.change(case, cause, lambda route: route.due(now) if route.alarm_fired(alarm) else [])

    async def answer(self, department: str, verb: str, said: Answer, cause: Cause, place: int = 0) -> Route:
        """Carry out what a department says. Errors: Refused, and nothing has changed."""
        if verb not in ACTS:
            raise refuse("verb", f"不认识的答复“{verb[:40]}”", f"可用：{'、'.join(ACTS)}")
        case = said.task_id.rpartition("/")[0]
        now = self._clock.now()

        def decide(route: Route) -> list[object]:
            stops = self._stops_clock(route, said)
            return list(answer(route, department, verb, said, now, self._times(route.centre), stops_clock=stops, place=place))

        try:
            return await self._routes.change(case, cause, decide)  # type: ignore[arg-type]
        except Unknown as error:
            raise refuse(
                "task_id", f"{said.task_id[:60]} 不是贵部门的任务", "请核对任务编号；本部门的任务见本部门的 TASKS 队列"
            ) from error

    async def answered(self, department: str, verb: str, body: bytes, place: int, cause: Cause, *, patient: bool = False) -> None:
        """The same from a message, which has its place in the stream; a refusal goes back as mail, all faults told.

        `patient`: an answer that is out of place may only be early, for replicas share a department's answers without
        order between them. Errors: NotYet, then.
        """
        try:
            said = Answer.model_validate_json(body)
        except ValidationError as error:
            await self._tell(department, verb, "", Refused(faults_of(error)), cause)
            return
        try:
            await self.answer(department, verb, said, cause, place)
        except OutOfPlace as refused:
            if patient:
                raise NotYet(str(refused)) from refused
            await self._tell(department, verb, said.task_id, refused, cause)
        except Refused as refused:
            await self._tell(department, verb, said.task_id, refused, cause)

    async def _tell(self, department: str, verb: str, task_id: str, refused: Refused, cause: Cause) -> None:
        log.info("answer.refused", department=department, verb=verb, task=task_id, reason=str(refused))
        faults = tuple(fault.model_dump() for fault in refused.faults)
        content = AnswerRefused(verb=verb, answered=task_id, message_id=cause.sender_id, faults=faults)
        region = department.partition(".")[0]
        identity = cause.derive("answer-refused")
        header = headers(
            identity,
            "answer-refused",
            "routing",
            case=_case_of(task_id),
            centre=region,
            cause=cause,
            time=self._clock.now(),
        )
        await self._bus.send(Outgoing(identity, f"task.{department}.answer-refused", content.model_dump_json().encode(), header))

    async def route(self, centre: str, case: str) -> Route:
        """The route of a case of this centre. Errors: Refused."""
        route = await self._routes.get(case)
        if route is None or route.centre != centre:
            raise refuse("case_number", "办件不存在，或尚未派件", "请核对办件编号；其他中心的办件请向该中心查询")
        return route

    def _stops_clock(self, route: Route, said: Answer) -> bool:
        task = route.tasks.get(said.task_id)
        return task is not None and self._jurisdictions.item(route.centre, task.plan.item).stops_clock(said.procedure)

    def _times(self, centre: str) -> Times:
        found = self._jurisdictions.centre(centre)
        return Times(found.calendar, found.hours.opens, found.hours.closes, found.settings.yellow_at.value)


def _case_of(task_id: str) -> str:
    """The case that a department names, for the header of our reply: whatever is no case number stays out of it."""
    case = task_id.rpartition("/")[0]
    return normalise_case_number(case) if is_case_number(case) else ""
