"""The doctor before real servers: what is broken on purpose is found, put right once, and what can't be is told once."""

from datetime import UTC, datetime, timedelta

import pytest

from deploy.local.client import connected
from services.routing.domain.route import Route
from services.routing.domain.silence import ailments
from shared.bus import alarms, topology
from shared.bus.envelope import Cause
from shared.bus.permissions import centre_user
from shared.bus.waiting import WaitingAlarms
from shared.clock import SystemClock
from shared.contracts.duties import RouteAiling
from shared.doctor import SKEW, Doctor, Ward
from shared.store import MongoAggregates, Outbox
from shared.store.patients import MongoPatients
from tests.connected.clinic import Clinic
from tests.connected.desks import BANNER, CHEMICALS, CITY, WATER, Hall
from tests.connected.ledger import Ledger, fresh
from tests.connected.listening import Listener

pytestmark = pytest.mark.usefixtures("empty_streams")


def doctor_of(replica, clock):
    """The doctor of one replica, as `attend` makes it."""
    routes = MongoAggregates(replica.parts.database["routes"], Route, replica.outbox, "routing", clock)
    ward = Ward(MongoPatients(routes), RouteAiling, ailments)
    return Doctor("routing", [ward], WaitingAlarms(replica.parts.bus, "routing"), clock)


@pytest.fixture
async def hall(settings_for, mongo_database, admin, say):
    """Two replicas of routing, each with its doctor, that look when they are asked."""
    opened = Hall(settings_for, mongo_database, admin, say)
    async with opened.stack:
        yield await opened.open()


@pytest.fixture
def clinic(hall):
    def look(centre=BANNER, **how):
        return hall.ask(centre, "doctor", **how)

    return Clinic(hall, "routing", "routes", look, lambda replica: doctor_of(replica, hall.clock))


async def test_a_healthy_route_is_left_alone(hall, clinic, case):
    await hall.begin(case, WATER)
    before = await hall.said(case)
    told = await clinic.look()

    assert (told["service"], told["looked_at"], told["alarms"], told["ailments"]) == ("routing", 1, 1, [])
    assert await hall.said(case) == before


async def test_a_lost_alarm_is_armed_again_by_one_of_two_replicas(hall, clinic, case):
    await hall.begin(case, WATER)
    await clinic.settled(case)
    (lost,) = await clinic.alarms()
    await clinic.lose(lost)
    await clinic.both_look()
    (armed,) = await clinic.alarms()

    assert (lost, armed) == (f"{case}.1", f"{case}.2")
    assert await clinic.found() == []
    assert (await hall.route(case)).alarm_number == 2


async def test_an_alarm_that_is_nulled_in_the_database_is_armed_again_and_the_old_one_is_taken_back(hall, clinic, case):
    await hall.begin(case, WATER)
    wanted = (await hall.route(case)).alarm_at
    await clinic.break_(case, **{"state.alarm_at": None})

    assert await clinic.found() == [("promise_without_alarm", True), ("orphan_alarm", True)]
    assert (await hall.route(case)).alarm_at == wanted
    assert await clinic.alarms() == [f"{case}.2"]
    await clinic.settled(case)
    assert await clinic.found() == []


async def test_stray_alarms_are_purged_and_only_the_askers(hall, clinic, case, admin):
    await hall.begin(case, WATER)
    tomorrow = datetime.now(UTC) + timedelta(days=1)
    for centre, stray in ((BANNER, f"{case}.9"), (BANNER, f"{case[:-6]}999999.1"), (CITY, f"{case}.3")):
        number = int(stray.rpartition(".")[2])
        made = alarms.arm(
            centre=centre, service="routing", case=stray[:-2], number=number, when=tomorrow, cause=Cause(f"stray {stray}")
        )
        await admin.js.publish(made.subject, made.body, headers=made.headers)
    told = await clinic.look()

    assert [each["invariant"] for each in told["ailments"]] == ["orphan_alarm"] * 2
    assert await clinic.alarms() == [f"{case}.1", f"{case}.3"]
    assert [each["subject"] for each in (await clinic.look(CITY))["ailments"]] == [case]
    assert await clinic.alarms() == [f"{case}.1"]


