"""What a file expects of its case, held against the report; and the lines that the table has of reviews."""

from typing import Any

import pytest

from deploy.local.rehearsal import CaseReport
from deploy.local.rehearsal.expecting import unexpected
from deploy.local.rehearsal.findings import Findings, report_of
from deploy.local.rehearsal.review_script import ExpectedPlay
from tests.unit.rehearsal_world import CASE, HELD, MATTER, ROUTE, TASK

CONDITIONAL = {"outcome": "conditional", "conditions": 1, "editions": 2, "rounds": 1, "signatures": 1, "done": 1, "set_aside": 1}


def report(*reviews: dict[str, Any], **route: Any) -> CaseReport:
    return report_of(Findings(case=CASE, route=ROUTE | route, reviews={"reviews": [*reviews]}))


def told(made: CaseReport, *reviews: dict[str, Any], rungs: tuple[str, ...] = ()) -> list[str]:
    return [*unexpected(ExpectedPlay.model_validate({"reviews": reviews, "rungs": rungs}), made)]


def test_a_file_that_expects_nothing_is_never_disappointed() -> None:
    assert [*unexpected(None, report(HELD))] == []


def test_a_review_that_came_to_what_was_expected_is_no_news() -> None:
    assert told(report(HELD), CONDITIONAL | {"minutes": True, "deemed": 0, "silent": 0}) == []
    assert told(report(HELD), {"outcome": "conditional"}) == []


@pytest.mark.parametrize(
    ("wanted", "difference"),
    [
        ({"outcome": "agreed"}, "outcome 应为 agreed，实际为 conditional"),
        (CONDITIONAL | {"editions": 1}, "editions 应为 1，实际为 2"),
        (CONDITIONAL | {"minutes": False}, "minutes 应为 False，实际为 True"),
        (CONDITIONAL | {"facts": ["papers-changed"]}, "应有事实 papers-changed"),
    ],
)
def test_whatever_came_otherwise_is_told(wanted: dict[str, Any], difference: str) -> None:
    (line,) = told(report(HELD), wanted)

    assert line.endswith(difference)


def test_a_review_too_many_and_a_review_too_few_are_told() -> None:
    assert told(report(HELD)) == ["应有会商 0 次，实际 1 次"]
    assert told(report(), CONDITIONAL) == ["应有会商 1 次，实际 0 次"]


def test_a_cancelled_review_is_expected_by_that_name() -> None:
    cancelled = HELD | {"state": "cancelled", "conclusion": None, "cancelled": "办件已撤回"}

    assert told(report(cancelled), {"outcome": "cancelled"}) == []


def test_rungs_are_expected_in_their_order_but_lateness_is_nobodys_expectation() -> None:
    late = MATTER | {"trigger": "overdue"}

    assert told(report(escalations=[MATTER, late]), rungs=("r1", "r2")) == []
    assert told(report(escalations=[late])) == []
    assert told(report(escalations=[MATTER])) == ["逐级协调应为 无，实际为 r1→r2"]


def test_the_conditions_of_a_decision_are_expected_by_its_item() -> None:
    made = report(tasks=[TASK | {"conditions": ["先批水保"]}])
    right, wrong = ([*unexpected(ExpectedPlay(conditions={24: number}), made)] for number in (1, 2))

    assert right == []
    assert wrong == ["事项 24 的决定应附条件 2 项，实际 1 项"]
