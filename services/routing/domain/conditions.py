"""The condition of a rule: comparisons of single facts, joined by all and any."""

from collections.abc import Iterable, Iterator
from itertools import product
from typing import Final, Literal

from pydantic import BaseModel, ConfigDict

from services.routing.domain.facts import FACTS, RESOLUTION, Fact, Scalar

Operator = Literal["eq", "ne", "lt", "le", "gt", "ge", "in"]
OPERATORS: Final[tuple[Operator, ...]] = ("eq", "ne", "lt", "le", "gt", "ge", "in")


class Frozen(BaseModel):
    """Part of a rule; an unknown key is a fault, for a misspelt one must not pass in silence."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Comparison(Frozen):
    """One fact compared with a value, or with several (`in`)."""

    fact: str
    op: Operator
    value: Scalar | tuple[Scalar, ...]


class AllOf(Frozen):
    """Every part holds. Without parts it always holds."""

    all: tuple["Condition", ...] = ()


class AnyOf(Frozen):
    """At least one part holds."""

    any: tuple["Condition", ...]


Condition = Comparison | AllOf | AnyOf
Alternative = tuple[Comparison, ...]
"""Comparisons that all have to hold: one way in which a condition comes true."""

ALWAYS: Final = AllOf()


def alternatives(condition: Condition) -> tuple[Alternative, ...]:
    """The ways in which the condition comes true (its disjunctive normal form): it holds if and only if one does."""
    match condition:
        case Comparison():
            return ((condition,),)
        case AllOf():
            return tuple(sum(ways, ()) for ways in product(*map(alternatives, condition.all)))
        case AnyOf():
            return tuple(way for part in condition.any for way in alternatives(part))


def holds(comparison: Comparison, value: Scalar) -> bool:
    """Does the comparison hold of this value of its fact? Never of an unknown number."""
    if FACTS[comparison.fact].unknown(value):
        return False
    wanted = comparison.value
    if isinstance(wanted, tuple):
        return value in wanted
    match comparison.op:
        case "eq" | "in":
            return value == wanted
        case "ne":
            return value != wanted
        case "lt":
            return value < wanted  # type: ignore[operator]  # check() lets only numbers be ordered
        case "le":
            return value <= wanted  # type: ignore[operator]
        case "gt":
            return value > wanted  # type: ignore[operator]
        case "ge":
            return value >= wanted  # type: ignore[operator]


def possible(comparisons: Iterable[Comparison]) -> bool:
    """Can all of them hold at once? Facts are taken to be independent of one another."""
    by_fact: dict[str, list[Comparison]] = {}
    for comparison in comparisons:
        by_fact.setdefault(comparison.fact, []).append(comparison)
    return all(
        any(all(holds(each, value) for each in asked) for value in _worth_trying(FACTS[name], asked))
        for name, asked in by_fact.items()
    )


def _worth_trying(fact: Fact, asked: Iterable[Comparison]) -> Iterator[Scalar]:
    """Values among which there is one that passes, if any value of the fact does."""
    if fact.kind == "flag":
        yield from (True, False)
    elif fact.choices:
        yield from fact.choices
    else:
        step = 1 if fact.kind == "integer" else float(RESOLUTION)
        for comparison in asked:
            for value in comparison.value if isinstance(comparison.value, tuple) else (comparison.value,):
                yield from (value,) if isinstance(value, str) else _around(value, step)
        yield from ("", "any_other") if fact.kind == "word" else (0,)


def _around(value: float, step: float) -> Iterator[float]:
    yield from (near for near in (value - step, value, value + step) if near >= 0)
