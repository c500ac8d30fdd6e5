"""Working time as one straight line of microseconds: the days off cut out, the working days joined end to end."""

from bisect import bisect_left
from datetime import datetime, time, timedelta
from typing import Final

from shared.clock.workdays import WorkCalendar
from shared.clock.zone import CHINA

MICROSECOND: Final = timedelta(microseconds=1)
DAY: Final = timedelta(days=1) // MICROSECOND


class WorkingTime:
    """Places instants on the line and finds them again. Zero is where the working days of year `zero` begin.

    `at(position(x)) == x` for every instant x on a working day. Costs a look-up per year between x and `zero`;
    only derived facts are remembered, so threads may share it.
    """

    def __init__(self, calendar: WorkCalendar, zero: int) -> None:
        self._calendar = calendar
        self._zero = zero
        self._before: dict[int, int] = {zero: 0}

    def position(self, when: datetime) -> int:
        """Microseconds of working time from zero to an instant in China's zone; a day off has no length."""
        day = when.date()
        days = self._calendar.working_days(day.year)
        index = bisect_left(days, day)
        position = (self._days_before(day.year) + index) * DAY
        if index < len(days) and days[index] == day:
            position += (when.replace(tzinfo=None) - datetime.combine(day, time())) // MICROSECOND
        return position

    def at(self, position: int) -> datetime:
        """The instant, in China's zone, at a position. OverflowError outside the years 1 to 9999."""
        index, rest = divmod(position, DAY)
        year = self._zero
        while index < self._days_before(year):
            year -= 1
        while index >= self._days_before(year + 1):
            year += 1
        day = self._calendar.working_days(year)[index - self._days_before(year)]
        return datetime.combine(day, time(), CHINA) + rest * MICROSECOND

    def _days_before(self, year: int) -> int:
        """Working days from the beginning of year zero to that of `year`; negative for earlier years."""
        known = self._before.get(year)
        if known is None:
            if year > self._zero:
                known = sum(len(self._calendar.working_days(y)) for y in range(self._zero, year))
            else:
                known = -sum(len(self._calendar.working_days(y)) for y in range(year, self._zero))
            self._before[year] = known
        return known
