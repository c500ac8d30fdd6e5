from datetime import datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.routing.domain.answers import answer
from services.routing.domain.closing import close, complete
from services.routing.domain.lights import light
from services.routing.domain.route import Route, RouteState
from services.routing.domain.task import Task
from shared.aggregate import Mail
from shared.clock import CHINA, Term, Times, WorkCalendar
from shared.contracts.common import ItemState
from shared.contracts.departments import Answer
from shared.contracts.routing import PlannedItem
from shared.errors import Refused

NUMBER = "150622-20260302-000001"
MONDAY = datetime(2026, 3, 2, 9, 0, tzinfo=CHINA)
TIMES = Times(WorkCalendar(), time(8, 30), time(17, 30), 2 / 3)
FGW, SLJ, ZJJ = "150622.fgw", "150622.slj", "150622.zjj"
ITEMS = {5: (FGW, ()), 15: (SLJ, ()), 22: (ZJJ, (5, 15))}


def days(number):
    return Term(what="承诺办理时限", days=number, unit="working", basis="测试", mark="inferred")


def task(item, after=(), department=FGW, **more):
    region, _, code = department.partition(".")
    plan = PlannedItem(
        item=item,
        item_name=f"事项{item}",
        region=region,
        department=code,
        department_name=f"准格尔旗{code}",
        level="county",
        after=after,
        not_needed=more.pop("not_needed", None),
    )
    return Task(plan=plan, task_id=f"{NUMBER}/{item}", promised=days(3), legal=days(20), **more)


def new_route(*tasks):
    found = tasks or [task(item, after, department) for item, (department, after) in ITEMS.items()]
    return Route(
        id=NUMBER,
        centre="150622",
        applicant="准格尔旗某企业",
        agent="综合代办员一号",
        rulebook="v1",
        lead=FGW,
        lead_name="准格尔旗发展和改革委员会",
        tasks={one.task_id: one for one in found},
    )


def begun(*tasks, call=None):
    route = new_route(*tasks)
    route.begin(call, MONDAY, TIMES)
    return route


def say(route, department, verb, item, now=MONDAY, **said):
    return answer(route, department, verb, Answer(task_id=f"{NUMBER}/{item}", **said), now, TIMES, stops_clock=True)


def names(said):
    return [one.subject.rpartition(".")[2] if isinstance(one, Mail) else one.name for one in said]


def test_tasks_without_prerequisites_go_out_at_once_and_in_parallel():
    route = new_route()

    said = route.begin(None, MONDAY, TIMES)

    assert names(said) == ["case-routed", "task-assigned", "assigned", "task-assigned", "assigned"]
    assert route.tasks[f"{NUMBER}/22"].state is ItemState.RECEIVED


def test_a_task_goes_out_when_the_last_of_its_prerequisites_is_approved():
    route = begun()
    assert names(say(route, FGW, "approved", 5)) == ["item-approved"]

    said = say(route, SLJ, "approved", 15, document="准水许可〔2026〕3号")

    assert names(said) == ["item-approved", "task-assigned", "assigned"]


def test_what_waited_for_a_refused_item_ends_with_it():
    route = begun()
    say(route, FGW, "approved", 5)

    said = say(route, SLJ, "refused", 15, reason="弃土场选址不符合规定")

    assert names(said) == ["item-refused", "item-not-handled", "case-decided"]
    assert route.state is RouteState.DECIDED
    assert [result.state for result in said[-1].results] == ["11", "13", "5"]


def test_an_item_the_law_asks_no_permit_for_counts_as_passed():
    route = new_route(task(15, not_needed="面积和土石方均低于标准"), task(22, (15,), ZJJ))

    assert names(route.begin(None, MONDAY, TIMES)) == ["case-routed", "item-not-handled", "task-assigned", "assigned"]


@pytest.mark.parametrize(
    ("department", "verb", "item", "said", "field"),
    [
        (SLJ, "approved", 5, {}, "task_id"),
        (FGW, "approved", 99, {}, "task_id"),
        (ZJJ, "approved", 22, {}, "task_id"),
        (FGW, "refused", 5, {}, "reason"),
        (FGW, "correction-needed", 5, {}, "points"),
        (FGW, "special-started", 5, {}, "procedure"),
        (FGW, "special-ended", 5, {}, "task_id"),
        (FGW, "returned", 5, {}, "reason"),
    ],
)
def test_an_answer_out_of_place_is_refused_and_changes_nothing(department, verb, item, said, field):
    route = begun()
    before = route.model_dump_json()

    with pytest.raises(Refused) as refused:
        say(route, department, verb, item, **said)

    assert [fault.field for fault in refused.value.faults] == [field]
    assert route.model_dump_json() == before


