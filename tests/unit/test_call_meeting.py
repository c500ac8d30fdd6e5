"""One meeting over many cases (call-meeting): called as a whole or not at all, and carried out case by case."""

import asyncio

import pytest

from shared.contracts.intake import CaseClosed, CaseCompleted
from shared.contracts.joint_review import ReviewClosed, ReviewConcluded
from shared.contracts.review_calls import AgendaCalled, AgendaDeclined, MeetingCalled, ReviewRequested
from shared.contracts.routing import RouteClosed
from shared.errors import Refused
from tests.fakes import facts
from tests.unit.route_interruptions import withdrawn
from tests.unit.routing_world import CASE, CENTRE, FGW, SLJ, World, accepted

FILING, WATER, BUILDING, SECURITY = 5, 15, 22, 29
OTHER, FOREIGN, NOWHERE = "150622-20260302-000002", "150621-20260302-000001", "150622-20260302-000099"
LATER = "2026-03-10T09:30:00+08:00"
HALL = {"form": "meeting", "at": LATER, "place": "政务服务中心一楼"}


@pytest.fixture
async def world():
    world = World()
    await world.hear(accepted(FILING, WATER, BUILDING, SECURITY, area_ha=6))
    await world.hear(accepted(FILING), case=OTHER)
    await world.hear(accepted(FILING, centre="150621"), case=FOREIGN)
    return world


def order(*agenda, **more):
    return {"subject": "集中联动审批会商会", "agenda": agenda, "signed_by": "中心负责人"} | more


def point(case=CASE, **more):
    return {"case_number": case} | more


async def call(world, *agenda, request="", **more):
    return await world.desk(CENTRE, "call-meeting", request=request, **order(*agenda, **more))


async def refused(world, *agenda, **more):
    return await world.desk_refused(CENTRE, "call-meeting", **order(*agenda, **more))


async def carry_out(world, request=""):
    """Routing hears its own words to itself."""
    for number, called in enumerate(facts(world.sent, AgendaCalled)):
        body = called.model_dump_json().encode()
        subject = f"evt.{CENTRE}.routing.agenda-called"
        await world.reviews.on_agenda_called(world.message(subject, body, request and f"{request} {number}", called.meeting_id))


async def test_a_meeting_is_called_with_its_whole_agenda(world):
    shown = await call(world, point(items=[WATER]), point(OTHER, mandatory=["150600.fgw"]), topic(), **HALL)
    (meeting,) = facts(world.sent, MeetingCalled)

    assert meeting.meeting_id == shown["meeting_id"] == "150622-H20260302-000001"
    assert (meeting.kind, meeting.template, meeting.convener) == ("集中联动审批会商会", "mass_meeting", f"{CENTRE}.zwj")
    assert [each.mandatory for each in meeting.agenda] == [(), ("150600.fgw",), (SLJ,)]
    assert [(each.number, each.case_number) for each in meeting.agenda] == [(1, CASE), (2, OTHER), (3, "")]
    assert "煤矸石综合利用项目" in meeting.agenda[0].subject
    assert [each.point for each in facts(world.sent, AgendaCalled)] == list(meeting.agenda[:2])


def topic(**more):
    return {"subject": "通报近期审批提速情况", "mandatory": ["slj"]} | more


async def test_every_case_of_the_agenda_has_its_own_review(world):
    meeting = await call(world, point(items=[WATER]), point(OTHER, subject="备案事项"), topic(), limit_days=1, **HALL)
    await carry_out(world)
    calls = {fact.call.review_id: fact.call for fact in facts(world.sent, ReviewRequested)}
    first, second = calls[f"{CASE}/R1"], calls[f"{OTHER}/R1"]

    assert len(calls) == 2
    assert (first.cause, first.meeting_id, first.kind, first.template) == (
        "meeting",
        meeting["meeting_id"],
        "集中联动审批会商会",
        "mass_meeting",
    )
    assert (first.mandatory, first.items, second.mandatory, second.subject) == ((SLJ,), (WATER,), (FGW,), "备案事项")
    assert (first.form, first.at, first.place, first.limit_days) == ("meeting", LATER, "政务服务中心一楼", 1)


async def test_the_departments_of_a_case_are_named_beside_others_and_found_when_it_is_called(world):
    await call(world, point(mandatory=["all_parties", "zwj"], items=[WATER]))
    (called,) = facts(world.sent, AgendaCalled)
    await carry_out(world)
    (asked,) = facts(world.sent, ReviewRequested)

    assert called.point.mandatory == ("all_parties", "150622.zwj")
    assert asked.call.mandatory == (SLJ, "150622.zwj")


async def test_a_topic_has_no_case_whose_departments_could_be_meant(world):
    (fault,) = await refused(world, topic(mandatory=["slj", "all_parties"]))

    assert fault.field == "agenda.0.mandatory.1"


async def test_a_case_is_called_once_however_often_its_call_comes(world):
    await call(world, point())
    for request in ("one", "one", "two"):
        await carry_out(world, request)

    assert len(facts(world.sent, ReviewRequested)) == 1


async def test_a_meeting_holds_up_no_start_and_its_conclusion_releases_none():
    world = World()
    await world.hear(accepted(FILING, 24, BUILDING, key_project=True))
    await call(world, point())
    await carry_out(world)
    told = {"cause": "meeting", "outcome": "agreed", "opinions": (), "concluded_at": LATER}
    await world.hear(ReviewConcluded(review_id=f"{CASE}/R2", **told))
    await world.hear(ReviewClosed(review_id=f"{CASE}/R2", outcome="agreed"))

    assert (await world.route()).state == "reviewing"


