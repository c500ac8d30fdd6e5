"""A department accepts or objects in time; special procedures and corrections have limits of their own; who may extend."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from shared.clock import CHINA
from shared.contracts.limits import LimitExtended
from shared.contracts.routing import DeadlineLit, ItemApproved, TaskAssigned
from tests.fakes import facts
from tests.unit.routing_world import CASE, FGW, MONDAY, SLJ, World, accepted

FILING, WATER, BUILDING, APPROVAL = 5, 15, 22, 6
HEAD = "本机关负责人"


@pytest.fixture
async def begun():
    world = World()
    await world.hear(accepted(FILING, WATER, BUILDING, area_ha=6))
    return world


async def limit(world, item, name):
    return (await world.route()).tasks[f"{CASE}/{item}"].limits[name]


async def test_a_department_that_does_not_object_within_a_day_keeps_the_task_and_is_told_what_is_possible_now(begun):
    begun.later(days=1, hours=9)

    (fault,) = await begun.refusal_of(SLJ, "returned", WATER, reason="应由市水利局办理")

    assert "2026年3月3日17:30" in fault.message
    assert "提请协调" in fault.remedy


async def test_an_objection_on_the_last_day_is_still_in_time(begun):
    begun.later(days=1, hours=8)

    task = await begun.ask_as(SLJ, "returned", WATER, reason="应由市水利局办理")

    assert task["state_name"] == "退回，待会商或协调"


async def test_who_accepts_in_time_has_met_that_limit_and_who_lies_idle_is_lit(begun):
    await begun.post_of(SLJ, "accepted", WATER)
    met = (await limit(begun, WATER, "accept")).met
    while not any(each.limit == "accept" and each.light == "overdue" for each in facts(begun.sent, DeadlineLit)):
        await begun.ring()

    assert met is True
    assert {each.item for each in facts(begun.sent, DeadlineLit) if each.limit == "accept"} == {FILING}


async def test_a_special_procedure_that_takes_too_long_is_lit_while_the_clocks_of_the_decision_stand(begun):
    await begun.post_of(SLJ, "special-started", WATER, procedure="听证")
    while not any(each.limit == "procedure" for each in facts(begun.sent, DeadlineLit)):
        await begun.ring()

    lit = {each.limit for each in facts(begun.sent, DeadlineLit) if each.item == WATER}
    assert lit == {"procedure", "hearing_notice"}
    assert (await limit(begun, WATER, "procedure")).term.days == 20


async def test_a_correction_that_does_not_come_is_lit_and_its_limit_is_the_applicants(begun):
    await begun.post_of(SLJ, "correction-needed", WATER, points=["弃土场位置未标注"])
    while not any(each.item == WATER for each in facts(begun.sent, DeadlineLit)):
        await begun.ring()

    (lit,) = [each for each in facts(begun.sent, DeadlineLit) if each.item == WATER]
    assert (lit.limit, lit.light) == ("correction", "yellow")


async def test_the_head_of_the_agency_extends_the_legal_limit_once_and_the_promised_one_stays(begun):
    before = (await begun.route()).tasks[f"{CASE}/{WATER}"].limits

    task = await begun.ask_as(SLJ, "extended", WATER, approved_by=HEAD, reason="专家意见不一，需再次论证")

    after = (await begun.route()).tasks[f"{CASE}/{WATER}"].limits
    (told,) = facts(begun.sent, LimitExtended)
    assert (told.days, told.reason, told.approved_by) == (10, "专家意见不一，需再次论证", HEAD)
    assert datetime.fromisoformat(told.due) == after["legal"].due > before["legal"].due == datetime.fromisoformat(told.before)
    assert after["promised"].due == before["promised"].due
    assert task["extended"]["days"] == 10


async def test_an_extension_that_nobody_may_grant_is_refused_with_every_fault(begun):
    faults = await begun.refusal_of(SLJ, "extended", WATER, approved_by="综合科科长", days=30)

    assert [fault.field for fault in faults] == ["reason", "approved_by", "days"]
    assert all(fault.remedy for fault in faults)


async def test_a_second_extension_and_one_that_comes_too_late_are_refused(begun):
    await begun.ask_as(SLJ, "extended", WATER, approved_by=HEAD, reason="需再次论证")
    (second,) = await begun.refusal_of(SLJ, "extended", WATER, approved_by=HEAD, reason="仍需论证")
    (spot,) = await begun.refusal_of(FGW, "extended", FILING, approved_by=HEAD, reason="人手不足")

    assert "已延长一次" in second.message
    assert "依法不能延长" in spot.message


async def test_after_the_legal_limit_nothing_is_extended(begun):
    begun.clock.advance((await limit(begun, WATER, "legal")).due + timedelta(minutes=1) - begun.clock.now())

    (late,) = await begun.refusal_of(SLJ, "extended", WATER, approved_by=HEAD, reason="需再次论证")

    assert "届满后不能延长" in late.message


async def test_an_item_with_an_extension_of_its_own_names_its_days_and_its_post():
    world = World()
    await world.hear(accepted(APPROVAL, investment=80_000_000))
    await world.desk("150600", "accept-transfer", transfer_id=f"{CASE}/{APPROVAL}/T1", signed_by="市派件岗")
    task = (await world.route()).tasks[f"{CASE}/{APPROVAL}"]

    (fault,) = await world.refusal_of(task.address, "extended", APPROVAL, approved_by=HEAD, reason="需征求有关单位意见")
    await world.ask_as(task.address, "extended", APPROVAL, approved_by="本机关主要负责人", reason="需征求有关单位意见")

    assert "主要负责人" in fault.remedy
    assert facts(world.sent, LimitExtended)[0].days == 40


async def test_an_outage_of_ours_makes_no_department_late(begun):
    due = (await limit(begun, WATER, "legal")).due
    said = begun.message(f"dept.{SLJ}.approved", f'{{"task_id": "{CASE}/{WATER}"}}'.encode(), place=7)
    begun.clock.advance(due + timedelta(days=3) - begun.clock.now())

    await begun.handlers.on_answer(replace(said, at=due - timedelta(hours=1)))

    (approved,) = facts(begun.sent, ItemApproved)
    assert (approved.legal_met, datetime.fromisoformat(approved.at)) == (True, due - timedelta(hours=1))
    next_one = [each for each in facts(begun.sent, TaskAssigned) if each.item == BUILDING]
    assert [datetime.fromisoformat(each.at) for each in next_one] in ([], [begun.clock.now()])


@pytest.mark.parametrize(("year", "counts"), [(2020, MONDAY), (2030, MONDAY + timedelta(hours=2))])
async def test_an_answer_counts_neither_before_the_assignment_nor_after_now(begun, year, counts):
    begun.later(hours=2)
    said = begun.message(f"dept.{SLJ}.approved", f'{{"task_id": "{CASE}/{WATER}"}}'.encode(), place=7)

    await begun.handlers.on_answer(replace(said, at=datetime(year, 1, 1, tzinfo=CHINA)))

    (approved,) = facts(begun.sent, ItemApproved)
    assert datetime.fromisoformat(approved.at) == counts
