"""Acts that were refused: who wanted what, and why it was not done; kept for good, one document each."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple, Protocol

from motor.motor_asyncio import AsyncIOMotorCollection

from shared.errors import Fault
from shared.store.database import reachable

LONGEST = 60  # characters kept of what a stranger may have written; numbers and operations are shorter
MOST = 50  # faults kept of one act: a body may have as many as somebody cares to write


class RefusedAct(NamedTuple):
    """An act that was refused."""

    who: str
    """`<region>.<department>`, the region code of a centre, an agent: whoever wanted it."""
    act: str
    about: str
    """What within the case: item, transfer, matter, document …; empty: the case, or not on record."""
    faults: tuple[Fault, ...]
    at: datetime


def bounded(who: str, act: str, about: str, faults: Sequence[Fault], at: datetime) -> RefusedAct:
    """The act as it is kept, however much was written. Faults have fixed words; their fields may be a stranger's."""
    told = (fault.model_copy(update={"field": fault.field[:LONGEST]}) for fault in faults[:MOST])
    return RefusedAct(who[:LONGEST], act[:LONGEST], about[:LONGEST], tuple(told), at)


class Refusals(Protocol):
    """Where refused acts are recorded."""

    async def note(self, case: str, who: str, act: str, faults: Sequence[Fault], at: datetime, about: str = "") -> None:
        """Keep one; it changes nothing else. The arguments are as in `RefusedAct`. Errors: DatabaseAway."""

    async def of(self, case: str, limit: int) -> list[RefusedAct]:
        """The last ones about a case, the oldest first. Errors: DatabaseAway."""


class MongoRefusals:
    """Refusals in a collection of the service's own; nothing is ever changed in it."""

    def __init__(self, collection: AsyncIOMotorCollection[dict[str, Any]]) -> None:
        self._collection = collection

    async def prepare(self) -> None:
        """Create the index by case."""
        await self._collection.create_index([("case", 1), ("at", 1)])

    async def note(self, case: str, who: str, act: str, faults: Sequence[Fault], at: datetime, about: str = "") -> None:
        """See Refusals."""
        kept = bounded(who, act, about, faults, at)._asdict()
        note = {"case": case[:LONGEST], **kept, "faults": [fault.model_dump() for fault in kept["faults"]]}
        with reachable():
            await self._collection.insert_one(note)

    async def of(self, case: str, limit: int) -> list[RefusedAct]:
        """See Refusals."""
        with reachable():
            found = self._collection.find({"case": case}).sort([("at", -1), ("_id", -1)]).limit(limit)
            return [_read(one) async for one in found][::-1]


def _read(note: dict[str, Any]) -> RefusedAct:
    faults = tuple(Fault.model_validate(fault) for fault in note["faults"])
    return RefusedAct(note["who"], note["act"], note.get("about", ""), faults, note["at"])
