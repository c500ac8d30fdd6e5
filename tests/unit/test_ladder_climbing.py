"""A matter on its way up: silent rungs, rungs that pass on, the last one."""

import asyncio
from datetime import datetime

from shared.contracts.matters import EscalatedMatter, MatterClimbed, MatterClosed, MatterEscalated, MatterOver, RungReminded
from tests.fakes import facts, mails
from tests.unit.handover_world import BANNER, CHEMICALS, CITY, MINE, WATER, Desks, messages
from tests.unit.routing_world import SLJ

OFFICE = "150600.ldxzb"  # 市工程建设项目审批制度改革领导小组办公室
CASES = {code: f"{code}-20260302-000001" for code in ("150622", "150600", "150422", "150400", "411325")}


async def begun(centre, *items, **how):
    return await Desks(CASES[centre]).begin(*items, **how)


async def matter_of(desks, trigger):
    """The one matter with that trigger."""
    (found,) = [each for each in (await desks.route()).matters.values() if each.trigger == trigger]
    return found


async def test_a_matter_of_returns_ends_when_somebody_accepts_after_all_and_a_later_one_is_another():
    desks = await Desks("150622100-20260302-000001").begin(MINE, mine="underground")
    await desks.returns(BANNER, MINE)
    await desks.ring_due()
    await desks.returns(BANNER, MINE, 2)
    await desks.gives("150622100", MINE, BANNER, "请再研究")
    await desks.accepts(BANNER, MINE, 3)
    await desks.returns(CITY, MINE, 4)
    await desks.ring_until("offered")
    await desks.returns(CITY, MINE, 5)
    first, second = (await desks.route()).matters.values()

    assert (first.state, first.settled, first.closed_reason) == ("closed", True, "转办件已接收")
    assert (second.trigger, second.state) == ("handover_refused_twice", "open")


async def test_an_acceptance_that_is_overdue_escalates_once_and_late_acceptance_settles_it():
    desks = await begun("150622", CHEMICALS)
    await desks.ring_due()
    matter = await matter_of(desks, "handover_overdue")
    await desks.accepts(CITY, CHEMICALS)
    settled = await matter_of(desks, "handover_overdue")
    (over,) = mails(desks.sent, MatterOver, "matter-over", matter.now_at.rung.party)

    assert (matter.state, matter.now_at.rung.key) == ("open", "r1")
    assert (settled.state, settled.settled) == ("closed", True)
    assert over.reason == "转办件已接收、退回或撤回"


async def test_the_same_cause_climbs_once_whatever_is_repeated():
    desks = await begun("150622", CHEMICALS)
    route = await desks.route()
    desks.clock.advance(datetime.fromisoformat(route.alarm_at) - desks.clock.now())
    number = route.alarm_number
    await asyncio.gather(*(desks.ring(number) for _ in range(5)))
    await desks.ring(number)

    assert len(facts(desks.sent, MatterEscalated)) == 1


async def test_a_silent_rung_hands_on_to_the_next_and_the_last_one_is_reminded_and_never_lost():
    desks = await begun("150622", CHEMICALS)
    await desks.ring_until("matter-escalated")
    for _ in range(4):
        await desks.ring_due()
    matter = await matter_of(desks, "handover_overdue")
    climbed = facts(desks.sent, MatterClimbed)

    assert [climb.rung.key for climb in matter.climbs] == ["r1", "r2", "r3"]
    assert [climb.outcome for climb in matter.climbs] == ["silent", "silent", None]
    assert [(each.silent, bool(each.decided_by)) for each in climbed] == [(True, True)] * 2
    assert [each.times for each in facts(desks.sent, RungReminded)] == [1, 2]
    assert [letter.round for letter in mails(desks.sent, EscalatedMatter, "escalated", OFFICE)] == [1, 2, 3]
    assert (await desks.route()).next_alarm() > desks.clock.now()


async def test_a_rung_that_passes_the_matter_on_says_why_and_the_next_one_reads_it():
    desks = await begun("411325", WATER, area_ha=6)
    matter = await desks.reports("411325")
    unexplained = await desks.refuses(matter["party"], "passed-on", "E1")
    await desks.says(matter["party"], "passed-on", "E1", reason="涉及多部门，须牵头部门研究")
    asked = (await desks.route()).matters[matter["matter_id"]].now_at.rung
    (letter,) = mails(desks.sent, EscalatedMatter, "escalated", asked.party)

    assert [fault.field for fault in unexplained] == ["reason"]
    assert asked.key == "r2"
    assert letter.history == (f"{matter['rung_name']}：涉及多部门，须牵头部门研究",)
    assert (await matter_of(desks, "agent_cannot_resolve")).climbs[0].outcome == "passed_on"


async def test_a_matter_ends_with_the_item_it_was_about():
    desks = await begun("150622", WATER, area_ha=6)
    matter = await desks.reports(BANNER, item=WATER)
    await desks.says(SLJ, "approved", WATER)
    refused = await desks.refuses(matter["party"], "resolved", "E1", note="同意", measures=[])

    assert facts(desks.sent, MatterClosed)[0].settled
    assert len(mails(desks.sent, MatterOver, "matter-over", matter["party"])) == 1
    assert "已有决定或已结束" in messages(refused)


async def test_where_nobody_is_above_and_none_is_below_an_overdue_measure_goes_back_to_whoever_laid_it_down():
    desks = await begun("150622", WATER, area_ha=6)
    await desks.reports(BANNER, item=WATER)
    measure = {"owner": SLJ, "act": "出具踏勘意见", "due": "2026-03-03"}
    await desks.says(OFFICE, "resolved", "E1", note="限期踏勘", measures=[measure])
    await desks.says(SLJ, "approved", WATER)
    await desks.ring_until("measure-overdue")
    matter = await matter_of(desks, "measure_overdue")

    assert (matter.state, matter.now_at.rung.party) == ("open", OFFICE)
    await desks.says(SLJ, "done", "E1/M1", note="踏勘意见〔2026〕1号")
    assert (await matter_of(desks, "measure_overdue")).settled
    assert {each.state for each in (await desks.route()).matters.values()} == {"closed"}


async def test_what_a_resolution_has_given_to_a_department_is_not_offered_again():
    desks = await begun("150622", CHEMICALS)
    await desks.returns(CITY, CHEMICALS)
    matter = await desks.reports(BANNER, item=CHEMICALS)
    measure = {"owner": "150600.yjj", "act": "承办", "due": "2026-03-20", "binding": "handle", "item": CHEMICALS}
    await desks.says(matter["party"], "resolved", "E1", note="由市应急管理局承办", measures=[measure])
    await desks.ring_until("deadline-lit")
    task = await desks.task(CHEMICALS)

    assert (task.address, task.custody.holder) == ("150600.yjj", CITY)
    assert len(task.transfers) == 1
