"""Intake by its subjects: what it hears, what it answers, to whom."""

import pytest

from shared.contracts.intake import CaseAccepted, CaseCompleted, ItemsAdded
from tests.bus.wired import durables_of, wired
from tests.fakes import facts
from tests.unit.intake_world import CASE, CENTRE, FORM, OTHER_CENTRE, World, form
from tests.unit.test_intake_addition import DECIDED_WITH_WATER
from tests.unit.test_intake_use_cases import CORRECTION, DECIDED, ROUTED


@pytest.fixture
def world():
    return World()


@pytest.fixture
async def intake(world):
    async with wired("intake", world) as bus:
        yield bus


def svc(operation, centre=CENTRE):
    return f"svc.{centre}.intake.{operation}"


async def test_it_reads_every_consumer_that_the_topology_gives_it(intake):
    assert intake.durables == durables_of("intake")


async def test_a_case_goes_through_every_operation(intake, world):
    async def act(operation, **order):
        return await intake.asked(svc(operation), {"case_number": CASE, **order})

    await intake.asked(svc("submit"), form(materials=[], delivery={"method": "post", "address": "薛家湾镇"}))
    await act("supplement", materials="all")
    await act("sign", document="mandate")
    await intake.say(ROUTED, CASE, 1)
    await intake.say(CORRECTION, CASE, 2)
    await act("supplement", corrections=[4])
    await act("add-items", items=[14], materials="all", signed_by="项目经办人")
    await intake.say(DECIDED, CASE, 3)
    await intake.say(DECIDED_WITH_WATER, CASE, 4)
    await act("deliver", tracking_number="演练邮件一号")
    await act("confirm-receipt", received_by="项目经办人")
    await act("sign", document="completion")
    listed = await intake.asked(svc("cases"), {"state": "completed"})
    await act("appraise", appraisals=[{"subject": "综合窗口", "grade": 1}])
    await act("evaluate", grade="满意")

    told = await act("case")
    assert (told["state_name"], told["lead_department"]) == ("已结案", "准格尔旗发展和改革委员会")
    assert [case["case_number"] for case in listed["cases"]] == [CASE]
    assert [fact.items for fact in facts(world.cases.sent, ItemsAdded)] == [(14,)]
    assert len(facts(world.cases.sent, CaseAccepted)) == len(facts(world.cases.sent, CaseCompleted)) == 1


async def test_a_refused_form_is_answered_with_every_fault(intake):
    reply = await intake.ask(svc("submit"), form(items=[99], channel="fax"))

    assert not reply["ok"]
    assert {fault["field"] for fault in reply["faults"]} == {"items.0", "channel"}


async def test_the_subject_says_which_centre_asks(intake):
    await intake.asked(svc("submit"), FORM)

    reply = await intake.ask(svc("case", OTHER_CENTRE), {"case_number": CASE})

    assert [fault["message"] for fault in reply["faults"]] == ["办件不存在"]


async def test_a_request_that_is_sent_again_is_the_same_request(intake, world):
    numbers = {(await intake.asked(svc("submit"), FORM, request="17"))["case_number"] for _ in range(3)}

    assert numbers == {CASE}
    assert world.said() == ["case-submitted", "agent-assigned"]


async def test_a_township_is_asked_under_its_own_nine_digits(intake, world):
    told = await intake.asked(svc("submit", "150622100"), form(centre="150622100", items=[31], other_item="临时用电报装"))
    number = told["case_number"]
    await intake.asked(svc("sign", "150622100"), {"case_number": number, "document": "mandate"})
    await intake.say(ROUTED, number)

    assert number == "150622100-20260302-000001"
    seen = await intake.asked(svc("case", "150622100"), {"case_number": number})
    assert (seen["centre"], seen["lead_department"]) == ("150622100", "准格尔旗发展和改革委员会")


async def test_the_same_id_at_another_centre_is_another_request(intake):
    here = await intake.asked(svc("submit"), FORM, request="17")
    there = await intake.asked(svc("submit", OTHER_CENTRE), form(centre=OTHER_CENTRE), request="17")

    assert (here["centre"], there["centre"]) == (CENTRE, OTHER_CENTRE)
