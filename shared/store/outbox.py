"""Saying what was stored: after the write by the writer, after a crash by the sweeper, in both cases once."""

import asyncio
import contextlib
from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, Protocol

from bson import Binary
from motor.motor_asyncio import AsyncIOMotorCollection
from pymongo import UpdateOne, WriteConcern
from pymongo.errors import PyMongoError

from shared.bus import metrics
from shared.bus.envelope import Outgoing
from shared.errors import TransientError
from shared.log import log
from shared.store.repeating import again

SWEEP_EVERY = 2.0  # seconds between two looks for what a crash left behind
SWEEP_AFTER = 5.0  # seconds an entry may lie unsaid; less would race with the writer that is just saying it
CLEAR_EVERY = 1.0  # seconds; what was said is struck out of the documents in batches, well before the sweeper looks
UNHURRIED = WriteConcern(w=1, j=False)  # a strike-out that is lost is made again


class Sender(Protocol):
    """What the outbox needs of the bus."""

    async def send(self, message: Outgoing) -> None:
        """Say it durably. Errors: TransientError."""


def entry(message: Outgoing, at: datetime) -> dict[str, Any]:
    """A message as it lies in a document's outbox."""
    return {
        "id": message.id,
        "subject": message.subject,
        "body": Binary(message.body),
        "headers": list(message.headers.items()),  # header names hold characters that field names must not
        "cancel": message.cancel,
        "at": at,
    }


def message_of(stored: dict[str, Any]) -> Outgoing:
    """The message back out of an outbox entry."""
    return Outgoing(stored["id"], stored["subject"], bytes(stored["body"]), dict(stored["headers"]), stored["cancel"])


class Outbox:
    """The outboxes of one service's collections."""

    def __init__(self, sender: Sender) -> None:
        self._sender = sender
        self._collections: list[AsyncIOMotorCollection[dict[str, Any]]] = []
        self._said: defaultdict[tuple[int, str], list[str]] = defaultdict(list)
        self._tasks: list[asyncio.Task[None]] = []

    def watch(self, collection: AsyncIOMotorCollection[dict[str, Any]]) -> None:
        """Sweep this collection too."""
        self._collections.append(collection)

    async def say(self, collection: AsyncIOMotorCollection[dict[str, Any]], key: str, messages: Sequence[Outgoing]) -> None:
        """Say what a write has stored. A failure is not an error: the sweeper will say it."""
        results = await asyncio.gather(*(self._sender.send(message) for message in messages), return_exceptions=True)
        for message, result in zip(messages, results, strict=True):
            if isinstance(result, TransientError):
                log.warning("outbox.deferred", subject=message.subject, error=str(result))
            elif isinstance(result, BaseException):
                raise result
            else:
                self._said[self._collections.index(collection), key].append(message.id)

    async def sweep(self) -> int:
        """Say what lies unsaid for too long, in the order it was stored; returns how many were said."""
        limit = datetime.now(UTC) - timedelta(seconds=SWEEP_AFTER)
        count = 0
        for collection in self._collections:
            async for document in collection.find({"outbox.at": {"$lt": limit}}, {"outbox": 1}).limit(200):
                messages = [message_of(stored) for stored in document["outbox"]]
                await self.say(collection, document["_id"], messages)
                metrics.SWEPT.inc(len(messages))
                count += len(messages)
        await self.clear()
        return count

    async def clear(self) -> None:
        """Strike out what was said; losing this only means that it is said, and dropped, once more."""
        said, self._said = self._said, defaultdict(list)
        by_collection: defaultdict[int, list[UpdateOne]] = defaultdict(list)
        for (index, key), ids in said.items():
            by_collection[index].append(UpdateOne({"_id": key}, {"$pull": {"outbox": {"id": {"$in": ids}}}}))
        for index, updates in by_collection.items():
            await self._collections[index].with_options(write_concern=UNHURRIED).bulk_write(updates, ordered=False)

    def start(self) -> None:
        """Sweep and clear until `stop`."""
        self._tasks = [
            asyncio.create_task(again("outbox", SWEEP_EVERY, self.sweep), name="outbox.sweep"),
            asyncio.create_task(again("outbox", CLEAR_EVERY, self.clear), name="outbox.clear"),
        ]

    async def stop(self) -> None:
        """Stop, after striking out what was said."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        with contextlib.suppress(PyMongoError):
            await self.clear()


def subjects_of(messages: Iterable[Outgoing]) -> list[str]:
    """Subjects in order, for logs and tests."""
    return [message.subject for message in messages]
