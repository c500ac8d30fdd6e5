"""Where joint_review keeps its reviews and meetings, and numbers their minutes."""

import asyncio
import random
from typing import Any, Final, Protocol

from motor.motor_asyncio import AsyncIOMotorCollection, AsyncIOMotorDatabase
from pymongo.errors import DuplicateKeyError

from services.joint_review.domain.reviews import Reviews
from shared.aggregate import Aggregate
from shared.clock import Clock
from shared.store import Aggregates, LostRace, MongoAggregates, Outbox, reachable

OWNER: Final = "joint_review"
RACES: Final = 200  # tries for a number against others of the same centre; one of those who race always gets it
Card = dict[str, Any]


class Files(Aggregates[Reviews], Protocol):
    """The reviews of cases, and of meetings."""

    async def meetings(self, centre: str, before: str, limit: int) -> list[Card]:
        """Meetings of a centre, the latest first, from before that one on. Errors: DatabaseAway."""


class MinutesNumbers(Protocol):
    """纪要编号 `<centre>-JY<year>-<4 digits>`, without gaps within centre and year."""

    async def allotted(self, about: str) -> str:
        """The number that the minutes of this review or meeting have; empty: none yet. Errors: DatabaseAway."""

    async def allot(self, centre: str, year: int, about: str) -> str:
        """The number of the minutes of this review or meeting: the same one however often it is asked for, and none
        is ever skipped or given twice. Errors: LostRace, DatabaseAway.
        """


def card(reviews: Reviews) -> Card:
    """The few flat fields by which meetings are listed; nothing of what is no meeting."""
    meeting = reviews.meeting
    if meeting is None:
        return {}
    return {
        "meeting": True,
        "centre": reviews.centre,
        "meeting_id": meeting.meeting_id,
        "kind": meeting.kind,
        "subject": meeting.subject,
        "convener": meeting.convener,
        "form": meeting.form,
        "at": meeting.at,
        "place": meeting.place,
        "state": meeting.state.value,
        "state_name": meeting.state.label,
        "points": len(meeting.points),
        "open_points": sum(not point.outcome for point in meeting.points),
        "minutes": meeting.minutes.number if meeting.minutes else "",
    }


class MongoReviews(MongoAggregates[Reviews]):
    """Files in MongoDB."""

    def __init__(self, database: AsyncIOMotorDatabase[dict[str, Any]], outbox: Outbox, clock: Clock) -> None:
        super().__init__(database["reviews"], Reviews, outbox, OWNER, clock, card)

    async def prepare(self) -> None:
        """Indexes besides: the meetings of a centre, and limits that are provisional: few are, and not for long."""
        await super().prepare()
        centres = [("state.centre", 1), ("_id", 1)]
        await self.collection.create_index(centres, partialFilterExpression={"state.calendar": {"$gt": ""}})
        meetings = {"card.meeting": True}
        await self.collection.create_index([("card.centre", 1), ("_id", -1)], partialFilterExpression=meetings)

    async def meetings(self, centre: str, before: str, limit: int) -> list[Card]:
        """See Files."""
        wanted: dict[str, Any] = {"card.meeting": True, "card.centre": centre} | ({"_id": {"$lt": before}} if before else {})
        with reachable():
            found = self.collection.find(wanted, {"card": 1}).sort("_id", -1).limit(limit)
            return [document["card"] async for document in found]

    async def presumed(self, centre: str, version: str, after: str, limit: int) -> list[Aggregate]:
        """See shared.late_calendar.Presumed."""
        wanted = {"state.centre": centre, "state.calendar": {"$gt": "", "$ne": version}, "_id": {"$gt": after}}
        return [*await self.find(wanted, limit)]


class MongoMinutesNumbers:
    """MinutesNumbers in a collection of their own, one document per set of minutes; none is ever changed."""

    def __init__(self, collection: AsyncIOMotorCollection[dict[str, Any]]) -> None:
        self._collection = collection

    async def prepare(self) -> None:
        """The index by which no number is given twice."""
        await self._collection.create_index([("centre", 1), ("year", 1), ("n", 1)], unique=True)

    async def allotted(self, about: str) -> str:
        """See MinutesNumbers."""
        with reachable():
            found = await self._collection.find_one({"_id": about})
        return minutes_number(found["centre"], found["year"], found["n"]) if found else ""

    async def allot(self, centre: str, year: int, about: str) -> str:
        """See MinutesNumbers."""
        for attempt in range(RACES):
            if known := await self.allotted(about):
                return known
            following = await self._last(centre, year) + 1
            try:
                with reachable():
                    await self._collection.insert_one({"_id": about, "centre": centre, "year": year, "n": following})
            except DuplicateKeyError:  # somebody else has that number now, or the other try of ours has one
                await asyncio.sleep(random.uniform(0, 0.002 * 2 ** min(attempt, 6)))  # noqa: S311  spreads writers, no secret
            else:
                return minutes_number(centre, year, following)
        raise LostRace(about)

    async def _last(self, centre: str, year: int) -> int:
        with reachable():
            last = await self._collection.find_one({"centre": centre, "year": year}, {"n": 1}, sort=[("n", -1)])
        return int(last["n"]) if last else 0


def minutes_number(centre: str, year: int, running: int) -> str:
    """The number as it is written: `150622-JY2026-0001`."""
    return f"{centre}-JY{year}-{running:04}"
