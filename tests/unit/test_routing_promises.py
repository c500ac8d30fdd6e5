"""容缺受理 and 告知承诺 as departments feel them; refusals with remedies, progress, and the revocation of an approval."""

import pytest

from services.routing.domain.remedies import remedies
from shared.contracts.departments import Assignment, PrerequisiteRevoked, PromiseLetter
from shared.contracts.intake import CaseClosed, CaseCompleted
from shared.contracts.materials import PromiseBroken, PromiseKept, PromiseMade
from shared.contracts.matters import TaskRecalled
from shared.contracts.routing import CaseDecided, ItemNotHandled, ItemRefused, ItemRevoked, RouteClosed, TaskProgressed
from tests.fakes import facts, mails
from tests.unit.handover_world import MINE, YJJ, Desks, messages
from tests.unit.route_interruptions import AT, promise
from tests.unit.route_walk import new_task
from tests.unit.routing_world import FGW, SLJ, ZJJ, accepted

FILING, WATER, BUILDING, DESIGN, PLANNING = 5, 15, 22, 24, 26
GROUND = {"reason": "以欺骗手段取得", "ground": "行政许可法第六十九条第二款"}


async def promised(*promises):
    """水土保持, and 施工许可 that waits for it, accepted on promises."""
    desks = Desks()
    await desks.hear(accepted(WATER, BUILDING, area_ha=6).model_copy(update={"promises": promises}))
    return desks


def letters(desks, verb, department=SLJ):
    return mails(desks.sent, PromiseLetter, verb, department)


async def test_the_decision_waits_for_a_promised_material_and_its_department_knows():
    desks = await promised(promise(WATER))
    (assignment,) = mails(desks.sent, Assignment, "assigned", SLJ)
    (fault,) = await desks.refuses(SLJ, "approved", WATER)

    assert [each.material for each in assignment.promises] == ["现场照片"]
    assert fault.message == "容缺材料尚未补交，决定须待补交"
    assert fault.remedy == "待申请人补交：现场照片（3月2日09:00前）"


async def test_what_was_promised_has_come_and_the_item_is_approved_with_tolerance():
    desks = await promised(promise(WATER))
    await desks.hear(PromiseKept(promise=promise(WATER), at=AT))
    await desks.hear(PromiseKept(promise=promise(WATER), at=AT))
    told = await desks.says(SLJ, "approved", WATER)

    assert [each.promise.material for each in letters(desks, "supplement-received")] == ["现场照片"]
    assert told["state_name"] == "办结（容缺通过）"
    assert [(each["material"], each["state"]) for each in told["promises"]] == [("现场照片", "kept")]
    assert len(mails(desks.sent, Assignment, "assigned", ZJJ)) == 1  # what waited for it goes on


async def test_an_item_may_be_refused_before_the_supplement_has_come():
    desks = await promised(promise(WATER))
    await desks.says(SLJ, "refused", WATER, reason="弃土场选址不符合规定")

    assert (await desks.task(WATER)).state == "13"


@pytest.mark.parametrize("kind", ["tolerance", "commitment"])
async def test_a_promise_broken_before_the_decision_ends_the_item_and_what_waits_for_it(kind):
    desks = await promised(promise(WATER, kind))
    await desks.hear(PromiseBroken(promise=promise(WATER, kind), reason="逾期未补交现场照片", at=AT))

    assert [(each.item, each.state) for each in facts(desks.sent, ItemNotHandled)] == [(WATER, "5"), (BUILDING, "5")]
    assert [each.reason for each in mails(desks.sent, TaskRecalled, "recalled", SLJ)] == ["逾期未补交现场照片"]
    assert len(facts(desks.sent, CaseDecided)) == 1


async def test_a_commitment_that_proves_untrue_after_the_approval_is_told_to_the_department_that_may_revoke():
    desks = await promised(promise(WATER, "commitment"))
    approved = await desks.says(SLJ, "approved", WATER)
    await desks.hear(PromiseBroken(promise=promise(WATER, "commitment"), reason="核查不实", at=AT))

    assert approved["state_name"] == "办结（通过）"
    assert [each.reason for each in letters(desks, "promise-broken")] == ["核查不实"]
    assert (await desks.task(WATER)).state == "11"


async def test_a_promise_given_later_is_told_and_news_that_come_late_open_nothing():
    desks = await promised()
    await desks.hear(PromiseMade(promise=promise(WATER), at=AT))
    await desks.hear(PromiseKept(promise=promise(WATER), at=AT))
    await desks.hear(PromiseMade(promise=promise(WATER), at=AT))
    await desks.hear(PromiseKept(promise=promise(WATER, number=2), at=AT))
    await desks.hear(PromiseMade(promise=promise(WATER, number=2), at=AT))

    assert [each.promise.promise_id for each in letters(desks, "promise-made")] == ["P151"]
    assert (await desks.task(WATER)).pledges.open == ()


