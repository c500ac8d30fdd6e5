"""What each rule of a city, a banner or a county says: its clause, facts of which it holds, and facts of which it does not."""

from tests.unit.rules_world import LEAD, PARALLEL, UNRESOLVED, only, row

KEY = {"key_project": True, "departments": 3, "project_kind": "enterprise"}
NOT_KEY = ({"departments": 9}, {"key_project": True, "departments": 2})
HANGJIN = "初步设计由行业（业务）主管部门审批（杭锦旗2023-07-04通知）"
BELOW = {"item": 22, "centre_level": "city", "location_level": "township", "location_relation": "below"}
ELSEWHERE = {"item": 5, "centre_level": "county", "location_level": "county", "location_relation": "beside"}
LIVELIHOOD = {"item": 31, "centre_level": "township", "applicant_kind": "household"}
DAY_BEFORE = {"item": 3, "highway_project": True, "water_project": True, "energy_project": True, "today": 20230703}

ORDOS = [
    row("the_ordos_catalogue_gives_items_1_to_6_to_development_and_reform", "附件2 第1-6项", {"item": 6}, {"item": 7}),
    row("energy_projects_are_filed_with_the_energy_department", "附件2 第5项", {"item": 5, "energy_project": True}, {"item": 5}),
    row("energy_projects_are_approved_by_the_energy_department", "附件2 第6项", {"item": 6, "energy_project": True}, {"item": 6}),
    row("the_ordos_catalogue_gives_items_7_to_9_to_transport", "附件2 第7-9项", {"item": 7}, {"item": 6}, {"item": 10}),
    row("the_ordos_catalogue_gives_items_10_to_12_to_meteorology", "附件2 第10-12项", {"item": 12}, {"item": 9}, {"item": 13}),
    row("the_ordos_catalogue_gives_items_13_to_18_to_water", "附件2 第13-18项", {"item": 18}, {"item": 12}, {"item": 19}),
    row("the_ordos_catalogue_gives_items_19_to_22_to_housing", "附件2 第19-22项", {"item": 22}, {"item": 18}, {"item": 23}),
    row(
        "the_ordos_catalogue_gives_items_23_to_26_to_natural_resources",
        "附件2 第23-26项",
        {"item": 26},
        {"item": 22},
        {"item": 27},
    ),
    row(
        "the_ordos_catalogue_gives_items_27_and_28_to_emergency_management",
        "附件2 第27-28项",
        {"item": 28},
        {"item": 26},
        {"item": 29},
    ),
    row("the_ordos_catalogue_gives_item_29_to_national_security", "附件2 第29项", *only(29)),
    row("the_ordos_catalogue_gives_item_30_to_the_united_front", "附件2 第30项", *only(30)),
    row("other_matters_are_studied_by_the_service_centre", "附件1、附件2 第31项", *only(31)),
    row(
        "development_and_reform_leads_the_first_stage_in_ordos",
        "每个审批阶段一家牵头（由地方确定，本市待核）",
        {"has_stage_S1": True},
        {"has_stage_S3": True},
    ),
    row("the_lead_of_the_earliest_stage_leads_the_case", "一（三）", *LEAD),
    row("the_only_department_leads_its_case", "附件3 第1项", {"departments": 1}, {"departments": 2}),
    row("several_departments_work_in_parallel", "三（五）、附件3 第2项", *PARALLEL),
    row("investment_projects_go_to_the_one_stop_centre", "四（一）", {"project_kind": "enterprise"}, {}),
    row("investment_projects_go_to_the_one_stop_centre", "四（一）", {"project_kind": "government"}, {"urgent": True}),
    row("matters_assigned_by_government_are_tracked", "三", {"assigned_by_government": True}, {"urgent": True}),
    row("key_projects_are_tracked_in_ordos", "三", {"key_project": True}, {"urgent": True}),
    row("urgent_matters_are_assisted_in_ordos", "三", {"urgent": True}, {"key_project": True}),
    row("key_projects_of_three_departments_are_reviewed_jointly", "三（五）、附件1（部门数为推断）", KEY, *NOT_KEY),
    row(
        "matters_assigned_by_government_meet_under_the_lead_department",
        "三",
        {"assigned_by_government": True, "departments": 2},
        {"departments": 2},
        {"assigned_by_government": True, "departments": 1},
    ),
    row("what_the_agent_cannot_resolve_goes_to_the_reform_office", "三", *UNRESOLVED),
]

