"""A case that stops: 中止 and 终止 by forms signed by both, resumption, withdrawal; and what does not stay for ever."""

from services.intake.domain.states import CaseState
from shared.contracts.common import ItemState
from shared.contracts.intake import CaseClosed, ResultsGathered
from shared.contracts.interruptions import CaseResumed, CaseSuspended, CaseTerminated, FormCancelled, FormDrawn, ItemsWithdrawn
from tests.unit.case_walk import Walk
from tests.unit.test_case_materials import DRAWING, PLANNING, names, refused

FEES = {"ground": "fees_unpaid", "reason": "水土保持补偿费未缴"}
PAUSE = {"ground": "applicant_pauses", "reason": "资金未到位", "by": "applicant"}
FALSE = {"ground": "falsehood", "reason": "用地材料系伪造", "by": "agent"}
OVER = {"ground": "applicant_ends", "reason": "项目取消", "by": "applicant"}


def suspended() -> Walk:
    walk = Walk(items=PLANNING, originals=[DRAWING]).accepted()
    walk.act("suspend", **FEES)
    walk.sign("suspension")
    return walk


def test_a_suspension_takes_effect_when_both_have_signed_its_form() -> None:
    walk = Walk(items=PLANNING, originals=[DRAWING]).accepted()
    walk.act("suspend", **FEES)
    drawn = walk.said[-1]
    assert isinstance(drawn, FormDrawn)
    assert (drawn.number, drawn.ground_name) == (f"{walk.case.id}/S1", "未能及时缴纳各类行政事业性规费")
    assert walk.sign("suspension", party="agent") == []

    said = walk.sign("suspension", party="applicant")

    assert names(said) == ["case-suspended", "originals-returned"]
    fact = said[0]
    assert isinstance(fact, CaseSuspended)
    assert {each.party for each in fact.form.signatures} == {"applicant", "agent"}
    assert fact.form.returned == (DRAWING,)
    assert walk.case.state is CaseState.SUSPENDED


def test_who_may_propose_it_follows_from_the_ground() -> None:
    walk = Walk().accepted()

    refused(lambda: walk.act("suspend", ground="applicant_pauses", reason="资金未到位"), "by")
    refused(lambda: walk.act("suspend", ground="fees_unpaid", reason="未缴", by="applicant"), "by")
    refused(lambda: walk.act("terminate", ground="applicant_ends", reason="项目取消", by="agent"), "by")
    refused(lambda: walk.act("terminate", ground="falsehood", reason="伪造", by="applicant"), "by")


def test_one_form_at_a_time_and_it_can_be_made_void() -> None:
    walk = Walk().accepted()
    walk.act("suspend", **FEES)
    refused(lambda: walk.act("terminate", **FALSE), "case_number")
    refused(lambda: walk.sign("termination"), "document")

    walk.act("cancel-form", document="suspension", reason="费用已缴")

    assert isinstance(walk.said[-1], FormCancelled)
    walk.act("terminate", **FALSE)


def test_the_applicants_own_form_takes_effect_though_the_agency_never_signs() -> None:
    walk = Walk().accepted()
    walk.act("suspend", **PAUSE)
    walk.sign("suspension", party="applicant")

    said = walk.pass_days(10)

    fact = next(fact for fact in said if isinstance(fact, CaseSuspended))
    assert fact.form.unsigned == "代办机构逾期未签字，按申请人的意愿生效"


def test_the_agents_form_is_asked_for_again_and_never_takes_effect_by_itself() -> None:
    walk = Walk().accepted()
    walk.act("suspend", **FEES)
    walk.sign("suspension", party="agent")

    said = walk.pass_days(40)

    assert [fact.times_asked for fact in said if fact.name == "duty-lit" and fact.light == "overdue" and "/S1" in fact.duty] == [
        1, 2, 3, 4, 5,
    ]
    assert walk.case.state is CaseState.IN_PROGRESS


def test_what_was_suspended_goes_on_where_it_stood() -> None:
    walk = suspended()

    walk.act("resume", reason="费用已缴清")

    resumed = walk.said[-1]
    assert isinstance(resumed, CaseResumed)
    assert {each.party for each in resumed.signatures} == {"applicant", "agent"}
    assert walk.case.state is CaseState.IN_PROGRESS


def test_results_that_came_in_the_meantime_lie_ready_when_it_is_resumed() -> None:
    walk = suspended()
    walk.decided()
    assert walk.case.state is CaseState.SUSPENDED

    said = walk.act("resume", reason="费用已缴清")

    assert [type(fact) for fact in said] == [CaseResumed, ResultsGathered]
    assert walk.case.state is CaseState.RESULTS_READY


def test_a_suspension_that_nobody_resumes_ends_by_itself_after_warnings() -> None:
    walk = suspended()

    said = walk.pass_days(120)

    ended = next(fact for fact in said if isinstance(fact, CaseTerminated))
    assert (ended.ground, ended.by) == ("suspension_expired", "clock")
    assert ended.form.unsigned
    assert [fact.light for fact in said if fact.name == "duty-lit" and fact.duty == "suspension"] == ["yellow", "red", "overdue"]
    assert walk.case.state is CaseState.TERMINATED


def test_a_terminated_case_is_closed_when_the_departments_have_given_it_back() -> None:
    walk = Walk().accepted()
    walk.act("terminate", **FALSE)
    walk.sign("termination")
    assert walk.case.state is CaseState.TERMINATED

    said = walk.recalled()

    assert [fact.outcome for fact in said if isinstance(fact, CaseClosed)] == ["terminated"]


def test_before_acceptance_there_is_nothing_to_give_back() -> None:
    walk = Walk(materials=[])
    walk.act("terminate", **OVER)

    said = walk.sign("termination")

    assert names(said) == ["case-terminated", "case-closed"]


