"""From the proposal to the invitations: convening, attendance, quorum, cancellation; and who may do what."""

from datetime import datetime, timedelta

import pytest

from shared.clock import CHINA
from shared.contracts.joint_review import (
    AttendanceAnswered,
    ReviewCancelled,
    ReviewConvened,
    ReviewDutyLit,
)
from shared.contracts.review_letters import Consultation, ProposedReview, ReviewNews, ReviewReminder
from tests.unit.review_hall import (
    CASE,
    CITY_ECOLOGY,
    CONVENER,
    ECOLOGY,
    FOREST,
    LAND,
    MONDAY,
    PLAN,
    THURSDAY_CLOSING,
    WATER,
    Hall,
)

WEDNESDAY_CLOSING = THURSDAY_CLOSING - timedelta(days=1)
NEXT_TUESDAY = "2026-03-10T09:00:00+08:00"
MEETING = {"form": "meeting", "at": NEXT_TUESDAY, "place": "旗政务服务中心三楼会议室"}


def proposed(**other):
    return Hall.convened(cause="agent", called_by="综合窗口代办岗", at_once=False, **other)


def test_what_the_agent_asks_for_is_proposed_to_the_convener_who_sets_form_and_time():
    hall = proposed(papers=(PLAN,), form="meeting")

    assert (hall.state, hall.facts()) == ("proposed", ["ReviewProposed"])
    letter = hall.letters("review-proposed", ProposedReview)[CONVENER]
    assert (letter.participants, letter.due) == ((LAND, WATER, FOREST), "2026-03-04T18:00:00+08:00")
    assert hall.owed() == {CONVENER: "convened"}

    hall.act(CONVENER, "convened", **MEETING)
    (convened,) = hall.all(ReviewConvened)
    assert (convened.terms and convened.terms.form, convened.late) == ("meeting", False)
    asked = hall.letters("consulted", Consultation)[LAND]
    assert (asked.form, asked.at, asked.place) == ("meeting", NEXT_TUESDAY, MEETING["place"])
    assert hall.facts() == ["ReviewConvened", "PapersShared"]


def test_where_the_notice_of_the_agent_convenes_nobody_has_to_be_asked():
    hall = Hall.convened(cause="agent")

    assert hall.facts() == ["ReviewConvened"]


def test_a_convener_that_keeps_silent_is_warned_and_then_the_review_is_held_by_circulation():
    hall = proposed(form="meeting", at=NEXT_TUESDAY, place="三楼")
    hall.until(WEDNESDAY_CLOSING)

    (convened,) = hall.all(ReviewConvened)
    assert (convened.late, convened.due, convened.terms and convened.terms.form) == (
        True,
        "2026-03-09T18:00:00+08:00",
        "circulation",
    )
    lights = [(lit.party, lit.act, lit.light) for lit in hall.all(ReviewDutyLit)]
    assert lights == [(CONVENER, "convened", "red"), (CONVENER, "convened", "overdue")]
    assert hall.letters("review-reminder", ReviewReminder)[CONVENER].what == "召集会商"


@pytest.mark.parametrize(
    ("body", "fields"),
    [
        ({"form": "meeting"}, {"at", "place"}),
        ({"form": "video", "at": NEXT_TUESDAY}, {"place"}),
        ({"form": "meeting", "at": "2026-03-02T08:00:00+08:00", "place": "三楼"}, {"at"}),
        ({"form": "meeting", "at": "明天上午", "place": "三楼"}, {"at"}),
        ({"form": "meeting", "at": "2062-03-10T09:00:00+08:00", "place": "三楼"}, {"at"}),
        ({"form": "meeting", "at": "9999-12-31T23:00:00-08:00", "place": "三楼"}, {"at"}),
        ({"form": "circulation", "at": NEXT_TUESDAY, "place": "三楼"}, {"form"}),
        ({"form": "meeting", "at": "2026-03-10T09:00:00", "place": " "}, {"at", "place"}),
    ],
)
def test_a_meeting_needs_a_time_to_come_and_a_place(body, fields):
    hall = proposed()

    assert set(hall.refused(CONVENER, "convened", **body)) == fields


def test_a_proposal_can_be_added_to_cancelled_and_not_be_spoken_on():
    hall = proposed()

    assert "尚未召集" in hall.refused(LAND, "opinion")["review_id"]
    hall.act(CONVENER, "participant-added", party=ECOLOGY)
    assert hall.facts() == ["ParticipantAdded"]
    hall.act(CONVENER, "cancelled", reason="项目暂缓")
    assert hall.facts() == ["ReviewCancelled", "ReviewClosed"]
    assert hall.all(ReviewCancelled)[0].by == CONVENER
    assert hall.told(LAND) == []
    assert not hall.reviews.open


def test_what_is_called_to_meet_without_a_place_or_too_late_is_held_by_circulation():
    nowhere = Hall.convened(form="meeting", at=NEXT_TUESDAY)
    over = Hall.convened(form="meeting", at="2026-03-02T08:59:00+08:00", place="三楼")

    for hall in (nowhere, over):
        assert hall.review.form == hall.review.rules.terms.form == "circulation"
        assert hall.letters("consulted", Consultation)[LAND].at is None


def test_opinions_for_a_meeting_after_the_limit_are_due_when_its_day_is_over():
    hall = Hall.convened(**MEETING)

    due = datetime(2026, 3, 10, 18, 0, tzinfo=CHINA)
    assert hall.all(ReviewConvened)[0].due == due.isoformat()
    hall.until(due - timedelta(seconds=1))
    hall.say(LAND)
    assert hall.state == "deliberating"
    hall.until(due)
    assert hall.state == "concluded"


