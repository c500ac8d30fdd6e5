"""The table of a rehearsal: what was special about a case, in words."""

from typing import Any

from rich.console import Console

from deploy.local.cli.rehearsal import cases_table
from deploy.local.rehearsal import Findings, Outcome
from deploy.local.rehearsal.findings import report_of
from tests.unit.rehearsal_world import CASE, CONCLUDED, HELD, MATTER, OFFER, ROUTE, TASK

FOUND = {"project": "杂盐资源化利用项目", "applicant": "苏德环保", "state_name": "已办结"}


def table(**route: Any) -> str:
    return shown(Findings(case=CASE | FOUND, route=ROUTE | {"tasks": [TASK]} | route))


def shown(found: Findings) -> str:
    console = Console(width=400, force_terminal=False)
    with console.capture() as said:
        console.print(cases_table(Outcome([report_of(found)], [found])))
    return said.get()


def test_a_way_of_an_item_is_told_once_with_how_often_it_came_back() -> None:
    accepted = OFFER | {"state": "accepted", "returned_reason": "", "item": 4}

    said = table(transfers=[OFFER, OFFER, accepted])

    assert "提请上级 达拉特旗→鄂尔多斯市：事项 27（已退回）2次、4" in said


def test_a_climb_is_told_rung_by_rung_with_its_measures() -> None:
    said = table(escalations=[MATTER])

    assert "转办两次被退回：r1 逾期未答复→r2 已议定，议定 1 项已落实" in said


def test_a_case_that_stayed_at_home_and_on_the_ground_is_told_without() -> None:
    said = table()

    assert "提请" not in said
    assert "议定" not in said


def test_a_review_is_told_with_what_was_special_on_its_way() -> None:
    plain = HELD | {"participants": [], "round": 0, "resolutions": [], "minutes": None}
    plain |= {"conclusion": CONCLUDED | {"outcome": "agreed", "signatures": []}}
    found = Findings(case=CASE | FOUND, route=ROUTE, reviews={"reviews": [HELD, plain]})

    said = shown(found)

    assert (
        "会商联审：附条件同意（重新提出过意见、讨论 1 轮、会签 1 家、议定 1 项、纪要 150621-JY2026-0001）；会商联审：同意；"
        in said
    )
