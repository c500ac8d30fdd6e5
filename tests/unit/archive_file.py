"""The case file in full: consultation, materials, promises, mandate, suspension, delivery, evaluation; and early ends."""

from datetime import date
from hashlib import sha256
from typing import Any

from shared.bus import Received
from shared.contracts import appointment, complaint, consultation, duties, evaluation, intake, interruptions, mandate, materials
from shared.contracts import routing as route
from shared.contracts.base import Event
from shared.contracts.common import Signature
from tests.unit.archive_case import (
    AGENT,
    AT,
    CASE,
    CENTRE,
    DEPARTMENTS,
    FILES,
    ITEM_NAMES,
    PERMIT,
    PHONE,
    SECURITY,
    Story,
    application,
    notice,
    task,
)

Z, Y, T = f"{CENTRE}-Z20260226-000003", f"{CENTRE}-Y20260227-000001", f"{CENTRE}-T20260303-000001"
SECRET = "线路改迁"
"""What must not be read in an ordinary dossier where it was said of the restricted item."""
MATERIAL = "安全控制区位置图"
ANOTHER = intake.Agent(id="agent-2", title="准格尔旗政务服务中心代办员（接办）")
SIGNED = tuple(Signature(party=party, who="签字人", how="hand", at=AT) for party in ("applicant", "agent"))
DECIDED_FILES = {f"decision-{item}": f"准予许可 {item}\n".encode() * 64 for item in (PERMIT, SECURITY)}


def promise(item: int) -> intake.Promise:
    about = {"item": item, "item_name": ITEM_NAMES[item], "material": MATERIAL, "due": AT, "signature": SIGNED[0]}
    return intake.Promise.model_validate({"promise_id": "P1", "kind": "tolerance", **about})


def missed(item: int) -> tuple[intake.Missing, ...]:
    return (intake.Missing(item=item, item_name=ITEM_NAMES[item], material=MATERIAL, how_to=f"请补{SECRET}图"),)


def given(item: int, file_id: str, content: bytes, **who: str) -> intake.FileAttached:
    about = {"file_id": file_id, "item": item, "filename": f"{file_id}.pdf", "size": len(content), "at": AT, **who}
    return intake.FileAttached.model_validate({"material": "材料", "sha256": sha256(content).hexdigest(), **about})


def consulted(number: str = Z, item: int = PERMIT, case: str = CASE) -> list[Received]:
    """The record of the question that the case came from, up to the case."""
    story = Story(number)
    asker = consultation.Asker(name="项目经办人", phone=PHONE)
    told = consultation.ItemTold(item=item, item_name=ITEM_NAMES[item], kind="承诺件")
    part = consultation.SectionPart(section=f"{DEPARTMENTS[item][0]}.{DEPARTMENTS[item][1]}", name="科室", answer=f"{SECRET}先行")
    asked = story.tell(
        consultation.ConsultationReceived(
            asker=asker, channel="phone", question=f"{SECRET}先办什么？", items=(item,), responsible=AGENT, due=AT, at=AT
        )
    )
    story.tell(
        consultation.ConsultationAnswered(
            answer=f"{SECRET}可以并联办理", told=(told,), catalogue_version="1", parts=(part,), in_time=True, at=AT
        ),
        consultation.ConsultationBecameCase(case_number=case, at=AT),
        notice(asked, "您的咨询已答复"),
    )
    return story.messages


def complained() -> list[Received]:
    story = Story(T)
    about: dict[str, Any] = {"kind": "delay", "against": "agent:agent-1", "case_number": CASE, "at": AT}
    received = story.tell(complaint.ComplaintReceived(channel="phone", anonymous=True, **about))
    story.tell(notice(received, "收到投诉"))
    return story.messages


def booked() -> list[Received]:
    story = Story(Y)
    when = {"day": date(2026, 3, 2), "time": "10:00", "at": AT}
    who = {"kind": "window", "visitor": "项目经办人", "phone": PHONE, "channel": "phone"}
    story.tell(appointment.AppointmentBooked.model_validate(who | when), appointment.AppointmentKept(at=AT))
    return story.messages


