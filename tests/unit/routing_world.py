"""Routing with the shipped rules and everything around it in memory; messages go in as they come off the bus."""

import json
from collections.abc import Collection, Mapping
from datetime import datetime, timedelta
from functools import cache
from itertools import count
from typing import Any
from uuid import NAMESPACE_OID, uuid5

import pytest

from services.routing.changes import Changes
from services.routing.desk import Desk
from services.routing.domain.agenda import Agenda, AgendaCase, AgendaItem
from services.routing.domain.route import Route, RouteState
from services.routing.domain.rules import Rulebook
from services.routing.handlers import Handlers
from services.routing.ladders import Ladders
from services.routing.meetings import Meetings
from services.routing.placing import Placing
from services.routing.review_handlers import ReviewHandlers
from services.routing.reviews import Reviews
from services.routing.use_cases import UseCases
from shared.bus import Bus, Outgoing, Received, Subject
from shared.bus.alarms import Alarm
from shared.clock import CHINA, FixedClock
from shared.contracts.base import Event
from shared.contracts.departments import AnswerRefused
from shared.contracts.intake import Agent, CaseAccepted
from shared.contracts.joint_review import ReviewEvent
from shared.errors import Fault, Refused
from shared.jurisdictions import Jurisdictions
from tests.fakes import MemoryAggregates, MemoryNumbers, MemoryRefusals, MemorySender, mails
from tests.unit.rules_world import SHIPPED, book, one_engine

CENTRE = "150622"
CASE = "150622-20260302-000001"
MONDAY = datetime(2026, 3, 2, 9, 0, tzinfo=CHINA)
FGW, SLJ, ZJJ, ZRZYJ = (f"150622.{code}" for code in ("fgw", "slj", "zjj", "zrzyj"))


@cache
def jurisdictions() -> Jurisdictions:
    return Jurisdictions.load(SHIPPED)


class Books:
    """The shipped rulebooks, read once per centre."""

    def __init__(self) -> None:
        self._by_version: dict[str, Rulebook] = {}

    async def current(self, centre: str) -> Rulebook:
        return self.at(centre)

    async def by_version(self, version: str) -> Rulebook:
        return self._by_version[version]

    def loaded(self, version: str) -> Rulebook | None:
        return self._by_version.get(version)

    def at(self, centre: str) -> Rulebook:
        rulebook = book(centre)
        one_engine().ensure(rulebook)
        return self._by_version.setdefault(rulebook.version, rulebook)


@cache
def books() -> Books:
    return Books()


@cache
def placing() -> Placing:
    """Places cases as they stand on Monday."""
    return Placing(jurisdictions(), one_engine(), FixedClock(MONDAY))


class Index:
    """Finds routes in memory."""

    def __init__(self, routes: MemoryAggregates[Route]) -> None:
        self._routes = routes

    async def touching(self, centre: str, after: str, limit: int) -> list[Route]:
        found = [route for route in self._routes.all() if centre in route.desks and route.id > after]
        return sorted(found, key=lambda route: route.id)[:limit]

    async def briefly(self, cases: Collection[str]) -> dict[str, AgendaCase]:
        return {route.id: _brief(route) for route in self._routes.all() if route.id in cases}


def _brief(route: Route) -> AgendaCase:
    items = {task.plan.item: AgendaItem(task.restricted, task.state.ended) for task in route.tasks.values()}
    over = bool(route.over) or route.state is RouteState.CLOSED
    return AgendaCase(route.centre, route.project or route.applicant, over, items)


class MemoryAgendas(MemoryAggregates[Agenda]):
    """`services.routing.meetings.Agendas` in memory."""

    async def submitted(self, request: str) -> Agenda | None:
        return next((each for each in self.all() if each.request == request), None)


def accepted(*items: int, centre: str = CENTRE, flags: Mapping[str, Any] | None = None, **project: Any) -> CaseAccepted:
    """What intake says of a case with these items; of the project, only what is given is known."""
    form = {
        "centre": centre,
        "applicant": {
            "kind": "enterprise",
            "name": "煤矸石综合利用项目申请单位",
            "handler": {"name": "项目经办人", "phone": "13800000000"},
        },
        "project": {"name": "准格尔旗煤矸石综合利用项目", **project},
        "items": items,
        "flags": flags or {},
    }
    agent = Agent(id="zh1", title="综合代办员一号")
    return CaseAccepted.model_validate({"application": form, "agent": agent, "accepted_at": MONDAY.isoformat()})


