"""Turns a rulebook into what durable-rules can be trusted with: plain chains of comparisons of one fact."""

from collections import Counter
from itertools import product
from typing import Any, Final

from services.routing.domain.conditions import Alternative, Comparison
from services.routing.domain.facts import FACTS
from services.routing.domain.rules import Rule, Rulebook
from shared.errors import PermanentError

OPERATORS: Final = {"ne": "$neq", "lt": "$lt", "le": "$lte", "gt": "$gt", "ge": "$gte"}

MOST_CHAINS: Final = 60
"""Chains that may be under way at once for one item, or for a case. From 65 on the engine gives up (error 303,
its stack has 64 places); seen with 2.0.28."""

FIRST: Final = ("scope", "item")
"""Compared first, so that of all chains only those of one item are ever under way."""

Chain = tuple[Comparison, ...]


class RulebookTooWide(PermanentError):
    """More rules concern one item, or the case, than the engine can follow at once."""

    def __init__(self, version: str, where: str, chains: int) -> None:
        self.version = version
        super().__init__(
            f"规则集 {version} 中与{where}有关的条件分支有 {chains} 条，引擎最多同时跟踪 {MOST_CHAINS} 条："
            "请合并条件相同的规则，或减少 any 和 in 的分支"
        )


def compiled(rulebook: Rulebook) -> dict[str, tuple[dict[str, Any], ...]]:
    """Rule id -> its chains, each as the `$and` of one message. Errors: RulebookTooWide.

    Neither `$or` nor more than one message is used: joins crash the process (architecture.md 4).
    """
    chains = {rule.id: tuple(chain for way in rule.alternatives for chain in _chains(way)) for rule in rulebook.rules}
    widest, count = _widest(rulebook.rules, chains)
    if count > MOST_CHAINS:
        raise RulebookTooWide(rulebook.version, widest, count)
    return {name: tuple({"$and": [_test(each) for each in chain]} for chain in ways) for name, ways in chains.items()}


def _chains(alternative: Alternative) -> list[Chain]:
    """The same without `in`, guarded against unknown numbers, the narrowing comparisons first."""
    spread = (
        [Comparison(fact=each.fact, op="eq", value=value) for value in each.value] if isinstance(each.value, tuple) else [each]
        for each in alternative
    )
    return [tuple(sorted(_guarded(ways), key=_order)) for ways in product(*spread)]


def _guarded(chain: Chain) -> Chain:
    """`lt`, `le` and `ne` would hold of the -1 that stands for unknown."""
    numbers = {each.fact for each in chain if FACTS[each.fact].kind == "number" and each.op in {"lt", "le", "ne"}}
    return (*chain, *(Comparison(fact=name, op="ge", value=0.0) for name in sorted(numbers)))


def _order(comparison: Comparison) -> int:
    narrowing = comparison.fact in FIRST and comparison.op == "eq"
    return FIRST.index(comparison.fact) if narrowing else len(FIRST)


def _widest(rules: tuple[Rule, ...], chains: dict[str, tuple[Chain, ...]]) -> tuple[str, int]:
    """Where the most chains can be under way at once, and how many."""
    anywhere: Counter[str] = Counter()
    by_item: Counter[Any] = Counter()
    for rule in rules:
        for chain in chains[rule.id]:
            items = [each.value for each in chain if each.fact == "item" and each.op == "eq"]
            if items:
                by_item[items[0]] += 1
            else:
                anywhere[rule.scope] += 1
    item, count = max(by_item.items(), key=lambda entry: entry[1], default=(0, 0))
    of_item = f"事项{item}", count + anywhere["item"] + 1
    return max(of_item, ("整个办件", anywhere["case"] + 1), key=lambda found: found[1])


def _test(comparison: Comparison) -> dict[str, Any]:
    plain = {comparison.fact: comparison.value}
    return plain if comparison.op == "eq" else {OPERATORS[comparison.op]: plain}
