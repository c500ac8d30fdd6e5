"""What reception can be asked about appointments: load, ask, decide, save."""

from collections import Counter
from collections.abc import Awaitable, Callable, Iterable, Sequence
from datetime import date

from services.intake.domain.appointment import Appointment
from services.intake.domain.moment import Moment
from services.intake.domain.slots import WITH_AGENT, Hour, Slot, hours_of, need_faults, slots, time_faults
from services.intake.reception.office import Office
from services.intake.reception.store import Appointments, Taken
from shared.bus.envelope import Cause
from shared.contracts import appointment as say
from shared.contracts.base import Event
from shared.contracts.intake import Agent
from shared.errors import Fault, Refused, refuse
from shared.identifiers import check_telephone, normalise_record_number, normalise_telephone
from shared.store import Numbers


class Booking:
    """The use cases of appointments."""

    def __init__(self, appointments: Appointments, numbers: Numbers, office: Office) -> None:
        self._appointments = appointments
        self._numbers = numbers
        self._office = office

    async def book(self, centre: str, order: say.BookAppointment, cause: Cause) -> Appointment:
        """Agree a time; the same cause always gives the same appointment. Errors: Refused, with every fault."""
        if (known := await self._appointments.submitted(cause.id)) is not None:
            return known
        moment = self._office.moment(centre)
        hour = Hour(order.kind, order.day, order.time)
        if faults := self._faults(centre, order, hour, moment):
            raise Refused(faults)
        number = await self._numbers.next(centre, moment.now.date(), "Y")

        async def take(slot: Slot) -> Appointment:
            appointment = _appointment(number, centre, order, slot, cause, moment)
            return await self._appointments.add_once(appointment, cause, appointment.booked(moment))

        return await self._first_free(centre, hour, self._agents(centre, order.agent), moment, take)

    def _faults(self, centre: str, order: say.BookAppointment, hour: Hour, moment: Moment) -> list[Fault]:
        faults = [*time_faults(hour, moment), *need_faults(order.kind, order.reason, order.address)]
        if message := check_telephone(order.phone):
            faults.append(Fault(field="phone", message=message, remedy="请填写手机号或带区号的固定电话，以便联系"))
        if order.agent is not None and order.kind not in WITH_AGENT:
            faults.append(Fault(field="agent", message="这类预约不指定代办员", remedy="请删除此项；上门、延时服务可以指定"))
        return [*faults, *self._office.item_faults(centre, order.items), *self._office.agent_faults(centre, order.agent)]

    async def rebook(self, centre: str, order: say.RebookAppointment, cause: Cause) -> Appointment:
        """Agree another time for the same."""
        found, moment = await self.appointment(centre, order.appointment), self._office.moment(centre)
        if found.open and (found.day, found.time) == (order.day, order.time):
            return found  # also a repeat of the request that moved it there
        found.movable(moment)
        hour = Hour(found.kind, order.day, order.time)
        if faults := [*time_faults(hour, moment)]:
            raise Refused(faults)

        async def take(slot: Slot) -> Appointment:
            def decide(one: Appointment) -> Sequence[Event]:
                return one.rebook(order, slot.place, slot.agent, moment)

            return await self._appointments.change(found.id, cause, decide)

        if found.place in {slot.place for slot in self._slots(centre, hour, self._agents(centre, None))}:
            return await take(Slot(found.place or "", found.agent))  # another minute of the same hour: it keeps its place
        agents = self._agents(centre, None)
        preferred = [agent for agent in agents if agent == found.agent]  # the one who knows the matter, if free
        return await self._first_free(centre, hour, [*preferred, *(one for one in agents if one not in preferred)], moment, take)

    async def cancel(self, centre: str, order: say.CancelAppointment, cause: Cause) -> Appointment:
        """Call an appointment off."""
        return await self._act(centre, order.appointment, cause, lambda found, moment: found.cancel(order, moment))

    async def keep(self, centre: str, order: say.KeepAppointment, cause: Cause) -> Appointment:
        """Note that it was kept."""
        return await self._act(centre, order.appointment, cause, lambda found, moment: found.keep(order, moment))

    async def due(self, number: str, alarm: int, cause: Cause) -> None:
        """An alarm of an appointment has gone off."""

        def decide(found: Appointment) -> Sequence[Event]:
            return found.due(alarm, self._office.moment(found.centre))

        await self._appointments.change(number, cause, decide)

    async def appointment(self, centre: str, number: str) -> Appointment:
        """One appointment of this centre. Errors: Refused."""
        found = await self._appointments.get(normalise_record_number(number))
        if found is None or found.centre != centre:
            raise refuse("appointment", "预约不存在", "请核对预约编号；其他中心的预约请向该中心查询")
        return found

    async def appointments(self, centre: str, query: say.AppointmentsQuery) -> tuple[list[Appointment], dict[str, int]]:
        """A page of a day, in the order of the times; and how many places each hour still has at the counter."""
        everything = await self._appointments.of_day(centre, query.day)
        found = [one for one in everything if query.kind in (None, one.kind) and (query.after is None or key(one) > query.after)]
        return found[: query.limit], self._free(centre, "window", query.day, {one.place for one in everything if one.place})

    async def _first_free(
        self, centre: str, hour: Hour, agents: Sequence[Agent], moment: Moment, take: Callable[[Slot], Awaitable[Appointment]]
    ) -> Appointment:
        """Take the first place that is free. Another replica may be faster, once per place at most. Errors: Refused (full)."""
        taken = await self._appointments.taken(centre, hour.day)
        for slot in self._slots(centre, hour, agents):
            if slot.place not in taken:
                try:
                    return await take(slot)
                except Taken:
                    continue
        raise self._full(centre, hour, moment, await self._appointments.taken(centre, hour.day))

    def _full(self, centre: str, hour: Hour, moment: Moment, taken: set[str]) -> Refused:
        free = (
            []
            if hour.kind == "extended"
            else [time for time, left in self._free(centre, hour.kind, hour.day, taken).items() if left]
        )
        following = moment.times.calendar.next_working(hour.day)
        remedy = f"当天还可预约：{'、'.join(free)}（起一小时内）" if free else f"请改约 {following} 或以后的工作日"
        return refuse("time", f"{hour.day} {hour.time[:2]} 时段已约满", remedy)

    def _free(self, centre: str, kind: say.AppointmentKind, day: date, taken: Iterable[str]) -> dict[str, int]:
        """How many places each hour still has."""
        moment = self._office.moment(centre)
        gone = Counter(place.rpartition("/")[0] for place in taken)
        left: dict[str, int] = {}
        for hour in hours_of(kind, day, moment) if moment.times.calendar.is_working(day) else ():
            places = self._slots(centre, hour, self._agents(centre, None))
            left[hour.time] = len(places) - gone[places[0].place.rpartition("/")[0]]
        return left

    def _slots(self, centre: str, hour: Hour, agents: Sequence[Agent]) -> list[Slot]:
        return slots(centre, hour, self._office.centre(centre).settings.appointments_per_hour.value, agents)

    def _agents(self, centre: str, named: str | None) -> list[Agent]:
        return [agent for agent in self._office.agents(centre) if named in (None, agent.id)]

    async def _act(
        self, centre: str, number: str, cause: Cause, decide: Callable[[Appointment, Moment], Sequence[Event]]
    ) -> Appointment:
        found = await self.appointment(centre, number)
        return await self._appointments.change(found.id, cause, lambda one: decide(one, self._office.moment(centre)))


def key(appointment: Appointment) -> str:
    """Where an appointment stands in the list of its day."""
    return f"{appointment.time} {appointment.id}"


def _appointment(number: str, centre: str, order: say.BookAppointment, slot: Slot, cause: Cause, moment: Moment) -> Appointment:
    return Appointment(
        id=number,
        centre=centre,
        request=cause.id,
        kind=order.kind,
        name=order.name,
        phone=normalise_telephone(order.phone),
        channel=order.channel,
        day=order.day,
        time=order.time,
        place=slot.place,
        items=order.items,
        reason=order.reason.strip(),
        address=order.address.strip(),
        agent=slot.agent,
        booked_at=moment.now,
    )
