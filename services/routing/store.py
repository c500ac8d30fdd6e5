"""What routing keeps in MongoDB besides its aggregates: indexes of hand-overs, and of limits that rest on a presumed year."""

from services.routing.domain.route import Route
from shared.store import MongoAggregates


class MongoIndex:
    """Finds routes by the centres that items of theirs were handed between, and by the calendar they rest on."""

    def __init__(self, routes: MongoAggregates[Route]) -> None:
        self._routes = routes

    async def prepare(self) -> None:
        """Create the indexes that the searches need."""
        await self._routes.collection.create_index([("state.desks", 1), ("_id", 1)])
        provisional = {"state.provisional": True}  # few routes are, and those not for long
        await self._routes.collection.create_index([("state.centre", 1), ("_id", 1)], partialFilterExpression=provisional)

    async def touching(self, centre: str, after: str, limit: int) -> list[Route]:
        """See Index. Errors: DatabaseAway."""
        return await self._routes.find({"state.desks": centre, "_id": {"$gt": after}}, limit)

    async def presumed(self, centre: str, version: str, after: str, limit: int) -> list[Route]:
        """See Presumed. Errors: DatabaseAway."""
        wanted = {
            "state.centre": centre,
            "state.provisional": True,
            "state.calendar": {"$ne": version},
            "_id": {"$gt": after},
        }
        return await self._routes.find(wanted, limit)
