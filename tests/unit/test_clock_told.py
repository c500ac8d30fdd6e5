"""Every limit of a route with its reasoning, as people are told it."""

import json
from datetime import datetime

from shared.contracts.duties import DeadlineTold
from tests.unit.routing_world import CASE, CENTRE, SLJ, World, accepted

WATER, LAND, SECRET, ATOP = 15, 26, 29, 27
HEAD = "本机关负责人"


async def told_of(world):
    body = json.dumps({"case_number": CASE}).encode()
    found = await world.handlers.clock(world.message(f"svc.{CENTRE}.routing.clock", body))
    return [DeadlineTold.model_validate(each) for each in found["deadlines"]]


async def begun(*items, **project):
    world = World()
    await world.hear(accepted(*items, area_ha=6, **project))
    return world


async def test_every_limit_of_every_task_and_the_joint_one_are_told_with_their_days():
    world = await begun(WATER, LAND)

    told = await told_of(world)

    assert [each.what.partition("：")[2] or each.what for each in told if "水土保持" in each.what or "联合" in each.what] == [
        "联合办理时限",
        "承诺时限",
        "法定时限",
        "接件或者提出异议的期限",
    ]
    for each in told:
        counted = [day for day in each.days if day.counted]
        assert f"{len(counted)}个工作日" == each.term
        assert each.days[-1].day == datetime.fromisoformat(each.due).date()


async def test_a_pause_is_told_with_its_ground_and_the_limit_stands():
    world = await begun(WATER)
    await world.post_of(SLJ, "correction-needed", WATER, points=["弃土场位置未标注"])
    world.later(days=3)

    legal = next(each for each in await told_of(world) if "法定" in each.what)
    correction = next(each for each in await told_of(world) if "补正" in each.what)

    assert not legal.running
    assert any("等待申请人补正" in day.why for day in legal.days)
    assert (correction.whose, correction.running) == ("申请人", True)


async def test_what_is_decided_says_whether_it_was_in_time_and_an_extension_shows_its_clause():
    world = await begun(WATER)
    await world.ask_as(SLJ, "extended", WATER, approved_by=HEAD, reason="需再次论证")
    await world.ask_as(SLJ, "approved", WATER)
    world.later(days=90)

    told = {each.what.partition("：")[2]: each for each in await told_of(world)}

    assert told["法定时限"].met is True
    assert told["法定时限"].light == "green"
    assert "延长10个工作日" in told["法定时限"].basis


async def test_of_a_restricted_item_no_name_no_department_and_no_procedure_is_told():
    world = await begun(SECRET, traits=["security_zone"])
    transfer = f"{CASE}/{SECRET}/T1"
    if (await world.route()).tasks[f"{CASE}/{SECRET}"].offered:
        await world.desk("150600", "accept-transfer", transfer_id=transfer, signed_by="市派件岗")
    task = (await world.route()).tasks[f"{CASE}/{SECRET}"]
    await world.post_of(task.address, "special-started", SECRET, procedure="技术鉴定")
    world.later(days=2)

    text = json.dumps([each.model_dump(mode="json") for each in await told_of(world)], ensure_ascii=False)

    assert "中止：限制公开" in text
    assert not [word for word in (task.plan.item_name, task.plan.department_name, "鉴定", "反间谍", "国家安全") if word in text]


async def test_an_offer_that_waits_is_the_asked_centres():
    world = await begun(ATOP)

    told = [each for each in await told_of(world) if "转办件" in each.what]

    assert [(each.whose, each.term) for each in told] == [("鄂尔多斯市政务服务中心", "1个工作日")]