def before_acceptance(item: int) -> tuple[Event, ...]:
    """Materials, promises and mandate, up to the acceptance."""
    return (
        intake.AgentAssigned(agent=AGENT, cause="chosen", reason="就近"),
        materials.MaterialsChecked(round=1, complete=False, missing=missed(item), at=AT),
        intake.DeficiencyNotified(missing=missed(item)),
        intake.MaterialsSupplemented(materials=(MATERIAL,), complete=False),
        materials.DeemedAccepted(received_at=AT, due=AT, missing=missed(item), at=AT),
        given(item, f"file-{item}", FILES[f"file-{item}"], by="applicant", media_type="application/pdf"),
        materials.PromiseMade(promise=promise(item), at=AT),
        intake.MandateSigned(items=(item,), agent=AGENT, methods={"applicant": "hand"}, signatures=SIGNED, signed_at=AT),
    )


def under_way(item: int) -> tuple[Event, ...]:
    """Everything that can happen to an accepted case before its results."""
    duty: dict[str, Any] = {"what": "补正材料", "due": AT}
    about = f"事项 {item}：{MATERIAL}"
    form = interruptions.FormSigned(number=f"{CASE}/S1", signatures=SIGNED, returned=(MATERIAL,))
    drawn: dict[str, Any] = {"ground_name": "理由", "due": AT, "at": AT, "proposed_by": "applicant"}
    return (
        intake.AgentAssigned(agent=ANOTHER, before=AGENT, cause="absence", reason="原代办员离岗"),
        mandate.ContactChanged(contact="新经办人", phone="138****0000", before="经办人", at=AT),
        mandate.ChangeConfirmed(change="agent", who="经办人", at=AT),
        mandate.MandateRenewed(until="2026-12-31", signatures=SIGNED, at=AT),
        task(route.TaskProgressed, item, "8", note=f"{SECRET}已现场核对", percent=50),
        duties.DutyLit(duty=f"correct{item}", act="correct", actors=("applicant",), light="yellow", about=about, **duty),
        duties.DutyLit(duty="P1", act="keep-promise", actors=("applicant",), light="red", about=about, **duty),
        duties.DutyMoved(duty=f"correct{item}", what="补正材料", before=AT, due=AT),
        intake.CorrectionSubmitted(items=(item,), note=f"{SECRET}已改"),
        interruptions.FormDrawn(document="suspension", number=f"{CASE}/S1", ground="applicant_pauses", **drawn),
        interruptions.CaseSuspended(ground="applicant_pauses", ground_name="暂停", form=form, ends=AT, at=AT),
        task(route.TaskSuspended, item, "8", reason="中止"),
        interruptions.CaseResumed(number=f"{CASE}/S1", signatures=SIGNED, at=AT),
        task(route.TaskResumed, item, "8"),
        interruptions.FormDrawn(document="termination", number=f"{CASE}/Z1", ground="applicant_ends", **drawn),
        interruptions.FormCancelled(document="termination", number=f"{CASE}/Z1", reason="继续办理"),
        materials.PromiseKept(promise=promise(item), at=AT),
        evaluation.GuidanceGiven(how="phone", content=f"讲解{SECRET}", advice=(f"备好{SECRET}图",), finished=False, at=AT),
        evaluation.VisitMade(window="综合窗口", at=AT),
        evaluation.ProgressFollowed(note="已踏勘", at=AT),
        duties.CaseAiling(ailment=duties.Ailment(subject=CASE, invariant="live_alarm", what="无提醒"), at=AT),
        route.ItemApproved.model_validate(task(route.ItemApproved, item, "11", document="准建许〔2026〕22号").model_dump()),
    )


