"""An agent (代办员) as the centre sets the post up: what for, where, and how much."""

from typing import Final, Literal

from pydantic import Field

from shared.contracts.application import StageCode, Trait
from shared.jurisdictions.marked import Frozen

AgentKind = Literal["centre", "department", "park", "township", "village"]
"""政务服务中心代办员 | 部门服务专员 | 园区代办员 | 苏木乡镇（街道）代办员 | 嘎查村（社区）代办员."""

MINE: Final = "mine"
Skill = Literal[StageCode, Trait, "P", "mine"]
"""A stage, what runs beside the stages (P), a trait of projects, or mines (矿山)."""


class Agent(Frozen):
    """代办员: a post, never a person's name."""

    id: str
    title: str
    kind: AgentKind
    skills: tuple[Skill, ...] = Field(default=(), description="Stages or project traits; empty: whatever comes")
    places: tuple[str, ...] = Field(
        default=(), description="Region codes or names of parks that the agent serves; empty: wherever the centre does"
    )
    department: str | None = Field(default=None, description="<region>.<department>, of 部门服务专员 only")
    most_cases: int | None = Field(default=None, ge=1, description="Open cases at most; None: the centre's agent_most_cases")
    one_stop: bool = Field(default=False, description="Belongs to the 投资项目“一站式”服务中心")
