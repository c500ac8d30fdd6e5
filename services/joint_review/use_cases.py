"""What joint_review does: convene, hear opinions by post or on the line, conclude, tell."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import time

from pydantic import ValidationError
from pydantic_core import from_json

from services.joint_review.domain.opinion import Statement, case_of, shortcomings
from services.joint_review.domain.review import NOT_YOURS, CaseReviews, Letter, Word, opinions_due, workable
from shared.aggregate import Mail, Said
from shared.bus import Cause, Outgoing, subjects
from shared.bus.envelope import faults_of, headers
from shared.clock import Clock, WorkCalendar
from shared.contracts.departments import AnswerRefused, Opinion
from shared.contracts.joint_review import OpinionGiven
from shared.contracts.routing import ReviewCall
from shared.errors import Refused, refuse
from shared.store import Aggregates, Unknown
from shared.store.outbox import Sender

OWNER = "joint_review"


@dataclass(frozen=True, slots=True)
class Office:
    """When a centre works: its working days and its closing hour."""

    calendar: WorkCalendar
    closes: time


class JointReviews:
    """The use cases of 会商."""

    def __init__(self, cases: Aggregates[CaseReviews], sender: Sender, clock: Clock, office: Callable[[str], Office]) -> None:
        self._cases = cases
        self._sender = sender
        self._clock = clock
        self._office = office

    async def convene(self, case_number: str, centre: str, call: ReviewCall, cause: Cause) -> None:
        """Ask every participant of a review, once. Errors: CallUnworkable."""
        workable(call, case_number)
        office = self._office(centre)
        due = opinions_due(call, self._clock.now(), office.calendar, office.closes)
        await self._cases.change(
            case_number, cause, lambda case: posted(case.convene(call, due)), lambda: CaseReviews(id=case_number, centre=centre)
        )

    async def hear(self, party: str, body: bytes, cause: Cause) -> None:
        """An opinion by post: what is wrong with it is answered by post, from the case where there is one."""
        statement = read(body)

        def answer(refused: Refused) -> Mail:
            return refusal(party, statement.review_id, cause, refused)

        try:
            await self._give(party, statement, cause, lambda refused: [answer(refused)])
        except Refused as refused:
            await self._sender.send(self._loose(party, answer(refused), cause))

    async def take(self, party: str, body: bytes, cause: Cause) -> OpinionGiven:
        """An opinion on the line, and the one that now counts. Errors: Refused, with every fault."""
        statement = read(body)
        case = await self._give(party, statement, cause, raised)
        review = case.reviews.get(statement.review_id)
        given = review and review.opinion_of(party)
        if not given:
            raise refuse("", "这个消息编号已用于另一条意见", "请换一个新的消息编号重新提交")
        return OpinionGiven(review_id=statement.review_id, given=given)

    async def conclude(self, case_number: str, alarm: int, cause: Cause) -> None:
        """Conclude what is due. Errors: Unknown."""
        await self._cases.change(case_number, cause, lambda case: posted(case.alarm(alarm, self._clock.now())))

    async def of_case(self, case_number: str, centre: str) -> CaseReviews:
        """All reviews of a case of this centre. Errors: Refused, the same for a foreign case as for none."""
        case = await self._cases.get(case_number)
        if case is None or case.centre != centre:
            raise refuse("case_number", "办件不存在", "请核对办件编号；未召开过会商的办件、其他中心的办件在此查不到")
        return case

    async def _give(
        self, party: str, statement: Statement, cause: Cause, otherwise: Callable[[Refused], Sequence[Said]]
    ) -> CaseReviews:
        """Let the statement count; `otherwise` says what a case answers to one that can't.

        Errors: Refused, where there is no such case, and whatever `otherwise` raises.
        """

        def decide(case: CaseReviews) -> Sequence[Said]:
            try:
                return posted(case.give(party, statement, self._clock.now()))
            except Refused as refused:
                return otherwise(refused)

        try:
            return await self._cases.change(case_of(statement.review_id), cause, decide)
        except Unknown:
            raise Refused([*statement.faults, *([NOT_YOURS] if statement.review_id else [])]) from None

    def _loose(self, party: str, mail: Mail, cause: Cause) -> Outgoing:
        """A mail that no case carries; its id follows from the cause, so a repeated delivery repeats it."""
        identity = cause.derive(mail.subject, mail.key)
        region = party.partition(".")[0]
        header = headers(identity, "answer-refused", OWNER, case="", centre=region, cause=cause, time=self._clock.now())
        return Outgoing(identity, mail.subject, mail.content.model_dump_json().encode(), header)


def raised(refused: Refused) -> Sequence[Said]:
    """On the line the refusal itself is the answer."""
    raise refused


def read(body: bytes) -> Statement:
    """What a department sent: an opinion, or every fault of its form and of its content together."""
    try:
        form = from_json(body)
    except ValueError:
        form = None
    fields: Mapping[str, object] = form if isinstance(form, dict) else {}
    named = fields.get("review_id")
    review_id = named[:100] if isinstance(named, str) else ""
    try:
        return Statement(review_id, Opinion.model_validate_json(body), tuple(shortcomings(fields)))
    except ValidationError as error:
        return Statement(review_id, None, (*faults_of(error), *shortcomings(fields)))


def refusal(party: str, review_id: str, cause: Cause, refused: Refused) -> Mail:
    """The answer to an opinion that could not count."""
    content = AnswerRefused(
        verb="opinion", answered=review_id, message_id=cause.id, faults=tuple(fault.model_dump() for fault in refused.faults)
    )
    return Mail(subjects.task(party, "answer-refused"), content)


def posted(words: Sequence[Word]) -> list[Said]:
    """Facts as they are, letters on their way to their departments."""
    return [_mail(word) if isinstance(word, Letter) else word for word in words]


def _mail(letter: Letter) -> Mail:
    # One alarm can conclude two reviews with the same participant: the review keeps their ids apart.
    return Mail(subjects.task(letter.party, letter.verb), letter.content, key=letter.review_id)
