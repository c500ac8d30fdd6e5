"""What the rules say of the rungs that troubles go to: the clause of each, facts of which it holds, and facts of which not."""

from tests.unit.rules_world import row, trouble

RED = {"trigger": "red_light"}
TRACKED = RED | {"tracked": True}
GREEN = RED | {"green_channel": True}
DISAGREE = trouble("departments_disagree")
REFUSED = trouble("handover_refused_twice")
UNTAKEN = trouble("handover_overdue")
OVERRUN = ({"trigger": "overdue", "limit": "promised"}, RED | {"limit": "promised"})
UNRESOLVED = trouble("agent_cannot_resolve")
TOGETHER = "第二十六条第二款（联合办理）"

BASE_RUNGS = [
    row("overruns_climb_one_rung", "第三十六条（限时办结）", *OVERRUN),
    row("overruns_climb_one_rung", "第三十六条（限时办结）", {"trigger": "overdue", "limit": "legal"}, RED, {"item": 22}),
    row("red_lights_stay_with_the_department", "第三十六条（限时办结）", *trouble("red_light", limit="legal")),
    row(
        "red_lights_of_tracked_matters_climb_one_rung",
        "第三十六条（限时办结；重要事项从严为推断）",
        TRACKED,
        RED,
        {"trigger": "overdue", "tracked": True},
    ),
    row(
        "red_lights_in_the_green_channel_climb_one_rung",
        "第三十六条（限时办结；急事从严为推断）",
        GREEN,
        RED,
        TRACKED,
    ),
    row("handovers_refused_twice_climb_one_rung", "第三十二条、第三十五条", *REFUSED),
    row("handovers_nobody_takes_climb_one_rung", "接收方1个工作日内审核并推送", *UNTAKEN),
    row("departments_that_disagree_climb_one_rung", "第二十六条第二款", *DISAGREE),
    row("reviews_without_a_conclusion_climb_one_rung", TOGETHER, *trouble("review_without_conclusion")),
    row("what_the_agent_cannot_resolve_climbs_one_rung", TOGETHER, *UNRESOLVED),
    row("upheld_complaints_climb_one_rung", "差评核实整改（上会为推断）", *trouble("complaint_upheld")),
    row("overdue_measures_climb_one_rung", "第二十六条第二款（联合办理；议定事项督办为推断）", *trouble("measure_overdue")),
    row(
        "resolutions_overdue_climb_one_rung",
        "第二十六条第二款（联合办理；会商议定事项督办为推断）",
        *trouble("resolution_overdue"),
    ),
    row("rungs_that_stay_silent_hand_on_to_the_next", "第三十六条（限时办结）", *trouble("rung_silent", climbed=1)),
    row("assignment_by_government_alone_calls_no_meeting", "交办事项跟踪督办", *trouble("assigned_by_government")),
]

ORDOS_RUNGS = [
    row("what_the_agent_cannot_resolve_is_submitted_to_the_reform_office", "三", *UNRESOLVED),
    row("departments_that_disagree_climb_one_rung", "三（再上一级为推断）", *DISAGREE),
    row(
        "reviews_without_a_conclusion_climb_one_rung",
        "附件1（协调难度较大的会商联审；以没有结论为准系推断）",
        *trouble("review_without_conclusion"),
    ),
    row(
        "red_lights_of_tracked_matters_are_reported_to_the_government",
        "附件1（以红灯为准系推断）",
        TRACKED,
        TRACKED | {"climbed": 1},
        RED,
        GREEN,
    ),
    row("handovers_refused_twice_climb_one_rung", "附件1（纵向三级联动；两次为推断）", *REFUSED),
    row("handovers_nobody_takes_climb_one_rung", "附件1（纵向三级联动；逾期为推断）", *UNTAKEN),
    row("overdue_measures_climb_one_rung", "附件1（落实各项议定事项；上会为推断）", *trouble("measure_overdue")),
    row(
        "resolutions_overdue_climb_one_rung",
        "附件1（落实各项议定事项；会商议定事项上会为推断）",
        *trouble("resolution_overdue"),
    ),
    row("upheld_complaints_climb_one_rung", "五（三）（5）、五（四）（上会为推断）", *trouble("complaint_upheld")),
    row("assignment_by_government_alone_calls_no_meeting", "三", *trouble("assigned_by_government")),
]

CHIFENG_RUNGS = [
    row("departments_that_disagree_climb_one_rung", "二（四）（再上一级为推断）", *DISAGREE),
    row("handovers_refused_twice_climb_one_rung", "三（四）（两次为推断）", *REFUSED),
    row("overruns_climb_one_rung", "三（七）2（上会为推断）", *OVERRUN),
    row("red_lights_in_the_green_channel_climb_one_rung", "三（五）4（以红灯为准系推断）", GREEN, RED, TRACKED),
]

BALINZUO_RUNGS = [
    row("departments_that_disagree_climb_one_rung", "二、3、五、3（再上一级为推断）", *DISAGREE),
    row("overruns_climb_one_rung", "八、2（上会为推断）", *OVERRUN),
    row("red_lights_in_the_green_channel_climb_one_rung", "六、4（以红灯为准系推断）", GREEN, RED, TRACKED),
]

HENAN_RUNGS = [row("handovers_nobody_takes_climb_one_rung", "第三十二条、第三十五条", *UNTAKEN)]

NEIXIANG_RUNGS = [
    row(
        "difficulties_climb_to_a_coordination_meeting",
        "三（一）",
        {"trigger": "agent_cannot_resolve"},
        {"trigger": "agent_cannot_resolve", "climbed": 1},
        {"trigger": "overdue"},
    ),
    row("departments_that_disagree_climb_one_rung", "一（二）3、三（一）（再上一级为推断）", *DISAGREE),
    row("overruns_climb_one_rung", "二（二）2（上会为推断）", *OVERRUN),
]
