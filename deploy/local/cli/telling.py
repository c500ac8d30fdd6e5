"""Puts each fact of a case into words: who did what, and on which ground."""

from deploy.local.cli import (  # noqa: F401  each registers the words of its own facts
    telling_before,
    telling_complaint_facts,
    telling_file,
    telling_limits,
    telling_matters,
    telling_resolutions,
    telling_results,
    telling_reviews,
    telling_tasks,
)
from deploy.local.cli.line import Line, because, doer, item_of, tell
from deploy.local.cli.words import (
    CHANNELS,
    LIGHTS,
    LIMITS,
    RECIPIENTS,
    RESULTS,
    WITHHELD,
    department_name,
    limits,
    met,
    minute,
)
from deploy.local.forms.labels import DELIVERIES
from services.intake.domain.agents import STAGES
from shared.contracts import archive, intake, notify, plan, routing

ARTICLE_32 = "行政许可法 第三十二条（一次性告知）"
ARTICLE_38 = "行政许可法 第三十八条（说明理由，告知救济）"
ARTICLE_45 = "行政许可法 第四十五条（所需时间不计入）"
CAUSES = {"absence": "因离岗", "overload": "因任务过多"}
RECEIVED = {"in_person": "当面签收结果", "door": "上门签收结果", "post": "签收邮件回执"}
CENTRE, BOTH, APPLICANT, RULES, NOTICES = "政务服务中心", "申请人、代办员", "申请人", "派件规则", "通知"

__all__ = ["NOTICES", "RULES", "Line", "item_of", "tell"]


@tell.register
def _submitted(fact: intake.CaseSubmitted) -> Line:
    form = fact.application
    return Line(form.applicant.name, f"经{CHANNELS[form.channel]}申请事项 {'、'.join(map(str, form.items))}")


@tell.register
def _agent(fact: intake.AgentAssigned) -> Line:
    if fact.before is None:
        return Line(doer(fact), f"指定{fact.agent.title}（{fact.agent.id}）{because(fact.reason)}")
    return Line(doer(fact), f"{CAUSES.get(fact.cause, '')}由{fact.before.title}改为{fact.agent.title}代办{because(fact.reason)}")


@tell.register
def _deficient(fact: intake.DeficiencyNotified) -> Line:
    missing = "；".join(f"{lack.material}（事项 {lack.item}）" for lack in fact.missing)
    return Line(doer(fact), f"一次性告知缺 {len(fact.missing)} 项材料：{missing}", ARTICLE_32)


@tell.register
def _supplemented(fact: intake.MaterialsSupplemented) -> Line:
    return Line(doer(fact, APPLICANT), f"补交 {len(fact.materials)} 项材料{'，已齐全' if fact.complete else ''}")


@tell.register
def _corrected(fact: intake.CorrectionSubmitted) -> Line:
    return Line(doer(fact, APPLICANT), f"提交补正：事项 {'、'.join(map(str, fact.items))}。{fact.note}")


@tell.register
def _added(fact: intake.ItemsAdded) -> Line:
    return Line(BOTH, f"签订补充协议（{fact.signed_by}签字），增办事项 {'、'.join(map(str, fact.items))}，材料齐全")


@tell.register
def _attached(fact: intake.FileAttached) -> Line:
    who = department_name(fact.by) if "." in fact.by else APPLICANT
    return Line(who, f"{'交来' if '.' in fact.by else '上传材料'}“{fact.material}”：{fact.filename}（{fact.size} 字节）")


@tell.register
def _mandated(fact: intake.MandateSigned) -> Line:
    stages = f"，限{'、'.join(STAGES[stage] for stage in fact.stages)}阶段" if fact.stages else ""
    until = f"，至 {fact.until} 为止" if fact.until else ""
    return Line(BOTH, f"签订委托协议，由{fact.agent.title}代办{stages}{until}")


@tell.register
def _accepted(fact: intake.CaseAccepted) -> Line:
    promises = f"；书面承诺 {len(fact.promises)} 项" if fact.promises else ""
    return Line(CENTRE, f"{'视为受理' if fact.deemed else '受理'}，转派件{promises}")


@tell.register
def _gathered(fact: intake.ResultsGathered) -> Line:
    return Line(CENTRE, f"{len(fact.results)} 项结果已到窗口，待{DELIVERIES.get(fact.delivery, fact.delivery)}")