async def test_progress_is_told_and_shown_and_changes_no_state():
    desks = await promised()
    refused = await desks.refuses(SLJ, "progress", WATER, percent=60)
    told = await desks.says(SLJ, "progress", WATER, note="已完成技术评审，正在会签", percent=60)
    (fact,) = facts(desks.sent, TaskProgressed)

    assert messages(refused) == "须写明进展情况"
    assert (fact.note, fact.percent, fact.state) == ("已完成技术评审，正在会签", 60, "3")
    assert [(each["note"], each["percent"]) for each in told["progress"]] == [("已完成技术评审，正在会签", 60)]


async def test_a_refusal_tells_where_and_until_when_the_applicant_may_turn():
    desks = await promised()
    await desks.says(SLJ, "refused", WATER, reason="弃土场选址不符合规定")
    (fact,) = facts(desks.sent, ItemRefused)

    assert [(each.kind, each.within, each.to) for each in fact.remedies] == [
        ("行政复议", "60日", "准格尔旗人民政府"),
        ("行政诉讼", "6个月", "有管辖权的人民法院"),
    ]
    assert {each.mark for each in fact.remedies} == {"inferred"}


async def test_the_department_may_name_the_authority_for_reconsideration():
    desks = await promised()
    await desks.says(SLJ, "refused", WATER, reason="不符合规定", reconsideration_to="鄂尔多斯市水利局")

    assert facts(desks.sent, ItemRefused)[0].remedies[0].to == "鄂尔多斯市水利局"


def test_of_what_a_township_decides_the_banner_and_of_what_goes_up_the_authority_above_is_asked():
    township, submitted = new_task(5), new_task(28)

    assert remedies(township)[0].to == "准格尔旗人民政府"
    assert remedies(submitted)[0].to == "内蒙古自治区人民政府"


async def test_an_approval_is_revoked_with_reason_and_ground_and_what_waited_for_it_is_barred():
    desks = await Desks().begin(FILING, WATER, BUILDING, area_ha=6)
    await desks.says(SLJ, "approved", WATER)
    await desks.says(SLJ, "revoked", WATER, **GROUND, document="准水撤字〔2026〕1号")
    (fact,) = facts(desks.sent, ItemRevoked)
    (told,) = mails(desks.sent, PrerequisiteRevoked, "prerequisite-revoked", ZJJ)

    assert (fact.state, fact.reason, fact.document) == ("15", "以欺骗手段取得", "准水撤字〔2026〕1号")
    assert (told.item, told.reason) == (WATER, "以欺骗手段取得")
    assert (await desks.task(BUILDING)).running  # it had begun: its department decides


async def test_what_had_not_begun_is_barred_by_a_revocation():
    desks = await Desks().begin(FILING, PLANNING, WATER, DESIGN, BUILDING, area_ha=6)
    await desks.says(SLJ, "approved", WATER)  # 施工许可 waits for it, and for 工程规划许可
    await desks.says(SLJ, "revoked", WATER, **GROUND)

    assert (await desks.task(BUILDING)).state == "5"
    assert (await desks.task(PLANNING)).state == "1"
    assert facts(desks.sent, CaseDecided) == []


async def test_results_are_said_again_when_a_decided_case_loses_an_approval():
    desks = await promised()
    for department, item in ((SLJ, WATER), (ZJJ, BUILDING)):
        await desks.says(department, "approved", item)
    await desks.hear(CaseCompleted(outcome="approved", completed_at=AT))
    await desks.says(ZJJ, "revoked", BUILDING, **GROUND)
    first, again = facts(desks.sent, CaseDecided)
    await desks.hear(CaseClosed(outcome="approved", closed_at=AT))
    late = await desks.refuses(SLJ, "revoked", WATER, **GROUND)

    assert [each.state for each in first.results] == ["11", "11"]
    assert [each.state for each in again.results] == ["11", "15"]
    assert len(facts(desks.sent, RouteClosed)) == 1
    assert messages(late) == "办件已结案，不能再在本办件中撤销"


async def test_only_an_own_approval_is_revoked_and_every_fault_is_told_at_once():
    desks = await promised()
    faults = await desks.refuses(SLJ, "revoked", WATER)
    foreign = await desks.refuses(FGW, "revoked", WATER, **GROUND)

    assert [fault.field for fault in faults] == ["reason", "ground", "task_id"]
    assert "不是贵部门的任务" in messages(foreign)


async def test_of_a_restricted_items_promise_and_progress_the_centre_sees_nothing():
    desks = await Desks().begin(29)
    await desks.accepts("150600", 29)
    await desks.says("150600.gaj", "progress", 29, note="正在现场勘察涉密设施")
    shown = (await desks.query())["tasks"][0]

    assert (shown["progress"], shown["promises"]) == ([], [])


async def test_the_counterpart_of_a_mine_reports_progress_while_the_authority_above_decides():
    desks = await Desks("150622100-20260302-000001").begin(MINE, mine="underground")
    await desks.accepts("150622", MINE)
    await desks.accepts("150600", MINE, 2)
    await desks.says(YJJ, "submitted", MINE, document="鄂应急字〔2026〕12号")
    await desks.says(YJJ, "progress", MINE, note="自治区已组织专家评审")

    assert (await desks.task(MINE)).progress[-1].note == "自治区已组织专家评审"
