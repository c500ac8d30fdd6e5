"""Messages in, use cases out: one awaited line each."""

import re
from typing import Any

from services.routing import desk_shown, matters_shown, shown
from services.routing.changes import Changes
from services.routing.desk import Desk, Handed
from services.routing.domain import clock_told, planning
from services.routing.orders import ordered
from services.routing.use_cases import UseCases
from shared.bus import Bus, Received, asked
from shared.bus.alarms import Alarm
from shared.bus.in_time import Unread, all_read, nothing_unread
from shared.clock import Clock
from shared.contracts.departments import Answer
from shared.contracts.duties import ClockQuery
from shared.contracts.intake import IntakeEvent
from shared.contracts.matters import Escalate
from shared.contracts.routing import RouteQuery, TaskAssigned
from shared.contracts.transfers import AcceptTransfer, HandOver, ReturnTransfer, SubmissionQuery, TransfersQuery

ANSWERS = "routing-on-answer"
PATIENCE = 4  # deliveries (about four seconds) for which an answer, or news, may be early before it counts as wrong


class Handlers:
    """The handlers of routing."""

    def __init__(self, use_cases: UseCases, desk: Desk, changes: Changes, clock: Clock, unread: Unread = nothing_unread) -> None:
        """`unread`: see shared.bus.in_time."""
        self._use = use_cases
        self._desk = desk
        self._times = changes.times
        self._clock = clock
        self._unread = unread

    def connect(self, bus: Bus) -> None:
        """Hear and serve everything that routing is there for."""
        bus.hear("routing-on-case-news", self.on_case_news)
        bus.hear("routing-on-task-assigned", self.on_task_assigned)
        bus.hear(ANSWERS, self.on_answer, key=case_of)
        bus.hear("routing-on-due", self.on_due, key=lambda _: "")  # whom it waits for must not wait for it
        bus.serve("routing", "department.*.*", self.department)
        bus.serve("routing", "route", self.route)
        bus.serve("routing", "plan", self.plan)
        bus.serve("routing", "clock", self.clock)
        bus.serve("routing", "transfers", self.transfers)
        bus.serve("routing", "hand-over", self.hand_over)
        bus.serve("routing", "accept-transfer", self.accept_transfer)
        bus.serve("routing", "return-transfer", self.return_transfer)
        bus.serve("routing", "submission", self.submission)
        bus.serve("routing", "escalate", self.escalate)

    async def on_case_news(self, message: Received) -> None:
        """evt.*.intake.…"""
        news = message.event()
        if isinstance(news, IntakeEvent):
            patient = message.delivered < PATIENCE
            await self._use.hear(message.case, message.subject.region, news, message.cause, patient=patient)

    async def on_task_assigned(self, message: Received) -> None:
        """evt.<centre>.routing.task-assigned, our own: since when the department can read its letter."""
        await self._use.readable(message.case, message.fact(TaskAssigned), message.at, message.cause)

    async def on_answer(self, message: Received) -> None:
        """dept.<region>.<department>.<verb>: who speaks is what the subject says, never the body."""
        await self._use.answered(
            message.subject.address,
            message.subject.verb,
            message.body,
            message.place,
            message.cause,
            at=message.at,
            patient=message.delivered < PATIENCE,
        )

    async def on_due(self, message: Received) -> None:
        """due.<centre>.routing.alarm"""
        alarm = message.read(Alarm)
        await all_read(self._unread, message.delivered)
        await self._use.due(alarm.case_number, alarm.number, message.cause)

    async def department(self, message: Received) -> dict[str, Any]:
        """svc.<region>.routing.department.<department>.<verb>: the same, with an answer at once, of which see `shown.own`."""
        _, department, verb = message.subject.verb.split(".", 2)
        said = asked(Answer, message.body)
        address = f"{message.subject.region}.{department}"
        route = await self._use.answer(address, verb, said, message.cause)
        return shown.own(route, said.task_id, address, self._times, self._clock.now())

    async def route(self, message: Received) -> dict[str, Any]:
        """svc.<centre>.routing.route"""
        route = await self._use.route(message.subject.region, asked(RouteQuery, message.body).case_number)
        return shown.route(route, self._times, self._clock.now(), await self._use.refused_of(route))

    async def plan(self, message: Received) -> dict[str, Any]:
        """svc.<centre>.routing.plan: the 代办方案 as it stands."""
        route = await self._use.route(message.subject.region, asked(RouteQuery, message.body).case_number)
        told = planning.told(
            self._use.plan(route),
            route.tasks.values(),
            route.id,
            route.project or route.applicant,
            self._clock.now(),
            self._times(route.centre).calendar,
        )
        return told.model_dump(mode="json")

    async def clock(self, message: Received) -> dict[str, Any]:
        """svc.<centre>.routing.clock: every limit with its reasoning day by day."""
        route = await self._use.route(message.subject.region, asked(ClockQuery, message.body).case_number)
        found = clock_told.told(route, self._times, self._clock.now())
        return {"deadlines": [each.model_dump(mode="json") for each in found]}

    async def transfers(self, message: Received) -> dict[str, Any]:
        """svc.<centre>.routing.transfers"""
        query = asked(TransfersQuery, message.body)
        centre = message.subject.region
        return desk_shown.desk(centre, await self._desk.transfers(centre, query.after, query.limit), query.limit)

    async def hand_over(self, message: Received) -> dict[str, Any]:
        """svc.<centre>.routing.hand-over"""
        order = await ordered(self._desk, HandOver, message)
        return _line(await self._desk.hand_over(message.subject.region, order, message.cause))

    async def accept_transfer(self, message: Received) -> dict[str, Any]:
        """svc.<centre>.routing.accept-transfer"""
        order = await ordered(self._desk, AcceptTransfer, message)
        return _line(await self._desk.accept(message.subject.region, order, message.cause))

    async def return_transfer(self, message: Received) -> dict[str, Any]:
        """svc.<centre>.routing.return-transfer"""
        order = await ordered(self._desk, ReturnTransfer, message)
        return _line(await self._desk.give_back(message.subject.region, order, message.cause))

    async def submission(self, message: Received) -> dict[str, Any]:
        """svc.<centre>.routing.submission"""
        query = asked(SubmissionQuery, message.body)
        route, task, authority = await self._desk.submission(message.subject.region, query.case_number, query.item)
        return shown.submission(route, task, authority, self._clock.now())

    async def escalate(self, message: Received) -> dict[str, Any]:
        """svc.<centre>.routing.escalate"""
        order = await ordered(self._desk, Escalate, message)
        return matters_shown.matter(*await self._desk.escalate(message.subject.region, order, message.cause))


def _line(handed: Handed) -> dict[str, Any]:
    return shown.line(*handed)


def case_of(message: Received) -> str:
    """The case that an answer is about: a department system sets no attributes, so it is in the body."""
    found = re.search(rb'"task_id"\s*:\s*"([^"/]{1,60})/', message.body)
    return found[1].decode(errors="replace") if found else ""
