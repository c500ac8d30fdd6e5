"""Reception of 准格尔旗 with everything around it in memory; requests go in as they come off the bus."""

import json
from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime
from itertools import count
from typing import Any
from uuid import NAMESPACE_OID, uuid5

import pytest

from services.intake.applications import Applications
from services.intake.domain.appointment import Appointment
from services.intake.domain.consultation import Consultation, ConsultationState
from services.intake.reception.handlers import ReceptionHandlers
from services.intake.reception.store import Taken
from services.intake.reception.use_cases import Reception
from shared.aggregate import Said
from shared.bus import Cause, Outgoing, Received, Subject
from shared.clock import CHINA, FixedClock
from shared.errors import Fault, Refused
from shared.jurisdictions import Jurisdictions
from tests.fakes import MemoryNumbers, MemoryRefusals
from tests.unit.intake_world import MemoryRecords, jurisdictions

CENTRE, TOWN = "150622", "150622100"
MONDAY = datetime(2026, 3, 2, 9, 0, tzinfo=CHINA)
Z1, Y1 = "150622-Z20260302-000001", "150622-Y20260302-000001"
LAND, SECTION = "150622.zrzyj", "政务服务业务科室"
QUESTION: dict[str, Any] = {
    "asker": {"name": "项目经办人", "phone": "13800000000", "unit": "煤矸石综合利用项目申请单位"},
    "channel": "phone",
    "question": "煤矸石综合利用项目先办备案还是先办节能审查？",
    "items": [5, 4],
    "project": {"name": "准格尔旗煤矸石综合利用项目"},
}
WINDOW: dict[str, Any] = {"name": "项目经办人", "phone": "13800000000", "day": "2026-03-04", "time": "10:00"}
DOOR = WINDOW | {"kind": "door", "reason": "行动不便", "address": "准格尔旗薛家湾镇"}
EVENING = WINDOW | {"kind": "extended", "reason": "项目急办，白天在工地", "time": "19:00"}


class MemoryConsultations(MemoryRecords[Consultation]):
    """`Consultations` in memory; it passes the suite of the real one."""

    async def newest(
        self, centre: str, states: Collection[ConsultationState], overdue: bool | None, after: str | None, limit: int
    ) -> list[Consultation]:
        found = [
            one
            for one in self.all()
            if one.centre == centre
            and one.state in states
            and overdue in (None, one.overdue)
            and (after is None or one.id < after)
        ]
        return sorted(found, key=lambda one: one.id, reverse=True)[:limit]


class MemoryAppointments(MemoryRecords[Appointment]):
    """`Appointments` in memory; it passes the suite of the real one."""

    async def taken(self, centre: str, day: date) -> set[str]:
        return {one.place for one in self.all() if one.centre == centre and one.day == day and one.place}

    async def of_day(self, centre: str, day: date) -> list[Appointment]:
        found = [one for one in self.all() if one.centre == centre and one.day == day]
        return sorted(found, key=lambda one: (one.time, one.id))

    def _write(self, aggregate: Appointment, version: int, cause: Cause, said: Sequence[Said]) -> None:
        if aggregate.place in {one.place for one in self.all() if one.id != aggregate.id and one.place}:
            raise Taken(aggregate.id)
        super()._write(aggregate, version, cause, said)


class ReceptionWorld:
    """Reception with its clock; alarms ring when the clock is moved on."""

    def __init__(self, at: datetime = MONDAY, known: Jurisdictions | None = None) -> None:
        self.clock = FixedClock(at)
        self.consultations = MemoryConsultations(Consultation, "intake", self.clock)
        self.appointments = MemoryAppointments(Appointment, "intake", self.clock)
        self.refusals = MemoryRefusals()
        found = known or jurisdictions()
        read = Applications(found, self.clock).read
        self.reception = Reception(self.consultations, self.appointments, MemoryNumbers(), self.refusals, found, self.clock, read)
        self.handlers = ReceptionHandlers(self.reception)
        self._count = count(1)

    async def ask(self, operation: str, body: Mapping[str, Any] | bytes, *, centre: str = CENTRE, request: str = "") -> Any:
        """What the window of a centre is answered."""
        content = body if isinstance(body, bytes) else json.dumps(body, ensure_ascii=False).encode()
        identity = str(uuid5(NAMESPACE_OID, request or str(next(self._count))))
        message = Received(id=identity, subject=Subject.parse(f"svc.{centre}.intake.{operation}"), body=content)
        return await self.handlers.operations()[operation](message)

    async def refusal(self, operation: str, body: Mapping[str, Any] | bytes, **how: Any) -> list[Fault]:
        """The faults with which the window of a centre is refused."""
        with pytest.raises(Refused) as refused:
            await self.ask(operation, body, **how)
        return list(refused.value.faults)

    async def until(self, when: datetime) -> None:
        """Let time pass: every alarm rings when it is due, and not before."""
        while ringing := self._next(when):
            at, number, alarm = ringing
            self.clock.advance(max(at, self.clock.now()) - self.clock.now())
            await self.reception.due(number, alarm, Cause(f"alarm {number} {alarm}"))
        self.clock.advance(when - self.clock.now())

    def _next(self, when: datetime) -> tuple[datetime, str, int] | None:
        armed = [
            (datetime.fromisoformat(one.alarm_at), one.id, one.alarm_number)
            for one in (*self.consultations.all(), *self.appointments.all())
            if one.alarm_at
        ]
        return min((alarm for alarm in armed if alarm[0] <= when), default=None)

    def said(self) -> list[str]:
        """Names of the facts so far, in order, those of consultations first."""
        return [message.subject.rpartition(".")[2] for message in self.sent if message.subject.startswith("evt.")]

    @property
    def sent(self) -> list[Outgoing]:
        """Everything that was said."""
        return [*self.consultations.sent, *self.appointments.sent]

    async def consulted(self, **changes: Any) -> str:
        """A consultation; its number."""
        return str((await self.ask("consult", QUESTION | changes))["consultation"])

    async def booked(self, order: Mapping[str, Any] = WINDOW, **changes: Any) -> str:
        """An appointment; its number."""
        return str((await self.ask("appointment-book", {**order, **changes}))["appointment"])
