"""What a service does when the bus is killed under it."""

import asyncio

from shared.errors import TransientError
from tests.connected.listening import completed


async def test_the_bus_is_heard_again_after_its_server_was_killed(nats_server, listener, say, case):
    await say(completed(case))
    await listener.until(1)
    nats_server.kill9()
    await asyncio.to_thread(nats_server.restart)

    async with asyncio.timeout(20):
        while True:
            try:
                await say(completed(f"{case}9"))
                break
            except TransientError:
                await asyncio.sleep(0.2)

    await listener.until(2)
