"""The report of a rehearsal keeps its format, which is read by other programs, and tells the route as the services have it."""

from typing import Any

import pytest

from deploy.local.rehearsal.report import CaseReport, DossierLine
from tests.unit.rehearsal_world import MATTER, MEASURE, MORNING, OFFER, PLACED, ROUTE, TASK, found


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
