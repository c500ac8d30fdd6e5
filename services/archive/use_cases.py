"""What the archive does: keep every fact, close a dossier when nothing of it is missing, show both."""

import asyncio
import base64
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Protocol

from services.archive.domain.assembly import assemble
from services.archive.domain.completeness import completion, missing
from services.archive.domain.dossier import Dossier
from services.archive.domain.entry import EntryUnreadable, JournalEntry, parsed
from services.archive.domain.restriction import Restriction
from services.archive.domain.timeline import timeline
from services.archive.journal import Journal
from shared.bus import Received
from shared.bus.envelope import Cause, child_traceparent
from shared.clock import Clock
from shared.contracts.archive import DossierQuery, TimelineQuery
from shared.errors import Fault, PermanentError, Refused, refuse
from shared.log import log
from shared.store import Aggregates
from shared.store.files import StoredFile

AT_ONCE = 8  # dossiers closed side by side by one replica; each is held in memory until it is stored


class Shelf(Protocol):
    """Where packages are kept."""

    async def put(self, file_id: str, filename: str, content: bytes, metadata: dict[str, Any]) -> StoredFile:
        """Keep a file; keeping the same again changes nothing."""

    async def read(self, file_id: str, offset: int, length: int) -> bytes:
        """Up to `length` bytes from `offset`."""


class Archive:
    """The use cases of 归档. `restricted` keeps what the ordinary dossier must not show; nothing here reads it."""

    def __init__(
        self,
        journal: Journal,
        dossiers: Aggregates[Dossier],
        shelf: Shelf,
        restricted: Shelf,
        restriction: Callable[[str], Restriction],
        clock: Clock,
    ) -> None:
        self._journal = journal
        self._dossiers = dossiers
        self._shelf = shelf
        self._restricted = restricted
        self._restriction = restriction
        self._clock = clock
        self._room = asyncio.Semaphore(AT_ONCE)

    async def keep(self, batch: Sequence[Received]) -> Mapping[str, Exception]:
        """Journal a batch, then close the cases that it made complete. Failures by message id; the rest is done.

        Errors: DatabaseAway, for the whole batch.
        """
        entries, failed = _read(batch)
        failed |= await self._journal.add(entries, self._clock.now())
        return failed | await self._close_ripe([entry for entry in entries if entry.id not in failed])

    async def _close_ripe(self, entries: Sequence[JournalEntry]) -> dict[str, Exception]:
        """Try each case of the batch that wants closing. Where that fails, its last message stands for it and comes again."""
        last = {entry.case: entry.id for entry in entries if entry.case}
        completed = {entry.case for entry in entries if entry.case and completion([entry])}
        await self._journal.await_closing(completed, self._clock.now())
        ripe = sorted(completed | await self._journal.awaiting(last.keys() - completed))
        results = await asyncio.gather(*(self._close(case) for case in ripe), return_exceptions=True)
        return {last[case]: result for case, result in zip(ripe, results, strict=True) if isinstance(result, Exception)}

    async def _close(self, case: str) -> None:
        """Close a case unless something is missing; one that is closed already stays as it is."""
        async with self._room:
            if await self._dossiers.get(case) is None:
                entries = await self._journal.events(case)
                if lacks := missing(entries):
                    log.info("dossier.awaited", case=case, missing=lacks)
                    return
                await self._store(entries)
            await self._journal.closed(case)

    async def _store(self, entries: Sequence[JournalEntry]) -> None:
        completed = completion(entries)
        if completed is None:
            raise PermanentError("only a completed case is closed")
        made = assemble(entries, self._restriction(completed.centre))
        dossier = made.dossier()
        await self._shelf.put(dossier.file_id, dossier.filename, made.ordinary.content, {"case": dossier.id})
        if made.restricted and dossier.restricted_file_id:
            await self._restricted.put(
                dossier.restricted_file_id, made.restricted.filename, made.restricted.content, {"case": dossier.id}
            )
        # The completion is the cause, whichever fact came last here: a replay of the bus gives the same ids again.
        cause = Cause(completed.id, child_traceparent(completed.traceparent))
        await self._dossiers.add(dossier, cause, [dossier.closed()])
        log.info("dossier.closed", case=dossier.id, events=dossier.events, sha256=dossier.sha256)

    async def timeline(self, centre: str, query: TimelineQuery) -> dict[str, Any]:
        """The facts of a case in order, and what its dossier lacks. Errors: Refused (no such case at this centre)."""
        entries = await self._of_centre(centre, query.case_number)
        return timeline(query.case_number, entries, self._restriction(centre))

    async def dossier(self, centre: str, query: DossierQuery) -> dict[str, Any]:
        """A closed dossier and a part of its zip. Errors: Refused (no such case here; or what is missing, line by line)."""
        found = await self._dossiers.get(query.case_number)
        if found is None:
            raise _incomplete(missing(await self._of_centre(centre, query.case_number)))
        if found.centre != centre:
            raise _no_such_case()
        part = await self._shelf.read(found.file_id, query.offset, query.length) if query.length else b""
        return {
            "case": found.id,
            "dossier": found.filename,
            "sha256": found.sha256,
            "size": found.size,
            "entries": found.entries,
            "events": found.events,
            "closed_at": found.closed_at,
            "part": base64.b64encode(part).decode(),
        }

    async def _of_centre(self, centre: str, case: str) -> list[JournalEntry]:
        entries = [entry for entry in await self._journal.events(case) if entry.centre == centre]
        if not case or not entries:
            raise _no_such_case()
        return entries


def _read(batch: Sequence[Received]) -> tuple[list[JournalEntry], dict[str, Exception]]:
    """The messages as entries, and those that cannot be read."""
    entries: list[JournalEntry] = []
    failed: dict[str, Exception] = {}
    for message in batch:
        try:
            entries.append(_entry(message))
        except EntryUnreadable as error:
            failed[message.id] = error
    return entries, failed


def _entry(message: Received) -> JournalEntry:
    """Centre, owner and name are the subject's: permission to say something hangs on it."""
    return JournalEntry(
        id=message.id,
        case=message.case,
        centre=message.subject.region,
        owner=message.subject.party,
        name=message.subject.verb,
        sequence=message.sequence,
        time=message.time,
        causation=message.causation,
        traceparent=message.traceparent,
        body=parsed(message.body),
    )


def _no_such_case() -> Refused:
    return refuse("case_number", "办件不存在", "请核对办件编号，或向办件所属的政务服务中心查询")


def _incomplete(lacks: Sequence[str]) -> Refused:
    remedy = "请待事件补齐后再查询；长时间未补齐的，请联系运维人员查看停放的消息"
    return Refused(Fault(field="dossier", message=f"尚未归档：{lack}", remedy=remedy) for lack in lacks or ["正在归档"])
