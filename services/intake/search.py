"""Lists and searches of cases by their cards: the newest first, page by page, each write seen by the next read."""

import asyncio
from typing import Any, Final, Protocol

from motor.motor_asyncio import AsyncIOMotorCollection

from services.intake.cards import HIDDEN, pairs, sought
from shared.contracts.intake import CasesQuery
from shared.identifiers import normalise_uscc
from shared.store import reachable

Card = dict[str, Any]
NEWEST: Final = ("_id", -1)
COUNTED: Final = 2000
"""Cases up to which pairs of characters are told apart by how many names have them; beyond, one is as good as another."""
WHICH: Final = {"state": "card.state", "department": "card.departments", "light": "card.light", "agent": "card.agent"}


class CaseCards(Protocol):
    """Finds cases of a centre."""

    async def find(self, centre: str, query: CasesQuery) -> list[Card]:
        """Cards that meet everything the query asks for, the newest first, from after `query.after` on, at most
        `query.limit`. A case that is added while somebody pages is on no later page, and shifts none.
        Errors: Refused (the text is too short), DatabaseAway.
        """


class MongoCaseCards:
    """Cards in the documents of their cases. The primary answers: whatever was acknowledged is seen."""

    def __init__(self, collection: AsyncIOMotorCollection[dict[str, Any]]) -> None:
        self._collection = collection

    async def prepare(self) -> None:
        """One index for each way to search; all of them give a centre's cases in order, so that nothing is ever sorted."""
        for field in ("card.state", "card.departments", "card.agent", "card.party", "card.words"):
            await self._collection.create_index([("card.centre", 1), (field, 1), NEWEST])
        await self._collection.create_index([("card.centre", 1), NEWEST], name="card.all")
        # Few cases are open and fewer have a light, however many are kept: their indexes hold nothing else.
        await self._collection.create_index(
            [("card.centre", 1), NEWEST], name="card.open", partialFilterExpression={"card.open": True}
        )
        await self._collection.create_index(
            [("card.centre", 1), ("card.light", 1), NEWEST], partialFilterExpression={"card.light": {"$gt": ""}}
        )

    async def find(self, centre: str, query: CasesQuery) -> list[Card]:
        """See CaseCards."""
        wanted = selection(centre, query)
        if (text := sought(query)) is not None:
            wanted |= {"card.words": await self._rarest(centre, pairs(text)), "card.names": {"$regex": text}}
        hidden = {f"card.{name}": 0 for name in HIDDEN}
        with reachable():
            found = self._collection.find(wanted, {"state": 0, "handled": 0, "outbox": 0, **hidden})
            return [document["card"] async for document in found.sort(*NEWEST).limit(query.limit)]

    async def _rarest(self, centre: str, words: list[str]) -> str:
        """The pair of characters that the fewest names of the centre have: only those are then read and compared."""
        if len(words) == 1:
            return words[0]
        counts = await asyncio.gather(*(self._count(centre, word) for word in words))
        return min(zip(counts, words, strict=True))[1]

    async def _count(self, centre: str, word: str) -> int:
        """From the index alone, which the pipeline of `count_documents` would not do."""
        wanted = {"card.centre": centre, "card.words": word}
        with reachable():
            counted = await self._collection.database.command("count", self._collection.name, query=wanted, limit=COUNTED)
        return int(counted["n"])


def selection(centre: str, query: CasesQuery) -> dict[str, Any]:
    """Everything that the query asks for but its text."""
    asked = query.model_dump(include=set(WHICH), exclude_none=True)
    wanted: dict[str, Any] = {"card.centre": centre} | {WHICH[field]: value for field, value in asked.items()}
    if query.state == "open":
        del wanted["card.state"]
        wanted["card.open"] = True
    if query.applicant is not None:
        wanted["card.party"] = normalise_uscc(query.applicant)
    if query.after is not None:
        wanted["_id"] = {"$lt": query.after}
    return wanted
