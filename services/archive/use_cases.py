"""What the archive does: keep every fact, close a dossier when nothing of it is missing, show both."""

import asyncio
import base64
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

from services.archive.binder import Shelf
from services.archive.closing import Closing
from services.archive.domain.awaiting import awaited
from services.archive.domain.completeness import is_end, unbroken
from services.archive.domain.consultation import case_of
from services.archive.domain.dossier import Dossier
from services.archive.domain.entry import EntryUnreadable, JournalEntry, parsed
from services.archive.domain.restriction import Restriction
from services.archive.domain.timeline import timeline
from services.archive.journal import Journal
from shared.bus import Received
from shared.clock import Clock, SystemClock
from shared.contracts.archive import DossierQuery, TimelineQuery
from shared.errors import Fault, Refused, refuse
from shared.identifiers.record_number import is_record_number, normalise_record_number
from shared.store import Aggregates

REAL: Final = SystemClock()


class Archive:
    """The use cases of 归档. `shelf` has the ordinary dossiers; nothing here reads the restricted ones.

    `clock` is the project's, `real` tells real time, which may be another one in a rehearsal.
    """

    def __init__(
        self,
        journal: Journal,
        dossiers: Aggregates[Dossier],
        shelf: Shelf,
        closing: Closing,
        restriction: Callable[[str], Restriction],
        clock: Clock,
        real: Clock = REAL,
    ) -> None:
        self._journal = journal
        self._dossiers = dossiers
        self._shelf = shelf
        self._closing = closing
        self._restriction = restriction
        self._clock = clock
        self._real = real

    async def keep(self, batch: Sequence[Received]) -> Mapping[str, Exception]:
        """Journal a batch, then close the cases that it made complete. Failures by message id; the rest is done.

        Errors: DatabaseAway, for the whole batch.
        """
        entries, failed = _read(batch)
        failed |= await self._journal.add(entries, self._clock.now())
        return failed | await self._close_ripe([entry for entry in entries if entry.id not in failed])

    async def _close_ripe(self, entries: Sequence[JournalEntry]) -> dict[str, Exception]:
        """Try each case of the batch that wants closing. Where that fails, its last message stands for it and comes again."""
        last = {case: entry.id for entry in entries for case in (entry.case, case_of(entry)) if case}
        ended = {entry.case: entry.centre for entry in entries if entry.case and is_end(entry)}
        await self._journal.await_closing(ended, self._real.now())
        ripe = sorted(ended.keys() | await self._journal.awaiting(last.keys() - ended.keys()))
        results = await asyncio.gather(*(self._closing.close(case) for case in ripe), return_exceptions=True)
        return {last[case]: result for case, result in zip(ripe, results, strict=True) if isinstance(result, Exception)}

    async def timeline(self, centre: str, query: TimelineQuery) -> dict[str, Any]:
        """The facts of a case, a consultation or an appointment in order, and what is missing of them.

        Errors: Refused (no such number at this centre; a complaint's, whoever asks).
        """
        number, entries = await self._of_centre(centre, query.case_number)
        lacks = unbroken(entries) if is_record_number(number) else await self._closing.missing(number, entries)
        return timeline(number, entries, self._restriction(centre), lacks)

    async def dossier(self, centre: str, query: DossierQuery) -> dict[str, Any]:
        """A closed dossier and a part of its zip.

        Errors: Refused (no such case here; what is missing, line by line; a number that is no case's).
        """
        if is_record_number(query.case_number):
            number, _ = await self._of_centre(centre, query.case_number)
            raise _no_dossier(number)
        found = await self._dossiers.get(query.case_number)
        if found is None:
            _, entries = await self._of_centre(centre, query.case_number)
            raise _incomplete(entries, await self._closing.lacks(query.case_number))
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

    async def _of_centre(self, centre: str, asked: str) -> tuple[str, list[JournalEntry]]:
        """The number as it is written, and its facts. Errors: Refused."""
        number = normalise_record_number(asked) if is_record_number(asked) else asked
        if is_record_number(number, "T"):
            raise _not_for_anybody()
        entries = [entry for entry in await self._journal.events(number) if entry.centre == centre]
        if not number or not entries:
            raise _no_such_case()
        return number, entries


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


def _not_for_anybody() -> Refused:
    """Of a complaint not even that it exists is told here: only who may handle it hears of it, from intake."""
    remedy = "投诉举报由有权处理的岗位用 complaint 查询，投诉人凭投诉编号和查询码查询"
    return refuse("case_number", "没有这件，或无权查看", remedy)


def _no_dossier(number: str) -> Refused:
    remedy = "请用 timeline 查看其经过；咨询已转为办件的，见该办件档案中的“咨询”"
    if is_record_number(number, "H"):
        remedy = "请用 timeline 查看其经过；各议题的会商和结论见有关办件档案中的“会商”，会议纪要向召集部门查询"
    return refuse("case_number", f"{number} 不是办件，没有档案", remedy)


def _incomplete(entries: Sequence[JournalEntry], lacks: Sequence[str]) -> Refused:
    """What is not over yet in a clerk's words; what was lost or is on its way by its owner and number, for whoever mends it."""
    waits, gaps = awaited(entries, lacks)
    faults = [_not_yet(each, "待其结束后自动归档，请届时再查询；现在的经过请用 timeline 查看") for each in waits]
    remedy = "请待事件补齐后再查询；长时间未补齐的，请联系运维人员查看停放的消息"
    faults += [_not_yet(each, remedy) for each in gaps]
    return Refused(faults or [_not_yet("正在归档", remedy)])


def _not_yet(why: str, remedy: str) -> Fault:
    return Fault(field="dossier", message=f"尚未归档：{why}", remedy=remedy)
