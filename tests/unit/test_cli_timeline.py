"""The history of a case in words: every fact is told, with its rule and clause, and nothing that is withheld."""

import json
from pathlib import Path
from typing import Any

import pytest

from deploy.local.cli.telling import tell
from deploy.local.cli.timeline import Story
from deploy.local.cli.words import minute
from shared.contracts.base import Event

GOLDEN = Path(__file__).parent.parent / "golden"
CASE = "150621-20260302-000001"
TASK = {
    "task_id": f"{CASE}/24",
    "item": 24,
    "item_name": "建设工程规划类许可证核发",
    "region": "150621",
    "department": "zrzyj",
    "department_name": "达拉特旗自然资源局",
    "state": "3",
    "at": "2026-03-03T09:00:00+08:00",
}
RULE = {"rule": "planning_permits", "name": "规划许可由自然资源部门核发", "basis": "城乡规划法 第四十条", "mark": "sourced"}
ROUTE = {"tasks": [{"task_id": TASK["task_id"], "decided_by": [RULE]}]}


def event(owner: str, name: str, body: dict[str, Any]) -> dict[str, Any]:
    return {"owner": owner, "name": name, "time": "2026-03-03T01:00:00Z", "body": body}


def told(*events: dict[str, Any], route: dict[str, Any] | None = None) -> list[tuple[str, str, str]]:
    return [tuple(line) for _, line in Story(route or {}).lines(events)]


def kinds() -> list[type[Event]]:
    """Every fact that a service says; those of tests are none."""
    return [kind for kind in Event.registry.values() if kind.__module__.startswith("shared.contracts.")]


@pytest.mark.parametrize("kind", kinds(), ids=lambda kind: kind.__name__)
def test_every_fact_has_words(kind: type[Event]) -> None:
    by_the_route = {"CaseRouted", "TaskAssigned"}  # these need the route to be told, see Story

    assert kind.__name__ in by_the_route or tell.dispatch(kind) is not tell.dispatch(object)


def test_an_assignment_names_the_rule_and_clause_that_chose_the_department() -> None:
    ((who, what, why),) = told(event("routing", "task-assigned", TASK), route=ROUTE)

    assert (who, why) == ("派件规则", "规划许可由自然资源部门核发：城乡规划法 第四十条")
    assert what == "派件给达拉特旗自然资源局：“建设工程规划类许可证核发”"


def test_a_rule_that_no_document_states_is_marked() -> None:
    inferred = ROUTE["tasks"][0] | {"decided_by": [RULE | {"mark": "inferred"}]}

    ((_, _, why),) = told(event("routing", "task-assigned", TASK), route={"tasks": [inferred]})

    assert why.endswith("（推断）")


def test_a_refusal_tells_its_reason_and_whether_it_was_in_time() -> None:
    refused = TASK | {"reason": "安全距离不足", "promised_met": True, "legal_met": False}

    ((who, what, why),) = told(event("routing", "item-refused", refused))

    assert who == "达拉特旗自然资源局"
    assert what == "“建设工程规划类许可证核发”不予批准：安全距离不足"
    assert why.endswith("承诺时限内，超过法定时限")


def test_a_fact_that_the_archive_withholds_keeps_its_place_and_says_nothing() -> None:
    assert told(event("routing", "", {"restricted": True})) == [("派件", "（限制公开）", "")]


def test_what_is_withheld_of_a_list_does_not_hide_the_rest() -> None:
    submitted = {
        "application": {
            "centre": "150621",
            "applicant": {"kind": "enterprise", "name": "申请单位", "handler": {"name": "项目经办人", "phone": "138****0000"}},
            "items": [6, 25, {"restricted": True}],
        },
        "submitted_at": "2026-03-03T09:00:00+08:00",
    }

    assert told(event("intake", "case-submitted", submitted)) == [("申请单位", "经窗口申请事项 6、25", "")]


def test_a_fact_of_a_later_version_is_named_rather_than_lost() -> None:
    assert told(event("routing", "case-teleported", {})) == [("派件", "case-teleported", "")]


def test_times_are_told_in_china_whatever_the_zone_they_came_in() -> None:
    assert minute("2026-03-02T17:30:00Z") == "2026-03-03 01:30"
    assert minute("2026-03-02T17:30:00+08:00") == "2026-03-02 17:30"
    assert minute(None) == ""


def test_a_revision_of_the_plan_is_history_only_where_the_end_of_the_case_moves() -> None:
    plan = json.loads((GOLDEN / "routing.plan-revised.json").read_text("utf-8"))
    inside = plan | {"moved": [{"item": 24, "what": "promised", "before": "2026-03-09", "after": "2026-03-10"}]}
    ended = plan | {"moved": [*inside["moved"], {"item": None, "what": "finish", "before": "2026-10-12", "after": "2026-10-13"}]}

    lines = told(event("routing", "plan-revised", inside), event("routing", "plan-revised", ended))

    assert [what.split("全部")[0] for _, what, _ in lines] == ["代办方案：预计 2026-10-13 "]
