"""Durable alarms: a message that the server holds until its time has come, and then delivers."""

from datetime import UTC, datetime

from shared.bus import subjects
from shared.bus.envelope import Cause, Outgoing, headers
from shared.contracts.base import Contract


class Alarm(Contract):
    """Body of an alarm. The aggregate that set it decides, when it fires, what is due; if nothing is, nothing happens."""

    case_number: str
    number: int


def arm(*, centre: str, service: str, case: str, number: int, when: datetime, cause: Cause) -> Outgoing:
    """Set alarm `number` of a case for the real instant `when`; one in the past fires at once.

    Each number is a subject of its own, so that a late repeat can never replace a newer alarm.
    """
    identity = cause.derive(case, service, "alarm", number)
    return Outgoing(
        id=identity,
        subject=subjects.timer(centre, service, f"{case}.{number}"),
        body=Alarm(case_number=case, number=number).model_dump_json().encode(),
        headers=headers(identity, f"{service}.alarm", service, case=case, centre=centre, cause=cause, time=when)
        | {
            "Nats-Schedule": when.astimezone(UTC).strftime("@at %Y-%m-%dT%H:%M:%S.%fZ"),
            "Nats-Schedule-Target": subjects.due(centre, service),
        },
    )


def cancel(*, centre: str, service: str, case: str, number: int, cause: Cause) -> Outgoing:
    """Take alarm `number` back; nothing happens where it has fired already."""
    return Outgoing(
        id=cause.derive(case, service, "cancel", number),
        subject=subjects.timer(centre, service, f"{case}.{number}"),
        cancel=True,
    )
