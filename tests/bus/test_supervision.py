"""Supervision by its subjects: what it answers, to whom."""

import pytest

from tests.bus.wired import wired
from tests.unit.complaint_world import ANSWER, CENTRE, CITY, COMPLAINT, NUMBER, World


@pytest.fixture
async def supervision():
    async with wired("intake", World().handlers) as bus:
        yield bus


async def test_a_complaint_goes_its_way_through_every_operation(supervision):
    async def act(operation, by="section_head", centre=CENTRE, **order):
        body = {"complaint_number": NUMBER, "by": by, **order}
        return await supervision.asked(f"svc.{centre}.intake.{operation}", body)

    await supervision.asked(f"svc.{CENTRE}.intake.complain", COMPLAINT)
    await act("assign-complaint", to="superior", reason="涉及本条线")
    await act("accept-complaint", "supervisor", CITY)
    await act("contact-complainant", "supervisor", CITY)
    await act("answer-complaint", "supervisor", CITY, **ANSWER)
    await act("revisit-complaint", "supervisor", CITY, satisfied=True, reached="phone")

    told = await act("complaint", "supervisor", CITY)
    listed = await supervision.asked(f"svc.{CITY}.intake.complaints", {"by": f"{CITY}.supervisor"})
    month = await supervision.asked(f"svc.{CENTRE}.intake.supervision", {"month": "2026-03-02"})
    assert (told["state"], told["answer"]["finding_name"]) == ("closed", "不属实")
    assert [each["complaint_number"] for each in listed["complaints"]] == [NUMBER]
    assert len(month["points"]) == 5


async def test_what_was_rejected_is_brought_before_the_post_above_with_the_code(supervision):
    made = await supervision.asked(f"svc.{CENTRE}.intake.complain", COMPLAINT)
    rejection = {"complaint_number": NUMBER, "by": "section_head", "reason": "反映的是审批决定"}
    await supervision.asked(f"svc.{CENTRE}.intake.reject-complaint", rejection)
    again = {"complaint_number": NUMBER, "query_code": made["query_code"], "reason": "反映的是服务态度"}

    told = await supervision.asked(f"svc.{CENTRE}.intake.reopen-complaint", again)

    assert told["handler"] == "vice_head"


async def test_what_is_refused_comes_back_with_every_fault(supervision):
    reply = await supervision.ask(f"svc.{CENTRE}.intake.complain", COMPLAINT | {"against": "x", "case_number": "17"})

    assert not reply["ok"]
    assert [fault["field"] for fault in reply["faults"]] == ["case_number", "against"]
