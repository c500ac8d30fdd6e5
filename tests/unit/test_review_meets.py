"""A review that meets: nothing ends against anybody before its day, whoever speaks early."""

from datetime import datetime, timedelta

import pytest

from shared.clock import CHINA
from shared.contracts.joint_review import ReviewDutyLit, RoundOpened
from shared.contracts.review_letters import Discussion, ReviewNews, ReviewReminder
from tests.unit.review_hall import CONVENER, ECOLOGY, FOREST, LAND, NEWER_PLAN, PLAN, WATER, Hall

MEETING = {"form": "meeting", "at": "2026-03-10T09:00:00+08:00", "place": "旗政务服务中心三楼会议室"}
CLOSING = datetime(2026, 3, 10, 18, 0, tzinfo=CHINA)
BEFORE = CLOSING - timedelta(seconds=1)


def differing(**other):
    """Everybody has spoken eight days before the meeting, and 水利局 objects."""
    hall = Hall.convened(**MEETING, **other)
    hall.say(LAND)
    hall.say(WATER, "object")
    return hall


def test_a_round_lasts_until_the_day_of_the_meeting_is_over():
    hall = differing(rounds=1)

    assert hall.all(RoundOpened)[0].due == CLOSING.isoformat()
    assert hall.letters("discussion-opened", Discussion)[FOREST].due == CLOSING.isoformat()
    hall.until(BEFORE)
    hall.say(WATER, "conditional", "先编报水土保持方案")
    assert hall.state == "deliberating"
    hall.until(CLOSING)
    assert (hall.state, hall.conclusion.outcome) == ("concluded", "conditional")


def test_a_round_after_the_meeting_has_its_own_limit():
    hall = Hall.convened(rounds=1, **{**MEETING, "at": "2026-03-03T09:00:00+08:00"})
    hall.later(days=2)
    hall.say(LAND)
    hall.say(WATER, "object")

    assert hall.all(RoundOpened)[0].due == "2026-03-06T18:00:00+08:00"


@pytest.mark.parametrize(
    ("held", "state", "outcome"),
    [
        ({}, "deadlocked", "deadlocked"),
        ({"dissent": "refuse"}, "concluded", "objected"),
        ({"conclusion": "majority", "mandatory": (LAND, WATER, ECOLOGY)}, "concluded", "objected"),
    ],
)
def test_who_objects_early_is_heard_at_the_meeting_first(held, state, outcome):
    hall = differing(**held)
    if "mandatory" in held:
        hall.say(ECOLOGY, "object")

    assert (hall.state, hall.owed()) == ("deliberating", {CONVENER: "round-closed"})
    assert "准格尔旗水利局" in hall.letters("review-news", ReviewNews)[CONVENER].what
    hall.until(BEFORE)
    assert hall.state == "deliberating"
    assert hall.reviews.ailments(hall.now) == []
    hall.until(CLOSING)
    assert (hall.state, hall.conclusion.outcome) == (state, outcome)


@pytest.mark.parametrize("word", ["agree", "object"])
def test_the_convener_decides_only_after_the_meeting_or_when_it_has_ended_it(word):
    waits = Hall.convened(conclusion="convener_decides", **MEETING)
    waits.say(LAND)
    waits.say(WATER, word)
    ended = waits.copy()
    waits.until(BEFORE)

    assert (waits.state, waits.owed()) == ("deliberating", {CONVENER: "round-closed"})
    waits.until(CLOSING)
    assert waits.state == "deciding"
    ended.act(CONVENER, "round-closed")
    assert ended.state == "deciding"
    ended.act(CONVENER, "participant-added", party=ECOLOGY)
    ended.say(ECOLOGY)
    assert ended.state == "deciding"


def test_whoever_is_won_over_before_the_meeting_ends_it_early():
    hall = differing()
    hall.later(days=1)
    hall.say(WATER, "conditional", "先编报水土保持方案")

    assert (hall.state, hall.conclusion.outcome, hall.owed()) == ("concluded", "conditional", {})


def test_the_convener_may_end_the_meeting_and_is_told_of_it_once():
    hall = differing()
    hall.say(WATER, "object", ground="水土保持法 第二十六条")
    assert hall.told(CONVENER) == []
    hall.act(CONVENER, "round-closed")

    assert (hall.state, hall.owed()) == ("deadlocked", {})
    assert "会商已结束" in hall.refused(CONVENER, "round-closed")["review_id"]


def test_nothing_is_to_be_ended_before_anybody_objects():
    hall = Hall.convened(**MEETING)

    assert set(hall.refused(CONVENER, "round-closed")) == {"review_id"}


def test_a_changed_paper_before_the_meeting_asks_everybody_anew():
    hall = differing(papers=(PLAN,))
    hall.pin(2, NEWER_PLAN)

    assert hall.owed() == {LAND: "opinion", WATER: "opinion"}
    hall.say(LAND)
    hall.say(WATER, "object")
    assert (hall.state, hall.owed()) == ("deliberating", {CONVENER: "round-closed"})


def test_a_text_that_is_refused_before_the_meeting_is_talked_over_there():
    hall = Hall.convened(signing="parallel", **MEETING)
    hall.say(LAND)
    hall.say(WATER)
    hall.act(WATER, "signature-refused", text=1, ground="水土保持法 第二十六条", mend="先编报水土保持方案")

    assert (hall.state, hall.owed()) == ("deliberating", {CONVENER: "round-closed"})
    hall.say(WATER)
    assert (hall.state, hall.owed()) == ("signing", {LAND: "signed", WATER: "signed"})


def test_that_the_day_of_the_meeting_is_over_is_nobodys_default():
    hall = differing()
    hall.until(CLOSING)

    assert hall.all(ReviewDutyLit) == []
    assert hall.letters("review-reminder", ReviewReminder) == {}
