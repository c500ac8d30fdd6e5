"""What a service does when the bus is killed under it."""

import asyncio
from datetime import UTC, datetime, timedelta

from shared.bus import Cause
from shared.bus.alarms import Alarm, arm
from shared.errors import TransientError
from tests.connected.listening import Listener, completed


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


async def test_an_alarm_that_waits_rings_after_the_server_was_killed(nats_server, settings_for, case):
    bell = Listener(settings_for("routing"), "routing-on-due")
    await bell.broker.start()
    soon = datetime.now(UTC) + timedelta(seconds=2)
    await bell.bus.send(arm(centre="150622", service="routing", case=case, number=1, when=soon, cause=Cause(case)))
    nats_server.kill9()
    await asyncio.to_thread(nats_server.restart)

    await bell.until(1)

    assert bell.heard[0].read(Alarm).case_number == case
    assert datetime.now(UTC) >= soon
    await bell.broker.stop()
