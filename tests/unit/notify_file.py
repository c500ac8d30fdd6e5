"""The case file in full as intake tells it: checks, promises, mandate, forms, guidance, duties, evaluation."""

from collections.abc import Sequence
from typing import Any

from shared.contracts import duties, evaluation, intake, interruptions, mandate, materials
from shared.contracts.base import Event
from shared.contracts.common import RESTRICTED_NAME, Signature
from shared.contracts.intake import Agent, Missing, Promise
from shared.contracts.interruptions import FormSigned
from tests.unit.notify_parts import CASE, SECRET

AT = "2026-03-10T10:00:00+08:00"
BY = "2026-03-17T17:30:00+08:00"
SIGNED = Signature(party="applicant", who="乌兰图雅", how="hand", at=AT)


def missing(item: int, name: str, material: str, how_to: str) -> Missing:
    return Missing(item=item, item_name=name, material=material, how_to=how_to)


def promise(kind: str = "tolerance", item: int = 24, number: int = 1) -> Promise:
    secret = item == 29
    about = {
        "promise_id": f"P{number}",
        "kind": kind,
        "item": item,
        "item_name": RESTRICTED_NAME if secret else "建设工程规划许可证核发",
    }
    return Promise.model_validate(about | {"material": SECRET if secret else "日照分析报告", "due": BY, "signature": SIGNED})


def form(kind: str, number: int, *returned: str) -> FormSigned:
    return FormSigned(number=f"{CASE}/{kind}{number}", signatures=(SIGNED,), returned=returned)


def drawn(document: str, number: str, proposed_by: str) -> interruptions.FormDrawn:
    about = {"document": document, "number": f"{CASE}/{number}", "ground": "fees_unpaid", "proposed_by": proposed_by}
    return interruptions.FormDrawn.model_validate(
        about | {"ground_name": "未能及时缴纳各类行政事业性规费", "reason": "水土保持补偿费尚未缴纳", "due": BY, "at": AT}
    )


def duty(light: str = "yellow", key: str = "supplement", *, times: int = 1, due: str = BY, **more: Any) -> duties.DutyLit:
    about = {"duty": key, "act": "supplement", "what": "委托方补齐材料", "actors": ("applicant",), "light": light, "due": due}
    return duties.DutyLit.model_validate(about | {"basis": "中心规定", "times_asked": times} | more)


def graded(evaluator: str = "applicant", grade: int = 4, name: str = "不满意") -> evaluation.CaseEvaluated:
    about = {"evaluator": evaluator, "grade": grade, "grade_name": name, "bad": grade in evaluation.BAD}
    return evaluation.CaseEvaluated.model_validate(about | {"comment": "等候时间过长", "at": AT})


CHECKED = materials.MaterialsChecked(
    round=2,
    complete=False,
    missing=(
        missing(24, "建设工程规划许可证核发", "总平面图", "请加盖设计单位出图章。"),
        missing(29, RESTRICTED_NAME, SECRET, SECRET),
    ),
    at=AT,
)
CONTACT = mandate.ContactChanged(contact="其其格", phone="139****4321", before="乌兰图雅", email="qiqige@example.cn", at=AT)
SUSPENDED = interruptions.CaseSuspended(
    ground="fees_unpaid",
    ground_name="未能及时缴纳各类行政事业性规费",
    reason="水土保持补偿费尚未缴纳",
    form=form("S", 1),
    ends="2026-09-10T17:30:00+08:00",
    at=AT,
)
TERMINATED = interruptions.CaseTerminated(
    ground="suspension_expired",
    ground_name="中止期满，委托方仍未恢复办理",
    form=FormSigned(number=f"{CASE}/Z1", unsigned="期满未恢复，委托方未到场签字", returned=("不动产权证书",)),
    at=AT,
)
FILED: Sequence[Event] = (
    CHECKED,
    materials.DeemedAccepted(received_at="2026-03-02T09:00:00+08:00", due="2026-03-09T17:30:00+08:00", at=AT),
    materials.OriginalsReturned(materials=("不动产权证书",), received_by="乌兰图雅", at=AT),
    materials.PromiseMade(promise=promise(), at=AT),
    materials.PromiseKept(promise=promise(), at=AT),
    materials.PromiseMade(promise=promise("commitment", 29, 2), at=AT),
    materials.PromiseBroken(promise=promise("commitment", 29, 2), reason=SECRET, at=AT),
    mandate.MandateEnded(cause="revoked", reason="改为自行办理", signature=SIGNED, at=AT),
    mandate.MandateRenewed(until="2026-12-31", signatures=(SIGNED,), at=AT),
    intake.AgentAssigned(
        agent=Agent(id="zh2", title="综合代办员二号"),
        before=Agent(id="zh1", title="综合代办员一号"),
        cause="absence",
        reason="休假",
    ),
    mandate.ChangeConfirmed(change="agent", who="乌兰图雅", at=AT),
    mandate.ChangeConfirmed(change="contact", who="zh2", at=AT),
    drawn("suspension", "S1", "agent"),
    interruptions.FormCancelled(document="suspension", number=f"{CASE}/S1", reason="规费已缴纳"),
    drawn("termination", "Z1", "applicant"),
    SUSPENDED,
    interruptions.CaseResumed(number=f"{CASE}/S1", reason="规费已缴纳", signatures=(SIGNED,), at=AT),
    interruptions.ItemsWithdrawn(items=(5, 29), whole=False, reason="分期建设", signature=SIGNED, at=AT),
    TERMINATED,
    evaluation.GuidanceGiven(how="video", content="讲解申报流程", advice=("先取得项目代码。",), finished=False, at=AT),
    evaluation.VisitMade(window="投资项目综合窗口", at=AT),
    evaluation.ResultLost(tracking_number="10688123456", reason="邮件途中遗失", at=AT),
    evaluation.ResultRevoked(item=24, item_name="建设工程规划许可证核发", delivered=True, reason="材料不实", at=AT),
    evaluation.ResultRevoked(item=29, item_name="", delivered=True, reason=SECRET, at=AT),
    duty("yellow"),
    duty("red", about="日照分析报告"),
    duty("overdue", "check", act="check", what="审核材料", actors=("window", "agent")),
    duty("yellow", "correct:29", about=SECRET),
    duties.DutyMoved(duty="check", what="审核材料", before="2027-01-05T17:30:00+08:00", due="2027-01-06T17:30:00+08:00"),
    duties.CaseAiling(ailment=duties.Ailment(subject=CASE, invariant="live_alarm", what=f"提醒没有登记：{SECRET}"), at=AT),
    evaluation.ProgressFollowed(note="自然资源局已踏勘", at=AT),
)
"""After the acceptance; what a real case could not go through all of, one after the other."""
EVALUATED: Sequence[Event] = (
    evaluation.EvaluationInvited(grades=(1, 2, 4), due=BY),
    evaluation.EvaluationInvited(reminder=True, grades=(1, 2, 4), due=BY),
    graded(),
    graded("self", 1, "非常满意"),
    evaluation.BadGradeVerified(finding="true", note="窗口一人离岗", due="2026-04-02T17:30:00+08:00", at=AT),
    evaluation.BadGradeRectified(answer="已增设窗口", in_time=True, at=AT),
    evaluation.ApplicantRevisited(satisfied=True, note="认可", at=AT),
    evaluation.DepartmentsAppraised(appraisals=(evaluation.Appraisal(subject="150622.slj", grade=2),), at=AT),
)
CLOSED = intake.CaseClosed(outcome="partly_approved", evaluated=True, closed_at="2026-04-03T10:00:00+08:00")
