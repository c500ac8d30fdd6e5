"""What the rules of 150000 about place, level, special steps and tolerance say: clause, facts that fit, facts that do not."""

from tests.unit.rules_world import only, row

EXPERTS = "第四十五条（专家评审）"
HEARD = "第四十五条、第四十七条"
ELSEWHERE = {"item": 22, "location": "150621", "location_level": "county", "location_relation": "beside"}
BELOW = {"item": 22, "centre_level": "city", "location_level": "county", "location_relation": "below"}
TOWN = {"item": 24, "designated_town": True, "location_level": "township", "location_relation": "below"}
SAME_LEVEL_AS_PROJECT = "第二十五条（与立项同级，其他事项比照）"
PROMISED = (1, 2, 3, 4, *range(6, 20), *range(22, 29), 30)

ABOVE_AND_BELOW = [
    row(
        "projects_elsewhere_are_decided_where_they_lie",
        "第三十二条（二）",
        ELSEWHERE,
        ELSEWHERE | {"location_relation": "same"},
        ELSEWHERE | {"location_level": "city", "location_relation": "apart"},
        ELSEWHERE | {"centre_level": "city"},
        ELSEWHERE | {"item": 27},
    ),
    row(
        "projects_elsewhere_are_decided_where_they_lie",
        "第三十二条（二）",
        ELSEWHERE | {"location": "411325", "location_relation": "apart"},
        ELSEWHERE | {"centre_level": "region"},
    ),
    row(
        "what_a_county_decides_is_handed_down_to_it",
        "第三十二条（二）",
        BELOW,
        BELOW | {"centre_level": "county"},
        BELOW | {"location_level": ""},
        BELOW | {"location_level": "city"},
        BELOW | {"location_level": "region"},
        BELOW | {"city_approval": True},
        BELOW | {"crosses_counties": True},
        BELOW | {"item": 27},
    ),
    row("what_a_county_decides_is_handed_down_to_it", "第三十二条（二）", BELOW | {"location_level": "village"}, {"item": 22}),
    row(
        "projects_across_counties_are_decided_in_the_city",
        "第三条（跨区域）",
        {"item": 5, "location_level": "city", "location_relation": "above"},
        {"item": 5, "location_level": "region", "location_relation": "above"},
        {"item": 29, "location_level": "city"},
    ),
    row(
        "projects_that_a_city_approves_are_followed_up_in_the_city",
        SAME_LEVEL_AS_PROJECT,
        {"item": 15, "city_approval": True},
        {"item": 15},
        {"item": 22, "city_approval": True},
        {"item": 15, "city_approval": True, "centre_level": "region"},
    ),
    row(
        "projects_that_the_region_approves_are_followed_up_in_the_region",
        SAME_LEVEL_AS_PROJECT,
        {"item": 6, "region_approval": True},
        {"item": 6},
        {"item": 22, "region_approval": True},
    ),
    row(
        "projects_across_cities_are_decided_in_the_region",
        "第三条（跨区域）",
        {"item": 6, "crosses_cities": True},
        {"item": 6, "crosses_counties": True},
        {"item": 22, "crosses_cities": True},
    ),
    row(
        "projects_across_cities_are_decided_in_the_region",
        "第三条（跨区域）",
        {"item": 14, "location_level": "region"},
        {"item": 14, "location_level": "city"},
    ),
    row(
        "projects_that_the_state_approves_are_decided_by_the_state",
        "第三条（核准目录；政府投资项目比照）",
        {"item": 6, "state_approval": True},
        {"item": 6},
        {"item": 15, "state_approval": True},
    ),
    row(
        "sites_of_state_projects_are_examined_by_the_ministry",
        "第三十六条（预审分级为推断）",
        {"item": 25, "state_approval": True},
        {"item": 25, "region_approval": True},
        {"item": 26, "state_approval": True},
    ),
    row(
        "works_on_a_basin_authoritys_river_are_decided_by_the_state",
        "第二十七条（河道管理权限）",
        {"item": 13, "basin_authority": True},
        {"item": 13, "crosses_river": True},
        {"item": 14, "basin_authority": True},
    ),
    row(
        "water_of_a_basin_authority_is_permitted_by_the_state",
        "第十四条",
        {"item": 14, "basin_authority": True},
        {"item": 14},
        {"item": 13, "basin_authority": True},
    ),
    row(
        "several_water_sources_are_permitted_by_the_highest_authority",
        "第十条（盟市为推断）",
        {"item": 14, "several_sources": True},
        {"item": 14},
        {"item": 14, "several_sources": True, "centre_level": "region"},
    ),
    row(
        "planning_permits_in_a_designated_town_are_issued_by_the_town",
        "第四十条",
        TOWN,
        TOWN | {"designated_town": False},
        TOWN | {"location_level": "", "location_relation": "same"},
        TOWN | {"crosses_counties": True},
        TOWN | {"item": 26},
    ),
    row(
        "planning_permits_in_a_designated_town_are_issued_by_the_town",
        "第四十条",
        {"item": 24, "designated_town": True, "centre_level": "township"},
        {"item": 24, "designated_town": True, "centre_level": "township", "location_level": "county"},
    ),
]

