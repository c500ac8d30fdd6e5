"""Aggregates in MongoDB: loaded, changed by a decision, saved with what is to be said, in one atomic write."""

import asyncio
import random
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, Generic, Protocol, TypeVar

from motor.motor_asyncio import AsyncIOMotorCollection
from pymongo.errors import DuplicateKeyError

from shared.aggregate import Aggregate, Said
from shared.bus import alarms
from shared.bus.envelope import Cause, Outgoing, fact_message, headers
from shared.clock import Clock
from shared.contracts.base import Event
from shared.errors import Fault, PermanentError, Refused, TransientError
from shared.log import log
from shared.store.database import reachable
from shared.store.outbox import Outbox, entry

A = TypeVar("A", bound=Aggregate)
RACES = 12  # tries against other writers of the same document before the message is given back
LARGEST = 900_000  # bytes of a message with its headers; the server cuts off whoever sends more than 1 MiB
HANDLED = 1000  # ids an aggregate remembers; a case hears far fewer messages in its life


class Unknown(PermanentError):
    """There is no such aggregate."""


class TooMuchSaid(Refused):
    """What would be said of this change is larger than the bus carries; nothing is changed.

    Refused before the write: an entry that can never be sent would lie in the outbox for ever.
    """

    def __init__(self, message: Outgoing) -> None:
        remedy = "请缩短文字，长的内容请作为文件提交"
        fault = Fault(field="", message=f"内容过长（{message.size // 1024} KB，上限 {LARGEST // 1024} KB）", remedy=remedy)
        super().__init__([fault])


class LostRace(TransientError):
    """Others wrote the same document in between, again and again."""


class Aggregates(Protocol[A]):
    """Where a service keeps its aggregates."""

    async def get(self, key: str) -> A | None:
        """The aggregate as last written. Errors: DatabaseAway."""

    async def add(self, aggregate: A, cause: Cause, said: Sequence[Said]) -> A:
        """Store a new one with what is to be said; if it is there already, the stored one is returned unchanged."""

    async def change(
        self, key: str, cause: Cause, decide: Callable[[A], Sequence[Said]], new: Callable[[], A] | None = None
    ) -> A:
        """Load, decide, save, say. An effect happens once per cause; a lost race is decided anew from a fresh read.

        `new` makes the aggregate where there is none. Errors: Unknown, LostRace, DatabaseAway, and whatever
        `decide` raises (then nothing is written).
        """


def outgoing(aggregate: Aggregate, owner: str, cause: Cause, said: Sequence[Said], clock: Clock) -> list[Outgoing]:
    """What a change says, as messages; numbers the facts and sets the aggregate's alarm as it now wants it."""
    now = clock.now()
    messages: list[Outgoing] = []
    for word in said:
        if isinstance(word, Event):
            aggregate.sequence += 1
            messages.append(
                fact_message(word, case=aggregate.id, centre=aggregate.centre, sequence=aggregate.sequence, cause=cause, time=now)
            )
        else:
            identity = cause.derive(aggregate.id, word.subject, word.key)
            header = headers(
                identity, word.subject.split(".")[-1], owner, case=aggregate.id, centre=aggregate.centre, cause=cause, time=now
            )
            messages.append(Outgoing(identity, word.subject, word.content.model_dump_json().encode(), header))
    if large := next((message for message in messages if message.size > LARGEST), None):
        raise TooMuchSaid(large)
    return messages + _alarms(aggregate, owner, cause, clock)


def _alarms(aggregate: Aggregate, owner: str, cause: Cause, clock: Clock) -> list[Outgoing]:
    wanted = aggregate.next_alarm()
    text = wanted.isoformat() if wanted else None
    if text == aggregate.alarm_at:
        return []
    changes: list[Outgoing] = []
    who = {"centre": aggregate.centre, "service": owner, "case": aggregate.id, "cause": cause}
    if aggregate.alarm_number and aggregate.alarm_at:
        changes.append(alarms.cancel(number=aggregate.alarm_number, **who))  # type: ignore[arg-type]
    if wanted:
        aggregate.alarm_number += 1
        changes.append(alarms.arm(number=aggregate.alarm_number, when=clock.real(wanted), **who))  # type: ignore[arg-type]
    aggregate.alarm_at = text
    return changes


