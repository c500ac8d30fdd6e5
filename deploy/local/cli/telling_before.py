"""Puts the facts of consultations and appointments, from before there is a case, into words."""

from deploy.local.cli.line import Line, tell
from deploy.local.cli.words import CHANNELS, minute
from shared.contracts import appointment, consultation
from shared.contracts.appointment import KINDS
from shared.contracts.intake import Agent

ASKER, WINDOW, CLOCK = "咨询人", "窗口", "系统（到期）"
WISHES = {"applicant": "申请人", "window": WINDOW, "clock": CLOCK, "section_head": "科室负责人"}


@tell.register
def _asked(fact: consultation.ConsultationReceived) -> Line:
    what = f"经{CHANNELS[fact.channel]}咨询：{fact.question}；首问责任人{fact.responsible.title}，{minute(fact.due)} 前答复"
    return Line(fact.asker.unit or fact.asker.name or ASKER, what)


@tell.register
def _referred(fact: consultation.ConsultationReferred) -> Line:
    sections = "、".join(section.name for section in fact.sections)
    return Line(_who(fact.by), f"转{sections}集中研究，{minute(fact.due)} 前答复{_because(fact.note)}")


@tell.register
def _contributed(fact: consultation.ConsultationContributed) -> Line:
    return Line(fact.part.name, f"提出意见：{fact.part.answer}")


@tell.register
def _answered(fact: consultation.ConsultationAnswered) -> Line:
    told = f"；一次性告知 {len(fact.told)} 个事项的材料" if fact.told else ""
    silent = f"；未提出意见：{'、'.join(fact.outstanding)}" if fact.outstanding else ""
    return Line(_who(fact.by), f"答复：{fact.answer}{told}{silent}", "期限内" if fact.in_time else "超过期限")


@tell.register
def _became(fact: consultation.ConsultationBecameCase) -> Line:
    return Line(ASKER, f"转为办件 {fact.case_number}")


@tell.register
def _closed(fact: consultation.ConsultationClosed) -> Line:
    return Line(_who(fact.by), f"咨询结束{_because(fact.reason)}")


@tell.register
def _booked(fact: appointment.AppointmentBooked) -> Line:
    what = f"预约{KINDS[fact.kind]}：{fact.day} {fact.time}{_with(fact.agent)}{_because(fact.reason)}"
    return Line(fact.visitor, what)


@tell.register
def _rebooked(fact: appointment.AppointmentRebooked) -> Line:
    what = f"预约由 {fact.day_before} {fact.time_before} 改为 {fact.day} {fact.time}{_with(fact.agent)}{_because(fact.reason)}"
    return Line(_who(fact.by), what)


@tell.register
def _cancelled(fact: appointment.AppointmentCancelled) -> Line:
    return Line(_who(fact.by), f"取消预约{_because(fact.reason)}")


@tell.register
def _kept(fact: appointment.AppointmentKept) -> Line:
    return Line(_who(fact.by), f"预约已到场{_because(fact.note)}")


@tell.register
def _missed(fact: appointment.AppointmentMissed) -> Line:
    return Line(CLOCK, f"{fact.day} {fact.time} 预约的{KINDS[fact.kind]}未登记到场，视为未到")


def _who(by: str) -> str:
    kind, _, identity = by.partition(":")
    return f"代办员 {identity}" if kind == "agent" else WISHES.get(by, by)


def _with(agent: Agent | None) -> str:
    return f"，{agent.title}" if agent else ""


def _because(reason: str) -> str:
    return f"：{reason}" if reason else ""
