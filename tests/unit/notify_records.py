"""A consultation, an appointment and a complaint of 准格尔旗 as intake tells them: records that are no cases."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from shared.contracts import appointment, complaint, consultation, duties
from shared.contracts.base import Event
from shared.contracts.catalogue import PublishedMaterial
from shared.contracts.common import RESTRICTED_NAME
from shared.contracts.intake import Agent
from tests.unit.notify_parts import CASE

ASKED, BOOKED, ACCUSED = "150622-Z20260302-000003", "150622-Y20260302-000004", "150622-T20260302-000005"
AT, BY = "2026-03-02T09:00:00+08:00", "2026-03-04T17:30:00+08:00"
AGENT = Agent(id="zh1", title="综合代办员一号")
ASKER = consultation.Asker(name="苏和", phone="13700000000", email="suhe@example.cn", unit="准格尔旗绿源牧业有限公司")
MATERIAL = PublishedMaterial(name="建设工程设计方案", main=True, how_to="请委托有资质的设计单位编制。")

CONSULTED: Sequence[Event] = (
    consultation.ConsultationReceived(
        asker=ASKER, channel="phone", question="建厂房要办哪些手续", items=(24,), responsible=AGENT, due=BY, at=AT
    ),
    consultation.ConsultationReferred(
        sections=(consultation.SectionAsked(section="150622.zrzyj", name="准格尔旗自然资源局"),),
        note="请说明规划条件",
        due=BY,
        at=AT,
    ),
    duties.DutyLit(
        duty="answer", act="consult-answer", what="答复咨询", actors=("agent", "section_head"), light="yellow", due=BY
    ),
    consultation.ConsultationContributed(
        part=consultation.SectionPart(section="150622.zrzyj", name="准格尔旗自然资源局", answer="须先取得用地规划许可"), at=AT
    ),
    consultation.ConsultationAnswered(
        answer="须先备案，再办规划许可",
        told=(
            consultation.ItemTold(
                item=24, item_name="建设工程规划许可证核发", kind="承诺件", promised="10个工作日", materials=(MATERIAL,)
            ),
            consultation.ItemTold(item=5, item_name=RESTRICTED_NAME, kind=""),
        ),
        catalogue_version="1",
        in_time=True,
        at=AT,
    ),
    consultation.ConsultationBecameCase(case_number=CASE, at=AT),
    consultation.ConsultationClosed(answered=True, reason="已转办件", at=AT),
)
APPOINTED: Sequence[Event] = (
    appointment.AppointmentBooked(
        kind="door",
        visitor="苏和",
        phone="13700000000",
        channel="phone",
        day=date(2026, 3, 9),
        time="09:30",
        reason="行动不便",
        address="准格尔旗薛家湾镇",
        agent=AGENT,
        at=AT,
    ),
    appointment.AppointmentRebooked(
        day_before=date(2026, 3, 9), time_before="09:30", day=date(2026, 3, 10), time="15:00", agent=AGENT, reason="天气", at=AT
    ),
    duties.DutyLit(
        duty="keep",
        act="appointment-keep",
        what="按预约时间到场",
        actors=("applicant", "agent"),
        light="yellow",
        due="2026-03-10T15:00:00+08:00",
        about="上门服务",
    ),
    appointment.AppointmentCancelled(reason="不再需要", at=AT),
    appointment.AppointmentMissed(kind="door", day=date(2026, 3, 10), time="15:00", agent=AGENT, at=AT),
)


def about(against: str = "agent:zh1") -> dict[str, Any]:
    return {"kind": "misconduct", "against": against, "case_number": CASE, "at": AT}


def assigned(handler: str, cause: str = "chosen", against: str = "agent:zh1") -> complaint.ComplaintAssigned:
    return complaint.ComplaintAssigned.model_validate(about(against) | {"handler": handler, "cause": cause, "reason": "苏和反映"})


def lit(*actors: str, light: str = "overdue", against: str = "agent:zh1") -> complaint.ComplaintLit:
    words = {"act": "answer-complaint", "what": "答复投诉", "actors": actors, "light": light, "due": BY, "basis": "中心规定"}
    return complaint.ComplaintLit.model_validate(about(against) | words)


COMPLAINED: Sequence[Event] = (
    complaint.ComplaintReceived.model_validate(about() | {"channel": "phone", "anonymous": False}),
    assigned("section_head"),
    complaint.ComplaintAccepted.model_validate(about() | {"due": BY}),
    lit("section_head", light="red"),
    lit("section_head"),
    assigned("vice_head", "overdue"),
    complaint.ComplaintAnswered.model_validate(about() | {"finding": "upheld", "answer": "已责令改正", "in_time": False}),
    lit("complainant", "clock", light="yellow"),
    duties.CaseAiling(ailment=duties.Ailment(subject=ACCUSED, invariant="live_alarm", what="提醒没有登记"), at=AT),
    complaint.ComplaintClosed.model_validate(about() | {"ground": "no_word"}),
)
