"""听证: who may ask until when, how long it may take, and the latest day for its notice."""

import json
from datetime import datetime

import pytest

from shared.contracts.routing import DeadlineLit
from tests.fakes import facts
from tests.unit.routing_world import CASE, MONDAY, SLJ, World, accepted
from tests.unit.test_clock_told import told_of

WATER, SECRET = 15, 29


@pytest.fixture
async def held():
    world = World()
    await world.hear(accepted(WATER, area_ha=6))
    await world.post_of(SLJ, "special-started", WATER, procedure="听证")
    return world


async def told(world):
    found = {each.what.partition("：")[2]: each for each in await told_of(world)}
    return {name: each for name, each in found.items() if "听证" in name}


def day(each):
    return datetime.fromisoformat(each.due).date().isoformat()


async def test_the_clock_tells_the_three_limits_of_a_hearing_with_their_clauses(held):
    found = await told(held)

    request, procedure, notice = (
        next(each for name, each in found.items() if word in name) for word in ("要求", "特别程序", "通知")
    )
    assert MONDAY.date().isoformat() == "2026-03-02"
    assert (day(request), request.basis, request.whose) == ("2026-03-09", "行政许可法 第四十七条第一款", "申请人、利害关系人")
    assert (day(procedure), procedure.term) == ("2026-03-30", "20个工作日")
    assert (day(notice), "第四十八条第一项" in notice.basis) == ("2026-03-19", True)  # 7 working days before the 30th


async def test_nobody_is_reminded_of_a_right_and_the_department_is_of_the_notice(held):
    while not any(each.light == "overdue" for each in facts(held.sent, DeadlineLit)):
        await held.ring()
    request = next(each for name, each in (await told(held)).items() if "要求" in name)

    lit = [(each.limit, each.light) for each in facts(held.sent, DeadlineLit)]
    assert lit == [("hearing_notice", "yellow"), ("hearing_notice", "red"), ("hearing_notice", "overdue")]
    assert (request.light, request.running) == ("green", False)


async def test_a_report_that_notice_was_given_meets_that_limit(held):
    await held.post_of(SLJ, "progress", WATER, note="听证通知已送达申请人和利害关系人，并已公告")
    while not facts(held.sent, DeadlineLit):
        await held.ring()
    limits = (await held.route()).tasks[f"{CASE}/{WATER}"].limits

    assert limits["hearing_notice"].met is True
    assert {each.limit for each in facts(held.sent, DeadlineLit)} == {"procedure"}


async def test_after_the_hearing_nothing_is_told_of_a_notice_that_nobody_spoke_of(held):
    await held.post_of(SLJ, "special-ended", WATER)

    assert "hearing_notice" not in (await held.route()).tasks[f"{CASE}/{WATER}"].limits
    assert not [name for name in await told(held) if "通知" in name or "要求" in name]


async def test_another_special_procedure_has_no_limits_of_a_hearing():
    world = World()
    await world.hear(accepted(WATER, area_ha=6))
    await world.post_of(SLJ, "special-started", WATER, procedure="专家评审")

    assert await told(world) == {}


async def test_of_a_restricted_item_nothing_says_that_there_is_a_hearing():
    world = World()
    await world.hear(accepted(SECRET, area_ha=6, traits=["security_zone"]))
    if (await world.route()).tasks[f"{CASE}/{SECRET}"].offered:
        await world.desk("150600", "accept-transfer", transfer_id=f"{CASE}/{SECRET}/T1", signed_by="市派件岗")
    await world.post_of((await world.route()).tasks[f"{CASE}/{SECRET}"].address, "special-started", SECRET, procedure="听证")

    text = json.dumps([each.model_dump(mode="json") for each in await told_of(world)], ensure_ascii=False)
    assert "听证" not in text
