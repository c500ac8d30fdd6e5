"""The clocks: the real one, one that tests set, and one that lets a working day pass in a moment."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Final, Protocol

from shared.clock.workdays import WorkCalendar
from shared.clock.working_time import WorkingTime
from shared.clock.zone import CHINA, in_china
from shared.errors import refuse

MICROSECOND: Final = timedelta(microseconds=1)
DAY: Final = timedelta(days=1) // MICROSECOND


class Clock(Protocol):
    """The only source of the present. Passed in, never imported by what decides."""

    def now(self) -> datetime:
        """The present, in China's zone."""

    def real(self, when: datetime) -> datetime:
        """The real UTC instant at which `now()` reaches `when`: what an alarm is armed with."""

    def at(self, real: datetime) -> datetime:
        """What `now()` was at a real instant, in China's zone: when a message with that timestamp was said."""


class SystemClock:
    """Real time."""

    def now(self) -> datetime:
        """The present, in China's zone."""
        return datetime.now(CHINA)

    def real(self, when: datetime) -> datetime:
        """The same instant in UTC."""
        return in_china(when).astimezone(UTC)

    def at(self, real: datetime) -> datetime:
        """The same instant in China's zone."""
        return in_china(real)


class FixedClock:
    """A clock that stands until it is moved, for tests."""

    def __init__(self, at: datetime) -> None:
        self._now = in_china(at)

    def now(self) -> datetime:
        """The instant it was set to."""
        return self._now

    def advance(self, by: timedelta) -> None:
        """Move on (or back, by a negative span)."""
        self._now += by

    def real(self, when: datetime) -> datetime:
        """The same instant in UTC."""
        return in_china(when).astimezone(UTC)

    def at(self, real: datetime) -> datetime:
        """The same instant in China's zone."""
        return in_china(real)


class AcceleratedClock:
    """Virtual time that flows over working days only: the 24 hours of each take `seconds_per_working_day` real
    seconds (to the microsecond, from 0.000001 to 86400), and days off take none.

    At the real instant `started` it shows `origin`, or if that is a day off, the beginning of the next working day.
    Counted in whole microseconds, so every process with the same parameters and calendar shows the same time.
    `now()` never goes back. `virtual(real(x)) >= x` for every x, within one real microsecond, so an alarm armed
    with `real(x)` never rings before x; `real(virtual(r)) == r` for every real instant r, exactly. `real()` of an
    instant on a day off is the beginning of the next working day.
    """

    def __init__(
        self,
        calendar: WorkCalendar,
        origin: datetime,
        started: datetime,
        seconds_per_working_day: float,
        wall: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._pace = round(seconds_per_working_day * 1_000_000)
        if not 1 <= self._pace <= DAY:
            raise ValueError(f"a working day takes 0.000001 to 86400 real seconds, not {seconds_per_working_day}")
        self._origin = in_china(origin)
        self._started = in_china(started).astimezone(UTC)
        self._time = WorkingTime(calendar, self._origin.year)
        self._first = self._time.position(self._origin)
        self._wall = wall

    def now(self) -> datetime:
        """The virtual present, in China's zone; always on a working day."""
        return self.virtual(self._wall())

    def at(self, real: datetime) -> datetime:
        """The virtual time at a real instant."""
        return self.virtual(real)

    def virtual(self, real: datetime) -> datetime:
        """The virtual time at a real instant, also before `started`. OverflowError past the year 9999."""
        passed = (real - self._started) // MICROSECOND
        return self._time.at(self._first + passed * DAY // self._pace)

    def real(self, when: datetime) -> datetime:
        """The first real instant, in UTC, at which the clock shows `when` or later."""
        ahead = self._time.position(in_china(when)) - self._first
        return self._started - (-ahead * self._pace // DAY) * MICROSECOND  # rounded up: never too early

    def spec(self) -> str:
        """The setting from which `clock_from` makes an equal clock in another process."""
        return f"{self._origin.isoformat()}@{self._pace / 1_000_000!r}/{self._started.timestamp()!r}"


def clock_from(spec: str | None, calendar: WorkCalendar) -> Clock:
    """The clock a setting describes: nothing for real time, else `<origin>@<seconds per working day>/<unix start>`,
    e.g. `2026-03-02T09:00:00+08:00@1.0/1790000000.5`. Raises `Refused` for anything else.
    """
    if not spec or not spec.strip():
        return SystemClock()
    try:
        origin, _, rest = spec.strip().partition("@")
        pace, _, started = rest.partition("/")
        begun = datetime.fromtimestamp(float(started), UTC)
        return AcceleratedClock(calendar, datetime.fromisoformat(origin), begun, float(pace))
    except (ValueError, OverflowError, OSError) as unreadable:
        remedy = "留空使用真实时间，或写成 2026-03-02T09:00:00+08:00@1.0/1790000000.5（起点@每个工作日的秒数/启动时刻）"
        raise refuse("clock", f"无法识别的时钟设置“{spec}”", remedy) from unreadable
