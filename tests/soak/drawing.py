"""Whole composite facts out of plain bytes: the same for hypothesis, which shrinks them, and for the soak, which draws them.

What is drawn comes from facts.py (which facts there are, in every scope) and from the rules' own files (which values
they compare), so that a new scope, fact or threshold is tried without a word here.
"""

from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any, Final

from services.routing.domain.facts import DECLARED, Fact, Scalar, Scope, complete
from tests.unit.oracle import Oracle, compared
from tests.unit.rules_world import CENTRES, REGIONS, SHIPPED

SCOPES: Final[tuple[Scope, ...]] = tuple(DECLARED)
ORACLES: Final = {region: Oracle(SHIPPED, region) for region in REGIONS}
PLACES: Final = (
    *CENTRES.values(),
    {"centre": "150622100", "city": "150600", "centre_level": "township"},
    {"centre": "150622100", "city": "150600", "centre_level": "village"},
)
"""Centres on every level: agents work in townships and villages too."""

GIVEN: Final = frozenset({"scope", "centre", "city", "centre_level"})
"""Drawn together, or not at all."""

STEP: Final = {"integer": 1, "number": 0.0001}
OFTEN: Final = 3
"""One flag in so many is raised: were it half of them, rules that want most flags lowered would hardly ever fire."""

WIDTH: Final = {"number": 5}
"""Bytes that a fact takes: a number one to choose how it is drawn, the others to draw it; any other fact one."""


@cache
def size(scope: Scope) -> int:
    """Bytes that a composite fact of that scope is made of."""
    return 1 + sum(WIDTH.get(fact.kind, 1) for fact in asked(scope))


def drawn(scope: Scope, said: bytes) -> dict[str, Scalar]:
    """The composite fact that these bytes make: all zeros make the plainest one. Shape: `size(scope)` bytes."""
    told: dict[str, Any] = {**PLACES[said[0] % len(PLACES)]}
    start = 1
    for fact in asked(scope):
        end = start + WIDTH.get(fact.kind, 1)
        told[fact.name] = value(fact, said[start:end])
        start = end
    return complete(scope, told)


@cache
def asked(scope: Scope) -> tuple[Fact, ...]:
    """The facts of the scope that are drawn one by one."""
    return tuple(fact for name, fact in DECLARED[scope].items() if name not in GIVEN)


def value(fact: Fact, said: bytes) -> Scalar:
    """One value: of a flag, one of those worth trying, or for half of the numbers any at all."""
    first, *rest = said
    if fact.kind == "flag":
        return first % OFTEN == OFTEN - 1
    tried = worth_trying(fact)
    if fact.kind == "number" and first >= 128:
        return int.from_bytes(rest) / 2**32 * 10.0 ** (first % 15)
    return tried[first % len(tried)]


@cache
def worth_trying(fact: Fact) -> tuple[Scalar, ...]:
    """The default, the choices, both sides of every value that a rule compares the fact with, and the ends."""
    start = () if fact.default is None else (fact.default,)
    found = [*start, *fact.choices, *(near for said in everywhere().get(fact.name, ()) for near in around(fact, said))]
    if fact.region:
        found += [place["centre"] for place in PLACES]
    elif fact.kind == "word" and not fact.choices:
        found.append("fgw")
    if fact.kind in STEP:
        found += [0, 1, 2, *((99999999,) if fact.kind == "integer" else (0.00005, 0.1 + 0.2, 1e14))]
    if fact.name == "item":
        found += range(1, 32)
    return tuple(dict.fromkeys(found))


@cache
def everywhere() -> Mapping[str, frozenset[Scalar]]:
    """Fact -> what the rules of all regions compare it with."""
    found: dict[str, set[Scalar]] = {}
    for oracle in ORACLES.values():
        for name, said in compared(oracle.rules.values()):
            found.setdefault(name, set()).add(said)
    return {name: frozenset(said) for name, said in found.items()}


def around(fact: Fact, said: Scalar) -> Iterator[Scalar]:
    """The value, and its neighbours where it has any."""
    yield said
    if fact.kind in STEP and not isinstance(said, str | bool):
        yield from (near for near in (said - STEP[fact.kind], said + STEP[fact.kind]) if near >= 0)
