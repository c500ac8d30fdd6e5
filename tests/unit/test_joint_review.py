"""The domain of joint_review: who is asked, what counts, what follows."""

from datetime import datetime, time

import pytest

from services.joint_review.domain.convening import CallUnworkable
from services.joint_review.domain.opinion import case_of, file_of, shortcomings
from services.joint_review.domain.reviews import ReviewNotHere
from shared.clock import CHINA
from shared.contracts.joint_review import OpinionGiven, PapersShared, ReviewClosed, ReviewConcluded, ReviewConvened
from shared.contracts.review_letters import Consultation, ReviewOutcome
from tests.unit.review_hall import (
    CASE,
    CITY_ECOLOGY,
    CONVENER,
    ECOLOGY,
    FIRST,
    FOREST,
    LAND,
    MONDAY,
    PLAN,
    SECOND,
    THURSDAY_CLOSING,
    TIMES,
    WATER,
    Hall,
    call,
    rules,
)


def test_everyone_is_asked_once_and_who_is_called_twice_has_the_weightier_role():
    hall = Hall.convened(mandatory=(LAND, WATER, LAND), advisory=(WATER, FOREST), observers=(ECOLOGY, LAND))

    (convened,) = hall.all(ReviewConvened)
    assert convened.due == "2026-03-05T18:00:00+08:00"
    asked = hall.letters("consulted", Consultation)
    assert {party: letter.role for party, letter in asked.items()} == {LAND: "mandatory", WATER: "mandatory", FOREST: "advisory"}
    assert {party: letter.due for party, letter in hall.letters("invited", Consultation).items()} == {ECOLOGY: None}
    assert next(each.name for each in convened.participants) == "准格尔旗自然资源局"
    assert convened.terms is not None


def test_the_same_call_again_says_nothing_and_another_one_under_its_id_is_unworkable():
    hall = Hall.convened()
    before = hall.reviews.model_dump_json()

    hall.later(hours=1)
    hall.call()

    assert hall.said == []
    assert hall.reviews.model_dump_json() == before
    with pytest.raises(CallUnworkable, match="its own number"):
        hall.call(subject="另一个问题")


@pytest.mark.parametrize(
    ("other", "reason"),
    [
        ({"review_id": "150622-20260302-000018/R1"}, "not one of case"),
        ({"review_id": CASE}, "not one of case"),
        ({"mandatory": (), "advisory": ()}, "nobody is asked"),
        ({"mandatory": (), "advisory": (), "observers": (LAND,)}, "nobody is asked"),
        ({"limit_days": -1}, "-1 working days"),
        ({"quorum": 3}, "quorum is 3, but 2"),
        ({"mandatory": (LAND, LAND), "quorum": 2}, "quorum is 2, but 1"),
        ({"at": "2026-03-04T09:00:00", "place": "三楼会议室"}, "no time with zone"),
    ],
)
def test_a_call_that_cannot_be_held_names_its_reason(other, reason):
    hall = Hall()

    with pytest.raises(CallUnworkable, match=reason):
        hall.call(**other)

    assert hall.reviews.reviews == {}


def test_silence_of_an_older_call_has_to_be_one_of_the_two_words():
    with pytest.raises(CallUnworkable, match="'escalate'"):
        Hall().reviews.call(call(silence="escalate"), rules(), str, MONDAY, TIMES)


def test_opinions_are_due_at_the_centres_closing_hour_after_working_days():
    hall = Hall(TIMES._replace(closes=time(17, 0)))
    hall.now = datetime(2026, 2, 12, 9, 0, tzinfo=CHINA)
    hall.call()

    assert hall.all(ReviewConvened)[0].due == "2026-02-24T17:00:00+08:00"  # 14 February is a make-up day, then the festival


def test_mandatory_parties_conclude_without_waiting_for_advisory_ones():
    hall = Hall.convened()
    hall.say(LAND)
    hall.say(WATER, "not_concerned")

    assert (hall.conclusion.outcome, hall.conclusion.conditions) == ("agreed", ())
    assert [(given.party, given.opinion) for given in hall.conclusion.opinions] == [
        (LAND, "agree"),
        (WATER, "not_concerned"),
        (FOREST, "silent"),
    ]
    assert hall.facts() == ["OpinionGiven", "ReviewConcluded", "ReviewClosed"]
    assert set(hall.letters("review-concluded", ReviewOutcome)) == {LAND, WATER, FOREST, CONVENER}
    assert hall.reviews.next_alarm() is None
    assert not hall.reviews.open


def test_where_nobody_is_mandatory_the_advisory_parties_are_waited_for():
    hall = Hall.convened(mandatory=(), advisory=(LAND, FOREST))
    hall.say(FOREST, "object")

    assert hall.owed() == {LAND: "opinion"}
    hall.say(LAND)
    assert hall.conclusion.outcome == "agreed"


