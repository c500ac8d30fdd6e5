"""When an appointment may be, and what it takes up: a numbered place of the hour, or an agent's hour."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime, time
from typing import NamedTuple

from services.intake.domain.moment import Moment
from shared.clock import CHINA
from shared.contracts.appointment import KINDS, AppointmentKind
from shared.contracts.intake import Agent
from shared.errors import Fault

WITH_AGENT: frozenset[AppointmentKind] = frozenset({"door", "extended"})
"""Somebody named is there (上门服务; 绿色通道 明确专人): an agent can be in one place at a time."""


class Slot(NamedTuple):
    """One thing that an appointment can take up."""

    place: str
    agent: Agent | None = None


class Hour(NamedTuple):
    """An hour of a day, for a kind of appointment."""

    kind: AppointmentKind
    day: date
    time: str

    @property
    def starts(self) -> datetime:
        """The agreed instant."""
        return datetime.combine(self.day, time.fromisoformat(self.time), CHINA)


def slots(centre: str, hour: Hour, per_hour: int, agents: Sequence[Agent]) -> list[Slot]:
    """Everything that can be taken up in this hour, in the order in which it is given away."""
    begins = f"{centre}/{hour.day.isoformat()}/{hour.time[:2]}"
    if hour.kind in WITH_AGENT:
        return [Slot(f"{begins}/agent/{agent.id}", agent) for agent in agents]
    return [Slot(f"{begins}/{number}") for number in range(1, per_hour + 1)]


def hours_of(kind: AppointmentKind, day: date, moment: Moment) -> list[Hour]:
    """The hours of a day that the centre offers for this kind, those that are over left out."""
    opens, closes = moment.times.opens, moment.times.closes
    within = {hour for hour in range(24) if time(hour, 59) >= opens and time(hour) < closes}
    starts = [opens if hour == opens.hour else time(hour) for hour in range(24) if hour in within]
    return [found for start in starts if (found := Hour(kind, day, f"{start:%H:%M}")).starts > moment.now]


def time_faults(hour: Hour, moment: Moment) -> Iterator[Fault]:
    """What is wrong with the day and the time. The limits: `appointment_ahead` says how many working days ahead."""
    calendar, today = moment.times.calendar, moment.now.date()
    last = calendar.add(today, moment.terms["appointment_ahead"].days)
    if hour.starts <= moment.now:
        yield Fault(field="day", message=f"{hour.day} {hour.time} 已经过去", remedy="请预约以后的时间")
    elif hour.day > last:
        yield Fault(field="day", message=f"只能预约到 {last}", remedy="请改约较近的工作日")
    elif not calendar.is_working(hour.day):
        yield Fault(
            field="day",
            message=f"{hour.day} 不是工作日（{calendar.day(hour.day).why}）",
            remedy=f"最近的工作日是 {calendar.add(hour.day, 0)}",
        )
    opens, closes = moment.times.opens, moment.times.closes
    inside = opens <= time.fromisoformat(hour.time) < closes
    if hour.kind == "extended" and inside:
        yield Fault(
            field="time", message=f"{hour.time} 在办公时间内", remedy="延时服务约办公时间以外；办公时间内请预约窗口（window）"
        )
    elif hour.kind != "extended" and not inside:
        remedy = f"办公时间 {opens:%H:%M}–{closes:%H:%M}；确需其他时间的，请预约延时服务（extended）"
        yield Fault(field="time", message=f"{hour.time} 不在办公时间内", remedy=remedy)


def need_faults(kind: AppointmentKind, reason: str, address: str) -> Iterator[Fault]:
    """What a visit at the door and the green channel need besides a time (服务规定 四; 赤峰方案 三（三）、三（五）4)."""
    if kind in WITH_AGENT and not reason.strip():
        why = "如：行动不便、高龄、残疾" if kind == "door" else "如：项目急办，写明为何办公时间内不便"
        yield Fault(field="reason", message=f"{KINDS[kind]}须写明理由", remedy=why)
    if kind == "door" and not address.strip():
        yield Fault(field="address", message="上门服务须写明地址", remedy="请填写上门地址")
