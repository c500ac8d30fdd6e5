"""Turns a rulebook into what durable-rules can be trusted with: plain chains of comparisons of one fact."""

from collections.abc import Iterable, Mapping
from itertools import product
from typing import Any, Final, NamedTuple

from services.routing.domain.conditions import Alternative, Comparison
from services.routing.domain.facts import FACTS, Scalar, Scope
from services.routing.domain.rules import Rule, Rulebook
from shared.errors import PermanentError

OPERATORS: Final = {"ne": "$neq", "lt": "$lt", "le": "$lte", "gt": "$gt", "ge": "$gte"}

MOST_CHAINS: Final = 60
"""Chains that one part may have, for all of them may be under way at once. From 65 on the engine gives up (error 303,
its stack has 64 places); seen with 2.0.28."""

Chain = tuple[Comparison, ...]
Key = tuple[Scope, int | None]
"""Scope and item; None: the scope is not of items, or the item is one that no rule names."""


class Part(NamedTuple):
    """What of a rulebook can concern one evaluation: `chains` has each rule's, each as the `$and` of one message."""

    chains: dict[str, tuple[dict[str, Any], ...]]
    asks: tuple[str, ...]
    """The facts that are compared, in no particular order: the engine needs no other."""


class RulebookTooWide(PermanentError):
    """More rules concern one item, one trouble or the case than the engine can follow at once."""

    def __init__(self, version: str, where: str, chains: int) -> None:
        self.version = version
        super().__init__(
            f"规则集 {version} 中与{where}有关的条件分支有 {chains} 条，引擎最多同时跟踪 {MOST_CHAINS} 条："
            "请合并条件相同的规则，或减少 any 和 in 的分支"
        )


def compiled(rulebook: Rulebook) -> dict[Key, Part]:
    """The parts of the rulebook; one that no rule falls into is absent. Errors: RulebookTooWide.

    Neither `$or` nor more than one message is used: joins crash the process (architecture.md 4).
    """
    parts = {key: _part(chains) for key, chains in _parted(rulebook.rules).items()}
    for key, part in parts.items():
        if (count := sum(map(len, part.chains.values()))) > MOST_CHAINS:
            raise RulebookTooWide(rulebook.version, _named(key), count)
    return parts


def key_of(facts: Mapping[str, Scalar], parts: Mapping[Key, object]) -> Key:
    """The part that these facts fall into. It may be absent: then no rule holds."""
    scope: Scope = facts["scope"]  # type: ignore[assignment]  # a choice that complete() has checked
    if scope != "item":
        return scope, None
    of_item: Key = ("item", int(facts["item"]))
    return of_item if of_item in parts else ("item", None)


def _parted(rules: Iterable[Rule]) -> dict[Key, list[tuple[str, Chain]]]:
    """Key -> rule ids with their chains: those of the item and those of any item, which need not compare it any more."""
    parted: dict[Key, list[tuple[str, Chain]]] = {}
    for rule in rules:
        for chain in (chain for way in rule.alternatives for chain in _chains(way)):
            named = {each.value for each in chain if _names_item(each)} if rule.scope == "item" else set()
            if not named:
                parted.setdefault((rule.scope, None), []).append((rule.id, chain))
            elif len(named) == 1:  # two at once never hold
                rest = tuple(each for each in chain if not _names_item(each))
                parted.setdefault(("item", int(named.pop())), []).append((rule.id, rest))  # type: ignore[arg-type]
    of_any_item = parted.get(("item", None), [])
    return {key: chains + of_any_item if key[0] == "item" and key[1] is not None else chains for key, chains in parted.items()}


def _names_item(comparison: Comparison) -> bool:
    return comparison.fact == "item" and comparison.op == "eq"


def _part(chains: Iterable[tuple[str, Chain]]) -> Part:
    by_rule: dict[str, list[dict[str, Any]]] = {}
    asks: set[str] = set()
    for name, chain in chains:
        by_rule.setdefault(name, []).append({"$and": [_test(each) for each in chain]})
        asks.update(each.fact for each in chain)
    return Part({name: tuple(ways) for name, ways in by_rule.items()}, tuple(sorted(asks)))


def _chains(alternative: Alternative) -> list[Chain]:
    """The same without `in`, guarded against unknown numbers. The scope stays first, so that no chain is ever empty."""
    spread = (
        [Comparison(fact=each.fact, op="eq", value=value) for value in each.value] if isinstance(each.value, tuple) else [each]
        for each in alternative
    )
    return [_guarded(ways) for ways in product(*spread)]


def _guarded(chain: Chain) -> Chain:
    """`lt`, `le` and `ne` would hold of the -1 that stands for unknown."""
    numbers = {each.fact for each in chain if FACTS[each.fact].kind == "number" and each.op in {"lt", "le", "ne"}}
    return (*chain, *(Comparison(fact=name, op="ge", value=0.0) for name in sorted(numbers)))


def _named(key: Key) -> str:
    scope, item = key
    return f"事项{item or ''}" if scope == "item" else {"case": "整个办件", "escalation": "难点问题"}[scope]


def _test(comparison: Comparison) -> dict[str, Any]:
    plain = {comparison.fact: comparison.value}
    return plain if comparison.op == "eq" else {OPERATORS[comparison.op]: plain}
