"""Intake of 准格尔旗 with everything around it in memory; messages go in as they come off the bus."""

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from functools import cache
from itertools import count
from typing import Any, TypeVar
from uuid import NAMESPACE_OID, uuid5

import pytest

from services.intake.applications import Applications
from services.intake.assigning import Assigning
from services.intake.attachments import Attachments
from services.intake.cards import card
from services.intake.domain.case import Case
from services.intake.domain.record import Record
from services.intake.file_handlers import FileHandlers
from services.intake.handlers import Handlers
from services.intake.moments import Moments
from services.intake.ringing import CASE as CASE_FILES
from services.intake.ringing import Ringing
from services.intake.use_cases import UseCases
from shared.aggregate import Said
from shared.bus import Cause, Received, Subject
from shared.clock import CHINA, FixedClock
from shared.contracts.base import Event
from shared.contracts.mandate import Absence
from shared.errors import Fault, Refused
from shared.identifiers import complete_project_code, complete_uscc
from shared.jurisdictions import Jurisdictions
from shared.settings import Settings
from tests.fakes import MemoryAggregates, MemoryNumbers, MemoryRefusals
from tests.unit.file_world import MemoryUploads
from tests.unit.memory_cards import MemoryCaseCards

CENTRE, OTHER_CENTRE = "150622", "150602"
MONDAY = datetime(2026, 3, 2, 9, 0, tzinfo=CHINA)
CASE = "150622-20260302-000001"
USCC = complete_uscc("91150622MADEM012")
PROJECT_CODE = complete_project_code("2603-150622-04-01-00012")
FORM: dict[str, Any] = {
    "centre": CENTRE,
    "applicant": {
        "kind": "enterprise",
        "name": "煤矸石综合利用项目申请单位",
        "uscc": USCC,
        "legal_representative": "法定代表人",
        "handler": {"name": "项目经办人", "phone": "13800000000"},
    },
    "authorisation": {"signed_on": "2026-02-27", "holder": "项目经办人"},
    "project": {"name": "准格尔旗煤矸石综合利用项目", "code": PROJECT_CODE, "investment": 385000000},
    "items": [5, 4],
    "materials": "all",
}


@cache
def jurisdictions() -> Jurisdictions:
    """The shipped ones, read once."""
    return Jurisdictions.load(Settings().jurisdictions)


def form(**changes: Any) -> dict[str, Any]:
    return FORM | changes


def applicant(**changes: Any) -> dict[str, Any]:
    return form(applicant=FORM["applicant"] | changes)


R = TypeVar("R", bound=Record)


class MemoryRecords(MemoryAggregates[R]):
    """`services.intake.store.Records` in memory; it passes the suite of the real one."""

    async def submitted(self, request: str) -> R | None:
        return next((record for record in self.all() if record.request == request), None)

    async def add_once(self, record: R, cause: Cause, facts: Sequence[Said]) -> R:
        known = await self.submitted(record.request)
        if known is None:
            self._write(record, 1, cause, facts)
        return known or record

    async def presumed(self, centre: str, version: str, after: str, limit: int) -> list[R]:
        found = [one for one in self.all() if one.centre == centre and one.calendar not in ("", version) and one.id > after]
        return sorted(found, key=lambda one: one.id)[:limit]


class MemoryCases(MemoryRecords[Case]):
    """`services.intake.store.Cases` in memory; it passes the suite of the real one."""

    async def loads(self, centre: str) -> dict[str, int]:
        return dict(Counter(case.agent.id for case in self.all() if case.open and case.centre == centre))

    async def of_agent(self, centre: str, agent: str) -> list[str]:
        return sorted(case.id for case in self.all() if case.open and (case.centre, case.agent.id) == (centre, agent))

    async def broken_promises(self, party: str) -> list[str]:
        broken = [case for case in self.all() if any(each.state == "broken" for each in case.promises)]
        return sorted(case.id for case in broken if case.application.applicant.party == party)


class MemoryAbsences:
    """`services.intake.assigning.Absences` in memory."""

    def __init__(self) -> None:
        self._absences: dict[tuple[str, str], Absence] = {}

    async def note(self, centre: str, absence: Absence) -> None:
        self._absences[centre, absence.agent] = absence

    async def away(self, centre: str, day: date) -> list[str]:
        absences = [absence for (where, _), absence in self._absences.items() if where == centre]
        return [absence.agent for absence in absences if absence.first <= day <= absence.last]


