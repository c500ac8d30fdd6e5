"""Joint review of 准格尔旗, with everything around the use cases in memory; messages go in as they come off the bus."""

import json
from collections.abc import Mapping
from datetime import datetime, time, timedelta
from typing import Any
from uuid import NAMESPACE_OID, uuid5

from pydantic import BaseModel

from services.joint_review.asking import Asking
from services.joint_review.domain.review import Review
from services.joint_review.domain.reviews import Reviews
from services.joint_review.domain.rules import Rules
from services.joint_review.handlers import Handlers
from services.joint_review.store import Card, card, minutes_number
from services.joint_review.use_cases import JointReviews
from shared.bus import Outgoing, Received, Subject
from shared.bus.alarms import Alarm
from shared.clock import FixedClock, Term, Times, WorkCalendar
from shared.contracts.base import Event
from shared.contracts.joint_review import ReviewCancelled, ReviewConcluded, ReviewConvened
from shared.contracts.review_answers import Opinion
from shared.contracts.review_calls import AgendaPoint, MeetingCalled, Paper, ReviewCall, ReviewRequested
from tests.fakes import MemoryAggregates, MemoryRefusals, MemorySender, facts
from tests.unit import review_hall
from tests.unit.review_hall import (
    CASE,
    CENTRE,
    CITY_ECOLOGY,
    CONVENER,
    FIRST,
    FOREST,
    LAND,
    MONDAY,
    WATER,
    terms,
)

MEETING = "150622-H20260302-000001"
NAMES = {
    CONVENER: "准格尔旗政务服务局",
    LAND: "准格尔旗自然资源局",
    WATER: "准格尔旗水利局",
    FOREST: "准格尔旗林业和草原局",
    CITY_ECOLOGY: "鄂尔多斯市生态环境局",
}
LIMITS = {"convene": 2, "papers": 5, "opinion": 3, "discussion": 2, "decide": 3, "sign": 2, "minutes": 3}
PLAN = Paper(file_id="F1", material="总平面图", filename="总平面图.pdf", size=1000, sha256="a" * 64)


def call(**other: Any) -> ReviewCall:
    """The call of the hall, with a limit of its own."""
    return review_hall.call(**{"limit_days": 3, **other})


def meeting(*cases: str, topics: int = 0, **other: Any) -> MeetingCalled:
    """A meeting about these cases, and about so many topics that concern none."""
    points = [AgendaPoint(number=number, case_number=case, subject="选址是否可行") for number, case in enumerate(cases, 1)]
    points += [
        AgendaPoint(number=number, subject="园区公共管廊怎样分摊", mandatory=(LAND, WATER))
        for number in range(len(cases) + 1, len(cases) + topics + 1)
    ]
    usual = {
        "meeting_id": MEETING,
        "kind": "集中联动审批会商会",
        "template": "mass_meeting",
        "subject": "三月集中联动审批会商会",
        "convener": CONVENER,
        "agenda": tuple(points),
        "called_by": "派件岗",
    }
    return MeetingCalled.model_validate({**usual, **other})


def rules(**other: Any) -> Rules:
    """Rules by which a review is held; `other` are those of its terms that a test is about."""
    held = terms(**other)
    limits = {
        name: Term(what=name, days=days, unit="working", basis="会商规则", mark="inferred") for name, days in LIMITS.items()
    }
    limits["opinion"] = limits["opinion"].model_copy(update={"days": held.opinion_days})
    return Rules(name="会商联审", outcome="会议纪要", at_once=True, terms=held, **limits)


class Town:
    """`offices.Offices` of a town whose reviews are all held by the same rules."""

    def __init__(self, **terms: Any) -> None:
        self.terms = terms

    def times(self, _centre: str) -> Times:
        return Times(WorkCalendar(), time(9, 0), time(18, 0), 0.5)

    def rules(self, _centre: str, asked: ReviewCall | MeetingCalled) -> Rules:
        said = {"template": asked.template or "joint_review", "opinion_days": asked.limit_days or LIMITS["opinion"]}
        if isinstance(asked, ReviewCall):
            said |= {name: value for name in ("silence", "rounds") if (value := getattr(asked, name)) is not None}
        return rules(**{**self.terms, **said})

    def name(self, party: str) -> str | None:
        return NAMES.get(party)

    def joinable(self, _centre: str, party: str) -> str | None:
        return self.name(party)


class MemoryFiles(MemoryAggregates[Reviews]):
    """`store.Files` in memory."""

    async def meetings(self, centre: str, before: str, limit: int) -> list[Card]:
        cards = sorted(map(card, self.all()), key=lambda one: str(one.get("meeting_id")), reverse=True)
        return [one for one in cards if one and one["centre"] == centre and (not before or one["meeting_id"] < before)][:limit]


class MemoryNumbers:
    """`store.MinutesNumbers` in memory."""

    def __init__(self) -> None:
        self.given: dict[str, str] = {}

    async def allotted(self, about: str) -> str:
        return self.given.get(about, "")

    async def allot(self, centre: str, year: int, about: str) -> str:
        return self.given.setdefault(about, minutes_number(centre, year, len(self.given) + 1))


