"""How late alarms ring while many others wait."""

import asyncio
import time
from datetime import UTC, datetime, timedelta

import nats
from nats.js.api import ConsumerConfig

from deploy.local.stack import Stack
from shared.bus import Cause, topology
from shared.bus.alarms import arm
from shared.bus.connection import seed_of

BATCH = 500


async def lateness(stack: Stack, pending: int, ringing: int, spread: float) -> list[float]:
    """Seconds between due and delivered of `ringing` alarms over `spread` seconds, while `pending` others wait."""
    settings = stack.settings_for("admin")
    connection = await nats.connect(settings.nats_url, nkeys_seed_str=seed_of(settings), inbox_prefix=settings.nats_inbox)
    js = connection.jetstream(timeout=60)
    far = datetime.now(UTC) + timedelta(days=30)

    async def arm_one(number: int, when: datetime) -> None:
        message = arm(centre="150622", service="bench", case="bench", number=number, when=when, cause=Cause("bench"))
        await js.publish(message.subject, message.body, headers=message.headers)

    for start in range(0, pending, BATCH):
        await asyncio.gather(*(arm_one(number, far) for number in range(start, min(start + BATCH, pending))))
    soon = datetime.now(UTC) + timedelta(seconds=8)
    due = {pending + i: soon + timedelta(seconds=spread * i / ringing) for i in range(ringing)}
    await js.add_consumer(
        topology.TIMERS,
        ConsumerConfig(name="bench", durable_name="bench", filter_subject="due.150622.bench.>"),
    )
    bell = await js.pull_subscribe_bind(durable="bench", stream=topology.TIMERS, inbox_prefix=f"{settings.nats_inbox}.".encode())
    waiting = list(due.items())
    for start in range(0, ringing, BATCH):
        await asyncio.gather(*(arm_one(number, when) for number, when in waiting[start : start + BATCH]))
    late = []
    while len(late) < ringing:
        for message in await bell.fetch(1, timeout=60):
            number = int((message.headers or {})["Nats-Scheduler"].rpartition(".")[2])
            late.append(time.time() - due[number].timestamp())
            await message.ack()
    await js.delete_consumer(topology.TIMERS, "bench")
    await js.purge_stream(topology.TIMERS, subject="timer.150622.bench.>")
    await connection.close()
    return late
