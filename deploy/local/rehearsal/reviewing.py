"""A department's part in joint reviews (会商) in a rehearsal: it answers every letter of a review as its part says."""

from collections.abc import Awaitable, Callable
from datetime import date, datetime
from typing import Final, Protocol

from deploy.local.rehearsal import seat
from deploy.local.rehearsal.mail import Gates, UnderWay
from deploy.local.rehearsal.review_script import ReviewPlay
from deploy.local.rehearsal.script import DepartmentPlay
from shared.contracts.departments import AnswerRefused
from shared.contracts.review_answers import ANSWERS, ReviewAnswer
from shared.contracts.review_calls import Paper
from shared.contracts.review_letters import (
    Consultation,
    DecisionAsked,
    Discussion,
    MinutesAsked,
    ProposedReview,
    ResolutionAssigned,
    ReviewLetter,
    ReviewOutcome,
    ReviewOver,
    ReviewReminder,
    SignatureAsked,
)
from shared.errors import Refused

LETTERS: Final[dict[str, type[ReviewLetter | MinutesAsked]]] = {
    "review-proposed": ProposedReview,
    "invited": Consultation,
    "consulted": Consultation,
    "discussion-opened": Discussion,
    "signature-asked": SignatureAsked,
    "decision-asked": DecisionAsked,
    "minutes-asked": MinutesAsked,
    "resolution-assigned": ResolutionAssigned,
    "review-concluded": ReviewOutcome,
    "review-cancelled": ReviewOver,
    "resolution-over": ReviewOver,
    "review-reminder": ReviewReminder,
}
"""What a review says to a department that has to do something, or nothing more; all else is news."""
STALE: Final[dict[str, frozenset[str]]] = {
    "opinion": frozenset({"edition", "review_id"}),
    "signed": frozenset({"text"}),
    "signature-refused": frozenset({"text"}),
}
"""Verb -> fields for which it comes back where it crossed with a new paper, a new text, or the others' conclusion, which
does not wait for an advisory party: nothing is lost by that.
"""
Say = Callable[[str, ReviewAnswer], Awaitable[None]]
Read = Callable[[str, Paper], Awaitable[str]]
"""Case, paper -> SHA-256 of what intake has under that id. Errors: Refused."""


class Session(Protocol):
    """What a department knows of the rehearsal when it sits in a review."""

    def part(self, case: str, address: str) -> DepartmentPlay:
        """Its part in a case."""

    def day(self, days: int) -> date:
        """The day after so many working days."""

    async def days(self, days: float) -> None:
        """Let so many working days pass."""

    async def closing(self) -> None:
        """Wait until the offices close."""

    async def until(self, when: datetime) -> None:
        """Wait until then; not at all for what is over."""

    def trouble(self, case: str, text: str) -> None:
        """Something went wrong that the department cannot mend."""


