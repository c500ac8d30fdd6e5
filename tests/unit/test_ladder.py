"""The ladder: each trouble reaches its rung by the region's rules, once per case and cause, and is never lost."""

import pytest

from shared.contracts.matters import MatterEscalated
from shared.contracts.routing import DeadlineLit
from tests.fakes import facts
from tests.unit.handover_world import BANNER, CHEMICALS, CITY, FILING, PERMIT, SECURITY, WATER, Desks
from tests.unit.routing_world import SLJ

OFFICE = "150600.ldxzb"  # 市工程建设项目审批制度改革领导小组办公室
TRACKED = {"assigned_by_government": True}
CASES = {code: f"{code}-20260302-000001" for code in ("150622", "150600", "150422", "150400", "411325")}


async def begun(centre, *items, **how):
    return await Desks(CASES[centre]).begin(*items, **how)


async def matter_of(desks, trigger):
    """The one matter with that trigger."""
    (found,) = [each for each in (await desks.route()).matters.values() if each.trigger == trigger]
    return found


@pytest.mark.parametrize(
    ("centre", "rung", "party"),
    [
        ("150622", "r3", OFFICE),
        ("150600", "r3", OFFICE),  # 鄂尔多斯 服务规定 三: 提交市领导小组办公室协调
        ("150400", "r1", "150400.slj"),  # 赤峰: 牵头部门负责制协调会
        ("150422", "r1", "150422.slj"),  # 巴林左旗: 牵头业务科室
        ("411325", "r1", "411325.zwj"),  # 内乡: 及时召开协调会议
    ],
)
async def test_what_the_agent_cannot_resolve_goes_where_the_regions_document_says(centre, rung, party):
    desks = await begun(centre, WATER, area_ha=6)
    matter = await desks.reports(centre)

    assert (matter["rung"], matter["party"]) == (rung, party)
    assert [each["rule"] for each in matter["decided_by"]]


@pytest.mark.parametrize("centre", ["150622", "150600", "150422", "150400", "411325"])
async def test_an_overrun_climbs_to_the_first_rung_once_whichever_limit_ran_out_first(centre):
    desks = await begun(centre, FILING, WATER, area_ha=6)
    await desks.says((await desks.task(FILING)).address, "approved", FILING)
    await desks.ring_until("matter-escalated")
    for _ in range(12):  # the legal limit runs out too, and no rung answers
        await desks.ring_due()
    (overrun,) = [each for each in (await desks.route()).matters.values() if each.trigger == "overdue"]

    assert overrun.climbs[0].rung.key == "r1"
    assert overrun.climbs[0].rung.kind in {"联席会议", "协调会议"}


@pytest.mark.parametrize(("centre", "rung"), [("150622", "r2"), ("150422", "r2"), ("411325", "r1")])
async def test_a_department_does_not_sit_in_judgement_on_its_own_delay(centre, rung):
    desks = await begun(centre, FILING)
    await desks.ring_until("matter-escalated")
    (overrun,) = (await desks.route()).matters.values()

    assert overrun.now_at.rung.key == rung
    assert overrun.now_at.rung.party != (await desks.task(FILING)).address


async def test_the_department_of_a_restricted_item_is_named_to_nobody_who_is_not_concerned():
    desks = await begun("150622", FILING, WATER, SECURITY, area_ha=6)
    await desks.accepts(CITY, SECURITY)
    await desks.reports(BANNER, item=WATER)
    await desks.says(SLJ, "returned", WATER, reason="不属水利职责")
    refused = await desks.refuses(
        "150600.ldxzb", "resolved", "E1", note="议定", measures=[{"owner": "x.y", "act": "办", "due": "2026-03-06"}]
    )
    told = [message.body.decode() for message in desks.sent if not message.subject.startswith(("task.150600.gaj", "evt."))]

    assert not [body for body in told if "gaj" in body]
    assert not [fault for fault in refused if "gaj" in fault.remedy]


@pytest.mark.parametrize("centre", ["150622", "150422", "411325"])
async def test_an_upheld_complaint_climbs_to_the_first_rung(centre):
    desks = await begun(centre, WATER, area_ha=6)

    assert (await desks.reports(centre, "complaint_upheld"))["rung"] == "r1"


async def test_a_red_light_of_a_matter_the_government_assigned_is_reported_to_the_government():
    desks = await begun("150622", WATER, FILING, PERMIT, area_ha=6, flags=TRACKED)
    await desks.concludes("agreed")
    await desks.says("150622.fgw", "approved", FILING)
    await desks.ring_until("matter-escalated")
    matter = await matter_of(desks, "red_light")

    assert (matter.now_at.rung.key, matter.now_at.rung.party) == ("r2", "150622.zfb")
    assert (matter.item, matter.task_id) == (WATER, f"{desks.case}/{WATER}")


