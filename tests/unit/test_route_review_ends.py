"""How a review ends for its route: its resolutions, its last facts, and when it is needed no more."""

from datetime import timedelta
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.routing.domain import ladder, reviewing
from services.routing.domain.closing import close, complete
from services.routing.domain.concluding import heard
from services.routing.domain.ladder import escalate
from services.routing.domain.matter import Choice
from services.routing.domain.review import ReviewState
from services.routing.domain.withdrawing import terminate
from shared.contracts.common import ItemState
from shared.contracts.interruptions import CaseTerminated
from shared.contracts.joint_review import ReviewCancelled, ReviewClosed
from shared.contracts.review_records import ResolutionDone, ResolutionDropped, ResolutionOverdue
from tests.unit.route_review import FIRST, SECOND, called, concluded, given_opinion, resolution, review
from tests.unit.route_walk import NOBODY, rung
from tests.unit.test_route import FGW, MONDAY, NUMBER, SLJ, TIMES, begun, names, say, task


def on_the_ladder(route):
    """As `Changes` does it, with one rung for everything."""
    said = []
    for trouble in route.troubles():
        said += escalate(route, trouble, Choice(rung(1), NOBODY), MONDAY, TIMES)
    return [*said, *ladder.settle(route, MONDAY)]


@pytest.mark.parametrize("end", ["done", "dropped"])
def test_an_overdue_resolution_climbs_once_and_is_settled_by_its_end(end):
    route = called(review())
    heard(route, concluded(FIRST, "agreed"), 1, MONDAY, TIMES)
    for sequence in (2, 3):
        heard(route, ResolutionOverdue(review_id=FIRST, resolution=resolution()), sequence, MONDAY, TIMES)
    assert names(on_the_ladder(route)) == ["matter-escalated", "escalated"]
    (matter,) = route.matters.values()
    told = {"review_id": FIRST, "resolution": resolution()}
    news = ResolutionDone(**told, evidence="已补测") if end == "done" else ResolutionDropped(**told, reason="不再需要")
    heard(route, news, 4, MONDAY, TIMES)

    assert (matter.trigger, matter.accused) == ("resolution_overdue", SLJ)
    assert "补测河道管理范围" in matter.subject
    assert names(on_the_ladder(route)) == ["matter-over", "matter-closed"]


def test_of_a_resolution_that_is_done_it_comes_too_late_to_say_that_it_is_not():
    route = called(review())
    heard(route, ResolutionDone(review_id=FIRST, resolution=resolution(), evidence="已补测"), 2, MONDAY, TIMES)
    heard(route, ResolutionOverdue(review_id=FIRST, resolution=resolution()), 1, MONDAY, TIMES)

    assert list(route.troubles()) == []
    assert route.reviews_heard == 2


def ending():
    told = [concluded(FIRST, "agreed"), ReviewClosed(review_id=FIRST, outcome="agreed")]
    called_off = [ReviewCancelled(review_id=FIRST, reason="不再需要", by=FGW), ReviewClosed(review_id=FIRST, outcome="cancelled")]
    return [[*order] for facts in (told, called_off) for order in permutations(facts)]


def test_what_is_closed_has_nothing_overdue():
    route = called(review())
    heard(route, ReviewClosed(review_id=FIRST, outcome="agreed"), 9, MONDAY, TIMES)
    heard(route, ResolutionOverdue(review_id=FIRST, resolution=resolution()), 3, MONDAY, TIMES)

    assert list(route.troubles()) == []


@pytest.mark.parametrize("facts", ending())
def test_the_route_closes_when_everything_of_its_reviews_was_heard_in_whatever_order(facts):
    route = called(review(), tasks=(task(5),))
    say(route, FGW, "approved", 5)
    close(route)
    first = heard(route, facts[0], 1, MONDAY, TIMES)
    again = heard(route, facts[0], 1, MONDAY, TIMES)
    last = heard(route, facts[1], 2, MONDAY, TIMES)

    assert (names(first), names(again), names(last)) == ([], [], ["route-closed"])
    assert last[0].reviews == 2


def test_where_the_case_is_ended_its_open_reviews_are_withdrawn_once():
    route = called(review(), review(SECOND))
    heard(route, concluded(SECOND, "agreed"), 1, MONDAY, TIMES)
    ended = CaseTerminated.model_construct(ground_name="申请人失联", reason="多次联系未果")
    terminate(route, ended, MONDAY, TIMES)

    assert [(each.review_id, each.reason) for each in reviewing.settle(route)] == [(FIRST, "办件已终止代办")]
    assert reviewing.settle(route) == []
    assert route.reviews[FIRST].state is ReviewState.OPEN