def test_a_condition_that_several_set_is_listed_once_with_all_of_them():
    hall = Hall.convened(mandatory=(LAND, WATER, CITY_ECOLOGY))
    hall.say(CITY_ECOLOGY, "conditional", "先批复水土保持方案", "矸石场做防渗")
    hall.say(WATER, "conditional", " 先批复水土保持方案 ", "")
    hall.say(LAND, "agree", "表土单独堆放")

    assert hall.conclusion.outcome == "conditional"
    assert hall.conclusion.conditions == (
        "表土单独堆放（准格尔旗自然资源局）",
        "先批复水土保持方案（准格尔旗水利局、鄂尔多斯市生态环境局）",
        "矸石场做防渗（鄂尔多斯市生态环境局）",
    )


def test_advisory_opinions_stand_in_the_record_and_do_not_bind():
    hall = Hall.convened()
    hall.say(FOREST, "object", "避让公益林", ground="森林法 第三十七条")
    hall.say(LAND)
    hall.say(WATER)

    assert (hall.conclusion.outcome, hall.conclusion.conditions) == ("agreed", ())
    assert hall.conclusion.opinions[2].ground == "森林法 第三十七条"
    assert hall.conclusion.opinions[2].conditions == ("避让公益林",)


def test_a_later_opinion_takes_the_place_of_the_earlier_one_which_is_kept():
    hall = Hall.convened()
    hall.say(LAND, "object")
    hall.say(LAND)

    seat = hall.review.seats[LAND]
    assert (seat.opinion and seat.opinion.opinion, [given.opinion for given in seat.before]) == ("agree", ["object"])
    hall.say(WATER)
    assert hall.conclusion.outcome == "agreed"
    assert len(hall.all(OpinionGiven)) == 3


def test_two_reviews_of_one_case_go_their_own_ways():
    hall = Hall.convened()
    hall.call(review_id=SECOND, mandatory=(WATER,), advisory=(), subject="取水口位置")
    hall.act(WATER, "opinion", review_id=SECOND, opinion="agree")

    assert [fact.review_id for fact in hall.all(ReviewConcluded)] == [SECOND]
    assert hall.owed() == {LAND: "opinion", WATER: "opinion"}
    hall.say(LAND)
    hall.say(WATER, "conditional", "先批复水土保持方案")
    assert [(fact.review_id, fact.outcome) for fact in hall.all(ReviewConcluded)] == [(SECOND, "agreed"), (FIRST, "conditional")]


def test_one_alarm_concludes_every_review_that_is_due_and_leaves_the_others():
    hall = Hall.convened()
    hall.call(review_id=SECOND)
    hall.later(days=1)
    hall.call(review_id=f"{CASE}/R3")
    hall.until(THURSDAY_CLOSING)

    assert [fact.review_id for fact in hall.all(ReviewConcluded)] == [FIRST, SECOND]
    assert {duty.key.split("/")[1] for duty in hall.reviews.duties.values()} == {"R3"}


def test_the_readers_of_the_papers_are_those_who_take_part_until_the_review_is_closed():
    hall = Hall.convened(papers=(PLAN,), observers=(ECOLOGY,))

    assert hall.all(PapersShared)[0].readers == (LAND, WATER, FOREST, ECOLOGY, CONVENER)
    assert hall.all(PapersShared)[0].file_ids == ("f1",)
    hall.say(LAND)
    hall.say(WATER)
    assert hall.facts() == ["OpinionGiven", "ReviewConcluded", "PapersShared", "ReviewClosed"]
    assert (hall.all(PapersShared)[-1].readers, hall.all(PapersShared)[-1].file_ids) == ((), ())


def test_a_review_that_routing_withdraws_is_cancelled_for_everybody_and_one_that_is_over_stands():
    hall = Hall.convened(papers=(PLAN,))
    hall.say(LAND)
    hall.withdraw()

    assert hall.facts() == ["ReviewCancelled", "PapersShared", "ReviewClosed"]
    assert all(hall.told(party) == ["review-cancelled"] for party in (LAND, WATER, FOREST, CONVENER))
    assert hall.all(ReviewClosed)[0].outcome == "cancelled"
    hall.withdraw()
    assert hall.said == []
    assert "已取消" in hall.refused(WATER, "opinion")["review_id"]


def test_news_of_a_review_that_is_not_called_yet_waits_for_the_call():
    hall = Hall()

    with pytest.raises(ReviewNotHere):
        hall.withdraw()
    with pytest.raises(ReviewNotHere):
        hall.pin(2, PLAN)


def test_conditions_that_are_all_blank_are_no_conditions():
    said = {"opinion": "conditional", "conditions": [" ", ""]}

    assert [fault.field for fault in shortcomings("opinion", said)] == ["conditions"]
    assert shortcomings("opinion", {"opinion": "conditional", "conditions": ["", "避让公益林"]}) == []
    assert shortcomings("opinion", {"opinion": "agree"}) == []


@pytest.mark.parametrize("text", ["", CASE, f"{CASE}/R0", f"{CASE}/R1/R2", f"{CASE}/r1", f"{CASE}/R1\n", "../R1", f"{CASE}/R１"])
def test_what_is_no_review_id_names_no_case(text):
    assert case_of(text) == ""


def test_a_review_id_names_its_case():
    assert case_of(FIRST) == CASE
    assert [file_of(named) for named in (FIRST, f"{FIRST}/A2", "150622-H20260302-1", f"{FIRST}/A0", "../A1")] == [
        CASE,
        CASE,
        "150622-H20260302-1",
        "",
        "",
    ]
