"""A draft against what is on record: which decisions would be other ones, and what must not be shown."""

from itertools import islice

import pytest

from services.routing.domain.comparison import WITHHELD, Judge, NotRepeatable, PastCase, changes, repeated
from services.routing.domain.decisions import RESTRICTED_ITEM
from services.routing.domain.way import seat_of
from services.routing.rules.loading import Layers
from shared.contracts.common import RESTRICTED_NAME
from shared.errors import PermanentError
from tests.recorded import SHIPPED, document, routes
from tests.unit.rules_world import one_engine

CITY = "150600"
RULE = """
  - id: {id}
    name: 试行规则
    basis: {{document: 试行通知, clause: 第一条, mark: inferred}}
    when: {{item: {item}}}
    then: {{{then}}}
    priority: 90
"""


def seats(place, level, department):
    if department == "qxj":
        raise PermanentError(f"no department qxj in {place}")
    return seat_of(place, level, {"150600", "150621", "150622", "150623", "150627"}.__contains__).centre


def past(*items):
    """The first recorded case of Ordos that has these items."""
    for route in islice(routes({"150621", "150622", "150627"}), 24):
        if set(items) <= {task.plan.item for task in route.tasks.values()}:
            state = document(route)["state"]
            tasks = [[list(_row(ruling)) for ruling in task["rulings"]] for task in state["tasks"].values()]
            return PastCase.read([route.id, route.centre, state["facts"], list(_row(state["ruling"])), tasks])
    raise LookupError(items)


def _row(ruling):
    return (ruling[name] for name in ("centre", "rulebook", "asked", "verdicts"))


def judge(centre, *rules):
    text = (SHIPPED / CITY / "rulebook.yaml").read_text("utf-8") + "".join(rules)
    rulebook, faults = Layers(SHIPPED, {CITY: text}).compose(centre)
    assert faults == ()
    one_engine().ensure(rulebook)
    return {centre: Judge(rulebook, one_engine())}


def rule(item, then, name="this_is_only_being_tried"):
    return RULE.format(id=name, item=item, then=then)


def test_the_rules_that_decided_change_nothing():
    case = past(15)

    assert changes(case, judge(case.centre), seats) == ()


def test_a_change_says_which_verdict_before_after_and_by_which_rule():
    case = past(22)
    (change,) = (each for each in changes(case, judge(case.centre, rule(22, "limits: {promised_days: 1}")), seats))

    assert (change.item, change.verdict, change.after, change.rule) == (22, "limits.promised_days", 1, "this_is_only_being_tried")
    assert change.before is None or change.before != 1


def test_a_verdict_that_no_rule_gives_any_more_is_a_change_too():
    case = past(5)
    text = (SHIPPED / "150000" / "rulebook.yaml").read_text("utf-8")
    off = "\n  - {id: filing_an_enterprise_project_is_instant, off: true}\n"
    assert "filing_an_enterprise_project_is_instant" in text
    found = {each.verdict: each for each in changes(case, judge(case.centre, off), seats) if each.item == 5}

    assert (found["instant"].before, found["instant"].after, found["instant"].rule) == (True, None, "")


def test_the_case_is_asked_about_anew_with_the_items_where_the_draft_puts_them():
    case = past(5, 15)
    items = ", ".join(str(rulings[0].asked["item"]) for rulings in case.items)
    everything = rule(f"{{in: [{items}]}}", "department: fgw, level: county")
    found = changes(case, judge(case.centre, everything), seats)
    lead = {change.verdict: change.after for change in found if change.item is None}

    assert case.ruling.asked["departments"] > 1
    assert lead["lead_department"] == "the_only_department"


def test_an_item_that_the_draft_could_not_place_is_told_with_the_reason():
    case = past(22)
    found = changes(case, judge(case.centre, rule(22, "department: qxj")), seats)

    assert [each.after for each in found if each.verdict == "unplaceable"] == [f"no department qxj in {case.centre}"]


def test_rulings_of_centres_that_do_not_inherit_the_draft_are_left_alone():
    case = past(15)

    assert changes(case, {"411325": judge("150622", rule(15, "level: city"))["150622"]}, seats) == ()


def test_the_restricted_item_shows_neither_number_nor_department_wherever_it_would():
    case = past(RESTRICTED_ITEM)
    found = changes(case, judge(case.centre, rule(RESTRICTED_ITEM, "department: fgw")), seats)
    own = [change for change in found if change.item == RESTRICTED_NAME]

    assert {(each.before, each.after, each.rule) for each in own} == {(WITHHELD, WITHHELD, "")}
    assert "gaj" not in repr(found)
    assert RESTRICTED_ITEM not in {change.item for change in found}


def test_facts_declared_since_stand_at_their_defaults_and_dropped_ones_are_left_out():
    told = {"centre": "150622", "centre_level": "county", "today": 20260302, "was_asked_in_2024": True}
    whole = repeated("item", told, {"item": 5})

    assert whole["mine"] == "none"
    assert "was_asked_in_2024" not in whole


def test_numbers_are_cut_as_they_were():
    told = {"centre": "150622", "centre_level": "county", "today": 20260302, "area_ha": 4.99999}

    assert repeated("item", told, {"item": 15})["area_ha"] == 4.9999


def test_a_record_that_lacks_what_must_be_told_cannot_be_repeated():
    with pytest.raises(NotRepeatable) as missing:
        repeated("item", {"centre": "150622"}, {"item": 5})

    assert set(missing.value.missing) == {"centre_level", "today"}
