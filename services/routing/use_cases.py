"""What routing does when it hears something: load, ask, decide, save."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from pydantic import ValidationError

from services.routing.changes import Changes, Shelf
from services.routing.domain import arrivals, case_news, extension, pledging, resolution, reviewing, stopping, withdrawing
from services.routing.domain.answers import ACTS, OutOfPlace, answer
from services.routing.domain.objections import CONVENES
from services.routing.domain.plan import Plan
from services.routing.domain.replanning import planned
from services.routing.domain.route import Route
from services.routing.placing import Placing
from services.routing.refusals import LATELY
from shared.aggregate import Said
from shared.bus import Cause, Outgoing
from shared.bus.envelope import faults_of, headers
from shared.clock import Clock, Term, Times
from shared.contracts import intake
from shared.contracts.departments import VERBS, Answer, AnswerRefused
from shared.contracts.routing import TaskAssigned
from shared.errors import Refused, TransientError, refuse
from shared.identifiers import is_case_number, normalise_case_number
from shared.jurisdictions import Jurisdictions
from shared.log import log
from shared.store import Aggregates, Refusals, RefusedAct, Unknown


class Sender(Protocol):
    """The bus, as far as routing speaks without a route to speak of."""

    async def send(self, message: Outgoing) -> None:
        """Say it durably."""


class NotYet(TransientError):
    """An answer that does not fit the state of its task yet."""


class UseCases:
    """The use cases of the route."""

    def __init__(
        self,
        routes: Aggregates[Route],
        changes: Changes,
        placing: Placing,
        shelf: Shelf,
        jurisdictions: Jurisdictions,
        refusals: Refusals,
        clock: Clock,
        bus: Sender,
    ) -> None:
        self._routes = routes
        self._changes = changes
        self._placing = placing
        self._shelf = shelf
        self._jurisdictions = jurisdictions
        self._refusals = refusals
        self._clock = clock
        self._bus = bus

    async def hear(self, case: str, centre: str, news: intake.IntakeEvent, cause: Cause, *, patient: bool = False) -> None:
        """Intake's news of a case. Errors: NoRulePlaces and others of the rules; Unknown before the route is there, where
        there has to be one; NotYet (`patient`) and ItemNotPlaced, where it may only be early.
        """
        match news:
            case intake.CaseAccepted():
                await self._begin(case, centre, news, cause)
            case intake.ItemsAdded():
                await self._add(case, news, cause)
            case intake.CorrectionSubmitted():
                await self._changes.make(case, cause, lambda route, now, times: route.supplied(news.items, news.note, now, times))
            case intake.FileAttached():
                await self._attach(case, news, cause)
            case _:
                await self._interrupt(case, news, cause, patient=patient)

    async def _attach(self, case: str, file: intake.FileAttached, cause: Cause) -> None:
        """What comes before the acceptance, comes with it. Errors: NotYet, where the acceptance is still on its way."""
        try:
            await self._changes.make(case, cause, lambda route, _now, _times: reviewing.attached(route, file))
        except Unknown as error:
            if file.accepted:
                raise NotYet(str(error)) from error

    async def _interrupt(self, case: str, news: intake.IntakeEvent, cause: Cause, *, patient: bool) -> None:
        """News of a case that may never have been accepted, and then has no route: it ended, or stood, before that.

        Errors: NotYet while the acceptance may still be on its way.
        """
        try:
            await self._changes.make(case, cause, lambda route, now, times: case_news.heard(route, news, now, times))
        except Unknown as error:
            if patient:
                raise NotYet(str(error)) from error
            log.info("news.passed_over", news=news.name, case=case)

    async def _begin(self, case: str, centre: str, accepted: intake.CaseAccepted, cause: Cause) -> None:
        if await self._routes.get(case) is not None:
            return
        rulebook = await self._shelf.current(centre)
        route, review = self._placing.place(case, centre, accepted, rulebook)
        pledging.carried(route, accepted.promises)
        await self._changes.begin(route, cause, lambda route, now, times: route.begin(review, now, times))

    async def _add(self, case: str, added: intake.ItemsAdded, cause: Cause) -> None:
        """The running case stays with the rulebook it began with."""
        route = await self._routes.get(case)
        if route is None:
            raise Unknown(case)
        rulebook = await self._shelf.by_version(route.rulebook)

        def decide(route: Route, now: datetime, times: Times) -> Sequence[Said]:
            known = {file.file_id for file in route.files}
            route.files = reviewing.files_of(route, added.files)
            tasks = self._placing.added(route, added.items, rulebook)
            said = [*route.add(tasks, now, times), *withdrawing.latecomers(route, now, times)]
            return [*said, *reviewing.came(route, [file for file in route.files if file.file_id not in known])]

        await self._changes.make(case, cause, decide)

    async def due(self, case: str, alarm: int, cause: Cause) -> None:
        """An alarm has gone off; one that is not wanted any more changes nothing."""

        def decide(route: Route, now: datetime, times: Times) -> Sequence[Said]:
            return stopping.due(route, now, times) if route.alarm_fired(alarm) else []

        await self._changes.make(case, cause, decide)

    async def answer(
        self, department: str, verb: str, said: Answer, cause: Cause, place: int = 0, at: datetime | None = None
    ) -> Route:
        """Carry out what a department says of its task, a rung of its matter, an owner of its measure. `place`, `at`: its
        place in the stream, and the real instant at which the bus took it in; neither for a request.

        Errors: Refused, recorded, and nothing else has changed.
        """
        case = said.task_id.partition("/")[0]
        try:
            return await self._answer(case, department, verb, said, cause, place, at)
        except OutOfPlace:
            raise  # perhaps only early: recorded when it is told off
        except Refused as refused:
            await self._note(said, department, verb, refused)
            raise

    async def _answer(
        self, case: str, department: str, verb: str, said: Answer, cause: Cause, place: int, at: datetime | None
    ) -> Route:
        if verb not in VERBS:
            raise refuse("verb", f"不认识的答复“{verb[:40]}”", f"可用：{'、'.join(VERBS)}")

        def decide(route: Route, now: datetime, times: Times) -> Sequence[Said]:
            match said.task_id.split("/")[1:]:
                case [matter] if matter.startswith("E"):
                    return resolution.of_matter(route, department, verb, said, now, times, self._name)
                case [matter, _] if matter.startswith("E"):
                    return resolution.of_measure(route, department, verb, said, now)
            said_at = self._clock.at(at) if at else None
            if verb == "extended":
                return extension.extended(route, department, said, self._extendable(route, said), now, times, said_at)
            if verb not in ACTS:
                raise refuse("task_id", f"{said.task_id[:60]} 不是疑难事项或议定事项", "请核对任务编号")
            stops, authority = self._stops_clock(route, said), self._authority(route, said)
            return answer(
                route,
                department,
                verb,
                said,
                now,
                times,
                stops_clock=stops,
                authority=authority,
                convener=self._placing.seats.address(route.centre, CONVENES) if verb == "returned" else "",
                place=place,
                procedure=self._procedure(route, said) if verb == "special-started" else None,
                said_at=said_at,
            )

        try:
            return await self._changes.make(case, cause, decide)
        except Unknown as error:
            raise refuse(
                "task_id", f"{said.task_id[:60]} 不是贵部门的任务", "请核对任务编号；本部门的任务见本部门的 TASKS 队列"
            ) from error

    async def readable(self, case: str, fact: TaskAssigned, at: datetime | None, cause: Cause) -> None:
        """The letter of an assignment could be read at that instant (the bus's); only where it was held up anything changes."""
        readable = self._clock.at(at) if at else None
        if readable and arrivals.held_up(fact, readable):
            await self._changes.make(case, cause, lambda route, _now, times: arrivals.arrived(route, fact, readable, times))

    async def answered(
        self,
        department: str,
        verb: str,
        body: bytes,
        place: int,
        cause: Cause,
        *,
        at: datetime | None = None,
        patient: bool = False,
    ) -> None:
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
            await self.answer(department, verb, said, cause, place, at)
        except OutOfPlace as refused:
            if patient:
                raise NotYet(str(refused)) from refused
            await self._note(said, department, verb, refused)
            await self._tell(department, verb, said.task_id, refused, cause)
        except Refused as refused:
            await self._tell(department, verb, said.task_id, refused, cause)

    async def _note(self, said: Answer, department: str, verb: str, refused: Refused) -> None:
        case, _, about = said.task_id.partition("/")
        await self._refusals.note(case, department, verb, refused.faults, self._clock.now(), about)

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

    async def refused_of(self, route: Route) -> list[RefusedAct]:
        """What was refused about a case lately, the oldest first."""
        return await self._refusals.of(route.id, LATELY)

    def plan(self, route: Route) -> Plan:
        """The plan as it stands today: what waits moves on with the days, without anything being said."""
        return planned(route, self._clock.now(), self._changes.times(route.centre))

    def _stops_clock(self, route: Route, said: Answer) -> bool:
        task = route.tasks.get(said.task_id)
        return task is not None and self._jurisdictions.item(route.centre, task.plan.item).stops_clock(said.procedure)

    def _procedure(self, route: Route, said: Answer) -> Term | None:
        task = route.tasks.get(said.task_id)
        return self._jurisdictions.item(route.centre, task.plan.item).procedure(said.procedure) if task else None

    def _extendable(self, route: Route, said: Answer) -> extension.Extendable | None:
        task = route.tasks.get(said.task_id)
        found = self._jurisdictions.item(route.centre, task.plan.item).extension if task else None
        return extension.Extendable(*found) if found else None

    def _authority(self, route: Route, said: Answer) -> str:
        """The department above the bus that decides what this task has to be submitted for."""
        task = route.tasks.get(said.task_id)
        return self._placing.seats.authority(task) if task else ""

    def _name(self, address: str) -> str:
        """The name of `<region>.<department>`, or of a region's centre."""
        place, _, code = address.partition(".")
        return self._jurisdictions.department(place, code).name if code else self._jurisdictions.centre(place).name


def _case_of(task_id: str) -> str:
    """The case that a department names, for the header of our reply: whatever is no case number stays out of it."""
    case = task_id.partition("/")[0]
    return normalise_case_number(case) if is_case_number(case) else ""
