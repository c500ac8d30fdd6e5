"""A service that hears, with a handler the test chooses, and something to say to it."""

import asyncio
from datetime import UTC, datetime

from shared.bus import Bus, Cause, connect
from shared.bus.envelope import fact_message
from shared.contracts.intake import CaseCompleted

DURABLE = "routing-on-case-news"


class Listener:
    """A service that hears, with a handler the test chooses."""

    def __init__(self, settings, durable=DURABLE):
        self.broker = connect(settings, "routing")
        self.bus = Bus(self.broker, settings)
        self.heard = []
        self.act = lambda _message: None
        self._more = asyncio.Event()
        self.bus.hear(durable, self.handle)

    async def handle(self, message):
        self.heard.append(message)
        self._more.set()
        self.act(message)

    async def until(self, count):
        """Wait until so many have been heard."""
        async with asyncio.timeout(15):
            while len(self.heard) < count:
                self._more.clear()
                await self._more.wait()


def completed(case, sequence=1):
    fact = CaseCompleted(outcome="approved", completed_at="2026-03-02T17:00:00+08:00")
    return fact_message(fact, case=case, centre="150622", sequence=sequence, cause=Cause(case), time=datetime.now(UTC))
