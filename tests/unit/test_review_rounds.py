"""Rounds of discussion, decisions of the convener, who is added on the way."""

from datetime import timedelta

from shared.contracts.joint_review import ParticipantAdded, RoundOpened
from shared.contracts.review_letters import Consultation, DecisionAsked, Discussion, ReviewNews
from tests.unit.review_hall import (
    CITY_ECOLOGY,
    CONVENER,
    ECOLOGY,
    FOREST,
    LAND,
    MONDAY,
    NAMES,
    PLAN,
    THURSDAY_CLOSING,
    WATER,
    Hall,
)

WEDNESDAY_CLOSING = THURSDAY_CLOSING - timedelta(days=1)


def differing(**other):
    """Everybody has spoken, and one objects: the first round is open."""
    hall = Hall.convened(rounds=1, **other)
    hall.say(LAND)
    hall.say(WATER, "object")
    return hall


def test_departments_that_differ_discuss_and_everybody_reads_what_was_said():
    hall = differing()

    (opened,) = hall.all(RoundOpened)
    assert (opened.round, opened.due) == (1, WEDNESDAY_CLOSING.isoformat())
    letters = hall.letters("discussion-opened", Discussion)
    assert set(letters) == {LAND, WATER, FOREST}
    assert [given.opinion for given in letters[LAND].opinions] == ["agree", "object", "silent"]
    assert hall.owed() == {LAND: "opinion", WATER: "opinion"}


def test_a_round_is_over_when_all_mandatory_ones_have_spoken_in_it():
    hall = differing()
    hall.say(WATER, "conditional", "先批复水土保持方案")

    assert hall.state == "deliberating"
    hall.say(LAND)
    assert hall.conclusion.outcome == "conditional"
    assert [given.round for given in hall.conclusion.opinions] == [1, 1, 1]


def test_who_keeps_silent_in_the_round_keeps_its_opinion_whatever_silence_means():
    hall = differing(silence="objection")
    hall.say(WATER)
    hall.until(WEDNESDAY_CLOSING)

    assert hall.conclusion.outcome == "agreed"
    assert [given.round for given in hall.conclusion.opinions][:2] == [0, 1]


def test_an_objection_that_outlasts_the_rounds_is_a_deadlock_that_names_it():
    hall = differing()
    hall.say(LAND)
    hall.say(WATER, "object")

    assert (hall.state, hall.conclusion.outcome) == ("deadlocked", "deadlocked")
    assert NAMES[WATER] in hall.conclusion.reason
    assert WATER not in hall.conclusion.reason
    assert len(hall.all(RoundOpened)) == 1


def test_in_a_joint_acceptance_one_refusal_refuses():
    hall = Hall.convened(dissent="refuse", mandatory=(LAND, WATER, ECOLOGY))
    for party in (LAND, ECOLOGY):
        hall.say(party)
    hall.say(WATER, "object")

    assert (hall.state, hall.conclusion.outcome, hall.conclusion.all_or_nothing) == ("concluded", "objected", True)


def test_the_convener_may_close_a_round_and_nothing_else():
    hall = differing()
    hall.act(CONVENER, "round-closed")

    assert hall.conclusion.outcome == "deadlocked"


def test_an_opinion_after_the_round_comes_too_late_even_within_the_first_limit():
    hall = differing()
    hall.now = WEDNESDAY_CLOSING + timedelta(minutes=1)

    assert "期限" in hall.refused(WATER, "opinion")["review_id"]


def test_a_participant_who_is_added_has_a_limit_of_its_own_and_the_others_stand():
    hall = Hall.convened(papers=(PLAN,))
    hall.say(LAND)
    hall.later(days=1)
    hall.act(CONVENER, "participant-added", party=CITY_ECOLOGY, reason="跨区域影响")

    (added,) = hall.all(ParticipantAdded)
    assert (added.participant.name, added.participant.due) == ("鄂尔多斯市生态环境局", "2026-03-06T18:00:00+08:00")
    assert hall.facts() == ["ParticipantAdded", "PapersShared"]
    assert set(hall.letters("consulted", Consultation, last=True)) == {CITY_ECOLOGY}
    hall.say(WATER)
    assert hall.owed() == {CITY_ECOLOGY: "opinion"}
    hall.until(THURSDAY_CLOSING)
    assert hall.state == "deliberating"
    hall.say(CITY_ECOLOGY)
    assert hall.conclusion.outcome == "agreed"


def test_one_who_is_added_to_a_round_is_waited_for_beyond_the_round_and_when_it_is_closed():
    hall = differing()
    hall.act(CONVENER, "participant-added", party=ECOLOGY)
    hall.say(WATER)
    hall.act(CONVENER, "round-closed")

    assert hall.owed() == {ECOLOGY: "opinion"}
    hall.until(WEDNESDAY_CLOSING)
    assert hall.state == "deliberating"
    hall.until(THURSDAY_CLOSING)
    assert hall.conclusion.outcome == "agreed"


def test_an_advisory_one_or_an_observer_who_is_added_holds_up_nothing():
    hall = Hall.convened()
    hall.act(CONVENER, "participant-added", party=CITY_ECOLOGY, role="advisory")
    hall.act(CONVENER, "participant-added", party=ECOLOGY, role="observer")

    assert hall.told(ECOLOGY) == ["invited"]
    hall.say(LAND)
    hall.say(WATER)
    assert [given.opinion for given in hall.conclusion.opinions] == ["agree", "agree", "silent", "silent"]


