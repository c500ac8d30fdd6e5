"""Where intake keeps its cases and counts their numbers."""

from collections.abc import Sequence
from contextlib import suppress
from datetime import date
from typing import Any, Protocol

from motor.motor_asyncio import AsyncIOMotorDatabase
from pymongo import ReturnDocument
from pymongo.errors import DuplicateKeyError

from services.intake.domain.case import Case
from shared.aggregate import Said
from shared.bus.envelope import Cause
from shared.clock import Clock
from shared.identifiers import case_number
from shared.store import Aggregates, LostRace, MongoAggregates, Outbox, reachable


class Cases(Aggregates[Case], Protocol):
    """The case files."""

    async def submitted(self, submission: str) -> Case | None:
        """The case that a submission has become already."""

    async def add_once(self, case: Case, cause: Cause, facts: Sequence[Said]) -> Case:
        """Add a case; a submission that has become a case in the meantime gives that one."""

    async def newest(self, centre: str, state: str | None, limit: int) -> list[Case]:
        """Cases of a centre, the newest first."""


class Numbers(Protocol):
    """Running numbers of cases, per centre and day."""

    async def next(self, centre: str, day: date) -> str:
        """A 办件编号 nobody has; a number may be skipped, never given twice."""


class MongoCases(MongoAggregates[Case]):
    """The case files in MongoDB."""

    def __init__(self, database: AsyncIOMotorDatabase[dict[str, Any]], outbox: Outbox, clock: Clock) -> None:
        super().__init__(database["cases"], Case, outbox, "intake", clock)

    async def prepare(self) -> None:
        """Indexes: one case per submission; lists by centre."""
        await super().prepare()
        await self.collection.create_index("state.submission", unique=True)
        await self.collection.create_index([("state.centre", 1), ("_id", -1)])

    async def submitted(self, submission: str) -> Case | None:
        """See Cases."""
        found = await self._find({"state.submission": submission}, 1)
        return found[0] if found else None

    async def add_once(self, case: Case, cause: Cause, facts: Sequence[Said]) -> Case:
        """See Cases."""
        try:
            return await self.add(case, cause, facts)
        except LostRace:  # the same submission, sent twice at once: the other became the case
            known = await self.submitted(case.submission)
            if known is None:
                raise
            return known

    async def newest(self, centre: str, state: str | None, limit: int) -> list[Case]:
        """See Cases."""
        return await self._find({"state.centre": centre} | ({"state.state": state} if state else {}), limit)

    async def _find(self, query: dict[str, Any], limit: int) -> list[Case]:
        cursor = self.collection.find(query, {"state": 1, "version": 1}).sort("_id", -1).limit(limit)
        with reachable():
            return [self._load(document) async for document in cursor]


class MongoNumbers:
    """Counters in MongoDB, one document per centre and day."""

    def __init__(self, database: AsyncIOMotorDatabase[dict[str, Any]]) -> None:
        self._counters = database["numbers"]

    async def next(self, centre: str, day: date) -> str:
        """See Numbers."""
        for _ in range(2):  # two first cases of a day may race to make the counter; the second try finds it
            with suppress(DuplicateKeyError), reachable():
                counter = await self._counters.find_one_and_update(
                    {"_id": f"{centre}-{day:%Y%m%d}"}, {"$inc": {"last": 1}}, upsert=True, return_document=ReturnDocument.AFTER
                )
                return case_number(centre, day, counter["last"])
        raise LostRace(centre)
