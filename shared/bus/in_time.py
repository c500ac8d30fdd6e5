"""A limit that has passed has no effect before what the bus took in by then has been read: an opinion, a rung's answer.

While we are away limits pass, and what was said in time waits; afterwards, or in a rush at the last hour, an alarm must not
overtake it. Whoever waits so hears its alarms without a turn of the case (bus.hear, key ""): what it waits for needs the turn.
"""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Final

from shared.errors import Outage

LOOKS, PAUSE = 10, 0.05  # so often, so many seconds apart, before the alarm is given back
PATIENCE: Final = 12  # deliveries of an alarm, five minutes by the usual delays; what can't be read is parked by then

Unread = Callable[[], Awaitable[int]]
"""How many messages have not been dealt with that a limit may depend on."""


class StillUnread(Outage):
    """Something is unread that may have come in time. No fault of the alarm, which is never parked for it."""


async def nothing_unread() -> int:
    """Where nothing waits on a bus."""
    return 0


async def all_read(unread: Unread, delivered: int) -> None:
    """Returns once nothing is unread, or when the alarm, delivered so many times, has waited long enough.

    Errors: StillUnread.
    """
    for _ in range(LOOKS):
        if delivered >= PATIENCE or not await unread():
            return
        await asyncio.sleep(PAUSE)
    raise StillUnread("what may have come in time is unread")