STEPS = [
    row(
        "enterprise_projects_need_no_government_investment_approval",
        "二（一）",
        {"item": 3, "project_kind": "enterprise"},
        {"item": 3},
        {"item": 3, "project_kind": "government"},
        {"item": 5, "project_kind": "enterprise"},
    ),
    row(
        "government_projects_are_not_filed_or_approved_as_enterprise_projects",
        "第二条",
        {"item": 5, "project_kind": "government"},
        {"item": 5},
        {"item": 6, "project_kind": "enterprise"},
        {"item": 4, "project_kind": "government"},
    ),
    row(
        "important_government_projects_are_assessed_before_approval",
        "第十一条",
        {"item": 2, "project_kind": "government", "key_project": True},
        {"item": 2, "project_kind": "government"},
        {"item": 2, "key_project": True},
    ),
    row("preliminary_designs_are_reviewed_by_experts", EXPERTS, *only(3)),
    row("a_tenth_over_the_estimate_sends_the_study_back", "第十二条", {"item": 3, "estimate_exceeded": True}, {"item": 3}),
    row("energy_reviews_are_prepared_by_a_professional_body", EXPERTS, *only(4)),
    row("enterprise_projects_are_assessed_before_approval", "委托评估不超过30个工作日", *only(6)),
    row("flood_impact_reports_are_reviewed_by_experts", EXPERTS, *only(13)),
    row("water_abstraction_is_heard_before_it_is_permitted", "听证和征求意见时间不计入", *only(14)),
    row(
        "special_fire_designs_are_reviewed_by_experts",
        "特殊消防设计专家评审",
        {"item": 19, "special_construction": True},
        {"item": 19},
        {"item": 20, "special_construction": True},
    ),
    row("building_permits_accept_commitments_on_funds_and_safety", "第八条（告知承诺为推断）", *only(22)),
    row("allocated_land_is_announced_and_approved_by_government", "第五十四条（公示为推断）", *only(23)),
    row("planning_permits_are_announced_and_heard", HEARD, *only(24)),
    row("site_opinions_are_announced_and_heard", HEARD, *only(25)),
    row("safety_conditions_are_reviewed_by_experts", EXPERTS, *only(27)),
    row("safety_designs_are_reviewed_by_experts", EXPERTS, *only(28)),
    row(
        "safety_designs_of_mines_are_reviewed_by_five_experts",
        "专家不少于5名",
        {"item": 28, "mine": "open_pit"},
        {"item": 28},
        {"item": 27, "mine": "underground"},
    ),
    row("national_security_matters_are_inspected_and_guarded", "检测鉴定、采取防范措施时间除外", *only(29)),
]

TOLERANCE = [
    *(
        row(
            "promised_items_may_be_received_with_tolerance",
            "主要材料齐全、书面承诺、限期补齐",
            {"item": item},
            *({"item": other} for other in (5, 20, 21, 29, 31)),
        )
        for item in PROMISED
    ),
    row("instant_items_are_not_received_with_tolerance", "补齐后方可作出决定", {"item": 5}, {"item": 22}),
    row("instant_items_are_not_received_with_tolerance", "补齐后方可作出决定", {"item": 21}, {"item": 20}),
    row("fire_acceptance_is_not_received_with_tolerance", "第十三条（未经验收禁止投入使用，不容缺为推断）", *only(20)),
    row("national_security_matters_are_not_received_with_tolerance", "申请材料", *only(29)),
]

LEVELS = [*ABOVE_AND_BELOW, *STEPS, *TOLERANCE]