class MemoryQuestions:
    """`services.intake.use_cases.Questions` in memory: one consultation, which has been answered."""

    ANSWERED = "150622-Z20260302-000001"

    def __init__(self) -> None:
        self.became: list[tuple[str, str]] = []

    async def link_faults(self, centre: str, number: str) -> list[Fault]:
        known = (centre, number) == (CENTRE, self.ANSWERED)
        return [] if known else [Fault(field="consultation", message="咨询不存在", remedy="请核对咨询编号，或删除此项")]

    async def became_case(self, number: str, case_number: str, cause: Cause) -> None:
        self.became.append((number, case_number))


class World:
    """Intake with its cases, its numbers and its clock."""

    def __init__(self) -> None:
        self.clock = FixedClock(MONDAY)
        self.cases = MemoryCases(Case, "intake", self.clock)
        self.refusals = MemoryRefusals()
        self.questions = MemoryQuestions()
        assigning = Assigning(self.cases, MemoryAbsences(), jurisdictions())
        self.use = UseCases(
            self.cases,
            MemoryNumbers(),
            Applications(jurisdictions(), self.clock),
            assigning,
            self.refusals,
            self.questions,
            jurisdictions(),
            Moments(jurisdictions(), self.clock),
        )
        self.handlers = Handlers(self.use, MemoryCaseCards(lambda: [card(case) for case in self.cases.all()]))
        self._count = count(1)

    def connect(self, bus: Any) -> None:
        """As services/intake/app.py does it, for case files and their files."""
        self.handlers.connect(bus)
        FileHandlers(Attachments(self.cases, MemoryUploads(), self.refusals, jurisdictions(), self.clock)).connect(bus)
        Ringing({CASE_FILES: self.use.due}).connect(bus)

    def message(self, subject: str, body: bytes, request: str = "", case: str = "") -> Received:
        taken = Subject.parse(subject)
        identity = str(uuid5(NAMESPACE_OID, request or str(next(self._count))))
        return Received(id=identity, subject=taken, body=body, case=case, kind=f"{taken.party}.{taken.verb}")

    async def ask(
        self, operation: str, body: Mapping[str, Any] | bytes, *, centre: str = CENTRE, request: str = ""
    ) -> dict[str, Any]:
        """What the window of a centre is answered."""
        content = body if isinstance(body, bytes) else json.dumps(body, ensure_ascii=False).encode()
        message = self.message(f"svc.{centre}.intake.{operation}", content, request)
        answer: dict[str, Any] = await self.handlers.served(operation)(message)
        return answer

    async def refusal(self, operation: str, body: Mapping[str, Any] | bytes, **how: Any) -> list[Fault]:
        """The faults with which the window of a centre is refused."""
        with pytest.raises(Refused) as refused:
            await self.ask(operation, body, **how)
        return list(refused.value.faults)

    async def hear(self, news: Event, *, request: str = "", case: str = CASE) -> None:
        """News of routing about the case."""
        subject = f"evt.{CENTRE}.{news.owner}.{news.name}"
        await self.handlers.on_route_news(self.message(subject, news.model_dump_json().encode(), request, case))

    async def accepted(self) -> None:
        """A case whose materials are complete and whose mandate is signed."""
        await self.ask("submit", FORM)
        await self.ask("sign", {"case_number": CASE, "document": "mandate"})

    async def pass_to(self, when: datetime) -> None:
        """Let time pass; every alarm goes off when its time has come, as the bus would have it."""
        while due := [case for case in self.cases.all() if case.alarm_at and datetime.fromisoformat(case.alarm_at) <= when]:
            case = min(due, key=lambda case: case.alarm_at or "")
            assert case.alarm_at
            self.clock.advance(max(datetime.fromisoformat(case.alarm_at) - self.clock.now(), timedelta()))
            await self.use.due(case.id, case.alarm_number, Cause.new())
        self.clock.advance(max(when - self.clock.now(), timedelta()))

    def said(self) -> list[str]:
        """Names of the facts so far, in order."""
        sent = (message.subject for message in self.cases.sent)
        return [subject.rpartition(".")[2] for subject in sent if subject.startswith("evt.")]
