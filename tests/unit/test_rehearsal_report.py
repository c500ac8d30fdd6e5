"""The report of a rehearsal: its format is read by other programs."""

from typing import Any

import pytest

from deploy.local.rehearsal.findings import Findings, report_of
from deploy.local.rehearsal.report import CaseReport, DossierLine

MORNING = "2026-03-05T01:00:00Z"
CASE = {
    "case_number": "150621-20260302-000001",
    "centre": "150621",
    "state": "closed",
    "agent": {"id": "zh1", "title": "综合代办员一号"},
}
PLACED = {
    "rule": "planning_permits_are_issued_by_natural_resources",
    "name": "…",
    "basis": "城乡规划法 第四十条",
    "mark": "sourced",
}
TASK: dict[str, Any] = {
    "task_id": "150621-20260302-000001/24",
    "item": 24,
    "item_name": "建设工程规划类许可证核发",
    "region": "150621",
    "department": "zrzyj",
    "state": "11",
    "assigned_at": "2026-03-03T09:00:00+08:00",
    "decided_at": "2026-03-05T09:00:00+08:00",
    "promised": "2026-03-12T17:30:00+08:00",
    "promised_met": True,
    "legal": "2026-03-31T17:30:00+08:00",
    "legal_met": True,
    "decided_by": [PLACED],
}
OFFER: dict[str, Any] = {
    "transfer_id": "150621-20260302-000001/27/T1",
    "giver": "150621",
    "giver_name": "达拉特旗政务服务中心",
    "receiver": "150600",
    "receiver_name": "鄂尔多斯市政务服务中心",
    "direction": "up",
    "reason": "按派件规则由鄂尔多斯市政务服务中心办理",
    "signed_by": "派件规则",
    "offered_at": "2026-03-03T09:00:00+08:00",
    "due": "2026-03-04T17:30:00+08:00",
    "item": 27,
    "item_name": "危险化学品安全条件审查",
    "state": "returned",
    "overdue": False,
    "answered_at": "2026-03-04T10:00:00+08:00",
    "returned_reason": "未附储存规模说明",
}
CLIMB: dict[str, Any] = {
    "rung": "r1",
    "rung_name": "牵头部门联席会议",
    "party": "150621.fgw",
    "party_name": "达拉特旗发展和改革委员会",
    "asked_at": "2026-03-05T09:00:00+08:00",
    "due": "2026-03-12T17:30:00+08:00",
    "left_at": "2026-03-12T17:30:00+08:00",
    "outcome": "silent",
    "reason": "",
}
MEASURE: dict[str, Any] = {
    "measure_id": "150621-20260302-000001/E1/M1",
    "owner": "150600.yjj",
    "owner_name": "鄂尔多斯市应急管理局",
    "act": "承办危险化学品安全条件审查",
    "binding": "handle",
    "item": 27,
    "due": "2026-04-01T17:30:00+08:00",
    "state": "done",
    "overdue": False,
    "done_at": "2026-03-30T10:00:00+08:00",
    "evidence": "事项已办结（通过）",
}
MATTER: dict[str, Any] = {
    "matter_id": "150621-20260302-000001/E1",
    "trigger": "handover_refused_twice",
    "item": 27,
    "subject": "请确定由谁承办",
    "state": "closed",
    "settled": False,
    "climbs": [CLIMB, CLIMB | {"rung": "r2", "outcome": "resolved", "left_at": "2026-03-12T10:00:00+08:00"}],
    "reminders": 0,
    "resolution": "由市应急管理局承办",
    "document": "演练会签〔2026〕2号",
    "measures": [MEASURE],
    "decided_by": [{"rule": "handovers_refused_twice_climb_one_rung", "name": "…", "basis": "附件1", "mark": "inferred"}],
}
ROUTE = {
    "lead_department": "150621.fgw",
    "decided_by": [{"rule": "the_only_department_leads_its_case", "name": "…", "basis": "附件3 第1项", "mark": "sourced"}],
    "tasks": [TASK],
    "transfers": [],
    "escalations": [],
}
CALL = {"review_id": "150621-20260302-000001/R1", "kind": "会商联审", "cause": "rules", "convener": "150621.zwj"}
SAID = {"party": "150621.slj", "role": "mandatory", "opinion": "agree", "conditions": [], "ground": "", "at": None}


