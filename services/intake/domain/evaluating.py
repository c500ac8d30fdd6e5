"""After the completion: evaluation (好差评), what a bad grade asks for, the agent's appraisal, and the end of the file."""

from collections.abc import Sequence
from typing import Final

from services.intake.domain.case import BadGrade, Case, Evaluation
from services.intake.domain.closing import close_when_over
from services.intake.domain.delivering import FIVE, THREE
from services.intake.domain.moment import Moment
from shared.contracts.base import Event
from shared.contracts.evaluation import (
    BAD,
    GRADES,
    ApplicantRevisited,
    Appraise,
    BadGradeRectified,
    BadGradeVerified,
    CaseEvaluated,
    DepartmentsAppraised,
    Evaluate,
    EvaluationInvited,
    RectifyBadGrade,
    Revisit,
    VerifyBadGrade,
)
from shared.errors import Fault, Refused, refuse

BY: Final = {"applicant": "applicant", "self": "section_head", "third_party": "window"}
STAGES: Final = {
    "verify": "待核实（verify-grade）",
    "rectify": "待整改（rectify）",
    "revisit": "待回访（revisit）",
    "done": "已办结",
}
CODES: Final = {name: code for code, name in GRADES.items()}


def evaluate(case: Case, order: Evaluate, grades: int, moment: Moment) -> Sequence[Event]:
    """One evaluation by each of the three who may, in the centre's own grades. Errors: Refused, WrongState."""
    case.may("evaluate")
    offered = THREE if grades == len(THREE) else FIVE
    grade = CODES[order.grade]
    faults = []
    if grade not in offered:
        remedy = f"本中心的评价等次：{'、'.join(GRADES[code] for code in offered)}"
        faults.append(Fault(field="grade", message=f"本中心的评价表没有“{order.grade}”", remedy=remedy))
    if order.evaluator in {each.evaluator for each in case.evaluations}:
        remedy = "一事一评；对答复不满意的，请在回访时说明（revisit）"
        faults.append(Fault(field="evaluator", message="已经评价过，不能再次评价", remedy=remedy))
    if faults:
        raise Refused(faults)
    given = Evaluation(evaluator=order.evaluator, grade=grade, comment=order.comment, at=moment.now)
    case.evaluations = (*case.evaluations, given)
    bad = grade in BAD and order.evaluator != "self"
    if bad and (case.bad_grade is None or case.bad_grade.stage in ("revisit", "done")):  # else it is being looked into
        case.bad_grade = BadGrade(since=moment.now)
    if order.evaluator == "applicant":
        case.evaluation_over = True
    fact = CaseEvaluated(
        evaluator=order.evaluator, grade=grade, grade_name=order.grade, comment=order.comment, bad=bad, at=moment.iso
    )
    return [*case.said(BY[order.evaluator], fact), *close_when_over(case, BY[order.evaluator], moment)]


def verify(case: Case, order: VerifyBadGrade, moment: Moment) -> Sequence[Event]:
    """差评核实, by the agent's superiors. Errors: Refused, WrongState."""
    case.may("verify-grade")
    _at(case, "verify")
    true = order.finding == "true"
    case.bad_grade = BadGrade(since=moment.now, stage="rectify" if true else "revisit")
    due = moment.due(moment.terms["rectify"]).isoformat() if true else None
    return case.said(order.by, BadGradeVerified(finding=order.finding, note=order.note, due=due, at=moment.iso))


def rectify(case: Case, order: RectifyBadGrade, moment: Moment) -> Sequence[Event]:
    """差评整改, with an answer to the applicant. Errors: Refused, WrongState."""
    case.may("rectify")
    bad = _at(case, "rectify")
    in_time = moment.now <= moment.times.due(moment.terms["rectify"], bad.since)
    case.bad_grade = BadGrade(since=moment.now, stage="revisit")
    return case.said("section_head", BadGradeRectified(answer=order.answer, in_time=in_time, at=moment.iso))


def revisit(case: Case, order: Revisit, moment: Moment) -> Sequence[Event]:
    """回访: the applicant accepts the answer, or it is put right once more. Errors: Refused, WrongState."""
    case.may("revisit")
    _at(case, "revisit")
    case.bad_grade = BadGrade(since=moment.now, stage="done" if order.satisfied else "rectify")
    fact = ApplicantRevisited(satisfied=order.satisfied, note=order.note, at=moment.iso)
    return [*case.said("section_head", fact), *close_when_over(case, "section_head", moment)]


def _at(case: Case, stage: str) -> BadGrade:
    bad = case.bad_grade
    if bad is None or bad.stage != stage:
        raise refuse("case_number", f"差评{STAGES[bad.stage]}" if bad else "本件没有差评", "请按核实、整改、回访的顺序办理")
    return bad


def appraise(case: Case, order: Appraise, moment: Moment) -> Sequence[Event]:
    """The agent's appraisal of departments and windows, once. Errors: Refused, WrongState."""
    case.may("appraise")
    by = case.own_agent(order.agent, "评议")
    if case.appraised:
        raise refuse("case_number", "已经评议过", "一件只评议一次")
    own = dict.fromkeys(case.departments.values())
    strange = [each.subject for each in order.appraisals if "." in each.subject and each.subject not in own]
    if strange:
        remedy = f"办理过本件的部门：{'、'.join(own) or '无'}；窗口写窗口名称"
        raise refuse("appraisals", f"{'、'.join(strange)} 没有办理过本件", remedy)
    case.appraised = True
    fact = DepartmentsAppraised(appraisals=order.appraisals, at=moment.iso)
    return [*case.said(by, fact), *close_when_over(case, by, moment)]


def remind(case: Case, grades: int, due: str) -> Sequence[Event]:
    """The one reminder."""
    if case.reminded or case.evaluation_over:
        return []
    case.reminded = True
    return case.said("", EvaluationInvited(reminder=True, grades=THREE if grades == len(THREE) else FIVE, due=due))


def give_up(case: Case, waited_for: str, moment: Moment) -> Sequence[Event]:
    """Nobody waits any more: for the applicant's evaluation, the agent's appraisal, a department's look at its decision."""
    match waited_for:
        case "evaluate":
            case.evaluation_over = True
        case "appraise":
            case.appraisal_over = True
        case _:
            case.revoking = {item: since for item, since in case.revoking.items() if waited_for != f"revoke{item}"}
    return close_when_over(case, "clock", moment)