class World:
    """joint_review with its store, its post and its clock. `terms`: by what rules reviews are held here."""

    def __init__(self, **terms: Any) -> None:
        self.clock = FixedClock(MONDAY)
        self.files = MemoryFiles(Reviews, "joint_review", self.clock)
        self.post = MemorySender()
        self.refusals = MemoryRefusals()
        self.numbers = MemoryNumbers()
        self.town = Town(**terms)
        self.use = JointReviews(self.files, self.numbers, self.town, self.refusals, self.post, self.clock)
        self.handlers = Handlers(self.use, Asking(self.files, self.town))
        self._count = 0
        self._spread: set[str] = set()

    @property
    def sent(self) -> list[Outgoing]:
        return [*self.files.sent, *self.post.sent]

    @property
    def conclusions(self) -> list[ReviewConcluded]:
        return facts(self.sent, ReviewConcluded)

    def message(self, subject: str, body: bytes, message_id: str | None = None, case: str = "", kind: str = "") -> Received:
        self._count += 1
        identity = str(uuid5(NAMESPACE_OID, message_id or str(self._count)))
        return Received(id=identity, subject=Subject.parse(subject), body=body, case=case, kind=kind, sender_id=message_id or "")

    async def told(self, fact: Event, case: str = CASE, message_id: str | None = None) -> None:
        """A fact of routing."""
        subject = f"evt.{case.partition('-')[0]}.{fact.owner}.{fact.name}"
        body = fact.model_dump_json().encode()
        await self.handlers.on_review_call(self.message(subject, body, message_id, case, f"{fact.owner}.{fact.name}"))

    async def convene(self, message_id: str | None = None, case: str = CASE, **other: Any) -> None:
        await self.told(ReviewRequested(call=call(**other)), case, message_id)

    async def say(
        self, party: str, verb: str, said: BaseModel | Mapping[str, Any] | bytes, message_id: str | None = None
    ) -> None:
        """As the department's system does it by post."""
        await self.handlers.on_answer(self.message(f"dept.{party}.{verb}", written(said), message_id))

    async def ask(self, party: str, verb: str, said: BaseModel | Mapping[str, Any] | bytes, message_id: str | None = None) -> Any:
        """As the department's system does it on the line."""
        region, _, department = party.partition(".")
        subject = f"svc.{region}.joint_review.department.{department}.{verb}"
        return await self.handlers.department(self.message(subject, written(said), message_id))

    async def look(self, operation: str, centre: str = CENTRE, **query: Any) -> Any:
        """As the centre does it."""
        handler = getattr(self.handlers, operation)
        return await handler(self.message(f"svc.{centre}.joint_review.{operation}", written(query)))

    async def spread(self) -> None:
        """Its own news come back to it, once each."""
        for message in [message for message in self.files.sent if message.id not in self._spread]:
            self._spread.add(message.id)
            if message.headers.get("ce-type") in NEWS:
                await self.hear_again(message)

    async def hear_again(self, message: Outgoing) -> None:
        """One of its own news comes back to it."""
        header = message.headers
        back = Received(
            id=message.id,
            subject=Subject.parse(message.subject),
            body=message.body,
            case=header["ce-subject"],
            kind=header["ce-type"],
        )
        await self.handlers.on_review_news(back)

    async def ring(self, number: int, case: str = CASE) -> None:
        body = Alarm(case_number=case, number=number).model_dump_json().encode()
        await self.handlers.on_due(self.message("due.150622.joint_review.alarm", body))

    async def ring_until(self, when: datetime, case: str = CASE) -> None:
        """Every alarm of a file up to that instant goes off, each at its time."""
        while (at := (await self.file(case)).alarm_at) and datetime.fromisoformat(at) <= when:
            self.clock.advance(max(datetime.fromisoformat(at) - self.clock.now(), timedelta()))
            await self.ring((await self.file(case)).alarm_number, case)
        self.clock.advance(max(when - self.clock.now(), timedelta()))

    async def file(self, case: str = CASE) -> Reviews:
        stored = await self.files.get(case)
        assert stored is not None
        return stored

    async def review(self, review_id: str = FIRST) -> Review:
        return (await self.file(review_id.partition("/")[0])).reviews[review_id]


NEWS = {f"joint_review.{kind.name}" for kind in (ReviewConvened, ReviewConcluded, ReviewCancelled)}


def opinion(word: str = "agree", *conditions: str, review_id: str = FIRST, **other: Any) -> Opinion:
    """One that owes nothing: who objects says why, and what would mend it."""
    owed = {"ground": "土地管理法 第三十五条", "mend": "避让永久基本农田"} if word == "object" else {}
    return Opinion.model_validate({"review_id": review_id, "opinion": word, "conditions": conditions, **owed, **other})


def written(said: BaseModel | Mapping[str, Any] | bytes) -> bytes:
    if isinstance(said, bytes):
        return said
    return said.model_dump_json().encode() if isinstance(said, BaseModel) else json.dumps(said, ensure_ascii=False).encode()