def found(**parts: Any) -> CaseReport:
    return report_of(Findings(case=CASE, **parts))


def test_the_keys_of_the_format_stand_in_their_order() -> None:
    assert list(found(route=ROUTE).model_dump()) == [
        "case",
        "centre",
        "state",
        "lead_department",
        "decided_by",
        "tasks",
        "transfers",
        "joint_review",
        "meetings",
        "escalations",
        "consultation",
        "mandate",
        "suspensions",
        "deliveries",
        "evaluation",
        "complaints",
        "notices",
        "deadlines",
        "dossier",
        "events",
    ]


def test_a_case_of_which_only_intake_knows_has_every_key_empty() -> None:
    report = found().model_dump(mode="json")

    assert report == {
        "case": "150621-20260302-000001",
        "centre": "150621",
        "state": "closed",
        "lead_department": None,
        "dossier": None,
        "decided_by": [],
        "tasks": [],
        "transfers": [],
        "joint_review": [],
        "meetings": [],
        "escalations": [],
        "consultation": [],
        "mandate": None,
        "suspensions": [],
        "deliveries": [],
        "evaluation": None,
        "complaints": [],
        "notices": [],
        "deadlines": [],
        "events": [],
    }


def test_a_task_and_its_deadlines_are_told_as_the_route_has_them() -> None:
    report = found(route=ROUTE).model_dump(mode="json")

    assert report["decided_by"] == [
        {"rule": "the_only_department_leads_its_case", "basis": "附件3 第1项", "mark": "sourced", "item": None},
        {"rule": PLACED["rule"], "basis": PLACED["basis"], "mark": "sourced", "item": 24},
    ]
    assert report["tasks"] == [
        {
            "item": 24,
            "region": "150621",
            "department": "zrzyj",
            "state": "11",
            "assigned": "2026-03-03T09:00:00+08:00",
            "decided": "2026-03-05T09:00:00+08:00",
            "conditions": [],
        }
    ]
    assert report["deadlines"] == [
        {
            "what": "24 建设工程规划类许可证核发",
            "promised": "2026-03-12T17:30:00+08:00",
            "legal": "2026-03-31T17:30:00+08:00",
            "met": True,
            "kind": "item",
            "due": None,
        }
    ]


def test_one_limit_that_was_missed_is_not_met() -> None:
    late = TASK | {"promised_met": False}

    assert found(route=ROUTE | {"tasks": [late]}).deadlines[0].met is False


def test_a_task_without_any_limit_neither_keeps_nor_misses_one() -> None:
    free = TASK | {"promised": None, "promised_met": None, "legal": None, "legal_met": None}

    assert found(route=ROUTE | {"tasks": [free]}).deadlines[0].met is None


def test_a_concluded_review_is_told_with_every_opinion_the_silent_ones_too() -> None:
    silent = SAID | {"party": "150621.zjj", "opinion": "silent"}
    conclusion = {
        "outcome": "conditional",
        "conditions": ["先批水保"],
        "opinions": [SAID, silent],
        "concluded_at": "2026-03-04T17:30:00+08:00",
    }
    reviews = {"reviews": [{"call": CALL, "opinions": [SAID], "conclusion": conclusion}]}

    review = found(reviews=reviews).joint_review[0]

    assert (review.outcome, review.conditions) == ("conditional", ("先批水保",))
    assert [(voice.department, voice.opinion) for voice in review.opinions] == [("150621.slj", "agree"), ("150621.zjj", "silent")]


def test_an_open_review_is_told_with_what_was_said_so_far() -> None:
    review = found(reviews={"reviews": [{"call": CALL, "opinions": [SAID], "conclusion": None}]}).joint_review[0]

    assert (review.outcome, review.concluded) == (None, None)
    assert [voice.department for voice in review.opinions] == ["150621.slj"]


