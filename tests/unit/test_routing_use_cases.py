import asyncio

import pytest

from shared.contracts.departments import Assignment, CorrectionReady
from shared.contracts.intake import Agent, AgentAssigned, AttachedFile, CaseClosed, CaseCompleted, CorrectionSubmitted
from shared.contracts.joint_review import ReviewConcluded
from shared.contracts.routing import CaseDecided, CaseRouted, CorrectionSupplied, DeadlineLit, RouteClosed
from shared.errors import Refused
from shared.store import Unknown
from tests.fakes import facts, mails
from tests.unit.routing_world import CASE, CENTRE, FGW, SLJ, ZJJ, World, accepted

FILING, WATER, BUILDING = 5, 15, 22
REVIEW = f"{CASE}/R1"


@pytest.fixture
def world():
    return World()


@pytest.fixture
async def begun(world):
    """备案 and 水土保持 are out, 施工许可 waits for the latter."""
    await world.hear(accepted(FILING, WATER, BUILDING, area_ha=6))
    return world


def concluded(outcome="agreed", cause="rules", task_id=None):
    return ReviewConcluded(
        review_id=REVIEW, cause=cause, task_id=task_id, outcome=outcome, opinions=(), concluded_at="2026-03-05T10:00:00+08:00"
    )


async def test_an_accepted_case_is_routed_and_its_departments_have_their_tasks(begun):
    assert begun.said() == ["case-routed", "task-assigned", "assigned", "task-assigned", "assigned", "plan-revised"]
    (routed,) = facts(begun.sent, CaseRouted)
    assert [planned.item for planned in routed.plan] == [FILING, WATER, BUILDING]
    (assignment,) = mails(begun.sent, Assignment, "assigned", SLJ)
    assert (assignment.task_id, assignment.acting_for) == (f"{CASE}/{WATER}", "综合代办员一号")
    assert assignment.due.promised == "2026-03-06T17:30:00+08:00"  # four working days, that of the assignment not counted


async def test_a_case_is_routed_once_however_often_it_is_accepted(begun):
    said = begun.said()

    await begun.hear(accepted(FILING, WATER, BUILDING, area_ha=6))

    assert begun.said() == said


async def test_two_replicas_that_hear_of_a_case_at_once_route_it_once(world):
    news = accepted(FILING, WATER, BUILDING, area_ha=6)

    await asyncio.gather(world.hear(news, request="one"), world.hear(news, request="other"))

    assert len(facts(world.sent, CaseRouted)) == 1
    assert len(mails(world.sent, Assignment, "assigned")) == 2


async def test_files_of_the_applicant_go_with_every_task(world):
    file = AttachedFile(file_id="f1", material="节能报告", filename="节能报告.pdf", size=9, sha256="0" * 64)

    await world.hear(accepted(FILING).model_copy(update={"files": (file,)}))

    assert [assignment.files for assignment in mails(world.sent, Assignment, "assigned")] == [(file,)]


async def test_what_intake_says_besides_is_passed_over(begun):
    said = begun.said()

    await begun.hear(AgentAssigned(agent=Agent(id="zh2", title="综合代办员二号")))

    assert begun.said() == said


async def test_a_correction_stops_the_clock_until_the_applicant_supplies_it(begun):
    await begun.post_of(SLJ, "correction-needed", WATER, points=["弃土场位置未标注"])
    begun.later(days=7)
    await begun.hear(CorrectionSubmitted(items=(WATER,), note="已标注"))

    (supplied,) = facts(begun.sent, CorrectionSupplied)
    (ready,) = mails(begun.sent, CorrectionReady, "correction-supplied", SLJ)
    assert ready.note == "已标注"
    assert ready.due == supplied.due
    assert ready.due.promised == "2026-03-13T17:30:00+08:00"  # four working days again: the seven did not count


@pytest.mark.parametrize(("procedure", "stops"), [("技术评审", True), ("听证", True), ("现场勘验", False)])
async def test_only_what_the_law_or_the_catalogue_names_stops_the_clock(begun, procedure, stops):
    before = (await begun.route()).tasks[f"{CASE}/{WATER}"].due

    await begun.post_of(SLJ, "special-started", WATER, procedure=procedure)
    begun.later(days=2)
    await begun.post_of(SLJ, "special-ended", WATER)

    assert ((await begun.route()).tasks[f"{CASE}/{WATER}"].due != before) is stops