async def test_every_fault_of_every_point_is_told_at_once_and_nothing_is_called(world):
    await world.hear(CaseCompleted(outcome="approved", completed_at=LATER), case=OTHER)
    agenda = [
        point(items=[99, SECURITY]),
        point(FOREIGN),
        point(NOWHERE),
        point(OTHER),
        point(CASE, mandatory=["nobody"]),
        {"items": [5]},
    ]
    faults = await refused(world, *agenda, at="2020-01-01T09:00:00+08:00", convener="slj")

    assert [fault.field for fault in faults] == [
        "at",
        "convener",
        "agenda.4.mandatory.0",
        "agenda.4.case_number",
        "agenda.0.items.0",
        "agenda.0.items.1",
        "agenda.1.case_number",
        "agenda.2.case_number",
        "agenda.3.case_number",
        "agenda.5.subject",
        "agenda.5.mandatory",
        "agenda.5.items",
    ]
    assert all(fault.remedy for fault in faults)
    assert facts(world.sent, MeetingCalled) == []
    assert world.refusals.noted[-1][:3] == (CENTRE, CENTRE, "call-meeting")


async def test_cases_of_nobody_and_of_another_centre_look_alike(world):
    faults = await refused(world, point(FOREIGN), point(NOWHERE))

    assert {fault.message.replace(FOREIGN, "").replace(NOWHERE, "") for fault in faults} == {"办件  不存在，或与本中心无关"}


async def test_a_kind_that_the_lead_convenes_asks_who_convenes_it_for_all(world):
    (fault,) = await refused(world, point(), kind="countersign")
    assert (fault.field, "150622.zwj" in fault.remedy) == ("convener", True)
    meeting = await call(world, point(), kind="countersign", convener="zwj")

    assert meeting["convener"] == "150622.zwj"


async def test_what_can_not_be_reviewed_any_more_is_declined_by_its_route(world):
    await call(world, point(), point(OTHER))
    await world.hear(CaseCompleted(outcome="approved", completed_at=LATER))
    await carry_out(world)
    (declined,) = facts(world.sent, AgendaDeclined)

    assert (declined.case_number, declined.meeting_id) == (CASE, "150622-H20260302-000001")
    assert "不再会商" in declined.reason
    assert [fact.call.review_id for fact in facts(world.sent, ReviewRequested)] == [f"{OTHER}/R1"]


async def test_a_case_that_was_closed_meanwhile_is_declined_by_the_agenda_for_its_route_has_said_its_last(world):
    await call(world, point(), point(OTHER))
    await world.hear(withdrawn(FILING, whole=True), case=OTHER)
    await world.hear(CaseClosed(outcome="withdrawn", closed_at=LATER), case=OTHER)
    assert len(facts(world.sent, RouteClosed)) == 1
    last = [each for each in world.routes.sent if OTHER in str(each.headers)]
    for _ in range(2):
        await carry_out(world, request="again")
    (declined,) = facts(world.sent, AgendaDeclined)

    assert (declined.case_number, declined.meeting_id) == (OTHER, "150622-H20260302-000001")
    assert [each for each in world.routes.sent if OTHER in str(each.headers)] == last


async def test_a_case_that_is_gone_is_declined_by_the_agenda(world):
    meeting = await call(world, point())
    called = AgendaCalled.model_validate(
        {"meeting_id": meeting["meeting_id"], "point": meeting["agenda"][0] | {"case_number": NOWHERE}}
    )
    message = world.message(f"evt.{CENTRE}.routing.agenda-called", called.model_dump_json().encode(), case=called.meeting_id)
    await world.reviews.on_agenda_called(message)

    assert [fact.case_number for fact in facts(world.sent, AgendaDeclined)] == [NOWHERE]


async def test_the_same_request_again_is_the_same_meeting(world):
    first = await call(world, point(), request="one")
    again = await call(world, point(), request="one")
    other = await call(world, point(OTHER), request="two")

    assert again == first
    assert other["meeting_id"].endswith("H20260302-000002")
    assert len(facts(world.sent, MeetingCalled)) == 2


async def test_a_joint_acceptance_of_many_cases_does_not_take_what_is_decided(world):
    await world.ask_as(FGW, "approved", FILING, document="备案证")
    faults = await refused(world, point(items=[FILING]), kind="joint_acceptance")

    assert [fault.field for fault in faults] == ["agenda.0.items.0"]


async def test_five_hundred_cases_are_the_most_and_one_the_least(world):
    assert [fault.field for fault in await refused(world)] == ["agenda"]
    with pytest.raises(Refused):
        await call(world, *(point(f"150622-20260302-{number:06}") for number in range(501)))


async def test_many_cases_called_at_once_confuse_nothing(world):
    cases = [f"150622-20260302-{number:06}" for number in range(10, 50)]
    for case in cases:
        await world.hear(accepted(FILING, WATER, area_ha=6), case=case)
    await call(world, *(point(case) for case in cases))
    subject, called = f"evt.{CENTRE}.routing.agenda-called", facts(world.sent, AgendaCalled)
    messages = [world.message(subject, each.model_dump_json().encode(), case=each.meeting_id) for each in called]
    await asyncio.gather(*(world.reviews.on_agenda_called(message) for message in messages))

    assert {fact.call.review_id for fact in facts(world.sent, ReviewRequested)} == {f"{case}/R1" for case in cases}
