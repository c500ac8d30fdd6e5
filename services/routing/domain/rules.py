"""A rule, and the rulebook that a region's layers of rules make up."""

from collections.abc import Mapping
from datetime import date
from functools import cached_property
from hashlib import sha256
from typing import Annotated, Final, Literal, Self

from pydantic import Field, TypeAdapter

from services.routing.domain.conditions import ALWAYS, AllOf, Alternative, Comparison, Condition, Frozen, alternatives
from services.routing.domain.facts import Scope
from services.routing.domain.verdicts import CaseVerdicts, EscalationVerdicts, ItemVerdicts, Verdicts

RuleId = Annotated[str, Field(pattern="^[a-z0-9]+(_[a-z0-9]+){2,}$", max_length=120)]
"""A sentence that can be false, in snake_case: `underground_mine_design_goes_to_the_region`."""


class Basis(Frozen):
    """依据: what the rule rests on, and whether the document says so or we inferred it."""

    document: str = Field(min_length=2, description="Title or number of the document")
    clause: str = Field(min_length=1, description="Article or section")
    mark: Literal["sourced", "inferred"]


class Rule(Frozen):
    """One rule, as the file of `region` states it. Both dates belong to its term; null: open."""

    id: RuleId
    name: str = Field(min_length=2, description="The rule in Chinese")
    basis: Basis
    valid_from: date | None = None
    valid_to: date | None = None
    scope: Scope = "item"
    when: Condition = ALWAYS
    then: ItemVerdicts | CaseVerdicts | EscalationVerdicts
    priority: int = Field(default=0, ge=-100, le=100)
    region: str

    @cached_property
    def alternatives(self) -> tuple[Alternative, ...]:
        """The ways in which the rule fires: its scope and its dates are comparisons like the others."""
        own = [Comparison(fact="scope", op="eq", value=self.scope)]
        if self.valid_from:
            own.append(Comparison(fact="today", op="ge", value=day_number(self.valid_from)))
        if self.valid_to:
            own.append(Comparison(fact="today", op="le", value=day_number(self.valid_to)))
        return alternatives(AllOf(all=(*own, self.when)))


class Rulebook(Frozen):
    """规则集: every rule that holds in a region, own and inherited. `layers` runs from the broadest to the nearest.

    `version` is a hash of the content, so regions that add no rule of their own share the version of the one above.
    """

    version: str
    region: str
    layers: tuple[str, ...]
    rules: tuple[Rule, ...]

    @classmethod
    def of(cls, region: str, layers: tuple[str, ...], rules: tuple[Rule, ...]) -> Self:
        """The rulebook with the version that its rules give it."""
        content = TypeAdapter(tuple[Rule, ...]).dump_json(rules)
        return cls(version=sha256(content).hexdigest()[:12], region=region, layers=layers, rules=rules)

    @cached_property
    def by_id(self) -> dict[str, Rule]:
        """Every rule by its id."""
        return {rule.id: rule for rule in self.rules}

    def strength(self, rule: Rule) -> tuple[int, int]:
        """Which of two rules decides: the higher priority, then the nearer region."""
        return rule.priority, self.layers.index(rule.region)


def day_number(day: date) -> int:
    """2023-07-04 -> 20230704, as the fact `today` has it."""
    return int(day.strftime("%Y%m%d"))


VERDICTS: Final[Mapping[Scope, type[Verdicts]]] = {
    "item": ItemVerdicts,
    "case": CaseVerdicts,
    "escalation": EscalationVerdicts,
}


def verdicts_for(scope: Scope) -> type[Verdicts]:
    """What a rule of that scope may decide."""
    return VERDICTS[scope]
