"""A hand-over between two replicas, repeats and kills: one effect, and no mail lost."""

import asyncio
import signal
import sys

import pytest

from services.routing.domain.route import Route
from shared.bus import Bus, connect, topology
from shared.store import MongoAggregates, MongoRefusals, Outbox
from shared.store import outbox as outboxes
from tests.connected.desks import BANNER, CHEMICALS, CITY, WATER, YJJ, Hall, all_of

pytestmark = pytest.mark.usefixtures("empty_streams")


@pytest.fixture
async def hall(settings_for, mongo_database, admin, say):
    opened = Hall(settings_for, mongo_database, admin, say)
    async with opened.stack:
        yield await opened.open()


async def test_of_many_who_accept_at_once_before_two_replicas_one_has_the_item(hall, case):
    await hall.begin(case, CHEMICALS)
    transfer = f"{case}/{CHEMICALS}/T1"
    done, refused = await all_of(
        *(hall.answers(CITY, "accept", transfer, f"{case} one") for _ in range(3)),
        *(hall.answers(CITY, "accept", transfer, f"{case} another {n}") for n in range(3)),
    )
    said = await hall.said(case)

    assert {line["state"] for line in done} == {"accepted"}
    assert len(done) in {1, 3}  # all of one request, or the one of another that was faster
    assert len(done) + len(refused) == 6
    assert said[f"evt.{BANNER}.routing.transfer-accepted"] == said[f"xfer.{BANNER}.accepted"] == 1
    assert said[f"task.{YJJ}.assigned"] == said[f"evt.{BANNER}.routing.task-assigned"] == 1


async def test_of_accepting_and_returning_at_once_one_counts(hall, case):
    await hall.begin(case, CHEMICALS)
    transfer = f"{case}/{CHEMICALS}/T1"
    done, refused = await all_of(
        *(hall.answers(CITY, verb, transfer, f"{case} {verb} {n}") for n in range(3) for verb in ("accept", "return"))
    )
    said = await hall.said(case, topology.TRANSFERS)
    route = await hall.route(case)

    assert (len(done), len(refused)) == (1, 5)
    assert said[f"xfer.{BANNER}.accepted"] + said[f"xfer.{BANNER}.returned"] == 1
    assert (route.tasks[f"{case}/{CHEMICALS}"].custody.holder == CITY) == (done[0]["state"] == "accepted")


async def test_an_alarm_that_comes_five_times_makes_one_offer_overdue_and_one_matter(hall, case):
    await hall.begin(case, CHEMICALS)
    await hall.rings(case, times=5)
    said = await hall.said(case)

    assert said[f"evt.{BANNER}.routing.transfer-overdue"] == said[f"xfer.{BANNER}.overdue"] == 1
    assert said[f"evt.{BANNER}.routing.matter-escalated"] == 1


async def test_an_alarm_and_an_acceptance_at_once_leave_nothing_open(hall, case):
    await hall.begin(case, CHEMICALS)
    await asyncio.gather(hall.rings(case, times=3), hall.answers(CITY, "accept", f"{case}/{CHEMICALS}/T1"))
    route = await hall.route(case)
    said = await hall.said(case)

    assert route.tasks[f"{case}/{CHEMICALS}"].custody.holder == CITY
    assert {matter.state for matter in route.matters.values()} <= {"closed"}
    assert said[f"evt.{BANNER}.routing.matter-escalated"] == said[f"evt.{BANNER}.routing.matter-closed"] <= 1


async def test_what_nobody_may_do_is_refused_and_recorded_and_the_route_stays_as_it_was(hall, case, mongo_database):
    await hall.begin(case, WATER, area_ha=6)
    before = (await hall.route(case)).model_dump_json()
    order = {"case_number": case, "item": WATER, "to": "411325", "reason": "请协助", "signed_by": "派件岗"}
    _, refused = await all_of(hall.ask(BANNER, "hand-over", **order), hall.ask(CITY, "hand-over", **order))
    noted = [one async for one in mongo_database["refusals"].find({"case": case})]
    (last,) = await MongoRefusals(mongo_database["refusals"]).of(case, 1)

    assert len(refused) == 2
    assert (last.act, last.about, last.at.tzinfo is None) == ("hand-over", str(WATER), False)
    assert sorted(one["who"] for one in noted) == [CITY, BANNER]
    assert {one["act"] for one in noted} == {"hand-over"}
    assert (await hall.route(case)).model_dump_json() == before


async def test_an_item_that_went_up_and_was_decided_is_reported_in_order_and_once(hall, case):
    await hall.begin(case, CHEMICALS)
    await hall.answers(CITY, "accept", f"{case}/{CHEMICALS}/T1")
    await hall.posts_thrice(YJJ, "approved", task_id=f"{case}/{CHEMICALS}", document="鄂应急危化条件审字〔2026〕3号")
    said = await hall.said(case)
    desk = await hall.ask(BANNER, "transfers")

    assert said[f"evt.{BANNER}.routing.item-approved"] == said[f"evt.{BANNER}.routing.case-decided"] == 1
    assert said[f"xfer.{BANNER}.reported"] == 3  # accepted by the city, assigned, decided
    assert [line for line in (*desk["to_us"], *desk["by_us"]) if line["case_number"] == case] == []


async def test_what_a_killed_replica_wrote_but_did_not_say_reaches_both_desks_and_the_department(
    hall, case, mongo_server, mongo_database, settings_for, monkeypatch
):
    await hall.begin(case, CHEMICALS)
    for replica in hall.replicas:
        await replica.stop()
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "tests.connected.dying_desk", mongo_server.uri, mongo_database.name, f"{case}/{CHEMICALS}/T1"
    )
    died = await process.wait()
    silent = await hall.said(case)
    broker = connect(settings_for("routing"), "routing")
    outbox = Outbox(Bus(broker, settings_for("routing")))
    MongoAggregates(mongo_database["routes"], Route, outbox, "routing", hall.clock)
    monkeypatch.setattr(outboxes, "SWEEP_AFTER", 0.0)
    await broker.start()
    await outbox.sweep()
    await outbox.sweep()
    await broker.stop()
    said = await hall.said(case)

    assert died == -signal.SIGKILL
    assert silent[f"xfer.{BANNER}.accepted"] == silent[f"task.{YJJ}.assigned"] == 0
    assert said[f"xfer.{BANNER}.accepted"] == said[f"task.{YJJ}.assigned"] == 1
    assert said[f"evt.{BANNER}.routing.transfer-accepted"] == 1
    assert said[f"xfer.{BANNER}.reported"] == 2
