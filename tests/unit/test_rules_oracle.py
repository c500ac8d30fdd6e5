"""The engine and the oracle fire the same rules, whatever the facts."""

from datetime import date
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from services.routing.domain.decisions import RuleEngine, decide_case, decide_item
from services.routing.domain.facts import FACTS, Fact, Scope, complete
from tests.unit.oracle import Oracle
from tests.unit.rules_world import CENTRES, SHIPPED, book, engine, facts

EXAMPLES = 2000
"""Facts tried in each run, over all rulebooks. A thorough run sets it to 20,000 and takes ten times as long."""

REGIONS = ("150000", "150600", "150622", "150625", "150422", "411325")
ORACLES = {region: Oracle(SHIPPED, region) for region in REGIONS}
NEAR = (-1, 0, 0.4999, 0.5, 1, 4.9999, 5, 149.9999, 150, 999.9999, 1000, 9999.9999, 10000, 49999.9, 50000, 300000, 5e6, 1e14)
"""Both sides of every threshold, unknown, and numbers at the ends."""
DAYS = (20230703, 20230704, 20250831, 20250901, 20260210)


def values(fact: Fact) -> st.SearchStrategy[Any]:
    if fact.choices:
        return st.sampled_from(fact.choices)
    if fact.kind == "number":
        return st.sampled_from(NEAR) | st.floats(0, 1e14, allow_nan=False)
    return {"item": st.integers(1, 31), "today": st.sampled_from(DAYS), "only_department": st.sampled_from(("", "fgw"))}.get(
        fact.name, st.integers(0, 5)
    )


def composite(scope: Scope) -> st.SearchStrategy[dict[str, Any]]:
    asked = [f for f in FACTS.values() if scope in f.scopes and f.name not in {"scope", "centre", "city", "centre_level"}]
    flags = [fact.name for fact in asked if fact.kind == "flag"]
    return st.builds(
        lambda centre, raised, told: complete(scope, centre | dict.fromkeys(raised, True) | told),
        st.sampled_from(list(CENTRES.values())),
        st.sets(st.sampled_from(flags)),
        st.fixed_dictionaries({fact.name: values(fact) for fact in asked if fact.kind != "flag"}),
    )


@settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(region=st.sampled_from(REGIONS), told=composite("item") | composite("case"))
@example(region="150625", told=facts({"item": 3, "today": 20230704}, "150625"))
def test_the_engine_fires_what_the_oracle_fires(region: str, told: dict[str, Any]) -> None:
    ours = engine(region).fired(book(region).version, told)
    theirs = ORACLES[region].fired("", told)

    assert len(ours) == len(set(ours))
    assert set(ours) == set(theirs)


@pytest.mark.parametrize("region", REGIONS)
def test_engine_and_oracle_come_to_the_same_decisions_on_every_item(region: str) -> None:
    answering: tuple[RuleEngine, RuleEngine] = (engine(region), ORACLES[region])
    told = {"today": int(date(2026, 2, 10).strftime("%Y%m%d")), "energy_tce": 12000, "mine": "underground", **CENTRES["150622"]}
    items = [[decide_item(book(region), each, told | {"item": item}) for item in range(1, 32)] for each in answering]
    case = facts({"departments": 3, "stages": 2, "has_stage_S2": True, "earliest_stage": "S2", "key_project": True})
    cases = [decide_case(book(region), each, case) for each in answering]

    assert items[0] == items[1]
    assert cases[0] == cases[1]
