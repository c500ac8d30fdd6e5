"""A matter (疑难事项): what climbs the ladder of a region, the resolution it ends in, and the measures that follow."""

from typing import Literal

from pydantic import Field

from shared.contracts.base import Contract, Strict
from shared.contracts.common import DecidedBy
from shared.contracts.routing import RoutingEvent

Trigger = Literal[
    "agent_cannot_resolve",  # 代办员无法解决
    "departments_disagree",  # 部门意见不一致
    "review_without_conclusion",  # 会商未形成结论
    "red_light",  # 红灯
    "overdue",  # 超期
    "handover_refused_twice",  # 两次退回转办
    "handover_overdue",  # 转办逾期未接收
    "complaint_upheld",  # 投诉属实
    "assigned_by_government",  # 党委政府交办
    "measure_overdue",  # 议定事项逾期未办
    "rung_silent",  # 本级协调逾期未答复
    "resolution_overdue",  # 会商议定事项逾期未办
]
TRIGGERS: dict[str, str] = {
    "agent_cannot_resolve": "代办员无法解决",
    "departments_disagree": "部门意见不一致",
    "review_without_conclusion": "会商未形成结论",
    "red_light": "临近时限（红灯）",
    "overdue": "超过时限",
    "handover_refused_twice": "转办两次被退回",
    "handover_overdue": "转办逾期未接收",
    "complaint_upheld": "投诉属实",
    "assigned_by_government": "党委政府交办",
    "measure_overdue": "议定事项逾期未办",
    "rung_silent": "逾期未答复",
    "resolution_overdue": "会商议定事项逾期未办",
}
Binding = Literal["act", "handle", "decide"]
"""act: do it and report it done | handle: the item is this department's from now on | decide: decide the item by then."""


class Measure(Contract):
    """议定事项: one thing that a resolution lays down."""

    measure_id: str = Field(description="<办件编号>/E<n>/M<n>")
    owner: str = Field(description="<region>.<department>")
    owner_name: str = Field(description="Name of the department")
    act: str = Field(description="What is to be done, in Chinese")
    binding: Binding = Field(description="act | handle | decide")
    item: int | None = Field(default=None, description="事项序号 that it is about")
    due: str = Field(description="ISO 8601 with zone")


class MatterEvent(RoutingEvent):
    """Something happened to a matter."""

    matter_id: str = Field(description="<办件编号>/E<n>")
    trigger: Trigger = Field(description="What made it climb")
    item: int | None = Field(default=None, description="事项序号 that it is about; null: the whole case")
    rung: str = Field(description="Key of the rung in centre.yaml")
    rung_name: str = Field(description="Name of the rung")
    party: str = Field(description="<region>.<department> that is asked")
    party_name: str = Field(description="Its name")
    at: str = Field(description="ISO 8601 with zone")


class MatterEscalated(MatterEvent, owner="routing"):
    """A matter was put on the ladder, once per case and cause."""

    subject: str = Field(description="What is to be settled, in Chinese")
    due: str = Field(description="An answer is due; ISO 8601 with zone")
    decided_by: tuple[DecidedBy, ...] = Field(description="Rules that chose the rung")


class MatterClimbed(MatterEvent, owner="routing"):
    """The rung before has kept silent, or has passed the matter on: the next one is asked."""

    left: str = Field(description="Name of the rung before")
    silent: bool = Field(description="True: it let its limit pass; false: it passed the matter on")
    reason: str = Field(description="Why, in Chinese")
    due: str = Field(description="An answer is due; ISO 8601 with zone")
    decided_by: tuple[DecidedBy, ...] = Field(default=(), description="Rules that chose the rung")


class RungReminded(MatterEvent, owner="routing"):
    """The last rung has let its limit pass: nobody is above it, so it is asked again."""

    times: int = Field(description="How often it has been reminded by now")
    due: str = Field(description="An answer is due; ISO 8601 with zone")


class MatterResolved(MatterEvent, owner="routing"):
    """A rung has resolved: its measures bind the departments they name."""

    resolution: str = Field(description="What was resolved, as the rung wrote it")
    document: str | None = Field(default=None, description="文号 of the minutes or the resolution")
    measures: tuple[Measure, ...] = Field(description="What follows, with owners and dates")


class MeasureDone(MatterEvent, owner="routing"):
    """A measure is done."""

    measure: Measure = Field(description="Which")
    evidence: str = Field(description="What shows it, as its owner wrote it")


class MeasureOverdue(MatterEvent, owner="routing"):
    """A measure was not done by its date."""

    measure: Measure = Field(description="Which")


class MatterClosed(MatterEvent, owner="routing"):
    """Every measure is done, or what the matter was about has come to its end by itself."""

    settled: bool = Field(description="True: it ended by itself, before a resolution or in spite of it")
    reason: str = Field(description="In Chinese")


class EscalatedMatter(Contract):
    """task.<region>.<department>.escalated: a rung is asked for a resolution."""

    task_id: str = Field(description="<办件编号>/E<n>; name it in every answer")
    case_number: str = Field(description="办件编号")
    centre: str = Field(description="Region code of the centre that owns the case")
    trigger: Trigger = Field(description="What made it climb")
    subject: str = Field(description="What is to be settled, in Chinese")
    rung_name: str = Field(description="Name of the rung")
    history: tuple[str, ...] = Field(default=(), description="What the rungs before have done, oldest first")
    parties: tuple[str, ...] = Field(description="<region>.<department> each: whom a resolution may bind")
    item: int | None = Field(default=None, description="事项序号 that it is about")
    due: str = Field(description="Answer by then; ISO 8601 with zone")
    round: int = Field(default=1, description="2 and more: a reminder")


class MeasureAssigned(Contract):
    """task.<region>.<department>.measure-assigned"""

    task_id: str = Field(description="<办件编号>/E<n>/M<n>; name it when it is done")
    case_number: str = Field(description="办件编号")
    centre: str = Field(description="Region code of the centre that owns the case")
    measure: Measure = Field(description="What is to be done by when")
    resolved_by: str = Field(description="Name of the rung")
    resolution: str = Field(description="What was resolved")


class MatterOver(Contract):
    """task.<region>.<department>.matter-over: nothing more is asked of this rung, or of this owner of a measure."""

    task_id: str = Field(description="<办件编号>/E<n>, or …/M<n>")
    case_number: str = Field(description="办件编号")
    reason: str = Field(description="In Chinese")


class TaskRecalled(Contract):
    """task.<region>.<department>.recalled: the department has this task no more."""

    task_id: str = Field(description="<办件编号>/<事项序号>")
    case_number: str = Field(description="办件编号")
    reason: str = Field(description="In Chinese")


class Escalate(Strict):
    """svc.<centre>.routing.escalate: the centre reports what it cannot settle itself."""

    case_number: str = Field(max_length=50, description="办件编号")
    trigger: Literal["agent_cannot_resolve", "complaint_upheld"] = Field(description="代办员无法解决 | 投诉属实")
    item: int | None = Field(default=None, description="事项序号; absent: the whole case")
    reason: str = Field(min_length=1, max_length=2000, description="What cannot be settled, and what was tried")
    signed_by: str = Field(min_length=1, max_length=50, description="The post that reports it")
