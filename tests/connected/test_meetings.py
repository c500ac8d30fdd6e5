"""A meeting over many cases between two replicas, repeats and kills: one meeting, and one review of every case."""

import asyncio
import signal
import sys

import pytest

from services.routing.domain.agenda import Agenda, AgendaItem
from services.routing.domain.route import Route
from services.routing.store import MongoAgendas, MongoIndex
from shared.bus import Bus, Cause, connect
from shared.clock import FixedClock
from shared.store import LostRace, MongoAggregates, Outbox
from shared.store import outbox as outboxes
from tests.connected.desks import BANNER, CITY, WATER, Hall, all_of
from tests.fakes import MemorySender
from tests.unit.route_walk import TIMES
from tests.unit.routing_world import MONDAY, books, placing
from tests.unit.routing_world import accepted as accepted_case

pytestmark = pytest.mark.usefixtures("empty_streams")

FILING, SECURITY = 5, 29


@pytest.fixture
async def hall(settings_for, mongo_database, admin, say):
    opened = Hall(settings_for, mongo_database, admin, say)
    async with opened.stack:
        yield await opened.open()


@pytest.fixture
async def cases(hall, case):
    """Twelve cases of the banner that no other test has."""
    found = [case, *(f"{case[:-6]}{int(case[-6:]) * 100 + 500_000 + number}" for number in range(11))]
    for each in found:
        await hall.begin(each, FILING, WATER, area_ha=6)
    return found


def order(cases):
    return {"subject": "集中联动审批会商会", "agenda": [{"case_number": each} for each in cases], "signed_by": "中心负责人"}


async def reviews_asked(hall, cases):
    subject = f"evt.{BANNER}.routing.review-requested"
    return [(await hall.said(each))[subject] for each in cases]


async def test_a_request_that_comes_thrice_at_once_is_one_meeting_with_one_review_of_every_case(hall, cases):
    done, refused = await all_of(*(hall.ask(BANNER, "call-meeting", f"meeting {cases[0]}", **order(cases)) for _ in range(3)))
    await hall.all_done("routing-on-agenda-called")
    (meeting,) = {each["meeting_id"] for each in done}
    said = await hall.said(meeting)

    assert refused == []
    assert (said[f"evt.{BANNER}.routing.meeting-called"], said[f"evt.{BANNER}.routing.agenda-called"]) == (1, len(cases))
    assert await reviews_asked(hall, cases) == [1] * len(cases)


async def test_what_is_refused_numbers_nothing_and_is_on_record(hall, cases, mongo_database):
    _, refused = await all_of(hall.ask(CITY, "call-meeting", **order(cases[:3])))
    noted = [one async for one in mongo_database["refusals"].find({"case": CITY})]

    assert [fault.field for fault in refused[0].faults] == [f"agenda.{number}.case_number" for number in range(3)]
    assert [(one["who"], one["act"]) for one in noted] == [(CITY, "call-meeting")]
    assert await mongo_database["agendas"].count_documents({}) == 0


async def test_a_meeting_that_a_killed_replica_wrote_but_did_not_say_is_held_all_the_same(
    hall, cases, mongo_server, mongo_database, settings_for, monkeypatch
):
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "tests.connected.dying_convener", mongo_server.uri, mongo_database.name, *cases
    )
    died = await process.wait()
    silent = await reviews_asked(hall, cases)
    broker = connect(settings_for("routing"), "routing")
    outbox = Outbox(Bus(broker, settings_for("routing")))
    MongoAgendas(mongo_database, outbox, hall.clock)
    monkeypatch.setattr(outboxes, "SWEEP_AFTER", 0.0)
    await broker.start()
    await outbox.sweep()
    await outbox.sweep()
    await hall.all_done("routing-on-agenda-called")
    await broker.stop()

    assert died == -signal.SIGKILL
    assert silent == [0] * len(cases)
    assert await reviews_asked(hall, cases) == [1] * len(cases)


def agenda(number, request):
    return Agenda(
        id=f"150622-H20260302-{number:06}",
        centre=BANNER,
        request=request,
        kind="集中联动审批会商会",
        template="mass_meeting",
        subject="集中联动审批会商会",
        convener="150622.zwj",
        points=(),
        called_by="中心负责人",
    )


async def test_a_request_becomes_one_agenda_whoever_is_faster(mongo_database):
    agendas = MongoAgendas(mongo_database, Outbox(MemorySender()), FixedClock(MONDAY))
    await agendas.prepare()
    both = await asyncio.gather(
        *(agendas.add(agenda(number, "one"), Cause("one"), []) for number in (1, 2)), return_exceptions=True
    )
    found = await agendas.submitted("one")

    assert {type(each) for each in both} == {Agenda, LostRace}
    assert found in both
    assert await agendas.submitted("two") is None


async def test_of_a_case_no_more_is_read_than_an_agenda_needs(mongo_database):
    clock = FixedClock(MONDAY)
    routes = MongoAggregates(mongo_database["routes"], Route, Outbox(MemorySender()), "routing", clock)
    case = "150622-20260302-000001"
    route, _ = placing().place(case, BANNER, accepted_case(FILING, SECURITY), books().at(BANNER))
    await routes.add(route, Cause("placed"), route.begin(None, MONDAY, TIMES))
    found = await MongoIndex(routes).briefly([case, "150622-20260302-000002"])

    assert set(found) == {case}
    assert (found[case].centre, found[case].name, found[case].over) == (BANNER, "准格尔旗煤矸石综合利用项目", False)
    assert found[case].items == {FILING: AgendaItem(False, False), SECURITY: AgendaItem(True, False)}
