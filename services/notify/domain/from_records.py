"""Which facts of consultations (咨询) and appointments (预约) somebody waits for: records that are no cases."""

from collections.abc import Iterator
from typing import Any

from services.notify.domain.desk import Desk
from services.notify.domain.draft import Draft, Exact, tell
from services.notify.domain.known import Known
from services.notify.domain.naming import free, numbered
from shared.contracts import appointment, consultation
from shared.contracts.appointment import KINDS
from shared.contracts.consultation import ItemTold


def asked(fact: consultation.ConsultationReceived, known: Known, desk: Desk) -> Iterator[Draft]:
    """Who answers for it, and by when (首问负责)."""
    yield tell("applicant", "consultation-received", agent=fact.responsible.title, due=fact.due)
    question = free(fact.question, known, desk)
    yield tell("agent", "consultation-received", agent=fact.responsible.title, question=question, due=fact.due)


def referred(fact: consultation.ConsultationReferred, known: Known, _desk: Desk) -> Iterator[Draft]:
    """Several answer together; whoever asked need not ask each of them."""
    sections = [section.name for section in fact.sections]
    yield tell("applicant", "consultation-referred", numbered("referred", known), sections=sections, due=fact.due)


def contributed(fact: consultation.ConsultationContributed, known: Known, _desk: Desk) -> Iterator[Draft]:
    """The agent puts the joint answer together when the last part has come."""
    reason, outstanding = numbered("contributed", known), list(fact.outstanding)
    yield tell("agent", "consultation-contributed", reason, section=fact.part.name, outstanding=outstanding)


def answered(fact: consultation.ConsultationAnswered, known: Known, desk: Desk) -> Iterator[Draft]:
    """The answer, with everything that the items need, at once (一次性告知)."""
    items = [_line(line) for line in fact.told if not desk.matter(line.item, line.item_name).hidden]
    values: dict[str, Any] = {"answer": free(fact.answer, known, desk), "items": items, "withheld": len(items) < len(fact.told)}
    yield tell("applicant", "consultation-answered", **values)


def became_case(fact: consultation.ConsultationBecameCase, _known: Known, _desk: Desk) -> Iterator[Draft]:
    """Under which number it goes on."""
    yield tell("applicant", "consultation-became-case", number=Exact(fact.case_number), at=fact.at)


def booked(fact: appointment.AppointmentBooked, _known: Known, _desk: Desk) -> Iterator[Draft]:
    """When, and who is there; the address stays out: whoever is visited knows it, and the agent finds it in the record."""
    values: dict[str, Any] = {"kind": KINDS[fact.kind], "day": fact.day, "time": fact.time}
    title = fact.agent.title if fact.agent else ""
    yield tell("applicant", "appointment-booked", **values, agent=title, door=fact.kind == "door")
    if fact.agent:
        yield tell("agent", "appointment-booked", **values, agent=title)


def rebooked(fact: appointment.AppointmentRebooked, known: Known, desk: Desk) -> Iterator[Draft]:
    """The new time instead of the one before."""
    before = {"day_before": fact.day_before, "time_before": fact.time_before, "grounds": free(fact.reason, known, desk)}
    reason = numbered("rebooked", known)
    yield tell("applicant", "appointment-rebooked", reason, **before, day=fact.day, time=fact.time)
    if fact.agent:
        yield tell("agent", "appointment-rebooked", reason, **before, day=fact.day, time=fact.time, agent=fact.agent.title)


def cancelled(fact: appointment.AppointmentCancelled, known: Known, desk: Desk) -> Iterator[Draft]:
    """Nobody has to come."""
    for recipient in ("applicant", *(("agent",) if known.agent else ())):
        yield tell(recipient, "appointment-cancelled", grounds=free(fact.reason, known, desk))


def missed(fact: appointment.AppointmentMissed, _known: Known, _desk: Desk) -> Iterator[Draft]:
    """It has lapsed, and another one may be booked."""
    yield tell("applicant", "appointment-missed", kind=KINDS[fact.kind], day=fact.day, time=fact.time)


def _line(line: ItemTold) -> dict[str, object]:
    return {"matter": f"“{line.item_name}”", "promised": line.promised, "materials": list(line.materials)}
