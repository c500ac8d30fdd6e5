"""Drafts against recorded cases, and recorded decisions explained, over real servers."""

import json
import os
import signal
from itertools import islice

import pytest

from services.routing.rules.past_cases import PastCases
from shared.errors import Refused
from shared.settings import Settings
from tests.connected.replicas import BALLOONS, CITY, POST, town
from tests.recorded import document, routes

WATER = """
  - id: soil_conservation_of_this_city_is_decided_by_the_city
    name: 水土保持方案一律由盟市水利部门审批
    basis: {document: 鄂尔多斯市水利局通知, clause: 第二条, mark: inferred}
    when: {item: 15}
    then: {level: city}
    priority: 90
"""
SECRET = """
  - id: the_restricted_item_is_moved_to_development_and_reform
    name: 涉及国家安全事项改由发改部门承办
    basis: {document: 试行通知, clause: 第三条, mark: inferred}
    when: {item: 29}
    then: {department: fgw}
    priority: 90
"""


@pytest.fixture(scope="module")
def past():
    """Every scenario twice and more, with projects of other sizes."""
    return [document(route) for route in islice(routes(), 44)]


@pytest.fixture
async def here(settings_for, mongo_database, past):
    await mongo_database["routes"].insert_many(past)
    async with town(settings_for, mongo_database, Settings().jurisdictions) as found:
        found.one = await found.replica()
        yield found


async def compared(here, draft, region=CITY):
    return await here.ask("diff", region, draft=draft)


def ordos_with(past, item):
    own = [one for one in past if one["_id"].startswith("1506")]
    return {one["_id"] for one in own if any(task["plan"]["item"] == item for task in one["state"]["tasks"].values())}


async def test_a_draft_that_says_the_same_changes_no_decision(here, past):
    draft = await here.drafted(rules="\n# nothing but a remark\n")
    page = await compared(here, draft)

    assert page["cases"] == len([one for one in past if one["_id"].startswith("1506")])
    assert (page["changed"], page["lines"], page["next"]) == (0, [], None)


async def test_the_decisions_that_would_change_are_told_case_by_case_and_in_sum(here, past):
    draft = await here.drafted(rules=WATER)
    page = await compared(here, draft)
    moved = {line["case_number"]: line for line in page["lines"]}
    of_level = [each for line in page["lines"] for each in line["changes"] if (each["item"], each["verdict"]) == (15, "level")]

    assert moved.keys() <= ordos_with(past, 15)
    assert moved
    assert {(each["after"], each["rule"], each["mark"]) for each in of_level} == {
        ("city", "soil_conservation_of_this_city_is_decided_by_the_city", "inferred")
    }
    assert sum(counts["cases"] for counts in page["sums"].values()) == len(moved) == page["changed"]
    assert sum(counts["level"] for counts in page["sums"].values()) == len(of_level)


async def test_the_restricted_item_shows_neither_its_department_nor_its_name_nor_its_number(here, past):
    draft = await here.drafted(rules=SECRET)
    page = await compared(here, draft)
    told = json.dumps(page["lines"], ensure_ascii=False)

    assert {line["case_number"] for line in page["lines"]} == ordos_with(past, 29)
    assert "gaj" not in told
    assert "国家安全" not in told
    assert '"item": 29' not in told
    assert "一个事项" in told


async def test_pages_follow_one_another_in_the_order_of_the_numbers_without_a_gap(here, mongo_database, past):
    cases = PastCases(mongo_database["routes"])
    centres = {one["state"]["centre"] for one in past}
    found, after = [], ""
    while (batch := await cases.batch(centres, after, 7)).last:
        found += [case[0] for case in batch.cases]
        after = batch.last

    assert found == sorted(one["_id"] for one in past)


async def test_a_case_from_before_facts_were_recorded_is_counted_and_left_alone(here, mongo_database):
    await mongo_database["routes"].insert_one({"_id": "150622-20250101-000001", "version": 1, "state": {"centre": "150622"}})
    page = await compared(here, await here.drafted(rules=BALLOONS))

    assert page["unrecorded"] == 1


async def test_what_the_process_of_a_trial_breaks_on_is_told_and_the_next_trial_goes_on(here):
    draft = await here.drafted(rules=WATER)
    first = await compared(here, draft)
    trial = here.one.parts.closing[1].__self__
    os.kill(trial.pid, signal.SIGKILL)
    with pytest.raises(Refused) as refused:
        await compared(here, draft)
    again = await compared(here, draft)

    assert "试演未成" in str(refused.value)
    assert again == first


async def test_a_rehearsal_keeps_its_sums_with_the_draft(here):
    draft = await here.rehearsed(rules=WATER)
    told = next(line for line in (await here.ask("versions"))["drafts"] if line["draft"] == draft)
    page = await compared(here, draft)

    assert told["state_name"] == "已试演"
    assert told["rehearsal"]["sums"] == page["sums"]
    assert told["acts"][-1]["by"] == POST
    assert told["acts"][-1]["note"] == f"{page['cases']} 件，{page['changed']} 件的裁定会变"


async def test_a_decision_is_explained_with_every_rule_and_agrees_with_the_record(here, past):
    number = min(ordos_with(past, 15))
    centre = number.partition("-")[0]
    client = await here.client(f"centre-{centre}")
    told = await client.ask(centre, "routing", "rules.explain", {"case_number": number, "item": 15})
    whole = await client.ask(centre, "routing", "rules.explain", {"case_number": number})
    (ruling,) = told["rulings"]
    rules = {rule["id"]: rule for rule in ruling["rules"]}

    assert all(each["as_recorded"] in {True, None} for each in whole["rulings"])
    assert whole["rulings"][0]["scope"] == "case"
    assert rules.keys() == {rule.id for rule in here.one.rulebooks.rulebook(centre).rules if rule.scope == "item"}
    assert {rule["outcome"] for rule in rules.values()} == {"decided", "overruled", "not_fired"}
    assert all(rule["lacking"] for rule in rules.values() if rule["outcome"] == "not_fired")
    assert all(rule["overruled"] for rule in rules.values() if rule["outcome"] == "overruled")
    assert all(rule["basis"] and rule["mark"] for rule in rules.values())


async def test_the_restricted_item_is_not_explained(here, past):
    number = min(ordos_with(past, 29))
    centre = number.partition("-")[0]
    client = await here.client(f"centre-{centre}")
    told = json.dumps(await client.ask(centre, "routing", "rules.explain", {"case_number": number}), ensure_ascii=False)

    assert '"gaj"' not in told
    with pytest.raises(Refused):
        await client.ask(centre, "routing", "rules.explain", {"case_number": number, "item": 29})


async def test_another_centre_hears_nothing_of_a_case(here, past):
    number = min(ordos_with(past, 15))
    other = "150627" if not number.startswith("150627") else "150626"
    client = await here.client(f"centre-{other}")

    with pytest.raises(Refused) as refused:
        await client.ask(other, "routing", "rules.explain", {"case_number": number})

    assert "办件不存在" in str(refused.value)
