"""中止 and 恢复 of a case as routing carries them out; 终止 and 撤件."""

import pytest

from services.routing.domain.withdrawing import ItemNotPlaced
from services.routing.use_cases import NotYet
from shared.contracts.departments import Assignment, WorkResumed, WorkSuspended
from shared.contracts.intake import CaseClosed, CorrectionSubmitted, ItemsAdded
from shared.contracts.matters import TaskRecalled
from shared.contracts.plan import PlanRevised
from shared.contracts.routing import CaseDecided, DeadlineLit, ItemNotHandled, ItemRecalled, RouteClosed
from shared.contracts.transfers import TransferOffered
from tests.fakes import facts, mails
from tests.unit.handover_world import BANNER, CHEMICALS, CITY, YJJ, Desks, messages
from tests.unit.route_interruptions import resumed, suspended, terminated, withdrawn
from tests.unit.routing_world import FGW, SLJ, accepted

FILING, WATER, BUILDING = 5, 15, 22
CLOSED = CaseClosed(outcome="terminated", closed_at="2026-03-20T17:00:00+08:00")


@pytest.fixture
async def desks():
    """备案 and 水土保持 are out, 施工许可 waits for the latter."""
    return await Desks().begin(FILING, WATER, BUILDING, area_ha=6)


def lights(desks):
    return [(each.item, each.limit, each.light) for each in facts(desks.sent, DeadlineLit)]


async def test_while_a_case_is_suspended_its_clocks_stand_and_its_departments_know(desks):
    await desks.hear(suspended(1))
    route = await desks.route()
    (letter,) = mails(desks.sent, WorkSuspended, "suspended", SLJ)

    assert route.next_alarm() is None
    assert letter.reason == "未能及时缴纳各类行政事业性规费"
    assert (await desks.task(WATER)).pauses[-1].grounds == "中止代办（服务规定 四（三））"
    assert len(mails(desks.sent, WorkSuspended, "suspended")) == 2
    assert [line.state for line in route.plan.lines] == ["paused", "paused", "waiting"]
    assert route.plan.lines[0].note == "中止代办，计时中止，按即日恢复计时推算"


async def test_a_department_may_not_answer_while_the_case_is_suspended_and_is_told_why(desks):
    await desks.hear(suspended(1))
    for verb in ("accepted", "approved", "progress"):
        (fault,) = await desks.refuses(SLJ, verb, WATER, note="已初审")

        assert fault.message == "办件已中止代办：未能及时缴纳各类行政事业性规费"
        assert "恢复办理后会另行通知" in fault.remedy


async def test_after_the_resumption_the_limits_are_later_by_the_days_it_stood(desks):
    before = (await desks.task(WATER)).due.promised
    await desks.hear(suspended(1))
    desks.later(days=7)
    await desks.hear(resumed(1))
    (letter,) = mails(desks.sent, WorkResumed, "resumed", SLJ)

    assert (before, letter.due.promised) == ("2026-03-06T17:30:00+08:00", "2026-03-13T17:30:00+08:00")
    assert letter.reason == "规费已缴清"
    assert [each.reason for each in facts(desks.sent, PlanRevised)][-1] == "办件恢复"
    assert (await desks.route()).next_alarm() is not None
    assert (await desks.says(SLJ, "approved", WATER))["state_name"] == "办结（通过）"


async def test_lights_that_are_due_when_the_case_is_suspended_are_lit_and_no_others_after(desks):
    desks.later(days=2, hours=12)
    await desks.hear(suspended(1))
    lit = lights(desks)
    desks.later(days=30)
    await desks.ring((await desks.route()).alarm_number)

    assert (FILING, "promised", "overdue") in lit
    assert lights(desks) == lit


async def test_a_light_due_when_a_department_asks_for_a_correction_is_lit_first(desks):
    desks.later(days=5)
    await desks.says(SLJ, "correction-needed", WATER, points=["弃土场位置未标注"])

    assert (WATER, "promised", "overdue") in lights(desks)


async def test_a_correction_in_the_middle_of_a_suspension_keeps_its_own_pause(desks):
    await desks.says(SLJ, "correction-needed", WATER, points=["弃土场位置未标注"])
    desks.later(days=1)
    await desks.hear(suspended(1))
    desks.later(days=1)
    await desks.hear(CorrectionSubmitted(items=(WATER,)))
    stands = (await desks.task(WATER)).running
    desks.later(days=1)
    await desks.hear(resumed(1))

    assert not stands
    assert (await desks.task(WATER)).running
    assert (await desks.task(WATER)).due.promised == "2026-03-11T17:30:00+08:00"  # three working days stood


async def test_what_becomes_ready_while_the_case_is_suspended_goes_out_after_the_resumption():
    desks = await Desks().begin(FILING, WATER, BUILDING, area_ha=6, key_project=True)
    await desks.hear(suspended(1))
    await desks.concludes("agreed")
    held = mails(desks.sent, Assignment, "assigned")
    await desks.hear(resumed(1))

    assert held == []
    assert len(mails(desks.sent, Assignment, "assigned")) == 2


async def test_the_news_of_a_suspension_that_come_after_those_of_its_end_change_nothing(desks):
    said = desks.said()
    await desks.hear(resumed(1))
    await desks.hear(suspended(1))
    after = desks.said()
    await desks.hear(suspended(2))

    assert after == said
    assert (await desks.route()).suspension.number.endswith("/S2")


