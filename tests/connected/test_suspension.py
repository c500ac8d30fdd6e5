"""A case that stands and goes on, before two replicas that hear everything more than once and in any order: one effect."""

import asyncio

import pytest

from shared.bus import Cause, topology
from shared.bus.envelope import fact_message
from tests.connected.desks import BANNER, CHEMICALS, CITY, SLJ, WATER, YJJ, Hall
from tests.unit.route_interruptions import resumed, suspended, terminated

pytestmark = pytest.mark.usefixtures("empty_streams")


@pytest.fixture
async def hall(settings_for, mongo_database, admin, say):
    opened = Hall(settings_for, mongo_database, admin, say)
    async with opened.stack:
        yield await opened.open()


async def says(hall, case, sequence, *news, times=1):
    """Facts of intake, each so many times, as new messages to the server: what happens when its window has passed."""
    told = [
        fact_message(
            each, case=case, centre=BANNER, sequence=sequence + n, cause=Cause(f"{case} {sequence + n}"), time=hall.clock.now()
        )
        for n, each in enumerate(news)
    ]
    for number in range(times):
        for one in told:
            headers = one.headers | {"Nats-Msg-Id": f"{one.id} #{number}"}
            await hall.admin.js.publish(one.subject, one.body, headers=headers)
    await hall.all_done("routing-on-case-news")


async def test_a_suspension_heard_three_times_by_two_replicas_stops_the_clocks_once(hall, case):
    await hall.begin(case, WATER, CHEMICALS, area_ha=6)
    await says(hall, case, 2, suspended(1), times=3)
    route, said = await hall.route(case), await hall.said(case)

    assert (route.next_alarm(), route.alarm_at) == (None, None)
    assert len(route.tasks[f"{case}/{WATER}"].pauses) == 1
    assert said[f"task.{SLJ}.suspended"] == said[f"evt.{BANNER}.routing.task-suspended"] == 1
    assert said[f"xfer.{CITY}.withdrawn"] == 1


async def test_an_answer_in_a_suspension_comes_back_once_and_counts_after_the_resumption(hall, case):
    await hall.begin(case, WATER, area_ha=6)
    await says(hall, case, 2, suspended(1))
    await hall.posts_thrice(SLJ, "approved", task_id=f"{case}/{WATER}")
    standing = await hall.route(case)
    await says(hall, case, 3, resumed(1), times=2)
    await hall.posts(SLJ, "approved", f"{case} again", {"task_id": f"{case}/{WATER}"})
    await hall.all_done("routing-on-answer")
    said = await hall.said(case)

    assert standing.tasks[f"{case}/{WATER}"].state == "3"
    assert said[f"task.{SLJ}.answer-refused"] == 1
    assert said[f"task.{SLJ}.resumed"] == said[f"evt.{BANNER}.routing.item-approved"] == 1


async def test_suspension_and_resumption_heard_at_once_end_with_a_case_that_runs(hall, case):
    await hall.begin(case, WATER, CHEMICALS, area_ha=6)
    await says(hall, case, 2, suspended(1), resumed(1), times=3)
    route, said = await hall.route(case), await hall.said(case)

    assert route.suspension is None
    assert route.alarm_at is not None
    assert route.tasks[f"{case}/{WATER}"].running
    assert said[f"task.{SLJ}.suspended"] == said[f"task.{SLJ}.resumed"] <= 1  # or none, where the end was heard first
    assert route.tasks[f"{case}/{CHEMICALS}"].offered is not None


async def test_a_desk_that_accepts_while_the_case_is_terminated_leaves_nothing_open(hall, case):
    await hall.begin(case, CHEMICALS)
    accepting = hall.answers(CITY, "accept", f"{case}/{CHEMICALS}/T1")
    await asyncio.gather(says(hall, case, 2, terminated(), times=2), accepting, return_exceptions=True)
    route, said = await hall.route(case), await hall.said(case, topology.TASKS, topology.EVENTS)

    assert route.state == "decided"
    assert route.next_alarm() is None
    assert said[f"evt.{BANNER}.routing.item-recalled"] == said[f"evt.{BANNER}.routing.case-decided"] == 1
    assert said[f"task.{YJJ}.assigned"] == said[f"task.{YJJ}.recalled"] <= 1
