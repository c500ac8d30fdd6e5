"""Closes dossiers: when nothing of a case is missing, everything is bound together, once."""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta

from services.archive.binder import Binder, FileUnavailable, Shelf
from services.archive.domain.assembly import Assembled, assemble
from services.archive.domain.completeness import closing, missing
from services.archive.domain.consultation import lacking, named_consultation
from services.archive.domain.dossier import Dossier
from services.archive.domain.entry import JournalEntry
from services.archive.domain.restriction import Restriction
from services.archive.journal import Journal
from shared.bus.envelope import Cause, child_traceparent
from shared.errors import PermanentError
from shared.log import log
from shared.store import Aggregates
from shared.store.files import StoredFile

AT_ONCE = 8  # dossiers closed side by side by one replica; what is drawn from the facts of each is held in memory
AT_HAND = 16 * 1024 * 1024  # bytes of files that are bound while the messages of the batch wait; more is bound beside them
LARGE = "电子文件较多，正在打包"


@dataclass(frozen=True, slots=True)
class Limits:
    """What the operator allows."""

    enclosed: int
    """Bytes of the files in one package."""
    patience: timedelta
    """Real time after which a closed case without its dossier is told."""


@dataclass(frozen=True, slots=True)
class Shelves:
    """Where the packages go; nothing here reads the restricted ones."""

    ordinary: Shelf
    restricted: Shelf


class Closing:
    """Closes the dossiers of cases. Several replicas may, at the same time: each is closed once."""

    def __init__(
        self,
        journal: Journal,
        dossiers: Aggregates[Dossier],
        shelves: Shelves,
        binder: Binder,
        restriction: Callable[[str], Restriction],
        limits: Limits,
    ) -> None:
        self._journal = journal
        self._dossiers = dossiers
        self._shelves = shelves
        self._binder = binder
        self._restriction = restriction
        self._limits = limits
        self._room = asyncio.Semaphore(AT_ONCE)
        self._one_by_one = asyncio.Semaphore(1)
        self._large: dict[str, asyncio.Task[None]] = {}

    async def close(self, case: str) -> list[str]:
        """Close a case unless something is missing: what that is, in Chinese; empty when its dossier is closed.

        Much to bind is bound in the background. Errors: DatabaseAway, CentreUnknown, DossierTooLarge.
        """
        async with self._room:
            return await self._close(case, AT_HAND)

    async def lacks(self, case: str) -> list[str]:
        """What is missing, and nothing done about it. Errors: DatabaseAway."""
        if await self._dossiers.get(case) is not None:
            return []
        return await self.missing(case, await self._journal.events(case))

    async def missing(self, case: str, entries: Sequence[JournalEntry]) -> list[str]:
        """What is missing of a case of which these are the facts, its consultation included. Errors: DatabaseAway."""
        return self._lacks(case, entries, await self._consulted(entries))

    async def stop(self) -> None:
        """Stop binding: nothing is visible before it is whole, and what is left is found again by the next round."""
        for task in self._large.values():
            task.cancel()
        await asyncio.gather(*self._large.values(), return_exceptions=True)

    async def _close(self, case: str, at_most: float) -> list[str]:
        if await self._dossiers.get(case) is None and (left := await self._make(case, at_most)):
            log.info("dossier.awaited", case=case, missing=left)
            return left
        await self._journal.closed(case)
        return []

    async def _make(self, case: str, at_most: float) -> list[str]:
        entries = await self._journal.events(case)
        consulted = await self._consulted(entries)
        if lacks := self._lacks(case, entries, consulted):
            return lacks
        ended = closing(entries)
        if ended is None:
            raise PermanentError("only a closed case has a dossier")
        made = assemble(entries, self._restriction(ended.centre), self._limits.enclosed, consulted)
        if made.enclosed_bytes > at_most:
            self._beside(case)
            return [LARGE]
        try:
            await self._store(made, ended)
        except FileUnavailable as unavailable:
            return [str(unavailable)]
        return []

    async def _store(self, made: Assembled, ended: JournalEntry) -> None:
        """The packages, then the record that makes them the dossier. The end is its cause, whichever fact came last here:
        a replay of the bus gives the same ids again.
        """
        ordinary = await self._binder.bind(made.ordinary, made.centre, made.case, self._shelves.ordinary)
        apart = None
        if made.restricted:
            apart = await self._binder.bind(made.restricted, made.centre, made.case, self._shelves.restricted)
        dossier = _remembered(made, ordinary, apart)
        cause = Cause(ended.id, child_traceparent(ended.traceparent))
        await self._dossiers.add(dossier, cause, [dossier.closed()])
        log.info("dossier.closed", case=dossier.id, events=dossier.events, sha256=dossier.sha256)

    async def _consulted(self, entries: Sequence[JournalEntry]) -> list[JournalEntry]:
        """What is known of the consultation that the case comes from, if it is the same centre's."""
        number = named_consultation(entries)
        facts = await self._journal.events(number) if number else []
        return [fact for fact in facts if fact.centre == entries[0].centre]

    @staticmethod
    def _lacks(case: str, entries: Sequence[JournalEntry], consulted: Sequence[JournalEntry]) -> list[str]:
        return [*missing(entries), *lacking(named_consultation(entries), case, consulted)]

    def _beside(self, case: str) -> None:
        """Bind it in the background, one such case after the other: the facts of others are journalled meanwhile."""
        if case in self._large:
            return

        async def bind() -> None:
            try:
                async with self._one_by_one:
                    await self._close(case, float("inf"))
            except Exception:  # noqa: BLE001  nobody waits for it: the next round tries again, and tells in the end
                log.exception("dossier.delayed", case=case)

        self._large[case] = task = asyncio.create_task(bind(), name=f"dossier.{case}")
        task.add_done_callback(lambda _: self._large.pop(case))


def _remembered(made: Assembled, ordinary: StoredFile, restricted: StoredFile | None) -> Dossier:
    """What is kept in mind of packages that lie on their shelves."""
    return Dossier(
        id=made.case,
        centre=made.centre,
        filename=ordinary.filename,
        file_id=ordinary.file_id,
        sha256=ordinary.sha256,
        size=ordinary.size,
        entries=made.ordinary.entries,
        events=made.ordinary.events,
        closed_at=made.closed_at.isoformat(),
        restricted_file_id=restricted.file_id if restricted else None,
        restricted_sha256=restricted.sha256 if restricted else None,
    )
