"""Working days: the published years, the overlay, a centre's own days, and the guess beyond."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.clock import WorkCalendar
from shared.errors import Refused

PUBLISHED = WorkCalendar()
NEW_YEAR_2027 = {"2027": {"holidays": ["2027-01-01", "2027-01-02", "2027-01-03"], "workdays": ["2027-01-09"]}}
DAYS = st.dates(min_value=date(2003, 1, 1), max_value=date(2032, 12, 31))


@pytest.mark.parametrize(
    ("day", "n", "expected"),
    [
        ("2026-02-10", 5, "2026-02-24"),
        ("2026-02-10", 20, "2026-03-16"),
        ("2026-09-28", 7, "2026-10-13"),
        ("2026-04-29", 20, "2026-05-29"),
        ("2025-09-26", 10, "2025-10-16"),
    ],
)
def test_working_days_are_added_across_spring_festival_and_national_day(day: str, n: int, expected: str) -> None:
    assert PUBLISHED.add(date.fromisoformat(day), n) == date.fromisoformat(expected)


@pytest.mark.parametrize(
    ("year", "expected"),
    [
        (2026, ["01-04", "02-14", "02-28", "05-09", "09-20", "10-10"]),
        (2025, ["01-26", "02-08", "04-27", "09-28", "10-11"]),
    ],
)
def test_exactly_the_make_up_days_of_a_year_are_worked_on_weekends(year: int, expected: list[str]) -> None:
    worked = [f"{day:%m-%d}" for day in PUBLISHED.working_days(year) if day.weekday() > 4]

    assert worked == expected


@pytest.mark.parametrize(
    ("day", "why"),
    [
        ("2026-10-10", "调休上班：国庆节"),
        ("2026-10-11", "周末"),
        ("2026-02-17", "春节假期"),
        ("2026-03-02", "工作日"),
        ("2027-03-01", "暂按周一至周五推定（国务院办公厅尚未公布该年安排）"),
        ("2003-03-03", "暂按周一至周五推定（未收录该年放假安排）"),
    ],
)
def test_every_day_says_in_chinese_why_it_is_worked_or_not(day: str, why: str) -> None:
    assert PUBLISHED.day(date.fromisoformat(day)).why == why


def test_a_year_that_is_not_published_follows_the_week_and_says_that_it_is_provisional() -> None:
    friday, saturday = PUBLISHED.day(date(2027, 1, 1)), PUBLISHED.day(date(2027, 1, 2))

    assert (friday.working, friday.provisional) == (True, True)
    assert (saturday.working, saturday.provisional) == (False, True)
    assert not PUBLISHED.day(date(2026, 12, 31)).provisional


def test_an_overlay_makes_the_whole_year_firm_and_moves_what_crosses_into_it() -> None:
    overlaid = WorkCalendar.from_overlay(NEW_YEAR_2027)

    assert overlaid.add(date(2026, 12, 30), 2) == date(2027, 1, 4)
    assert PUBLISHED.add(date(2026, 12, 30), 2) == date(2027, 1, 1)
    assert not overlaid.is_working(date(2027, 1, 1))
    assert overlaid.is_working(date(2027, 1, 9))
    assert not any(overlaid.day(date(2027, 1, 1) + timedelta(days=n)).provisional for n in range(365))
    assert overlaid.day(date(2027, 5, 3)).why == "工作日"
    assert overlaid.day(date(2028, 1, 3)).provisional


def test_an_overlay_overrules_the_package_day_by_day_and_leaves_the_other_days_alone() -> None:
    amended = WorkCalendar({date(2026, 10, 8): False})

    assert not amended.is_working(date(2026, 10, 8))
    assert amended.day(date(2026, 10, 10)).why == "调休上班：国庆节"


def test_a_day_of_the_centre_itself_overrules_everything_and_is_certain() -> None:
    local = WorkCalendar.from_overlay(NEW_YEAR_2027, {date(2027, 1, 9): False, date(2028, 1, 1): True})

    assert (local.day(date(2027, 1, 9)).working, local.day(date(2027, 1, 9)).why) == (False, "本地安排放假")
    assert (local.day(date(2028, 1, 1)).working, local.day(date(2028, 1, 1)).why) == (True, "本地安排上班")
    assert not local.day(date(2028, 1, 1)).provisional
    assert local.day(date(2028, 1, 3)).provisional


def test_an_overlay_reads_the_dates_and_numbers_that_yaml_makes_of_bare_ones() -> None:
    calendar = WorkCalendar.from_overlay({2027: {"holidays": [date(2027, 1, 1)]}})

    assert not calendar.is_working(date(2027, 1, 1))
    assert not calendar.day(date(2027, 1, 4)).provisional


def test_a_faulty_overlay_is_refused_with_every_fault_and_its_place() -> None:
    with pytest.raises(Refused) as refused:
        WorkCalendar.from_overlay(
            {
                "27": {"holidays": ["2027-01-01"]},
                "2028": {},
                "2029": {"holidays": ["2029-02-30", "2028-10-01", 7, "2029-10-01"], "workdays": ["2029-10-01"], "rest": []},
                "2030": {"holidays": "2030-01-01"},
            }
        )

    faults = refused.value.faults
    assert [fault.field for fault in faults] == [
        "calendar.27",
        "calendar.2028",
        "calendar.2029.holidays[0]",
        "calendar.2029.holidays[1]",
        "calendar.2029.holidays[2]",
        "calendar.2029.rest",
        "calendar.2029.workdays[0]",
        "calendar.2030.holidays",
    ]
    assert all(fault.message and fault.remedy for fault in faults)


def test_zero_days_after_a_day_off_is_the_next_working_day_and_negative_days_count_back() -> None:
    assert PUBLISHED.add(date(2026, 10, 1), 0) == date(2026, 10, 8)
    assert PUBLISHED.add(date(2026, 10, 8), 0) == date(2026, 10, 8)
    assert PUBLISHED.add(date(2026, 10, 8), -1) == date(2026, 9, 30)
    assert PUBLISHED.next_working(date(2026, 10, 8)) == date(2026, 10, 9)


@given(DAYS, st.integers(min_value=1, max_value=60))
def test_between_undoes_add_in_both_directions(day: date, n: int) -> None:
    after, before = PUBLISHED.add(day, n), PUBLISHED.add(day, -n)

    assert PUBLISHED.is_working(after)
    assert PUBLISHED.between(day, after) == n
    assert PUBLISHED.between(after, day) == -n
    assert PUBLISHED.between(before - timedelta(days=1), day - timedelta(days=1)) == n


@given(DAYS)
def test_the_working_days_of_a_year_are_the_days_that_are_worked(day: date) -> None:
    assert (day in PUBLISHED.working_days(day.year)) == PUBLISHED.is_working(day)


def test_a_year_outside_the_calendar_of_python_is_named() -> None:
    with pytest.raises(OverflowError, match="10000"):
        PUBLISHED.working_days(10_000)
