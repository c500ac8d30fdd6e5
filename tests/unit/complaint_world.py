"""Supervision of 准格尔旗 with everything around it in memory: complaints, their numbers, the cases they name."""

import json
from collections import Counter
from datetime import datetime
from functools import cache
from itertools import count
from typing import Any, NamedTuple
from uuid import NAMESPACE_OID, uuid5

from services.intake.domain.complaint import Complaint
from services.intake.domain.complaint_parts import Actor, NotFound
from services.intake.supervision.handlers import SupervisionHandlers
from services.intake.supervision.monitoring import Monitoring
from services.intake.supervision.store import Month, card
from services.intake.supervision.use_cases import Supervision
from shared.bus import Cause, Received, Subject
from shared.clock import CHINA, FixedClock
from shared.contracts.complaint import ComplaintsQuery
from shared.contracts.intake import Agent
from shared.errors import Fault, Refused
from shared.jurisdictions import Jurisdictions
from shared.settings import Settings
from tests.fakes import MemoryNumbers, MemoryRefusals
from tests.unit.intake_world import MemoryRecords

CENTRE, CITY, NEIGHBOUR = "150622", "150600", "150602"
MONDAY = datetime(2026, 3, 2, 9, 0, tzinfo=CHINA)
NUMBER = "150622-T20260302-000001"
CASE = "150622-20260302-000017"
LAND = "150622.zrzyj"
ABOVE = "150600.supervisor"
PERSON = {"name": "项目经办人", "telephone": "138 0000 0000"}
COMPLAINT: dict[str, Any] = {
    "kind": "service",
    "against": "agent:zh1",
    "channel": "hotline",
    "content": "代办员多次不接电话",
    "complainant": PERSON,
}
REPORT: dict[str, Any] = {
    "kind": "misconduct",
    "against": "agent:zh1",
    "channel": "box",
    "content": "代办员暗示宴请",
    "anonymous": True,
}
ANSWER = {"finding": "not_upheld", "answer": "经核实，未发现所述情况"}
UPHELD = {"finding": "upheld", "answer": "经核实，情况属实", "measures": ["通报批评", "一次性书面告知"]}


@cache
def jurisdictions() -> Jurisdictions:
    """The shipped ones, read once."""
    return Jurisdictions.load(Settings().jurisdictions)


class MemoryComplaints(MemoryRecords[Complaint]):
    """`services.intake.supervision.store.Complaints` in memory; it passes the suite of the real one."""

    async def listed(self, region: str, query: ComplaintsQuery) -> list[Complaint]:
        found = [each for each in self.all() if _seen(each, region, query) and _wanted(each, query)]
        return sorted(found, key=lambda each: each.id, reverse=True)[: query.limit]


def _seen(complaint: Complaint, region: str, query: ComplaintsQuery) -> bool:
    """Told by the domain's own rule, not by the query of the real store."""
    try:
        complaint.check_seen_by(Actor(query.by, region))
    except NotFound:
        return False
    return True


def _wanted(complaint: Complaint, query: ComplaintsQuery) -> bool:
    found = card(complaint)
    return (
        (query.state is None or (complaint.open if query.state == "open" else found["state"] == query.state))
        and query.kind in (None, complaint.kind)
        and (not query.overdue or complaint.late)
        and (not query.mine or complaint.handler == query.by)
        and (query.after is None or complaint.id < query.after)
    )


class HeldCase(NamedTuple):
    """A case, as far as a complaint has to know it."""

    centre: str
    agent: Agent


class MemoryCaseFiles:
    """Two cases: one of this centre, one of a neighbour."""

    async def get(self, key: str) -> HeldCase | None:
        agent = Agent(id="tz1", title="投资项目代办员一号")
        return {CASE: HeldCase(CENTRE, agent), CASE.replace(CENTRE, NEIGHBOUR): HeldCase(NEIGHBOUR, agent)}.get(key)


