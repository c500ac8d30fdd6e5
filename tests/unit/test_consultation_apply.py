"""Consultations that become applications, with nothing typed twice."""


import pytest

from shared.bus import Cause
from shared.contracts.application import Application
from shared.contracts.consultation import ConsultationBecameCase
from tests.fakes import facts
from tests.unit.intake_world import FORM, USCC
from tests.unit.reception_world import CENTRE, QUESTION, Z1, ReceptionWorld
from tests.unit.test_consultation import act


@pytest.fixture
def world():
    return ReceptionWorld()


async def test_it_becomes_an_application_with_nothing_typed_twice(world):
    await world.consulted()
    told = await act(world, "apply")

    assert not told["complete"]
    wanting = {fault["field"] for fault in told["missing"]}
    assert "applicant.kind" in wanting
    assert not wanting & {"applicant.name", "applicant.handler.name", "applicant.handler.phone", "project", "items", "centre"}
    form = told["application"]
    assert (form["applicant"]["name"], form["applicant"]["handler"]["phone"]) == ("煤矸石综合利用项目申请单位", "13800000000")
    assert (form["items"], form["consultation"]) == ([5, 4], Z1)


async def test_with_what_is_missing_the_form_is_complete(world):
    await world.consulted(asker=QUESTION["asker"] | {"kind": "enterprise", "uscc": USCC})
    besides = {name: part for name, part in FORM.items() if name not in {"centre", "applicant", "project", "items"}}
    applicant = {name: value for name, value in FORM["applicant"].items() if name not in {"kind", "name", "uscc", "handler"}}

    told = await act(world, "apply", application=besides | {"applicant": applicant})

    assert (told["complete"], told["missing"]) == (True, [])
    application = Application.model_validate(told["application"])
    assert (application.consultation, application.applicant.uscc, application.items) == (Z1, USCC, (5, 4))
    assert world.said() == ["consultation-received"]


async def test_what_is_said_anew_goes_before_what_was_said_then(world):
    await world.consulted()
    told = await act(world, "apply", application={"items": [5], "project": {"investment": 385000000}, "consultation": "另一个"})

    form = told["application"]
    assert form["items"] == [5]
    assert form["project"] == {"name": "准格尔旗煤矸石综合利用项目", "investment": 385000000}
    assert form["consultation"] == Z1


async def test_a_consultation_that_became_a_case_says_so_once_and_is_spent(world):
    case, cause = "150622-20260302-000001", "提交"
    await world.consulted()
    consulting = world.reception.consulting

    assert await consulting.link_faults(CENTRE, Z1) == []
    for number, again in ((case, cause), (case, "再提交"), ("150622-20260302-000002", "另一件")):
        await consulting.became_case(number=Z1, case_number=number, cause=Cause(again))

    assert [fact.case_number for fact in facts(world.sent, ConsultationBecameCase)] == [case]
    told = await world.ask("consultation", {"consultation": Z1})
    assert (told["state"], told["case_number"]) == ("became_case", case)
    assert case in (await consulting.link_faults(CENTRE, Z1))[0].message
    assert case in (await world.refusal("consult-apply", {"consultation": Z1}))[0].message
    assert [fault.message for fault in await consulting.link_faults("150602", Z1)] == ["咨询不存在"]
    assert world.consultations.all()[0].alarm_at is None
