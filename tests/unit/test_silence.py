"""What the domain says of itself: no change leaves a route in which nobody goes on; broken on purpose, each way is found."""


import pytest
from hypothesis import HealthCheck, settings
from hypothesis.stateful import invariant, run_state_machine_as_test

from services.notify.domain.correspondence import Correspondence
from services.notify.domain.notice import Notice
from services.routing.domain.ladder import escalate
from services.routing.domain.matter import MatterState, Trouble
from services.routing.domain.route import RouteState
from services.routing.domain.silence import UNTIMED, ailments
from shared.contracts.common import ItemState
from tests.unit.route_walk import AFTER, CASE, MONDAY, REVIEW, TIMES, choice, new_route
from tests.unit.test_route_machine import Walk

WATER, BUILDING, CHEMICALS = 15, 22, 27


class Watched(Walk):
    """The random walk over a route, looked at by the doctor after every step."""

    @invariant()
    def somebody_goes_on_with_everything(self):
        if hasattr(self, "route") and self.route.open:
            found = ailments(self.route, self.now)

            assert [each.what for each in found if each.invariant == "next_actor"] == []


def test_whatever_happens_to_a_route_somebody_goes_on_with_it():
    run_state_machine_as_test(
        Watched,
        settings=settings(max_examples=60, stateful_step_count=30, suppress_health_check=list(HealthCheck), deadline=None),
    )


@pytest.fixture
def route():
    begun = new_route({WATER, BUILDING, CHEMICALS})
    begun.begin(None, MONDAY, TIMES)
    return begun


def of(route, item):
    return route.tasks[f"{CASE}/{item}"]


def found(route):
    return [each.what for each in ailments(route, MONDAY)]


def test_a_route_that_has_just_begun_is_well(route):
    assert route.open
    assert found(route) == []


def test_an_item_that_nobody_has_and_nothing_holds_up_is_found(route):
    task = of(route, WATER)
    task.transfers, task.assigned_at, task.offer_again_at = (), None, None

    assert found(route) == ["事项 15（第1轮）：前置事项均已通过，却没有派给部门"]


def test_an_item_whose_prerequisite_has_failed_is_found(route):
    assert AFTER[BUILDING] == (WATER,)
    of(route, WATER).end(ItemState.REFUSED, MONDAY)

    assert found(route) == ["事项 22（第1轮）：前置事项未通过，本事项却没有终结"]


def test_of_a_restricted_item_no_more_is_said_than_that_there_is_one(route):
    task = of(route, CHEMICALS)
    assert task.restricted
    task.transfers, task.offer_again_at = (), None

    assert found(route) == ["一个涉密事项：前置事项均已通过，却没有派给部门"]


def test_an_objection_that_nobody_settles_is_found_and_one_under_review_is_not(route):
    task = of(route, WATER)
    task.transfers, task.assigned_at, task.objection = (), MONDAY, "不属本部门职责"
    assert found(route) == ["事项 15（第1轮）：被退回后既无会商也无协调，无人确定由谁承办"]
    route.reviews = {f"{CASE}/R1": REVIEW}

    assert found(route) == []


def test_a_review_that_never_ends_holds_up_no_route_unseen(route):
    reviewed = new_route({WATER})
    reviewed.begin(REVIEW, MONDAY, TIMES)
    assert found(reviewed) == []
    reviewed.reviews = {}

    assert found(reviewed) == ["派件前的会商已结束或未召开，派件却没有开始"]


def test_ends_that_were_not_drawn_are_found(route):
    for task in route.tasks.values():
        task.end(ItemState.APPROVED, MONDAY)
    assert found(route) == ["各事项均已终结，派件却没有办结"]
    route.state, route.file_closed = RouteState.DECIDED, True
    assert found(route) == ["办件已结案，派件却没有终结"]
    route.file_closed = False

    assert found(route) == []


def test_a_matter_whose_measures_are_all_done_and_which_is_not_closed_is_found(route):
    trouble = Trouble("agent_cannot_resolve", "x", "协调未果")
    escalate(route, trouble, choice(route, trouble), MONDAY, TIMES)
    (matter,) = route.matters.values()
    assert found(route) == []
    matter.state = MatterState.RESOLVED

    assert found(route) == ["疑难事项 E1：议定事项均已落实，却没有办结"]


def test_a_department_that_nothing_will_ever_remind_is_found():
    route = new_route({WATER})
    route.begin(None, MONDAY, TIMES)
    task = of(route, WATER)
    task.transfers = ()
    task.start(MONDAY, TIMES)
    assert found(route) == []
    task.limits = {name: limit.model_copy(update={"lights": {}}) for name, limit in task.limits.items()}
    route.joint = None

    assert found(route) == [UNTIMED]


def test_a_letter_that_waits_for_nothing_is_found():
    told = {"recipient": "applicant", "template": "x", "reason": "x", "title": "受理通知", "text": "", "answers": "1"}
    letter = Notice(id="1", written_at=MONDAY.isoformat(), address="a@b.cn", outcome="waiting", **told)
    letters = Correspondence(id=CASE, centre="150622", notices=[letter])
    assert letters.open
    (ailment,) = letters.ailments(MONDAY)
    assert "受理通知" in ailment.what
    letter.due = MONDAY.isoformat()
    assert letters.ailments(MONDAY) == []
    letter.outcome = "accepted"

    assert not letters.open
