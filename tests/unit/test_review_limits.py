"""Limits of a review: lights, reminders, what silence does, and a calendar that is announced later."""

from datetime import date, timedelta

import pytest

from shared.clock import WorkCalendar
from shared.contracts.joint_review import ReviewClosed, ReviewConcluded, ReviewDutyLit
from shared.contracts.review_letters import ReviewNews, ReviewReminder
from shared.contracts.review_records import MinutesIssued
from tests.unit.review_hall import CONVENER, ECOLOGY, FIRST, FOREST, LAND, MONDAY, SECOND, THURSDAY_CLOSING, TIMES, WATER, Hall


@pytest.mark.parametrize(
    ("silence", "state", "outcome"), [("consent", "concluded", "agreed"), ("objection", "deadlocked", "deadlocked")]
)
def test_silence_means_what_the_rules_say(silence, state, outcome):
    hall = Hall.convened(silence=silence)
    hall.say(LAND)
    hall.until(THURSDAY_CLOSING)

    assert (hall.state, hall.conclusion.outcome) == (state, outcome)
    assert [given.opinion for given in hall.conclusion.opinions] == ["agree", "silent", "silent"]
    assert bool(hall.conclusion.reason) == (state == "deadlocked")
    assert hall.conclusion.concluded_at == THURSDAY_CLOSING.isoformat()


def test_silence_of_an_advisory_party_never_objects():
    hall = Hall.convened(silence="objection")
    hall.say(LAND)
    hall.say(WATER)

    assert hall.conclusion.outcome == "agreed"


def test_the_silent_are_warned_by_light_and_letter_and_nobody_else():
    hall = Hall.convened()
    hall.say(LAND)
    hall.until(THURSDAY_CLOSING)

    assert [(lit.party, lit.light) for lit in hall.all(ReviewDutyLit)] == [
        (WATER, "yellow"),
        (WATER, "red"),
        (WATER, "overdue"),
    ]
    letters = hall.letters("review-reminder", ReviewReminder)
    assert set(letters) == {WATER}
    assert (letters[WATER].act, letters[WATER].what, letters[WATER].due) == (
        "opinion",
        "提出会商意见",
        THURSDAY_CLOSING.isoformat(),
    )


def test_an_alarm_that_is_not_wanted_any_more_changes_nothing():
    hall = Hall.convened()
    old = hall.reviews.alarm_number
    hall.say(LAND)
    hall.say(WATER)
    before = hall.reviews.model_dump_json()

    assert list(hall.reviews.due(old, THURSDAY_CLOSING, TIMES)) == []
    assert hall.reviews.model_dump_json() == before


def test_an_alarm_of_an_older_number_does_not_stand_for_the_one_that_is_armed():
    hall = Hall.convened()

    assert list(hall.reviews.due(hall.reviews.alarm_number - 1, THURSDAY_CLOSING, TIMES)) == []
    assert hall.state == "deliberating"


def test_a_department_that_owes_two_things_to_one_review_has_a_reminder_of_each():
    hall = Hall.convened(signing="parallel", silence="objection")
    hall.say(LAND)
    hall.say(WATER)
    hall.act(CONVENER, "participant-added", party=ECOLOGY, signer=True)
    hall.now = THURSDAY_CLOSING  # the alarms come late, all at once
    hall.until(THURSDAY_CLOSING)

    lit = [(lit.party, lit.act) for lit in hall.all(ReviewDutyLit) if lit.party == ECOLOGY and lit.light == "overdue"]
    assert lit == [(ECOLOGY, "signed"), (ECOLOGY, "opinion")]
    assert hall.state == "deadlocked"


def test_the_limit_is_reached_at_its_instant_and_not_before():
    hall = Hall.convened()
    hall.until(THURSDAY_CLOSING - timedelta(microseconds=1))

    assert hall.state == "deliberating"
    hall.until(THURSDAY_CLOSING)
    assert hall.state == "concluded"


def test_one_department_that_owes_several_reviews_is_reminded_of_each():
    hall = Hall.convened(mandatory=(WATER,))
    hall.call(review_id=SECOND, mandatory=(WATER,))
    hall.until(THURSDAY_CLOSING)

    overdue = [lit.review_id for lit in hall.all(ReviewDutyLit) if lit.light == "overdue"]
    assert overdue == [FIRST, SECOND]
    assert [fact.review_id for fact in hall.all(ReviewConcluded)] == [FIRST, SECOND]


def test_minutes_that_nobody_signs_are_kept_unsigned_and_the_review_is_closed():
    hall = Hall.convened(minutes=True)
    hall.say(LAND)
    hall.say(WATER)

    assert hall.told(CONVENER) == ["review-concluded", "minutes-asked"]
    assert hall.owed() == {CONVENER: "minutes-signed"}
    hall.later(days=10)
    assert [issued.signed for issued in hall.all(MinutesIssued)] == [False]
    assert hall.facts()[-1] == "ReviewClosed"
    assert hall.all(ReviewClosed)[0].outcome == "agreed"


def test_minutes_of_a_deadlock_are_drawn_up_too_and_those_of_a_meeting_are_the_meetings():
    alone, listed = Hall.convened(minutes=True), Hall.convened(minutes=True, meeting_id="150622-H20260302-1")
    for hall in (alone, listed):
        hall.say(LAND)
        hall.say(WATER, "object")

    assert alone.owed() == {CONVENER: "minutes-signed"}
    assert listed.facts()[-1] == "ReviewClosed"


def test_a_calendar_that_is_announced_later_moves_the_limit_and_whoever_owes_it_is_told():
    hall = Hall.convened()
    hall.now = MONDAY.replace(year=2027, month=1, day=4)
    hall.call(review_id=SECOND, mandatory=(LAND,))
    before = hall.reviews.duties[f"{SECOND}/opinion/{LAND}"].due
    hall.times = TIMES._replace(calendar=WorkCalendar({date(2027, 1, 5): False}))
    hall.call(review_id=SECOND, mandatory=(LAND,))

    after = hall.reviews.duties[f"{SECOND}/opinion/{LAND}"].due
    assert after == before + timedelta(days=1)
    assert f"{after:%Y-%m-%d %H:%M}" in hall.letters("review-news", ReviewNews, last=True)[LAND].what


def test_the_doctor_finds_a_review_that_nobody_is_asked_about():
    hall = Hall.convened()
    hall.call(review_id=SECOND)
    hall.reviews.duties = {key: duty for key, duty in hall.reviews.duties.items() if key.startswith(f"{SECOND}/")}

    (ailment,) = hall.reviews.ailments(hall.now)
    assert (ailment.invariant, FIRST in ailment.what) == ("next_actor", True)


def test_every_state_asks_somebody_for_something():
    hall = Hall.convened(conclusion="convener_decides", signing="ordered", minutes=True, rounds=1)
    seen = [hall.owed()]
    hall.say(LAND)
    hall.say(WATER)
    seen.append(hall.owed())
    hall.act(CONVENER, "concluded", outcome="agreed", reason="可行")
    seen.append(hall.owed())
    hall.sign(LAND)
    seen.append(hall.owed())
    hall.sign(WATER)
    seen.append(hall.owed())

    assert seen == [
        {LAND: "opinion", WATER: "opinion"},
        {CONVENER: "concluded"},
        {LAND: "signed"},
        {WATER: "signed"},
        {CONVENER: "minutes-signed"},
    ]
    assert hall.reviews.ailments(hall.now) == []
    assert FOREST not in hall.review.rules.terms.model_dump_json()
