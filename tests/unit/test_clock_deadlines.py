"""Deadlines: the rule of days, pauses, rolling over days off, and the account of every day."""

from datetime import UTC, date, datetime, time
from typing import Literal

import pytest
from pydantic import ValidationError

from shared.clock import CHINA, Deadline, Pause, Term, WorkCalendar, deadline, explain, merged

CALENDAR = WorkCalendar()


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=CHINA)


def term(days: int, unit: Literal["working", "calendar"] = "working") -> Term:
    return Term(what="法定办理时限", days=days, unit=unit, basis="行政许可法 第四十二条", mark="sourced")


def pause(start: str, end: str | None, reason: str = "等待申请人补正") -> Pause:
    return Pause(start=at(start), end=end and at(end), reason=reason, basis="行政许可法 第三十二条")


def due(days: int, start: str, *pauses: Pause, unit: Literal["working", "calendar"] = "working") -> str:
    reached = deadline(term(days, unit), at(start), CALENDAR, pauses=pauses).due
    return f"{reached:%Y-%m-%d %H:%M}"


def test_the_day_of_receipt_is_not_counted_and_the_term_ends_at_closing() -> None:
    assert due(20, "2026-02-10 09:00") == "2026-03-16 17:30"
    assert due(1, "2026-03-02 09:00") == "2026-03-03 17:30"


@pytest.mark.parametrize("received", ["2026-03-06 08:00", "2026-03-06 20:00", "2026-03-07 11:00", "2026-03-08 23:59"])
def test_receipt_after_closing_or_on_a_day_off_starts_with_the_next_working_day(received: str) -> None:
    assert due(1, received) == "2026-03-09 17:30"


def test_make_up_saturdays_count_and_festivals_do_not() -> None:
    assert due(7, "2026-09-28 10:00") == "2026-10-13 17:30"


def test_calendar_days_run_through_festivals_and_roll_to_a_working_day_only_at_the_end() -> None:
    assert due(3, "2026-09-25 10:00", unit="calendar") == "2026-09-28 17:30"
    assert due(5, "2026-09-28 10:00", unit="calendar") == "2026-10-08 17:30"
    assert due(10, "2026-09-30 10:00", unit="calendar") == "2026-10-10 17:30"


def test_zero_days_end_at_closing_of_the_same_day() -> None:
    assert due(0, "2026-03-02 09:00") == "2026-03-02 17:30"


@pytest.mark.parametrize("received", ["2026-03-06 17:30", "2026-03-06 18:00", "2026-03-07 10:00"])
@pytest.mark.parametrize("unit", ["working", "calendar"])
def test_zero_days_received_at_closing_or_on_a_day_off_end_on_the_next_working_day(
    received: str, unit: Literal["working", "calendar"]
) -> None:
    assert due(0, received, unit=unit) == "2026-03-09 17:30"


def test_another_zone_means_the_same_instant_and_the_chinese_day() -> None:
    evening_in_london = datetime(2026, 3, 2, 20, 0, tzinfo=UTC)

    reached = deadline(term(1), evening_in_london, CALENDAR)

    assert reached.start.date() == date(2026, 3, 3)
    assert reached.due == at("2026-03-04 17:30")


def test_a_time_without_zone_is_no_instant() -> None:
    with pytest.raises(ValueError, match="no time zone"):
        deadline(term(1), datetime(2026, 3, 2, 9, 0), CALENDAR)  # noqa: DTZ001 - this is the fault


def test_the_closing_hour_of_a_centre_is_the_hour_its_terms_end() -> None:
    reached = deadline(term(1), at("2026-03-02 09:00"), CALENDAR, closing=time(16, 0))

    assert reached.due == at("2026-03-03 16:00")


# --- pauses ---


def test_a_pause_costs_the_days_after_its_first_up_to_and_including_its_last() -> None:
    assert due(5, "2026-03-02 09:00") == "2026-03-09 17:30"
    assert due(5, "2026-03-02 09:00", pause("2026-03-03 10:00", "2026-03-05 10:00")) == "2026-03-11 17:30"


def test_a_pause_that_starts_and_ends_on_one_day_costs_nothing() -> None:
    assert due(5, "2026-03-02 09:00", pause("2026-03-04 08:30", "2026-03-04 17:29")) == "2026-03-09 17:30"


def test_a_pause_over_a_weekend_costs_working_days_only() -> None:
    assert due(5, "2026-03-02 09:00", pause("2026-03-06 17:00", "2026-03-08 12:00")) == "2026-03-09 17:30"


def test_overlapping_pauses_are_not_counted_twice() -> None:
    overlapping = pause("2026-03-03 10:00", "2026-03-05 10:00"), pause("2026-03-04 09:00", "2026-03-05 09:00", "专家评审")

    reached = deadline(term(5), at("2026-03-02 09:00"), CALENDAR, pauses=overlapping)

    assert reached.due == at("2026-03-11 17:30")
    assert [each.reason for each in reached.pauses] == ["等待申请人补正；专家评审"]


def test_merging_joins_what_overlaps_or_touches_and_keeps_the_rest_in_order() -> None:
    late, first, second = (
        pause("2026-03-10 09:00", None),
        pause("2026-03-03 09:00", "2026-03-04 09:00"),
        pause("2026-03-04 09:00", "2026-03-05 09:00"),
    )

    assert merged([late, first, second, pause("2026-03-11 09:00", "2026-03-12 09:00")]) == (
        pause("2026-03-03 09:00", "2026-03-05 09:00"),
        late,
    )


def test_a_last_day_that_a_pause_interrupts_is_given_back_whole_after_the_day_of_resumption() -> None:
    assert due(1, "2026-03-02 09:00", pause("2026-03-03 10:00", "2026-03-06 17:29")) == "2026-03-09 17:30"
    assert due(0, "2026-03-02 09:00", pause("2026-03-02 10:00", "2026-03-03 09:00")) == "2026-03-04 17:30"


