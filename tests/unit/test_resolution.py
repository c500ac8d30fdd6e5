"""议定: a resolution is checked as a whole, binds the departments it names, and is followed until every measure is done."""

import pytest

from shared.contracts.departments import Assignment
from shared.contracts.intake import CaseClosed, CaseCompleted
from shared.contracts.matters import (
    MatterClosed,
    MatterOver,
    MatterResolved,
    MeasureAssigned,
    MeasureDone,
    MeasureOverdue,
    TaskRecalled,
)
from shared.contracts.routing import RouteClosed
from shared.contracts.transfers import TransferWithdrawn
from tests.fakes import facts, mails
from tests.unit.handover_world import BANNER, CHEMICALS, CITY, FILING, WATER, YJJ, Desks, messages
from tests.unit.resolving import faults, handle, measure, party, resolves, state
from tests.unit.routing_world import FGW, SLJ

OFFICE = "150600.ldxzb"


@pytest.fixture
async def hard():
    """The agent can't resolve the water bureau's item; the leading-group office is asked."""
    desks = await Desks().begin(WATER, FILING, area_ha=6)
    await desks.reports(BANNER, item=WATER)
    return desks


@pytest.fixture
async def refused_twice():
    desks = await Desks().begin(CHEMICALS)
    await desks.returns(CITY, CHEMICALS)
    await desks.ring_due()
    await desks.returns(CITY, CHEMICALS, 2)
    return desks


async def test_every_fault_of_a_resolution_is_told_at_once_and_nothing_changes(hard):
    before = await hard.unchanged()
    found = await faults(
        hard,
        measure("150622.nyj"),
        measure(due="2026-02-27"),
        measure(due="2027-03-09"),
        measure(binding="decide", item=99),
        measure(FGW, binding="decide", item=WATER),
        handle(SLJ, FILING),
        handle(FGW, FILING),
        note="",
    )

    assert [fault.field for fault in found] == [
        "note",
        "measures.0.owner",
        "measures.1.due",
        "measures.2.due",
        "measures.3.item",
        "measures.4.item",
        "measures.5.item",
        "measures.6.item",
    ]
    assert all(fault.remedy for fault in found)
    assert await hard.unchanged() == before
    assert hard.refusals.noted[-1][:3] == (hard.case, OFFICE, "resolved")


async def test_a_department_that_is_no_party_is_not_bound_and_those_that_are_are_named(hard):
    (fault,) = await faults(hard, measure("150622.nyj"))
    letter = hard.post_to(f"task.{OFFICE}.escalated")[0]

    assert "150622.nyj 不是本件的相关部门" in fault.message
    assert set(letter["parties"]) >= {SLJ, FGW, OFFICE}
    assert all(party in fault.remedy for party in letter["parties"])


async def test_whom_a_resolution_may_bind_exists():
    desks = await Desks("150622100-20260302-000001").begin(WATER, FILING, area_ha=6)
    await desks.reports("150622100", item=WATER)
    letter = desks.post_to(f"task.{await party(desks)}.escalated")[0]

    assert [one for one in letter["parties"] if one.startswith("150622100.")] == []  # the township has no such bureaus
    await resolves(desks, *(measure(one) for one in letter["parties"]))
    assert await state(desks) == "resolved"


@pytest.mark.parametrize("stranger", [SLJ, "150622.zfb", "150600.zwj"])
async def test_only_the_rung_that_is_asked_resolves(hard, stranger):
    before = await hard.unchanged()
    refused = await hard.refuses(stranger, "resolved", "E1", note="我局认为", measures=[measure()])

    assert "不在本部门协调" in messages(refused)
    assert await hard.unchanged() == before


async def test_a_measure_due_today_after_the_office_has_closed_is_refused(hard):
    hard.later(hours=9)  # 18:00

    assert [fault.field for fault in await faults(hard, measure(due="2026-03-02"))] == ["measures.0.due"]


async def test_each_owner_is_told_what_it_owes_by_when(hard):
    await resolves(hard, measure(), measure(FGW, "2026-03-09"))
    (resolved,) = facts(hard.sent, MatterResolved)
    (owed,) = mails(hard.sent, MeasureAssigned, "measure-assigned", SLJ)

    assert (resolved.document, len(resolved.measures)) == ("鄂工改办纪要〔2026〕3号", 2)
    assert (owed.task_id, owed.measure.due) == (f"{hard.case}/E1/M1", "2026-03-06T17:30:00+08:00")
    assert owed.measure.owner_name == "准格尔旗水利局"


