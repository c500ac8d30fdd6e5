"""What routing keeps in MongoDB besides its aggregates: an index of hand-overs, and the acts that were refused."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from motor.motor_asyncio import AsyncIOMotorCollection

from services.routing.domain.route import Route
from services.routing.refusals import RefusedAct
from shared.errors import Fault
from shared.store.aggregates import MongoAggregates
from shared.store.database import reachable

Collection = AsyncIOMotorCollection[dict[str, Any]]


class MongoIndex:
    """Finds routes by the centres that items of theirs were handed between."""

    def __init__(self, routes: MongoAggregates[Route]) -> None:
        self._routes = routes

    async def prepare(self) -> None:
        """Create the index that the search needs."""
        await self._routes.collection.create_index([("state.desks", 1), ("_id", 1)])

    async def touching(self, centre: str, after: str, limit: int) -> list[Route]:
        """See Index. Errors: DatabaseAway."""
        return await self._routes.find({"state.desks": centre, "_id": {"$gt": after}}, limit)


class MongoRefusals:
    """Refused acts, one document each; nothing is ever changed in it."""

    def __init__(self, collection: Collection) -> None:
        self._collection = collection

    async def prepare(self) -> None:
        """Create the index by case."""
        await self._collection.create_index([("case", 1), ("at", 1)])

    async def note(self, case: str, who: str, act: str, faults: Sequence[Fault], at: datetime, about: str = "") -> None:
        """See Refusals. Errors: DatabaseAway."""
        told = [fault.model_dump() for fault in faults]
        note = {"case": case[:60], "about": about[:60], "who": who, "act": act[:60], "faults": told, "at": at}
        with reachable():
            await self._collection.insert_one(note)

    async def of(self, case: str, limit: int) -> list[RefusedAct]:
        """See Refusals. Errors: DatabaseAway."""
        with reachable():
            found = self._collection.find({"case": case}).sort([("at", -1), ("_id", -1)]).limit(limit)
            return [_read(one) async for one in found][::-1]


def _read(note: dict[str, Any]) -> RefusedAct:
    faults = tuple(Fault.model_validate(fault) for fault in note["faults"])
    return RefusedAct(note["who"], note["act"], note.get("about", ""), faults, note["at"])
