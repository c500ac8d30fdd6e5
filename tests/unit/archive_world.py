"""The archive with everything around it in memory."""

import asyncio
from collections.abc import Callable, Collection, Coroutine, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

import pytest

from services.archive.binder import Binder
from services.archive.closing import Closing, Limits, Shelves
from services.archive.domain.dossier import Dossier
from services.archive.domain.entry import JournalEntry
from services.archive.domain.restriction import Restriction
from services.archive.dossier_doctor import DossierDoctor
from services.archive.handlers import Handlers
from services.archive.journal import JournalConflict, Waiting
from services.archive.use_cases import Archive
from shared.bus import Received
from shared.clock import FixedClock
from shared.errors import Refused
from shared.store import DatabaseAway
from tests.fakes import MemoryAggregates
from tests.unit.archive_case import CASE, CENTRE, MONDAY, RESTRICTION, asking
from tests.unit.archive_packing import AMPLE, MemoryKeeper, MemoryShelf


class MemoryJournal:
    """`services.archive.journal.Journal` in memory; `away` makes it fail as a database that is away."""

    def __init__(self) -> None:
        self.away = False
        self.entries: dict[str, JournalEntry] = {}
        self.received: dict[str, datetime] = {}
        self._waiting: dict[str, tuple[str, datetime]] = {}
        self.reads = 0

    @property
    def awaited(self) -> set[str]:
        """Cases that want closing."""
        return set(self._waiting)

    async def add(self, entries: Sequence[JournalEntry], received_at: datetime) -> Mapping[str, Exception]:
        await self._reach()
        taken = {_place(kept): kept.id for kept in self.entries.values() if kept.sequence}
        failed: dict[str, Exception] = {}
        for one in entries:
            if one.id in self.entries:
                continue
            if _place(one) in taken:
                failed[one.id] = JournalConflict(one)
                continue
            self.entries[one.id] = one
            self.received[one.id] = received_at
            taken |= {_place(one): one.id} if one.sequence else {}
        return failed

    async def events(self, case: str) -> list[JournalEntry]:
        await self._reach()
        self.reads += 1
        return [one for one in self.entries.values() if one.case == case]

    async def await_closing(self, cases: Mapping[str, str], since: datetime) -> None:
        await self._reach()
        self._waiting = {case: (centre, since) for case, centre in cases.items()} | self._waiting

    async def awaiting(self, cases: Collection[str]) -> set[str]:
        await self._reach()
        return set(cases) & self._waiting.keys()

    async def waiting(self, centre: str) -> list[Waiting]:
        found = [Waiting(case, since) for case, (where, since) in self._waiting.items() if where == centre]
        return sorted(found, key=lambda one: (one.since, one.case))

    async def closed(self, case: str) -> None:
        await self._reach()
        self._waiting.pop(case, None)

    async def _reach(self) -> None:
        await asyncio.sleep(0)
        if self.away:
            raise DatabaseAway("no primary")


def _place(one: JournalEntry) -> tuple[str, str, int]:
    return one.case, one.owner, one.sequence


class World:
    """The archive with its journal, its shelves and its clock."""

    def __init__(self, restriction: Restriction = RESTRICTION) -> None:
        self.clock, self.real = FixedClock(MONDAY + timedelta(days=7)), FixedClock(MONDAY)
        self.journal = MemoryJournal()
        self.dossiers = MemoryAggregates(Dossier, "archive", self.clock)
        self.shelf, self.restricted = MemoryShelf(), MemoryShelf()
        self.keeper = MemoryKeeper()
        self.limits = Limits(enclosed=AMPLE, patience=timedelta(minutes=60))
        self.handlers = self.replica(restriction)

    def replica(self, restriction: Restriction = RESTRICTION) -> Handlers:
        """Another process of the same service."""
        return Handlers(self.archive(lambda _centre: restriction))

    def archive(self, restriction: Callable[[str], Restriction]) -> Archive:
        """Its use cases."""
        self.closing = self.closer(restriction)
        self.doctor = DossierDoctor(self.journal, self.closing, self.limits, self.real)
        return Archive(self.journal, self.dossiers, self.shelf, self.closing, restriction, self.clock, self.real)

    def closer(self, restriction: Callable[[str], Restriction]) -> Closing:
        """What closes its dossiers."""
        shelves, binder = Shelves(self.shelf, self.restricted), Binder(self.keeper)
        return Closing(self.journal, self.dossiers, shelves, binder, restriction, self.limits)

    async def hear(self, *messages: Received) -> Mapping[str, Exception]:
        return await self.handlers.on_event(messages)

    async def dossier(self, case: str = CASE) -> Dossier:
        found = await self.dossiers.get(case)
        assert found is not None
        return found

    async def zip(self, case: str = CASE) -> bytes:
        return self.shelf.files[(await self.dossier(case)).file_id]

    async def ask_dossier(self, *, offset: int = 0, length: int = 0, centre: str = CENTRE, case: str = CASE) -> dict[str, Any]:
        body = f'{{"case_number": "{case}", "offset": {offset}, "length": {length}}}'
        return await self.handlers.dossier(asking("dossier", body, centre))

    async def ask_timeline(self, *, centre: str = CENTRE, case: str = CASE) -> dict[str, Any]:
        return await self.handlers.timeline(asking("timeline", f'{{"case_number": "{case}"}}', centre))


async def refusal(asked: Coroutine[Any, Any, Any]) -> list[str]:
    """What the asker is told."""
    with pytest.raises(Refused) as refused:
        await asked
    return [fault.message for fault in refused.value.faults]