async def test_a_light_that_goes_on_again_after_a_correction_does_not_climb_again():
    desks = await begun("150622", WATER, FILING, area_ha=6, flags=TRACKED)
    await desks.concludes("agreed")
    await desks.says("150622.fgw", "approved", FILING)
    await desks.ring_until("matter-escalated")
    await desks.says(SLJ, "correction-needed", WATER, points=["弃土场位置未标注"])
    desks.later(days=5)
    await desks.hear_correction(WATER)
    await desks.ring_until("deadline-lit")
    await desks.ring_until("deadline-lit")
    lit = [each.light for each in facts(desks.sent, DeadlineLit) if each.item == WATER and each.limit == "promised"]

    assert lit.count("red") == 2
    assert (await matter_of(desks, "red_light")).item == WATER


async def test_a_red_light_of_an_ordinary_matter_and_an_assignment_alone_call_no_meeting():
    ordinary = await begun("150622", WATER, area_ha=6)
    await ordinary.says(SLJ, "accepted", WATER)
    await ordinary.ring_until("deadline-lit")
    await ordinary.ring_until("deadline-lit")
    assigned = await begun("150622", WATER, FILING, area_ha=6, flags=TRACKED)

    assert [each.light for each in facts(ordinary.sent, DeadlineLit)] == ["yellow", "red"]
    assert facts(ordinary.sent, MatterEscalated) == facts(assigned.sent, MatterEscalated) == []


async def test_departments_that_disagree_climb_above_the_review_they_disagreed_in():
    desks = await begun("150622", WATER, area_ha=6)
    await desks.says(SLJ, "returned", WATER, reason="取土场不在本旗")
    await desks.concludes("objected", WATER)
    matter = await matter_of(desks, "departments_disagree")

    assert (matter.now_at.rung.key, matter.now_at.rung.kind) == ("r2", "会商联审")
    assert (await desks.task(WATER)).stuck


async def test_a_review_in_which_nobody_objected_and_nobody_agreed_has_no_conclusion():
    desks = await begun("150622", WATER, area_ha=6)
    await desks.says(SLJ, "returned", WATER, reason="取土场不在本旗")
    await desks.concludes("objected", WATER, opinion="silent")

    assert (await matter_of(desks, "review_without_conclusion")).now_at.rung.key == "r2"


@pytest.mark.parametrize(
    ("centre", "item", "above", "rung"),
    [("150622", 27, "150600", "r1"), ("150422", 6, "150400", "r1"), ("411325", 9, "411300", "r1")],
)
async def test_what_nobody_takes_or_everybody_refuses_climbs_to_the_first_rung_in_every_region(centre, item, above, rung):
    refused, untaken = await begun(centre, item), await begun(centre, item)
    await refused.returns(above, item)
    await refused.ring_due()
    await refused.returns(above, item, 2)
    await untaken.ring_due()

    assert (await matter_of(refused, "handover_refused_twice")).now_at.rung.key == rung
    assert (await matter_of(untaken, "handover_overdue")).now_at.rung.key == rung


@pytest.mark.parametrize(
    ("centre", "kinds"),
    [
        ("150622", ["会商联审", "提交工程建设项目审批制度改革领导小组办公室"]),
        ("150422", ["会商联审"]),
        ("411325", ["会商联审"]),
    ],
)
async def test_above_the_joint_meeting_that_disagreed_come_the_rungs_that_the_region_has(centre, kinds):
    desks = await begun(centre, FILING)
    address = (await desks.task(FILING)).address
    await desks.says(address, "returned", FILING, reason="职责已划转")
    await desks.concludes("objected", FILING)
    for _ in kinds[1:]:
        matter = await matter_of(desks, "departments_disagree")
        await desks.says(matter.now_at.rung.party, "passed-on", "E1", reason="难以协调")
    last = (await matter_of(desks, "departments_disagree")).now_at.rung.party

    assert [climb.rung.kind for climb in (await matter_of(desks, "departments_disagree")).climbs] == kinds
    assert [fault.field for fault in await desks.refuses(last, "passed-on", "E1", reason="难以协调")] == ["task_id"]


async def test_the_second_return_escalates_exactly_once():
    desks = await begun("150622", CHEMICALS)
    await desks.returns(CITY, CHEMICALS)
    await desks.ring_due()
    await desks.returns(CITY, CHEMICALS, 2, "仍不属本级")
    await desks.gives(BANNER, CHEMICALS, CITY, "请再研究")
    await desks.returns(CITY, CHEMICALS, 3, "维持原意见")
    matter = await matter_of(desks, "handover_refused_twice")

    assert matter.now_at.rung.key == "r1"
    assert "2次被退回" in matter.subject
    assert "仍不属本级" in matter.subject
