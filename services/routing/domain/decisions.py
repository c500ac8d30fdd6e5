"""Asks the rules about one item, one case or one trouble, and keeps what they answered together with why."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final, NamedTuple, Protocol

from pydantic import Field, SkipValidation

from services.routing.domain.conditions import Frozen
from services.routing.domain.facts import STAGES, Scalar, complete
from services.routing.domain.rules import Rule, Rulebook
from services.routing.domain.verdicts import THE_LEAD, JointReview, LevelName, claims
from shared.errors import PermanentError

RESTRICTED_ITEM: Final = 29
"""涉及国家安全事项的建设项目审批."""


class RuleEngine(Protocol):
    """Whatever tells which rules fire."""

    def fired(self, version: str, facts: Mapping[str, Scalar]) -> tuple[str, ...]:
        """Ids of every rule of that rulebook that holds of the composite fact, in any order; none is an answer."""


class NoRulePlaces(PermanentError):
    """The rules name no department, or no level, for an item."""

    def __init__(self, item: int, rulebook: Rulebook, missing: Iterable[str]) -> None:
        self.item = item
        self.version = rulebook.version
        what = "、".join({"department": "承办部门", "level": "层级"}[key] for key in missing)
        super().__init__(
            f"{rulebook.region} 的规则集 {rulebook.version} 没有为事项{item}定{what}："
            f"请在 {rulebook.region} 或其上级的 rulebook.yaml 中为该事项补一条不带其他条件的规则"
        )


class NoRuleLeads(PermanentError):
    """The rules name no lead department for a case."""

    def __init__(self, rulebook: Rulebook, said: object) -> None:
        self.version = rulebook.version
        super().__init__(
            f"{rulebook.region} 的规则集 {rulebook.version} 没有定出办件的牵头部门（lead_department：{said}）："
            "请在 rulebook.yaml 中补上 lead_department 或该阶段的 stage_lead"
        )


@dataclass(frozen=True, slots=True)
class FiredRule:
    """One rule that held, as it stood; `decided` names the verdicts in which no stronger rule overruled it.

    `verdicts` is flat: limits.legal_days, stage_lead.S1. Plain and not checked again: it is made of a checked rule.
    """

    id: str
    name: str
    basis_document: str
    basis_clause: str
    mark: str
    verdicts: Mapping[str, Any]
    decided: tuple[str, ...] = ()


class Decision(Frozen):
    """What the rules said, with the facts they were asked about and every rule that held, the strongest first."""

    decided_by: tuple[FiredRule, ...]
    facts: SkipValidation[dict[str, Scalar]] = Field(description="As complete() made them, which has checked each")
    won: dict[str, Any] = Field(default={}, description="Verdict -> what was decided, flat and as JSON has it; for the record")

    def because(self, verdict: str) -> FiredRule | None:
        """The rule that decided one verdict (`department`, `limits.legal_days`, `stage_lead.S1`); None: no rule did."""
        return next((rule for rule in self.decided_by if verdict in rule.decided), None)


class ItemDecision(Decision):
    """Where one item goes and how it is handled."""

    item: int
    department: str
    level: LevelName
    instant: bool | None = Field(description="None: no rule says; the catalogue does")
    not_needed: str | None = Field(description="Why the law asks for no permit; None: it does, or we cannot tell")
    promised_days: int | None = Field(description="working days; None: the catalogue's")
    legal_days: int | None = Field(description="working days; None: the catalogue's")
    commitment: bool
    tolerance: bool = Field(default=False, description="可以容缺受理")
    special_steps: tuple[str, ...] = Field(default=(), description="特别程序, in order")


class CaseDecision(Decision):
    """Who leads the case and in what manner it is handled."""

    stage_leads: dict[str, str] = Field(description="Stages the case has, in order -> department")
    lead_department: str
    joint_review: JointReview | None = Field(description="Its convener is a department's code")
    one_stop: bool
    green_channel: bool
    parallel: bool
    tracked: bool


class RungDecision(Decision):
    """Where a trouble goes: `none` (it stays where it is), `next` (one rung up), or a rung's key."""

    rung: str


class Placed(NamedTuple):
    """What the case's rules have to know of one item once it has its place."""

    item: int
    region: str
    department: str
    level: str
    stage: str
    needed: bool = True


