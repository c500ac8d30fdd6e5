"""Services and servers killed in mid-case: every case is completed, every event exactly once."""

import asyncio

import pytest

from shared.store.database import PATIENCE
from tests.e2e.proof import prove

OUTAGE = 1.5  # seconds for which everybody has to do without; how long it really lasts, the restart decides


@pytest.mark.parametrize(
    ("service", "moment"),
    [
        ("intake", "mandate-signed"),
        ("routing", "task-assigned"),
        ("joint_review", "review-convened"),
        ("notify", "notice-sent"),
        ("archive", "task-assigned"),
    ],
)
async def test_a_service_dies_with_all_its_replicas_and_every_case_is_completed(town, service, moment):
    async with town.at_work() as day:
        await day.said(moment)
        town.kill(service)
        assert day.nobody_is_done()
        await asyncio.sleep(OUTAGE)
        await town.start(service)

    await prove(town, day.numbers)


@pytest.mark.parametrize(("server", "outage"), [("nats", OUTAGE), ("mongodb", PATIENCE / 1000 + OUTAGE)])
async def test_a_server_dies_and_every_case_is_completed(town, server, outage):
    async with town.at_work() as day:
        await day.said("task-assigned")
        town.stack.server(server).kill9()
        assert day.nobody_is_done()
        await asyncio.sleep(outage)  # of the database long enough for handlers to give their messages back
        town.stack.server(server).start()

    await prove(town, day.numbers)
