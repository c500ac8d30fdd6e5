"""The correspondence of one case: facts taken in each owner's order, notices written and on their way."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import NAMESPACE_URL, uuid5

from pydantic import BaseModel, Field

from services.notify.domain.delivery import Delivery, Turn
from services.notify.domain.desk import Desk
from services.notify.domain.draft import Draft, Exact, Voice
from services.notify.domain.drafts import drafts
from services.notify.domain.known import MEETING, Known
from services.notify.domain.notice import Notice
from shared.aggregate import Aggregate
from shared.contracts.base import Event
from shared.contracts.duties import Ailment
from shared.contracts.intake import CaseClosed
from shared.contracts.routing import ItemsPlaced

INTAKE: Final = "intake"
OWNERS: Final = (INTAKE, "routing", "joint_review")


@dataclass(frozen=True, slots=True)
class Fact:
    """A fact as it was heard: its id, its place in its owner's sequence for the case, and what it says."""

    id: str
    sequence: int
    event: Event


class Early(BaseModel):
    """A fact that came before its turn, as it waits in the document."""

    id: str
    sequence: int
    owner: str
    name: str
    body: str = Field(description="The contract as JSON")

    @classmethod
    def of(cls, fact: Fact) -> "Early":
        """The fact, to be kept."""
        event = fact.event
        return cls(id=fact.id, sequence=fact.sequence, owner=event.owner, name=event.name, body=event.model_dump_json())

    def fact(self) -> Fact:
        """The fact, when its turn has come."""
        kind = Event.registry[self.owner, self.name]
        return Fact(self.id, self.sequence, kind.model_validate_json(self.body, extra="ignore"))


class Correspondence(Aggregate):
    """通知往来, one per case, and one per consultation, appointment, complaint or meeting (a record that is no case).

    Each owner's facts are taken strictly by sequence; what comes early waits, what comes again changes nothing.
    Routing and joint_review are listened to only from the acceptance on, which they always follow, and to what routing
    does with added items only after their addition: so their notices read the same however the owners' facts reach us.
    The closing is taken when both have said their last: so the notice of it is the last of the case, and a dossier
    that holds it holds all. What ends unaccepted never had a route, and waits for none. A meeting over many cases (H) is
    no case: nobody applies for it, and its facts are taken as they come.
    Letters go out one at a time, in the order they were written.
    """

    heard: dict[str, int] = Field(default={}, description="owner -> last sequence taken")
    waiting: tuple[Early, ...] = ()
    known: Known = Known()
    notices: list[Notice] = Field(default=[])

    def hear(self, facts: Iterable[Fact], desk: Desk, voice: Voice, turn: Turn) -> list[Event]:
        """Take every fact whose turn it is, and keep the early ones. Returns what is to be said.

        Errors: whatever `voice` raises; the correspondence must then be thrown away.
        """
        pool = {(fact.event.owner, fact.sequence): fact for fact in (*(early.fact() for early in self.waiting), *facts)}
        said: list[Event] = []
        while fact := self._next(pool):
            said += self._take(fact, desk, voice, turn)
        left = sorted(key for key in pool if key[1] > self.heard.get(key[0], 0))
        self.waiting = tuple(Early.of(pool[key]) for key in left)
        self._send_next(turn)
        return said

    def settle(self, notice_id: str, delivery: Delivery, turn: Turn) -> list[Event]:
        """Record what became of a letter of this turn, and take the next; a letter of another turn stays as it is."""
        notice = next((each for each in self.notices if each.id == notice_id), None)
        if notice is None or notice.token != turn.token:
            return []
        notice.settle(delivery, turn)
        self._send_next(turn)
        return self._said(notice)

    def alarm(self, number: int, turn: Turn) -> list[Event]:
        """An alarm has gone off: a letter whose outcome nobody recorded is named unknown, a waiting one is tried."""
        notice = self._first_open()
        if not self.alarm_fired(number) or notice is None or not notice.ripe(turn.now):
            return []
        if notice.outcome == "sending":
            notice.settle(Delivery("unknown", "no outcome was recorded in time"), turn)
        self._send_next(turn)
        return self._said(notice)

    def to_send(self, token: str) -> Notice | None:
        """The letter that the holder of this token, and nobody else, has to send now."""
        return next((each for each in self.notices if each.token == token), None)

    @property
    def open(self) -> bool:
        """A letter is on its way; its alarm is what it lives by."""
        return self._first_open() is not None

    def ailments(self, _now: datetime) -> list[Ailment]:
        """A letter that waits for nothing: nobody would ever send it."""
        notice = self._first_open()
        if notice is None or notice.due:
            return []
        what = f"通知“{notice.title}”待寄，却没有寄送时间"
        return [Ailment(subject=self.id, invariant="live_alarm", what=what)]

    def next_alarm(self) -> datetime | None:
        """When the letter that is on its way is to be looked at again."""
        notice = self._first_open()
        return datetime.fromisoformat(notice.due) if notice and notice.due else None

    def _next(self, pool: dict[tuple[str, int], Fact]) -> Fact | None:
        for owner in OWNERS:
            fact = pool.get((owner, self.heard.get(owner, 0) + 1))
            if fact and self._timely(fact.event):
                return fact
        return None

    def _timely(self, event: Event) -> bool:
        """Between the owners: everything after the acceptance, what is placed after it was added, the closing last of all."""
        if isinstance(event, CaseClosed) and self.known.accepted_at:
            return self.known.reviews is not None and self.heard.get("joint_review", 0) >= self.known.reviews
        if isinstance(event, ItemsPlaced):
            return {item.item for item in event.plan} <= set(self.known.items)
        return event.owner == INTAKE or bool(self.known.accepted_at) or self.known.record == MEETING

    def _take(self, fact: Fact, desk: Desk, voice: Voice, turn: Turn) -> list[Event]:
        self.heard = self.heard | {fact.event.owner: fact.sequence}
        self.known = self.known.after(fact.event)
        told = {notice.id for notice in self.notices}
        written = [self._write(draft, fact.id, desk, voice, turn) for draft in drafts(fact.event, self.known, desk)]
        new = [notice for notice in written if notice.id not in told]
        self.notices += new
        return [event for notice in new for event in self._said(notice)]

    def _write(self, draft: Draft, answers: str, desk: Desk, voice: Voice, turn: Turn) -> Notice:
        known = self.known
        handler, email = (known.handler_before, known.email_before) if draft.former else (known.handler, known.email)
        names = {"applicant": known.applicant, "handler": handler, "project": known.project, "record": known.record}
        words = voice.words(self.centre, draft, {**names, "centre": desk.name, "case_number": Exact(self.id)})
        address = email if desk.mails and draft.recipient == "applicant" else ""
        recipient = draft.post or draft.recipient
        return Notice(
            id=str(uuid5(NAMESPACE_URL, f"{self.id}/{recipient}/{draft.reason}")),
            recipient=recipient,
            template=draft.template,
            reason=draft.reason,
            title=words.title,
            text=words.text,
            answers=answers,
            written_at=turn.now.isoformat(),
            address=address,
            outcome="waiting" if address else "recorded",
        )

    def _first_open(self) -> Notice | None:
        return next((notice for notice in self.notices if notice.open), None)

    def _send_next(self, turn: Turn) -> None:
        notice = self._first_open()
        if notice and notice.outcome == "waiting" and notice.ripe(turn.now):
            notice.hand_over(turn)

    @staticmethod
    def _said(notice: Notice) -> list[Event]:
        """Said exactly once: when the notice's outcome has just become known."""
        return [] if notice.open else [notice.sent()]
