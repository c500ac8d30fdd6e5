"""A department's work on one task in a rehearsal, what it waits for, and what it says in which order."""

import asyncio
from pathlib import Path
from typing import Any

import pytest

from deploy.local.rehearsal.mail import Gates
from deploy.local.rehearsal.script import ItemPlay
from deploy.local.rehearsal.work import Work
from shared.contracts.departments import Answer, Assignment

TASK: dict[str, Any] = {
    "task_id": "150621-20260302-000001/15",
    "case_number": "150621-20260302-000001",
    "centre": "150621",
    "item": 15,
    "item_name": "生产建设项目水土保持方案审批",
    "applicant": "申请单位",
    "lead_department": "150621.fgw",
    "acting_for": "综合代办员一号",
}
PROMISE = {
    "promise_id": "P1",
    "kind": "tolerance",
    "item": 15,
    "item_name": "水土保持方案审批",
    "material": "立项文件",
    "due": "2026-03-09T17:30:00+08:00",
    "signature": {"party": "applicant", "who": "项目经办人", "how": "hand", "at": "2026-03-02T09:00:00+08:00"},
}


class Office:
    """An office in which no time passes; it writes down how much would have."""

    def __init__(self) -> None:
        self.waited: list[float] = []
        self.said: list[tuple[str, Answer]] = []
        self.sent: list[str] = []
        self.gates = Gates()

    def instant(self, task: Assignment) -> bool:
        return False

    async def days(self, days: float) -> None:
        self.waited.append(days)

    async def say(self, verb: str, answer: Answer) -> None:
        self.said.append((verb, answer))

    async def send(self, task: Assignment, file: Path) -> None:
        self.sent.append(await asyncio.to_thread(file.read_text, encoding="utf-8"))

    def work(self, play: dict[str, Any], **task: Any) -> Work:
        assigned = Assignment.model_validate(TASK | task)
        return Work(assigned, ItemPlay.model_validate(play), "150621-slj-15", self, self.gates, self.say, self.send)

    @property
    def verbs(self) -> list[str]:
        return [verb for verb, _ in self.said]


@pytest.mark.parametrize(
    ("play", "verbs"),
    [
        ({}, ["accepted", "approved"]),
        ({"return": "应由市水利局审批"}, ["returned"]),
        ({"refuse": "不符合规划"}, ["accepted", "refused"]),
        ({"special": {"procedure": "听证"}}, ["accepted", "special-started", "special-ended", "approved"]),
        ({"progress": ["初审", "函审"]}, ["accepted", "progress", "progress", "approved"]),
        ({"extend": {"reason": "须补充勘查"}}, ["accepted", "extended", "approved"]),
        ({"revoke": {"reason": "依据有误"}}, ["accepted", "approved", "revoked"]),
    ],
)
async def test_a_part_is_played_in_its_order(play: dict[str, Any], verbs: list[str]) -> None:
    office = Office()

    await office.work(play).play()

    assert office.verbs == verbs


async def test_more_time_and_revocation_say_what_the_law_asks_for() -> None:
    office = Office()

    await office.work({"extend": {"reason": "须补充勘查", "days": 5}, "revoke": {"reason": "依据有误"}}).play()

    more, back = office.said[1][1], office.said[3][1]
    assert (more.reason, more.approved_by, more.days) == ("须补充勘查", "本机关负责人", 5)
    assert (back.reason, back.ground) == ("依据有误", "行政许可法 第六十九条")


async def test_who_accepts_late_has_waited_first() -> None:
    office = Office()

    await office.work({"accept_after": 1.5, "after": 2}).play()

    assert office.waited == [1.5, 2]


async def test_nothing_is_approved_before_what_was_promised_has_come() -> None:
    office = Office()
    working = asyncio.create_task(office.work({}, promises=[PROMISE]).play())
    await asyncio.sleep(0.01)
    assert office.verbs == ["accepted"]

    office.gates.open(f"P1/{TASK['task_id']}")
    await working

    assert office.verbs == ["accepted", "approved"]


async def test_a_correction_is_waited_for_and_may_have_come_already() -> None:
    office = Office()
    office.gates.open(f"correction/{TASK['task_id']}")

    await office.work({"correction": ["补附图"]}).play()

    assert office.verbs == ["accepted", "correction-needed", "approved"]


async def test_a_decision_may_come_as_a_file() -> None:
    office = Office()

    await office.work({"file": True}).play()

    assert office.sent == ["演练用批复　生产建设项目水土保持方案审批\n"]


async def test_whoever_comes_while_a_gate_is_shut_goes_on_when_it_is_opened() -> None:
    gates = Gates()
    await gates.passed("never shut")
    gates.shut("case")
    waiting = asyncio.create_task(gates.passed("case"))
    await asyncio.sleep(0.01)
    assert not waiting.done()

    gates.open("case")
    await waiting

    await gates.passed("case")
