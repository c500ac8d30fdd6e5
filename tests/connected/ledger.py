"""A small aggregate for tests of the store, and a process that dies between its write and its word."""

import asyncio
import os
import signal
import sys
from datetime import datetime

from pydantic import Field

from shared.aggregate import Aggregate
from shared.bus.envelope import Cause, Outgoing
from shared.clock import SystemClock
from shared.contracts.intake import Agent, AgentAssigned
from shared.settings import Settings
from shared.store import MongoAggregates, Outbox, database


class Ledger(Aggregate):
    """Counts what it was told."""

    entries: list[str] = Field(default=[])
    wake: datetime | None = None

    def next_alarm(self) -> datetime | None:
        return self.wake

    def enter(self, text: str) -> list[AgentAssigned]:
        self.entries = [*self.entries, text]
        return [AgentAssigned(agent=Agent(id=text, title="综合代办员"))]


def fresh(case: str = "150622-20260302-000001") -> Ledger:
    return Ledger(id=case, centre="150622")


class Dies:
    """A sender that is killed, really, before it can say anything."""

    async def send(self, _message: Outgoing) -> None:
        os.kill(os.getpid(), signal.SIGKILL)


async def write_and_die(settings: Settings) -> None:
    ledgers = MongoAggregates(database(settings, "ledger")["ledgers"], Ledger, Outbox(Dies()), "intake", SystemClock())
    ledger = fresh()
    await ledgers.add(ledger, Cause("submission-1"), ledger.enter("before the crash"))


if __name__ == "__main__":
    asyncio.run(write_and_die(Settings(mongodb_uri=sys.argv[1], database_prefix=sys.argv[2])))
