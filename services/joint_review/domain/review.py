"""会商: the reviews of one case, from the call to the conclusion."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time
from typing import Literal

from pydantic import BaseModel, Field

from services.joint_review.domain.opinion import Statement, case_of, gathered
from shared.aggregate import Aggregate
from shared.clock import Instant, Term, WorkCalendar, deadline
from shared.contracts.base import Contract, Event
from shared.contracts.departments import Consultation, Opinion, ReviewOutcome
from shared.contracts.duties import Ailment
from shared.contracts.joint_review import GivenOpinion, OpinionGiven, ReviewConcluded, ReviewConvened
from shared.contracts.routing import ReviewCall
from shared.errors import Fault, PermanentError, Refused

Role = Literal["mandatory", "advisory"]

# One text for both, so that a department learns nothing of reviews that are not its own.
NOT_YOURS = Fault(
    field="review_id",
    message="没有这次会商，或者本部门不是参加部门",
    remedy="请按征求意见通知中的会商编号（review_id）原样填写",
)


@dataclass(frozen=True, slots=True)
class Letter:
    """A message to one participant, `<region>.<department>`."""

    party: str
    verb: str
    content: Contract
    review_id: str


Word = Event | Letter


class CallUnworkable(PermanentError):
    """Routing asks for a review that can't be held; the message says why."""


class Review(BaseModel):
    """会商: one question put to departments, with the opinions that count so far and, in the end, the conclusion."""

    call: ReviewCall
    due: Instant = Field(description="Opinions after this instant come too late")
    opinions: tuple[GivenOpinion, ...] = Field(default=(), description="The last one of each party that has spoken")
    conclusion: ReviewConcluded | None = None

    @property
    def roles(self) -> dict[str, Role]:
        """Every participant once, in the order of the call; who is called twice is mandatory."""
        mandatory = frozenset(self.call.mandatory)
        parties = (*self.call.mandatory, *self.call.advisory)
        return {party: "mandatory" if party in mandatory else "advisory" for party in parties}

    @property
    def complete(self) -> bool:
        """Nobody is waited for: all mandatory parties have spoken or, where there are none, all advisory ones."""
        return set(self.call.mandatory or self.call.advisory) <= {given.party for given in self.opinions}

    def opinion_of(self, party: str) -> GivenOpinion | None:
        """The opinion of a party that counts; None while it is silent."""
        return next((given for given in self.opinions if given.party == party), None)

    def faults(self, party: str, now: datetime) -> list[Fault]:
        """Why this party can't be heard now."""
        if party not in self.roles:
            return [NOT_YOURS]
        remedy = f"请向召集部门（{self.call.convener}）提出"
        if self.conclusion:
            return [Fault(field="review_id", message="会商已有结论，不再收取意见", remedy=remedy)]
        if now > self.due:
            return [Fault(field="review_id", message=f"已过提出意见的期限（{self.due:%Y-%m-%d %H:%M}）", remedy=remedy)]
        return []

    def give(self, party: str, opinion: Opinion, now: datetime) -> GivenOpinion:
        """Let an opinion count in place of any earlier one of the same party."""
        given = GivenOpinion(
            party=party,
            role=self.roles[party],
            opinion=opinion.opinion,
            conditions=tuple(filter(None, map(str.strip, opinion.conditions))),
            ground=opinion.ground.strip(),
            at=now.isoformat(),
        )
        self.opinions = (*(other for other in self.opinions if other.party != party), given)
        return given

    def conclude(self, now: datetime) -> ReviewConcluded:
        """The conclusion: it depends on what was said, never on the order in which it was said.

        Mandatory parties alone bind. Advisory opinions stand in the record with their conditions: whether one
        comes before or after the last mandatory opinion is chance, and must not decide.
        """
        record = tuple(
            self.opinion_of(party) or GivenOpinion(party=party, role=role, opinion="silent") for party, role in self.roles.items()
        )
        binding = [given for given in record if given.role == "mandatory"]
        conditions = gathered(binding)
        objected = any(self._counts_as(given) == "object" for given in binding)
        self.conclusion = ReviewConcluded(
            review_id=self.call.review_id,
            cause=self.call.cause,
            task_id=self.call.task_id,
            outcome="objected" if objected else "conditional" if conditions else "agreed",
            conditions=conditions,
            opinions=record,
            concluded_at=now.isoformat(),
        )
        return self.conclusion

    def _counts_as(self, given: GivenOpinion) -> str:
        if given.opinion != "silent":
            return given.opinion
        return "object" if self.call.silence == "objection" else "agree"