def test_a_meeting_before_the_limit_leaves_the_limit_as_it_is():
    hall = Hall.convened(**{**MEETING, "at": "2026-03-03T09:00:00+08:00"})

    assert hall.all(ReviewConvened)[0].due == THURSDAY_CLOSING.isoformat()


def test_attendance_is_said_and_an_apology_is_told_to_the_convener():
    hall = Hall.convened(observers=(ECOLOGY,), **MEETING)
    hall.act(LAND, "attendance", attends=True, delegate="用途管制股负责人")
    hall.act(WATER, "attendance", attends=False, reason="防汛值班")
    hall.act(ECOLOGY, "attendance", attends=True)

    assert [fact.attended.attends for fact in hall.all(AttendanceAnswered)] == [True, False, True]
    assert "准格尔旗水利局请假" in hall.letters("review-news", ReviewNews)[CONVENER].what
    assert hall.review.seats[LAND].attended
    assert set(hall.refused(LAND, "attendance", attends=False, delegate="副职")) == {"reason", "delegate"}
    assert set(hall.refused(CONVENER, "attendance", attends=True)) == {"review_id"}


def test_an_apology_that_makes_the_quorum_impossible_is_refused_with_the_way_out():
    hall = Hall.convened(quorum=2)

    assert "不足规定的 2 个" in hall.refused(WATER, "attendance", attends=False, reason="出差")["attends"]
    hall.act(FOREST, "attendance", attends=False, reason="出差")
    hall.say(WATER)
    hall.act(WATER, "attendance", attends=False, reason="出差，意见已书面提出")
    assert "只有 1 个" in hall.refused(LAND, "attendance", attends=False, reason="出差")["attends"]
    hall.act(LAND, "attendance", attends=True, delegate="副职")


def test_of_several_apologies_the_one_that_makes_the_quorum_impossible_is_refused():
    hall = Hall.convened(quorum=2, mandatory=(LAND, WATER, ECOLOGY))
    hall.act(WATER, "attendance", attends=False, reason="防汛值班")

    assert "只有 1 个" in hall.refused(LAND, "attendance", attends=False, reason="出差")["attends"]
    hall.act(WATER, "attendance", attends=True, delegate="河湖管理股负责人")
    hall.act(LAND, "attendance", attends=False, reason="出差")


def test_who_cancels_a_review_under_way_is_not_told_so_and_all_others_are():
    hall = Hall.convened(observers=(ECOLOGY,))
    hall.act(CONVENER, "cancelled", reason="项目暂缓")

    assert hall.told(CONVENER) == []
    assert all(hall.told(party) == ["review-cancelled"] for party in (LAND, WATER, FOREST, ECOLOGY))


def test_a_quorum_that_was_not_reached_is_no_conclusion():
    hall = Hall.convened(quorum=2)
    hall.say(LAND)
    hall.until(THURSDAY_CLOSING)

    assert hall.conclusion.outcome == "deadlocked"
    assert "不足规定的 2 个" in hall.conclusion.reason


@pytest.mark.parametrize(
    ("verb", "body"),
    [
        ("convened", {}),
        ("papers-complete", {"reason": "不再等待"}),
        ("participant-added", {"party": ECOLOGY}),
        ("round-closed", {}),
        ("concluded", {"outcome": "agreed", "reason": "可行"}),
        ("cancelled", {"reason": "暂缓"}),
    ],
)
def test_what_only_the_convener_may_do_is_refused_to_others_and_hidden_from_strangers(verb, body):
    hall = Hall.convened()

    assert hall.refused(LAND, verb, **body) == {"review_id": "贵部门不是召集部门"}
    assert "没有这次会商" in hall.refused(CITY_ECOLOGY, verb, **body)["review_id"]


@pytest.mark.parametrize(
    ("verb", "body", "owed"),
    [
        ("papers-complete", {}, {"reason", "review_id"}),
        ("concluded", {"outcome": "conditional"}, {"reason", "conditions", "review_id"}),
        ("cancelled", {"reason": " "}, {"reason"}),
        ("round-closed", {}, {"review_id"}),
        ("convened", {}, {"review_id"}),
    ],
)
def test_every_fault_of_an_act_is_named_at_once(verb, body, owed):
    hall = Hall.convened()

    assert set(hall.refused(CONVENER, verb, **body)) == owed


def test_after_the_conclusion_nothing_more_can_be_done_with_the_review_itself():
    hall = Hall.convened(mandatory=(LAND,), minutes=True)
    hall.say(LAND)

    for verb, body in (
        ("convened", {}),
        ("papers-complete", {"reason": "不再等待"}),
        ("participant-added", {"party": ECOLOGY}),
        ("round-closed", {}),
        ("cancelled", {"reason": "暂缓"}),
    ):
        assert "已有结论" in hall.refused(CONVENER, verb, **body)["review_id"]
    assert "已有结论" in hall.refused(FOREST, "opinion")["review_id"]
    assert "已有结论" in hall.refused(LAND, "attendance", attends=True)["review_id"]
    assert hall.owed() == {CONVENER: "minutes-signed"}


def test_the_file_of_a_case_knows_its_own_reviews_only():
    hall = Hall.convened()

    assert "没有这次会商" in str(hall.refused(LAND, "cancelled", reason="暂缓", review_id=f"{CASE}/R7"))
    assert hall.now == MONDAY
