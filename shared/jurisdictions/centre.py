"""A centre (政务服务中心) as its own people set it up: hours, agents, services, limits, the ladder for hard cases."""

from collections.abc import Mapping
from datetime import date, time
from functools import cached_property
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field

from shared.clock import WorkCalendar
from shared.contracts.application import Channel, ServiceKind
from shared.jurisdictions.agent import Agent
from shared.jurisdictions.case_settings import CaseSettings
from shared.jurisdictions.form_styles import FormStyles
from shared.jurisdictions.marked import Frozen, Marked, keyed
from shared.jurisdictions.recipients import LightRecipients
from shared.jurisdictions.setting import Days, Setting, plain

DeliveryMethod = Literal["in_person", "post", "door"]
Silence = Literal["consent", "escalate"]
RungKind = Literal["coordination_meeting", "joint_meeting", "joint_review", "reform_office"]


class Settings(CaseSettings):
    """The numbers of a centre. What no document of its own says is inherited, and marked."""

    check_working_days: Days = Field(description="审核材料: from receipt to the end of the check")
    notify_missing_working_days: Days = Field(description="一次性告知: from the check to the notice; 0: same day")
    submit_working_days: Days = Field(description="提交受理: from complete materials to submission")
    opinion_working_days: Days = Field(description="会商: departments' opinions")
    opinion_silence: Annotated[Setting[Silence], BeforeValidator(plain)] = Field(
        description="What silence means once the limit for opinions is over"
    )
    delivery_working_days: Days = Field(description="送达: from the decision (行政许可法 第四十四条)")
    transfer_working_days: Days = Field(description="转办: to accept or return what another centre offers")
    accept_working_days: Days = Field(description="部门接件: to accept a task, or to object to the assignment")
    light_recipients: Annotated[Setting[LightRecipients], BeforeValidator(plain)] = Field(
        description="Who is told of a light, by its colour"
    )
    yellow_at: Annotated[Setting[float], BeforeValidator(plain)] = Field(
        description="Share of a limit's days after which its light turns yellow"
    )
    rectify_working_days: Days = Field(description="差评整改")
    evaluation_grades: Annotated[Setting[Literal[3, 5]], BeforeValidator(plain)] = Field(
        description="Grades the evaluation form offers"
    )
    consultation_working_days: Days = Field(description="咨询答复: from the question, or from its referral to sections")
    consultation_kept_working_days: Days = Field(description="From the answer until a consultation is closed by itself")
    appointments_per_hour: Annotated[Setting[Annotated[int, Field(ge=1)]], BeforeValidator(plain)] = Field(
        description="预约: places per hour at the counter and for coaching"
    )
    appointment_ahead_working_days: Days = Field(description="预约: how far ahead")
    appointment_missed_working_days: Days = Field(description="From the hour of an appointment until it counts as missed")
    complaint_accept_working_days: Days = Field(description="投诉举报: to tell whether it is handled")
    complaint_working_days: Days = Field(description="投诉举报: from its acceptance to the answer")
    complaint_revisit_working_days: Days = Field(
        description="投诉举报: from the answer to the 回访, and from a 回访 that found nobody satisfied to what follows"
    )
    material_limit_bytes: Annotated[Setting[int], BeforeValidator(plain)] = Field(
        description="Largest single material file, bytes"
    )
    monthly_report_day: Annotated[Setting[int], BeforeValidator(plain)] | None = Field(
        default=None, description="Day of the month by which banners report; None: no such duty"
    )


def _clock_time(value: Any) -> Any:
    """YAML reads an unquoted 17:30 as the number 1050 (base 60)."""
    return time(*divmod(value, 60)) if isinstance(value, int) and 0 <= value < 24 * 60 else value


ClockTime = Annotated[time, BeforeValidator(_clock_time)]


class Hours(Marked):
    """办公时间: when counters open and close."""

    opens: ClockTime
    closes: ClockTime


class Offer(Marked):
    """A service kind or a channel, under the name the centre gives it."""

    name: str


class Delivery(Marked):
    """结果交付方式."""

    name: str
    offered_to: str = Field(default="", description="Empty: everyone")


class Section(Marked):
    """科室 of the centre, one of those that answer consultations together."""

    name: str


class Process(Marked):
    """办理流程 in words, as it is published."""

    text: str


class Publication(Frozen):
    """What a centre publishes of itself (内乡指导意见 四（二）). None: not said, and told so; nothing is ever invented."""

    telephone: str | None = Field(default=None, description="预约电话")
    address: str | None = Field(default=None, description="地址")
    postal_address: str | None = Field(default=None, description="邮寄地址")
    postal_receiver: str | None = Field(default=None, description="收件人: a post, never a person's name")


class Rung(Marked):
    """One rung of the ladder for hard cases."""

    name: str
    kind: RungKind = Field(description="协调会议 | 联席会议 | 会商联审 | 领导小组办公室")
    convener: str = Field(description="lead | <department> of this region | <region>.<department>")
    limit_working_days: Days


class Centre(Frozen):
    """政务服务中心 of one region, with everything that it inherits filled in."""

    code: str
    name: str
    on_bus: bool
    one_stop: str | None = Field(default=None, description="投资项目“一站式”服务中心, where there is one")
    hours: Hours
    agents: Annotated[Mapping[str, Agent], keyed("id")] = {}
    services: Mapping[ServiceKind, Offer]
    channels: Mapping[Channel, Offer]
    delivery: Mapping[DeliveryMethod, Delivery]
    settings: Settings
    forms: FormStyles
    sections: Mapping[str, Section] = {}
    process: Mapping[Literal["instant", "promised"], Process] = {}
    publication: Publication = Publication()
    escalation: Mapping[str, Rung] = Field(default={}, description="Rungs in order, the lowest first")
    calendar_overlay: Mapping[str, Any] = Field(default={}, description="year -> holidays, workdays; see shared.clock")
    local_days: Mapping[date, bool] = Field(default={}, description="Days of this centre alone; True: worked")

    @cached_property
    def calendar(self) -> WorkCalendar:
        """The working days that count here. Raises `Refused` with every fault of `calendar_overlay`."""
        return WorkCalendar.from_overlay(self.calendar_overlay, self.local_days)
