"""咨询: what intake says of a question that somebody asks before there is a case, and what it can be asked."""

from typing import Any, Literal

from pydantic import Field

from shared.contracts.application import MOST_ITEMS, ApplicantKind, Channel, ItemNumber, Project
from shared.contracts.base import Contract, Strict
from shared.contracts.catalogue import PublishedMaterial
from shared.contracts.intake import Agent, IntakeEvent

CONSULTATION = Field(max_length=40, description="咨询编号")
AGENT = Field(default=None, max_length=60, description="Id of the agent who acts; default: the responsible one")

ConsultationFilter = Literal["unanswered", "overdue", "received", "referred", "answered", "became_case", "closed"]


class Asker(Strict):
    """Who asks. Nobody has to say who he is; what is said is not asked again when it becomes an application."""

    kind: ApplicantKind | None = Field(default=None, description="企业 | 事业单位 | 个人 | 家庭户")
    name: str | None = Field(default=None, max_length=50, description="姓名 of who asks, the 经办人 of a later application")
    phone: str | None = Field(default=None, max_length=40, description="联系电话")
    email: str | None = Field(default=None, max_length=200, description="Where an answer may go")
    unit: str | None = Field(default=None, max_length=200, description="单位名称")
    uscc: str | None = Field(default=None, max_length=40, description="统一社会信用代码 of the unit")
    address: str | None = Field(default=None, max_length=300, description="单位或住所地址")


class SectionAsked(Contract):
    """A section (科室) of the centre or a department that is to say its part."""

    section: str = Field(description="Name of the section, or <region>.<department>")
    name: str = Field(description="In Chinese")


class SectionPart(Contract):
    """What one section contributed to the joint answer."""

    section: str = Field(description="Name of the section, or <region>.<department>")
    name: str = Field(description="In Chinese")
    answer: str = Field(description="Its part of the answer")


class ItemTold(Contract):
    """One item as it was told to who asked: everything that is needed, at once (一次性告知)."""

    item: int = Field(description="事项序号")
    item_name: str = Field(description="事项名称; 一个事项 for a restricted one")
    kind: str = Field(description="即办件 | 承诺件; empty for a restricted one")
    promised: str = Field(default="", description="承诺时限")
    materials: tuple[PublishedMaterial, ...] = Field(
        default=(), description="The complete list; of a restricted item only at the window"
    )


class ConsultationReceived(IntakeEvent, owner="intake"):
    """A question was asked and recorded; who was asked first answers for it until it is answered (首问负责)."""

    asker: Asker = Field(description="Who asks, as far as he says; his telephone masked: the record has it in full")
    channel: Channel = Field(description="How it came")
    question: str = Field(description="What is asked")
    items: tuple[int, ...] = Field(default=(), description="事项序号 that it is about")
    project: Project | None = Field(default=None, description="项目, where there is one")
    responsible: Agent = Field(description="首问责任人: one of the centre's agents")
    due: str = Field(description="To be answered by; ISO 8601 with zone")
    at: str = Field(description="ISO 8601 with zone")


class ConsultationReferred(IntakeEvent, owner="intake"):
    """What can't be answered at once goes to the sections concerned, for a joint answer."""

    sections: tuple[SectionAsked, ...] = Field(description="Who is asked now")
    note: str = Field(default="", description="What each is to say")
    due: str = Field(description="The joint answer is due by; ISO 8601 with zone")
    at: str = Field(description="ISO 8601 with zone")


class ConsultationContributed(IntakeEvent, owner="intake"):
    """A section said its part."""

    part: SectionPart = Field(description="Who said what")
    outstanding: tuple[str, ...] = Field(default=(), description="Names of the sections that have not yet")
    at: str = Field(description="ISO 8601 with zone")


