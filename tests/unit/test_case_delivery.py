"""Delivery, completion, evaluation and what a bad grade asks for; the file is closed at the end, whoever keeps silent."""

from services.intake.domain.evaluating import evaluate
from services.intake.domain.states import CaseState
from shared.contracts.common import ItemState
from shared.contracts.evaluation import (
    BadGradeRectified,
    BadGradeVerified,
    CaseEvaluated,
    DepartmentsAppraised,
    Evaluate,
    EvaluationInvited,
    GuidanceGiven,
    ResultLost,
    VisitMade,
)
from shared.contracts.intake import CaseAccepted, CaseClosed, CaseCompleted, ResultDelivered, ResultDispatched
from tests.unit.case_walk import Walk
from tests.unit.test_case_materials import names, refused

POST = {"method": "post", "address": "准格尔旗薛家湾镇"}


def test_in_person_the_identity_is_checked_and_a_party_signs() -> None:
    walk = Walk().accepted()
    walk.decided()
    refused(lambda: walk.act("deliver"), "received_by", "identity_checked")
    refused(lambda: walk.act("deliver", received_by="邻居", identity_checked=True), "signed_by")

    walk.act("deliver", received_by="法定代表人", identity_checked=True)

    delivered = walk.said[-1]
    assert isinstance(delivered, ResultDelivered)
    assert (delivered.method, delivered.signature.who, delivered.by) == ("in_person", "法定代表人", "agent:zh1")


def test_a_lost_letter_is_followed_by_another_under_another_number() -> None:
    walk = Walk(delivery=POST).accepted()
    walk.decided()
    refused(lambda: walk.act("deliver"), "tracking_number")
    walk.act("deliver", tracking_number="EMS1")
    walk.act("report-lost", reason="查无此件")
    assert isinstance(walk.said[-1], ResultLost)
    assert walk.case.state is CaseState.RESULTS_READY
    refused(lambda: walk.act("deliver", tracking_number="EMS1"), "tracking_number")

    walk.act("deliver", tracking_number="EMS2")
    walk.act("confirm-receipt", received_by="收发室")

    sent = [fact for fact in walk.said if isinstance(fact, ResultDispatched)]
    assert [(fact.tracking_number, fact.attempt) for fact in sent] == [("EMS1", 1), ("EMS2", 2)]
    assert walk.case.state is CaseState.DELIVERED


def test_the_law_gives_ten_working_days_for_delivery_and_it_is_asked_for_until_then_and_after() -> None:
    walk = Walk().accepted()
    walk.decided()

    lit = [fact for fact in walk.pass_days(16) if fact.name == "duty-lit" and fact.duty == "deliver0"]

    assert [fact.light for fact in lit] == ["yellow", "red", "overdue"]
    assert "第四十四条" in lit[0].basis
    assert walk.case.duties["collect0"].actors == ("agent",)


def test_the_completion_form_is_signed_by_both_and_the_evaluation_is_asked_for() -> None:
    walk = Walk().accepted().delivered()
    assert walk.sign("completion", party="applicant") == []

    said = walk.sign("completion", party="agent")

    assert names(said) == ["case-completed", "mandate-ended", "evaluation-invited"]
    assert isinstance(said[0], CaseCompleted)
    assert {each.party for each in said[0].signatures} == {"applicant", "agent"}


def test_the_outcome_says_what_was_granted() -> None:
    outcomes = []
    for states in ({}, {"i4": ItemState.REFUSED}, {"i4": ItemState.REFUSED, "i5": ItemState.REFUSED}):
        walk = Walk().accepted()
        walk.decided(**states)
        walk.act("deliver", received_by="项目经办人", identity_checked=True)
        walk.sign("completion")
        outcomes += [fact.outcome for fact in walk.said if isinstance(fact, CaseCompleted)]

    assert outcomes == ["approved", "partly_approved", "refused"]


def test_a_good_evaluation_closes_the_file() -> None:
    walk = Walk().completed()

    said = walk.evaluate("满意")

    assert names(said) == ["case-evaluated", "case-closed"]
    assert said[-1].evaluated


def test_each_may_evaluate_once() -> None:
    walk = Walk().completed()
    walk.evaluate("非常满意", "self")

    refused(lambda: walk.evaluate("满意", "self"), "evaluator")


def test_a_centre_with_three_grades_offers_three() -> None:
    walk = Walk().completed()
    order = Evaluate(case_number=walk.case.id, grade="基本满意")

    found = refused(lambda: evaluate(walk.case, order, 3, walk.moment), "grade")

    assert found.faults[0].remedy == "本中心的评价等次：非常满意、满意、不满意"


def test_who_does_not_evaluate_is_reminded_once_and_then_the_file_is_closed() -> None:
    walk = Walk().completed()

    said = walk.pass_days(40)

    assert [fact.reminder for fact in said if isinstance(fact, EvaluationInvited)] == [True]
    closed = [fact for fact in said if isinstance(fact, CaseClosed)]
    assert [fact.evaluated for fact in closed] == [False]
    assert not [fact for fact in said if fact.name == "duty-lit" and fact.duty in ("remind", "evaluate")]


