"""Rungs and owners of measures at the command line."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

from deploy.local.cli import session
from tests.unit.cli_world import BANNER, CASE, LAND, MATTER, MEASURE, OFFICE, ORDER, Town, daiban, letter
from tests.unit.matter_told import TOLD

ESCALATED: dict[str, Any] = {
    "task_id": MATTER,
    "case_number": CASE,
    "centre": BANNER,
    "trigger": "departments_disagree",
    "subject": "选址与矿区压覆",
    "rung_name": "领导小组办公室",
    "history": ["牵头部门联席会议逾期未答复"],
    "parties": [LAND],
    "item": 26,
    "due": "2026-03-10T17:30:00+08:00",
    "round": 2,
}


def measure_letter(place: int, number: int, **changed: Any) -> Any:
    """A measure of the department of land, `binding` being to decide item 26 if nothing else is said."""
    measure = ORDER | changed | {"measure_id": f"{MATTER}/M{number}"}
    more = {"case_number": CASE, "resolved_by": "领导小组办公室", "resolution": "调整红线后办理"}
    return letter("measure-assigned", place, task_id=measure["measure_id"], measure=measure, **more)


def test_the_mail_of_a_rung_says_what_is_asked_and_whom_it_may_bind(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    town = Town().installed(monkeypatch)
    history = ["牵头部门联席会议：牵头部门联席会议逾期未答复"]
    assigned = {"task_id": MEASURE, "measure": ORDER, "resolved_by": "领导小组办公室", "resolution": "调整红线后办理"}
    town.mail = [letter("escalated", 1, **ESCALATED | {"history": history}), letter("measure-assigned", 2, **assigned)]

    daiban("department", "tasks", OFFICE)

    said = "".join(capsys.readouterr().out.split())
    for words in (
        "提请协调",
        "第1次催办",
        "部门意见不一致",
        "此前：牵头部门联席会议：逾期未答复",
        LAND,
        "议定事项",
        "限期决定",
        "2026-03-20",
    ):
        assert words in said
    assert not any(one.message.is_acked for one in town.mail)


def test_an_item_for_an_authority_above_says_so(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    item = {
        "item": 28,
        "item_name": "安全设施设计审查",
        "project": None,
        "applicant": "建设单位",
        "conditions": [],
        "submit_to": "150000",
    }
    town = Town().installed(monkeypatch)
    town.mail = [letter("assigned", 1, task_id=f"{CASE}/28", due={"promised": None, "legal": None}, **item)]

    daiban("department", "tasks", OFFICE)

    assert "须转报内蒙古自治区" in "".join(capsys.readouterr().out.split())


def test_what_is_over_is_shown_once_and_takes_along_what_was_asked_before_but_nothing_newer(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def assigned(place: int) -> Any:
        due = {"promised": None, "legal": None}
        words = {"item": 24, "item_name": "规划许可", "project": "大路新区", "applicant": "", "conditions": []}
        return letter("assigned", place, task_id=f"{CASE}/24", due=due, **words)

    town = Town().installed(monkeypatch)
    over = letter("matter-over", 4, task_id=MATTER, reason="问题已解决")
    recalled = letter("recalled", 2, task_id=f"{CASE}/24", reason="已转办")
    # what was put back comes after what is new
    town.mail = [over, recalled, assigned(1), assigned(3), letter("escalated", 5, **ESCALATED | {"task_id": f"{CASE}/E2"})]

    daiban("department", "tasks", LAND)

    said = "".join(capsys.readouterr().out.split())
    assert "任务收回" in said
    assert "问题已解决" in said
    assert [one.message.is_acked for one in town.mail] == [True, True, True, False, False]


def test_an_answer_takes_out_what_lay_there_before_and_leaves_what_it_brings_in(monkeypatch: pytest.MonkeyPatch) -> None:
    town = Town(**{"department.ldxzb.passed-on": TOLD}).installed(monkeypatch)
    town.mail = [letter("escalated", 1, **ESCALATED)]
    over = letter("matter-over", 2, task_id=MATTER, reason="已提交市级联席会议")
    asked, arrived = town.department, [over]

    @asynccontextmanager
    async def answering(directory: Path, address: str) -> AsyncIterator[Any]:
        async with asked(directory, address) as client:
            said = client.ask

            async def ask(*order: Any) -> Any:
                town.mail += arrived
                arrived.clear()
                return await said(*order)

            client.ask = ask
            yield client

    monkeypatch.setattr(session, "department", answering)
    daiban("department", "answer", OFFICE, "passed-on", MATTER, "--reason", "超出本级权限")

    assert [one.message.is_acked for one in town.mail] == [True, False]


@pytest.mark.parametrize(("verb", "kept"), [("approved", False), ("returned", True)])
def test_a_decision_takes_out_the_measures_that_bound_to_it(verb: str, kept: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    task = {"task_id": f"{CASE}/26", "item_name": "建设用地规划许可", "state_name": "办结（通过）"}
    town = Town(**{f"department.zrzyj.{verb}": task}).installed(monkeypatch)
    town.mail = [measure_letter(1, 1), measure_letter(2, 2, binding="act"), measure_letter(3, 3, item=24)]

    daiban("department", "answer", LAND, verb, f"{CASE}/26", "--reason", "不在本局权限内")

    assert [one.message.is_acked for one in town.mail] == [not kept, False, False]


def test_a_measure_of_which_nothing_more_is_wanted_leaves_the_mail(monkeypatch: pytest.MonkeyPatch) -> None:
    town = Town().installed(monkeypatch)
    town.mail = [measure_letter(1, 1), measure_letter(2, 2), letter("matter-over", 3, task_id=MEASURE, reason="事项已办结")]

    daiban("department", "tasks", LAND)

    assert [one.message.is_acked for one in town.mail] == [True, False, True]
