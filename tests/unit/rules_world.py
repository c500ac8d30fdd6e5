"""What the tests of the rules share: the shipped rulebooks, one engine, and plain facts to start from."""

from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from services.routing.domain.facts import Scalar, complete
from services.routing.domain.rules import Rulebook
from services.routing.rules.engine import DurableEngine
from services.routing.rules.loading import load_rulebook

SHIPPED = Path(__file__).parents[2] / "deploy" / "jurisdictions"
REGIONS = ("150000", "150600", "150622", "150625", "150400", "150422", "410000", "411300", "411325")
"""Every region with rules of its own."""

CENTRES = {
    "150000": {"centre": "150000", "centre_level": "region"},
    "150600": {"centre": "150600", "city": "150600", "centre_level": "city"},
    "150622": {"centre": "150622", "city": "150600", "centre_level": "county"},
    "150625": {"centre": "150625", "city": "150600", "centre_level": "county"},
    "150422": {"centre": "150422", "city": "150400", "centre_level": "county"},
    "411325": {"centre": "411325", "city": "411300", "centre_level": "county"},
}
TODAY = 20260210


class Row(NamedTuple):
    """One rule, the clause it rests on, facts of which it holds, and facts of which it does not."""

    rule: str
    clause: str
    holds: dict[str, Any]
    fails: tuple[dict[str, Any], ...]


def row(rule: str, clause: str, holds: dict[str, Any], *fails: dict[str, Any]) -> Row:
    return Row(rule, clause, holds, fails)


@cache
def book(region: str) -> Rulebook:
    return load_rulebook(SHIPPED, region)


@cache
def engine(region: str) -> DurableEngine:
    """An engine that knows the region's rulebook."""
    made = one_engine()
    made.ensure(book(region))
    return made


@cache
def one_engine() -> DurableEngine:
    return DurableEngine()


def facts(given: dict[str, Any], region: str = "150622") -> dict[str, Scalar]:
    """A full composite fact: of a trouble or an item if one is given, else of a case with one item in one department."""
    start: dict[str, Any] = {"today": TODAY, **CENTRES[region]}
    if "trigger" in given:
        return complete("escalation", start | {"item": 0} | given)
    if "item" in given:
        return complete("item", start | given)
    return complete("case", start | {"items": 1, "departments": 1, "levels": 1, "stages": 0} | given)


def fired(region: str, given: dict[str, Any]) -> set[str]:
    """What the engine says fires in that region's rulebook."""
    centre = region if region in CENTRES and region != "150000" else "150622"
    return set(engine(region).fired(book(region).version, facts(given, centre)))


def only(item: int) -> tuple[dict[str, int], dict[str, int]]:
    """A rule about one item holds of it, and not of its neighbour in the catalogue."""
    return {"item": item}, {"item": item % 31 + 1}


def trouble(trigger: str, **known: Any) -> tuple[dict[str, Any], dict[str, Any]]:
    """A rule about one trouble holds of it, and not of another that looks the same otherwise."""
    other = "complaint_upheld" if trigger == "overdue" else "overdue"
    return {"trigger": trigger, **known}, {"trigger": other, **known}


PARALLEL = ({"departments": 2}, {"departments": 1})
LEAD = ({"departments": 2, "stages": 1}, {"departments": 2, "stages": 0}, {"departments": 1, "stages": 1})
UNRESOLVED = ({"agent_cannot_resolve": True}, {"departments": 9, "urgent": True})
