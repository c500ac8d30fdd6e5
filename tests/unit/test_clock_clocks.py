"""Clocks: the real one, the fixed one, and the one that passes a working day in a moment."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.clock import CHINA, AcceleratedClock, Clock, FixedClock, SystemClock, WorkCalendar, clock_from
from shared.errors import Refused

CALENDAR = WorkCalendar()
OTHER_PROCESS = WorkCalendar()
ORIGIN = datetime(2026, 3, 2, 9, 0, tzinfo=CHINA)
STARTED = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
SECOND = timedelta(seconds=1)
MICROSECOND = timedelta(microseconds=1)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=CHINA)


def second_a_day(wall: datetime = STARTED) -> AcceleratedClock:
    return AcceleratedClock(CALENDAR, ORIGIN, STARTED, 1.0, wall=lambda: wall)


def test_the_system_clock_tells_the_present_in_china_and_arms_alarms_in_utc() -> None:
    clock: Clock = SystemClock()
    before = datetime.now(UTC)

    now = clock.now()

    assert before <= now <= datetime.now(UTC)
    assert now.tzinfo is CHINA
    assert clock.real(ORIGIN) == ORIGIN
    assert clock.real(ORIGIN).tzinfo is UTC


def test_the_fixed_clock_stands_until_it_is_advanced() -> None:
    clock = FixedClock(ORIGIN)

    assert clock.now() == clock.now() == ORIGIN
    clock.advance(timedelta(hours=3))

    assert clock.now() == at("2026-03-02 12:00")
    assert clock.real(ORIGIN) == ORIGIN


def test_the_accelerated_clock_shows_its_origin_when_it_starts() -> None:
    assert second_a_day().now() == ORIGIN
    assert second_a_day().now().tzinfo is CHINA


def test_a_working_day_passes_in_the_seconds_it_is_given() -> None:
    assert second_a_day(STARTED + SECOND).now() == at("2026-03-03 09:00")
    assert second_a_day(STARTED + 0.5 * SECOND).now() == at("2026-03-02 21:00")
    assert second_a_day(STARTED - SECOND).now() == at("2026-02-28 09:00")


def test_days_off_are_passed_over_in_no_time_and_make_up_days_are_not() -> None:
    clock = second_a_day()

    assert clock.real(at("2026-03-06 00:00")) + SECOND == clock.real(at("2026-03-09 00:00"))
    assert clock.real(at("2026-09-30 00:00")) + SECOND == clock.real(at("2026-10-08 00:00"))
    assert clock.real(at("2026-10-10 00:00")) + SECOND == clock.real(at("2026-10-12 00:00"))


@pytest.mark.parametrize("when", ["2026-10-01 00:00", "2026-10-04 15:30", "2026-10-07 23:59"])
def test_an_instant_on_a_day_off_is_reached_when_the_next_working_day_begins(when: str) -> None:
    clock = second_a_day()

    assert clock.real(at(when)) == clock.real(at("2026-10-08 00:00"))
    assert clock.virtual(clock.real(at(when))) == at("2026-10-08 00:00")


def test_a_clock_whose_origin_is_a_day_off_starts_with_the_next_working_day() -> None:
    clock = AcceleratedClock(CALENDAR, at("2026-10-03 10:00"), STARTED, 1.0, wall=lambda: STARTED)

    assert clock.now() == at("2026-10-08 00:00")


def test_the_accelerated_clock_crosses_years_both_ways() -> None:
    clock = second_a_day()
    working_days = CALENDAR.between(ORIGIN.date(), at("2030-01-02 00:00").date())

    assert clock.virtual(STARTED + working_days * SECOND) == at("2030-01-02 09:00")
    assert clock.real(at("2030-01-02 09:00")) == STARTED + working_days * SECOND
    assert clock.virtual(clock.real(at("2020-02-03 12:00"))) == at("2020-02-03 12:00")


def test_virtual_time_ends_with_the_year_9999() -> None:
    with pytest.raises(OverflowError):
        AcceleratedClock(CALENDAR, at("9999-12-30 09:00"), STARTED, 1.0).virtual(STARTED + 10 * SECOND)


PACES = st.sampled_from([1.0, 0.25, 0.333333, 0.000001, 7.0, 3600.0, 86400.0])
ORIGINS = st.builds(datetime.combine, st.dates(date(2024, 1, 1), date(2028, 12, 31)), st.times(), st.just(CHINA))
STARTS = st.builds(datetime.combine, st.dates(date(2025, 1, 1), date(2035, 1, 1)), st.times(), st.just(UTC))
CLOCKS = st.builds(lambda origin, pace: AcceleratedClock(CALENDAR, origin, STARTED, pace), ORIGINS, PACES)
WORKING_DAYS = st.floats(min_value=-200, max_value=200)


@given(ORIGINS, PACES, WORKING_DAYS)
def test_real_undoes_virtual_to_the_microsecond_at_every_pace(origin: datetime, pace: float, working_days: float) -> None:
    clock = AcceleratedClock(CALENDAR, origin, STARTED, pace)
    instant = STARTED + timedelta(seconds=working_days * pace)

    assert clock.real(clock.virtual(instant)) == instant


@given(CLOCKS, ORIGINS)
def test_an_alarm_armed_for_a_virtual_instant_rings_at_or_just_after_it(clock: AcceleratedClock, when: datetime) -> None:
    rings = clock.real(when)

    assert clock.virtual(rings) >= when
    assert clock.virtual(rings - MICROSECOND) < when


@given(ORIGINS, ORIGINS)
def test_at_the_pace_of_real_time_virtual_undoes_real_exactly_on_working_days(origin: datetime, when: datetime) -> None:
    clock = AcceleratedClock(CALENDAR, origin, STARTED, 86400.0)
    when = datetime.combine(CALENDAR.add(when.date(), 0), when.time(), CHINA)

    assert clock.virtual(clock.real(when)) == when


@given(CLOCKS, ORIGINS, ORIGINS)
def test_later_stays_later_in_both_directions(clock: AcceleratedClock, one: datetime, other: datetime) -> None:
    early, late = sorted([one, other])

    assert clock.real(early) <= clock.real(late)
    assert clock.virtual(clock.real(early)) <= clock.virtual(clock.real(late))


@given(ORIGINS, PACES, WORKING_DAYS)
def test_virtual_time_is_always_on_a_working_day(origin: datetime, pace: float, working_days: float) -> None:
    clock = AcceleratedClock(CALENDAR, origin, STARTED, pace)

    reached = clock.virtual(STARTED + timedelta(seconds=working_days * pace))

    assert CALENDAR.is_working(reached.date())


# --- the setting ---


def test_no_setting_means_real_time() -> None:
    assert [type(clock_from(spec, CALENDAR)) for spec in (None, "", "  ")] == [SystemClock] * 3


def test_a_setting_describes_the_same_clock_in_every_process() -> None:
    clock = clock_from("2026-03-02T09:00:00+08:00@1.0/1790000000.5", CALENDAR)
    started = datetime.fromtimestamp(1_790_000_000.5, UTC)

    assert isinstance(clock, AcceleratedClock)
    assert clock.virtual(started + SECOND) == at("2026-03-03 09:00")
    assert clock.spec() == "2026-03-02T09:00:00+08:00@1.0/1790000000.5"


@given(ORIGINS, PACES, STARTS, ORIGINS)
def test_a_clock_written_as_a_setting_is_read_back_to_the_microsecond(
    origin: datetime, pace: float, started: datetime, when: datetime
) -> None:
    clock = AcceleratedClock(CALENDAR, origin, started, pace)

    read = clock_from(clock.spec(), OTHER_PROCESS)

    assert isinstance(read, AcceleratedClock)
    assert read.spec() == clock.spec()
    assert read.real(when) == clock.real(when)
    assert read.virtual(clock.real(when)) == clock.virtual(clock.real(when))


@pytest.mark.parametrize(
    "spec",
    [
        "fast",
        "2026-03-02T09:00:00+08:00",
        "2026-03-02T09:00:00+08:00@1.0",
        "2026-03-02T09:00:00@1.0/1790000000.5",
        "2026-03-02T09:00:00+08:00@0/1790000000.5",
        "2026-03-02T09:00:00+08:00@-1/1790000000.5",
        "2026-03-02T09:00:00+08:00@86401/1790000000.5",
        "2026-03-02T09:00:00+08:00@nan/1790000000.5",
        "2026-03-02T09:00:00+08:00@inf/1790000000.5",
        "2026-03-02T09:00:00+08:00@1.0/1e300",
    ],
)
def test_a_setting_that_describes_no_clock_is_refused_with_an_example(spec: str) -> None:
    with pytest.raises(Refused) as refused:
        clock_from(spec, CALENDAR)

    (fault,) = refused.value.faults
    assert (fault.field, spec in fault.message) == ("clock", True)
    assert "2026-03-02T09:00:00+08:00@1.0/1790000000.5" in fault.remedy


@given(st.integers(0, 10_000_000))
def test_what_the_clock_was_at_a_real_instant_is_what_it_showed_then(seconds: int) -> None:
    then = STARTED + seconds * SECOND / 1000

    assert second_a_day(then).at(then) == second_a_day(then).now()
    assert FixedClock(ORIGIN).at(then) == SystemClock().at(then) == then
    assert SystemClock().at(then).tzinfo is CHINA
