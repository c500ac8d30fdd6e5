"""Twelve departments and the city's desk answering at once, in a process of their own: `… tests.bench.departments DIRECTORY`."""

import asyncio
import json
import sys
from pathlib import Path

import nats
import uvloop

from deploy.local.client import Client
from deploy.local.running import Running
from shared.bus.connection import seed_of
from shared.bus.topology import TASKS, TRANSFERS, department_durable, desk_durable

COUNTY = tuple(("150622", code) for code in ("fgw", "jtysj", "qxj", "slj", "zjj", "zrzyj", "yjj", "tzb", "zwj"))
CITY = tuple(("150600", code) for code in ("fgw", "qxj", "yjj"))


async def department(running: Running, region: str, code: str) -> None:
    """Accept and approve whatever comes, as fast as it comes."""
    settings = running.settings_for(f"dept-{region}-{code}")
    connection = await nats.connect(settings.nats_url, nkeys_seed_str=seed_of(settings), inbox_prefix=settings.nats_inbox)
    js = connection.jetstream()
    tasks = await js.pull_subscribe_bind(
        durable=department_durable(region, code), stream=TASKS, inbox_prefix=f"{settings.nats_inbox}.".encode()
    )
    while True:
        try:
            (message,) = await tasks.fetch(1, timeout=30)
        except nats.errors.TimeoutError:
            continue
        task = json.loads(message.data).get("task_id")
        for verb in ("accepted", "approved") if task and message.subject.endswith(".assigned") else ():
            await js.publish(
                f"dept.{region}.{code}.{verb}", json.dumps({"task_id": task}).encode(), headers={"Nats-Msg-Id": f"{task}/{verb}"}
            )
        await message.ack()


async def desk(running: Running, centre: str) -> None:
    """Accept whatever is offered, as fast as it comes."""
    settings = running.settings_for(f"centre-{centre}")
    connection = await nats.connect(settings.nats_url, nkeys_seed_str=seed_of(settings), inbox_prefix=settings.nats_inbox)
    mail = await connection.jetstream().pull_subscribe_bind(desk_durable(centre), stream=TRANSFERS)
    while True:
        try:
            (message,) = await mail.fetch(1, timeout=30)
        except nats.errors.TimeoutError:
            continue
        if message.subject.endswith(".offered"):
            order = {"transfer_id": json.loads(message.data)["offer"]["transfer_id"], "signed_by": "派件岗"}
            await Client(connection).ask(centre, "routing", "accept-transfer", order)
        await message.ack()


async def main(directory: Path) -> None:
    """All of them until the process is ended."""
    running = Running.read(directory)
    working = [department(running, region, code) for region, code in (*COUNTY, *CITY)]
    await asyncio.gather(desk(running, "150600"), *working)


if __name__ == "__main__":
    uvloop.run(main(Path(sys.argv[1])))