def test_a_pause_that_starts_after_the_term_ran_out_changes_nothing() -> None:
    assert due(1, "2026-03-02 09:00", pause("2026-03-03 17:30", "2026-03-06 10:00")) == "2026-03-03 17:30"


def test_a_pause_cannot_end_before_it_starts() -> None:
    with pytest.raises(ValidationError, match="cannot end"):
        pause("2026-03-04 09:00", "2026-03-03 09:00")


def test_while_a_pause_is_open_the_term_stands_and_its_end_moves_on_with_now() -> None:
    waiting = pause("2026-03-03 10:00", None)

    monday, friday = (
        deadline(term(5), at("2026-03-02 09:00"), CALENDAR, pauses=[waiting], now=at(now))
        for now in ("2026-03-03 11:00", "2026-03-06 11:00")
    )

    assert not monday.running
    assert not friday.running
    assert monday.due == at("2026-03-09 17:30")
    assert friday.due == at("2026-03-12 17:30")
    assert friday.pauses == (waiting,)


def test_once_a_pause_is_over_the_term_runs_again() -> None:
    over = pause("2026-03-03 10:00", "2026-03-05 10:00")

    states = [
        deadline(term(5), at("2026-03-02 09:00"), CALENDAR, pauses=[over], now=at(now)).running
        for now in ("2026-03-03 09:59", "2026-03-03 10:00", "2026-03-05 09:59", "2026-03-05 10:00")
    ]

    assert states == [True, False, False, True]


def test_an_open_pause_yet_to_start_costs_nothing_so_far() -> None:
    planned = pause("2026-03-05 10:00", None, "听证")

    reached = deadline(term(5), at("2026-03-02 09:00"), CALENDAR, pauses=[planned], now=at("2026-03-03 09:00"))

    assert reached.running
    assert reached.due == at("2026-03-09 17:30")


def test_an_open_pause_without_now_has_no_answer() -> None:
    with pytest.raises(ValueError, match="now"):
        deadline(term(5), at("2026-03-02 09:00"), CALENDAR, pauses=[pause("2026-03-03 10:00", None)])


# --- the edge of the published years ---


def test_a_promise_that_crosses_into_an_unpublished_year_is_provisional_until_the_overlay_moves_it() -> None:
    overlaid = WorkCalendar.from_overlay({"2027": {"holidays": ["2027-01-01", "2027-01-02", "2027-01-03"]}})

    guessed, firm = (deadline(term(10), at("2026-12-21 09:00"), calendar) for calendar in (CALENDAR, overlaid))

    assert (guessed.provisional, guessed.due.date()) == (True, date(2027, 1, 4))
    assert (firm.provisional, firm.due.date()) == (False, date(2027, 1, 5))
    assert not deadline(term(8), at("2026-12-21 09:00"), CALENDAR).provisional


# --- the account ---


def test_a_deadline_accounts_for_every_day() -> None:
    reached = deadline(
        term(3), at("2026-09-29 09:00"), CALENDAR, pauses=[pause("2026-10-08 10:00", "2026-10-09 10:00", "等待补正")]
    )

    account = [f"{line.date:%m-%d} {line.number or '-'} {line.why}" for line in explain(reached, CALENDAR)]

    assert account == [
        "09-29 - 起算当日不计入（民法典第二百零一条）",
        "09-30 1 第1个工作日",
        *(f"10-0{day} - 国庆节假期" for day in range(1, 8)),
        "10-08 2 第2个工作日",
        "10-09 - 中止：等待补正（行政许可法 第三十二条）",
        "10-10 3 第3个工作日（调休上班：国庆节），届满",
    ]


def test_the_account_says_when_the_last_day_rolls_and_when_a_pause_catches_it() -> None:
    rolled = deadline(term(5, "calendar"), at("2026-03-02 09:00"), CALENDAR)
    caught = deadline(term(1), at("2026-03-02 09:00"), CALENDAR, pauses=[pause("2026-03-03 10:00", "2026-03-04 10:00", "听证")])

    assert [line.why for line in explain(rolled, CALENDAR)][-3:] == [
        "第5日，届满日遇周末，顺延（民法典第二百零三条）",
        "顺延：周末",
        "顺延至本日届满",
    ]
    assert [line.why for line in explain(caught, CALENDAR)][1:] == [
        "届满时正在中止，不计入：听证（行政许可法 第三十二条）",
        "中止：听证（行政许可法 第三十二条）",
        "第1个工作日，届满",
    ]


def test_on_the_spot_is_accounted_for_without_a_counted_day() -> None:
    same_day, next_day = (
        explain(deadline(term(0), at(received), CALENDAR), CALENDAR) for received in ("2026-03-02 09:00", "2026-03-06 18:00")
    )

    assert [line.why for line in same_day] == ["当场办结，本日届满"]
    assert [line.why for line in next_day] == ["收件时已到下班时间，顺延", "顺延：周末", "顺延：周末", "顺延至本日届满"]


def test_a_deadline_survives_its_journey_as_json() -> None:
    reached = deadline(
        term(5), at("2026-03-02 09:00"), CALENDAR, pauses=[pause("2026-03-03 10:00", None)], now=at("2026-03-04 09:00")
    )

    read = Deadline.model_validate_json(reached.model_dump_json())

    assert read == reached
    assert explain(read, CALENDAR) == explain(reached, CALENDAR)


def test_a_term_names_its_length_in_chinese() -> None:
    assert [term(20).length, term(45, "calendar").length, term(0).length] == ["20个工作日", "45日", "当场"]