class Reviewing:
    """One department's seats in all reviews."""

    def __init__(self, address: str, session: Session, under_way: UnderWay, say: Say, read: Read) -> None:
        self._address, self._session, self._under_way = address, session, under_way
        self._say, self._read = say, read
        self._gates = Gates()
        self._asked: dict[str, list[tuple[str, int, int]]] = {}
        self._attending: set[str] = set()

    async def hear(self, news: str, content: bytes) -> None:
        """Do what the letter asks for, in the time that the part takes for it."""
        letter = LETTERS[news].model_validate_json(content)
        match letter:
            case ResolutionAssigned():
                await self._under_way.do(letter.resolution.resolution_id, self._carry_out(letter))
            case ReviewReminder():
                if letter.light == "overdue" and letter.resolution_id:
                    self._gates.open(letter.resolution_id)
            case ReviewOutcome():
                self._give_up(letter.review_id, "opinion", "sign", "decide")
            case ReviewOver():
                self._over(letter)
            case Consultation():
                await self._under_way.do(f"{letter.review_id}/opinion", self._speak(letter, news == "consulted"))
            case _:
                await self._asked_for(letter)

    async def _asked_for(self, letter: ReviewLetter | MinutesAsked) -> None:
        about = letter.review_id
        match letter:
            case ProposedReview():
                await self._under_way.do(f"{about}/convene", self._convene(letter))
            case Discussion():
                await self._under_way.do(f"{about}/opinion", self._opine(letter))
            case SignatureAsked():
                await self._under_way.do(f"{about}/sign", self._sign(letter))
            case DecisionAsked():
                await self._under_way.do(f"{about}/decide", self._decide(letter))
            case MinutesAsked():
                await self._under_way.do(f"{about}/minutes", self._minute(letter))

    def excused(self, refused: AnswerRefused) -> bool:
        """Was the answer refused only because the review had gone on without it? Nothing is lost by that."""
        if refused.verb not in ANSWERS:
            return False
        crossed = STALE.get(refused.verb, frozenset())
        return self._under_way.over(refused.answered) or {fault["field"] for fault in refused.faults} <= crossed

    def _give_up(self, review: str, *acts: str) -> None:
        for about in (review, *(f"{review}/{act}" for act in acts)):
            self._under_way.give_up(about)

    def _over(self, letter: ReviewOver) -> None:
        if letter.resolution_id:
            self._under_way.give_up(letter.resolution_id)
        else:
            self._give_up(letter.review_id, "convene", "opinion", "sign", "decide", "minutes")

    def _play(self, letter: ReviewLetter) -> ReviewPlay:
        return self._session.part(letter.case_number, self._address).review

    async def _convene(self, letter: ProposedReview) -> None:
        play = self._play(letter)
        await self._session.days(play.convening.after)
        if said := seat.convened(letter, play, self._session.day):
            await self._say("convened", said)

    async def _speak(self, letter: Consultation, heard: bool) -> None:
        """Say once whether it comes; and its opinion, where that is heard already."""
        coming = seat.attending(letter, self._play(letter))
        if coming and letter.review_id not in self._attending:
            self._attending.add(letter.review_id)
            await self._say("attendance", coming)
        if heard:
            await self._opine(letter)

    async def _opine(self, letter: Consultation | Discussion) -> None:
        play, again = self._play(letter), self._again(letter)
        await self._session.days(play.saying(again).after)
        if isinstance(letter, Consultation) and letter.form != "circulation" and letter.at:
            await self._session.until(datetime.fromisoformat(letter.at))
        else:
            await self._session.closing()  # at the end of the day: see Scene.closing for what follows from it
        if isinstance(letter, Consultation):
            await self._look_at(letter)
        if said := seat.spoken(letter, play, again):
            await self._say("opinion", said)

    async def _look_at(self, letter: Consultation) -> None:
        """Whoever is asked must be able to read what it is asked about, in the version that the letter names."""
        for paper in letter.papers:
            try:
                right = await self._read(letter.case_number, paper) == paper.sha256
            except Refused as refused:
                self._session.trouble(letter.case_number, f"{self._address} 读不到会商材料 {paper.material}：{refused}")
            else:
                if not right:
                    self._session.trouble(letter.case_number, f"{self._address} 读到的 {paper.material} 不是通知所说的版本")

    def _again(self, letter: Consultation | Discussion) -> int:
        """How often it was asked in this case before; a letter that comes twice is one asking."""
        key = (letter.review_id, letter.edition, letter.round if isinstance(letter, Discussion) else 0)
        asked = self._asked.setdefault(letter.case_number, [])
        if key not in asked:
            asked.append(key)
        return asked.index(key)

    async def _sign(self, letter: SignatureAsked) -> None:
        play = self._play(letter).signing
        await self._session.days(play.after)
        if said := seat.signed(letter, play):
            await self._say(*said)
        if said and (taken_back := seat.revoked(letter, play)):
            await self._session.days(play.revoke_after)
            await self._say("signature-revoked", taken_back)

    async def _decide(self, letter: DecisionAsked) -> None:
        play = self._play(letter)
        await self._session.days(play.deciding.after if play.deciding else 0)
        if said := seat.decided(letter, play):
            await self._say("concluded", said)

    async def _minute(self, letter: MinutesAsked) -> None:
        case = letter.review_id.partition("/")[0]
        await self._session.days(0)
        if said := seat.minuted(letter, self._session.part(case, self._address).review):
            await self._say("minutes-signed", said)

    async def _carry_out(self, letter: ResolutionAssigned) -> None:
        part = self._session.part(letter.case_number, self._address)
        if part.done_late:
            await self._gates.opened(letter.resolution.resolution_id)
        await self._session.days(part.done_after)
        await self._say("carried-out", seat.carried_out(letter))