def results_and_after(item: int) -> tuple[Event, ...]:
    """From the decision to the last evaluation; the first letter is lost, the decision withdrawn."""
    department = f"{DEPARTMENTS[item][0]}.{DEPARTMENTS[item][1]}"
    approved, revoked = (
        (intake.ItemResult(item=item, item_name=ITEM_NAMES[item], state=state, document=f"许可 {item} 号"),)
        for state in ("11", "15")
    )
    bad: dict[str, Any] = {"note": "核实", "at": AT}
    decision = DECIDED_FILES[f"decision-{item}"]
    return (
        given(item, f"decision-{item}", decision, by=department, material="办理结果", media_type="application/pdf"),
        route.CaseDecided(results=approved),
        intake.ResultsGathered(results=approved, delivery="post"),
        intake.ResultDispatched(attempt=1, tracking_number="EMS1", address="薛家湾镇"),
        evaluation.ResultLost(tracking_number="EMS1", reason="丢失", at=AT),
        intake.ResultDispatched(attempt=2, tracking_number="EMS2", address="薛家湾镇"),
        intake.ResultDelivered(method="post", received_by="经办人", returned=(MATERIAL,), delivered_at=AT),
        materials.OriginalsReturned(materials=(MATERIAL,), received_by="经办人", at=AT),
        mandate.MandateEnded(cause="fulfilled", at=AT),
        task(route.ItemRevoked, item, "15", reason=f"{SECRET}有误", ground="行政许可法 第六十九条"),
        evaluation.ResultRevoked(item=item, item_name=ITEM_NAMES[item], delivered=True, reason=f"{SECRET}有误", at=AT),
        route.CaseDecided(results=revoked),
        intake.CaseCompleted(outcome="approved", completed_at=AT, signatures=SIGNED),
        evaluation.EvaluationInvited(grades=(1, 2, 4), due=AT),
        evaluation.CaseEvaluated(evaluator="applicant", grade=4, grade_name="不满意", bad=True, at=AT),
        evaluation.BadGradeVerified(finding="true", due=AT, **bad),
        evaluation.BadGradeRectified(answer="已改正", in_time=True, at=AT),
        evaluation.ApplicantRevisited(satisfied=True, at=AT),
        evaluation.DepartmentsAppraised(appraisals=(evaluation.Appraisal(subject=department, grade=1),), at=AT),
    )


def full_case(item: int = PERMIT, more: tuple[int, ...] = ()) -> list[Received]:
    """A case that came from a consultation and to which everything happened; `item` is what most of it is about."""
    story = Story()
    form = application((item, *more)).model_copy(update={"consultation": Z, "originals": (MATERIAL,)})
    story.tell(intake.CaseSubmitted(application=form, submitted_at=AT), *before_acceptance(item))
    story.tell(intake.CaseAccepted(application=form, agent=AGENT, accepted_at=AT, promises=(promise(item),), deemed=True))
    for fact in (*under_way(item), *results_and_after(item)):
        said = story.tell(fact)
        if fact.name in {"correction-submitted", "guidance-given", "promise-kept"}:
            story.tell(notice(said, "通知", f"{SECRET}有进展"))
    closed = story.tell(intake.CaseClosed(outcome="approved", evaluated=True, closed_at=AT))
    story.tell(route.RouteClosed(reviews=0), notice(closed, "结案通知"))
    return story.messages


def unaccepted(outcome: str = "withdrawn") -> list[Received]:
    """A case that ends without ever being accepted: withdrawn, terminated, or one of 事前辅导."""
    story = Story()
    submitted = story.tell(intake.CaseSubmitted(application=application((PERMIT,)), submitted_at=AT))
    story.tell(notice(submitted, "已收到您的申请"), intake.AgentAssigned(agent=AGENT))
    form = interruptions.FormSigned(number=f"{CASE}/Z1", signatures=SIGNED)
    ending: dict[str, Event] = {
        "withdrawn": interruptions.ItemsWithdrawn(items=(PERMIT,), whole=True, signature=SIGNED[0], at=AT),
        "terminated": interruptions.CaseTerminated(ground="applicant_ends", ground_name="委托方提出", form=form, at=AT),
        "guided": evaluation.GuidanceGiven(how="window", content="讲解", finished=True, at=AT),
    }
    story.tell(ending[outcome])
    closed = story.tell(intake.CaseClosed(outcome=outcome, closed_at=AT))
    story.tell(notice(closed, "结案通知"))
    return story.messages


WITH_SECURITY = full_case(SECURITY, (PERMIT,))
CONSULTED_ON_SECURITY = consulted(item=SECURITY)
KEPT = FILES | DECIDED_FILES
"""Every file of these cases, as intake keeps them."""
