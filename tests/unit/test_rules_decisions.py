"""What the rules decide of items and cases, and how the decision explains itself."""

from collections.abc import Mapping
from typing import Any

import pytest

from services.routing.domain.decisions import (
    CaseDecision,
    ItemDecision,
    NoRuleLeads,
    NoRulePlaces,
    Placed,
    decide_case,
    decide_item,
    summary,
)
from services.routing.domain.facts import FactsUnfit
from services.routing.domain.rules import Rulebook
from tests.unit.rules_world import CENTRES, TODAY, book, engine

ZHUNGEER = {
    1: "fgw county", 2: "fgw county", 3: "fgw county", 4: "fgw city", 5: "fgw county", 6: "fgw city", 7: "jtysj region",
    8: "jtysj county", 9: "jtysj region", 10: "qxj county", 11: "qxj city", 12: "qxj city", 13: "slj county", 14: "slj county",
    15: "slj county", 16: "slj county", 17: "slj county", 18: "slj county", 19: "zjj county", 20: "zjj county", 21: "zjj county",
    22: "zjj county", 23: "zrzyj county", 24: "zrzyj county", 25: "zrzyj county", 26: "zrzyj county", 27: "yjj city",
    28: "yjj county", 29: "gaj city", 30: "tzb county", 31: "zwj county",
}  # fmt: skip
"""Where each item goes that 准格尔旗 receives and nothing more is known of."""


class Silent:
    """An engine in whose rulebook nothing ever holds."""

    def fired(self, version: str, facts: Mapping[str, Any]) -> tuple[str, ...]:
        return ()


def item(number: int, region: str = "150622", **told: Any) -> ItemDecision:
    return decide_item(book(region), engine(region), {"item": number, "today": TODAY, **CENTRES[region], **told})


def case(region: str = "150622", *placed: Placed, **told: Any) -> CaseDecision:
    return decide_case(book(region), engine(region), {"today": TODAY, **CENTRES[region], **summary(placed), **told})


def placed(number: int, department: str, stage: str, region: str = "150622") -> Placed:
    return Placed(number, region, department, "city" if region == "150600" else "county", stage)


FILING = placed(5, "fgw", "S1")
LAND = placed(26, "zrzyj", "S1")
PLANNING = placed(24, "zrzyj", "S2")
BUILDING = placed(22, "zjj", "S3")
WATER = placed(14, "slj", "P")
SECURITY = placed(29, "gaj", "P", "150600")


@pytest.mark.parametrize("number", range(1, 32))
def test_every_item_has_its_department_and_level_at_zhungeer(number: int) -> None:
    found = item(number)

    assert f"{found.department} {found.level}" == ZHUNGEER[number]


@pytest.mark.parametrize(
    ("number", "told", "level"),
    [
        (4, {"energy_tce": 10000}, "region"),
        (4, {"energy_tce": 9999.9}, "city"),
        (28, {"mine": "underground"}, "region"),
        (28, {"mine": "open_pit", "slope_m": 150}, "region"),
        (28, {"mine": "open_pit", "slope_m": 149}, "county"),
        (28, {"tailings_pond": True, "crosses_counties": True}, "region"),
        (28, {"hazardous_chemicals": True}, "city"),
        (27, {"centre_level": "township"}, "city"),
        (13, {"crosses_river": True}, "city"),
        (13, {"crosses_river": True, "flood_storage": True}, "region"),
        (30, {"religious_site_relocation": True}, "region"),
        (5, {"crosses_counties": True}, "city"),
    ],
)
def test_thresholds_move_an_item_to_the_level_that_the_law_names(number: int, told: dict[str, Any], level: str) -> None:
    assert item(number, **told).level == level


def test_the_citys_own_projects_stay_in_the_city_but_underground_mines_do_not() -> None:
    assert item(22, "150600").level == "city"
    assert item(28, "150600").level == "city"
    assert item(28, "150600", mine="underground").level == "region"


