"""Reviews as their route sees them: what starts, holds and ends them, and what follows of what joint_review says."""

import pytest

from services.routing.domain import reviewing
from services.routing.domain.concluding import NotReviewed, heard
from services.routing.domain.ladder import escalate
from services.routing.domain.route import Route, RouteState
from shared.contracts.intake import AttachedFile, FileAttached
from shared.contracts.joint_review import ReviewCancelled, ReviewClosed, ReviewConcluded
from shared.errors import Refused
from tests.unit.route_review import FIRST, SECOND, called, review
from tests.unit.test_route import FGW, MONDAY, NUMBER, SLJ, TIMES, ZJJ, begun, names, new_route, say, task


def file(file_id, material="总平面图", item=None):
    return {"file_id": file_id, "material": material, "item": item, "filename": f"{material}.pdf", "size": 9, "sha256": "0" * 64}


def attach(route, *about):
    return reviewing.attached(route, FileAttached(**file(*about)))


def conclusion(route, review, outcome, task_id=None, opinions=()):
    return ReviewConcluded(
        review_id=review, cause="objection", task_id=task_id, outcome=outcome, opinions=opinions, concluded_at="now"
    )


def test_a_returned_task_is_settled_by_the_other_departments():
    route = begun()

    said = say(route, SLJ, "returned", 15, reason="不属水利职责")

    assert names(said) == ["task-returned", "review-requested"]
    assert said[1].call.mandatory == (FGW, ZJJ)
    assert said[1].call.advisory == (SLJ,)
    with pytest.raises(Refused, match="正在会商"):
        say(route, SLJ, "approved", 15)


def test_an_assignment_that_was_confirmed_binds():
    route = begun()
    say(route, SLJ, "returned", 15, reason="不属水利职责")

    said = heard(route, conclusion(route, f"{NUMBER}/R1", "agreed", f"{NUMBER}/15"), 3, MONDAY, TIMES)

    assert names(said) == ["task-assigned", "assigned"]
    with pytest.raises(Refused, match="不能再次退回"):
        say(route, SLJ, "returned", 15, reason="还是不属")
    assert route.reviews_heard == 3


def test_an_assignment_that_was_not_confirmed_climbs_and_where_no_rung_is_ends_the_item_with_its_reason():
    route = begun(task(15, department=SLJ))
    say(route, SLJ, "returned", 15, reason="不属水利职责")
    assert heard(route, conclusion(route, f"{NUMBER}/R1", "objected", f"{NUMBER}/15"), 3, MONDAY, TIMES) == []

    (trouble,) = route.troubles()
    said = escalate(route, trouble, None, MONDAY, TIMES)

    assert (trouble.trigger, trouble.item) == ("departments_disagree", 15)
    assert names(said) == ["item-not-handled", "case-decided"]
    assert "不属水利职责" in said[0].reason


def test_a_review_that_the_rules_ask_for_comes_before_the_tasks_and_gives_them_its_conditions():
    route = new_route()
    assert names(route.begin(review(cause="rules"), MONDAY, TIMES)) == ["case-routed", "review-requested"]
    end = conclusion(route, f"{NUMBER}/R1", "agreed").model_copy(update={"conditions": ("先办用地",)})

    said = heard(route, end, 2, MONDAY, TIMES)

    assert said[1].content.conditions == ("先办用地",)
    assert heard(route, end, 2, MONDAY, TIMES) == []
    with pytest.raises(NotReviewed):
        heard(route, conclusion(route, f"{NUMBER}/R9", "agreed"), 2, MONDAY, TIMES)


def test_a_review_of_a_restricted_item_tells_nobody_what_it_is_about():
    route = begun(task(29, department="150600.gaj", restricted=True))

    call = say(route, "150600.gaj", "returned", 29, reason="反间谍审查")[1].call

    assert "反间谍" not in call.subject
    assert "主管部门" in call.subject
    assert "gaj" not in call.model_dump_json()  # everybody who takes part is told who else does


def test_only_the_review_that_the_rules_ask_for_holds_up_the_start():
    route = new_route()
    route.begin(review(cause="rules"), MONDAY, TIMES)
    route.call(review(SECOND))

    assert heard(route, conclusion(route, SECOND, "agreed"), 1, MONDAY, TIMES) == []
    assert route.state is RouteState.REVIEWING
    assert "task-assigned" in names(heard(route, conclusion(route, FIRST, "agreed"), 2, MONDAY, TIMES))


def test_a_start_that_waited_for_a_review_that_was_cancelled_waits_no_more():
    route = new_route()
    route.begin(review(cause="rules"), MONDAY, TIMES)

    said = heard(route, ReviewCancelled(review_id=FIRST, reason="无法召集", by=FGW), 1, MONDAY, TIMES)

    assert "task-assigned" in names(said)


