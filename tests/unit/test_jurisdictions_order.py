"""Which item waits for which: the prerequisites of the catalogue, within one case."""

from graphlib import TopologicalSorter
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.jurisdictions import Item, Jurisdictions, prerequisites

CATALOGUE = Jurisdictions.load(Path(__file__).parents[2] / "deploy" / "jurisdictions").catalogue("150600")


def waits(numbers: list[int], **facts: object) -> dict[int, set[int]]:
    return prerequisites((CATALOGUE[number] for number in numbers), facts)


def with_when(when: Any) -> list[Item]:
    """准格尔旗's permit to build behind 水保, under a condition of our own."""
    told = CATALOGUE[22].model_dump()
    told["after"][15]["when"] = when
    return [Item.model_validate(told), CATALOGUE[15]]


def test_soil_conservation_comes_before_the_permit_to_build() -> None:
    assert waits([15, 22]) == {15: set(), 22: {15}}


def test_what_the_earlier_item_states_is_turned_round_onto_the_later_one() -> None:
    assert set(CATALOGUE[24].after) == {26, 23, 29, 30}
    assert {13, 15} <= set(CATALOGUE[22].after)
    assert not CATALOGUE[13].after
    assert not CATALOGUE[29].after


@pytest.mark.parametrize("project", [2, 5, 6])
def test_the_land_permit_comes_after_whichever_approval_the_project_has(project: int) -> None:
    assert waits([26, project])[26] == {project}


def test_the_land_permit_waits_for_nothing_that_is_not_in_the_case() -> None:
    assert waits([26]) == {26: set()}


def test_an_energy_review_precedes_the_feasibility_study_of_a_government_project_only_above_the_threshold() -> None:
    assert waits([2, 4], energy_tce=999, power_kwh=4_999_999)[2] == set()
    assert waits([2, 4], energy_tce=999, power_kwh=5_000_000)[2] == {4}
    assert waits([2, 4], energy_tce=1000, power_kwh=0)[2] == {4}


def test_a_fact_that_nobody_knows_leaves_the_order_standing() -> None:
    assert waits([2, 4], energy_tce=999, power_kwh=None)[2] == {4}
    assert waits([2, 4])[2] == {4}
    assert waits([8, 13], traits=())[8] == {13}, "the flood review was applied for, so building waits for it"


def test_the_kind_of_project_chooses_the_order() -> None:
    assert waits([1, 4, 5], project_kind="government") == {1: set(), 4: {1}, 5: set()}
    assert waits([1, 4, 5], project_kind="enterprise") == {1: set(), 4: {5}, 5: set()}


@pytest.mark.parametrize(
    ("when", "facts", "earlier"),
    [
        ({"area_ha": {"at_least": 5, "below": 10}}, {"area_ha": 5}, {15}),
        ({"area_ha": {"at_least": 5, "below": 10}}, {"area_ha": 10}, set()),
        ({"mine": ["underground", "open_pit"]}, {"mine": "open_pit"}, {15}),
        ({"mine": ["underground", "open_pit"]}, {"mine": "none"}, set()),
        ({"mine": "none", "area_ha": {"at_least": 5}}, {"mine": "none", "area_ha": 1}, set()),
        ({"allocated_land": True}, {"allocated_land": False}, set()),
        ({"trait": "crosses_river"}, {"traits": ("crosses_river",)}, {15}),
    ],
)
def test_a_condition_is_a_fact_a_choice_a_range_or_all_of_them(when: Any, facts: dict[str, object], earlier: set[int]) -> None:
    assert prerequisites(with_when(when), facts)[22] == earlier


def test_all_items_at_once_have_an_order() -> None:
    order = tuple(TopologicalSorter(waits(list(CATALOGUE))).static_order())

    assert len(order) == 31
    assert order.index(25) < order.index(6) < order.index(26) < order.index(23) < order.index(24) < order.index(22)
    assert order.index(22) < order.index(20) < order.index(21)


FACTS = st.fixed_dictionaries(
    {},
    optional={
        "project_kind": st.sampled_from(["government", "enterprise"]),
        "energy_tce": st.none() | st.floats(0, 20_000),
        "power_kwh": st.none() | st.floats(0, 1e8),
        "area_ha": st.none() | st.floats(0, 100),
        "earthwork_m3": st.none() | st.floats(0, 1e6),
        "traits": st.lists(st.sampled_from(["crosses_river", "special_construction", "hazardous_chemicals"])),
    },
)


@given(st.lists(st.sampled_from(sorted(CATALOGUE)), unique=True), FACTS)
def test_no_case_is_a_circle_and_none_waits_for_a_stranger(numbers: list[int], facts: dict[str, object]) -> None:
    waiting = waits(numbers, **facts)

    assert waiting.keys() == set(numbers)
    assert all(earlier <= set(numbers) - {number} for number, earlier in waiting.items())
    assert len(tuple(TopologicalSorter(waiting).static_order())) == len(numbers)