async def test_the_matter_is_followed_until_every_measure_is_done(hard):
    await resolves(hard, measure(), measure(FGW))
    await hard.says(SLJ, "done", "E1/M1", note="准水函〔2026〕7号")
    half = await state(hard)
    await hard.says(FGW, "done", "E1/M2", note="已函复")

    assert (half, await state(hard)) == ("resolved", "closed")
    assert [each.evidence for each in facts(hard.sent, MeasureDone)] == ["准水函〔2026〕7号", "已函复"]
    assert not facts(hard.sent, MatterClosed)[0].settled


@pytest.mark.parametrize(
    ("owner", "verb", "said", "field"),
    [
        (FGW, "done", {"note": "已办"}, "task_id"),
        (SLJ, "done", {}, "note"),
        (SLJ, "approved", {}, "task_id"),
        (SLJ, "resolved", {"note": "已办"}, "task_id"),
    ],
)
async def test_a_measure_is_reported_done_by_its_owner_with_what_shows_it(hard, owner, verb, said, field):
    await resolves(hard, measure())
    before = await hard.unchanged()
    refused = await hard.refuses(owner, verb, "E1/M1", **said)

    assert [fault.field for fault in refused] == [field]
    assert await hard.unchanged() == before


async def test_a_measure_is_done_once(hard):
    await resolves(hard, measure(), measure(FGW))
    await hard.says(SLJ, "done", "E1/M1", note="准水函〔2026〕7号")

    assert "已落实" in messages(await hard.refuses(SLJ, "done", "E1/M1", note="又一次"))


async def test_a_resolution_that_names_the_handler_takes_the_task_from_who_had_it(hard):
    await resolves(hard, handle(FGW, WATER))
    task = await hard.task(WATER)

    assert (task.address, task.bound, task.custody.holder) == (FGW, True, BANNER)
    assert len(mails(hard.sent, TaskRecalled, "recalled", SLJ)) == 1
    assert [each.round for each in mails(hard.sent, Assignment, "assigned", FGW) if each.item == WATER] == [2]
    assert messages(await hard.refuses(SLJ, "approved", WATER))
    assert "不能再次退回" in messages(await hard.refuses(FGW, "returned", WATER, reason="不属我委"))
    await hard.says(FGW, "approved", WATER)
    assert await state(hard) == "closed"  # to handle is done when the item is decided


async def test_what_was_refused_twice_is_handled_by_whom_the_resolution_names_and_by_nobody_else(refused_twice):
    undecided = await faults(refused_twice, measure("150622.yjj"))
    await resolves(refused_twice, handle(YJJ, CHEMICALS))
    task = await refused_twice.task(CHEMICALS)
    order = {"case_number": refused_twice.case, "item": CHEMICALS, "to": BANNER, "reason": "退", "signed_by": "派件岗"}
    refused = await refused_twice.desk_refused(CITY, "hand-over", **order)

    assert f"须确定事项{CHEMICALS}由谁承办" in messages(undecided)
    assert [each.holder for each in task.custody.holdings] == [BANNER, CITY]
    assert task.custody.holdings[-1].signed_over_by == "议定事项"
    assert (task.address, task.assigned_at is not None) == (YJJ, True)
    assert "由议定事项确定" in messages(refused)


async def test_an_offer_that_waits_is_withdrawn_by_the_resolution():
    desks = await Desks().begin(CHEMICALS)
    await desks.ring_until("transfer-overdue")
    undecided = await faults(desks, measure("150600.yjj"))
    await resolves(desks, handle(YJJ, CHEMICALS))
    late = await desks.desk_refused(CITY, "accept-transfer", transfer_id=f"{desks.case}/{CHEMICALS}/T1", signed_by="派件岗")

    assert f"须确定事项{CHEMICALS}由谁承办" in messages(undecided)
    assert len(facts(desks.sent, TransferWithdrawn)) == len(desks.post_to("xfer.150600.withdrawn")) == 1
    assert "已撤回" in messages(late)


