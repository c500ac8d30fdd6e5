"""Hand-written stand-ins for what is outside: the same promises, kept in memory."""

import asyncio
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime
from typing import Any, Generic, TypeVar

from shared.aggregate import Aggregate, Said
from shared.bus import Cause, Outgoing
from shared.clock import Clock
from shared.contracts.base import Contract, Event
from shared.errors import Fault
from shared.identifiers import case_number, record_number
from shared.identifiers.record_number import Letter
from shared.store import LostRace, RefusedAct, Unknown
from shared.store.aggregates import HANDLED, RACES, outgoing
from shared.store.patients import Seen, Unsaid
from shared.store.refusals import LONGEST, bounded

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


class MemoryPatients(Generic[A]):
    """`shared.store.patients.Patients` over `MemoryAggregates`; what lies unsaid, or can't be read, is what a test puts there."""

    def __init__(self, aggregates: MemoryAggregates[A]) -> None:
        self.aggregates = aggregates
        self.lying: list[Unsaid] = []
        self.broken: set[str] = set()

    async def open(self, centre: str, after: str, limit: int) -> list[Seen[A]]:
        found = [one for one in self.aggregates.all() if one.centre == centre and one.open and one.id > after]
        return [self._seen(one) for one in sorted(found, key=lambda one: one.id)[:limit]]

    async def one(self, key: str) -> Seen[A] | None:
        found = await self.aggregates.get(key)
        return self._seen(found) if found else None

    async def unsaid(self, centre: str, before: datetime, limit: int) -> list[Unsaid]:
        return [each for each in self.lying if each.since < before][:limit]

    async def change(self, key: str, cause: Cause, decide: Callable[[A], Sequence[Said]]) -> A:
        return await self.aggregates.change(key, cause, decide)

    def _seen(self, one: A) -> Seen[A]:
        unsaid = frozenset(each.subject for each in self.lying if each.id == one.id)
        return Seen(one.id, None if one.id in self.broken else one, unsaid, "broken")


class MemoryAlarms:
    """`shared.doctor.Alarms` in memory: what the given aggregates have armed, and what a test adds or takes away."""

    def __init__(self, *kinds: MemoryAggregates[Any]) -> None:
        self._kinds = kinds
        self.stray: set[str] = set()
        self.lost: set[str] = set()
        self.due: int = 0

    async def of(self, centre: str) -> set[str]:
        waiting: set[str] = set()
        for message in [message for kind in self._kinds for message in kind.sent]:
            family, place, _, name = message.subject.split(".", 3)
            if family == "timer" and place == centre:
                waiting = waiting - {name} if message.cancel else waiting | {name}
        return (waiting | self.stray) - self.lost

    async def waits(self, centre: str, alarm: str) -> bool:
        return alarm in await self.of(centre)

    async def drop(self, centre: str, alarm: str) -> None:
        self.stray.discard(alarm)
        self.lost.add(alarm)

    async def ringing(self) -> int:
        return self.due


class MemorySender:
    """`shared.store.outbox.Sender` in memory; a repeat is dropped, as JetStream does within its window."""

    def __init__(self) -> None:
        self.sent: list[Outgoing] = []

    async def send(self, message: Outgoing) -> None:
        """See Sender."""
        if message.id not in {earlier.id for earlier in self.sent}:
            self.sent.append(message)


class MemoryNumbers:
    """`shared.store.Numbers` in memory."""

    def __init__(self) -> None:
        self._last: Counter[tuple[str, date, str | None]] = Counter()

    async def next(self, centre: str, day: date, letter: Letter | None = None) -> str:
        self._last[centre, day, letter] += 1
        running = self._last[centre, day, letter]
        return record_number(letter, centre, day, running) if letter else case_number(centre, day, running)


class MemoryRefusals:
    """`shared.store.Refusals` in memory; it passes the suite of the real one."""

    def __init__(self) -> None:
        self.noted: list[tuple[str, str, str, str]] = []
        """(case, who, act, messages), for tests to look at."""
        self._kept: list[tuple[str, RefusedAct]] = []

    async def note(self, case: str, who: str, act: str, faults: Sequence[Fault], at: datetime, about: str = "") -> None:
        self.noted.append((case, who, act, "；".join(fault.message for fault in faults)))
        self._kept.append((case[:LONGEST], bounded(who, act, about, faults, at)))

    def all(self) -> list[RefusedAct]:
        """Every one, as it is kept."""
        return [act for _, act in self._kept]

    async def of(self, case: str, limit: int) -> list[RefusedAct]:
        return [act for number, act in self._kept if number == case][-limit:]


def facts(messages: Iterable[Outgoing], kind: type[E]) -> list[E]:
    """The facts of one kind among what was sent, in order."""
    return _read(messages, kind, "evt.", f".{kind.owner}.{kind.name}")


def mails(messages: Iterable[Outgoing], kind: type[C], verb: str, department: str = "") -> list[C]:
    """The tasks of one verb among what was sent, in order; of one department (`<region>.<department>`) where it is named."""
    return _read(messages, kind, f"task.{department}", f".{verb}")


def _read(messages: Iterable[Outgoing], kind: type[C], beginning: str, ending: str) -> list[C]:
    ours = (message for message in messages if message.subject.startswith(beginning) and message.subject.endswith(ending))
    return [kind.model_validate_json(message.body) for message in ours]
