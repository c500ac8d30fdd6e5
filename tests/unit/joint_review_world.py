"""The joint review of one case in 准格尔旗, with everything around the use cases in memory."""

from datetime import datetime, time, timedelta
from typing import Any
from uuid import NAMESPACE_OID, uuid5

from services.joint_review.domain.review import CaseReviews, Review
from services.joint_review.handlers import Handlers
from services.joint_review.use_cases import JointReviews, Office
from shared.bus import Outgoing, Received, Subject
from shared.bus.alarms import Alarm
from shared.clock import CHINA, FixedClock, WorkCalendar
from shared.contracts.departments import Opinion
from shared.contracts.joint_review import ReviewConcluded
from shared.contracts.routing import ReviewCall, ReviewRequested
from tests.fakes import MemoryAggregates, MemorySender, facts

CENTRE = "150622"
CASE = "150622-20260302-000017"
FIRST, SECOND = f"{CASE}/R1", f"{CASE}/R2"
LAND, WATER, FOREST = "150622.zrzyj", "150622.slj", "150622.lcj"
CITY_ECOLOGY = "150600.sthjj"
MONDAY = datetime(2026, 3, 2, 9, 0, tzinfo=CHINA)
THURSDAY_CLOSING = datetime(2026, 3, 5, 18, 0, tzinfo=CHINA)  # three working days on, at this centre's closing hour


def call(**other: Any) -> ReviewCall:
    usual = {
        "review_id": FIRST,
        "kind": "会商联审",
        "cause": "rules",
        "subject": "煤矸石综合利用项目占用林地，选址是否可行",
        "convener": "150622.zwj",
        "mandatory": (LAND, WATER),
        "advisory": (FOREST,),
        "limit_days": 3,
    }
    return ReviewCall(**{**usual, **other})


def opinion(word: str = "agree", *conditions: str, ground: str = "", review_id: str = FIRST) -> Opinion:
    return Opinion.model_validate({"review_id": review_id, "opinion": word, "conditions": conditions, "ground": ground})


def review(**other: Any) -> Review:
    return Review(call=call(**other), due=THURSDAY_CLOSING)


class World:
    """joint_review with its store, its post and its clock; messages go in as they come off the bus."""

    def __init__(self) -> None:
        self.clock = FixedClock(MONDAY)
        self.cases = MemoryAggregates(CaseReviews, "joint_review", self.clock)
        self.post = MemorySender()
        office = Office(WorkCalendar(), time(18, 0))
        self.handlers = Handlers(JointReviews(self.cases, self.post, self.clock, lambda _centre: office))
        self._count = 0

    @property
    def sent(self) -> list[Outgoing]:
        return [*self.cases.sent, *self.post.sent]

    @property
    def conclusions(self) -> list[ReviewConcluded]:
        return facts(self.sent, ReviewConcluded)

    def message(self, subject: str, body: bytes, message_id: str | None = None, case: str = "") -> Received:
        self._count += 1
        identity = str(uuid5(NAMESPACE_OID, message_id or str(self._count)))
        return Received(id=identity, subject=Subject.parse(subject), body=body, case=case, kind="routing.review-requested")

    async def convene(self, message_id: str | None = None, **other: Any) -> None:
        body = ReviewRequested(call=call(**other)).model_dump_json().encode()
        await self.handlers.on_review_requested(self.message("evt.150622.routing.review-requested", body, message_id, CASE))

    async def say(self, party: str, said: Opinion | bytes, message_id: str | None = None) -> None:
        """As the department's system does it by post."""
        body = said if isinstance(said, bytes) else said.model_dump_json().encode()
        await self.handlers.on_opinion(self.message(f"dept.{party}.opinion", body, message_id))

    async def ask(self, party: str, said: Opinion | bytes, message_id: str | None = None) -> Any:
        """As the department's system does it on the line."""
        body = said if isinstance(said, bytes) else said.model_dump_json().encode()
        region, _, department = party.partition(".")
        subject = f"svc.{region}.joint_review.department.{department}.opinion"
        return await self.handlers.opinion(self.message(subject, body, message_id))

    async def ring(self, number: int) -> None:
        body = Alarm(case_number=CASE, number=number).model_dump_json().encode()
        await self.handlers.on_due(self.message("due.150622.joint_review.alarm", body))

    async def ring_at(self, when: datetime) -> None:
        """The alarm that is armed now goes off."""
        self.clock.advance(when - self.clock.now())
        await self.ring((await self.stored()).alarm_number)

    async def reviews(self, centre: str, case: str = CASE) -> Any:
        return await self.handlers.reviews(
            self.message(f"svc.{centre}.joint_review.reviews", f'{{"case_number": "{case}"}}'.encode())
        )

    async def stored(self) -> CaseReviews:
        stored = await self.cases.get(CASE)
        assert stored is not None
        return stored

    def later(self, **span: float) -> None:
        self.clock.advance(timedelta(**span))