class World:
    """Routing with its routes, its post and its clock."""

    def __init__(self) -> None:
        self.clock = FixedClock(MONDAY)
        self.routes = MemoryAggregates(Route, "routing", self.clock)
        self.post = MemorySender()
        self.refusals = MemoryRefusals()
        placed = Placing(jurisdictions(), one_engine(), self.clock)
        ladders = Ladders(jurisdictions(), one_engine(), placed.seats)
        changes = Changes(self.routes, ladders, books(), jurisdictions(), self.clock)
        known = jurisdictions()
        use = UseCases(self.routes, changes, placed, books(), known, self.refusals, self.clock, self.post)
        index = Index(self.routes)
        desk = Desk(self.routes, changes, placed.seats, books(), index, self.refusals, self.clock)
        self.handlers = Handlers(use, desk, changes, self.clock)
        self.agendas = MemoryAgendas(Agenda, "routing", self.clock)
        reviews = Reviews(changes, placed.convening, self.refusals, self.clock)
        numbers = MemoryNumbers()
        meetings = Meetings(self.agendas, index, numbers, changes, placed.convening, self.refusals, self.clock)
        self.reviews = ReviewHandlers(reviews, meetings, desk)
        self._count = count(1)

    @property
    def sent(self) -> list[Outgoing]:
        return [*self.routes.sent, *self.post.sent, *self.agendas.sent]

    def connect(self, bus: Bus) -> None:
        """As `app.py` connects it."""
        self.handlers.connect(bus)
        self.reviews.connect(bus)

    def message(self, subject: str, body: bytes, request: str = "", case: str = "", place: int = 0) -> Received:
        taken = Subject.parse(subject)
        sender_id = request or str(next(self._count))
        identity = str(uuid5(NAMESPACE_OID, subject + sender_id))
        kind = f"{taken.party}.{taken.verb}"
        return Received(id=identity, subject=taken, body=body, sender_id=sender_id, case=case, kind=kind, place=place, sequence=1)

    async def hear(self, news: Event, *, request: str = "", case: str = CASE) -> None:
        """A fact of another service about the case."""
        subject = f"evt.{case.partition('-')[0]}.{news.owner}.{news.name}"
        message = self.message(subject, news.model_dump_json().encode(), request, case)
        listens = self.reviews.on_review_news if isinstance(news, ReviewEvent) else self.handlers.on_case_news
        await listens(message)

    async def post_of(self, department: str, verb: str, item: int | None = None, *, place: int = 0, **said: Any) -> None:
        """What a department's system says by post."""
        body = said | ({} if item is None else {"task_id": f"{CASE}/{item}"})
        content = json.dumps(body, ensure_ascii=False).encode()
        await self.handlers.on_answer(self.message(f"dept.{department}.{verb}", content, place=place))

    async def ask_as(self, department: str, verb: str, item: int, *, request: str = "", **said: Any) -> dict[str, Any]:
        """What a department is answered on the line."""
        region, _, code = department.partition(".")
        content = json.dumps({"task_id": f"{CASE}/{item}", **said}, ensure_ascii=False).encode()
        subject = f"svc.{region}.routing.department.{code}.{verb}"
        return await self.handlers.department(self.message(subject, content, request))

    async def refusal_of(self, department: str, verb: str, item: int, **said: Any) -> list[Fault]:
        with pytest.raises(Refused) as refused:
            await self.ask_as(department, verb, item, **said)
        return list(refused.value.faults)

    def told_off(self, department: str) -> list[AnswerRefused]:
        """The answers of a department that came back to it."""
        return mails(self.sent, AnswerRefused, "answer-refused", department)

    async def query(self, centre: str = CENTRE, case: str = CASE) -> dict[str, Any]:
        body = json.dumps({"case_number": case}).encode()
        return await self.handlers.route(self.message(f"svc.{centre}.routing.route", body))

    async def desk(self, centre: str, operation: str, *, request: str = "", **order: Any) -> dict[str, Any]:
        """What the desk of a centre is answered."""
        named = operation.replace("-", "_")
        serves = getattr(self.handlers, named, None) or getattr(self.reviews, named)
        body = json.dumps(order, ensure_ascii=False).encode()
        answered: dict[str, Any] = await serves(self.message(f"svc.{centre}.routing.{operation}", body, request))
        return answered

    async def desk_refused(self, centre: str, operation: str, **order: Any) -> list[Fault]:
        with pytest.raises(Refused) as refused:
            await self.desk(centre, operation, **order)
        return list(refused.value.faults)

    async def ring(self, number: int | None = None) -> None:
        """The alarm that is armed now goes off, or the one of that number."""
        route = await self.route()
        alarm = Alarm(case_number=CASE, number=number or route.alarm_number)
        if number is None:
            self.clock.advance(datetime.fromisoformat(route.alarm_at or "") - self.clock.now())
        await self.handlers.on_due(self.message(f"due.{CENTRE}.routing.alarm", alarm.model_dump_json().encode()))

    async def route(self) -> Route:
        stored = await self.routes.get(CASE)
        assert stored is not None
        return stored

    def said(self) -> list[str]:
        """Facts and mails so far, in order; alarms are no words."""
        subjects = [message.subject for message in self.sent]
        return [subject.rpartition(".")[2] for subject in subjects if not subject.startswith("timer.")]

    def later(self, **span: float) -> None:
        self.clock.advance(timedelta(**span))