class ConsultationAnswered(IntakeEvent, owner="intake"):
    """The answer, with the complete list of what the named items need."""

    answer: str = Field(description="As it was told")
    told: tuple[ItemTold, ...] = Field(default=(), description="One per item")
    catalogue_version: str = Field(description="Version of the catalogue that the lists come from")
    parts: tuple[SectionPart, ...] = Field(default=(), description="What the sections contributed")
    outstanding: tuple[str, ...] = Field(default=(), description="Names of sections that were asked and said nothing")
    in_time: bool = Field(description="Within the limit")
    at: str = Field(description="ISO 8601 with zone")


class ConsultationBecameCase(IntakeEvent, owner="intake"):
    """The consultation was turned into an application, and that into a case."""

    case_number: str = Field(description="办件编号")
    at: str = Field(description="ISO 8601 with zone")


class ConsultationClosed(IntakeEvent, owner="intake"):
    """Nothing more happens to the consultation, unless it becomes a case after all."""

    answered: bool = Field(description="It had been answered")
    reason: str = Field(description="Why, in Chinese")
    at: str = Field(description="ISO 8601 with zone")


class Consult(Strict):
    """svc.<centre>.intake.consult: records a question; the reply has its number and says who answers by when."""

    asker: Asker = Field(default=Asker(), description="Who asks, as far as he says")
    channel: Channel = Field(default="window", description="How it came")
    question: str = Field(min_length=1, max_length=4000, description="What is asked")
    items: tuple[ItemNumber, ...] = Field(default=(), max_length=MOST_ITEMS, description="事项序号 that it is about")
    project: Project | None = Field(default=None, description="项目, where there is one")
    agent: str | None = Field(default=None, max_length=60, description="Id of the agent who was asked first; default: chosen")


class ReferConsultation(Strict):
    """svc.<centre>.intake.consult-refer: ask sections for their part of a joint answer."""

    consultation: str = CONSULTATION
    to: tuple[str, ...] = Field(
        min_length=1, max_length=20, description="Names of the centre's sections, or <region>.<department> here or above"
    )
    note: str = Field(default="", max_length=1000, description="What each is to say")
    agent: str | None = AGENT


class ContributeToConsultation(Strict):
    """svc.<centre>.intake.consult-contribute: the part of a section, brought in by the centre."""

    consultation: str = CONSULTATION
    section: str = Field(max_length=60, description="As it was asked")
    answer: str = Field(min_length=1, max_length=4000, description="Its part of the answer")


class AnswerConsultation(Strict):
    """svc.<centre>.intake.consult-answer: the (joint) answer of who is responsible."""

    consultation: str = CONSULTATION
    answer: str = Field(min_length=1, max_length=8000, description="As it is told")
    items: tuple[ItemNumber, ...] = Field(
        default=(), max_length=MOST_ITEMS, description="事项序号 whose materials are told, besides those that were asked about"
    )
    by: Literal["agent", "section_head"] = Field(default="agent", description="The section head only once it is overdue")
    agent: str | None = AGENT


class CloseConsultation(Strict):
    """svc.<centre>.intake.consult-close"""

    consultation: str = CONSULTATION
    reason: str = Field(min_length=1, max_length=500, description="Why")
    agent: str | None = AGENT


class ApplyFromConsultation(Strict):
    """svc.<centre>.intake.consult-apply: the application form, filled in from the consultation; changes nothing."""

    consultation: str = CONSULTATION
    application: dict[str, Any] = Field(default={}, description="What the form needs besides, as in Application; goes before")


class ConsultationQuery(Strict):
    """svc.<centre>.intake.consultation"""

    consultation: str = CONSULTATION
    contact: bool = Field(default=False, description="With the telephone in full, for who must call; that is logged")


class ConsultationsQuery(Strict):
    """svc.<centre>.intake.consultations: the newest first."""

    state: ConsultationFilter | None = Field(default=None, description="Only these; unanswered: received or referred")
    after: str | None = Field(default=None, max_length=40, description="咨询编号 the page before ended with")
    limit: int = Field(default=50, ge=1, le=500, description="At most so many")