def test_filing_is_instant_and_goes_to_whoever_the_industry_answers_to() -> None:
    plain, energy, both = item(5), item(5, energy_project=True), item(5, energy_project=True, technical_renovation=True)

    assert (plain.department, energy.department, both.department) == ("fgw", "nyj", "nyj")
    assert item(5, technical_renovation=True).department == "gxj"
    assert plain.instant
    assert energy.instant


def test_soil_conservation_is_a_report_a_form_or_nothing() -> None:
    report, form, nothing = (item(15, area_ha=area, earthwork_m3=100) for area in (5, 0.5, 0.4999))

    assert (report.instant, report.commitment, report.not_needed) == (False, False, None)
    assert (form.instant, form.commitment, form.not_needed) == (True, True, None)
    assert nothing.not_needed is not None
    assert "不需要编制水土保持方案" in nothing.not_needed


def test_nothing_is_waived_while_a_number_is_unknown() -> None:
    assert item(15, area_ha=0.1).not_needed is None
    assert item(15, area_ha=0.1, earthwork_m3=None).not_needed is None
    assert item(4, energy_tce=10).not_needed is None
    assert item(22).not_needed is None
    assert item(15, area_ha=1).instant is None


@pytest.mark.parametrize(
    ("today", "told", "department"),
    [
        (20230703, {}, "fgw"),
        (20230704, {}, "zjj"),
        (20230704, {"highway_project": True}, "jtysj"),
        (20230704, {"water_project": True}, "slj"),
        (20230704, {"energy_project": True}, "nyj"),
    ],
)
def test_hangjin_gives_preliminary_designs_to_the_industry_from_4_july_2023(
    today: int, told: dict[str, Any], department: str
) -> None:
    assert item(3, "150625", today=today, **told).department == department
    assert item(3, "150622", today=today, **told).department == "fgw"


def test_a_decision_says_which_clause_decided_what() -> None:
    found = item(27)
    department, level = found.because("department"), found.because("level")

    assert department is not None
    assert (department.basis_document, department.basis_clause) == (
        "鄂尔多斯市全面推行“蒙速办·帮您办”工作实施方案",
        "附件2 第27-28项",
    )
    assert level is not None
    assert (level.basis_document, level.basis_clause, level.mark) == ("危险化学品安全管理条例", "第十二条", "sourced")
    assert found.because("not_needed") is None
    assert found.facts["hazardous_chemicals"] is False


def test_an_overruled_rule_is_recorded_and_decides_nothing() -> None:
    overruled = {rule.id: rule.decided for rule in item(28, mine="underground").decided_by}

    assert overruled["underground_mine_design_goes_to_the_region"] == ("level",)
    assert overruled["safety_designs_are_examined_at_the_level_of_the_project"] == ()


def test_an_item_that_no_rule_places_names_itself_and_the_remedy() -> None:
    with pytest.raises(NoRulePlaces, match=r"没有为事项7定承办部门、层级：请在 150622 或其上级的 rulebook.yaml"):
        decide_item(book("150622"), Silent(), {"item": 7, "today": TODAY, **CENTRES["150622"]})


def test_facts_that_no_rule_declares_are_refused_all_at_once() -> None:
    told = {"item": "7", "area_ha": -2, "mine": "opencast", "centre": "999999", "centre_level": "county", "colour": "red"}
    with pytest.raises(FactsUnfit) as unfit:
        decide_item(book("150622"), Silent(), told)

    assert len(unfit.value.objections) == 6
    assert "today" in str(unfit.value)


def test_numbers_are_cut_and_never_rounded_up_to_a_threshold() -> None:
    assert item(15, area_ha=0.49999, earthwork_m3=0.00001).facts["area_ha"] == 0.4999
    assert item(15, area_ha=0.49999, earthwork_m3=0.00001).not_needed is not None


def test_the_only_department_leads() -> None:
    found = case("150622", WATER, placed(15, "slj", "P"))

    assert (found.lead_department, found.parallel, found.joint_review) == ("slj", False, None)


