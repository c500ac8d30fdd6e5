"""What the doctor sees of the documents of a service: open aggregates page by page, with what they have not said yet."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any, Generic, NamedTuple, Protocol, TypeVar

from pydantic import ValidationError

from shared.aggregate import Aggregate, Said
from shared.bus.envelope import Cause
from shared.store.aggregates import MongoAggregates
from shared.store.database import reachable

A = TypeVar("A", bound=Aggregate)


class Seen(NamedTuple, Generic[A]):
    """One document as it was read."""

    id: str
    aggregate: A | None
    """None: the document can't be read as what it should be; `fault` says why."""
    unsaid: frozenset[str] = frozenset()
    """Subjects of what is still to be said, or taken back."""
    fault: str = ""


class Unsaid(NamedTuple):
    """Something that lies in an outbox."""

    id: str
    subject: str
    since: datetime


class Patients(Protocol[A]):
    """The aggregates of one kind, as the doctor sees and treats them. Every method: DatabaseAway."""

    async def open(self, centre: str, after: str, limit: int) -> list[Seen[A]]:
        """Open ones of a centre in the order of their ids, from after that one."""

    async def one(self, key: str) -> Seen[A] | None:
        """One as last written, open or not."""

    async def unsaid(self, centre: str, before: datetime, limit: int) -> list[Unsaid]:
        """What a centre's aggregates have not said although it was stored before that instant."""

    async def change(self, key: str, cause: Cause, decide: Callable[[A], Sequence[Said]]) -> A:
        """See shared.store.Aggregates."""


class MongoPatients(Generic[A]):
    """Patients in the collection of their aggregates."""

    def __init__(self, aggregates: MongoAggregates[A]) -> None:
        self._aggregates = aggregates
        self._collection = aggregates.collection

    async def prepare(self) -> None:
        """Create the index that holds the open ones apart: the closed ones are many, and never read."""
        await self._collection.create_index([("state.centre", 1), ("open", 1), ("_id", 1)])

    async def open(self, centre: str, after: str, limit: int) -> list[Seen[A]]:
        """See Patients. Documents from before `open` was written count as open until their next write."""
        wanted = {"state.centre": centre, "open": {"$in": [True, None]}, "_id": {"$gt": after}}
        with reachable():
            found = self._collection.find(wanted, LOOKED_AT).sort("_id", 1).limit(limit)
            return [self._seen(document) async for document in found]

    async def one(self, key: str) -> Seen[A] | None:
        """See Patients."""
        with reachable():
            document = await self._collection.find_one({"_id": key}, LOOKED_AT)
        return self._seen(document) if document else None

    async def unsaid(self, centre: str, before: datetime, limit: int) -> list[Unsaid]:
        """See Patients."""
        wanted = {"outbox.at": {"$lt": before}, "state.centre": centre}
        with reachable():
            found = self._collection.find(wanted, {"outbox.subject": 1, "outbox.at": 1}).limit(limit)
            return [
                Unsaid(document["_id"], entry["subject"], entry["at"])
                async for document in found
                for entry in document["outbox"]
                if entry["at"] < before
            ]

    async def change(self, key: str, cause: Cause, decide: Callable[[A], Sequence[Said]]) -> A:
        """See Patients."""
        return await self._aggregates.change(key, cause, decide)

    def _seen(self, document: dict[str, Any]) -> Seen[A]:
        unsaid = frozenset(entry["subject"] for entry in document.get("outbox", ()))
        try:
            return Seen(document["_id"], self._aggregates.read(document), unsaid)
        except ValidationError as error:
            return Seen(document["_id"], None, unsaid, str(error)[:300])


LOOKED_AT = {"state": 1, "version": 1, "outbox.subject": 1}