class CaseReviews(Aggregate):
    """The reviews of one case."""

    reviews: dict[str, Review] = Field(default={}, description="By review id, in the order in which they were convened")

    @property
    def open(self) -> bool:
        """A review waits for opinions."""
        return any(review.conclusion is None for review in self.reviews.values())

    def ailments(self, _now: datetime) -> list[Ailment]:
        """Reviews in which nobody is waited for, and which have no conclusion all the same."""
        still = [review.call.review_id for review in self.reviews.values() if review.conclusion is None and review.complete]
        what = "应发表意见的部门均已发表意见，会商却没有结论"
        return [Ailment(subject=self.id, invariant="next_actor", what=f"会商 {review_id}：{what}") for review_id in still]

    def next_alarm(self) -> datetime | None:
        """The next limit for opinions."""
        return min((review.due for review in self.reviews.values() if review.conclusion is None), default=None)

    def convene(self, call: ReviewCall, due: datetime) -> Sequence[Word]:
        """Ask every participant. A call that was made before says nothing anew. Errors: CallUnworkable."""
        known = self.reviews.get(call.review_id)
        if known and known.call == call:
            return []
        if known:
            raise CallUnworkable(f"{call.review_id} was called before with other particulars; give the new one its own number")
        review = Review(call=call, due=due)
        self.reviews[call.review_id] = review
        convened = ReviewConvened(review_id=call.review_id, call=call, due=review.due.isoformat())
        return [convened, *self._consultations(review)]

    def _consultations(self, review: Review) -> list[Letter]:
        call = review.call
        return [
            Letter(
                party,
                "consulted",
                Consultation(
                    review_id=call.review_id,
                    case_number=self.id,
                    centre=self.centre,
                    kind=call.kind,
                    subject=call.subject,
                    role=role,
                    due=review.due.isoformat(),
                    silence=call.silence,
                ),
                call.review_id,
            )
            for party, role in review.roles.items()
        ]

    def give(self, party: str, statement: Statement, now: datetime) -> Sequence[Word]:
        """Hear a party; the last mandatory one concludes. Errors: Refused, with every fault; then nothing has changed."""
        review = self.reviews.get(statement.review_id)
        faults = [*statement.faults, *(review.faults(party, now) if review else [NOT_YOURS])]
        if faults or review is None or statement.opinion is None:
            raise Refused(faults)
        given = review.give(party, statement.opinion, now)
        spoken = OpinionGiven(review_id=statement.review_id, given=given)
        return [spoken, *self._conclude(review, now)] if review.complete else [spoken]

    def alarm(self, number: int, now: datetime) -> Sequence[Word]:
        """Conclude every review whose limit is reached; an alarm that is no longer wanted finds none."""
        self.alarm_fired(number)
        due = [review for review in self.reviews.values() if review.conclusion is None and review.due <= now]
        return [word for review in due for word in self._conclude(review, now)]

    def _conclude(self, review: Review, now: datetime) -> list[Word]:
        conclusion = review.conclude(now)
        outcome = ReviewOutcome(
            review_id=conclusion.review_id, case_number=self.id, outcome=conclusion.outcome, conditions=conclusion.conditions
        )
        return [conclusion, *(Letter(party, "review-concluded", outcome, conclusion.review_id) for party in review.roles)]


def workable(call: ReviewCall, case_number: str) -> ReviewCall:
    """The call, if such a review can be held in this case. Errors: CallUnworkable, with every reason."""
    reasons = {
        f"review {call.review_id!r} is not one of case {case_number!r}": case_of(call.review_id) != case_number,
        "nobody is asked": not (call.mandatory or call.advisory),
        f"the limit is {call.limit_days} working days": call.limit_days < 0,
        f"silence means {call.silence!r}, neither consent nor objection": call.silence not in ("consent", "objection"),
    }
    if any(reasons.values()):
        raise CallUnworkable("; ".join(reason for reason, holds in reasons.items() if holds))
    return call


def opinions_due(call: ReviewCall, now: datetime, calendar: WorkCalendar, closing: time) -> datetime:
    """When the limit of the call ends: at the centre's closing hour of its last working day, today not counted."""
    term = Term(what="提出会商意见", days=call.limit_days, unit="working", basis="会商通知", mark="inferred")
    return deadline(term, now, calendar, closing=closing).due
