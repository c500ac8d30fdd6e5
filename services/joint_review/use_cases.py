"""What joint_review does when it hears something: load, ask, decide, save."""

from collections.abc import Callable, Sequence
from datetime import datetime
from functools import partial

from services.joint_review.domain import agenda, meeting_minutes
from services.joint_review.domain.agenda import News, Noted
from services.joint_review.domain.letters import Letter, Word
from services.joint_review.domain.minutes import Numbered
from services.joint_review.domain.opinion import file_of
from services.joint_review.domain.reviews import ReviewNotHere, Reviews
from services.joint_review.domain.turns import NOT_YOURS
from services.joint_review.offices import Offices
from services.joint_review.reading import named, read
from services.joint_review.store import OWNER, Files, MinutesNumbers
from shared.aggregate import Mail, Said
from shared.bus import Cause, Outgoing, subjects
from shared.bus.envelope import headers
from shared.clock import Clock, Times
from shared.contracts.departments import AnswerRefused
from shared.contracts.joint_review import ReviewConcluded, ReviewConvened
from shared.contracts.review_answers import ReviewAnswer, SignMinutes
from shared.contracts.review_calls import (
    AgendaDeclined,
    MeetingCalled,
    PapersPinned,
    ReviewCall,
    ReviewRequest,
    ReviewRequested,
    ReviewWithdrawn,
)
from shared.errors import Refused
from shared.log import log
from shared.store import Refusals, Unknown
from shared.store.outbox import Sender

Decide = Callable[[Reviews, datetime, Times], Sequence[Word]]