async def test_a_dispute_is_over_as_soon_as_any_resolution_names_the_handler():
    desks = await Desks().begin(WATER, area_ha=6)
    await desks.reports(BANNER, item=WATER)
    await desks.says(SLJ, "returned", WATER, reason="取土场不在本旗")
    await desks.concludes("objected", WATER)
    await resolves(desks, handle(SLJ, WATER))
    matters = (await desks.route()).matters.values()

    assert [(each.trigger, each.state) for each in matters] == [
        ("agent_cannot_resolve", "resolved"),
        ("departments_disagree", "closed"),
    ]


async def test_an_item_to_be_decided_by_a_date_closes_the_matter_when_it_is_decided(hard):
    await resolves(hard, measure(binding="decide", item=WATER))
    by_report = await hard.refuses(SLJ, "done", "E1/M1", note="已办")
    await hard.says(SLJ, "refused", WATER, reason="弃土场选址不符合规定")

    assert "自动落实" in messages(by_report)
    assert await state(hard) == "closed"


async def test_a_measure_that_is_overdue_climbs_once_and_being_done_late_settles_it():
    desks = await Desks().begin(WATER, area_ha=6)
    await desks.reports(BANNER, "complaint_upheld", WATER)
    await resolves(desks, measure())
    await desks.says(SLJ, "approved", WATER)
    await desks.ring_until("measure-overdue")
    climbed = (await desks.route()).matters[f"{desks.case}/E2"]
    await desks.ring_due()
    await desks.says(SLJ, "done", "E1/M1", note="已整改")

    assert (climbed.trigger, climbed.now_at.rung.key) == ("measure_overdue", "r2")
    assert len(facts(desks.sent, MeasureOverdue)) == 1
    assert (await state(desks, 1), await state(desks, 2)) == ("closed", "closed")
    assert (await desks.route()).next_alarm() is None


async def test_what_is_resolved_about_an_overdue_measure_takes_its_place():
    desks = await Desks().begin(WATER, FILING, area_ha=6)
    await desks.reports(BANNER, "complaint_upheld", WATER)
    await resolves(desks, measure())
    await desks.says(FGW, "approved", FILING)
    await desks.says(SLJ, "approved", WATER)
    await desks.ring_until("measure-overdue")
    await resolves(desks, measure(FGW, "2026-03-20"), number=2, note="改由发改委协调整改")
    (over,) = mails(desks.sent, MatterOver, "matter-over", SLJ)
    refused = await desks.refuses(SLJ, "done", "E1/M1", note="已整改")
    await desks.says(FGW, "done", "E2/M1", note="已协调")

    assert (over.task_id, over.reason) == (f"{desks.case}/E1/M1", "改由发改委协调整改")
    assert "已不需办理" in messages(refused)
    assert [await state(desks, number) for number in (1, 2)] == ["closed", "closed"]


async def test_the_route_closes_only_when_the_last_measure_is_done():
    desks = await Desks().begin(WATER, area_ha=6)
    await desks.reports(BANNER, "complaint_upheld", WATER)
    await resolves(desks, measure())
    await desks.says(SLJ, "approved", WATER)
    await desks.hear(CaseCompleted(outcome="approved", completed_at="2026-03-04T10:00:00+08:00"), case=desks.case)
    await desks.hear(CaseClosed(outcome="approved", closed_at="2026-03-05T10:00:00+08:00"), case=desks.case)
    before = facts(desks.sent, RouteClosed)
    await desks.ring_until("measure-overdue")
    still = facts(desks.sent, RouteClosed)
    await desks.says(SLJ, "done", "E1/M1", note="已整改")

    assert before == still == []
    assert len(facts(desks.sent, RouteClosed)) == 1
    assert (await desks.route()).state == "closed"


async def test_a_difficulty_nobody_resolved_ends_with_the_case():
    desks = await Desks().begin(WATER, area_ha=6)
    await desks.reports(BANNER)
    await desks.says(SLJ, "approved", WATER)
    await desks.hear(CaseCompleted(outcome="approved", completed_at="2026-03-04T10:00:00+08:00"), case=desks.case)
    await desks.hear(CaseClosed(outcome="approved", closed_at="2026-03-05T10:00:00+08:00"), case=desks.case)

    assert facts(desks.sent, MatterClosed)[0].reason == "办件已办结"
    assert desks.said()[-1] == "route-closed"
