"""Puts the facts of guidance, of the way of the results, of evaluation, limits and the doctor's findings into words."""

from typing import Final

from deploy.local.cli.line import Line, because, doer, tell
from deploy.local.cli.words import FINDINGS, LIGHTS, SESSIONS, WITHHELD, department_name, minute
from deploy.local.forms.labels import EVALUATORS
from shared.contracts import duties, evaluation, intake
from shared.contracts.common import ACTORS
from shared.contracts.evaluation import GRADES

ARTICLE_69 = "行政许可法 第六十九条"
MONITOR, DOCTOR, ENDS = "电子监察", "系统自查", {"terminated": "（终止）", "withdrawn": "（撤件）", "guided": "（辅导）"}
POSTED: Final = "另行交付"


@tell.register
def _guided(fact: evaluation.GuidanceGiven) -> Line:
    advice = f"；请准备：{'；'.join(fact.advice)}" if fact.advice else ""
    return Line(doer(fact), f"{SESSIONS[fact.how]}辅导：{fact.content}{advice}{'；辅导完毕' if fact.finished else ''}")


@tell.register
def _visited(fact: evaluation.VisitMade) -> Line:
    return Line(doer(fact), f"陪同申请人到{fact.window}递交")


@tell.register
def _followed(fact: evaluation.ProgressFollowed) -> Line:
    return Line(doer(fact), f"跟踪办理进度：{fact.note}")


@tell.register
def _lost(fact: evaluation.ResultLost) -> Line:
    return Line(doer(fact), f"邮件 {fact.tracking_number} 丢失{because(fact.reason)}，{POSTED}")


@tell.register
def _result_revoked(fact: evaluation.ResultRevoked) -> Line:
    back = "，已交付的证照须交回" if fact.delivered else "，不再交付"
    return Line(doer(fact), f"“{fact.item_name or WITHHELD}”的结果因部门撤销而失效{back}：{fact.reason}", ARTICLE_69)


@tell.register
def _invited(fact: evaluation.EvaluationInvited) -> Line:
    grades = "、".join(GRADES[grade] for grade in fact.grades)
    return Line(doer(fact), f"{'再次提醒' if fact.reminder else '邀请'}申请人评价（{grades}），{minute(fact.due)} 前")


@tell.register
def _evaluated(fact: evaluation.CaseEvaluated) -> Line:
    follows = "；差评，待核实" if fact.bad else ""
    return Line(doer(fact), f"{EVALUATORS[fact.evaluator]}：{fact.grade_name}{because(fact.comment)}{follows}")


@tell.register
def _verified(fact: evaluation.BadGradeVerified) -> Line:
    due = f"；{minute(fact.due)} 前整改" if fact.due else ""
    return Line(doer(fact), f"差评核实：{FINDINGS[fact.finding]}，{fact.note}{due}")


@tell.register
def _rectified(fact: evaluation.BadGradeRectified) -> Line:
    return Line(doer(fact), f"差评整改：{fact.answer}", "期限内" if fact.in_time else "超过期限")


@tell.register
def _revisited(fact: evaluation.ApplicantRevisited) -> Line:
    return Line(doer(fact), f"回访：申请人{'接受答复' if fact.satisfied else '不接受答复，再次整改'}{because(fact.note)}")


@tell.register
def _appraised(fact: evaluation.DepartmentsAppraised) -> Line:
    told = "；".join(f"{_subject(each.subject)}{GRADES[each.grade]}{because(each.note)}" for each in fact.appraisals)
    return Line(doer(fact), f"评议部门和窗口：{told}")


@tell.register
def _closed(fact: intake.CaseClosed) -> Line:
    return Line(doer(fact), f"结案{ENDS.get(fact.outcome, '')}，{'已评价' if fact.evaluated else '未评价'}")


@tell.register
def _duty_lit(fact: duties.DutyLit) -> Line:
    about = f"（{fact.about}）" if fact.about else ""
    again = f"，第 {fact.times_asked} 次" if fact.times_asked > 1 else ""
    who = "、".join(ACTORS.get(actor, actor) for actor in fact.actors)
    return Line(MONITOR, f"待{who}：{fact.what}{about}{LIGHTS[fact.light]}（{minute(fact.due)} 届满{again}）", fact.basis)


@tell.register
def _duty_moved(fact: duties.DutyMoved) -> Line:
    still = "（仍为暂定）" if fact.provisional else ""
    return Line(MONITOR, f"放假安排公布，{fact.what}由 {minute(fact.before)} 改为 {minute(fact.due)}{still}")


@tell.register
def _case_ailing(fact: duties.CaseAiling) -> Line:
    return Line(DOCTOR, f"受理：{fact.ailment.what}")


@tell.register
def _route_ailing(fact: duties.RouteAiling) -> Line:
    return Line(DOCTOR, f"派件：{fact.ailment.what}")


@tell.register
def _review_ailing(fact: duties.ReviewAiling) -> Line:
    return Line(DOCTOR, f"会商：{fact.ailment.what}")


def _subject(subject: str) -> str:
    return department_name(subject) if "." in subject else subject
