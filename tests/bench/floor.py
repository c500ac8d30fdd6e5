"""What the servers alone would take: the same durable writes and publishes per case by a bare script."""

import asyncio
import uuid

import nats
from motor.motor_asyncio import AsyncIOMotorClient

from deploy.local.stack import Stack
from shared.bus.connection import seed_of
from tests.bench.load import closed_loop

STATE = {"text": "准" * 400}  # about as large as the state of a case


async def floor(stack: Stack, writes: int, publishes: int, count: int, concurrency: int) -> float:
    """Cases per second of a script that only writes and publishes, without reading, deciding or parsing."""
    settings = stack.settings_for("admin")
    connection = await nats.connect(settings.nats_url, nkeys_seed_str=seed_of(settings), inbox_prefix=settings.nats_inbox)
    js = connection.jetstream()
    client: AsyncIOMotorClient = AsyncIOMotorClient(settings.mongodb_uri, w="majority", journal=True)
    collection = client["bench"]["floor"]

    async def case() -> None:
        key = uuid.uuid4().hex
        for number in range(max(writes, publishes)):
            if number < writes:
                await collection.update_one({"_id": key}, {"$set": {"state": STATE, "version": number}}, upsert=number == 0)
            if number < publishes:
                await js.publish("evt.150622.bench.floor", b"x" * 600, headers={"Nats-Msg-Id": f"{key}/{number}"})

    try:
        return await closed_loop(case, count, concurrency)
    finally:
        await asyncio.gather(client.drop_database("bench"), connection.close())
        client.close()
