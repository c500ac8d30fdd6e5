"""A ruling (裁定记录): one evaluation of the rules, kept so that it can be explained, and repeated with other rules."""

from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from services.routing.domain.facts import Scalar
from shared.contracts.common import DecidedBy


class Ruling(BaseModel):
    """What one centre's rules were asked, what they said, and by which rules.

    `complete(scope, {**route.facts, **ruling.asked})` gives the whole composite fact again: facts that are declared
    later stand at their defaults in it.
    """

    model_config = ConfigDict(frozen=True)

    centre: str = Field(description="Whose rules were asked")
    rulebook: str = Field(description="The version that answered")
    asked: dict[str, Scalar] = Field(description="The facts that are not in `Route.facts`, or differ from it")
    verdicts: dict[str, Any] = Field(description="Verdict -> value, flat: limits.legal_days, stage_lead.S1")
    decided_by: tuple[DecidedBy, ...] = Field(description="The rules whose verdicts stood, with their clauses")