ORDOS_LEVELS = [
    row(
        "what_a_county_decides_is_handed_down_to_it",
        "三",
        BELOW,
        {"item": 22},
        BELOW | {"city_approval": True},
        BELOW | {"crosses_counties": True},
        BELOW | {"item": 27},
    ),
    row(
        "projects_elsewhere_are_decided_where_they_lie",
        "附件1（联系对口政务服务部门；同级之间为推断）",
        ELSEWHERE,
        ELSEWHERE | {"location_relation": "same"},
        ELSEWHERE | {"centre_level": "city"},
    ),
    row(
        "promised_items_may_be_received_with_tolerance", "三（五）（限于承诺件为推断）", {"item": 22}, {"item": 21}, {"item": 29}
    ),
    row(
        "livelihood_matters_are_handled_by_the_township",
        "四（限于个人、家庭户和其他事项为推断）",
        LIVELIHOOD,
        LIVELIHOOD | {"centre_level": "county"},
        LIVELIHOOD | {"applicant_kind": "enterprise"},
        LIVELIHOOD | {"project_kind": "enterprise"},
        LIVELIHOOD | {"item": 30},
    ),
]

ZHUNGEER_BANNER = [
    row(
        "zhungeer_has_one_lead_for_each_stage_since_march_2019",
        "每个审批阶段一家牵头（由地方确定，本地待核）",
        {"today": 20190313},
        {"today": 20190312},
        {"item": 22},
    ),
]

HANGJIN_BANNER = [
    row("preliminary_designs_go_to_housing_in_hangjin", HANGJIN, {"item": 3, "today": 20230704}, DAY_BEFORE, {"item": 17}),
    row(
        "preliminary_designs_of_energy_projects_go_to_the_energy_department_in_hangjin",
        HANGJIN,
        {"item": 3, "energy_project": True},
        DAY_BEFORE,
        {"item": 3},
    ),
    row(
        "preliminary_designs_of_highways_go_to_transport_in_hangjin",
        HANGJIN,
        {"item": 3, "highway_project": True},
        DAY_BEFORE,
        {"item": 3},
    ),
    row(
        "preliminary_designs_of_water_works_go_to_water_in_hangjin",
        HANGJIN,
        {"item": 3, "water_project": True},
        DAY_BEFORE,
        {"item": 3},
    ),
]

CHIFENG = [
    row(
        "development_and_reform_leads_the_first_stage_in_chifeng",
        "每个审批阶段一家牵头（由地方确定，本市待核）",
        {"has_stage_S1": True},
        {"has_stage_S2": True},
    ),
    row("the_lead_of_the_earliest_stage_leads_the_case", "二（四）", *LEAD),
    row("several_departments_work_in_parallel", "三（三）、三（四）", *PARALLEL),
    row("urgent_matters_take_the_green_channel", "三（五）4", {"urgent": True}, {"key_project": True}),
    row(
        "key_projects_of_three_departments_are_examined_beforehand",
        "三（四）（重点项目、部门数为推断）",
        KEY,
        KEY | {"project_kind": "none"},
        *NOT_KEY,
    ),
]

BALINZUO = [
    row("the_lead_of_the_earliest_stage_leads_the_case", "二、3", *LEAD),
    row("several_departments_work_in_parallel", "五、3", *PARALLEL),
    row("urgent_matters_take_the_green_channel", "六、4", {"urgent": True}, {"key_project": True}),
    row(
        "key_projects_of_enterprises_are_followed_one_to_one",
        "五、3",
        {"key_project": True},
        {"key_project": True, "applicant_kind": "person"},
        {"urgent": True},
    ),
]

CHIFENG_LEVELS = [
    row(
        "livelihood_matters_are_handled_by_the_township",
        "三（三）（限于个人、家庭户和其他事项为推断）",
        LIVELIHOOD,
        LIVELIHOOD | {"centre_level": "village"},
        LIVELIHOOD | {"applicant_kind": "institution"},
    ),
    row(
        "livelihood_matters_are_handled_by_the_village",
        "三（三）（限于个人、家庭户和其他事项为推断）",
        LIVELIHOOD | {"centre_level": "village"},
        LIVELIHOOD,
        LIVELIHOOD | {"centre_level": "village", "project_kind": "government"},
    ),
]

NANYANG = [
    row(
        "nanyang_has_one_lead_for_each_stage_since_march_2019",
        "每个审批阶段一家牵头（由地方确定，本地待核）",
        {"today": 20190313},
        {"today": 20190312},
        {"item": 22},
    ),
]

HENAN = [
    row("enterprise_projects_are_not_approved_below_the_city", "第三条（核准目录）", *only(6)),
    row("rural_water_supply_is_examined_by_the_county", "第五十四条", *only(18)),
    row("what_the_agent_cannot_resolve_is_reviewed_jointly", "第二十六条第二款", *UNRESOLVED),
]

NEIXIANG = [
    row("the_lead_of_the_earliest_stage_leads_the_case", "一（二）3", *LEAD),
    row("difficulties_are_settled_by_a_coordination_meeting", "三（一）", *UNRESOLVED),
    row(
        "projects_of_several_departments_are_followed_from_start_to_end",
        "一（二）2、二（二）1",
        {"project_kind": "government", "departments": 2},
        {"project_kind": "government"},
        {"departments": 2},
    ),
]
