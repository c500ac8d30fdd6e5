"""Hand-written stand-ins for what is outside: the same promises, kept in memory."""

import asyncio
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from typing import Any, Generic, TypeVar

from shared.aggregate import Aggregate, Said
from shared.bus import Cause, Outgoing
from shared.clock import Clock
from shared.contracts.base import Contract, Event
from shared.store import LostRace, Unknown
from shared.store.aggregates import HANDLED, RACES, outgoing

A = TypeVar("A", bound=Aggregate)
C = TypeVar("C", bound=Contract)
E = TypeVar("E", bound=Event)


class MemoryAggregates(Generic[A]):
    """`shared.store.Aggregates` in memory. What it keeps is JSON, as in MongoDB: a state that does not survive
    being stored shows here. It lets others in between reading and writing, so `asyncio.gather` makes real races.
    """

    def __init__(self, kind: type[A], owner: str, clock: Clock) -> None:
        self.sent: list[Outgoing] = []
        self._kind = kind
        self._owner = owner
        self._clock = clock
        self._states: dict[str, dict[str, Any]] = {}
        self._handled: defaultdict[str, list[str]] = defaultdict(list)

    async def get(self, key: str) -> A | None:
        """See Aggregates."""
        await asyncio.sleep(0)
        state = self._states.get(key)
        return self._kind.model_validate(state) if state else None

    def all(self) -> list[A]:
        """Everything that is kept."""
        return [self._kind.model_validate(state) for state in self._states.values()]

    async def add(self, aggregate: A, cause: Cause, said: Sequence[Said]) -> A:
        """See Aggregates."""
        stored = await self.get(aggregate.id)
        if stored is not None:
            return stored
        self._write(aggregate, 1, cause, said)
        return aggregate

    async def change(
        self, key: str, cause: Cause, decide: Callable[[A], Sequence[Said]], new: Callable[[], A] | None = None
    ) -> A:
        """See Aggregates."""
        for _ in range(RACES):
            aggregate = await self.get(key)
            if aggregate is None:
                if new is None:
                    raise Unknown(key)
                fresh = new()
                if await self.add(fresh, cause, decide(fresh)) is fresh:
                    return fresh
            elif cause.id in self._handled[key] or await self._save(aggregate, cause, decide(aggregate)):
                return aggregate
        raise LostRace(key)

    async def _save(self, aggregate: A, cause: Cause, said: Sequence[Said]) -> bool:
        """One write; False when somebody else was faster."""
        await asyncio.sleep(0)
        if self._states[aggregate.id]["version"] != aggregate.version:
            return False
        self._write(aggregate, aggregate.version + 1, cause, said)
        return True

    def _write(self, aggregate: A, version: int, cause: Cause, said: Sequence[Said]) -> None:
        messages = outgoing(aggregate, self._owner, cause, said, self._clock)
        aggregate.version = version
        self._states[aggregate.id] = aggregate.model_dump(mode="json")
        self._handled[aggregate.id] = [*self._handled[aggregate.id], cause.id][-HANDLED:]
        self.sent += messages


class MemorySender:
    """`shared.store.outbox.Sender` in memory; a repeat is dropped, as JetStream does within its window."""

    def __init__(self) -> None:
        self.sent: list[Outgoing] = []

    async def send(self, message: Outgoing) -> None:
        """See Sender."""
        if message.id not in {earlier.id for earlier in self.sent}:
            self.sent.append(message)


def facts(messages: Iterable[Outgoing], kind: type[E]) -> list[E]:
    """The facts of one kind among what was sent, in order."""
    return _read(messages, kind, "evt.", f".{kind.owner}.{kind.name}")


def mails(messages: Iterable[Outgoing], kind: type[C], verb: str, department: str = "") -> list[C]:
    """The tasks of one verb among what was sent, in order; of one department (`<region>.<department>`) where it is named."""
    return _read(messages, kind, f"task.{department}", f".{verb}")


def _read(messages: Iterable[Outgoing], kind: type[C], beginning: str, ending: str) -> list[C]:
    ours = (message for message in messages if message.subject.startswith(beginning) and message.subject.endswith(ending))
    return [kind.model_validate_json(message.body) for message in ours]
