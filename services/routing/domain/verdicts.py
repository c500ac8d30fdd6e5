"""What a rule may decide: about one item, about the whole case, or about the next rung of the ladder."""

from typing import Annotated, Any, Final, Literal

from pydantic import Field

from services.routing.domain.conditions import Frozen
from shared.contracts.review_calls import ReviewKind

DepartmentCode = Annotated[str, Field(pattern="^[a-z]{2,8}$", description="Code of departments.yaml")]
LevelName = Literal["state", "region", "city", "county", "township", "village"]
StepName = Annotated[str, Field(min_length=2, max_length=60, description="特别程序: 专家评审, 听证 …")]
Stage = Literal["S1", "S2", "S3", "S4"]

THE_LEAD: Final = "the_lead"
ALL_PARTIES: Final = "all_parties"
Lead = Literal["the_only_department", "the_stage_lead"] | DepartmentCode
"""A department, or the one that has the only item's task, or the one that leads the earliest stage."""


class Limits(Frozen):
    """时限, in working days, in place of the catalogue's."""

    promised_days: int | None = Field(default=None, ge=0, description="承诺时限; 0: on the spot")
    legal_days: int | None = Field(default=None, ge=0, description="法定时限")


class ItemVerdicts(Frozen):
    """What a rule decides about one item. A key that is absent is left to other rules."""

    department: DepartmentCode | None = Field(default=None, description="承办部门")
    level: LevelName | None = Field(default=None, description="行使层级")
    limits: Limits | None = None
    instant: bool | None = Field(default=None, description="即办")
    not_needed: str | None = Field(default=None, min_length=4, description="依法不需要许可的理由: 即时告知不受理")
    commitment: bool | None = Field(default=None, description="实行告知承诺")
    tolerance: bool | None = Field(default=None, description="可以容缺受理")
    special_steps: tuple[StepName, ...] | None = Field(default=None, min_length=1, description="特别程序, in order")


class JointReview(Frozen):
    """会商: who convenes it, whose opinion it needs and whose it asks for."""

    kind: ReviewKind
    convener: Literal["the_lead"] | DepartmentCode = Field(default="the_lead", description="召集部门")
    mandatory: tuple[Literal["all_parties"] | DepartmentCode, ...] = Field(min_length=1)
    advisory: tuple[DepartmentCode, ...] = ()
    observers: tuple[DepartmentCode, ...] | None = Field(default=None, min_length=1, description="列席; absent in older records")


class CaseVerdicts(Frozen):
    """What a rule decides about the whole case. A key that is absent is left to other rules."""

    stage_lead: dict[Stage, DepartmentCode] | None = Field(default=None, description="阶段牵头部门")
    lead_department: Lead | None = Field(default=None, description="牵头部门")
    joint_review: JointReview | None = None
    one_stop: bool | None = Field(default=None, description="由投资项目“一站式”服务中心代办")
    green_channel: bool | None = Field(default=None, description="绿色通道")
    parallel: bool | None = Field(default=None, description="并联审批")
    importance: Literal["tracked"] | None = Field(default=None, description="跟踪、指导、协调")


class EscalationVerdicts(Frozen):
    """What a rule decides about a trouble (难点问题)."""

    rung: Annotated[str, Field(pattern="^(none|next|r[1-9])$")] | None = Field(
        default=None,
        description="none: stays with its department | next: lowest rung, or the one above the present | a rung's key",
    )


Verdicts = ItemVerdicts | CaseVerdicts | EscalationVerdicts
GROUPS: Final = frozenset({"limits", "stage_lead"})
"""Verdicts whose parts are decided one by one: another rule may set the other limit, or lead the other stage."""


def claims(verdicts: Verdicts) -> dict[str, Any]:
    """Each thing that is decided, under its own key: `department`, `limits.legal_days`, `stage_lead.S1`.

    The values are as JSON has them (lists, not tuples), so that they are the same after they were stored.
    """
    flat: dict[str, Any] = {}
    for key, value in verdicts.model_dump(mode="json", exclude_none=True).items():
        flat |= {f"{key}.{part}": each for part, each in value.items()} if key in GROUPS else {key: value}
    return flat


def departments_of(verdicts: Verdicts) -> set[str]:
    """Codes of every department that the verdicts name."""
    if isinstance(verdicts, ItemVerdicts):
        return {verdicts.department} if verdicts.department else set()
    if isinstance(verdicts, EscalationVerdicts):
        return set()
    named = {*(verdicts.stage_lead or {}).values(), verdicts.lead_department}
    if verdicts.joint_review:
        review = verdicts.joint_review
        named |= {review.convener, *review.mandatory, *review.advisory, *(review.observers or ())}
    return {code for code in named if code} - {"the_only_department", "the_stage_lead", THE_LEAD, ALL_PARTIES}


def rung_of(verdicts: Verdicts) -> str | None:
    """The rung that the verdicts name by its key; None where they name none, or leave it to the ladder's order."""
    rung = verdicts.rung if isinstance(verdicts, EscalationVerdicts) else None
    return None if rung in {"none", "next"} else rung
