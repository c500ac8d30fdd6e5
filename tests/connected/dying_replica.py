"""A replica of a service that is killed, really, where a test says so; another takes its place at once.

`python -m tests.connected.dying_replica SERVICE DIRECTORY`, its settings in the environment. In the directory lie `now`, the
time it is, and `deaths`: whoever first says what a file there is called (`minutes-issued`) takes the file away and ends as a
crash would, before that word where the file holds `before`, else when it is said and nothing has been acknowledged.
"""

import asyncio
import ctypes
import importlib
import multiprocessing
import os
import signal
import sys
from datetime import datetime
from pathlib import Path

from deploy.local.leash import PR_SET_PDEATHSIG
from shared.bus import Bus, Outgoing, connect
from shared.clock import FixedClock, WorkCalendar
from shared.jurisdictions import Jurisdictions
from shared.service import Parts
from shared.settings import Settings
from shared.store import Outbox, database
from shared.store import outbox as outboxes

NOW, DEATHS = "now", "deaths"


class HandClock(FixedClock):
    """Stands where a file says, for every replica alike; whatever was sent was sent just now."""

    def __init__(self, file: Path) -> None:
        self._file = file

    def now(self) -> datetime:
        return datetime.fromisoformat(self._file.read_text())

    def at(self, _real: datetime) -> datetime:
        return self.now()


class DyingBus(Bus):
    """A bus on which some words are the last."""

    def __init__(self, settings: Settings, service: str, deaths: Path) -> None:
        super().__init__(connect(settings, service), settings)
        self._deaths = deaths

    async def send(self, message: Outgoing) -> None:
        when = self._fate(message.subject.rpartition(".")[2])
        if when == "before":
            os.kill(os.getpid(), signal.SIGKILL)
        await super().send(message)
        if when:
            os.kill(os.getpid(), signal.SIGKILL)

    def _fate(self, word: str) -> str:
        """When to die of this word; empty: not at all. Of several who say it at once only one takes the file."""
        file = self._deaths / word
        try:
            when = file.read_text()
            file.unlink()
        except FileNotFoundError:
            return ""
        return when


async def live(service: str, directory: Path, known: Jurisdictions) -> None:
    """One replica, as its `app.py` puts it together, until it is killed."""
    settings = Settings()
    bus = DyingBus(settings, service, directory / DEATHS)
    clock = HandClock(directory / NOW)
    parts = Parts(settings, bus, database(settings, service), Outbox(bus), clock, WorkCalendar(), known)
    await importlib.import_module(f"services.{service}.app").wire(parts)
    await bus.broker.start()
    parts.outbox.start()
    await asyncio.Event().wait()


def born(service: str, directory: Path, known: Jurisdictions) -> None:
    """A process that has all of its parent's knowledge and none of its connections."""
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    asyncio.run(live(service, directory, known))


def main(service: str, directory: Path) -> None:
    """Keep one replica alive until we are told to stop."""
    outboxes.SWEEP_EVERY, outboxes.SWEEP_AFTER, outboxes.CLEAR_EVERY = 0.25, 1.0, 0.25  # seconds: nobody has long to wait here
    importlib.import_module(f"services.{service}.app")
    known = Jurisdictions.load(Settings().jurisdictions)
    forks = multiprocessing.get_context("fork")
    signal.signal(signal.SIGTERM, lambda *_: sys.exit())  # ends the child too: it is a daemon
    while True:
        child = forks.Process(target=born, args=(service, directory, known), daemon=True)
        child.start()
        child.join()
        if child.exitcode != -signal.SIGKILL:
            sys.exit(child.exitcode or 1)  # it failed by itself; its log says why


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]))
