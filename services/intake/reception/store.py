"""Where consultations and appointments are kept, and what keeps two people from being given the same place."""

from collections.abc import Callable, Collection, Sequence
from datetime import date
from typing import Any, Protocol

from motor.motor_asyncio import AsyncIOMotorDatabase
from pymongo.errors import DuplicateKeyError

from services.intake.domain.appointment import Appointment
from services.intake.domain.consultation import Consultation, ConsultationState
from services.intake.store import MongoRecords, Records
from shared.aggregate import Said
from shared.bus.envelope import Cause
from shared.clock import Clock
from shared.errors import TransientError
from shared.store import LostRace, Outbox, reachable

Database = AsyncIOMotorDatabase[dict[str, Any]]


class Taken(TransientError):
    """Somebody else was given the place in the meantime; another one may be free."""


class Consultations(Records[Consultation], Protocol):
    """The consultations."""

    async def newest(
        self, centre: str, states: Collection[ConsultationState], overdue: bool | None, after: str | None, limit: int
    ) -> list[Consultation]:
        """Those of a centre in one of these states, the newest first, beginning after the one named `after`."""


class Appointments(Records[Appointment], Protocol):
    """The appointments. No two of them have the same `place`: `add_once` and `change` raise Taken instead."""

    async def taken(self, centre: str, day: date) -> set[str]:
        """Places of a day that are given away."""

    async def of_day(self, centre: str, day: date) -> list[Appointment]:
        """All of a day, in the order of their times; those of one time in the order of their numbers."""


class MongoConsultations(MongoRecords[Consultation]):
    """The consultations in MongoDB."""

    def __init__(self, database: Database, outbox: Outbox, clock: Clock) -> None:
        super().__init__(database["consultations"], Consultation, outbox, "intake", clock)

    async def prepare(self) -> None:
        """Indexes besides: lists by centre."""
        await super().prepare()
        await self.collection.create_index([("state.centre", 1), ("state.state", 1), ("_id", -1)])

    async def newest(
        self, centre: str, states: Collection[ConsultationState], overdue: bool | None, after: str | None, limit: int
    ) -> list[Consultation]:
        """See Consultations."""
        wanted: dict[str, Any] = {"state.centre": centre, "state.state": {"$in": [*states]}}
        if overdue is not None:
            wanted["state.overdue"] = overdue
        if after is not None:
            wanted["_id"] = {"$lt": after}
        with reachable():
            found = self.collection.find(wanted, {"state": 1, "version": 1}).sort("_id", -1).limit(limit)
            return [self.read(document) async for document in found]


class MongoAppointments(MongoRecords[Appointment]):
    """The appointments in MongoDB."""

    def __init__(self, database: Database, outbox: Outbox, clock: Clock) -> None:
        super().__init__(database["appointments"], Appointment, outbox, "intake", clock)

    async def prepare(self) -> None:
        """Indexes besides: one appointment per place, whichever replica gives it away; lists by day."""
        await super().prepare()
        held = {"state.place": {"$type": "string"}}
        await self.collection.create_index("state.place", unique=True, partialFilterExpression=held)
        await self.collection.create_index([("state.centre", 1), ("state.day", 1), ("state.time", 1), ("_id", 1)])

    async def add_once(self, record: Appointment, cause: Cause, facts: Sequence[Said]) -> Appointment:
        """See Records. Errors, besides: Taken."""
        try:
            return await super().add_once(record, cause, facts)
        except LostRace:  # neither its number nor its request is there: the place is somebody else's
            raise Taken(record.id) from None

    async def change(
        self,
        key: str,
        cause: Cause,
        decide: Callable[[Appointment], Sequence[Said]],
        new: Callable[[], Appointment] | None = None,
    ) -> Appointment:
        """See Aggregates. Errors, besides: Taken (the place is somebody else's; nothing was changed)."""
        try:
            return await super().change(key, cause, decide, new)
        except DuplicateKeyError:
            raise Taken(key) from None

    async def taken(self, centre: str, day: date) -> set[str]:
        """See Appointments."""
        wanted = {"state.centre": centre, "state.day": day.isoformat(), "state.place": {"$type": "string"}}
        with reachable():
            return {found["state"]["place"] async for found in self.collection.find(wanted, {"state.place": 1})}

    async def of_day(self, centre: str, day: date) -> list[Appointment]:
        """See Appointments."""
        wanted = {"state.centre": centre, "state.day": day.isoformat()}
        with reachable():
            found = self.collection.find(wanted, {"state": 1, "version": 1}).sort([("state.time", 1), ("_id", 1)])
            return [self.read(document) async for document in found]