def test_where_the_file_is_closed_its_open_reviews_are_withdrawn_and_what_is_concluded_is_followed_on():
    route = called(review(), review(SECOND), tasks=(task(5),))
    say(route, FGW, "approved", 5)
    heard(route, concluded(SECOND, "agreed"), 1, MONDAY, TIMES)
    complete(route)
    assert reviewing.settle(route) == []
    close(route)

    assert [(each.review_id, each.reason) for each in reviewing.settle(route)] == [(FIRST, "办件已结案")]
    assert reviewing.settle(route) == []
    over = [ReviewCancelled(review_id=FIRST, reason="办件已结案", by="routing")]
    over += [ReviewClosed(review_id=each, outcome="agreed") for each in (FIRST, SECOND)]
    said = [names(heard(route, fact, number, MONDAY, TIMES)) for number, fact in enumerate(over, start=2)]
    assert said == [[], [], ["route-closed"]]


def test_the_review_of_an_objection_is_withdrawn_when_a_resolution_has_settled_who_handles_it():
    route = begun()
    say(route, SLJ, "returned", 15, reason="不属水利职责")
    assert reviewing.settle(route) == []
    route.tasks[f"{NUMBER}/15"].bound = True

    assert [each.review_id for each in reviewing.settle(route)] == [FIRST]


def test_the_review_of_an_objection_is_withdrawn_when_its_item_has_ended():
    route = begun()
    say(route, SLJ, "returned", 15, reason="不属水利职责")
    route.tasks[f"{NUMBER}/15"].end(ItemState.WITHDRAWN_BY_APPLICANT, MONDAY)

    assert [each.review_id for each in reviewing.settle(route)] == [FIRST]


def test_a_joint_acceptance_of_which_nothing_is_left_is_withdrawn():
    route = called(review(all_or_nothing=True, items=(5, 15)), review(SECOND, items=(5, 15)))
    say(route, FGW, "refused", 5, reason="不符合规划")
    assert reviewing.settle(route) == []
    route.tasks[f"{NUMBER}/15"].end(ItemState.WITHDRAWN_BY_APPLICANT, MONDAY)

    assert [each.review_id for each in reviewing.settle(route)] == [FIRST]
    assert reviewing.settle(route) == []


def test_an_objection_asks_in_writing_and_without_a_discussion():
    route = begun()
    (call,) = (each.call for each in say(route, SLJ, "returned", 15, reason="不属水利职责")[1:])

    assert (call.kind, call.template, call.form, call.rounds) == ("联席会议", "joint_meeting", "circulation", 0)
    assert (call.limit_days, call.silence, call.papers) == (None, None, ())


@given(st.permutations(range(5)), st.sampled_from(["agreed", "conditional", "objected", "deadlocked"]))
def test_in_whatever_order_its_facts_are_heard_a_review_has_the_same_effect(order, outcome):
    opinions = (given_opinion(FGW, "conditional", conditions=("资金到位",)), given_opinion(SLJ, "object", ground="水法"))
    facts = [
        concluded(FIRST, outcome, opinions=opinions, conditions=("先办用地",)),
        ReviewClosed(review_id=FIRST, outcome=outcome),
        ResolutionDone(review_id=FIRST, resolution=resolution(), evidence="已补测"),
        ResolutionDropped(review_id=FIRST, resolution=resolution(2), reason="不再需要"),
        concluded(FIRST, outcome, opinions=opinions, conditions=("先办用地",)),
    ]
    route, straight = called(review()), called(review())
    for number in order:
        heard(route, facts[number], number + 1, MONDAY + timedelta(hours=1), TIMES)
    for number, fact in enumerate(facts):
        heard(straight, fact, number + 1, MONDAY + timedelta(hours=1), TIMES)
    told, expected = route.reviews[FIRST], straight.reviews[FIRST]

    assert told.but(settled=()) == expected.but(settled=())
    assert set(told.settled) == set(expected.settled)
    assert [*route.troubles()] == [*straight.troubles()]
    assert (route.conditions, route.reviews_heard) == (straight.conditions, 5)
