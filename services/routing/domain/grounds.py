"""Where the rules of a layer hold, and so what their conditions can meet there: which centres, which items and stages."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Final, Literal, NamedTuple

from services.routing.domain.conditions import Alternative, Comparison, holds
from services.routing.domain.facts import FACTS, PLACES, Scalar
from services.routing.domain.rules import Rule
from shared.regions import Level, at_level, is_region_code, region

ITEMS: Final = range(1, 32)
"""The catalogue of seed 003, 附件2: 30 items and 31, 其它事项."""

WHOLE_CASE: Final = 0
"""The item of a trouble that is not about one item."""

PLACE: Final = ("centre", "city", "centre_level")
CATALOGUED: Final = ("item", "item_stage")
ELSEWHERE: Final = "any_other"
"""A centre, or a city, that no condition names."""

World = Mapping[str, Scalar]
"""Facts that go together."""


class Vain(NamedTuple):
    """A value for which a rule waits in vain."""

    fact: str
    value: Scalar


class Ground(NamedTuple):
    """What can be the case wherever the rules of one layer hold, in centres that are on the bus and in those that are not.

    `jurisdictions`: those with files of their own whose rulebook has the layer. `holds_in`: would the layer be in the
    rulebook of a centre with this code? `stages`: item -> the stages it has in their catalogues; an item that is in none of
    them may be asked for all the same, for every rulebook places all 31.
    """

    layer: str
    jurisdictions: tuple[str, ...]
    holds_in: Callable[[str], bool]
    stages: Mapping[int, frozenset[str]]

    def vain(self, rule: Rule) -> Iterator[Vain]:
        """Values of its conditions that no case can have here, each once; the rule may still fire without them."""
        asked = {each for way in rule.alternatives for each in way if each.op in {"eq", "in"}}
        values = {Vain(each.fact, value) for each in asked if each.fact in PLACE + CATALOGUED for value in _values(each)}
        for one in sorted(values, key=str):
            if self.at_odds(rule, ((Comparison(fact=one.fact, op="eq", value=one.value),),)):
                yield one

    def at_odds(self, rule: Rule, ways: Iterable[Alternative]) -> Literal["place", "item"] | None:
        """Why none of the ways can be met here: no such centre, or no such item; None when one can."""
        found: Literal["place", "item"] | None = None
        for way in ways:
            if not _any(self._centres(way), way):
                found = "place"
            elif rule.scope != "case" and not _any(self._items(rule.scope), way):
                found = "item"
            else:
                return None
        return found

    def _centres(self, way: Alternative) -> Iterator[World]:
        """Every centre that the way could tell from others: the known ones, those it names, and any below them."""
        asked = [each for each in way if each.fact in PLACE]
        if not asked:
            yield {}
            return
        codes = {str(value) for each in asked if each.fact != "centre_level" for value in _values(each)}
        named = {code for code in codes if is_region_code(code) and region(code).code == code and self.holds_in(code)}
        for code in {*self.jurisdictions, *named}:
            yield from _at_and_below(code)

    def _items(self, scope: str) -> Iterator[World]:
        if scope == "escalation":
            yield from ({"item": item} for item in (WHOLE_CASE, *ITEMS))
            return
        for item in ITEMS:
            for stage in self.stages.get(item) or FACTS["item_stage"].choices:
                yield {"item": item, "item_stage": stage}


def _at_and_below(code: str) -> Iterator[World]:
    """The centre of a region, and for every level below one that no condition names."""
    here, city = region(code).level, at_level(code, Level.CITY)
    own = city.code if city else ""
    yield {"centre": code, "city": own, "centre_level": here.name.lower()}
    for level in (Level[name.upper()] for name in PLACES):
        if level > here:
            for inside in (own,) if city else (ELSEWHERE, ""):  # some counties stand right below a province
                yield {"centre": ELSEWHERE, "city": inside, "centre_level": level.name.lower()}


def _any(worlds: Iterable[World], way: Alternative) -> bool:
    return any(all(holds(each, world[each.fact]) for each in way if each.fact in world) for world in worlds)


def _values(comparison: Comparison) -> tuple[Scalar, ...]:
    return comparison.value if isinstance(comparison.value, tuple) else (comparison.value,)