def test_one_that_only_observed_may_be_given_a_voice():
    hall = Hall.convened(observers=(ECOLOGY,))
    hall.act(ECOLOGY, "attendance", attends=True, delegate="环评岗")

    assert "已是参加部门" in hall.refused(CONVENER, "participant-added", party=ECOLOGY, role="observer")["party"]
    hall.act(CONVENER, "participant-added", party=ECOLOGY)
    assert hall.told(ECOLOGY) == ["consulted"]
    hall.say(LAND)
    hall.say(WATER)
    assert hall.owed() == {ECOLOGY: "opinion"}
    hall.say(ECOLOGY, "object")
    assert hall.conclusion.outcome == "deadlocked"
    assert hall.review.seats[ECOLOGY].attended


def test_what_is_said_while_the_convener_decides_is_told_to_it():
    hall = Hall.convened(conclusion="convener_decides", mandatory=(LAND, CONVENER))
    hall.say(LAND)
    hall.say(CONVENER)
    hall.say(FOREST, "object")

    told = hall.letters("review-news", ReviewNews, last=True)[CONVENER].what
    assert NAMES[FOREST] in told
    assert "不同意" in told
    assert "土地管理法 第三十五条" in told
    hall.say(CONVENER, "object")
    assert hall.told(CONVENER) == []


def test_who_is_added_has_to_exist_to_be_new_and_to_sign_only_where_there_is_something_to_sign():
    hall = Hall.convened()

    assert set(hall.refused(CONVENER, "participant-added", party="150622.nobody")) == {"party"}
    assert set(hall.refused(CONVENER, "participant-added", party=LAND, role="advisory", signer=True)) == {"party", "signer"}


def test_the_quorum_grows_with_every_mandatory_one_that_is_added():
    hall = Hall.convened(quorum=2)
    hall.review.rules = hall.review.rules.model_copy(update={"quorum_percent": 100})
    hall.act(CONVENER, "participant-added", party=CITY_ECOLOGY, role="advisory")
    advised = hall.review.rules.terms.quorum
    hall.act(CONVENER, "participant-added", party=ECOLOGY)

    assert (advised, hall.review.rules.terms.quorum) == (2, 3)
    hall.say(LAND)
    hall.say(WATER)
    hall.later(days=7)
    assert (hall.state, hall.conclusion.reason) == ("deadlocked", "提出意见的必须参加部门 2 个，不足规定的 3 个")


def test_where_the_convener_decides_it_is_asked_with_all_that_was_said():
    hall = Hall.convened(conclusion="convener_decides")
    hall.say(LAND, "object")
    hall.say(WATER, "conditional", "先批复水土保持方案")

    assert (hall.state, hall.owed()) == ("deciding", {CONVENER: "concluded"})
    letter = hall.letters("decision-asked", DecisionAsked)[CONVENER]
    assert [given.opinion for given in letter.opinions] == ["object", "conditional", "silent"]
    hall.say(LAND)
    assert (hall.state, hall.told(CONVENER)) == ("deciding", ["review-news"])
    hall.act(CONVENER, "concluded", outcome="conditional", conditions=["先批复水土保持方案"], reason="风险可控")
    assert hall.conclusion.conditions == ("先批复水土保持方案（准格尔旗政务服务与数据管理局）",)
    assert (hall.conclusion.outcome, hall.conclusion.reason) == ("conditional", "风险可控")


def test_a_convener_that_does_not_decide_in_time_leaves_no_conclusion():
    hall = Hall.convened(conclusion="convener_decides")
    hall.say(LAND)
    hall.say(WATER)
    hall.now = WEDNESDAY_CLOSING + timedelta(seconds=1)

    assert "期限" in hall.refused(CONVENER, "concluded", outcome="agreed", reason="可行")["review_id"]
    hall.until(hall.now)
    assert (hall.conclusion.outcome, hall.conclusion.reason) == ("deadlocked", "召集部门逾期未作出决定")


def test_one_who_is_added_while_the_convener_decides_is_heard_first():
    hall = Hall.convened(conclusion="convener_decides")
    hall.say(LAND)
    hall.say(WATER)
    hall.act(CONVENER, "participant-added", party=ECOLOGY)

    assert "征求意见" in hall.refused(CONVENER, "concluded", outcome="agreed", reason="可行")["review_id"]
    hall.say(ECOLOGY, "object")
    assert hall.owed() == {CONVENER: "concluded"}
    assert hall.now == MONDAY
    hall.act(CONVENER, "concluded", outcome="deadlocked", reason="分歧较大")
    assert hall.state == "deadlocked"


def test_the_convener_decides_nothing_where_the_rule_is_another():
    hall = Hall.convened()

    assert "不由召集部门决定" in hall.refused(CONVENER, "concluded", outcome="agreed", reason="可行")["review_id"]


def test_a_tie_of_a_majority_is_discussed_and_then_a_deadlock():
    hall = Hall.convened(conclusion="majority", rounds=1)
    for _round in range(2):
        hall.say(LAND)
        hall.say(WATER, "object")

    assert hall.conclusion.outcome == "deadlocked"
    assert [given.party for given in hall.conclusion.opinions] == [LAND, WATER, FOREST]
