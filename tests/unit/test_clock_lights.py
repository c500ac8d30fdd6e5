"""Lights: when a deadline turns yellow, red and overdue."""

from datetime import date, datetime, time, timedelta
from typing import Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.clock import CHINA, CLOSING, Lights, Pause, Term, WorkCalendar, deadline, explain, light_at, lights

CALENDAR = WorkCalendar()


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=CHINA)


def term(days: int, unit: Literal["working", "calendar"] = "working") -> Term:
    return Term(what="承诺办理时限", days=days, unit=unit, basis="实施清单", mark="inferred")


def changes(days: int, received: str, unit: Literal["working", "calendar"] = "working") -> list[str]:
    found = lights(deadline(term(days, unit), at(received), CALENDAR), CALENDAR)
    return [f"{when:%m-%d %H:%M}" for when in (found.yellow, found.red, found.overdue)]


@pytest.mark.parametrize(
    ("days", "expected"),
    [
        (0, ["03-02 09:00", "03-02 09:00", "03-02 17:30"]),
        (1, ["03-03 08:30", "03-03 08:30", "03-03 17:30"]),
        (2, ["03-04 08:30", "03-04 08:30", "03-04 17:30"]),
        (3, ["03-04 08:30", "03-05 08:30", "03-05 17:30"]),
        (5, ["03-06 08:30", "03-09 08:30", "03-09 17:30"]),
        (20, ["03-20 08:30", "03-30 08:30", "03-30 17:30"]),
    ],
)
def test_yellow_comes_with_two_thirds_of_the_days_and_red_with_the_last(days: int, expected: list[str]) -> None:
    assert changes(days, "2026-03-02 09:00") == expected


def test_a_light_in_calendar_days_turns_on_a_day_on_which_somebody_sees_it() -> None:
    assert changes(9, "2026-02-08 09:00", "calendar") == ["02-14 08:30", "02-24 08:30", "02-24 17:30"]
    assert changes(9, "2026-02-09 09:00", "calendar") == ["02-24 08:30", "02-24 08:30", "02-24 17:30"]


def test_the_share_and_the_opening_hour_are_the_centres_to_choose() -> None:
    reached = deadline(term(10), at("2026-03-02 09:00"), CALENDAR)

    halfway = lights(reached, CALENDAR, yellow=0.5, opening=time(9, 0))

    assert halfway.yellow == at("2026-03-09 09:00")
    assert halfway.red == at("2026-03-16 09:00")
    assert lights(reached, CALENDAR, yellow=0).yellow == at("2026-03-03 08:30")


def test_the_lights_of_a_deadline_from_an_older_calendar_stay_in_order() -> None:
    reached = deadline(term(3), at("2026-12-30 09:00"), CALENDAR)
    moved = WorkCalendar.from_overlay({"2027": {"holidays": [f"2027-01-{day:02}" for day in range(1, 11)]}})

    found = lights(reached, moved)

    assert found.yellow == found.red == at("2027-01-04 08:30")


def test_a_pause_moves_the_lights_with_the_deadline() -> None:
    pause = Pause(start=at("2026-03-03 10:00"), end=at("2026-03-05 10:00"), reason="专家评审", basis="行政许可法 第四十五条")
    paused = deadline(term(3), at("2026-03-02 09:00"), CALENDAR, pauses=[pause])

    found = lights(paused, CALENDAR)

    assert found.yellow == at("2026-03-06 08:30")
    assert found.red == at("2026-03-09 08:30")


def test_at_the_instant_of_a_change_the_new_light_burns() -> None:
    found = lights(deadline(term(3), at("2026-03-02 09:00"), CALENDAR), CALENDAR)
    instants = [found.yellow, found.red, found.overdue]

    before = [light_at(found, when - timedelta(microseconds=1)) for when in instants]

    assert before == ["green", "yellow", "red"]
    assert [light_at(found, when) for when in instants] == ["yellow", "red", "overdue"]


@given(
    st.integers(min_value=0, max_value=60),
    st.sampled_from(["working", "calendar"]),
    st.builds(datetime.combine, st.dates(date(2024, 1, 1), date(2027, 6, 30)), st.times(), st.just(CHINA)),
    st.floats(min_value=0, max_value=1),
)
def test_lights_follow_each_other_within_the_term(
    days: int, unit: Literal["working", "calendar"], received: datetime, share: float
) -> None:
    reached = deadline(term(days, unit), received, CALENDAR)

    found = lights(reached, CALENDAR, share)

    assert reached.start <= found.yellow <= found.red < found.overdue == reached.due
    assert CALENDAR.is_working(found.yellow.date()) or found.yellow == reached.start
    assert found.red.date() == reached.due.date()


@given(st.integers(min_value=1, max_value=90), st.dates(min_value=date(2025, 1, 1), max_value=date(2026, 6, 30)))
def test_at_most_two_thirds_of_the_days_lie_before_the_yellow_day_and_at_least_two_thirds_end_with_it(
    days: int, received: date
) -> None:
    reached = deadline(term(days), datetime.combine(received, CLOSING, CHINA), CALENDAR)
    turned: Lights = lights(reached, CALENDAR)

    number = next(line.number for line in explain(reached, CALENDAR) if line.date == turned.yellow.date())

    assert number is not None
    assert 3 * (number - 1) < 2 * days <= 3 * number
