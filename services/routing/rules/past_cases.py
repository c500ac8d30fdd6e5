"""Reads what routes have on record for a repetition of their decisions: facts and rulings, and nothing about people."""

from collections.abc import Iterable
from typing import Any, Final, NamedTuple

from motor.motor_asyncio import AsyncIOMotorCollection

from shared.store import reachable

RULING: Final = ("centre", "rulebook", "asked", "verdicts")


class Batch(NamedTuple):
    """Cases in the order of their numbers, as `PastCase.read` has them; `skipped` lack a record of their facts."""

    cases: list[list[Any]]
    last: str
    skipped: int


class PastCases:
    """The cases of some centres, page by page: the number of the last case is a cursor that later cases do not move."""

    def __init__(self, routes: AsyncIOMotorCollection[dict[str, Any]]) -> None:
        self._routes = routes

    async def batch(self, centres: Iterable[str], after: str, size: int) -> Batch:
        """At most `size` cases that come after a number; none: there are no more. Errors: DatabaseAway."""
        wanted = {"_id": {"$gt": after}, "state.centre": {"$in": list(centres)}}
        pipeline: list[dict[str, Any]] = [{"$match": wanted}, {"$sort": {"_id": 1}}, {"$limit": size}, {"$project": PROJECTION}]
        with reachable():
            found = await self._routes.aggregate(pipeline).to_list(None)
        cases = [_case(each) for each in found if each.get("ruling") and each.get("facts")]
        return Batch(cases, found[-1]["_id"] if found else "", len(found) - len(cases))

    async def count(self, centres: Iterable[str]) -> int:
        """How many cases these centres have: numbers begin with the centre's code, so the keys suffice."""
        with reachable():
            return sum([await self._routes.count_documents({"_id": {"$gt": f"{code}-", "$lt": f"{code}."}}) for code in centres])

    async def one(self, number: str) -> dict[str, Any] | None:
        """The record of one case: its centre, facts, ruling and the rulings of its tasks, each with the rules that decided."""
        fields = {f"state.{name}": 1 for name in ("centre", "facts", "ruling", "tasks", "matters")}
        with reachable():
            found = await self._routes.find_one({"_id": number}, fields)
        state: dict[str, Any] | None = found["state"] if found else None
        return state


def _ruling(path: str) -> dict[str, str]:
    return {name: f"{path}.{name}" for name in RULING}


PROJECTION: Final = {
    "centre": "$state.centre",
    "facts": "$state.facts",
    "ruling": {"$cond": [{"$ifNull": ["$state.ruling", False]}, _ruling("$state.ruling"), None]},
    "items": {
        "$map": {
            "input": {"$objectToArray": {"$ifNull": ["$state.tasks", {}]}},
            "as": "task",
            "in": {"$map": {"input": {"$ifNull": ["$$task.v.rulings", []]}, "as": "ruling", "in": _ruling("$$ruling")}},
        }
    },
}


def _case(found: dict[str, Any]) -> list[Any]:
    items = [[_row(ruling) for ruling in item] for item in found["items"] if item]
    return [found["_id"], found["centre"], found["facts"], _row(found["ruling"]), items]


def _row(ruling: dict[str, Any]) -> list[Any]:
    return [ruling[name] for name in RULING]
