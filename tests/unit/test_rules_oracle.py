"""The engine and the oracle fire the same rules, whatever the facts."""

from datetime import date
from decimal import ROUND_FLOOR, Decimal
from math import ceil
from random import Random
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from services.routing.domain.decisions import RuleEngine, decide_case, decide_item
from services.routing.domain.facts import LARGEST, Scope, cut
from tests.soak.drawing import GIVEN, ORACLES, SCOPES, asked, drawn, size, worth_trying
from tests.unit.rules_world import CENTRES, REGIONS, book, engine, facts

FACTS_PER_RUN = 20_000
"""Facts tried in each run, over all rulebooks together. `make soak` tries 2,000,000."""

EXAMPLES = ceil(FACTS_PER_RUN / len(REGIONS))


def composite(scope: Scope) -> st.SearchStrategy[dict[str, Any]]:
    return st.binary(min_size=size(scope), max_size=size(scope)).map(lambda said: drawn(scope, said))


@pytest.mark.parametrize("region", REGIONS)
@settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck))
@given(told=st.one_of(*map(composite, SCOPES)))
@example(told=facts({"item": 3, "today": 20230704}, "150625"))
def test_the_engine_fires_what_the_oracle_fires(region: str, told: dict[str, Any]) -> None:
    ours = engine(region).fired(book(region).version, told)
    theirs = ORACLES[region].fired("", told)

    assert len(ours) == len(set(ours))
    assert set(ours) == set(theirs)


def test_drawn_facts_reach_the_rules_that_are_compared() -> None:
    """Else the comparison above would pass without having tried them. Nine in ten do at once; `make soak` names the rest."""
    random = Random(20260210)  # noqa: S311  the same facts in each run
    reached: set[str] = set()
    for number in range(20_000):
        scope, region = SCOPES[number % len(SCOPES)], random.choice(REGIONS)
        reached.update(engine(region).fired(book(region).version, drawn(scope, random.randbytes(size(scope)))))

    assert len(reached) >= 0.9 * len({rule.id for region in REGIONS for rule in book(region).rules})


def test_every_fact_is_drawn() -> None:
    drawable = {scope: {fact.name for fact in asked(scope)} | GIVEN for scope in SCOPES}
    alone = [fact.name for scope in SCOPES for fact in asked(scope) if fact.kind != "flag" and len(worth_trying(fact)) < 2]

    assert all(set(drawn(scope, bytes(size(scope)))) == drawable[scope] for scope in SCOPES)
    assert alone == []


@pytest.mark.parametrize("region", REGIONS)
def test_engine_and_oracle_come_to_the_same_decisions_on_every_item(region: str) -> None:
    answering: tuple[RuleEngine, RuleEngine] = (engine(region), ORACLES[region])
    told = {"today": int(date(2026, 2, 10).strftime("%Y%m%d")), "energy_tce": 12000, "mine": "underground", **CENTRES["150622"]}
    items = [[decide_item(book(region), each, told | {"item": item}) for item in range(1, 32)] for each in answering]
    case = facts({"departments": 3, "stages": 2, "has_stage_S2": True, "earliest_stage": "S2", "key_project": True})
    cases = [decide_case(book(region), each, case) for each in answering]

    assert items[0] == items[1]
    assert cases[0] == cases[1]


@given(st.floats(0, LARGEST, exclude_max=True) | st.integers(0, LARGEST - 1) | st.just(-1.0))
def test_numbers_are_cut_as_decimal_arithmetic_cuts_them(value: float) -> None:
    exact = Decimal(str(value)).quantize(Decimal("0.0001"), rounding=ROUND_FLOOR)

    assert cut(value) == float(exact)
    assert "e" not in repr(cut(value))
