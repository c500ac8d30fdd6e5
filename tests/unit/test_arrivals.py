"""A department whose letter was held up on our side has its day for objecting all the same."""

from dataclasses import replace
from datetime import timedelta

import pytest

from shared.contracts.routing import TaskAssigned
from tests.fakes import facts
from tests.unit.route_interruptions import withdrawn
from tests.unit.routing_world import CASE, World, accepted

WATER, SLJ = 15, "150622.slj"


@pytest.fixture
async def world():
    world = World()
    await world.hear(accepted(WATER, area_ha=6))
    return world


async def arrives(world: World, after: timedelta) -> None:
    """Our own fact of the assignment, with which the letter came, lies in the stream since then."""
    (assigned,) = facts(world.sent, TaskAssigned)
    body = assigned.model_dump_json().encode()
    message = world.message("evt.150622.routing.task-assigned", body, "the assignment", CASE)
    at = world.clock.now() + after
    await world.handlers.on_task_assigned(replace(message, at=at))


async def test_the_day_for_objecting_runs_from_when_the_letter_could_be_read(world):
    await arrives(world, timedelta(days=3))
    world.later(days=3, hours=2)
    await world.ask_as(SLJ, "returned", WATER, reason="不属水利职责")

    assert "task-returned" in world.said()


async def test_a_letter_that_came_at_once_moves_nothing(world):
    await arrives(world, timedelta(seconds=2))
    world.later(days=3, hours=2)
    (fault,) = await world.refusal_of(SLJ, "returned", WATER, reason="不属水利职责")

    assert "异议应在1个工作日内提出" in fault.message


async def test_what_the_department_has_accepted_already_stays_accepted(world):
    await world.ask_as(SLJ, "accepted", WATER)
    before = (await world.route()).tasks[f"{CASE}/{WATER}"].limits["accept"]
    await arrives(world, timedelta(days=3))

    assert (await world.route()).tasks[f"{CASE}/{WATER}"].limits["accept"] == before


async def test_of_a_task_that_has_ended_nothing_runs_any_more(world):
    await world.hear(withdrawn(WATER, whole=True))
    before = (await world.route()).tasks[f"{CASE}/{WATER}"].limits
    await arrives(world, timedelta(days=3))
    after = (await world.route()).tasks[f"{CASE}/{WATER}"].limits

    assert after == before
