"""Where complaints are kept, found and counted."""

from datetime import date, datetime, time
from typing import Any, Final, NamedTuple, Protocol

from motor.motor_asyncio import AsyncIOMotorDatabase

from services.intake.domain.complaint import Complaint
from services.intake.domain.supervising import HANDLES, OF_MISCONDUCT
from services.intake.store import MongoRecords, Records
from shared.clock import CHINA, Clock
from shared.contracts.complaint import ComplaintsQuery
from shared.store import Outbox, reachable

NEWEST: Final = ("_id", -1)
SIGNED: Final = "state.mandate.signed_at"
COMPLETED: Final = "state.completed_at"
CAME: Final = "state.received_at"


class Month(NamedTuple):
    """A month, from its first instant to the first one after it."""

    first: date
    after: date

    @classmethod
    def of(cls, day: date) -> "Month":
        """The month of a day."""
        first = day.replace(day=1)
        return cls(first, date(first.year + first.month // 12, first.month % 12 + 1, 1))

    @property
    def instants(self) -> tuple[datetime, datetime]:
        """Both ends."""
        return datetime.combine(self.first, time(), CHINA), datetime.combine(self.after, time(), CHINA)


class Complaints(Records[Complaint], Protocol):
    """The complaints."""

    async def listed(self, region: str, query: ComplaintsQuery) -> list[Complaint]:
        """What the post `query.by` at the desk of `region` may see, the newest first, at most `query.limit`.

        A complaint that comes in while somebody pages shifts no page. The post above sees one centre after the other.
        """


class Counts(Protocol):
    """What is counted of a month for electronic monitoring; names of counts as in `MongoCounts`."""

    async def cases(self, centre: str, month: Month) -> dict[str, int]:
        """mandated: mandates signed | in_force: of those, still | completed: cases completed."""

    async def refused(self, centre: str, month: Month) -> int:
        """Acts refused because whoever wanted them had no mandate for them."""

    async def complaints(self, centre: str, month: Month) -> dict[str, int]:
        """Of those that came in: received | open | late | upheld | anonymous | kind:<kind> | overstepping_upheld."""


class MongoComplaints(MongoRecords[Complaint]):
    """Complaints in MongoDB, in a collection of their own: nothing about a case leads to them."""

    def __init__(self, database: AsyncIOMotorDatabase[dict[str, Any]], outbox: Outbox, clock: Clock) -> None:
        super().__init__(database["complaints"], Complaint, outbox, "intake", clock, card)

    async def prepare(self) -> None:
        """Indexes besides: the lists of a centre's posts and of the post above."""
        await super().prepare()
        await self.collection.create_index([("card.centre", 1), NEWEST])
        await self.collection.create_index([("card.superior", 1), NEWEST])

    async def listed(self, region: str, query: ComplaintsQuery) -> list[Complaint]:
        """See Complaints."""
        wanted = selection(region, query)
        found = self.collection.find(wanted, {"state": 1, "version": 1}).sort(*NEWEST).limit(query.limit)
        with reachable():
            return [self.read(document) async for document in found]


def card(complaint: Complaint) -> dict[str, Any]:
    """The few flat fields by which complaints are listed and counted."""
    answer = complaint.answers[-1].finding if complaint.answers else ""
    return {
        "centre": complaint.centre,
        "superior": complaint.superior,
        "handler": complaint.handler,
        "against": complaint.line.accused.kind,
        "party": complaint.against,
        "kind": complaint.kind,
        "state": complaint.state.value,
        "late": complaint.late,
        "ever_late": complaint.ever_late,
        "anonymous": complaint.complainant is None,
        "finding": answer,
        "received_at": complaint.received_at,
    }


def selection(region: str, query: ComplaintsQuery) -> dict[str, Any]:
    """What a query asks for, within what its post may see (the same as `Line.may_handle`)."""
    wanted = _visible(region, query.by)
    if query.state == "open":
        wanted["open"] = True
    elif query.state:
        wanted["card.state"] = query.state
    if query.kind:
        wanted["$and"] = [{"card.kind": query.kind}]  # beside what hides misconduct
    if query.overdue:
        wanted["card.late"] = True
    if query.mine:
        wanted["card.handler"] = query.by
    if query.after:
        wanted["_id"] = {"$lt": query.after}
    return wanted


def _visible(region: str, post: str) -> dict[str, Any]:
    if "." in post:
        above = post if post.startswith(f"{region}.") else ""
        return {"card.superior": above, "card.party": {"$ne": post}}
    wanted: dict[str, Any] = {"card.centre": region, "card.against": {"$in": list(HANDLES.get(post, ()))}}
    return wanted if post == OF_MISCONDUCT else wanted | {"card.kind": {"$ne": "misconduct"}}


class MongoCounts:
    """Counts over what intake keeps. Every count reads what happened in its month, by an index, and nothing else."""

    def __init__(self, database: AsyncIOMotorDatabase[dict[str, Any]]) -> None:
        self._cases, self._complaints, self._refusals = database["cases"], database["complaints"], database["refusals"]

    async def prepare(self) -> None:
        """Indexes by centre and by what a month is counted by."""
        for collection, field in ((self._cases, SIGNED), (self._cases, COMPLETED), (self._complaints, CAME)):
            await collection.create_index([("state.centre", 1), (field, 1)], name=f"month.{field}")
        await self._refusals.create_index([("faults.field", 1), ("at", 1), ("case", 1)], name="month.refused")

    async def cases(self, centre: str, month: Month) -> dict[str, int]:
        """See Counts."""
        signed = {"mandated": True, "in_force": {"$eq": ["$state.mandate.state", "in_force"]}}
        counts = await self._sums(self._cases, of_month(centre, SIGNED, month), signed)
        return counts | await self._sums(self._cases, of_month(centre, COMPLETED, month), {"completed": True})

    async def refused(self, centre: str, month: Month) -> int:
        """See Counts: a fault of the field `agent` says that he has no mandate, or that the case is another agent's."""
        start, end = month.instants
        wanted = {"case": _of(centre), "at": {"$gte": start, "$lt": end}, "faults.field": "agent"}
        with reachable():
            return await self._refusals.count_documents(wanted)

    async def complaints(self, centre: str, month: Month) -> dict[str, int]:
        """See Counts."""
        upheld = {"$in": ["$card.finding", ["upheld", "partly"]]}
        kinds = ("service", "delay", "misconduct", "overstepping", "other")
        what: dict[str, Any] = {
            "received": True,
            "open": "$open",
            "late": "$card.ever_late",
            "upheld": upheld,
            "anonymous": "$card.anonymous",
            "overstepping_upheld": {"$and": [upheld, {"$eq": ["$card.kind", "overstepping"]}]},
        } | {f"kind:{kind}": {"$eq": ["$card.kind", kind]} for kind in kinds}
        return await self._sums(self._complaints, of_month(centre, CAME, month), what)

    async def _sums(self, collection: Any, wanted: dict[str, Any], what: dict[str, Any]) -> dict[str, int]:
        group = {name: {"$sum": {"$cond": [condition, 1, 0]}} for name, condition in what.items()}
        pipeline = [{"$match": wanted}, {"$group": {"_id": None} | group}]
        with reachable():
            found = [one async for one in collection.aggregate(pipeline)]
        return {name: int(found[0][name]) if found else 0 for name in what}


def _of(centre: str) -> dict[str, str]:
    return {"$gte": f"{centre}-", "$lt": f"{centre}."}


def of_month(centre: str, field: str, month: Month) -> dict[str, Any]:
    """What is the centre's, with that instant in the month; instants are text in China's zone, which sorts as time does."""
    return {"state.centre": centre, field: {"$gte": month.first.isoformat(), "$lt": month.after.isoformat()}}
