"""The doctor at work in a service: rounds in the background, and a look on request."""

import asyncio
from collections.abc import Callable, Sequence
from itertools import cycle
from typing import Any, NamedTuple, Protocol

from shared.bus import Received, asked
from shared.bus.waiting import WaitingAlarms
from shared.contracts.base import Event
from shared.contracts.duties import DoctorQuery, DoctorTold
from shared.doctor import Doctor, Finds, Mends, Ward
from shared.service import Parts
from shared.store import MongoAggregates
from shared.store.patients import MongoPatients
from shared.store.repeating import again


class Looks(Protocol):
    """A doctor, as far as rounds need one."""

    async def look(self, centre: str, *, repair: bool = True, hurry: bool = True) -> DoctorTold:
        """Look after one centre."""


class Rounds:
    """Looks after each centre once in `every` seconds, evenly spread, and after one at once when asked."""

    def __init__(self, doctor: Looks, centres: Sequence[str], every: float) -> None:
        self._doctor = doctor
        self._turns = cycle(centres)
        self._pause = every / len(centres)
        self._going: asyncio.Task[None] | None = None
        self._visits: dict[tuple[str, bool], asyncio.Task[DoctorTold]] = {}

    def start(self) -> None:
        """Go round until `stop`, unless the operator wants none."""
        if self._pause:
            self._going = asyncio.create_task(again("doctor", self._pause, self._next), name="doctor.rounds")

    async def stop(self) -> None:
        """Stop where it is: whatever was begun is one atomic write, and the next round finds the rest."""
        tasks = [*self._visits.values(), *([self._going] if self._going else [])]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def visit(self, centre: str, *, repair: bool) -> DoctorTold:
        """Look after one centre now; who asks again while that goes on waits for the same answer."""
        task = self._visits.get((centre, repair))
        if task is None:
            task = asyncio.create_task(self._doctor.look(centre, repair=repair), name=f"doctor.{centre}")
            self._visits[centre, repair] = task
            task.add_done_callback(lambda _: self._visits.pop((centre, repair)))
        return await asyncio.shield(task)

    async def requested(self, message: Received) -> DoctorTold:
        """svc.<centre>.<service>.doctor: of the centre that asks, and of no other."""
        return await self.visit(message.subject.region, repair=asked(DoctorQuery, message.body or b"{}").repair)

    async def _next(self) -> None:
        """The next centre; one that fails is looked at again when its turn comes."""
        await self._doctor.look(next(self._turns), hurry=False)


class Kind(NamedTuple):
    """Aggregates of one kind and, as in `Ward`, what tells of one that ails, finds out whether it does, and mends it."""

    aggregates: MongoAggregates[Any]
    tells: Callable[..., Event] | None = None
    finds: Finds = lambda one, now: one.ailments(now)
    mends: Mends | None = None


async def attend(parts: Parts, service: str, *kinds: Kind) -> Rounds:
    """Look after the aggregates of a service, from its wiring on: all kinds in one call, for an alarm is an orphan only
    where none of them wants it.
    """
    wards = []
    for kind in kinds:
        patients = MongoPatients(kind.aggregates)
        await patients.prepare()
        wards.append(Ward(patients, kind.tells, kind.finds, kind.mends))
    doctor = Doctor(service, wards, WaitingAlarms(parts.bus, service), parts.clock)
    rounds = Rounds(doctor, parts.jurisdictions.centres(), parts.settings.doctor_every)
    rounds.start()
    parts.closing.append(rounds.stop)
    parts.bus.serve(service, "doctor", rounds.requested)
    return rounds
