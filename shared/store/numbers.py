"""Running numbers of cases and records, counted in MongoDB."""

from contextlib import suppress
from datetime import date
from typing import Any, Protocol

from motor.motor_asyncio import AsyncIOMotorDatabase
from pymongo import ReturnDocument
from pymongo.errors import DuplicateKeyError

from shared.identifiers import case_number, record_number
from shared.identifiers.record_number import Letter
from shared.store.aggregates import LostRace
from shared.store.database import reachable


class Numbers(Protocol):
    """Running numbers, per centre, day and letter."""

    async def next(self, centre: str, day: date, letter: Letter | None = None) -> str:
        """A number nobody has: a 办件编号, or with a letter that of a record; one may be skipped, never given twice."""


class MongoNumbers:
    """Counters in MongoDB, one document per centre, day and letter, in a collection of the service's own."""

    def __init__(self, database: AsyncIOMotorDatabase[dict[str, Any]]) -> None:
        self._counters = database["numbers"]

    async def next(self, centre: str, day: date, letter: Letter | None = None) -> str:
        """See Numbers."""
        for _ in range(2):  # two first cases of a day may race to make the counter; the second try finds it
            with suppress(DuplicateKeyError), reachable():
                counter = await self._counters.find_one_and_update(
                    {"_id": f"{centre}-{letter or ''}{day:%Y%m%d}"},
                    {"$inc": {"last": 1}},
                    upsert=True,
                    return_document=ReturnDocument.AFTER,
                )
                running = counter["last"]
                return record_number(letter, centre, day, running) if letter else case_number(centre, day, running)
        raise LostRace(centre)
