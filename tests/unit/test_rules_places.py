"""Where an item goes when the project lies elsewhere, or when another level approves it; what comes with the item."""

from typing import Any

import pytest

from services.routing.domain.decisions import ItemDecision, decide_item
from tests.unit.rules_world import CENTRES, TODAY, book, engine

AT_COUNTY = {"location": "150622", "location_level": "county", "location_relation": "below"}
IN_XUEJIAWAN = {"location": "150622100", "location_level": "township", "location_relation": "below"}
NEXT_DOOR = {"location": "150621", "location_level": "county", "location_relation": "beside"}
FROM_CHIFENG = {"location": "150422", "location_level": "county", "location_relation": "apart"}


def item(number: int, region: str = "150622", **told: Any) -> ItemDecision:
    return decide_item(book(region), engine(region), {"item": number, "today": TODAY, **CENTRES[region], **told})


@pytest.mark.parametrize(
    ("number", "told", "level"),
    [
        (22, AT_COUNTY, "county"),
        (15, AT_COUNTY, "county"),
        (22, IN_XUEJIAWAN, "county"),
        (22, {}, "city"),  # the project of the city itself
        (15, AT_COUNTY | {"city_approval": True}, "city"),
        (22, AT_COUNTY | {"crosses_counties": True}, "city"),
        (27, AT_COUNTY, "city"),
        (28, AT_COUNTY | {"hazardous_chemicals": True}, "city"),
        (28, AT_COUNTY | {"mine": "underground"}, "region"),
        (13, AT_COUNTY | {"crosses_river": True}, "city"),
        (6, AT_COUNTY, "city"),
    ],
)
def test_the_city_hands_down_what_its_banners_decide_and_keeps_the_rest(number: int, told: dict[str, Any], level: str) -> None:
    assert item(number, "150600", **told).level == level


def test_seed_000_handing_down_names_its_clause() -> None:
    because = item(22, "150600", **AT_COUNTY).because("level")

    assert because is not None
    assert (because.basis_clause, because.mark) == ("三", "sourced")
    assert "转办" in because.name


@pytest.mark.parametrize("place", [NEXT_DOOR, FROM_CHIFENG])
def test_a_project_in_another_banner_keeps_its_level(place: dict[str, str]) -> None:
    assert item(22, **place).level == "county"
    assert item(27, **place).level == "city"
    assert item(28, **place, mine="underground").level == "region"
    assert item(22, **place, crosses_counties=False).department == "zjj"


def test_a_project_that_lies_in_no_single_banner_is_the_citys() -> None:
    told = {"location": "150600", "location_level": "city", "location_relation": "above"}

    assert item(15, **told).level == "city"
    assert item(15, "150600", location="150000", location_level="region", location_relation="above").level == "region"


def test_a_designated_town_issues_planning_permits_itself() -> None:
    below = {"location": "150622100", "location_level": "township", "location_relation": "below"}
    town = item(24, designated_town=True, **below)
    county = item(24, **below)

    assert (town.department, town.level) == ("xzzf", "township")
    assert (county.department, county.level) == ("zrzyj", "county")
    assert item(26, designated_town=True, **below).level == "county"
    assert item(24, "150600", designated_town=True, **below).level == "township"
    assert item(24, designated_town=True).level == "county"  # which town is not known


def test_a_village_and_a_township_handle_matters_of_livelihood_themselves_in_chifeng() -> None:
    person = {"applicant_kind": "person"}

    assert item(31, "150422", centre_level="village", **person).level == "village"
    assert item(31, "150422", centre_level="township", **person).department == "bmfw"
    assert item(31, "150422", centre_level="township").level == "county"
    assert item(31, "411325", centre_level="village", **person).level == "county"


@pytest.mark.parametrize(
    ("number", "told", "level"),
    [
        (6, {"state_approval": True}, "state"),
        (6, {"region_approval": True}, "region"),
        (6, {"crosses_cities": True}, "region"),
        (25, {"state_approval": True}, "state"),
        (25, {"region_approval": True}, "region"),
        (14, {"basin_authority": True, "several_sources": True}, "state"),
        (14, {"several_sources": True}, "city"),
        (13, {"basin_authority": True, "flood_storage": True}, "state"),
        (15, {"city_approval": True}, "city"),
        (15, {"city_approval": True, "region_approval": True}, "region"),
        (28, {"city_approval": True, "tailings_pond": True}, "region"),
        (22, {"state_approval": True}, "county"),
    ],
)
def test_an_item_follows_the_level_that_approves_the_project(number: int, told: dict[str, Any], level: str) -> None:
    assert item(number, **told).level == level


def test_whose_money_it_is_decides_which_approvals_there_are() -> None:
    enterprise = [number for number in (1, 2, 3, 4, 5, 6) if item(number, project_kind="enterprise").not_needed]
    government = [number for number in (1, 2, 3, 4, 5, 6) if item(number, project_kind="government").not_needed]

    assert enterprise == [1, 2, 3]
    assert government == [5, 6]
    assert not any(item(number).not_needed for number in (1, 2, 3, 5, 6))


def test_tolerance_goes_with_promises_and_not_with_instant_matters_or_secrets() -> None:
    tolerant = {number for number in range(1, 32) if item(number).tolerance}

    assert tolerant == set(range(1, 31)) - {5, 20, 21, 29}
    assert not item(15, area_ha=2, earthwork_m3=100).tolerance
    assert item(15, area_ha=6).tolerance


def test_commitment_is_admitted_for_the_form_and_never_for_national_security() -> None:
    admitted = {number for number in range(1, 32) if item(number, area_ha=2, earthwork_m3=100).commitment}

    assert admitted == {15, 22}


def test_special_steps_are_named_in_the_order_they_are_taken() -> None:
    assert item(28).special_steps == ("实地考察", "专家评审")
    assert item(28, mine="underground").special_steps[-1] == "专家评审（专家不少于5名）"
    assert item(3, project_kind="government", estimate_exceeded=True).special_steps == ("专家评审", "重新报送可行性研究报告")
    assert item(15, area_ha=6).special_steps == ("技术评审",)
    assert item(15).special_steps == ()
    assert item(14, basin_authority=True).special_steps[0].endswith("转报流域管理机构")


def test_what_was_decided_is_kept_flat_as_it_will_be_stored() -> None:
    found = item(25, crosses_counties=True)

    assert found.won["limits.promised_days"] == 10
    assert found.won["special_steps"] == ["批前公示", "听证", "专家评审"]
    assert ItemDecision.model_validate_json(found.model_dump_json()).won == found.won
    assert {key for rule in found.decided_by for key in rule.decided} == set(found.won)
