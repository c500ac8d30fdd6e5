"""A centre (政务服务中心) as its own people set it up: hours, agents, services, limits, the ladder for hard cases."""

from collections.abc import Mapping
from datetime import date, time
from functools import cached_property
from typing import Annotated, Any, Generic, Literal, TypeVar

from pydantic import BeforeValidator, Field

from shared.clock import Term, WorkCalendar
from shared.contracts.application import Channel, ServiceKind
from shared.jurisdictions.marked import Frozen, Marked, keyed

T = TypeVar("T")

AgentKind = Literal["centre", "park", "township"]
DeliveryMethod = Literal["in_person", "post", "door"]
Silence = Literal["consent", "escalate"]
RungKind = Literal["coordination_meeting", "joint_meeting", "joint_review", "reform_office"]


def _plain(value: Any) -> Any:
    """A bare value is a setting without a document: `yellow_at: 0.5`."""
    return value if isinstance(value, Mapping | Frozen) else {"value": value}


class Setting(Marked, Generic[T]):
    """A value with the document that sets it."""

    value: T


class WorkingDays(Setting[int]):
    """A limit of so many working days; 0: the same day."""

    value: int = Field(ge=0, description="working days")

    def term(self, what: str) -> Term:
        """The same as a term for the clock; `what` has to be done, in Chinese."""
        return Term(what=what, days=self.value, unit="working", basis=self.basis, mark=self.mark)


Days = Annotated[WorkingDays, BeforeValidator(_plain)]


class Settings(Frozen):
    """The numbers of a centre. What no document of its own says is inherited, and marked."""

    check_working_days: Days = Field(description="审核材料: from receipt to the end of the check")
    notify_missing_working_days: Days = Field(description="一次性告知: from the check to the notice; 0: same day")
    submit_working_days: Days = Field(description="提交受理: from complete materials to submission")
    opinion_working_days: Days = Field(description="会商: departments' opinions")
    opinion_silence: Annotated[Setting[Silence], BeforeValidator(_plain)] = Field(
        description="What silence means once the limit for opinions is over"
    )
    delivery_working_days: Days = Field(description="送达: from the decision (行政许可法 第四十四条)")
    transfer_working_days: Days = Field(description="转办: to accept or return what another centre offers")
    yellow_at: Annotated[Setting[float], BeforeValidator(_plain)] = Field(
        description="Share of a limit's days after which its light turns yellow"
    )
    rectify_working_days: Days = Field(description="差评整改")
    evaluation_grades: Annotated[Setting[Literal[3, 5]], BeforeValidator(_plain)] = Field(
        description="Grades the evaluation form offers"
    )
    material_limit_bytes: Annotated[Setting[int], BeforeValidator(_plain)] = Field(
        description="Largest single material file, bytes"
    )
    monthly_report_day: Annotated[Setting[int], BeforeValidator(_plain)] | None = Field(
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


class Agent(Frozen):
    """代办员: a post, never a person's name."""

    id: str
    title: str
    kind: AgentKind
    skills: tuple[str, ...] = Field(default=(), description="Stages or project traits; empty: whatever comes")


class Offer(Marked):
    """A service kind or a channel, under the name the centre gives it."""

    name: str


class Delivery(Marked):
    """结果交付方式."""

    name: str
    offered_to: str = Field(default="", description="Empty: everyone")


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
    escalation: Mapping[str, Rung] = Field(default={}, description="Rungs in order, the lowest first")
    calendar_overlay: Mapping[str, Any] = Field(default={}, description="year -> holidays, workdays; see shared.clock")
    local_days: Mapping[date, bool] = Field(default={}, description="Days of this centre alone; True: worked")

    @cached_property
    def calendar(self) -> WorkCalendar:
        """The working days that count here. Raises `Refused` with every fault of `calendar_overlay`."""
        return WorkCalendar.from_overlay(self.calendar_overlay, self.local_days)
