"""The archive with everything around it in memory."""

import asyncio
from collections.abc import Collection, Coroutine, Mapping, Sequence
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any

import pytest

from services.archive.domain.dossier import Dossier
from services.archive.domain.entry import JournalEntry
from services.archive.domain.restriction import Restriction
from services.archive.handlers import Handlers
from services.archive.journal import JournalConflict
from services.archive.use_cases import Archive
from shared.bus import Received
from shared.clock import FixedClock
from shared.errors import Refused, refuse
from shared.store import DatabaseAway
from shared.store.files import StoredFile
from tests.fakes import MemoryAggregates
from tests.unit.archive_case import CASE, CENTRE, MONDAY, RESTRICTION, asking


class MemoryJournal:
    """`services.archive.journal.Journal` in memory; `away` makes it fail as a database that is away."""

    def __init__(self) -> None:
        self.away = False
        self.entries: dict[str, JournalEntry] = {}
        self.received: dict[str, datetime] = {}
        self.waiting: dict[str, datetime] = {}
        self.reads = 0

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

    async def await_closing(self, cases: Collection[str], since: datetime) -> None:
        await self._reach()
        self.waiting = dict.fromkeys(cases, since) | self.waiting

    async def awaiting(self, cases: Collection[str]) -> set[str]:
        await self._reach()
        return set(cases) & self.waiting.keys()

    async def closed(self, case: str) -> None:
        await self._reach()
        self.waiting.pop(case, None)

    async def _reach(self) -> None:
        await asyncio.sleep(0)
        if self.away:
            raise DatabaseAway("no primary")


def _place(one: JournalEntry) -> tuple[str, str, int]:
    return one.case, one.owner, one.sequence


class MemoryShelf:
    """`services.archive.use_cases.Shelf` in memory; it notices when one id is given two contents."""

    def __init__(self) -> None:
        self.files: dict[str, bytes] = {}
        self.puts = 0

    async def put(self, file_id: str, filename: str, content: bytes, metadata: dict[str, Any]) -> StoredFile:
        await asyncio.sleep(0)
        self.puts += 1
        if self.files.setdefault(file_id, content) != content:
            raise refuse("sha256", "收到的文件与声明的大小或 SHA-256 不一致", "请重新上传该文件")
        digest = sha256(content).hexdigest()
        return StoredFile(file_id=file_id, filename=filename, size=len(content), sha256=digest, metadata=metadata)

    async def read(self, file_id: str, offset: int, length: int) -> bytes:
        await asyncio.sleep(0)
        return self.files[file_id][offset : offset + length]


class World:
    """The archive with its journal, its shelves and its clock."""

    def __init__(self, restriction: Restriction = RESTRICTION) -> None:
        self.clock = FixedClock(MONDAY + timedelta(days=7))
        self.journal = MemoryJournal()
        self.dossiers = MemoryAggregates(Dossier, "archive", self.clock)
        self.shelf, self.restricted = MemoryShelf(), MemoryShelf()
        self.handlers = self.replica(restriction)

    def replica(self, restriction: Restriction = RESTRICTION) -> Handlers:
        """Another process of the same service."""
        return Handlers(
            Archive(self.journal, self.dossiers, self.shelf, self.restricted, lambda _centre: restriction, self.clock)
        )

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
