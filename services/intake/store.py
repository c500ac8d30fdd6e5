"""Where intake keeps its cases."""

from collections.abc import Sequence
from typing import Any, Protocol, TypeVar

from motor.motor_asyncio import AsyncIOMotorDatabase

from services.intake.cards import card
from services.intake.domain.case import Case
from services.intake.domain.record import Record
from shared.aggregate import Said
from shared.bus.envelope import Cause
from shared.clock import Clock
from shared.store import Aggregates, LostRace, MongoAggregates, Outbox, reachable

R = TypeVar("R", bound=Record)


class Records(Aggregates[R], Protocol[R]):
    """Aggregates that requests make, each request one."""

    async def submitted(self, request: str) -> R | None:
        """What a request has become already. Errors: DatabaseAway."""

    async def add_once(self, record: R, cause: Cause, facts: Sequence[Said]) -> R:
        """Add one; a request that has become one in the meantime gives that one. Errors: LostRace, DatabaseAway."""

    async def presumed(self, centre: str, version: str, after: str, limit: int) -> list[R]:
        """Those of a centre with a limit that rests on an unpublished year of another calendar than this, by id; from
        after that one. Errors: DatabaseAway.
        """


class Cases(Records[Case], Protocol):
    """The case files."""

    async def loads(self, centre: str) -> dict[str, int]:
        """Agent -> open cases. Errors: DatabaseAway."""

    async def of_agent(self, centre: str, agent: str) -> list[str]:
        """Numbers of an agent's open cases. Errors: DatabaseAway."""

    async def broken_promises(self, party: str) -> list[str]:
        """Cases, at any centre, in which this applicant has not kept a promise. Errors: DatabaseAway."""


class MongoRecords(MongoAggregates[R]):
    """Records in MongoDB."""

    async def prepare(self) -> None:
        """Indexes: of the outbox, one record per request, and limits that are provisional: few are, and not for long."""
        await super().prepare()
        await self.collection.create_index("state.request", unique=True)
        centres = [("state.centre", 1), ("_id", 1)]
        await self.collection.create_index(centres, partialFilterExpression={"state.calendar": {"$gt": ""}})

    async def submitted(self, request: str) -> R | None:
        """See Records."""
        found = await self.find({"state.request": request}, 1)
        return found[0] if found else None

    async def add_once(self, record: R, cause: Cause, facts: Sequence[Said]) -> R:
        """See Records."""
        try:
            return await self.add(record, cause, facts)
        except LostRace:  # the same request, sent twice at once: the other became the record
            known = await self.submitted(record.request)
            if known is None:
                raise
            return known

    async def presumed(self, centre: str, version: str, after: str, limit: int) -> list[R]:
        """See Records."""
        wanted = {"state.centre": centre, "state.calendar": {"$gt": "", "$ne": version}, "_id": {"$gt": after}}
        return await self.find(wanted, limit)


class MongoCases(MongoRecords[Case]):
    """The case files in MongoDB."""

    def __init__(self, database: AsyncIOMotorDatabase[dict[str, Any]], outbox: Outbox, clock: Clock) -> None:
        super().__init__(database["cases"], Case, outbox, "intake", clock, card)

    async def prepare(self) -> None:
        """Indexes besides: open cases by agent, promises that were broken."""
        await super().prepare()
        agents = [("card.centre", 1), ("card.agent", 1), ("_id", -1)]
        await self.collection.create_index(agents, name="card.load", partialFilterExpression={"card.open": True})
        await self.collection.create_index("card.party", name="card.broken", partialFilterExpression={"card.broken": True})

    async def loads(self, centre: str) -> dict[str, int]:
        """See Cases."""
        stages: list[dict[str, Any]] = [
            {"$match": {"card.centre": centre, "card.open": True}},
            {"$group": {"_id": "$card.agent", "cases": {"$sum": 1}}},
        ]
        with reachable():
            return {one["_id"]: one["cases"] async for one in self.collection.aggregate(stages, hint="card.load")}

    async def of_agent(self, centre: str, agent: str) -> list[str]:
        """See Cases."""
        return await self._ids({"card.centre": centre, "card.agent": agent, "card.open": True})

    async def broken_promises(self, party: str) -> list[str]:
        """See Cases."""
        return await self._ids({"card.party": party, "card.broken": True})

    async def _ids(self, wanted: dict[str, Any]) -> list[str]:
        with reachable():
            return [one["_id"] async for one in self.collection.find(wanted, {"_id": 1}).sort("_id", 1)]
