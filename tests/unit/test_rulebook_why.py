"""`rules explain` of a case with the restricted item: nothing tells what that is about, or whose it is."""

import json

import pytest

from services.routing.domain.conditions import Comparison
from services.routing.rules.why import Why
from shared.contracts.rulebook import ExplainRules
from shared.errors import Refused
from tests.unit.routing_world import CASE, CENTRE, accepted, books, placing

SECURITY, WATER = 29, 15


TOLD = "cases_about_national_security_are_tracked"


class Record:
    """One case on record, and the rulebook it is pinned to, with a rule of its own that asks about the restricted item."""

    def __init__(self, *items):
        rulebook = books().at(CENTRE)
        route, _ = placing().place(CASE, CENTRE, accepted(*items, area_ha=6), rulebook)
        self.state = route.model_dump(mode="json")
        decided = next(rule for rule in rulebook.rules if rule.id == route.decided_by[0].rule)
        asks = Comparison(fact="restricted", op="eq", value=True)
        told = type(decided).model_validate(decided.model_dump() | {"id": TOLD, "when": asks, "priority": 100})
        self.rulebook = rulebook.model_copy(update={"rules": (*rulebook.rules, told)})

    async def one(self, _number):
        return self.state

    async def kept(self, _version):
        return self.rulebook

    async def explained(self, item=None):
        return await Why(self, self).explain(CENTRE, ExplainRules(case_number=CASE, item=item))

    async def case(self):
        return (await self.explained())["rulings"][0]


async def test_neither_the_fact_nor_a_rule_that_asks_it_is_told_beside_a_restricted_item():
    case = await Record(WATER, SECURITY).case()

    assert "restricted" not in {fact["fact"] for fact in case["facts"]}
    assert case["rules"]
    assert TOLD not in json.dumps(case)
    assert "国家安全" not in json.dumps([case["facts"], case["verdicts"]], ensure_ascii=False)


async def test_a_rule_that_was_overruled_by_one_that_is_not_told_names_none():
    case = await Record(WATER, SECURITY).case()

    assert "（限制公开）" in {by for rule in case["rules"] for by in rule["overruled"].values()}


async def test_a_case_without_a_restricted_item_is_explained_in_full():
    case = await Record(WATER).case()

    assert TOLD in {rule["id"] for rule in case["rules"]}
    assert "restricted" in {fact["fact"] for fact in case["facts"]}


@pytest.mark.parametrize("items", [(WATER, SECURITY), (WATER,)])
async def test_who_asks_for_the_restricted_item_is_told_that_it_is_not_explained(items):
    with pytest.raises(Refused) as refused:
        await Record(*items).explained(SECURITY)

    assert [fault.message for fault in refused.value.faults] == ["限制公开的事项，不予说明"]
