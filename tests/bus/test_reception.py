"""Reception by its subjects: every operation is served, and the subject says which centre asks."""

import pytest

from tests.bus.wired import wired
from tests.unit.reception_world import CENTRE, LAND, QUESTION, SECTION, WINDOW, Y1, Z1, ReceptionWorld


@pytest.fixture
def world():
    return ReceptionWorld()


@pytest.fixture
async def intake(world):
    async with wired("intake", world.handlers) as bus:
        yield bus


def svc(operation, centre=CENTRE):
    return f"svc.{centre}.intake.{operation}"


async def test_a_consultation_goes_through_every_operation(intake, world):
    async def act(operation, **order):
        return await intake.asked(svc(f"consult-{operation}"), {"consultation": Z1, **order})

    await intake.asked(svc("consult"), QUESTION)
    await act("refer", to=[SECTION, LAND])
    await act("contribute", section=SECTION, answer="备案当场办结")
    await act("answer", answer="先备案")
    form = await act("apply")
    await act("close", reason="不再办理")

    assert form["application"]["consultation"] == Z1
    told = await intake.asked(svc("consultation"), {"consultation": Z1})
    assert told["state"] == "closed"
    listed = await intake.asked(svc("consultations"), {"state": "closed"})
    assert [one["consultation"] for one in listed["consultations"]] == [Z1]
    assert world.said() == [f"consultation-{fact}" for fact in ("received", "referred", "contributed", "answered", "closed")]


async def test_an_appointment_goes_through_every_operation(intake, world):
    await intake.asked(svc("appointment-book"), WINDOW)
    await intake.asked(svc("appointment-book"), WINDOW)
    await intake.asked(svc("appointment-rebook"), {"appointment": Y1, "day": "2026-03-02", "time": "10:00"})
    await intake.asked(svc("appointment-keep"), {"appointment": Y1})
    await intake.asked(svc("appointment-cancel"), {"appointment": "150622-Y20260302-000002", "reason": "不办了"})

    assert (await intake.asked(svc("appointment"), {"appointment": Y1}))["state"] == "kept"
    day = await intake.asked(svc("appointments"), {"day": "2026-03-04"})
    assert [one["state"] for one in day["appointments"]] == ["cancelled"]
    assert world.said() == [f"appointment-{fact}" for fact in ("booked", "booked", "rebooked", "kept", "cancelled")]


async def test_the_catalogue_is_answered_as_a_document(intake):
    told = await intake.asked(svc("catalogue", "150622100"), {})

    assert (told["centre_name"], len(told["items"])) == ("薛家湾镇便民服务中心", 30)


async def test_a_refusal_travels_with_every_fault_and_is_on_record(intake, world):
    reply = await intake.ask(svc("consult-answer", "150602"), {"consultation": Z1, "answer": "先备案"})

    assert [fault["message"] for fault in reply["faults"]] == ["咨询不存在"]
    assert world.refusals.noted == [(Z1, "150602", "consult-answer", "咨询不存在")]
