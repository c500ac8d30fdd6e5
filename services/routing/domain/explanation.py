"""Why a case was decided as it was: every rule of its rulebook, whether it held, what overruled it, what it lacked."""

from collections.abc import Iterable, Mapping
from typing import Any, Literal

from pydantic import Field

from services.routing.domain.conditions import Alternative, Comparison, Frozen, holds
from services.routing.domain.facts import FACTS, Scalar, Scope
from services.routing.domain.rules import Rule, Rulebook
from services.routing.domain.verdicts import claims

WORDS = {"eq": "为", "ne": "不为", "lt": "小于", "le": "不大于", "gt": "大于", "ge": "不小于", "in": "为其中之一"}


class Known(Frozen):
    """One fact as the rules were told it."""

    fact: str
    label: str
    unit: str
    value: Scalar
    told: bool = Field(description="False: nobody told it, and this is its default")


class Lacking(Frozen):
    """A comparison that did not hold."""

    fact: str
    label: str
    unit: str
    value: Scalar
    unknown: bool = Field(description="The value was never told: every comparison with it is false")
    op: str = Field(description="How the rule compares, in Chinese: 不小于")
    wanted: tuple[Scalar, ...] = Field(description="With what; several: one of them")


class RuleTold(Frozen):
    """One rule of the scope, and what became of it."""

    id: str
    name: str
    basis: str
    mark: str
    region: str
    priority: int
    outcome: Literal["decided", "overruled", "not_fired"]
    verdicts: dict[str, Any]
    decided: tuple[str, ...] = Field(default=(), description="Verdicts in which nothing stronger overruled it")
    overruled: dict[str, str] = Field(default={}, description="verdict -> id of the rule that decided it instead")
    lacking: tuple[Lacking, ...] = Field(default=(), description="Of the way in which it came nearest to holding")
    elsewhere: bool = Field(default=False, description="It is about other items only")


class Explanation(Frozen):
    """One evaluation explained."""

    facts: tuple[Known, ...]
    rules: tuple[RuleTold, ...] = Field(description="Those that decided first, then the overruled, then the nearest to holding")
    verdicts: dict[str, Any]


def explain(rulebook: Rulebook, scope: Scope, facts: Mapping[str, Scalar], told: Iterable[str] = ()) -> Explanation:
    """Explain one whole composite fact. `told`: names of the facts that somebody told, the others being defaults."""
    rules = sorted((rule for rule in rulebook.rules if rule.scope == scope), key=_order(rulebook), reverse=True)
    held = [rule for rule in rules if any(_all_hold(way, facts) for way in rule.alternatives)]
    winner: dict[str, str] = {}
    won: dict[str, Any] = {}
    for rule in held:
        for verdict, value in claims(rule.then).items():
            if verdict not in winner:
                winner[verdict], won[verdict] = rule.id, value
    fired = [_fired(rule, winner) for rule in held]
    ids = {rule.id for rule in held}
    rest = [_not_fired(rule, facts) for rule in rules if rule.id not in ids]
    fired.sort(key=lambda each: each.outcome == "overruled")
    rest.sort(key=lambda each: (each.elsewhere, len(each.lacking)))
    named = frozenset(told)
    known = (Known(fact=name, label=_of(name)[0], unit=_of(name)[1], value=facts[name], told=name in named) for name in facts)
    return Explanation(facts=tuple(known), rules=(*fired, *rest), verdicts=won)


def _order(rulebook: Rulebook) -> Any:
    return lambda rule: (rulebook.strength(rule), rule.id)


def _all_hold(way: Alternative, facts: Mapping[str, Scalar]) -> bool:
    return all(holds(each, facts[each.fact]) for each in way)


def _fired(rule: Rule, winner: Mapping[str, str]) -> RuleTold:
    said = claims(rule.then)
    decided = tuple(verdict for verdict in said if winner[verdict] == rule.id)
    overruled = {verdict: winner[verdict] for verdict in said if verdict not in decided}
    return _told(rule, "decided" if decided else "overruled", decided=decided, overruled=overruled)


def _not_fired(rule: Rule, facts: Mapping[str, Scalar]) -> RuleTold:
    ways = [[each for each in way if not holds(each, facts[each.fact])] for way in rule.alternatives]
    nearest = min(ways, key=lambda missing: (any(each.fact == "item" for each in missing), len(missing)), default=[])
    elsewhere = any(each.fact == "item" for each in nearest)
    items = sorted({value for way in ways for each in way if each.fact == "item" for value in _wanted(each)})
    lacking = [_lacking(each, facts, items if each.fact == "item" and each.op in {"eq", "in"} else None) for each in nearest]
    return _told(rule, "not_fired", lacking=tuple(lacking), elsewhere=elsewhere)


def _lacking(comparison: Comparison, facts: Mapping[str, Scalar], items: list[Scalar] | None) -> Lacking:
    """`items`: every item the rule is about, in place of the one of this way."""
    label, unit = _of(comparison.fact)
    value = facts[comparison.fact]
    wanted = tuple(items or _wanted(comparison))
    op = WORDS["in"] if len(wanted) > 1 else WORDS["eq" if comparison.op == "in" else comparison.op]
    unknown = FACTS[comparison.fact].unknown(value)
    return Lacking(fact=comparison.fact, label=label, unit=unit, value=value, unknown=unknown, op=op, wanted=wanted)


def _wanted(comparison: Comparison) -> list[Scalar]:
    return list(comparison.value) if isinstance(comparison.value, tuple) else [comparison.value]


def _told(rule: Rule, outcome: Literal["decided", "overruled", "not_fired"], **more: Any) -> RuleTold:
    return RuleTold(
        id=rule.id,
        name=rule.name,
        basis=f"{rule.basis.document} {rule.basis.clause}",
        mark=rule.basis.mark,
        region=rule.region,
        priority=rule.priority,
        outcome=outcome,
        verdicts=claims(rule.then),
        **more,
    )


def _of(name: str) -> tuple[str, str]:
    fact = FACTS[name]
    return fact.label, fact.unit