class JointReviews:
    """The use cases of 会商."""

    def __init__(
        self, files: Files, numbers: MinutesNumbers, offices: Offices, refusals: Refusals, sender: Sender, clock: Clock
    ) -> None:
        self._files = files
        self._numbers = numbers
        self._offices = offices
        self._refusals = refusals
        self._sender = sender
        self._clock = clock

    async def called(self, case: str, centre: str, fact: ReviewRequest, cause: Cause) -> None:
        """What routing asks for. Errors: CallUnworkable; ReviewNotHere, MeetingNotHere before the call has come."""
        match fact:
            case ReviewRequested(call=call):
                await self._begin(case, centre, cause, lambda file, now, times: self._call(file, call, now, times))
            case MeetingCalled():
                await self._begin(fact.meeting_id, centre, cause, lambda file, now, times: self._meet(file, fact, now, times))
            case PapersPinned():
                await self._follow(case, cause, lambda file, now, times: file.pinned(fact, now, times))
            case ReviewWithdrawn():
                await self._follow(case, cause, lambda file, now, _: file.withdrawn(fact.review_id, fact.reason, now))
            case AgendaDeclined():
                await self._follow(fact.meeting_id, cause, lambda file, now, times: agenda.declined(file, fact, now, times))

    async def noted(self, case: str, news: News, cause: Cause) -> None:
        """Our own news of a review; those of a meeting's points are followed there. Errors: MeetingNotHere."""
        meeting_id = news.call.meeting_id if isinstance(news, ReviewConvened) else news.meeting_id
        if not meeting_id:
            return
        found = await self._found(case, news) if isinstance(news, ReviewConcluded) else Noted()
        await self._follow(meeting_id, cause, lambda file, now, times: agenda.noted(file, case, news, found, now, times))

    async def due(self, file: str, alarm: int, cause: Cause) -> None:
        """An alarm has gone off; one that is not wanted any more changes nothing. Errors: Unknown."""
        await self._change(file, cause, lambda reviews, now, times: reviews.due(alarm, now, times))

    async def answered(self, party: str, verb: str, body: bytes, cause: Cause, at: datetime | None = None) -> None:
        """What a department says by post; a refusal goes back as mail, with all faults."""
        try:
            await self.answer(party, verb, body, cause, at)
        except Refused as refused:
            await self._tell(party, verb, named(body), refused, cause)

    async def answer(
        self, party: str, verb: str, body: bytes, cause: Cause, at: datetime | None = None
    ) -> tuple[Reviews, ReviewAnswer]:
        """What a department says, and the file as it then stands. `at`: the real instant at which the bus took it in; none
        for a request.

        Errors: Refused, recorded, and nothing else has changed.
        """
        try:
            said = read(verb, body)
            return await self._carried_out(party, verb, said, cause, self._clock.at(at) if at else None), said
        except Refused as refused:
            about = named(body)
            await self._refusals.note(file_of(about), party, verb, refused.faults, self._clock.now(), about)
            raise

    async def _carried_out(self, party: str, verb: str, said: ReviewAnswer, cause: Cause, at: datetime | None) -> Reviews:
        about = said.resolution_id if hasattr(said, "resolution_id") else said.review_id
        if isinstance(said, SignMinutes):
            said = await self._numbered(party, said)

        def decide(reviews: Reviews, now: datetime, times: Times) -> Sequence[Word]:
            return self._decided(reviews, party, verb, said, now, times, at)

        try:
            return await self._change(file_of(about), cause, decide)
        except Unknown:
            raise Refused([NOT_YOURS]) from None

    def _decided(
        self, reviews: Reviews, party: str, verb: str, said: ReviewAnswer, now: datetime, times: Times, at: datetime | None = None
    ) -> Sequence[Word]:
        if isinstance(said, SignMinutes) and reviews.meeting and said.review_id == reviews.id:
            return meeting_minutes.sign(reviews, party, said, now)
        return reviews.answer(party, verb, said, now, times, partial(self._offices.joinable, reviews.centre), at)

    async def _numbered(self, party: str, said: SignMinutes) -> Numbered:
        """The signature with the number of the minutes. A number is never left unused: the act is tried out on a copy first."""
        number = await self._numbers.allotted(said.review_id)
        if not number:
            reviews = await self._files.get(file_of(said.review_id))
            if reviews is None:
                raise Refused([NOT_YOURS])
            now = self._clock.now()
            self._decided(reviews, party, "minutes-signed", said, now, self._offices.times(reviews.centre))
            number = await self._numbers.allot(reviews.centre, now.year, said.review_id)
        return Numbered(**said.model_dump(), number=number)

    async def _found(self, case: str, news: ReviewConcluded) -> Noted:
        file = await self._files.get(case)
        review = file.reviews.get(news.review_id) if file else None
        return Noted.of(review) if review else Noted()

    def _call(self, file: Reviews, call: ReviewCall, now: datetime, times: Times) -> Sequence[Word]:
        return file.call(call, self._offices.rules(file.centre, call), self._named, now, times)

    def _meet(self, file: Reviews, fact: MeetingCalled, now: datetime, times: Times) -> Sequence[Word]:
        return agenda.called(file, fact, lambda call: self._offices.rules(file.centre, call), self._named, now, times)

    def _named(self, party: str) -> str:
        return self._offices.name(party) or ""

    async def _begin(self, file: str, centre: str, cause: Cause, decide: Decide) -> None:
        await self._change(file, cause, decide, lambda: Reviews(id=file, centre=centre))

    async def _follow(self, file: str, cause: Cause, decide: Decide) -> None:
        """A change of what has to be there, for the call is on its way. Errors: ReviewNotHere."""
        try:
            await self._change(file, cause, decide)
        except Unknown as missing:
            raise ReviewNotHere(file) from missing

    async def _change(self, file: str, cause: Cause, decide: Decide, new: Callable[[], Reviews] | None = None) -> Reviews:
        def whole(reviews: Reviews) -> Sequence[Said]:
            now, times = self._clock.now(), self._offices.times(reviews.centre)
            return posted([*decide(reviews, now, times), *reviews.tidy(times)])

        return await self._files.change(file, cause, whole, new)

    async def _tell(self, party: str, verb: str, about: str, refused: Refused, cause: Cause) -> None:
        """A mail that no file carries; its id follows from the cause, so a repeated delivery repeats it."""
        log.info("answer.refused", department=party, verb=verb, about=about, reason=str(refused))
        faults = tuple(fault.model_dump() for fault in refused.faults)
        content = AnswerRefused(verb=verb, answered=about, message_id=cause.sender_id, faults=faults)
        identity, region = cause.derive("answer-refused"), party.partition(".")[0]
        header = headers(
            identity, "answer-refused", OWNER, case=file_of(about), centre=region, cause=cause, time=self._clock.now()
        )
        body = content.model_dump_json().encode()
        await self._sender.send(Outgoing(identity, subjects.task(party, "answer-refused"), body, header))


def posted(words: Sequence[Word]) -> list[Said]:
    """Facts as they are, letters on their way to their departments."""
    return [_mail(word) if isinstance(word, Letter) else word for word in words]


def _mail(letter: Letter) -> Mail:
    return Mail(subjects.task(letter.party, letter.verb), letter.content, key=letter.key)
