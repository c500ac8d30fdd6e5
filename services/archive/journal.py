"""Where the archive keeps every fact that was ever said, and remembers which cases it is to close."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import fields
from datetime import datetime
from typing import Any, NamedTuple, Protocol

from motor.motor_asyncio import AsyncIOMotorCollection, AsyncIOMotorDatabase
from pymongo.errors import BulkWriteError

from services.archive.domain.entry import JournalEntry
from shared.errors import PermanentError
from shared.store import reachable

TAKEN = 11000  # MongoDB's code for a unique key that is taken
KEPT = tuple(field.name for field in fields(JournalEntry) if field.name not in {"id", "withheld"})


class JournalConflict(PermanentError):
    """Another fact stands at this place of the owner's sequence already: one of the two should not exist."""

    def __init__(self, entry: JournalEntry) -> None:
        self.entry = entry
        super().__init__(
            f"{entry.owner} #{entry.sequence} of {entry.case} is another event than {entry.id} ({entry.name}): "
            "find out which of the two is genuine before anything is sent again"
        )


class JournalRefused(PermanentError):
    """The database takes this one fact for unfit to be stored."""

    def __init__(self, entry: JournalEntry, reason: str) -> None:
        self.entry = entry
        super().__init__(f"{entry.owner} #{entry.sequence} of {entry.case}, event {entry.id}: {reason}"[:500])


class Waiting(NamedTuple):
    """A case that wants closing."""

    case: str
    since: datetime


class Journal(Protocol):
    """The event journal (事件日志) and the list of cases that wait for their dossier. Every method: DatabaseAway."""

    async def add(self, entries: Sequence[JournalEntry], received_at: datetime) -> Mapping[str, Exception]:
        """Keep facts, in one write; one that is there already (same id) stays as it is. Failures by id: JournalConflict."""

    async def events(self, case: str) -> list[JournalEntry]:
        """All facts of a case, in no particular order."""

    async def await_closing(self, cases: Mapping[str, str], since: datetime) -> None:
        """Remember that these cases (with their centres) want closing; one that is remembered keeps its date."""

    async def awaiting(self, cases: Collection[str]) -> set[str]:
        """Which of these cases want closing."""

    async def waiting(self, centre: str) -> list[Waiting]:
        """The cases of a centre that want closing, the longest first."""

    async def closed(self, case: str) -> None:
        """This case wants closing no more."""


class MongoJournal:
    """The real one."""

    def __init__(self, database: AsyncIOMotorDatabase[dict[str, Any]]) -> None:
        self._entries = database["journal"]
        self._closing = database["closing"]

    async def prepare(self) -> None:
        """One fact per place; a fact without a number (not of any case, say) takes no place. And all facts of a case."""
        place = [("case", 1), ("owner", 1), ("sequence", 1)]
        await self._entries.create_index(place, unique=True, partialFilterExpression={"sequence": {"$gt": 0}})
        await self._entries.create_index("case")
        await self._closing.create_index([("centre", 1), ("since", 1)])
        await self._closing.update_many({"centre": None}, [{"$set": {"centre": {"$first": {"$split": ["$_id", "-"]}}}}])

    async def add(self, entries: Sequence[JournalEntry], received_at: datetime) -> Mapping[str, Exception]:
        """See Journal."""
        with reachable():
            errors = await _insert(self._entries, [_document(entry, received_at) for entry in entries])
            known = await self._ids({entries[error["index"]].id for error in errors if error["code"] == TAKEN})
        return dict(_failures(entries, errors, known))

    async def _ids(self, ids: set[str]) -> set[str]:
        """Which of these are there: a repeat violates two unique keys at once, and the server names either."""
        if not ids:
            return ids
        return {document["_id"] async for document in self._entries.find({"_id": {"$in": list(ids)}}, {"_id": 1})}

    async def events(self, case: str) -> list[JournalEntry]:
        """See Journal."""
        with reachable():
            return [_entry(document) async for document in self._entries.find({"case": case})]

    async def await_closing(self, cases: Mapping[str, str], since: datetime) -> None:
        """See Journal."""
        with reachable():
            await _insert(self._closing, [{"_id": case, "centre": centre, "since": since} for case, centre in cases.items()])

    async def awaiting(self, cases: Collection[str]) -> set[str]:
        """See Journal."""
        if not cases:
            return set()
        with reachable():
            return {document["_id"] async for document in self._closing.find({"_id": {"$in": list(cases)}}, {"_id": 1})}

    async def waiting(self, centre: str) -> list[Waiting]:
        """See Journal."""
        with reachable():
            found = self._closing.find({"centre": centre}).sort([("since", 1), ("_id", 1)])
            return [Waiting(document["_id"], document["since"]) async for document in found]

    async def closed(self, case: str) -> None:
        """See Journal."""
        with reachable():
            await self._closing.delete_one({"_id": case})


async def _insert(collection: AsyncIOMotorCollection[dict[str, Any]], documents: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Insert what can be; the write errors of the rest. A write that is not safe on most members raises."""
    if not documents:
        return []
    try:
        await collection.insert_many(documents, ordered=False)
    except BulkWriteError as error:
        if (error.details or {}).get("writeConcernErrors"):
            raise
        return list((error.details or {}).get("writeErrors", []))
    return []


def _failures(
    entries: Sequence[JournalEntry], errors: Iterable[Mapping[str, Any]], known: set[str]
) -> Iterable[tuple[str, Exception]]:
    for error in errors:
        entry = entries[error["index"]]
        if error["code"] != TAKEN:
            yield entry.id, JournalRefused(entry, str(error.get("errmsg", "")))
        elif entry.id not in known:
            yield entry.id, JournalConflict(entry)


def _document(entry: JournalEntry, received_at: datetime) -> dict[str, Any]:
    return {"_id": entry.id, **{name: getattr(entry, name) for name in KEPT}, "received_at": received_at}


def _entry(document: dict[str, Any]) -> JournalEntry:
    return JournalEntry(id=document["_id"], **{name: document[name] for name in KEPT})
