"""Materials: checked, missing ones told once and completely, what the law deems accepted, written promises."""

import pytest

from services.intake.domain.case import WrongState
from services.intake.domain.states import CaseState
from shared.contracts.intake import CaseAccepted, DeficiencyNotified
from shared.contracts.materials import (
    DeemedAccepted,
    MaterialsChecked,
    OriginalsReturned,
    PromiseBroken,
    PromiseKept,
    PromiseMade,
)
from shared.errors import Refused
from tests.unit.case_walk import Walk

PLANNING = [5, 24]
LATER, DRAWING, FORM_PAPER = "日照/交通等专项", "建设工程设计方案", "申请表"
PROOF = "拆迁进度符合施工要求承诺"


def asked() -> list[str]:
    return [each.material for each in Walk(items=PLANNING).case.materials]


def without(*names: str) -> list[str]:
    return [name for name in asked() if name not in names]


def names(facts):
    return [fact.name for fact in facts]


def refused(act, *fields: str) -> Refused:
    with pytest.raises(Refused) as found:
        act()
    assert [fault.field for fault in found.value.faults] == list(fields)
    return found.value


def test_at_the_window_everything_missing_is_told_at_once_and_once() -> None:
    walk = Walk(items=PLANNING, materials=without(DRAWING, LATER))

    told = [fact for fact in walk.said if isinstance(fact, DeficiencyNotified)]

    assert [lack.material for lack in told[0].missing] == [DRAWING, LATER]
    assert all(lack.how_to for lack in told[0].missing)
    assert walk.case.state is CaseState.AWAITING_MATERIALS


def test_what_comes_by_the_site_waits_for_somebody_who_looks_at_it() -> None:
    walk = Walk(items=PLANNING, materials="all", channel="site")

    assert walk.case.state is CaseState.CHECKING
    assert names(walk.said) == ["case-submitted", "agent-assigned"]
    assert {duty.term.days for duty in walk.case.duties.values()} == {1, 5}


def test_a_check_tells_what_is_missing_and_what_is_not_in_order_in_one_notice() -> None:
    walk = Walk(items=PLANNING, materials="all", channel="site")
    point = {"item": 24, "material": DRAWING, "fault": "总平面图未标注用地红线", "how_to": "请补标红线后重新提交"}

    walk.act("check", missing=[LATER], points=[point])

    told = walk.said[-1]
    assert isinstance(told, MaterialsChecked)
    assert not told.complete
    assert {lack.material: lack.how_to for lack in told.missing}[DRAWING] == "总平面图未标注用地红线；请补标红线后重新提交"
    assert [each.state for each in walk.case.materials if each.material in (DRAWING, LATER)] == ["faulty", "missing"]


def test_a_check_of_materials_that_nobody_asked_for_is_refused_with_every_fault() -> None:
    walk = Walk(items=PLANNING, materials="all", channel="site")
    point = {"item": 5, "material": DRAWING, "fault": "缺页"}

    refused(lambda: walk.act("check", missing=["出生证明"], points=[point]), "missing.0", "points.0")


def test_what_is_brought_again_by_the_site_is_looked_at_again() -> None:
    walk = Walk(items=PLANNING, materials="all", channel="site")
    walk.act("check", missing=[LATER])
    walk.act("supplement", materials=[LATER])

    assert (walk.case.state, walk.case.round) == (CaseState.CHECKING, 2)

    walk.act("check")

    assert walk.case.state is CaseState.AWAITING_MANDATE


def test_a_supplement_for_another_item_is_refused_and_says_what_is_missing_where() -> None:
    walk = Walk(items=PLANNING, materials=without(LATER))

    found = refused(lambda: walk.act("supplement", materials=[LATER], item=5), "materials")

    assert f"事项 24：{LATER}" in found.faults[0].remedy


def test_materials_and_corrections_are_two_acts() -> None:
    walk = Walk(items=PLANNING, materials=without(LATER))

    refused(lambda: walk.act("supplement", materials="all", corrections=[24]), "corrections")


