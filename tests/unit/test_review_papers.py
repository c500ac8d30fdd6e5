"""会商材料: what is waited for, and what a new version does to what was said."""

from datetime import timedelta

import pytest

from shared.contracts.joint_review import PapersChanged, PapersCompleted, PapersShared, ReviewConvened
from shared.contracts.review_letters import Consultation, ReviewNews, ReviewReminder
from shared.errors import Refused
from tests.unit.review_hall import CONVENER, ECOLOGY, FIRST, FOREST, LAND, MONDAY, NEWER_PLAN, PLAN, SURVEY, WATER, Hall


def gathering(**other):
    return Hall.convened(papers=(PLAN,), needed=("林地现状调查表",), observers=(ECOLOGY,), **other)


def test_while_a_paper_is_missing_everybody_is_invited_and_nobody_is_asked():
    hall = gathering()

    assert (hall.state, hall.all(ReviewConvened)[0].due) == ("gathering", None)
    assert hall.all(ReviewConvened)[0].missing == ("林地现状调查表",)
    invited = hall.letters("invited", Consultation)
    assert {party: letter.missing for party, letter in invited.items()} == dict.fromkeys(
        (LAND, WATER, FOREST, ECOLOGY), ("林地现状调查表",)
    )
    assert "林地现状调查表" in hall.letters("review-news", ReviewNews)[CONVENER].what
    assert "尚未齐备" in hall.refused(LAND, "opinion")["review_id"]
    assert hall.owed() == {CONVENER: "papers-complete"}


def test_the_convener_is_asked_for_the_papers_again_and_again():
    hall = gathering()
    hall.later(days=21)

    overdue = [word for word in hall.words if getattr(word, "light", "") == "overdue"]
    assert len(overdue) == 2  # after five working days each
    assert hall.letters("review-reminder", ReviewReminder)[CONVENER].act == "papers-complete"
    assert (hall.state, hall.owed()) == ("gathering", {CONVENER: "papers-complete"})


def test_the_last_paper_that_comes_opens_the_question():
    hall = gathering()
    hall.later(days=1)
    hall.pin(2, PLAN, SURVEY)

    (completed,) = hall.all(PapersCompleted)
    assert (completed.edition, completed.due) == (2, "2026-03-06T18:00:00+08:00")
    assert hall.facts() == ["PapersCompleted", "PapersShared"]
    asked = hall.letters("consulted", Consultation)
    assert set(asked) == {LAND, WATER, FOREST}
    assert (asked[LAND].edition, asked[LAND].papers, asked[LAND].missing) == (2, (PLAN, SURVEY), ())
    assert asked[LAND].changed == ()  # it has come, and nothing has changed


def test_of_what_comes_with_an_awaited_paper_only_what_replaces_another_has_changed():
    hall = gathering()
    hall.pin(2, NEWER_PLAN, SURVEY, changed=("项目选址方案", "林地现状调查表"))

    assert hall.letters("consulted", Consultation)[LAND].changed == ("项目选址方案",)


def test_who_speaks_before_the_papers_are_there_hears_what_is_missing_and_who_brings_it():
    hall = gathering()
    with pytest.raises(Refused) as refused:
        hall.say(LAND)

    (fault,) = refused.value.faults
    assert "林地现状调查表" in fault.remedy
    assert "由办件所在政务服务中心补齐" in fault.remedy


def test_a_paper_that_comes_while_others_are_missing_is_shared_and_asks_nobody():
    hall = Hall.convened(needed=("项目选址方案", "林地现状调查表"))
    hall.pin(1, PLAN)

    assert hall.facts() == ["PapersShared"]
    assert hall.review.missing == ("林地现状调查表",)
    hall.pin(2, PLAN, SURVEY)
    assert hall.state == "deliberating"


def test_a_paper_that_changes_while_others_are_missing_is_told_to_everybody():
    hall = gathering()
    hall.pin(2, NEWER_PLAN)

    assert hall.facts() == ["PapersChanged", "PapersShared"]
    assert hall.all(PapersChanged)[0].due is None
    assert hall.letters("invited", Consultation, last=True)[LAND].changed == ("项目选址方案",)
    assert hall.state == "gathering"


