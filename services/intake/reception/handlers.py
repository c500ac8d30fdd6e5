"""Requests in, use cases out."""

import json
from collections.abc import Awaitable, Callable
from typing import Any, TypeVar

from pydantic import BaseModel

from services.intake.reception import shown
from services.intake.reception.use_cases import Reception
from shared.bus import Bus, Cause, Received, asked
from shared.bus.connection import Operation
from shared.contracts import appointment, consultation
from shared.contracts.catalogue import CatalogueQuery
from shared.log import log

Order = TypeVar("Order", bound=BaseModel)
Told = TypeVar("Told")


class ReceptionHandlers:
    """The handlers of reception."""

    def __init__(self, reception: Reception) -> None:
        self._use = reception

    def connect(self, bus: Bus) -> None:
        """Serve everything that reception is there for."""
        for operation, handler in self.operations().items():
            bus.serve("intake", operation, handler)

    def operations(self) -> dict[str, Operation]:
        """svc.<centre>.intake.<operation>, each with who answers it."""
        consulting, booking = self._use.consulting, self._use.booking
        a, c = appointment, consultation
        return {
            "consult": self._act("consult", c.Consult, consulting.consult, shown.consultation),
            "consult-refer": self._act("consult-refer", c.ReferConsultation, consulting.refer, shown.consultation),
            "consult-contribute": self._act(
                "consult-contribute", c.ContributeToConsultation, consulting.contribute, shown.consultation
            ),
            "consult-answer": self._act("consult-answer", c.AnswerConsultation, consulting.answer, shown.consultation),
            "consult-close": self._act("consult-close", c.CloseConsultation, consulting.close, shown.consultation),
            "consult-apply": self._act("consult-apply", c.ApplyFromConsultation, consulting.apply, dict),
            "consultation": self.consultation,
            "consultations": self.consultations,
            "appointment-book": self._act("appointment-book", a.BookAppointment, booking.book, shown.appointment),
            "appointment-rebook": self._act("appointment-rebook", a.RebookAppointment, booking.rebook, shown.appointment),
            "appointment-cancel": self._act("appointment-cancel", a.CancelAppointment, booking.cancel, shown.appointment),
            "appointment-keep": self._act("appointment-keep", a.KeepAppointment, booking.keep, shown.appointment),
            "appointment": self.appointment,
            "appointments": self.appointments,
            "catalogue": self.catalogue,
        }

    def _act(
        self,
        act: str,
        kind: type[Order],
        use: Callable[[str, Order, Cause], Awaitable[Told]],
        show: Callable[[Told], dict[str, Any]],
    ) -> Operation:
        """One act: refused ones are put on record, also those whose body could not be read."""

        async def handle(message: Received) -> dict[str, Any]:
            centre = message.subject.region
            async with self._use.recorded(_number(message.body) or centre, centre, act):
                return show(await use(centre, asked(kind, message.body), message.cause))

        return handle

    async def consultation(self, message: Received) -> dict[str, Any]:
        """svc.<centre>.intake.consultation"""
        query = asked(consultation.ConsultationQuery, message.body)
        found = await self._use.consulting.consultation(message.subject.region, query.consultation)
        return shown.consultation(found, contact=_contact(found.id, query.contact))

    async def consultations(self, message: Received) -> dict[str, Any]:
        """svc.<centre>.intake.consultations"""
        query = asked(consultation.ConsultationsQuery, message.body)
        found = await self._use.consulting.consultations(message.subject.region, query)
        return {"consultations": [shown.consultation_line(one) for one in found]}

    async def appointment(self, message: Received) -> dict[str, Any]:
        """svc.<centre>.intake.appointment"""
        query = asked(appointment.AppointmentQuery, message.body)
        found = await self._use.booking.appointment(message.subject.region, query.appointment)
        return shown.appointment(found, contact=_contact(found.id, query.contact))

    async def appointments(self, message: Received) -> dict[str, Any]:
        """svc.<centre>.intake.appointments"""
        query = asked(appointment.AppointmentsQuery, message.body)
        found, free = await self._use.booking.appointments(message.subject.region, query)
        return shown.day(found, free, query.limit)

    async def catalogue(self, message: Received) -> BaseModel:
        """svc.<centre>.intake.catalogue"""
        return await self._use.catalogue(message.subject.region, asked(CatalogueQuery, message.body))


def _contact(number: str, wanted: bool) -> bool:
    """Whether the telephone is told in full; that it was leaves a line in the log."""
    if wanted:
        log.info("contact_read", record=number)
    return wanted


def _number(body: bytes) -> str:
    """The number that a body names, as far as it can be read; empty for none."""
    try:
        form = json.loads(body)
    except ValueError:
        return ""
    named = (form.get("consultation") or form.get("appointment")) if isinstance(form, dict) else None
    return named if isinstance(named, str) else ""