def test_an_agent_brings_materials_only_within_the_mandate() -> None:
    walk = Walk(items=PLANNING, materials=without(LATER))
    refused(lambda: walk.act("supplement", materials="all", by="agent"), "agent")

    walk.sign("mandate")
    walk.act("supplement", materials="all", by="agent")

    brought = next(fact for fact in walk.said if fact.name == "materials-supplemented")
    assert (brought.by, brought.acting_for) == ("agent:zh1", walk.case.applicant)


def test_after_five_working_days_without_a_notice_it_is_deemed_accepted_from_receipt() -> None:
    walk = Walk(items=PLANNING, materials=without(LATER), channel="site")
    walk.sign("mandate")

    said = walk.pass_days(8)  # the fifth working day after Monday is the next Monday

    deemed = next(fact for fact in said if isinstance(fact, DeemedAccepted))
    assert [lack.material for lack in deemed.missing] == [LATER]
    accepted = next(fact for fact in said if isinstance(fact, CaseAccepted))
    assert accepted.deemed
    assert accepted.accepted_at == walk.case.submitted_at


def test_before_that_those_who_should_have_told_are_warned() -> None:
    walk = Walk(items=PLANNING, materials="all", channel="site")

    lit = [fact for fact in walk.pass_days(6) if fact.name == "duty-lit"]

    assert [(fact.duty, fact.light) for fact in lit] == [("check1", "red"), ("check1", "overdue"), ("deem1", "yellow")]


def test_who_was_told_in_time_is_not_deemed_accepted() -> None:
    walk = Walk(items=PLANNING, materials=without(LATER), channel="site")
    walk.act("check")

    walk.pass_days(30)

    assert walk.case.state is CaseState.AWAITING_MATERIALS
    assert not walk.case.deemed


def test_originals_go_back_with_the_results_and_are_named() -> None:
    walk = Walk(items=PLANNING, originals=[DRAWING]).accepted().delivered()

    delivered = next(fact for fact in walk.said if fact.name == "result-delivered")
    assert delivered.returned == (DRAWING,)
    assert {each.state for each in walk.case.materials if each.material == DRAWING} == {"returned"}


def test_originals_can_be_handed_back_before() -> None:
    walk = Walk(items=PLANNING, originals=[DRAWING]).accepted()

    walk.act("return-originals", materials=[DRAWING], received_by="项目经办人")

    assert isinstance(walk.said[-1], OriginalsReturned)
    refused(lambda: walk.act("return-originals", received_by="项目经办人"), "materials")


def test_a_secondary_material_may_follow_within_the_promised_limit() -> None:
    walk = Walk(items=PLANNING, materials=without(LATER))
    walk.sign("mandate")

    walk.promise(LATER, until="2026-03-06")

    made = next(fact for fact in walk.said if isinstance(fact, PromiseMade))
    assert (made.promise.material, made.promise.due[:10]) == (LATER, "2026-03-06")
    accepted = next(fact for fact in walk.said if isinstance(fact, CaseAccepted))
    assert accepted.promises == (made.promise,)

    walk.act("keep-promise", promise_id="P1", item=24)

    assert isinstance(walk.said[-1], PromiseKept)
    assert {each.state for each in walk.case.materials if each.material == LATER} == {"received"}


def test_a_promise_is_refused_with_everything_that_speaks_against_it() -> None:
    walk = Walk(items=PLANNING, materials=without(LATER, DRAWING))

    refused(lambda: walk.promise(DRAWING), "materials.0")
    refused(lambda: walk.promise(LATER, broken=["150622-20260105-000003"]), "case_number")
    refused(lambda: walk.promise(LATER, until="2026-02-27"), "until")
    refused(lambda: walk.promise(LATER, until="2027-02-26"), "until")
    refused(lambda: walk.promise(LATER, kind="commitment"), "kind")
    refused(lambda: walk.promise("出生证明"), "materials.0")
    refused(lambda: walk.promise(DRAWING, item=22), "item", "materials.0")