def test_a_route_that_was_stored_before_reviews_had_more_than_a_state_goes_on():
    stored = new_route().model_dump(mode="json") | {
        "state": "reviewing",
        "reviews": {FIRST: "open"},
        "review_kinds": {FIRST: "会商联审"},
        "review_limit_days": 3,
        "review_silence": "consent",
    }
    stored.pop("start_review")
    route = Route.model_validate(stored, extra="ignore")
    route.call(review(SECOND))
    heard(route, conclusion(route, SECOND, "agreed"), 1, MONDAY, TIMES)

    assert (route.reviews[FIRST].call.kind, route.reviews[FIRST].days) == ("会商联审", 3)
    assert route.state is RouteState.REVIEWING
    assert "task-assigned" in names(heard(route, conclusion(route, FIRST, "agreed"), 2, MONDAY, TIMES))


def test_what_had_ended_before_is_waited_for_no_more():
    stored = begun().model_dump(mode="json") | {"reviews": {FIRST: "agreed"}}

    assert Route.model_validate(stored).reviews[FIRST].over


def test_papers_are_the_newest_versions_of_what_names_the_items_or_none_and_never_of_a_restricted_one():
    route = begun(task(5), task(29, department="150600.gaj", restricted=True))
    told = [("a",), ("b", "可研报告", 5), ("c", "密", 29), ("d", "旧件", 15), ("e",)]
    route.files = tuple(AttachedFile(**file(*each)) for each in told)

    assert [each.file_id for each in reviewing.papers_of(route)] == ["e", "b"]
    assert [each.file_id for each in reviewing.papers_of(route, (5,))] == ["e", "b"]


def test_a_new_version_of_a_pinned_paper_makes_a_new_edition_of_every_review_that_rests_on_it():
    route = called()
    route.files = (AttachedFile(**file("a")), AttachedFile(**file("b", "可研报告", 5)))
    papers = reviewing.papers_of(route)
    for each in (review(papers=papers), review(SECOND, papers=papers[1:])):
        route.call(each)

    (fact,) = attach(route, "a2")

    assert (fact.review_id, fact.edition, fact.changed) == (FIRST, 2, ("总平面图",))
    assert [each.file_id for each in fact.papers] == ["b", "a2"]
    assert attach(route, "a2") == []
    assert attach(route, "x", "可研报告", 15) == []  # another item's
    assert [each.edition for each in attach(route, "b2", "可研报告", 5)] == [3, 2]
    assert len(route.files) == 5


def test_a_paper_that_is_awaited_fills_its_place():
    route = called(review(needed=("勘测报告", "总平面图"), items=(5,)))

    (fact,) = attach(route, "a")

    assert (fact.edition, [each.file_id for each in fact.papers]) == (2, ["a"])
    assert attach(route, "q", "勘测报告", 15) == []
    assert route.reviews[FIRST].call.needed == ("勘测报告",)


def test_after_the_conclusion_only_what_it_rests_on_is_told_and_after_the_end_nothing():
    route = called()
    route.files = (AttachedFile(**file("a")),)
    route.call(review(papers=reviewing.papers_of(route), needed=("勘测报告",)))
    heard(route, conclusion(route, FIRST, "agreed"), 1, MONDAY, TIMES)

    assert attach(route, "n", "勘测报告") == []
    assert [each.edition for each in attach(route, "a2")] == [2]
    heard(route, ReviewClosed(review_id=FIRST, outcome="agreed"), 2, MONDAY, TIMES)
    assert attach(route, "a3") == []


def test_a_file_of_a_restricted_item_is_never_a_paper():
    route = called(review(needed=("密",)), tasks=(task(5), task(29, department="150600.gaj", restricted=True)))

    assert attach(route, "c", "密", 29) == []
    assert [each.file_id for each in route.files] == ["c"]


def test_an_older_version_that_is_heard_of_later_replaces_nothing():
    route = called(review(papers=(reviewing.paper(AttachedFile(**file("first"), at="2026-03-02T09:00:00+08:00")),)))
    second, third = (f"2026-03-0{day}T09:00:00+08:00" for day in (3, 4))
    newer = FileAttached(**file("third"), at=third)
    older = FileAttached(**file("second"), at=second)

    assert names(reviewing.attached(route, newer)) == ["papers-pinned"]
    assert reviewing.attached(route, older) == []
    assert [paper.file_id for paper in route.reviews[FIRST].call.papers] == ["third"]
    assert [paper.file_id for paper in reviewing.papers_of(route)] == ["third"]
