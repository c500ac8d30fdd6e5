"""The report of a rehearsal: its format is read by other programs."""

from typing import Any

from deploy.local.rehearsal.findings import Findings, report_of
from deploy.local.rehearsal.report import CaseReport, DossierLine

CASE = {"case_number": "150621-20260302-000001", "centre": "150621", "state": "completed"}
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
        "escalations",
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
        "state": "completed",
        "lead_department": None,
        "dossier": None,
        "decided_by": [],
        "tasks": [],
        "transfers": [],
        "joint_review": [],
        "escalations": [],
        "notices": [],
        "deadlines": [],
        "events": [],
    }


def test_a_task_and_its_deadlines_are_told_as_the_route_has_them() -> None:
    report = found(route=ROUTE).model_dump(mode="json")

    assert report["decided_by"] == [{"rule": "the_only_department_leads_its_case", "basis": "附件3 第1项"}]
    assert report["tasks"] == [
        {
            "item": 24,
            "region": "150621",
            "department": "zrzyj",
            "state": "11",
            "assigned": "2026-03-03T09:00:00+08:00",
            "decided": "2026-03-05T09:00:00+08:00",
        }
    ]
    assert report["deadlines"] == [
        {
            "what": "24 建设工程规划类许可证核发",
            "promised": "2026-03-12T17:30:00+08:00",
            "legal": "2026-03-31T17:30:00+08:00",
            "met": True,
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
    timeline = {"events": [{"name": "case-submitted"}, {"name": ""}, {"name": "case-completed"}]}

    assert found(timeline=timeline).events == ("case-submitted", "withheld", "case-completed")


def test_a_report_reads_back_as_it_was_written() -> None:
    dossier = DossierLine(file="150621-20260302-000001.zip", sha256="ab" * 32, entries=14, events=25, faults=())
    report = found(route=ROUTE, dossier=dossier)

    assert CaseReport.model_validate_json(report.model_dump_json()) == report