def test_nothing_can_follow_for_an_item_that_is_decided_on_the_spot() -> None:
    walk = Walk(items=[21], materials=[])

    refused(lambda: walk.promise("住宅质量保证书和使用说明书（住宅）", item=21), "item")


def test_what_does_not_follow_in_time_breaks_the_promise() -> None:
    walk = Walk(items=PLANNING, materials=without(LATER)).accepted()
    walk.promise(LATER, until="2026-03-06")

    broken = [fact for fact in walk.pass_days(5) if isinstance(fact, PromiseBroken)]

    assert len(broken) == 1
    assert LATER in broken[0].reason
    refused(lambda: walk.act("keep-promise", promise_id="P1", item=24), "promise_id")


def test_a_supplement_for_another_items_promise_is_refused() -> None:
    walk = Walk(items=PLANNING, materials=without(LATER)).accepted()
    walk.promise(LATER)

    refused(lambda: walk.act("keep-promise", promise_id="P1", item=5), "item")
    refused(lambda: walk.act("keep-promise", promise_id="P1", item=24, kept=False), "note")


def test_a_commitment_is_checked_later_and_the_file_waits_for_it() -> None:
    brought = [each.material for each in Walk(items=[5, 22]).case.materials if each.material != PROOF]
    walk = Walk(items=[5, 22], materials=brought).accepted()
    walk.promise(PROOF, item=22, kind="commitment")
    walk.delivered().sign("completion")
    walk.act("appraise", appraisals=[{"subject": "综合窗口", "grade": 1}])
    walk.evaluate("满意")

    assert walk.case.state is CaseState.COMPLETED

    walk.act("keep-promise", promise_id="P1", item=22)

    assert walk.case.state is CaseState.CLOSED


def test_an_act_in_the_wrong_state_says_the_state_and_who_may_do_what_now() -> None:
    walk = Walk(items=PLANNING, materials=without(LATER))

    with pytest.raises(WrongState) as found:
        walk.act("deliver", received_by="项目经办人", identity_checked=True)

    fault = found.value.faults[0]
    assert fault.message == "本件当前为“待补齐材料”，不能交付结果"
    assert "补齐材料（申请人、代办员：supplement）" in fault.remedy


def test_a_promise_that_is_broken_before_acceptance_leaves_the_material_missing() -> None:
    walk = Walk(items=PLANNING, materials=without(LATER))
    walk.promise(LATER, until="2026-03-04")

    said = walk.pass_days(5)

    assert names(said)[-2:] == ["promise-broken", "deficiency-notified"]
    assert walk.case.state is CaseState.AWAITING_MATERIALS
    refused(lambda: walk.promise(LATER), "case_number")


def test_what_was_promised_for_an_item_that_fails_is_nothing_to_anybody_any_more() -> None:
    walk = Walk(items=PLANNING, materials=without(LATER)).accepted()
    walk.promise(LATER)

    walk.act("withdraw", items=[24], reason="暂不建设")
    said = walk.pass_days(40)

    assert [each.state for each in walk.case.promises] == ["void"]
    assert not [fact for fact in said if isinstance(fact, PromiseBroken)]


def test_a_commitment_that_proves_untrue_keeps_the_file_open_until_the_department_has_looked_at_its_decision() -> None:
    brought = [each.material for each in Walk(items=[5, 22]).case.materials if each.material != PROOF]
    walk = Walk(items=[5, 22], materials=brought).accepted()
    walk.promise(PROOF, item=22, kind="commitment")
    walk.ended(22)
    walk.delivered().sign("completion")
    walk.act("appraise", appraisals=[{"subject": "综合窗口", "grade": 1}])
    walk.evaluate("满意")
    walk.act("keep-promise", promise_id="P1", item=22, kept=False, note="拆迁未完成")
    assert walk.case.state is CaseState.COMPLETED
    assert walk.case.duties["revoke22"].actors == ("section_head", "department")

    walk.pass_days(60)

    assert walk.case.state is CaseState.CLOSED