async def test_an_offer_is_taken_back_and_made_again_with_a_limit_of_its_own():
    desks = await Desks().begin(CHEMICALS)
    await desks.hear(suspended(1))
    refused = await desks.desk_refused(CITY, "accept-transfer", transfer_id=f"{desks.case}/{CHEMICALS}/T1", signed_by="派件岗")
    handed = await desks.desk_refused(
        BANNER, "hand-over", case_number=desks.case, item=CHEMICALS, to=CITY, reason="请办", signed_by="派件岗"
    )
    desks.later(days=14)
    await desks.hear(resumed(1))
    first, again = facts(desks.sent, TransferOffered)
    await desks.accepts(CITY, CHEMICALS, 2)

    assert messages(refused) == "该转办件已撤回"
    assert "办件已中止代办" in messages(handed)
    assert (again.offer.reason, again.offer.signed_by) == (first.offer.reason, first.offer.signed_by)
    assert again.offer.due > first.offer.due
    assert len(mails(desks.sent, Assignment, "assigned", YJJ)) == 1


async def test_a_rung_has_as_many_working_days_as_it_had_left(desks):
    await desks.reports(BANNER, item=WATER)
    (matter,) = (await desks.route()).matters.values()
    await desks.hear(suspended(1))
    desks.later(days=7)
    await desks.hear(resumed(1))
    (later,) = (await desks.route()).matters.values()

    assert (later.now_at.due - matter.now_at.due).days == 7


async def test_a_review_that_concludes_in_a_suspension_assigns_the_task_after_it(desks):
    await desks.says(SLJ, "returned", WATER, reason="不在本局审批权限内")
    await desks.hear(suspended(1))
    await desks.concludes("agreed", WATER)
    held = mails(desks.sent, Assignment, "assigned", SLJ)
    await desks.hear(resumed(1))
    again = await desks.refuses(SLJ, "returned", WATER, reason="仍不属本局")

    assert [each.round for each in held] == [1]
    assert [each.round for each in mails(desks.sent, Assignment, "assigned", SLJ)] == [1, 2]
    assert "不能再次退回" in messages(again)


async def test_a_terminated_case_recalls_what_is_not_decided_and_closes_with_its_file(desks):
    await desks.says(FGW, "approved", FILING)
    await desks.reports(BANNER, item=WATER)
    await desks.hear(suspended(1))
    await desks.hear(terminated())
    (decided,) = facts(desks.sent, CaseDecided)
    open_still = facts(desks.sent, RouteClosed)
    await desks.hear(CLOSED)

    assert [(each.item, each.state) for each in decided.results] == [(FILING, "11"), (WATER, "14"), (BUILDING, "14")]
    assert [each.reason for each in facts(desks.sent, ItemRecalled)] == ["委托方提出终止委托"] * 2
    assert [each.task_id for each in mails(desks.sent, TaskRecalled, "recalled")] == [f"{desks.case}/{WATER}"]
    assert [matter.state for matter in (await desks.route()).matters.values()] == ["closed"]
    assert (open_still, len(facts(desks.sent, RouteClosed))) == ([], 1)


async def test_a_case_that_is_terminated_before_its_review_concludes_closes_after_that():
    desks = await Desks().begin(FILING, WATER, BUILDING, area_ha=6, key_project=True)
    await desks.hear(terminated())
    await desks.hear(CLOSED)
    await desks.concludes("objected")
    waits = facts(desks.sent, RouteClosed)
    await desks.closes(outcome="objected")

    assert waits == []
    assert len(facts(desks.sent, RouteClosed)) == 1
    assert (await desks.route()).matters == {}


async def test_a_withdrawn_item_ends_and_what_waited_for_it_cannot_go_on(desks):
    await desks.hear(withdrawn(WATER))
    (recalled,) = facts(desks.sent, ItemRecalled)
    late = await desks.refuses(SLJ, "approved", WATER)

    assert (recalled.item, recalled.state, recalled.reason) == (WATER, "2", "项目选址调整")
    assert [each.item for each in facts(desks.sent, ItemNotHandled)] == [BUILDING]
    assert [each.reason for each in mails(desks.sent, TaskRecalled, "recalled", SLJ)] == ["项目选址调整"]
    assert "已撤件" in messages(late)
    assert (await desks.task(FILING)).running
    assert facts(desks.sent, CaseDecided) == []


async def test_what_is_decided_is_not_withdrawn_any_more(desks):
    await desks.says(SLJ, "approved", WATER)
    said = len(desks.said())
    await desks.hear(withdrawn(WATER))

    assert len(desks.said()) == said
    assert (await desks.task(WATER)).state == "11"


async def test_items_added_before_the_end_and_known_after_it_end_with_the_case():
    desks = await Desks().begin(WATER, area_ha=6)
    await desks.hear(withdrawn(WATER, whole=True))
    form = accepted(WATER, FILING, area_ha=6).application
    await desks.hear(ItemsAdded(items=(FILING,), application=form, signed_by="经办人", at="2026-03-02T10:00:00+08:00"))

    assert (await desks.task(FILING)).state == "2"
    assert (await desks.route()).state == "decided"
    assert [each.item for each in mails(desks.sent, Assignment, "assigned")] == [WATER]


async def test_news_of_an_item_whose_addition_is_still_on_its_way_come_again(desks):
    with pytest.raises(ItemNotPlaced):
        await desks.hear(withdrawn(26))


async def test_a_case_that_ended_before_it_was_accepted_has_no_route_and_is_passed_over():
    desks = Desks()
    early = desks.message(f"evt.{BANNER}.intake.case-terminated", terminated().model_dump_json().encode(), case=desks.case)
    use = desks.handlers._use
    with pytest.raises(NotYet):
        await use.hear(desks.case, BANNER, terminated(), early.cause, patient=True)
    await use.hear(desks.case, BANNER, terminated(), early.cause)

    assert desks.said() == []