def decide_item(rulebook: Rulebook, engine: RuleEngine, facts: Mapping[str, Scalar | None]) -> ItemDecision:
    """Where the item goes. Errors: FactsUnfit; NoRulePlaces."""
    whole = complete("item", facts)
    won, decided_by = _ask(rulebook, engine, whole)
    item = int(whole["item"])
    if missing := [key for key in ("department", "level") if key not in won]:
        raise NoRulePlaces(item, rulebook, missing)
    return ItemDecision(
        item=item,
        department=won["department"],
        level=won["level"],
        instant=won.get("instant"),
        not_needed=won.get("not_needed"),
        promised_days=won.get("limits.promised_days"),
        legal_days=won.get("limits.legal_days"),
        commitment=won.get("commitment", False),
        tolerance=won.get("tolerance", False),
        special_steps=tuple(won.get("special_steps", ())),
        decided_by=decided_by,
        facts=whole,
        won=won,
    )


def decide_case(rulebook: Rulebook, engine: RuleEngine, facts: Mapping[str, Scalar | None]) -> CaseDecision:
    """Who leads and how. `facts` are those of the application and `summary` of its items. Errors: FactsUnfit; NoRuleLeads."""
    whole = complete("case", facts)
    won, decided_by = _ask(rulebook, engine, whole)
    leads = {stage: won[key] for stage in STAGES if whole[f"has_stage_{stage}"] and (key := f"stage_lead.{stage}") in won}
    said = won.get("lead_department", "")
    meant = {"the_only_department": whole["only_department"], "the_stage_lead": leads.get(str(whole["earliest_stage"]))}
    lead = meant.get(said, said)
    if not lead:
        raise NoRuleLeads(rulebook, said)
    review = won.get("joint_review")
    return CaseDecision(
        stage_leads=leads,
        lead_department=str(lead),
        joint_review=_with_convener(review, str(lead)) if review else None,
        one_stop=won.get("one_stop", False),
        green_channel=won.get("green_channel", False),
        parallel=won.get("parallel", False),
        tracked=won.get("importance") == "tracked",
        decided_by=decided_by,
        facts=whole,
        won=won,
    )


def decide_rung(rulebook: Rulebook, engine: RuleEngine, facts: Mapping[str, Scalar | None]) -> RungDecision:
    """Which rung of the ladder a trouble goes to; `none` where no rule sends it anywhere. Errors: FactsUnfit."""
    whole = complete("escalation", facts)
    won, decided_by = _ask(rulebook, engine, whole)
    return RungDecision(rung=won.get("rung", "none"), decided_by=decided_by, facts=whole, won=won)


def summary(placed: Iterable[Placed]) -> dict[str, Scalar]:
    """The facts about the items of a case that its rules ask for; items that need no permit count for nothing."""
    needed = [each for each in placed if each.needed]
    departments = {(each.region, each.department) for each in needed}
    stages = [stage for stage in STAGES if any(each.stage == stage for each in needed)]
    return {
        "items": len(needed),
        "departments": len(departments),
        "levels": len({each.level for each in needed}),
        "stages": len(stages),
        **{f"has_stage_{stage}": stage in stages for stage in STAGES},
        "earliest_stage": stages[0] if stages else "none",
        "only_department": needed[0].department if len(departments) == 1 else "",
        "restricted": any(each.item == RESTRICTED_ITEM for each in needed),
    }


def _ask(rulebook: Rulebook, engine: RuleEngine, facts: Mapping[str, Scalar]) -> tuple[dict[str, Any], tuple[FiredRule, ...]]:
    """What was decided, each verdict by the strongest rule that has it, and all that fired, the strongest first."""
    fired = [rulebook.by_id[name] for name in engine.fired(rulebook.version, facts)]
    fired.sort(key=lambda rule: (rulebook.strength(rule), rule.id), reverse=True)
    won: dict[str, Any] = {}
    told: list[FiredRule] = []
    for rule in fired:
        said = claims(rule.then)
        told.append(_as_fired(rule, said, tuple(key for key in said if key not in won)))
        won = said | won
    return won, tuple(told)


def _as_fired(rule: Rule, said: dict[str, Any], decided: tuple[str, ...]) -> FiredRule:
    return FiredRule(
        id=rule.id,
        name=rule.name,
        basis_document=rule.basis.document,
        basis_clause=rule.basis.clause,
        mark=rule.basis.mark,
        verdicts=said,
        decided=decided,
    )


def _with_convener(review: dict[str, Any], lead: str) -> JointReview:
    found = JointReview.model_validate(review)
    return found.model_copy(update={"convener": lead}) if found.convener == THE_LEAD else found
