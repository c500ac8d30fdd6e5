"""Consultations and appointments as they are answered: telephone numbers masked unless asked for, states in words."""

from typing import Any

from services.intake.domain.appointment import Appointment
from services.intake.domain.consultation import Consultation
from services.intake.reception.booking import key
from shared.contracts.appointment import KINDS
from shared.identifiers import mask_telephone


def consultation_line(found: Consultation) -> dict[str, Any]:
    """One line of a list."""
    due = found.answer_due
    return {
        "consultation": found.id,
        "centre": found.centre,
        "state": found.state.value,
        "state_name": found.state.label,
        "next": found.state.next_step,
        "asker": found.asker.unit or found.asker.name,
        "question": found.question,
        "items": list(found.items),
        "agent": found.agent.model_dump(),
        "received_at": found.received_at.isoformat(),
        "due": due.isoformat() if due else None,
        "overdue": found.overdue,
        "outstanding": [part.section for part in found.outstanding],
        "case_number": found.case_number,
    }


def consultation(found: Consultation, *, contact: bool = False) -> dict[str, Any]:
    """The whole record (接待咨询记录); `contact`: the telephone in full."""
    answer = found.answer.model_dump(mode="json") if found.answer else None
    asker = found.asker.model_dump()
    if asker["phone"] and not contact:
        asker["phone"] = mask_telephone(asker["phone"])
    return consultation_line(found) | {
        "asker": asker,
        "channel": found.channel,
        "project": found.project.model_dump(mode="json") if found.project else None,
        "parts": [part.model_dump(mode="json") for part in found.parts.values()],
        "answer": answer,
        "closed_reason": found.closed_reason,
    }


def appointment(found: Appointment, *, contact: bool = False) -> dict[str, Any]:
    """One appointment; `contact`: the telephone in full."""
    return {
        "appointment": found.id,
        "centre": found.centre,
        "state": found.state.value,
        "state_name": found.state.label,
        "next": found.state.next_step,
        "kind": found.kind,
        "kind_name": KINDS[found.kind],
        "day": found.day.isoformat(),
        "time": found.time,
        "name": found.name,
        "phone": found.phone if contact else mask_telephone(found.phone),
        "channel": found.channel,
        "items": list(found.items),
        "reason": found.reason,
        "address": found.address,
        "agent": found.agent.model_dump() if found.agent else None,
        "booked_at": found.booked_at.isoformat(),
        "note": found.note,
    }


def day(found: list[Appointment], free: dict[str, int], limit: int) -> dict[str, Any]:
    """A page of a day; `next` leads on where there may be more."""
    following = key(found[-1]) if len(found) == limit else None
    return {"appointments": [appointment(one) for one in found], "free": free, "next": following}
