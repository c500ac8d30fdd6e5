"""Services and servers killed in mid-case: every case is completed, every event exactly once."""

import asyncio

import pytest

from shared.bus.permissions import SERVICES
from shared.store.database import PATIENCE
from tests.e2e.proof import prove

SERVERS = ("nats", "mongodb")
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
        in_mid_case = day.nobody_is_done()
        await asyncio.sleep(OUTAGE)
        await town.start(service)

    assert in_mid_case
    await prove(town, day.numbers)


@pytest.mark.parametrize(("server", "outage"), [("nats", OUTAGE), ("mongodb", PATIENCE / 1000 + OUTAGE)])
async def test_a_server_dies_and_every_case_is_completed(town, server, outage):
    async with town.at_work() as day:
        await day.said("task-assigned")
        town.stack.server(server).kill9()
        in_mid_case = day.nobody_is_done()
        await asyncio.sleep(outage)  # of the database long enough for handlers to give their messages back
        town.stack.server(server).start()

    assert in_mid_case
    await prove(town, day.numbers)


async def test_the_power_fails_and_every_case_is_completed(town):
    async with town.at_work() as day:
        await day.said("item-approved")
        town.kill(*SERVICES)
        for server in SERVERS:
            town.stack.server(server).kill9()
        in_mid_case = day.nobody_is_done()
        await asyncio.sleep(OUTAGE)
        for server in SERVERS:
            town.stack.server(server).start()
        await town.start(*SERVICES)

    assert in_mid_case
    await prove(town, day.numbers)


async def test_one_replica_of_every_service_dies_and_the_others_carry_on_at_once(town):
    async with town.at_work() as day:
        await day.said("task-assigned")
        town.kill(*SERVICES, replicas=[0])
        in_mid_case = day.nobody_is_done()
    await town.start(*SERVICES, replicas=[0])

    assert in_mid_case
    await prove(town, day.numbers)
