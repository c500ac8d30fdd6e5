"""Routing by its subjects: what it hears, what it answers, and whom it believes."""

import json

import pytest

from shared.contracts.intake import CaseClosed, CaseCompleted, CorrectionSubmitted
from shared.contracts.joint_review import ReviewClosed, ReviewConcluded
from shared.contracts.review_calls import AgendaCalled, ReviewRequested
from shared.contracts.routing import CaseRouted, DeadlineLit, ItemApproved, RouteClosed, TaskAssigned
from tests.bus.wired import durables_of, wired
from tests.fakes import facts
from tests.unit.routing_world import CASE, CENTRE, FGW, SLJ, World, accepted

FILING, WATER = 5, 15


@pytest.fixture
def world():
    return World()


@pytest.fixture
async def routing(world):
    async with wired("routing", world) as bus:
        yield bus


@pytest.fixture
async def begun(routing):
    await routing.say(accepted(FILING, WATER), CASE)
    return routing


async def test_it_reads_every_consumer_that_the_topology_gives_it(routing):
    assert routing.durables == durables_of("routing")


async def test_a_case_goes_from_its_acceptance_to_its_end(begun, world):
    await begun.post(f"dept.{FGW}.accepted", {"task_id": f"{CASE}/{FILING}"})
    await begun.post(f"dept.{FGW}.approved", {"task_id": f"{CASE}/{FILING}", "document": "备案证"})
    await begun.post(f"dept.{SLJ}.correction-needed", {"task_id": f"{CASE}/{WATER}", "points": ["弃土场位置未标注"]})
    await begun.say(CorrectionSubmitted(items=(WATER,)), CASE, 2)
    await begun.post(f"dept.{SLJ}.special-started", {"task_id": f"{CASE}/{WATER}", "procedure": "技术评审"})
    await begun.post(f"dept.{SLJ}.special-ended", {"task_id": f"{CASE}/{WATER}"})
    await begun.post(f"dept.{SLJ}.refused", {"task_id": f"{CASE}/{WATER}", "reason": "弃土场选址不符合规定"})
    await begun.say(CaseCompleted(outcome="partly_approved", completed_at="2026-03-31T10:00:00+08:00"), CASE, 3)
    await begun.say(CaseClosed(outcome="partly_approved", closed_at="2026-04-07T10:00:00+08:00"), CASE, 4)

    assert [name for name in world.said() if not name.startswith(("task-", "plan-"))] == [
        "case-routed",
        "assigned",
        "assigned",
        "item-approved",
        "correction-requested",
        "correction-supplied",
        "correction-supplied",
        "special-procedure-started",
        "special-procedure-ended",
        "item-refused",
        "case-decided",
        "route-closed",
    ]
    assert len(facts(world.sent, RouteClosed)) == 1


async def test_what_a_newer_intake_says_besides_is_passed_over(routing, world):
    told = json.loads(accepted(FILING).model_dump_json())
    told["application"]["applicant"]["added_next_year"] = told["added_next_year"] = True

    subject = f"evt.{CENTRE}.intake.case-accepted"
    await routing.post(subject, told, **{"ce-id": "newer", "ce-type": "intake.case-accepted", "ce-subject": CASE})

    assert len(facts(world.sent, CaseRouted)) == 1


async def test_who_speaks_is_what_the_subject_says_never_the_body(begun, world):
    await begun.post(f"dept.{FGW}.approved", {"task_id": f"{CASE}/{WATER}", "department": "slj", "region": CENTRE})

    assert facts(world.sent, ItemApproved) == []
    assert len(world.told_off(FGW)) == 1


async def test_a_department_is_answered_on_the_line_under_its_own_subject_only(begun):
    own = await begun.ask(f"svc.{CENTRE}.routing.department.slj.approved", {"task_id": f"{CASE}/{WATER}"})
    foreign = await begun.ask(f"svc.{CENTRE}.routing.department.fgw.refused", {"task_id": f"{CASE}/{WATER}", "reason": "无"})

    assert own["ok"]
    assert [fault["field"] for fault in foreign["faults"]] == ["task_id"]