@tell.register
def _dispatched(fact: intake.ResultDispatched) -> Line:
    again = f"（第 {fact.attempt} 次）" if fact.attempt > 1 else ""
    return Line(doer(fact, "代办员"), f"邮寄结果{again}，邮件号 {fact.tracking_number}")


@tell.register
def _delivered(fact: intake.ResultDelivered) -> Line:
    checked = "，身份证件已核对" if fact.identity_checked else ""
    back = f"，退还原件：{'、'.join(fact.returned)}" if fact.returned else ""
    return Line(fact.received_by, f"{RECEIVED[fact.method]}{checked}{back}")


@tell.register
def _completed(fact: intake.CaseCompleted) -> Line:
    return Line(BOTH, f"签署办结单：{RESULTS.get(fact.outcome, fact.outcome)}")


@tell.register
def _placed(fact: routing.ItemsPlaced) -> Line:
    placed = "；".join(f"“{item.item_name or WITHHELD}”由{item.department_name}承办" for item in fact.plan)
    return Line(RULES, f"增加的事项派件：{placed}")


@tell.register
def _task_accepted(fact: routing.TaskAccepted) -> Line:
    return Line(fact.department_name, f"受理{item_of(fact)}")


@tell.register
def _correction_requested(fact: routing.CorrectionRequested) -> Line:
    return Line(fact.department_name, f"{item_of(fact)}要求补正：{'；'.join(fact.points)}", ARTICLE_32)


@tell.register
def _correction_supplied(fact: routing.CorrectionSupplied) -> Line:
    return Line(APPLICANT, f"{item_of(fact)}补正已送达部门{limits(fact.due)}")


@tell.register
def _special_started(fact: routing.SpecialProcedureStarted) -> Line:
    why = ARTICLE_45 if fact.stops_clock else "所需时间计入办理时限"
    return Line(fact.department_name, f"{item_of(fact)}开始特别程序：{fact.procedure}", why)


@tell.register
def _special_ended(fact: routing.SpecialProcedureEnded) -> Line:
    return Line(fact.department_name, f"{item_of(fact)}特别程序结束{limits(fact.due)}")


@tell.register
def _item_approved(fact: routing.ItemApproved) -> Line:
    document = f"，文号 {fact.document}" if fact.document else ""
    conditions = f"，附条件：{'；'.join(fact.conditions)}" if fact.conditions else ""
    return Line(fact.department_name, f"准予{item_of(fact)}{document}{conditions}", met(fact.promised_met, fact.legal_met))


@tell.register
def _item_refused(fact: routing.ItemRefused) -> Line:
    remedies = "；".join(f"{each.within}内可向{each.to}提起{each.kind}" for each in fact.remedies)
    why = "\n".join(filter(None, (ARTICLE_38, remedies, met(fact.promised_met, fact.legal_met))))
    return Line(fact.department_name, f"{item_of(fact)}不予批准：{fact.reason}", why)


@tell.register
def _returned(fact: routing.TaskReturned) -> Line:
    return Line(fact.department_name, f"退回{item_of(fact)}：{fact.reason}")


@tell.register
def _not_handled(fact: routing.ItemNotHandled) -> Line:
    return Line(RULES, f"{item_of(fact)}不办理：{fact.reason}")


@tell.register
def _lit(fact: routing.DeadlineLit) -> Line:
    return Line("电子监察", f"{item_of(fact)}{LIMITS[fact.limit]}{LIGHTS[fact.light]}（{minute(fact.due)} 届满）")


@tell.register
def _decided(_fact: routing.CaseDecided) -> Line:
    return Line(RULES, "全部事项已有结果")


@tell.register
def _revised(fact: plan.PlanRevised) -> Line:
    finish = f"：预计 {fact.finish} 全部办结" if fact.finish else ""
    return Line(RULES, f"代办方案{finish}（{fact.reason}）")


@tell.register
def _closed(_fact: routing.RouteClosed) -> Line:
    return Line(RULES, "派件结束")


@tell.register
def _noticed(fact: notify.NoticeSent) -> Line:
    recipient = RECIPIENTS.get(fact.recipient) or department_name(fact.recipient)
    return Line(NOTICES, f"告知{recipient}：{fact.title}")


@tell.register
def _archived(fact: archive.DossierClosed) -> Line:
    return Line("归档", f"一事一档已归档：{fact.entries} 个文件，{fact.events} 个事件")
