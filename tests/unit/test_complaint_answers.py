"""Complaints answered: who is content, who is not, and who may say so."""

from datetime import timedelta

import pytest

from shared.contracts.complaint import (
    ComplaintAnswered,
    ComplaintAssigned,
    ComplaintClosed,
    ComplaintRevisited,
)
from shared.errors import Refused
from tests.fakes import facts
from tests.unit.complaint_world import (
    ABOVE,
    ANSWER,
    CASE,
    COMPLAINT,
    LAND,
    REPORT,
    UPHELD,
    World,
)


@pytest.fixture
def world():
    return World()


async def test_a_complaint_is_accepted_answered_and_closed_when_the_complainant_is_satisfied(world):
    await world.answered(COMPLAINT, "section_head", UPHELD)
    told = await world.act("revisit-complaint", "section_head", satisfied=True, reached="phone")

    (answered,) = facts(world.complaints.sent, ComplaintAnswered)
    assert (answered.finding, answered.in_time, answered.matter, answered.by) == ("upheld", True, False, "section_head")
    assert (told["state_name"], told["ground_name"], told["due"]) == ("已办结", "投诉人满意", None)
    assert (await world.first()).next_alarm() is None


async def test_the_answer_is_due_fifteen_working_days_after_acceptance(world):
    await world.ask("complain", COMPLAINT)
    told = await world.act("accept-complaint", "section_head")

    assert told["due"].startswith("2026-03-23T17:30")


async def test_upheld_without_measures_is_refused(world):
    await world.ask("complain", COMPLAINT)
    await world.act("accept-complaint", "section_head")

    (fault,) = await world.refused("answer-complaint", "section_head", finding="partly", answer="部分属实")

    assert fault.field == "measures"


async def test_an_upheld_complaint_against_a_department_names_the_command_that_escalates_it(world):
    await world.answered(COMPLAINT | {"kind": "delay", "against": LAND, "case_number": CASE}, "supervisor", UPHELD)

    told = await world.act("complaint", "supervisor")

    assert told["escalate"].startswith(f"daiban escalate {CASE} --trigger complaint_upheld --reason ")
    assert facts(world.complaints.sent, ComplaintAnswered)[0].matter


async def test_whoever_has_the_code_reads_the_answer_and_says_what_he_thinks_of_it(world):
    made = await world.answered(REPORT, "supervisor")

    told = await world.own("complaint", made["query_code"])
    unhappy = await world.own("revisit-complaint", made["query_code"], satisfied=False, note="未核实录像")
    again = await world.own("reopen-complaint", made["query_code"], reason="请核实录像")

    assert told["answer"]["text"] == ANSWER["answer"]
    assert unhappy["state_name"] == "回访不满意"
    assert (again["state"], again["handler"]) == ("in_hand", ABOVE)


async def test_a_complaint_is_looked_into_again_once(world):
    await world.answered(COMPLAINT, "section_head")
    await world.act("revisit-complaint", "section_head", satisfied=False, reached="phone")
    await world.act("reopen-complaint", "section_head", reason="投诉人补充了录音")
    await world.act("answer-complaint", "vice_head", **ANSWER)
    told = await world.act("revisit-complaint", "vice_head", satisfied=False, reached="in_person")

    assert told["ground_name"] == "已复查一次，投诉人仍不满意"
    assert facts(world.complaints.sent, ComplaintAssigned)[-1].cause == "reopened"
    (fault,) = await world.refused("reopen-complaint", "vice_head", reason="再查")
    assert "已办结" in fault.message


async def test_a_rejected_complaint_may_be_brought_before_the_post_above_by_the_complainant_only(world):
    made = await world.ask("complain", COMPLAINT)
    told = await world.act("reject-complaint", "section_head", reason="反映的是审批决定", turn_to="准格尔旗人民政府")

    again = await world.own("reopen-complaint", made["query_code"], reason="反映的是服务态度")

    assert (told["state_name"], told["turn_to"], told["due"]) == ("不予受理", "准格尔旗人民政府", None)
    assert (again["state"], again["handler"]) == ("received", "vice_head")


