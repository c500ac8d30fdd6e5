"""Opinions that can't count: by whom, when, on what, without what; each with the reason and the way out."""

from datetime import datetime, timedelta

import pytest

from services.joint_review.domain.turns import NOT_YOURS
from shared.contracts.review_answers import Opinion
from shared.contracts.review_records import ResolutionDone
from shared.errors import Refused
from tests.unit.review_hall import (
    CITY_ECOLOGY,
    CONVENER,
    ECOLOGY,
    FIRST,
    FOREST,
    LAND,
    NEWER_PLAN,
    PLAN,
    SECOND,
    THURSDAY_CLOSING,
    WATER,
    Hall,
)


def test_an_objection_owes_its_ground_and_what_would_mend_it():
    hall = Hall.convened()

    assert set(hall.refused(LAND, "opinion", word="object", ground=" ", mend="")) == {"ground", "mend"}
    hall.say(LAND, "object", mend="无")


@pytest.mark.parametrize(
    ("word", "conditions", "fault"),
    [("conditional", (), "没有写明条件"), ("conditional", ("  ",), "没有写明条件"), ("not_concerned", ("先批复",), "不能附条件")],
)
def test_conditions_belong_to_a_conditional_opinion(word, conditions, fault):
    hall = Hall.convened()

    assert fault in hall.refused(LAND, "opinion", word=word, conditions=conditions)["conditions"]


def test_an_opinion_counts_up_to_the_very_instant_of_the_limit_even_if_the_alarm_is_late():
    hall = Hall.convened()
    hall.now = THURSDAY_CLOSING  # and no alarm has gone off
    hall.say(LAND)
    hall.now += timedelta(microseconds=1)

    assert "2026-03-05 18:00" in hall.refused(WATER, "opinion")["review_id"]
    hall.until(hall.now)
    assert [given.opinion for given in hall.conclusion.opinions] == ["agree", "silent", "silent"]


def test_an_answer_that_was_held_up_is_judged_by_when_it_was_said():
    hall = Hall.convened()
    hall.now = THURSDAY_CLOSING + timedelta(hours=3)

    hall.act(LAND, "opinion", said_at=THURSDAY_CLOSING, opinion="agree")
    assert hall.review.seats[LAND].opinion
    assert "期限" in hall.refused(WATER, "opinion", said_at=THURSDAY_CLOSING + timedelta(seconds=1))["review_id"]


def test_a_report_that_was_held_up_is_late_only_if_it_was_said_late():
    hall = Hall.convened(minutes=True)
    hall.say(LAND)
    hall.say(WATER)
    order = {"owner": WATER, "act": "复核水土保持方案", "due": "2026-03-06", "done_when": "印发复核意见"}
    for _ in range(2):
        hall.act(CONVENER, "resolutions", resolutions=[order])
    due = datetime.fromisoformat(hall.review.resolutions[0].resolution.due)
    hall.now = due + timedelta(minutes=3)
    hall.act(WATER, "carried-out", resolution_id=f"{FIRST}/A1", evidence="已印发", said_at=due)
    hall.act(WATER, "carried-out", resolution_id=f"{FIRST}/A2", evidence="已印发", said_at=due + timedelta(minutes=1))

    assert [done.late for done in hall.all(ResolutionDone)] == [False, True]


def test_of_two_opinions_that_are_heard_the_wrong_way_round_the_one_that_was_said_last_counts():
    hall = Hall.convened()
    hall.later(minutes=5)
    hall.say(LAND, "object")

    earlier = hall.now - timedelta(minutes=1)
    assert "以后提出的为准" in hall.refused(LAND, "opinion", said_at=earlier)[""]
    hall.say(LAND)
    assert [given.opinion for given in hall.review.seats[LAND].before] == ["object"]


def test_an_opinion_cannot_be_replaced_after_the_limit():
    hall = Hall.convened(mandatory=(LAND, WATER))
    hall.say(LAND)
    hall.now = THURSDAY_CLOSING + timedelta(minutes=1)

    assert "期限" in hall.refused(LAND, "opinion", word="object")["review_id"]


@pytest.mark.parametrize(("edition", "fault"), [(1, "第 1 版"), (3, "第 3 版"), (None, "没有写明")])
def test_an_opinion_on_other_papers_than_the_present_ones_is_refused(edition, fault):
    hall = Hall.convened(papers=(PLAN,))
    hall.pin(2, NEWER_PLAN)

    said = hall.refused(LAND, "opinion", edition=edition)["edition"]
    assert fault in said
    assert "现为第 2 版" in said
    hall.say(LAND, edition=2)


def test_where_there_are_no_papers_no_edition_is_asked_for():
    hall = Hall.convened()
    hall.say(LAND, edition=None)

    assert hall.review.seats[LAND].opinion


def test_an_observer_and_a_convener_without_a_seat_do_not_speak():
    hall = Hall.convened(observers=(ECOLOGY,))

    assert "列席" in hall.refused(ECOLOGY, "opinion")["review_id"]
    assert "不是参加部门" in hall.refused(CONVENER, "opinion")["review_id"]


def test_a_stranger_is_told_the_same_of_a_review_as_of_none():
    hall = Hall.convened(mandatory=(LAND,))
    for review_id in (FIRST, SECOND):
        with pytest.raises(Refused) as refused:
            hall.act(CITY_ECOLOGY, "opinion", review_id=review_id, opinion="agree")

        assert refused.value.faults == (NOT_YOURS,)
    hall.say(LAND)
    with pytest.raises(Refused) as refused:
        hall.act(CITY_ECOLOGY, "opinion", opinion="agree")
    assert refused.value.faults == (NOT_YOURS,)


def test_every_fault_of_an_opinion_is_named_at_once():
    hall = Hall.convened(papers=(PLAN,))
    hall.now = THURSDAY_CLOSING + timedelta(minutes=1)

    faults = hall.refused(LAND, "opinion", word="object", ground=" ", mend=" ", edition=7)
    assert set(faults) == {"ground", "mend", "edition", "review_id"}
    with pytest.raises(Refused) as strange:
        hall.reviews.answer(
            CITY_ECOLOGY, "opinion", Opinion(review_id=FIRST, opinion="object"), hall.now, hall.times, lambda _party: None
        )
    assert [fault.field for fault in strange.value.faults] == ["ground", "mend", "review_id"]


def test_an_advisory_party_may_speak_while_others_are_waited_for():
    hall = Hall.convened()
    hall.say(FOREST, "conditional", "避让公益林")

    assert hall.state == "deliberating"
    assert FOREST not in hall.owed()
