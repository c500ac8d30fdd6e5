"""Which days are worked: the State Council's arrangements, a centre's own days, and an honest guess beyond them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import MAXYEAR, date, timedelta
from functools import cached_property
from hashlib import sha256
from types import MappingProxyType
from typing import Any, Final

from chinese_calendar import Holiday, get_holiday_detail
from chinese_calendar.constants import holidays

from shared.clock.overlay import read_overlay

ONE_DAY: Final = timedelta(days=1)
FIRST_PUBLISHED_YEAR: Final = 2004
LAST_PACKAGED_YEAR: Final = max(day.year for day in holidays)
FESTIVALS: Final = {festival.value: festival.chinese for festival in Holiday}  # type: ignore[attr-defined]
NO_DAYS: Final[Mapping[date, bool]] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class WorkDay:
    """One day: is it worked, is that only presumed (provisional), and why, in Chinese."""

    date: date
    working: bool
    provisional: bool
    why: str


class WorkCalendar:
    """Working days (工作日) of China with make-up days (调休); immutable, safe to share between tasks and threads.

    Four sources, the first that knows a day decides: `local_days` (a centre's own closed or open days), `overlay`
    (an arrangement the package does not hold yet), the `chinesecalendar` package (2004-2026 in its release 1.11),
    and for a year that none of them knows Monday to Friday, marked provisional. A year of which the overlay
    names at least one day counts as published; its other days then follow the week.
    """

    def __init__(self, overlay: Mapping[date, bool] = NO_DAYS, local_days: Mapping[date, bool] = NO_DAYS) -> None:
        self._overlay = dict(overlay)
        self._local = dict(local_days)
        self._overlaid_years = frozenset(day.year for day in self._overlay)
        self._days: dict[date, WorkDay] = {}
        self._years: dict[int, tuple[date, ...]] = {}

    @classmethod
    def from_overlay(cls, years: Mapping[Any, Any], local_days: Mapping[date, bool] = NO_DAYS) -> "WorkCalendar":
        """From the shape an operator writes: `{"2027": {"holidays": ["2027-02-06"], "workdays": ["2027-02-20"]}}`.

        Raises `Refused` with every fault of the table.
        """
        return cls(read_overlay(years), local_days)

    @cached_property
    def version(self) -> str:
        """Hash of everything that it rests on: two calendars of one version agree on every day."""
        listed = [sorted(days.items()) for days in (self._overlay, self._local)]
        return sha256(repr((LAST_PACKAGED_YEAR, listed)).encode()).hexdigest()[:12]

    def day(self, day: date) -> WorkDay:
        """What is known of a day; decided once, then remembered."""
        known = self._days.get(day)
        if known is None:
            known = self._days[day] = self._decide(day)
        return known

    def is_working(self, day: date) -> bool:
        """Is the day worked, provisionally or for certain?"""
        return self.day(day).working

    def add(self, day: date, n: int) -> date:
        """The n-th working day after the day, which itself is not counted (民法典 第二百零一条).

        n = 0: the day itself, or the first working day after it. n < 0: the |n|-th working day before the day.
        """
        if n == 0:
            return day if self.is_working(day) else self.next_working(day)
        step = ONE_DAY if n > 0 else -ONE_DAY
        left = abs(n)
        while left:
            day += step
            left -= self.is_working(day)
        return day

    def next_working(self, day: date) -> date:
        """The first working day after the day, never the day itself."""
        return self.add(day, 1)

    def between(self, a: date, b: date) -> int:
        """How many working days lie after a, up to and including b; negative when b is before a."""
        if b < a:
            return -self.between(b, a)
        return sum(self.is_working(a + timedelta(days=n)) for n in range(1, (b - a).days + 1))

    def working_days(self, year: int) -> tuple[date, ...]:
        """All working days of a year in order; computed once, then remembered."""
        if not 1 <= year <= MAXYEAR:
            raise OverflowError(f"no calendar for the year {year}")
        known = self._years.get(year)
        if known is None:
            first = date(year, 1, 1)
            length = (date(year, 12, 31) - first).days + 1
            days = (first + timedelta(days=n) for n in range(length))
            known = self._years[year] = tuple(day for day in days if self.is_working(day))
        return known

    def _decide(self, day: date) -> WorkDay:
        if (local := self._local.get(day)) is not None:
            return WorkDay(day, local, provisional=False, why="本地安排上班" if local else "本地安排放假")
        if (listed := self._overlay.get(day)) is not None:
            why = "调休上班（国务院办公厅当年安排）" if listed else "放假（国务院办公厅当年安排）"
            return WorkDay(day, listed, provisional=False, why=why)
        return _published(day) or self._by_weekday(day)

    def _by_weekday(self, day: date) -> WorkDay:
        working = day.weekday() < 5
        if day.year in self._overlaid_years:
            return WorkDay(day, working, provisional=False, why="工作日" if working else "周末")
        later = day.year >= FIRST_PUBLISHED_YEAR
        reason = "国务院办公厅尚未公布该年安排" if later else "未收录该年放假安排"
        return WorkDay(day, working, provisional=True, why=f"暂按周一至周五推定（{reason}）")


def _published(day: date) -> WorkDay | None:
    """What chinesecalendar knows; None for a year it does not hold."""
    try:
        off, festival = get_holiday_detail(day)  # type: ignore[no-untyped-call]
    except NotImplementedError:
        return None
    if festival is None:
        why = "周末" if off else "工作日"
    else:
        why = f"{FESTIVALS[festival]}假期" if off else f"调休上班：{FESTIVALS[festival]}"
    return WorkDay(day, not off, provisional=False, why=why)
