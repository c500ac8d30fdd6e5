"""The report about the case file itself: what came before, mandate, suspensions, delivery, evaluation, complaints."""

from typing import Any

import pytest

from deploy.local.rehearsal.findings import Findings, report_of
from deploy.local.rehearsal.report import CaseReport
from tests.unit.rehearsal_world import CASE

NINE, TEN = "2026-03-05T09:00:00+08:00", "2026-03-06T10:00:00+08:00"
NUMBER = CASE["case_number"]
SUSPENDED = {"form": {"number": f"{NUMBER}/S1"}, "ground": "fees_unpaid", "at": NINE, "ends": "2026-06-01T17:30:00+08:00"}
DELIVERED = {"method": "post", "delivered_at": TEN, "identity_checked": False, "returned": ["宗地图/勘测定界"]}


def fact(name: str, body: dict[str, Any] | None = None, owner: str = "intake") -> dict[str, Any]:
    return {"owner": owner, "name": name, "body": body or {}, "time": "2026-03-05T01:00:00.123Z"}


def told(*facts: dict[str, Any], **parts: Any) -> CaseReport:
    case = CASE | parts.pop("case", {})
    return report_of(Findings(case=case, timeline={"events": facts}, **parts))


def test_a_consultation_is_told_with_the_sections_and_what_became_of_it() -> None:
    asked = {
        "consultation": "150621-Z20260302-000001",
        "state": "became_case",
        "agent": {"title": "综合代办员一号"},
        "items": [25],
        "parts": [{"section": "150621.slj", "answer": "可以同时报送"}],
        "answer": {"in_time": True},
        "case_number": NUMBER,
    }

    (line,) = told(consultations=[asked]).consultation

    assert (line.kind, line.sections, line.in_time, line.case) == ("consultation", ("150621.slj",), True, NUMBER)


def test_appointments_and_guidance_are_told_beside() -> None:
    agreed = {
        "appointment": "150621-Y20260302-000001",
        "state": "missed",
        "agent": None,
        "items": [25],
        "kind_name": "上门服务",
        "day": "2026-03-03",
        "time": "10:00",
    }
    guided = {
        "case_number": "150621-20260302-000009",
        "service": "remote",
        "state": "closed",
        "items": [25],
        "agent": CASE["agent"],
    }

    lines = told(appointments=[agreed], guided=[guided]).consultation

    assert [(line.kind, line.state, line.what, line.case) for line in lines] == [
        ("appointment", "missed", "上门服务 2026-03-03 10:00", None),
        ("remote", "closed", "", NUMBER),
    ]


def test_the_mandate_is_told_with_everything_that_happened_to_it() -> None:
    held = {"state": "in_force", "items": [26], "stages": ["S1"], "until": "2026-03-31"}
    facts = [fact("mandate-signed"), fact("mandate-ended", {"cause": "revoked"}), fact("task-assigned", owner="routing")]

    line = told(*facts, fact("change-confirmed", {"change": "agent"}), case={"mandate": held}).mandate

    assert line is not None
    assert (line.state, line.stages, line.agent) == ("in_force", ("S1",), "综合代办员一号")
    assert [(step.what, step.cause) for step in line.history] == [
        ("mandate-signed", ""),
        ("mandate-ended", "revoked"),
        ("change-confirmed", "agent"),
    ]
    assert line.history[0].at == "2026-03-05T09:00:00+08:00"


@pytest.mark.parametrize(
    ("after", "outcome"),
    [
        ([fact("case-resumed", {"at": TEN})], "resumed"),
        ([fact("case-terminated", {"at": TEN})], "terminated"),
        ([fact("items-withdrawn", {"at": TEN, "whole": True})], "withdrawn"),
        ([fact("items-withdrawn", {"at": TEN, "whole": False}), fact("case-resumed", {"at": TEN})], "resumed"),
        ([], None),
    ],
)
def test_a_suspension_ends_with_the_first_thing_that_ends_it(after: list[dict[str, Any]], outcome: str | None) -> None:
    (line,) = told(fact("case-suspended", SUSPENDED), *after).suspensions

    assert (line.form, line.ground, line.outcome) == (f"{NUMBER}/S1", "fees_unpaid", outcome)
    assert line.over == (TEN if after else None)


def test_a_letter_that_got_lost_is_an_attempt_of_its_own() -> None:
    lost = [fact("result-dispatched"), fact("result-lost", {"at": NINE})]

    lines = told(*lost, fact("result-dispatched"), fact("result-delivered", DELIVERED)).deliveries

    assert [(line.outcome, line.sent, line.at) for line in lines] == [("lost", NINE, NINE), ("delivered", NINE, TEN)]
    assert lines[1].originals == ("宗地图/勘测定界",)


def test_a_letter_on_its_way_is_told_as_such() -> None:
    (line,) = told(fact("result-dispatched")).deliveries

    assert (line.outcome, line.at) == ("under_way", None)


def test_a_bad_grade_is_told_with_what_followed() -> None:
    given = {"evaluator": "applicant", "grade": 4, "bad": True, "at": NINE}
    follow_up = [
        fact("bad-grade-verified", {"finding": "true"}),
        fact("bad-grade-rectified", {"in_time": True}),
        fact("applicant-revisited", {"satisfied": False}),
        fact("applicant-revisited", {"satisfied": True}),
    ]

    line = told(fact("evaluation-invited", {"reminder": False}), fact("case-evaluated", given), *follow_up).evaluation

    assert line is not None
    assert [(grade.grade, grade.bad) for grade in line.grades] == [(4, True)]
    assert (line.reminded, line.finding, line.rectified_in_time, line.satisfied) == (False, "true", True, True)


def test_who_does_not_answer_is_told_to_have_been_reminded() -> None:
    line = told(fact("evaluation-invited", {"reminder": False}), fact("evaluation-invited", {"reminder": True})).evaluation

    assert line is not None
    assert (line.reminded, line.grades) == (True, ())


def test_a_complaint_is_told_without_who_and_what() -> None:
    complaint = {
        "complaint_number": "150622-T20260302-000001",
        "kind": "delay",
        "against": "agent:zh1",
        "anonymous": False,
        "handler": "section_head",
        "state": "closed",
        "answer": {"finding": "upheld", "answer": "情况属实"},
        "content": "两天没有联系",
        "complainant": {"name": "项**", "telephone": "138****0000"},
    }

    report = told(complaints=[complaint])

    assert (report.complaints[0].number, report.complaints[0].finding) == ("150622-T20260302-000001", "upheld")
    assert not any(said in report.model_dump_json() for said in ("两天没有联系", "项**", "138"))