async def test_a_returned_task_comes_back_after_its_review(begun, world):
    await begun.post(f"dept.{SLJ}.returned", {"task_id": f"{CASE}/{WATER}", "reason": "不在本局审批权限内"})
    conclusion = {"cause": "objection", "task_id": f"{CASE}/{WATER}", "outcome": "agreed", "opinions": ()}
    await begun.say(
        ReviewConcluded(review_id=f"{CASE}/R1", concluded_at="2026-03-05T10:00:00+08:00", **conclusion), CASE, sequence=4
    )
    await begun.say(ReviewClosed(review_id=f"{CASE}/R1", outcome="agreed"), CASE, sequence=5)

    assert [assigned.round for assigned in facts(world.sent, TaskAssigned) if assigned.item == WATER] == [1, 2]
    assert (await world.route()).reviews_heard == 5


async def test_a_review_that_the_agent_calls_is_followed_to_its_end(begun, world):
    order = {"case_number": CASE, "kind": "countersign", "subject": "会签规划意见", "signed_by": "综合代办员一号"}
    called = await begun.asked(f"svc.{CENTRE}.routing.call-review", order)
    told = {"review_id": called["review_id"]}
    conclusion = ReviewConcluded(**told, cause="agent", outcome="agreed", opinions=(), concluded_at="2026-03-05T10:00:00+08:00")
    await begun.say(conclusion, CASE, 1)
    await begun.say(ReviewClosed(**told, outcome="agreed"), CASE, 2)
    (shown,) = (await begun.asked(f"svc.{CENTRE}.routing.route", {"case_number": CASE}))["reviews"]

    assert (called["state"], shown["state"], shown["outcome"]) == ("open", "closed", "agreed")


async def test_a_meeting_calls_its_cases_by_its_own_words(begun, world):
    order = {"subject": "集中联动审批会商会", "agenda": [{"case_number": CASE}], "signed_by": "中心负责人"}
    meeting = await begun.asked(f"svc.{CENTRE}.routing.call-meeting", order)
    (called,) = facts(world.sent, AgendaCalled)
    await begun.say(called, meeting["meeting_id"])
    foreign = await begun.ask("svc.150621.routing.call-meeting", order)

    assert [fact.call.meeting_id for fact in facts(world.sent, ReviewRequested)] == [meeting["meeting_id"]]
    assert [fault["field"] for fault in foreign["faults"]] == ["agenda.0.case_number"]


async def test_an_alarm_lights_what_is_due(begun, world):
    route = await world.route()
    world.later(days=1)

    await begun.ring(CASE, route.alarm_number)

    assert {light.item for light in facts(world.sent, DeadlineLit) if light.limit != "accept"} == {FILING}


async def test_every_limit_is_accounted_for_to_the_centre_whose_case_it_is_and_to_no_other(begun):
    own = await begun.asked(f"svc.{CENTRE}.routing.clock", {"case_number": CASE})
    other = await begun.ask("svc.150621.routing.clock", {"case_number": CASE})

    assert all(each["days"] and each["basis"] for each in own["deadlines"])
    assert not other["ok"]


async def test_the_route_is_shown_to_the_centre_whose_case_it_is(begun):
    own = await begun.asked(f"svc.{CENTRE}.routing.route", {"case_number": CASE})
    foreign = await begun.ask("svc.150602.routing.route", {"case_number": CASE})

    assert [task["item"] for task in own["tasks"]] == [FILING, WATER]
    assert not foreign["ok"]


async def test_an_opinion_is_for_joint_review_and_not_heard_here(begun, world):
    said = world.said()

    await begun.post(f"dept.{SLJ}.opinion", {"review_id": f"{CASE}/R1", "opinion": "agree"})

    assert world.said() == said