def test_events_keep_their_order_and_what_is_withheld_keeps_its_place() -> None:
    names = ("case-submitted", "", "case-closed")
    timeline = {"events": [{"owner": "intake", "name": name, "body": {}, "time": MORNING} for name in names]}

    assert found(timeline=timeline).events == ("case-submitted", "withheld", "case-closed")


def test_a_report_reads_back_as_it_was_written() -> None:
    dossier = DossierLine(file="150621-20260302-000001.zip", sha256="ab" * 32, entries=14, events=25, faults=())
    report = found(route=ROUTE, dossier=dossier)

    assert CaseReport.model_validate_json(report.model_dump_json()) == report


def test_an_offer_is_told_with_who_offered_it_and_why_it_came_back() -> None:
    (line,) = found(route=ROUTE | {"transfers": [OFFER]}).model_dump(mode="json")["transfers"]

    assert line == {
        "to": "150600",
        "direction": "up",
        "items": [27],
        "state": "returned",
        "from": "150621",
        "reason": "未附储存规模说明",
        "signed_by": "派件规则",
        "offered": OFFER["offered_at"],
        "answered": OFFER["answered_at"],
    }


def test_a_climb_is_told_with_every_rung_what_it_resolved_and_what_became_of_it() -> None:
    (line,) = found(route=ROUTE | {"escalations": [MATTER]}).escalations

    assert [(rung.rung, rung.outcome) for rung in line.rungs] == [("r1", "silent"), ("r2", "resolved")]
    assert (line.trigger, line.state, line.resolution) == ("handover_refused_twice", "closed", "由市应急管理局承办")
    assert [(one.owner, one.binding, one.item, one.state) for one in line.measures] == [("150600.yjj", "handle", 27, "done")]
    assert [by.rule for by in line.decided_by] == ["handovers_refused_twice_climb_one_rung"]


@pytest.mark.parametrize(
    ("changed", "met"),
    [
        ({}, True),
        ({"answered_at": "2026-03-05T09:00:00+08:00", "overdue": True}, False),
        ({"state": "offered", "answered_at": None, "overdue": True}, False),
        ({"state": "offered", "answered_at": None}, None),
        ({"state": "withdrawn"}, None),
    ],
)
def test_the_limit_to_accept_an_offer_is_a_deadline(changed: dict[str, Any], met: bool | None) -> None:
    line = found(route=ROUTE | {"transfers": [OFFER | changed]}).deadlines[-1]

    assert (line.kind, line.due, line.met) == ("transfer", OFFER["due"], met)
    assert line.what == "鄂尔多斯市政务服务中心接收 27 危险化学品安全条件审查"


def test_the_limits_of_rungs_and_measures_are_deadlines() -> None:
    late = MEASURE | {"done_at": "2026-04-02T09:00:00+08:00"}
    reminded = MATTER | {"reminders": 1, "measures": [late]}

    lines = found(route=ROUTE | {"escalations": [MATTER, reminded]}).deadlines[1:]

    assert [(line.kind, line.met) for line in lines] == [
        ("rung", False),
        ("rung", True),
        ("measure", True),
        ("rung", False),
        ("rung", False),
        ("measure", False),
    ]