class MongoAggregates(Generic[A]):
    """The real store."""

    def __init__(
        self,
        collection: AsyncIOMotorCollection[dict[str, Any]],
        kind: type[A],
        outbox: Outbox,
        owner: str,
        clock: Clock,
        card: Callable[[A], dict[str, Any]] | None = None,
    ) -> None:
        """`card` draws the few flat fields that lists and searches need; they are written with every state, never apart."""
        self.collection = collection
        self._card = card
        self._kind = kind
        self._outbox = outbox
        self._owner = owner
        self._clock = clock
        outbox.watch(collection)

    async def prepare(self) -> None:
        """Create the index that the sweeper needs."""
        await self.collection.create_index("outbox.at")

    async def get(self, key: str) -> A | None:
        """See Aggregates."""
        with reachable():
            document = await self.collection.find_one({"_id": key}, {"state": 1, "version": 1})
        return self.read(document) if document else None

    async def find(self, wanted: Mapping[str, Any], limit: int) -> list[A]:
        """Aggregates that a query on `state.…` selects, in the order of their ids. Errors: DatabaseAway."""
        with reachable():
            found = self.collection.find(wanted, {"state": 1, "version": 1}).sort("_id", 1).limit(limit)
            return [self.read(document) async for document in found]

    async def add(self, aggregate: A, cause: Cause, said: Sequence[Said]) -> A:
        """See Aggregates."""
        messages = outgoing(aggregate, self._owner, cause, said, self._clock)
        aggregate.version = 1
        at = datetime.now(UTC)
        try:
            with reachable():
                await self.collection.insert_one(
                    {
                        "_id": aggregate.id,
                        "version": 1,
                        **self._written(aggregate),
                        "handled": [cause.id],
                        "outbox": [entry(message, at) for message in messages],
                    }
                )
        except DuplicateKeyError:
            stored = await self.get(aggregate.id)
            if stored is None:
                raise LostRace(aggregate.id) from None
            return stored
        await self._outbox.say(self.collection, aggregate.id, messages)
        return aggregate

    async def change(
        self, key: str, cause: Cause, decide: Callable[[A], Sequence[Said]], new: Callable[[], A] | None = None
    ) -> A:
        """See Aggregates."""
        for attempt in range(RACES):
            aggregate = await self._load_unless_handled(key, cause)
            if aggregate is None:
                if new is None:
                    raise Unknown(key)
                fresh = new()
                if (await self.add(fresh, cause, decide(fresh))) is fresh:
                    return fresh
                continue
            if isinstance(aggregate, Handled):
                return await self._existing(key)
            messages = await self._save(aggregate, cause, decide(aggregate))
            if messages is not None:
                await self._outbox.say(self.collection, key, messages)
                return aggregate
            log.info("aggregate.raced", case=key, attempt=attempt)
            await asyncio.sleep(random.uniform(0, 0.002 * 2 ** min(attempt, 6)))  # noqa: S311  spreads writers, no secret
        raise LostRace(key)

    async def _load_unless_handled(self, key: str, cause: Cause) -> "A | Handled | None":
        projection = {"state": 1, "version": 1, "handled": {"$elemMatch": {"$eq": cause.id}}}
        with reachable():
            document = await self.collection.find_one({"_id": key}, projection)
        if document is None:
            return None
        return Handled() if document.get("handled") else self.read(document)

    async def _save(self, aggregate: A, cause: Cause, said: Sequence[Said]) -> list[Outgoing] | None:
        """One write; None when somebody else was faster."""
        read = aggregate.version
        messages = outgoing(aggregate, self._owner, cause, said, self._clock)
        aggregate.version = read + 1
        at = datetime.now(UTC)
        change = {
            "$set": {**self._written(aggregate), "version": aggregate.version},
            "$push": {
                "handled": {"$each": [cause.id], "$slice": -HANDLED},
                "outbox": {"$each": [entry(message, at) for message in messages]},
            },
        }
        with reachable():
            result = await self.collection.update_one({"_id": aggregate.id, "version": read}, change)
        return messages if result.matched_count else None

    async def _existing(self, key: str) -> A:
        aggregate = await self.get(key)
        if aggregate is None:
            raise Unknown(key)
        return aggregate

    def _written(self, aggregate: A) -> dict[str, Any]:
        written = {"state": aggregate.model_dump(mode="json", exclude={"id", "version"}), "open": aggregate.open}
        return written | ({"card": self._card(aggregate)} if self._card else {})

    def read(self, document: dict[str, Any]) -> A:
        """The aggregate in a document of which at least `_id`, `version` and `state` were read. Errors: ValidationError."""
        stored = {**document["state"], "id": document["_id"], "version": document["version"]}
        return self._kind.model_validate(stored, extra="ignore")  # a replica of a newer version may have written it


class Handled:
    """Stands for an aggregate that has seen the message already."""