def test_a_decided_task_is_not_decided_again():
    route = begun()
    say(route, FGW, "approved", 5)

    with pytest.raises(Refused, match="办结（通过）"):
        say(route, FGW, "refused", 5, reason="改主意了")


def test_a_correction_stops_the_clock_until_it_is_supplied():
    route = begun(task(5))
    due = route.tasks[f"{NUMBER}/5"].limits["promised"].due
    say(route, FGW, "correction-needed", 5, points=["总平面图未标注红线"])
    assert route.next_alarm() is None
    with pytest.raises(Refused, match="补正或特别程序结束之前"):
        say(route, FGW, "approved", 5)

    said = route.supplied([5], "已标注", MONDAY + timedelta(days=2), TIMES)

    assert names(said) == ["correction-supplied", "correction-supplied"]
    assert route.tasks[f"{NUMBER}/5"].limits["promised"].due == due + timedelta(days=4)  # two days and a weekend
    assert route.tasks[f"{NUMBER}/5"].state is ItemState.CORRECTION_ENDED


def test_lights_go_on_in_order_and_once():
    route = begun(task(5))

    colours = []
    while (when := route.next_alarm()) is not None:
        colours += [(fact.limit, fact.light) for fact in light(route, when)]

    assert [colour for limit, colour in colours if limit == "promised"] == ["yellow", "red", "overdue"]
    assert [colour for limit, colour in colours if limit == "legal"] == ["yellow", "red", "overdue"]
    assert light(route, MONDAY + timedelta(days=400)) == []


def test_both_limits_are_judged_when_the_task_is_decided():
    route = begun(task(5))

    fact = say(route, FGW, "approved", 5, now=MONDAY + timedelta(days=7))[0]

    assert (fact.promised_met, fact.legal_met) == (False, True)


def test_an_acceptance_that_another_replica_overtook_is_passed_over():
    route = begun()
    approved = Answer(task_id=f"{NUMBER}/5")
    answer(route, FGW, "approved", approved, MONDAY, TIMES, stops_clock=False, place=8)

    assert answer(route, FGW, "accepted", approved, MONDAY, TIMES, stops_clock=False, place=7) == []
    with pytest.raises(Refused):
        answer(route, FGW, "accepted", approved, MONDAY, TIMES, stops_clock=False, place=9)


def test_a_restricted_item_has_no_name_in_what_is_said():
    route = begun(task(29, department="150600.gaj", restricted=True))

    fact = say(route, "150600.gaj", "approved", 29)[0]

    assert fact.item_name == "一个事项"


def test_the_route_closes_with_the_case_file_and_says_so_once():
    route = begun(task(5))
    say(route, FGW, "approved", 5)

    assert complete(route) == []
    assert names(close(route)) == ["route-closed"]
    assert close(route) == []


def test_a_case_file_that_is_closed_before_its_items_have_ended_here_leaves_the_route_open():
    route = begun(task(5))

    assert close(route) == []
    assert route.state is RouteState.WORKING


VERBS = st.sampled_from(["accepted", "correction-needed", "special-started", "special-ended", "approved", "refused", "supplied"])


@given(st.lists(st.tuples(VERBS, st.sampled_from([5, 15, 22]), st.integers(0, 72)), max_size=60))
def test_no_walk_leaves_a_route_without_a_way_to_its_end(steps):
    route, now = begun(), MONDAY
    whole = {"reason": "理由", "points": ["一"], "procedure": "专家评审"}
    for verb, item, hours in steps:
        now += timedelta(hours=hours)
        try:
            if verb == "supplied":
                route.supplied([item], "", now, TIMES)
            else:
                say(route, ITEMS[item][0], verb, item, now=now, **whole)
        except Refused:
            continue

    for item in (5, 15, 22):  # every department does what is left to do
        route.supplied([item], "", now, TIMES)
        one = route.tasks[f"{NUMBER}/{item}"]
        if one.state is ItemState.SPECIAL_STARTED:
            say(route, one.address, "special-ended", item, now=now)
        if not one.state.ended:
            say(route, one.address, "approved", item, now=now)
    assert route.state is RouteState.DECIDED