class MemoryCounts:
    """`services.intake.supervision.store.Counts`, as they are told to it."""

    def __init__(self) -> None:
        self.of_cases = {"mandated": 4, "in_force": 3, "completed": 2}
        self.of_complaints: Counter[str] = Counter()
        self.asked: list[tuple[str, Month]] = []

    async def cases(self, centre: str, month: Month) -> dict[str, int]:
        self.asked.append((centre, month))
        return self.of_cases

    async def refused(self, centre: str, month: Month) -> int:
        return 5

    async def complaints(self, centre: str, month: Month) -> dict[str, int]:
        return self.of_complaints


class World:
    """Supervision with its complaints and its clock."""

    def __init__(self) -> None:
        self.clock = FixedClock(MONDAY)
        self.complaints = MemoryComplaints(Complaint, "intake", self.clock)
        self.refusals = MemoryRefusals()
        self.counts = MemoryCounts()
        codes = (f"CODE{number:08}" for number in count(1))
        self.use = Supervision(
            self.complaints,
            MemoryNumbers(),
            MemoryCaseFiles(),
            self.refusals,
            jurisdictions(),
            self.clock,
            code=lambda: next(codes),
        )
        self.handlers = SupervisionHandlers(self.use, Monitoring(self.counts))
        self._count = count(1)

    async def ask(self, operation: str, body: dict[str, Any], *, centre: str = CENTRE, request: str = "") -> Any:
        """What the desk of a region is answered."""
        return await self.ask_raw(operation, json.dumps(body, ensure_ascii=False).encode(), centre=centre, request=request)

    async def ask_raw(self, operation: str, content: bytes, *, centre: str = CENTRE, request: str = "") -> Any:
        """The same, of whatever bytes somebody sends."""
        identity = str(uuid5(NAMESPACE_OID, request or f"request {next(self._count)}"))
        message = Received(id=identity, subject=Subject.parse(f"svc.{centre}.intake.{operation}"), body=content)
        known = {"complain": self.handlers.complain, "complaint": self.handlers.complaint, "complaints": self.handlers.complaints}
        known["supervision"] = self.handlers.supervision
        return await known.get(operation, self.handlers.act)(message)

    async def act(self, operation: str, by: str, *, centre: str = CENTRE, **body: Any) -> Any:
        """An act of a post on the first complaint."""
        return await self.ask(operation, {"complaint_number": NUMBER, "by": by, **body}, centre=centre)

    async def own(self, operation: str, code: str, **body: Any) -> Any:
        """An act of whoever has the query code."""
        return await self.ask(operation, {"complaint_number": NUMBER, "query_code": code, **body})

    async def refused(self, operation: str, by: str, *, centre: str = CENTRE, **body: Any) -> list[Fault]:
        """The faults of an act that must be refused."""
        try:
            await self.act(operation, by, centre=centre, **body)
        except Refused as refused:
            return list(refused.faults)
        raise AssertionError(f"{operation} by {by} was not refused")

    async def answered(self, complaint: dict[str, Any], by: str, answer: dict[str, Any] | None = None) -> dict[str, Any]:
        """A complaint that has been taken in, accepted and answered."""
        made: dict[str, Any] = await self.ask("complain", complaint)
        await self.act("accept-complaint", by)
        await self.act("answer-complaint", by, **(answer or ANSWER))
        return made

    async def ring(self) -> None:
        """Time goes on to the next alarm of the first complaint."""
        complaint = await self.first()
        alarm = complaint.next_alarm()
        assert alarm is not None
        self.clock.advance(alarm - self.clock.now())
        await self.use.due(complaint.id, complaint.alarm_number, Cause(f"alarm {complaint.alarm_number}"))

    async def first(self) -> Complaint:
        complaint = await self.complaints.get(NUMBER)
        assert complaint is not None
        return complaint

    def said(self) -> list[str]:
        """Names of the facts so far, in order."""
        return [message.subject.rpartition(".")[2] for message in self.complaints.sent if message.subject.startswith("evt.")]
