"""预约: an agreed time at the counter, for coaching, at the door or outside hours (延时服务)."""

from collections.abc import Iterator
from datetime import date, datetime, time

from pydantic import Field

from services.intake.domain.moment import Moment
from services.intake.domain.record import Record, told
from services.intake.domain.told_state import ActOutOfPlace, ToldState
from shared.clock import CHINA
from shared.contracts import appointment as say
from shared.contracts.application import Channel
from shared.contracts.base import Event
from shared.contracts.duties import DutyLit
from shared.contracts.intake import Agent
from shared.duties import Lit, Terms, Wanted
from shared.errors import refuse
from shared.identifiers import mask_telephone


class AppointmentState(ToldState):
    """Where an appointment stands."""

    BOOKED = (
        "booked",
        "已预约",
        "请按时到场；改时间（appoint move）或取消（appoint cancel）请在预约时间之前；到场后请窗口登记（appoint keep）",
    )
    KEPT = "kept", "已到场", "本次预约已完成"
    MISSED = "missed", "未到", "仍需办理的，请重新预约（appoint book）"
    CANCELLED = "cancelled", "已取消", "仍需办理的，请重新预约（appoint book）"


S = AppointmentState


class Appointment(Record):
    """预约. Every method checks its act, changes the appointment and returns the facts to be said."""

    kind: say.AppointmentKind
    name: str
    phone: str
    channel: Channel
    day: date
    time: str = Field(description="HH:MM, in China")
    place: str | None = Field(description="What it takes up; no two appointments have the same. None: nothing any more")
    items: tuple[int, ...] = ()
    reason: str = ""
    address: str = ""
    agent: Agent | None = None
    booked_at: datetime
    remind_at: datetime | None = None
    state: AppointmentState = S.BOOKED
    note: str = ""

    @property
    def open(self) -> bool:
        """Something is still to happen with it."""
        return self.state is S.BOOKED

    @property
    def starts(self) -> datetime:
        """The agreed instant."""
        return datetime.combine(self.day, time.fromisoformat(self.time), CHINA)

    @property
    def host(self) -> str:
        """Who is to be there."""
        return "agent" if self.agent else "window"

    def wanted(self, terms: Terms) -> Iterator[Wanted]:
        """While it stands: to be noted as kept, in time after its hour."""
        if self.state is S.BOOKED:
            yield Wanted("keep", "appointment-keep", (self.host,), terms["appointment"], self.starts, about=say.KINDS[self.kind])

    def next_alarm(self) -> datetime | None:
        """The reminder on the day before, then the lights."""
        reminder = self.remind_at if self.state is S.BOOKED else None
        return min((at for at in (reminder, super().next_alarm()) if at), default=None)

    def booked(self, moment: Moment) -> list[Event]:
        """The facts of a new appointment."""
        self._prepare(moment)
        fact = say.AppointmentBooked(
            kind=self.kind,
            visitor=self.name,
            phone=mask_telephone(self.phone),
            channel=self.channel,
            day=self.day,
            time=self.time,
            items=self.items,
            reason=self.reason,
            address=self.address,
            agent=self.agent,
            at=moment.iso,
            by="applicant",
        )
        return self.settled(moment, [fact])

    def movable(self, moment: Moment) -> None:
        """Can it be given another time? Errors: ActOutOfPlace, Refused (its hour is over)."""
        self._ahead("改时间", moment)

    def rebook(self, order: say.RebookAppointment, place: str, agent: Agent | None, moment: Moment) -> list[Event]:
        """Another time, another place, perhaps another agent."""
        self.movable(moment)
        before = self.day, self.time
        self.day, self.time, self.place, self.agent = order.day, order.time, place, agent
        self._prepare(moment)
        fact = say.AppointmentRebooked(
            day_before=before[0],
            time_before=before[1],
            day=self.day,
            time=self.time,
            agent=agent,
            reason=order.reason,
            at=moment.iso,
            by=order.by,
        )
        return self.settled(moment, [fact])

    def cancel(self, order: say.CancelAppointment, moment: Moment) -> list[Event]:
        """Called off before its hour; the place is free again."""
        self._ahead("取消", moment)
        self.state, self.place = S.CANCELLED, None
        return self.settled(moment, [say.AppointmentCancelled(reason=order.reason, at=moment.iso, by=order.by)])

    def keep(self, order: say.KeepAppointment, moment: Moment) -> list[Event]:
        """They came, or the agent was there: on the day, or until it counts as missed."""
        if self.state is not S.BOOKED:
            raise ActOutOfPlace("appointment", "预约", self.state, "登记到场")
        if moment.now.date() < self.day:
            raise refuse(
                "appointment",
                f"预约在 {self.day} {self.time}，尚未到期",
                "请在当天登记；要提前办理的，请先改时间（appoint move）",
            )
        self.state, self.note = S.KEPT, order.note
        by = f"agent:{self.agent.id}" if self.agent else "window"
        return self.settled(moment, [say.AppointmentKept(note=order.note, at=moment.iso, by=by)])

    def due(self, alarm: int, moment: Moment) -> list[Event]:
        """The reminder, a light, or the end: nobody noted that it was kept."""
        if not self.alarm_fired(alarm):
            return []
        said: list[Event] = []
        if self.state is S.BOOKED and self.remind_at and self.remind_at <= moment.now:
            self.remind_at = None
            said.append(self._reminder())
        said += (fact for lit in self.ring(moment.now, moment.times) for fact in self.lit(lit, moment))
        return self.settled(moment, said)

    def lit(self, lit: Lit, moment: Moment) -> Iterator[Event]:
        """The last day is told to who has to note it; after it, it was missed."""
        if lit.colour != "overdue":
            yield told(lit)
            return
        self.state = S.MISSED
        yield say.AppointmentMissed(kind=self.kind, day=self.day, time=self.time, agent=self.agent, at=moment.iso, by="clock")

    def _reminder(self) -> DutyLit:
        return DutyLit(
            duty="keep",
            act="appointment-keep",
            what="按预约时间到场",
            actors=("applicant", self.host),
            light="yellow",
            due=self.starts.isoformat(),
            about=say.KINDS[self.kind],
        )

    def _prepare(self, moment: Moment) -> None:
        """Set the reminder: when the centre opens on the working day before; none where that is over."""
        before = datetime.combine(moment.times.calendar.add(self.day, -1), moment.times.opens, CHINA)
        self.remind_at = before if before > moment.now else None

    def _ahead(self, act: str, moment: Moment) -> None:
        if self.state is not S.BOOKED:
            raise ActOutOfPlace("appointment", "预约", self.state, act)
        if moment.now >= self.starts:
            raise refuse(
                "appointment",
                f"预约时间（{self.day} {self.time}）已过，不能{act}",
                "已到场的请登记（appoint keep），否则请重新预约",
            )