def test_a_bad_grade_is_verified_put_right_and_asked_about_again() -> None:
    walk = Walk().completed()
    evaluated = walk.evaluate("不满意")[0]
    assert isinstance(evaluated, CaseEvaluated)
    assert evaluated.bad
    refused(lambda: walk.act("rectify", answer="已改进"), "case_number")

    walk.act("verify-grade", finding="true", note="送件晚了三天")
    assert isinstance(walk.said[-1], BadGradeVerified)
    walk.act("rectify", answer="已向申请人致歉，并安排专人送件")
    assert isinstance(walk.said[-1], BadGradeRectified)
    assert walk.said[-1].in_time
    walk.act("revisit", satisfied=False, note="仍不满意")
    walk.act("rectify", answer="负责人上门说明")
    said = walk.act("revisit", satisfied=True)

    assert names(said) == ["applicant-revisited", "case-closed"]


def test_a_bad_grade_is_put_right_within_fifteen_working_days_or_it_is_said() -> None:
    walk = Walk().completed()
    walk.evaluate("非常不满意")
    walk.act("verify-grade", finding="true", note="属实")

    lit = [fact for fact in walk.pass_days(30) if fact.name == "duty-lit" and fact.duty == "grade-rectify"]
    walk.act("rectify", answer="已改进")

    assert [fact.light for fact in lit][:3] == ["yellow", "red", "overdue"]
    assert not next(fact for fact in walk.said if isinstance(fact, BadGradeRectified)).in_time


def test_an_unfounded_grade_is_explained() -> None:
    walk = Walk().completed()
    walk.evaluate("不满意")
    walk.act("verify-grade", finding="unfounded", note="办理均在承诺时限内")

    walk.act("revisit", satisfied=True)

    assert walk.case.state is CaseState.CLOSED


def test_the_agent_appraises_departments_and_windows_once() -> None:
    walk = Walk().accepted().delivered()
    window = {"subject": "综合窗口", "grade": 3, "note": "等候较久"}
    walk.act("appraise", appraisals=[{"subject": "综合窗口", "grade": 1}, window])

    assert isinstance(walk.said[-1], DepartmentsAppraised)
    refused(lambda: walk.act("appraise", appraisals=[{"subject": "综合窗口", "grade": 5}]), "case_number")


def test_coaching_explains_until_nothing_is_left_and_ends_like_any_service() -> None:
    walk = Walk(service="coaching")
    walk.act("guide", how="window", content="讲解备案流程", advice=["准备企业基本情况"])
    walk.act("guide", how="phone", content="核对能耗数据", finished=True)
    walk.sign("completion")
    walk.evaluate("满意")

    assert [fact.finished for fact in walk.said if isinstance(fact, GuidanceGiven)] == [False, True]
    assert walk.said[-1].outcome == "guided"
    assert not [fact for fact in walk.said if isinstance(fact, CaseAccepted)]


def test_in_accompaniment_the_applicant_hands_in_and_there_is_no_mandate() -> None:
    walk = Walk(service="accompany")
    refused(lambda: walk.sign("mandate"), "case_number")

    walk.act("visit", window="综合窗口")

    assert isinstance(next(fact for fact in walk.said if fact.name == "visit-made"), VisitMade)
    assert isinstance(walk.said[-1], CaseAccepted)
    walk.correction(4)
    refused(lambda: walk.act("supplement", corrections=[4], by="agent"), "agent")


def test_the_file_waits_for_the_appraisal_until_its_limit() -> None:
    walk = Walk().accepted().delivered()
    walk.sign("completion")
    walk.evaluate("满意")
    assert walk.case.state is CaseState.COMPLETED

    walk.pass_days(10)

    assert walk.case.state is CaseState.CLOSED


def test_the_applicants_bad_grade_is_followed_though_a_third_partys_was_before() -> None:
    walk = Walk().completed()
    walk.evaluate("不满意", "third_party")
    walk.act("verify-grade", finding="unfounded", note="办理均在承诺时限内")
    walk.act("revisit", satisfied=True)

    walk.evaluate("非常不满意")

    assert walk.case.bad_grade.stage == "verify"
    assert walk.case.state is CaseState.COMPLETED


def test_in_accompaniment_the_agent_hands_over_what_the_applicant_asked_for_himself() -> None:
    walk = Walk(service="accompany")
    walk.act("visit", window="综合窗口")
    walk.decided()

    walk.act("deliver", received_by="项目经办人", identity_checked=True, agent="zh1")

    assert walk.said[-1].by == "agent:zh1"


def test_old_results_do_not_take_the_place_of_newer_ones() -> None:
    walk = Walk().accepted()
    old = walk.case.results_place + 1
    walk.decided()  # the first place
    walk.decided(i4=ItemState.REVOKED)  # a department has withdrawn its decision: said again
    walk.results_again(old, i4=ItemState.APPROVED)

    assert {result.item: result.state for result in walk.case.results}[4] == ItemState.REVOKED


def test_the_agent_follows_the_departments_and_is_asked_again_after_their_last_sign_of_life() -> None:
    walk = Walk().accepted()
    walk.pass_days(20)

    said = walk.act("follow-up", note="自然资源局已踏勘")

    assert names(said) == ["progress-followed"]
    assert walk.case.duties["follow"].start.date() == walk.clock.now().date()