async def test_what_was_rejected_twice_is_not_opened_again(world):
    made = await world.ask("complain", COMPLAINT)
    await world.act("reject-complaint", "section_head", reason="反映的是审批决定")
    await world.own("reopen-complaint", made["query_code"], reason="反映的是服务态度")
    told = await world.act("reject-complaint", "vice_head", reason="反映的是审批决定")

    assert "行政复议" in told["next"]
    with pytest.raises(Refused, match="已复查一次"):
        await world.own("reopen-complaint", made["query_code"], reason="再查")


EXPLAINED = {"ground": "explained", "note": "已当面说明"}


async def test_the_handler_may_explain_instead_of_looking_again_once_the_limit_for_asking_is_over(world):
    await world.answered(COMPLAINT, "section_head")
    (early,) = await world.refused("close-complaint", "section_head", **EXPLAINED)
    await world.act("revisit-complaint", "section_head", satisfied=False, reached="phone")
    (at_once,) = await world.refused("close-complaint", "section_head", **EXPLAINED)
    while not (await world.first()).late:
        await world.ring()
    told = await world.act("close-complaint", "vice_head", **EXPLAINED)

    assert "已答复，待回访" in early.message
    assert "期满前" in at_once.message
    assert told["state"] == "closed"
    assert facts(world.complaints.sent, ComplaintClosed)[0].note == "已当面说明"


async def test_the_complainant_may_be_content_with_an_explanation_at_once(world):
    made = await world.answered(COMPLAINT, "section_head")
    await world.own("revisit-complaint", made["query_code"], satisfied=False)
    told = await world.own("close-complaint", made["query_code"], ground="explained", note="已听取说明")

    assert told["state"] == "closed"
    assert facts(world.complaints.sent, ComplaintClosed)[0].note == ""


async def test_the_handlers_word_names_how_the_complainant_was_reached(world):
    await world.answered(COMPLAINT, "section_head")
    faults = [(await world.refused("revisit-complaint", "section_head", satisfied=it))[0] for it in (True, False, None)]
    await world.act("revisit-complaint", "section_head", satisfied=True, reached="phone", note="已道歉")

    assert [fault.field for fault in faults] == ["reached"] * 3
    (fact,) = facts(world.complaints.sent, ComplaintRevisited)
    assert (fact.by, fact.reached) == ("section_head", "phone")
    assert (await world.first()).history[-1].note == "电话回访：已道歉"


@pytest.mark.parametrize("satisfied", [True, None])
async def test_what_ended_on_the_handlers_word_alone_the_complainant_may_have_looked_at_again_in_time(world, satisfied):
    made = await world.answered(COMPLAINT, "section_head")
    told = await world.act("revisit-complaint", "section_head", satisfied=satisfied, reached="phone")
    (other,) = await world.refused("reopen-complaint", "section_head", reason="再查")
    again = await world.own("reopen-complaint", made["query_code"], reason="没有人联系过我")

    assert "凭查询码提请复查" in told["next"]
    assert "已办结" in other.message
    assert (again["state"], again["handler"], again["ground_name"]) == ("in_hand", "vice_head", "")


async def test_his_own_word_and_an_old_end_stand(world):
    made = await world.answered(COMPLAINT, "section_head")
    await world.own("revisit-complaint", made["query_code"], satisfied=True)
    with pytest.raises(Refused, match="已办结"):
        await world.own("reopen-complaint", made["query_code"], reason="再查")
    report = await world.ask("complain", COMPLAINT)
    number = report["complaint_number"]
    by = {"complaint_number": number, "by": "section_head"}
    await world.ask("accept-complaint", by)
    await world.ask("answer-complaint", by | ANSWER)
    await world.ask("revisit-complaint", by | {"satisfied": True, "reached": "phone"})
    world.clock.advance(timedelta(days=14))

    with pytest.raises(Refused, match="已办结"):
        await world.ask("reopen-complaint", {"complaint_number": number, "query_code": report["query_code"], "reason": "再查"})


async def test_nobody_says_for_an_anonymous_person_that_he_is_satisfied(world):
    await world.answered(REPORT, "supervisor")

    (fault,) = await world.refused("revisit-complaint", "supervisor", satisfied=True, reached="phone")

    assert "匿名" in fault.message