def test_several_departments_work_in_parallel_without_a_review() -> None:
    found = case("150622", FILING, LAND, BUILDING, WATER, SECURITY, project_kind="enterprise")

    assert found.lead_department == "fgw"
    assert found.stage_leads == {"S1": "fgw", "S3": "zjj"}
    assert found.parallel
    assert found.one_stop
    assert found.joint_review is None
    assert not found.tracked


def test_the_lead_of_the_earliest_stage_that_has_work_leads_the_case() -> None:
    unneeded = FILING._replace(needed=False)

    assert case("150622", BUILDING, PLANNING).lead_department == "zrzyj"
    assert case("150622", unneeded, BUILDING, WATER).lead_department == "zjj"
    assert case("411325", FILING, BUILDING).lead_department == "zrzyj"


def test_the_service_centre_leads_where_no_stage_does() -> None:
    assert case("150622", WATER, SECURITY).lead_department == "zwj"
    assert case("150622").lead_department == "zwj"


def test_a_case_that_nobody_leads_is_refused() -> None:
    with pytest.raises(NoRuleLeads, match=r"请在 rulebook\.yaml 中补上"):
        decide_case(book("150622"), Silent(), {"today": TODAY, **CENTRES["150622"], **summary([WATER])})


def test_seed_000_what_the_agent_cannot_resolve_goes_to_the_reform_office() -> None:
    found = case("150622", FILING, LAND, agent_cannot_resolve=True, assigned_by_government=True, key_project=True)

    assert found.joint_review is not None
    assert (found.joint_review.kind, found.joint_review.convener) == ("reform_office", "ldxzb")
    assert found.tracked


def test_seed_000_assigned_matters_meet_under_the_lead_department() -> None:
    found = case("150622", FILING, BUILDING, assigned_by_government=True)

    assert found.joint_review is not None
    assert (found.joint_review.kind, found.joint_review.convener) == ("joint_meeting", found.lead_department)
    assert found.joint_review.mandatory == ("all_parties",)


def test_seed_001_urgent_matters_take_the_green_channel_in_chifeng_and_are_assisted_in_ordos() -> None:
    chifeng, ordos = case("150422", FILING, urgent=True), case("150622", FILING, urgent=True)

    assert (chifeng.green_channel, chifeng.tracked) == (True, False)
    assert (ordos.green_channel, ordos.tracked) == (False, True)


def test_seed_002_difficulties_are_settled_by_a_coordination_meeting_of_the_service_centre() -> None:
    found = case("411325", FILING, LAND, agent_cannot_resolve=True)

    assert found.joint_review is not None
    assert (found.joint_review.kind, found.joint_review.convener) == ("coordination_meeting", "zwj")


def test_seed_003_key_projects_of_three_departments_are_reviewed_jointly() -> None:
    found = case("150622", FILING, LAND, BUILDING, key_project=True, project_kind="enterprise")

    assert found.joint_review is not None
    assert (found.joint_review.kind, found.joint_review.convener) == ("joint_review", "zwj")
    assert case("150622", FILING, LAND, key_project=True).joint_review is None


def test_seed_004_balinzuo_rests_on_its_own_plan() -> None:
    found = case("150422", FILING, LAND, urgent=True, key_project=True)
    green, tracked = found.because("green_channel"), found.because("importance")

    assert green is not None
    assert tracked is not None
    assert (green.basis_clause, tracked.basis_clause) == ("六、4", "五、3")


def test_a_department_at_two_levels_counts_twice() -> None:
    told = summary([placed(28, "yjj", "S3"), placed(27, "yjj", "S1", "150600"), SECURITY])

    assert (told["items"], told["departments"], told["levels"], told["stages"]) == (3, 3, 2, 2)
    assert (told["earliest_stage"], told["only_department"], told["restricted"]) == ("S1", "", True)


def test_a_rulebook_survives_being_stored() -> None:
    stored = Rulebook.model_validate_json(book("150625").model_dump_json())

    assert stored == book("150625")
    assert Rulebook.of(stored.region, stored.layers, stored.rules).version == stored.version
