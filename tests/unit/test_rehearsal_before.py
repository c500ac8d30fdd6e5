"""What comes before an application and beside a case in a rehearsal, as it is asked of intake."""

import json
from collections.abc import Mapping
from datetime import date
from typing import Any, cast

import pytest

from deploy.local.client import Client
from deploy.local.rehearsal import Silent, application_of, read_application
from deploy.local.rehearsal.before import Reception
from deploy.local.rehearsal.complaining import Complaint
from deploy.local.rehearsal.scene import Scene
from tests.unit.test_rehearsal_files import form

AGENT = {"id": "zh1", "title": "综合代办员一号"}
SESSIONS = [{"content": "讲解材料", "advice": ["先取得立项文件"]}, {"how": "video", "content": "预审意见"}]
COMPLAINT = {"kind": "delay", "against": "agent", "content": "两天没有联系", "answer": "属实", "measures": ["批评教育"]}


class Intake:
    """Answers everything; keeps what it was asked."""

    def __init__(self, handler: str = "section_head") -> None:
        self.asked: list[tuple[str, dict[str, Any]]] = []
        self._handler = handler

    async def ask(self, centre: str, service: str, operation: str, body: Mapping[str, Any] | bytes) -> dict[str, Any]:
        order = json.loads(body) if isinstance(body, bytes) else dict(body)
        self.asked.append((operation, order))
        complaint = {"complaint_number": "T1", "query_code": "码", "kind_name": "办理拖延", "handler": self._handler}
        numbers = {"consultation": "Z1", "appointment": "Y1", "case_number": "150621-20260302-000009"}
        filled = {"application": order.get("application"), "handler_name": "科室负责人", "kind_name": "上门服务"}
        return {"agent": AGENT, **filled, **numbers, **(complaint if "complain" in operation else {})}

    @property
    def operations(self) -> list[str]:
        return [operation for operation, _ in self.asked]

    def order(self, operation: str) -> dict[str, Any]:
        return next(order for asked, order in self.asked if asked == operation)


class Days:
    """A scene in which no time passes."""

    def __init__(self) -> None:
        self.waited: list[float] = []

    def day(self, days: int) -> date:
        return date(2026, 3, 2 + days)

    async def days(self, days: float) -> None:
        self.waited.append(days)


def reception(intake: Intake, days: Days | None = None, **before: Any) -> Reception:
    made = form(before=before)
    file = read_application(made)
    return Reception(cast("Client", intake), file, application_of(made), Silent(), cast("Scene", days or Days()))


async def test_without_anything_before_it_the_form_is_submitted_as_it_is() -> None:
    handed = await reception(Intake()).play()

    assert (handed.operation, handed.order) == ("submit", application_of(form()))


async def test_a_question_goes_to_sections_is_answered_and_becomes_the_application() -> None:
    intake = Intake()
    asked = {"question": "能否同时报", "answer": "可以", "refer": {"150621.slj": "可以", "150621.zrzyj": ""}}

    handed = await reception(intake, consultation=asked).play()

    assert intake.operations == ["consult", "consult-refer", "consult-contribute", "consult-answer", "consult-apply"]
    assert intake.order("consult-refer")["to"] == ["150621.slj", "150621.zrzyj"]
    assert intake.order("consult")["asker"]["unit"] == "申请单位"
    assert handed.operation == "submit"


@pytest.mark.parametrize(
    ("missed", "operations"), [(False, ["appointment-book", "appointment-keep"]), (True, ["appointment-book"])]
)
async def test_an_appointment_is_kept_or_nobody_comes(missed: bool, operations: list[str]) -> None:
    intake, days = Intake(), Days()
    agreed = {"kind": "door", "days": 2, "time": "10:00", "reason": "行动不便", "address": "某嘎查", "missed": missed}

    await reception(intake, days, appointments=[agreed]).play()

    assert intake.operations == operations
    assert intake.order("appointment-book")["day"] == "2026-03-04"
    assert days.waited == [4 if missed else 2.5]


async def test_guidance_is_a_case_of_its_own_from_which_is_applied() -> None:
    intake = Intake()

    handed = await reception(intake, guidance={"service": "coaching", "sessions": SESSIONS}).play()

    assert intake.operations == ["submit", "guide", "guide", "sign", "evaluate"]
    assert intake.order("submit")["service"] == "coaching"
    assert [order["finished"] for operation, order in intake.asked if operation == "guide"] == [False, True]
    assert isinstance(handed.order, dict)
    assert (handed.operation, handed.order["service"]) == ("apply", "agency")


@pytest.mark.parametrize(
    ("anonymous", "handler", "operations"),
    [
        (True, "section_head", ["complain", "accept-complaint", "answer-complaint"]),
        (False, "section_head", ["complain", "accept-complaint", "answer-complaint", "revisit-complaint"]),
        (False, "150600.supervisor", ["complain"]),
    ],
)
async def test_a_complaint_is_handled_by_the_post_of_the_centre(anonymous: bool, handler: str, operations: list[str]) -> None:
    intake = Intake(handler)
    file = read_application(form(complaints=[COMPLAINT | {"anonymous": anonymous}]))
    complaint = Complaint(cast("Client", intake), file.centre, Silent(), cast("Scene", Days()))

    await complaint.play("150621-20260302-000001", file.applicant.handler, file.complaints[0], lambda: None)

    assert intake.operations == operations
    assert ("complainant" in intake.order("complain")) is not anonymous


async def test_where_a_complaint_stands_is_asked_with_the_code_that_was_given_once() -> None:
    intake = Intake()
    file = read_application(form(complaints=[COMPLAINT]))
    complaint = Complaint(cast("Client", intake), file.centre, Silent(), cast("Scene", Days()))
    assert await complaint.told() == {}

    await complaint.play("150621-20260302-000001", file.applicant.handler, file.complaints[0], lambda: None)
    await complaint.told()

    assert intake.order("complaint") == {"complaint_number": "T1", "query_code": "码"}