SEATS = [
    {"party": "150621.slj", "name": "…", "role": "mandatory", "signer": True, "due": None, "before": [SAID]}
    | {"attended": {"party": "150621.slj", "attends": True, "delegate": "值班科长岗"}}
    | {"opinion": SAID | {"opinion": "conditional", "conditions": ["先批水保"], "edition": 2}},
    {"party": "150621.sthjj", "name": "…", "role": "observer", "signer": False, "due": None, "before": []}
    | {"attended": None, "opinion": None},
]
RESOLVED = {
    "resolution": {"owner": "150621.slj", "owner_name": "达拉特旗水利局", "act": "复核", "due": "2026-03-09T17:30:00+08:00"},
    "state": "done",
    "overdue": True,
    "evidence": "复核记录",
}
CONCLUDED = {
    "outcome": "conditional",
    "conditions": ["先批水保"],
    "opinions": [SAID],
    "concluded_at": "2026-03-04T17:30:00+08:00",
    "signatures": [{"party": "150621.slj", "signed_by": "部门负责人岗", "deemed": False, "text": 2, "at": MORNING}],
    "reason": "",
}
HELD = {
    "call": CALL | {"meeting_id": "150600-H20260302-1"},
    "state": "concluded",
    "form": "meeting",
    "at": "2026-03-04T09:00:00+08:00",
    "place": "旗政务服务中心",
    "edition": 2,
    "round": 1,
    "participants": SEATS,
    "opinions": [SAID],
    "signing": None,
    "conclusion": CONCLUDED,
    "resolutions": [RESOLVED],
    "minutes": {"number": "150621-JY2026-0001"},
    "cancelled": "",
    "closed": True,
}


def test_a_review_is_told_with_its_seats_editions_rounds_signatures_resolutions_and_minutes() -> None:
    line = found(reviews={"reviews": [HELD]}).joint_review[0]

    assert (line.state, line.form, line.place) == ("concluded", "meeting", "旗政务服务中心")
    assert (line.editions, line.rounds, line.minutes, line.closed) == (2, 1, "150621-JY2026-0001", True)
    assert (line.meeting, line.reason) == ("150600-H20260302-1", "")
    assert [(seat.department, seat.attended, seat.delegate, seat.opinion, seat.before) for seat in line.participants] == [
        ("150621.slj", True, "值班科长岗", "conditional", ("agree",)),
        ("150621.sthjj", None, "", None, ()),
    ]
    assert [(one.department, one.by, one.text) for one in line.signatures] == [("150621.slj", "部门负责人岗", 2)]
    assert [(one.owner, one.state, one.overdue) for one in line.resolutions] == [("150621.slj", "done", True)]


def test_a_cancelled_review_is_told_with_its_reason_and_unsigned_minutes_have_no_number() -> None:
    cancelled = HELD | {"conclusion": None, "cancelled": "办件已撤回", "state": "cancelled", "minutes": {"number": ""}}

    line = found(reviews={"reviews": [cancelled]}).joint_review[0]

    assert (line.outcome, line.state, line.reason, line.minutes) == (None, "cancelled", "办件已撤回", "")


@pytest.mark.parametrize(
    ("changed", "met"),
    [({}, False), ({"overdue": False}, True), ({"overdue": False, "state": "open"}, None), ({"state": "dropped"}, False)],
)
def test_the_limit_of_a_resolution_is_a_deadline(changed: dict[str, Any], met: bool | None) -> None:
    line = found(reviews={"reviews": [HELD | {"resolutions": [RESOLVED | changed]}]}).deadlines[-1]

    assert (line.kind, line.what, line.met) == ("resolution", "达拉特旗水利局落实“复核”", met)


def test_a_meeting_is_told_with_every_case_of_its_agenda_and_with_no_other() -> None:
    points = [
        {"number": number, "case_number": case, "subject": "…", "review_id": "", "outcome": outcome, "reason": ""}
        for number, (case, outcome) in enumerate([("150621-20260302-000009", "agreed"), (CASE["case_number"], "objected")], 1)
    ]
    meeting = {
        "meeting_id": "150600-H20260302-1",
        "kind": "集中联动审批会商会",
        "subject": "第一次会商会",
        "convener": "150600.zwj",
        "form": "meeting",
        "at": None,
        "place": "",
        "state": "closed",
        "agenda": points,
        "minutes": {"number": "150600-JY2026-0001"},
    }

    (line,) = found(meetings=[meeting, meeting | {"agenda": points[:1]}]).meetings

    assert (line.points, line.point, line.outcome) == (2, 2, "objected")
    assert line.outcomes == {"agreed": 1, "objected": 1}
    assert line.minutes == "150600-JY2026-0001"