async def test_an_alarm_lights_what_is_due_and_the_next_one_is_armed(begun):
    await begun.post_of(FGW, "accepted", FILING)
    await begun.post_of(SLJ, "accepted", WATER)
    lit = []
    for _ in range(3):
        await begun.ring()
        lit = facts(begun.sent, DeadlineLit)

    assert [(light.item, light.limit, light.light) for light in lit] == [
        (FILING, "promised", "overdue"),
        (FILING, "legal", "overdue"),
        (WATER, "promised", "yellow"),
        (WATER, "promised", "red"),
    ]
    assert (await begun.route()).next_alarm() is not None


async def test_an_alarm_that_is_not_wanted_any_more_lights_nothing(begun):
    old = (await begun.route()).alarm_number
    await begun.post_of(FGW, "approved", FILING)
    begun.later(days=1)

    await begun.ring(old)

    assert facts(begun.sent, DeadlineLit) == []


async def test_an_alarm_that_goes_off_twice_lights_once(begun):
    first = (await begun.route()).alarm_number
    await begun.ring()
    lit = len(facts(begun.sent, DeadlineLit))
    begun.later(days=30)
    await begun.ring(first)

    assert len(facts(begun.sent, DeadlineLit)) == lit > 0


async def test_an_alarm_that_goes_off_too_early_is_armed_again(begun):
    early = await begun.route()

    await begun.ring(early.alarm_number)

    armed = await begun.route()
    assert (armed.alarm_at, armed.alarm_number) == (early.alarm_at, early.alarm_number + 1)
    assert facts(begun.sent, DeadlineLit) == []


async def test_a_review_that_the_rules_ask_for_comes_before_the_tasks(world):
    await world.hear(accepted(FILING, WATER, BUILDING, area_ha=6, key_project=True))
    assert world.said() == ["case-routed", "review-requested", "plan-revised"]

    await world.hear(concluded())

    assert len(mails(world.sent, Assignment, "assigned")) == 2


async def test_a_returned_task_is_settled_by_a_review_and_cannot_be_returned_again(begun):
    await begun.post_of(SLJ, "returned", WATER, reason="不在本局审批权限内")
    await begun.hear(concluded("agreed", "objection", f"{CASE}/{WATER}"))

    assert [assignment.round for assignment in mails(begun.sent, Assignment, "assigned", SLJ)] == [1, 2]
    assert [fault.message for fault in await begun.refusal_of(SLJ, "returned", WATER, reason="仍不属本局")] == [
        "经会商、协调确定由贵部门承办，不能再次退回"
    ]


async def test_the_case_is_decided_with_its_last_item_and_closed_with_the_case_file(begun):
    for department, item in ((FGW, FILING), (SLJ, WATER), (ZJJ, BUILDING)):
        await begun.post_of(department, "approved", item)
    (decided,) = facts(begun.sent, CaseDecided)
    assert [result.state for result in decided.results] == ["11", "11", "11"]

    for request in ("first", "again"):
        completed = CaseCompleted(outcome="approved", completed_at="2026-03-06T17:00:00+08:00")
        await begun.hear(completed, request=request)
        assert facts(begun.sent, RouteClosed) == []
    for request in ("file", "file again"):
        await begun.hear(CaseClosed(outcome="approved", closed_at="2026-03-20T17:00:00+08:00"), request=request)

    assert len(facts(begun.sent, RouteClosed)) == 1
    assert (await begun.route()).next_alarm() is None


async def test_news_of_a_case_that_was_never_routed_is_parked(world):
    with pytest.raises(Unknown):
        await world.hear(CorrectionSubmitted(items=(WATER,)))


async def test_a_centre_sees_its_own_routes_with_the_reason_of_each_decision(begun):
    shown = await begun.query()

    assert (shown["lead_department"], shown["state"]) == (FGW, "working")
    assert all(task["decided_by"] for task in shown["tasks"])
    assert all(by["basis"] for task in shown["tasks"] for by in task["decided_by"])


@pytest.mark.parametrize(("centre", "case"), [("150602", CASE), (CENTRE, "150622-20260302-000099")])
async def test_another_centres_route_does_not_exist_for_this_one(begun, centre, case):
    with pytest.raises(Refused, match="办件不存在"):
        await begun.query(centre, case)
