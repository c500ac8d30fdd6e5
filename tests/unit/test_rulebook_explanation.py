"""Why a case was decided as it was: every rule, what overruled it, what it lacked."""

from itertools import islice

import pytest

from services.routing.domain.comparison import repeated
from services.routing.domain.explanation import explain
from services.routing.rules.loading import load_rulebook
from tests.recorded import SHIPPED, routes
from tests.unit.rules_world import book, engine, facts


def explained(region="150622", **given):
    found = explain(book(region), "item" if "item" in given else "case", facts(given, region), given)
    return found, {rule.id: rule for rule in found.rules}


def recorded():
    books = {}
    for route in islice(routes(), 22):
        rulebook = books.setdefault(route.centre, load_rulebook(SHIPPED, route.centre))
        yield rulebook, "case", route.facts, route.ruling
        for task in route.tasks.values():
            yield rulebook, "item", route.facts, task.rulings[0]


def test_every_recorded_ruling_explains_itself_by_the_rules_that_are_on_record_with_it():
    for rulebook, scope, told, ruling in recorded():
        found = explain(rulebook, scope, repeated(scope, told, ruling.asked))

        assert {rule.id for rule in found.rules if rule.outcome == "decided"} == {by.rule for by in ruling.decided_by}
        assert found.verdicts.keys() == ruling.verdicts.keys()


GIVEN = ({"item": 15, "area_ha": 5.0}, {"item": 28, "mine": "underground"}, {"departments": 3, "stages": 2})


@pytest.mark.parametrize("given", GIVEN)
def test_what_held_is_what_the_engine_says_held(given):
    found, _ = explained(**given)
    asked = facts(given, "150622")

    held = {rule.id for rule in found.rules if rule.outcome != "not_fired"}
    assert held == set(engine("150622").fired(book("150622").version, asked))


def test_every_rule_of_the_scope_is_told_once():
    found, rules = explained(item=15, area_ha=6.0)

    assert len(found.rules) == len(rules)
    assert rules.keys() == {rule.id for rule in book("150622").rules if rule.scope == "item"}


def test_a_rule_that_was_overruled_says_by_which_rule_and_in_which_verdict():
    _, rules = explained(item=5, energy_project=True)
    overruled = [rule for rule in rules.values() if rule.outcome == "overruled"]

    assert overruled
    for rule in overruled:
        for verdict, by in rule.overruled.items():
            assert verdict in rules[by].decided


def test_a_rule_that_did_not_hold_says_which_fact_was_how_and_what_was_asked():
    _, rules = explained(item=15, area_ha=4.9)
    (lacking,) = rules["large_earthworks_need_a_soil_conservation_report"].lacking

    assert (lacking.label, lacking.value, lacking.unit) == ("征占地面积", 4.9, "公顷")
    assert (lacking.op, lacking.wanted) == ("不小于", (5.0,))
    assert not lacking.unknown


def test_a_number_that_nobody_told_is_called_unknown():
    _, rules = explained(item=15)
    lacking = rules["large_earthworks_need_a_soil_conservation_report"].lacking

    assert {each.fact for each in lacking} <= {"area_ha", "earthwork_m3"}
    assert all(each.unknown for each in lacking)


def test_a_rule_about_other_items_says_all_of_them_and_comes_last():
    found, rules = explained(item=15)
    rule = rules["the_ordos_catalogue_gives_items_7_to_9_to_transport"]

    assert rule.elsewhere
    assert [each.wanted for each in rule.lacking if each.fact == "item"] == [(7, 8, 9)]
    where = [each.elsewhere for each in found.rules]
    assert where == sorted(where)


def test_facts_say_whether_anybody_told_them():
    found, _ = explained(item=15, area_ha=6.0)
    told = {fact.fact: (fact.value, fact.told) for fact in found.facts}

    assert told["area_ha"] == (6.0, True)
    assert told["slope_m"] == (-1.0, False)
    assert told["mine"] == ("none", False)