async def test_a_stuck_item_is_told_exactly_once_by_two_replicas(hall, clinic, case):
    await hall.begin(case, WATER, CHEMICALS)
    await clinic.break_(case, **{f"state.tasks.{case}/{WATER}.assigned_at": None})
    await clinic.both_look()
    await clinic.both_look()
    await hall.all_done("routing-on-case-news")
    said = await hall.said(case, topology.EVENTS)
    (fact,) = await hall.bodies(f"evt.{BANNER}.routing.route-ailing")

    assert said[f"evt.{BANNER}.routing.route-ailing"] == 1
    assert fact["ailment"]["subject"] == case
    assert fact["ailment"]["invariant"] == "next_actor"
    assert f"事项 {WATER}" in fact["ailment"]["what"]
    assert ("next_actor", False) in await clinic.found()


async def test_without_repair_nothing_is_changed(hall, clinic, case):
    await hall.begin(case, WATER)
    await clinic.settled(case)
    await clinic.lose(f"{case}.1")

    assert await clinic.found(repair=False) == [("live_alarm", False)]
    assert await clinic.alarms() == []


async def test_a_document_that_cannot_be_read_hides_no_other(hall, clinic, case):
    second = f"{case[:-6]}9{case[-5:]}"
    await hall.begin(case, WATER)
    await hall.begin(second, WATER)
    await clinic.break_(case, **{"state.lead": {"broken": True}})
    await clinic.settled(second)
    await clinic.lose(f"{second}.1")

    assert sorted(await clinic.found()) == [("live_alarm", True), ("readable", False)]


async def test_a_centre_is_told_of_its_own_routes_only(hall, clinic, case):
    await hall.begin(case, WATER)

    assert (await clinic.look(CITY))["looked_at"] == 0
    assert (await clinic.look(BANNER))["looked_at"] == 1


async def test_open_ones_are_found_without_reading_the_closed(mongo_database, hall, case):
    routes = MongoAggregates(mongo_database["ledgers"], Ledger, hall.replicas[0].outbox, "routing", hall.clock)
    patients = MongoPatients(routes)
    await patients.prepare()
    keys = [f"{case}-{n}" for n in range(30)]
    for key in keys:
        ledger = fresh(key)
        await routes.add(ledger, Cause(key), [])
    await mongo_database["ledgers"].update_many({"_id": {"$in": keys[2:]}}, {"$set": {"open": False}})
    await mongo_database["ledgers"].update_one({"_id": keys[1]}, {"$unset": {"open": 1}})
    wanted = {"state.centre": "150622", "open": {"$in": [True, None]}, "_id": {"$gt": ""}}
    explained = await mongo_database["ledgers"].find(wanted).sort("_id", 1).limit(50).explain()

    assert [seen.id for seen in await patients.open("150622", "", 50)] == sorted(keys[:2])
    assert explained["executionStats"]["totalDocsExamined"] == 2
    assert "'SORT'" not in str(explained["queryPlanner"]["winningPlan"])


async def test_a_lost_alarm_that_is_armed_again_goes_off(settings_for, mongo_database, admin, case):
    """By the real clock: it is purged, and its time is about to come."""
    clock, listener = SystemClock(), Listener(settings_for("routing"), "routing-on-due")
    outbox = Outbox(listener.bus)
    ledgers = MongoAggregates(mongo_database["ledgers"], Ledger, outbox, "routing", clock)
    await listener.broker.start()
    ledger = fresh(case)
    ledger.wake = clock.now() + SKEW + timedelta(seconds=3)
    await ledgers.add(ledger, Cause(case), [])
    await outbox.clear()
    await admin.js.purge_stream(topology.TIMERS, subject=f"timer.{BANNER}.routing.{case}.1")
    told = await Doctor("routing", [Ward(MongoPatients(ledgers))], WaitingAlarms(listener.bus, "routing"), clock).look(BANNER)
    await listener.until(1)
    await listener.broker.stop()

    assert [(each.invariant, each.repaired) for each in told.ailments] == [("live_alarm", True)]
    assert listener.heard[0].read(alarms.Alarm) == alarms.Alarm(case_number=case, number=2)
    assert clock.now() >= ledger.wake


async def test_a_centre_asks_for_its_own_doctor_only(settings_for, hall):
    async with connected(settings_for(centre_user(CITY))) as city:
        told = await city.ask(CITY, "routing", "doctor", {})

    assert told["service"] == "routing"
