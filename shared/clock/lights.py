"""When a deadline turns yellow and red, and which light burns now (mission A18)."""

from datetime import date, datetime, time
from math import ceil
from typing import Final, Literal

from shared.clock.deadlines import explain
from shared.clock.terms import Deadline, Lights
from shared.clock.workdays import WorkCalendar
from shared.clock.zone import CHINA, OPENING, in_china

Light = Literal["green", "yellow", "red", "overdue"]

YELLOW: Final = 2 / 3
"""Share of the days after which a deadline turns yellow; smaller warns earlier."""

ROUNDING: Final = 1e-9
"""Keeps 2/3 of 3 days at the second day, whichever way the floating-point product falls."""


def lights(deadline: Deadline, calendar: WorkCalendar, yellow: float = YELLOW, *, opening: time = OPENING) -> Lights:
    """The changes of a deadline: yellow at opening of the working day that uses up the share `yellow` of its days,
    red at opening of the last day, overdue at `due` itself.

    Yellow is never later than red and neither is earlier than the start, so a term of one day turns red at once
    on its day, and one of zero days is red from the start.
    """
    last = max(_opens(deadline.due.date(), opening), deadline.start)
    day = _day_that_uses_up(yellow, deadline, calendar)
    warned = max(_opens(calendar.add(day, 0), opening), deadline.start)
    return Lights(yellow=min(warned, last), red=last, overdue=deadline.due)


def light_at(lights: Lights, now: datetime) -> Light:
    """The light that burns at an instant; at the very instant of a change, the new one."""
    now = in_china(now)
    if now >= lights.overdue:
        return "overdue"
    if now >= lights.red:
        return "red"
    return "yellow" if now >= lights.yellow else "green"


def _day_that_uses_up(share: float, deadline: Deadline, calendar: WorkCalendar) -> date:
    wanted = ceil(deadline.term.days * share - ROUNDING)
    counted = (line.date for line in explain(deadline, calendar) if line.number == max(wanted, 1))
    return next(counted, deadline.due.date())


def _opens(day: date, opening: time) -> datetime:
    return datetime.combine(day, opening, CHINA)
