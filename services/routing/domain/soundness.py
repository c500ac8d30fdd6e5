"""What can be told of a rulebook without a case: contradictions, rules that never fire, items nobody places."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from itertools import combinations
from typing import Any, NamedTuple

from services.routing.domain.conditions import Alternative, holds, possible
from services.routing.domain.facts import STAGES, TRIGGERS, Scalar
from services.routing.domain.grounds import ITEMS
from services.routing.domain.rules import Rule, Rulebook
from services.routing.domain.verdicts import claims

Ways = tuple[frozenset[str], tuple[Alternative, ...]]
"""What a rule decides, and the ways in which it comes to do so."""


class Clash(NamedTuple):
    """Two rules of equal strength that can fire together and decide one verdict differently."""

    one: Rule
    other: Rule
    verdict: str


def clashes(rulebook: Rulebook) -> Iterator[Clash]:
    """Every pair of rules between which only chance would decide."""
    rivals: defaultdict[tuple[str, tuple[int, int], str], list[tuple[Rule, Any]]] = defaultdict(list)
    for rule in rulebook.rules:
        for verdict, value in claims(rule.then).items():
            rivals[rule.scope, rulebook.strength(rule), verdict].append((rule, value))
    for (_, _, verdict), rules in rivals.items():
        for (one, first), (other, second) in combinations(rules, 2):
            if first != second and _together(one, other):
                yield Clash(one, other, verdict)


def never(rules: Iterable[Rule]) -> Iterator[Rule]:
    """Rules whose conditions contradict each other, so that they can never fire."""
    return (rule for rule in rules if not any(map(possible, rule.alternatives)))


def unplaced(rules: Iterable[Rule]) -> Iterator[tuple[int, str]]:
    """(item, department | level) for which there is no rule that always holds of the item, whatever else is the case."""
    known = _ways(rules)
    for item in ITEMS:
        for verdict in ("department", "level"):
            if not _always(known, verdict, {"scope": "item", "item": item}):
                yield item, verdict


def unled(rules: Iterable[Rule]) -> Iterator[str]:
    """`lead_department`, `stage_lead.S1` … for which there is no rule that always holds of a case (with that stage)."""
    known = _ways(rules)
    if not _always(known, "lead_department", {"scope": "case"}):
        yield "lead_department"
    for stage in STAGES:
        if not _always(known, f"stage_lead.{stage}", {"scope": "case", f"has_stage_{stage}": True}):
            yield f"stage_lead.{stage}"


def unclimbed(rules: Iterable[Rule]) -> Iterator[str]:
    """Triggers for which there is no rule that always says whether and how far the trouble climbs."""
    known = _ways(rules)
    return (each for each in TRIGGERS if not _always(known, "rung", {"scope": "escalation", "trigger": each}))


def _together(one: Rule, other: Rule) -> bool:
    return any(possible((*first, *second)) for first in one.alternatives for second in other.alternatives)


def _ways(rules: Iterable[Rule]) -> list[Ways]:
    return [(frozenset(claims(rule.then)), rule.alternatives) for rule in rules]


def _always(rules: Iterable[Ways], verdict: str, known: Mapping[str, Scalar]) -> bool:
    return any(
        all(each.fact in known and holds(each, known[each.fact]) for each in alternative)
        for verdicts, alternatives in rules
        if verdict in verdicts
        for alternative in alternatives
    )