def test_what_was_granted_before_the_end_is_still_delivered() -> None:
    walk = Walk().accepted()
    walk.act("terminate", **OVER)
    walk.sign("termination")
    walk.decided(i4=ItemState.RECALLED)
    assert walk.case.state is CaseState.RESULTS_READY

    said = walk.act("deliver", received_by="项目经办人", identity_checked=True)

    assert names(said) == ["result-delivered", "case-closed"]
    assert said[-1].outcome == "terminated"


def test_some_items_are_withdrawn_and_the_others_go_on() -> None:
    walk = Walk().accepted()

    walk.act("withdraw", items=[4], reason="能耗低于标准")

    fact = walk.said[-1]
    assert isinstance(fact, ItemsWithdrawn)
    assert (fact.items, fact.whole, fact.signature.who) == ((4,), False, "项目经办人")
    assert walk.case.state is CaseState.IN_PROGRESS
    refused(lambda: walk.act("withdraw", items=[4], reason="再撤一次"), "items")


def test_the_whole_case_is_withdrawn() -> None:
    walk = Walk().accepted()
    walk.act("withdraw", reason="项目取消")
    assert walk.case.state is CaseState.WITHDRAWN

    walk.decided(i5=ItemState.WITHDRAWN_BY_APPLICANT)

    assert [fact.outcome for fact in walk.said if isinstance(fact, CaseClosed)] == ["withdrawn"]


def test_what_is_left_after_some_items_were_withdrawn_is_withdrawn_as_the_whole_case() -> None:
    walk = Walk().accepted()
    walk.act("withdraw", items=[4], reason="能耗低于标准")
    walk.case.decided = (4,)  # routing tells that the withdrawn item has come to its end

    walk.act("withdraw", reason="项目取消")

    assert walk.case.state is CaseState.WITHDRAWN


def test_a_decided_item_can_not_be_withdrawn() -> None:
    walk = Walk().accepted()
    walk.case.decided = (5,)

    found = refused(lambda: walk.act("withdraw", items=[5], reason="反悔"), "items")

    assert found.faults[0].remedy == "可撤的事项：4"


def test_a_form_is_overtaken_by_the_results() -> None:
    walk = Walk().accepted()
    walk.act("suspend", **FEES)

    said = walk.decided()

    assert [type(fact) for fact in said] == [FormCancelled, ResultsGathered]


def test_a_form_that_was_not_in_effect_is_void_when_the_case_is_suspended_for_another_reason() -> None:
    walk = Walk().accepted()
    walk.act("suspend", **PAUSE)
    walk.act("revoke-mandate")
    walk.pass_days(20)
    walk.sign("mandate")

    assert [type(fact).__name__ for fact in walk.said if isinstance(fact, FormCancelled)] == ["FormCancelled"]
    assert walk.case.state is CaseState.IN_PROGRESS
    assert walk.case.suspension is None


def test_what_is_withdrawn_before_acceptance_never_reaches_a_department() -> None:
    walk = Walk()
    walk.act("withdraw", items=[4], reason="能耗低于标准")
    walk.sign("mandate")

    accepted = next(fact for fact in walk.said if fact.name == "case-accepted")
    signed = next(fact for fact in walk.said if fact.name == "mandate-signed")
    assert accepted.application.items == signed.items == (5,)


def test_a_case_of_which_only_the_withdrawn_item_lacked_something_goes_on() -> None:
    walk = Walk(items=PLANNING, materials=[each.material for each in Walk(items=[5]).case.materials])
    assert walk.case.state is CaseState.AWAITING_MATERIALS

    walk.act("withdraw", items=[24], reason="暂不建设")

    assert walk.case.state is CaseState.AWAITING_MANDATE


def test_limits_stand_still_while_the_case_is_suspended() -> None:
    walk = Walk(items=PLANNING, materials="all", channel="site")
    walk.act("suspend", **PAUSE)
    walk.sign("suspension")
    walk.pass_days(28)

    said = walk.act("resume", reason="资金已到位")
    deem = walk.case.duties["deem1"]

    assert [fact.name for fact in said] == ["case-resumed"]
    assert walk.case.state is CaseState.CHECKING
    assert deem.due.date().isoformat() == "2026-04-07"  # five working days after 30 March; 清明 is from the 4th to the 6th
    assert any("中止" in line.why for line in deem.days(walk.moment.times))


def test_all_was_decided_when_it_was_terminated_and_nobody_waits_for_departments() -> None:
    walk = suspended()
    walk.decided(i5=ItemState.REFUSED, i24=ItemState.REFUSED)

    walk.act("terminate", **OVER)
    said = walk.sign("termination")

    assert said[-1].name == "case-closed"


def test_without_a_mandate_nothing_goes_on_for_the_applicant() -> None:
    walk = suspended()
    walk.act("revoke-mandate")
    refused(lambda: walk.act("resume", reason="费用已缴清"), "case_number")

    walk.sign("mandate")
    walk.act("resume", reason="费用已缴清")

    assert walk.case.state is CaseState.IN_PROGRESS


def test_originals_stay_with_us_where_nobody_has_signed_for_them() -> None:
    walk = Walk(items=PLANNING, originals=[DRAWING]).accepted()

    walk.act("revoke-mandate")

    assert not [fact for fact in walk.said if fact.name == "originals-returned"]
    assert walk.case.duties["originals"].act == "return-originals"


def test_the_end_of_the_mandate_is_said_with_the_end_of_the_case() -> None:
    walk = Walk().accepted()

    said = walk.act("withdraw", reason="项目取消")

    assert [fact.cause for fact in said if fact.name == "mandate-ended"] == ["withdrawn"]