def test_the_convener_may_do_without_what_is_missing():
    hall = gathering()
    hall.act(CONVENER, "papers-complete", reason="调查表由林草部门现场提供")

    (completed,) = hall.all(PapersCompleted)
    assert (completed.without, completed.reason) == (("林地现状调查表",), "调查表由林草部门现场提供")
    assert hall.state == "deliberating"
    assert set(hall.refused(CONVENER, "papers-complete", reason="再次确认")) == {"review_id"}
    hall.say(LAND)
    hall.pin(2, PLAN, SURVEY)  # it comes all the same: nobody has read it yet
    assert hall.all(PapersChanged)[0].set_aside[0].party == LAND


@pytest.mark.parametrize("stage", ["first opinions", "discussion", "deciding", "signing"])
def test_a_changed_paper_sets_aside_what_was_said_and_asks_everybody_again(stage):
    held = {
        "first opinions": {},
        "discussion": {"rounds": 1},
        "deciding": {"conclusion": "convener_decides"},
        "signing": {"signing": "parallel"},
    }[stage]
    hall = Hall.convened(papers=(PLAN,), observers=(ECOLOGY,), **held)
    hall.say(LAND)
    if stage != "first opinions":
        hall.say(WATER, "object" if stage == "discussion" else "agree")
    if stage == "signing":
        hall.sign(LAND)
    hall.later(days=1)
    hall.pin(2, NEWER_PLAN)

    (changed,) = hall.all(PapersChanged)
    assert hall.facts() == ["PapersChanged", "PapersShared"]
    assert LAND in {given.party for given in changed.set_aside}
    assert [signature.party for signature in changed.signatures] == ([LAND] if stage == "signing" else [])
    assert (hall.state, hall.review.round, hall.review.signing) == ("deliberating", 0, None)
    assert hall.owed() == {LAND: "opinion", WATER: "opinion"}
    assert changed.due == "2026-03-06T18:00:00+08:00"
    asked = hall.letters("consulted", Consultation, last=True)
    assert set(asked) == {LAND, WATER, FOREST}
    assert asked[LAND].changed == ("项目选址方案",)
    assert hall.told(ECOLOGY) == ["invited"]
    assert hall.review.seats[LAND].before[-1].edition == 1
    hall.say(WATER)
    assert hall.state == "deliberating"


def test_an_older_version_that_comes_late_and_the_same_one_again_say_nothing():
    hall = Hall.convened(papers=(PLAN,))
    hall.pin(3, NEWER_PLAN)
    hall.say(LAND)
    before = hall.reviews.model_dump_json()

    for edition in (3, 2):
        hall.pin(edition, PLAN)
        assert hall.said == []
    assert hall.reviews.model_dump_json() == before


def test_a_version_that_overtakes_another_tells_of_both():
    hall = Hall.convened(papers=(PLAN, SURVEY))
    hall.pin(3, NEWER_PLAN, SURVEY.model_copy(update={"file_id": "f8"}), changed=(SURVEY.material,))
    told = hall.letters("consulted", Consultation, last=True)
    hall.pin(2, NEWER_PLAN, SURVEY, changed=(PLAN.material,))

    assert set(told[LAND].changed) == {PLAN.material, SURVEY.material}
    assert hall.said == []


def test_in_a_proposal_the_papers_are_only_replaced():
    hall = Hall.convened(papers=(PLAN,), cause="agent", at_once=False)
    hall.pin(2, NEWER_PLAN)

    assert hall.said == []
    hall.act(CONVENER, "convened")
    assert hall.letters("consulted", Consultation)[LAND].papers == (NEWER_PLAN,)
    assert hall.all(PapersShared)[0].file_ids == ("f9",)


def test_the_conclusion_stands_on_its_edition_and_the_convener_is_told():
    hall = Hall.convened(papers=(PLAN,))
    hall.say(LAND)
    hall.say(WATER)
    hall.pin(2, NEWER_PLAN)

    assert (hall.conclusion.edition, hall.review.papers) == (1, (PLAN,))
    assert hall.told(CONVENER) == ["review-news"]
    assert "以第 1 版材料为准" in hall.letters("review-news", ReviewNews)[CONVENER].what
    assert hall.facts() == []


def test_a_cancelled_review_does_not_care():
    hall = Hall.convened(papers=(PLAN,))
    hall.withdraw()
    hall.pin(2, NEWER_PLAN, review_id=FIRST)

    assert hall.said == []
    assert hall.now == MONDAY
    assert hall.reviews.next_alarm() is None
    hall.later(days=1)
    assert hall.now - MONDAY == timedelta(days=1)
