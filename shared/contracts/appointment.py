"""预约: what intake says of agreed times, and what it can be asked."""

from datetime import date
from typing import Literal

from pydantic import Field

from shared.contracts.application import MOST_ITEMS, Channel, ItemNumber
from shared.contracts.base import Strict
from shared.contracts.intake import Agent, IntakeEvent

AppointmentKind = Literal["window", "coaching", "door", "extended"]
KINDS: dict[str, str] = {"window": "窗口办理", "coaching": "事前辅导", "door": "上门服务", "extended": "延时服务"}
"""代办帮办方案 三（三）、三（五）4 (seed 001): 上门、延时服务、预约服务."""

APPOINTMENT = Field(max_length=40, description="预约编号")
TIME = Field(pattern=r"^([01]\d|2[0-3]):[0-5]\d$", description="HH:MM, in China")


class AppointmentBooked(IntakeEvent, owner="intake"):
    """A time was agreed."""

    kind: AppointmentKind = Field(description="window | coaching | door | extended")
    visitor: str = Field(description="Who comes, or is visited")
    phone: str = Field(description="联系电话, masked: the record has it in full")
    channel: Channel = Field(description="How it was booked")
    day: date = Field(description="Agreed day")
    time: str = Field(description="HH:MM, in China")
    items: tuple[int, ...] = Field(default=(), description="事项序号 that it is about")
    reason: str = Field(default="", description="Why at the door, or outside hours")
    address: str = Field(default="", description="Where the visit goes")
    agent: Agent | None = Field(default=None, description="Who visits, or is there outside hours")
    at: str = Field(description="ISO 8601 with zone")


class AppointmentRebooked(IntakeEvent, owner="intake"):
    """The time was changed."""

    day_before: date = Field(description="Day agreed until now")
    time_before: str = Field(description="HH:MM")
    day: date = Field(description="Agreed day")
    time: str = Field(description="HH:MM")
    agent: Agent | None = Field(default=None, description="Who visits, or is there outside hours")
    reason: str = Field(default="", description="Why")
    at: str = Field(description="ISO 8601 with zone")


class AppointmentCancelled(IntakeEvent, owner="intake"):
    """The appointment was called off in time."""

    reason: str = Field(description="Why")
    at: str = Field(description="ISO 8601 with zone")


class AppointmentKept(IntakeEvent, owner="intake"):
    """They came; at the door: the agent was there."""

    note: str = Field(default="", description="What was done")
    at: str = Field(description="ISO 8601 with zone")


class AppointmentMissed(IntakeEvent, owner="intake"):
    """Nobody noted by the end of the next working day that it was kept (爽约)."""

    kind: AppointmentKind = Field(description="window | coaching | door | extended")
    day: date = Field(description="Agreed day")
    time: str = Field(description="HH:MM")
    agent: Agent | None = Field(default=None, description="Who was to be there")
    at: str = Field(description="ISO 8601 with zone")


class BookAppointment(Strict):
    """svc.<centre>.intake.appointment-book"""

    kind: AppointmentKind = Field(default="window", description="窗口办理 | 事前辅导 | 上门服务 | 延时服务（绿色通道）")
    name: str = Field(min_length=1, max_length=50, description="Who comes, or is visited")
    phone: str = Field(max_length=40, description="联系电话")
    channel: Channel = Field(default="phone", description="How it was booked")
    day: date = Field(description="A working day of the centre, not in the past")
    time: str = TIME
    items: tuple[ItemNumber, ...] = Field(default=(), max_length=MOST_ITEMS, description="事项序号 that it is about")
    reason: str = Field(default="", max_length=500, description="Needed at the door (行动不便或其他特殊群众) and outside hours")
    address: str = Field(default="", max_length=300, description="Needed at the door")
    agent: str | None = Field(
        default=None, max_length=60, description="Id of the agent at the door or outside hours; default: one who is free"
    )


class RebookAppointment(Strict):
    """svc.<centre>.intake.appointment-rebook: another time for the same."""

    appointment: str = APPOINTMENT
    day: date = Field(description="A working day of the centre, not in the past")
    time: str = TIME
    reason: str = Field(default="", max_length=500, description="Why")
    by: Literal["applicant", "window"] = Field(default="applicant", description="Whose wish it is")


class CancelAppointment(Strict):
    """svc.<centre>.intake.appointment-cancel: in time, that is before the hour."""

    appointment: str = APPOINTMENT
    reason: str = Field(min_length=1, max_length=500, description="Why")
    by: Literal["applicant", "window"] = Field(default="applicant", description="Whose wish it is")


class KeepAppointment(Strict):
    """svc.<centre>.intake.appointment-keep: they came, or the agent was there."""

    appointment: str = APPOINTMENT
    note: str = Field(default="", max_length=1000, description="What was done")


class AppointmentQuery(Strict):
    """svc.<centre>.intake.appointment"""

    appointment: str = APPOINTMENT
    contact: bool = Field(default=False, description="With the telephone in full, for who must call; that is logged")


class AppointmentsQuery(Strict):
    """svc.<centre>.intake.appointments: of one day, in the order of their times, with what is still free."""

    day: date = Field(description="Which day")
    kind: AppointmentKind | None = Field(default=None, description="Only these")
    after: str | None = Field(
        default=None, max_length=60, description="Where the page before ended, as its `next` says; default: from the beginning"
    )
    limit: int = Field(default=100, ge=1, le=500, description="At most so many")
