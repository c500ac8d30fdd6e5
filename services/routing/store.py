"""What routing keeps in MongoDB besides its routes: indexes of them, and the agendas of meetings."""

from collections.abc import Collection
from typing import Any

from motor.motor_asyncio import AsyncIOMotorDatabase

from services.routing.domain.agenda import Agenda, AgendaCase, AgendaItem
from services.routing.domain.route import Route, RouteState
from shared.clock import Clock
from shared.contracts.common import ItemState
from shared.store import MongoAggregates, Outbox, reachable

BRIEF = {
    "centre": "$state.centre",
    "name": {"$ifNull": ["$state.project", "$state.applicant"]},
    "state": "$state.state",
    "over": "$state.over",
    "tasks": {
        "$map": {
            "input": {"$objectToArray": "$state.tasks"},
            "in": {"item": "$$this.v.plan.item", "restricted": "$$this.v.restricted", "state": "$$this.v.state"},
        }
    },
}
"""The little of a route that calling a meeting needs: a route is some 30 KB, and an agenda has up to 500."""


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

    async def briefly(self, cases: Collection[str]) -> dict[str, AgendaCase]:
        """See Register. Errors: DatabaseAway."""
        stages: list[dict[str, Any]] = [{"$match": {"_id": {"$in": [*cases]}}}, {"$project": BRIEF}]
        with reachable():
            return {one["_id"]: _brief(one) async for one in self._routes.collection.aggregate(stages)}


def _brief(found: dict[str, Any]) -> AgendaCase:
    items = {task["item"]: AgendaItem(task.get("restricted", False), ItemState(task["state"]).ended) for task in found["tasks"]}
    over = bool(found.get("over")) or found["state"] == RouteState.CLOSED
    return AgendaCase(found["centre"], found["name"], over, items)


class MongoAgendas(MongoAggregates[Agenda]):
    """The agendas in MongoDB."""

    def __init__(self, database: AsyncIOMotorDatabase[dict[str, Any]], outbox: Outbox, clock: Clock) -> None:
        super().__init__(database["agendas"], Agenda, outbox, "routing", clock)

    async def prepare(self) -> None:
        """Indexes: of the outbox, and one agenda per request."""
        await super().prepare()
        await self.collection.create_index("state.request", unique=True)

    async def submitted(self, request: str) -> Agenda | None:
        """See Agendas. Errors: DatabaseAway."""
        found = await self.find({"state.request": request}, 1)
        return found[0] if found else None
