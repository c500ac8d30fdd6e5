"""会商: all reviews of one case, or of one meeting over many cases. Each goes its own way; none touches another."""

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime

from pydantic import Field

from services.joint_review.domain import convening, meeting_minutes, papers
from services.joint_review.domain.acts import ACTS, FOLLOWED, follow
from services.joint_review.domain.concluding import cancel
from services.joint_review.domain.convening import CallUnworkable
from services.joint_review.domain.elapsing import elapsed, reminded
from services.joint_review.domain.letters import SUBJECT, Word, heading, news
from services.joint_review.domain.meeting import Meeting, MeetingState
from services.joint_review.domain.opinion import shortcomings
from services.joint_review.domain.resolutions import NOT_YOURS as NO_RESOLUTION
from services.joint_review.domain.review import Review
from services.joint_review.domain.rules import Rules
from services.joint_review.domain.turns import NOT_YOURS, Turn, not_convener
from services.joint_review.domain.wanted import wanted
from shared.clock import Times
from shared.contracts.duties import Ailment
from shared.contracts.review_answers import CarryOut, DropResolution, ReviewAnswer
from shared.contracts.review_calls import PapersPinned, ReviewCall
from shared.duties import Dutiful, Duty, Lit, Terms, Wanted
from shared.errors import Fault, Refused, TransientError


class ReviewNotHere(TransientError):
    """Routing speaks of a review that it has not asked for yet, as far as we know: the request may come later."""


class Reviews(Dutiful):
    """The reviews of one case, or a meeting with its topics. Every change ends with `tidy`."""

    reviews: dict[str, Review] = Field(default={}, description="By review id, in the order in which they were called")
    meeting: Meeting | None = Field(default=None, description="会议, where this is the file of one")

    @property
    def open(self) -> bool:
        """Something is still to happen with a review, or with the meeting."""
        meets = self.meeting is not None and self.meeting.state is not MeetingState.CLOSED
        return meets or any(not review.closed for review in self.reviews.values())

    def ailments(self, now: datetime) -> list[Ailment]:
        """See Dutiful; and a review that nobody is asked about, while others of the same file go on."""
        asked = {_review_of(duty) for duty in self.duties.values()}
        idle = [review.review_id for review in self.reviews.values() if not review.closed and review.review_id not in asked]
        lost = [self._ailing("next_actor", f"会商 {review_id} 未办结，却没有任何待办，无人会再推动") for review_id in idle]
        return [*super().ailments(now), *(lost if self.duties else [])]

    def wanted(self, terms: Terms) -> Iterator[Wanted]:  # noqa: ARG002  every review is held by limits of its own
        """See Dutiful."""
        for review in self.reviews.values():
            if not review.closed:
                yield from wanted(review)
        if self.meeting is not None:
            yield from self.meeting.wanted()

    def call(self, call: ReviewCall, rules: Rules, names: Callable[[str], str], now: datetime, times: Times) -> Sequence[Word]:
        """A review is proposed to its convener, or convened. A call that was made before says nothing anew.

        Errors: CallUnworkable.
        """
        known = self.reviews.get(call.review_id)
        if known and known.call == call:
            return []
        if known:
            raise CallUnworkable(f"{call.review_id} was called before with other particulars; give the new one its own number")
        convening.workable(call, self.id, rules)
        review = convening.called(call, rules, names, self.centre, now)
        self.reviews[call.review_id] = review
        return convening.begin(review, now, times)

    def pinned(self, fact: PapersPinned, now: datetime, times: Times) -> Sequence[Word]:
        """The papers of a review have changed, or one that was awaited has come. Errors: ReviewNotHere."""
        return papers.pinned(self._called(fact.review_id), fact, now, times)

    def withdrawn(self, review_id: str, reason: str, now: datetime) -> Sequence[Word]:
        """Routing needs the review no more; one that is over stands. Errors: ReviewNotHere."""
        review = self._called(review_id)
        return [] if review.state.over else cancel(review, reason, "routing", now)

    def answer(
        self,
        party: str,
        verb: str,
        said: ReviewAnswer,
        now: datetime,
        times: Times,
        known: Callable[[str], str | None],
        at: datetime | None = None,
    ) -> Sequence[Word]:
        """What a department says. It takes effect now; whether a limit is kept, `at` decides: when it was said.

        Errors: Refused, with every fault; then nothing has changed.
        """
        turn = Turn(party, said, now, at or now, times, known)
        review = self.find(party, said, shortcomings(verb, said.model_dump()))
        if verb in FOLLOWED:
            return follow(self, review, verb, turn)
        act = ACTS[verb]
        faults = [*shortcomings(verb, said.model_dump()), *act.may(review, turn)]
        if act.convener and (strange := not_convener(review, party)):
            faults = strange  # the rest is not for it to mend
        if faults:
            raise Refused(faults)
        return act.do(review, turn)

    def find(self, party: str, said: ReviewAnswer, faults: Sequence[Fault] = ()) -> Review:
        """The review that an answer is about, if the party takes part in it or convenes it.

        Errors: Refused, the same for a review that is not its own as for none, with `faults` besides.
        """
        about_one = isinstance(said, CarryOut | DropResolution)
        named = said.resolution_id.rpartition("/")[0] if isinstance(said, CarryOut | DropResolution) else said.review_id
        review = self.reviews.get(named)
        if review is None or party not in review.readers:
            raise Refused([*faults, NO_RESOLUTION if about_one else NOT_YOURS])
        return review

    def due(self, number: int, now: datetime, times: Times) -> Sequence[Word]:
        """An alarm has gone off: lights go on, and what has been let pass has its consequences. One that is not wanted any
        more changes nothing.
        """
        if not self.alarm_fired(number):
            return []
        lit = list(self.ring(now, times))
        words = [word for each in lit for word in self._reminded(each)]
        passed = [each.duty for each in lit if each.colour == "overdue"]
        for review in self.reviews.values():
            if own := [duty for duty in passed if _review_of(duty) == review.review_id]:
                words += elapsed(review, own, now, times)
        if self.meeting is not None and self.meeting.minutes_key in {duty.key for duty in passed}:
            words += meeting_minutes.lapse(self, now)
        return words

    def tidy(self, times: Times) -> Sequence[Word]:
        """The duties are those that the state asks for now; whose limit a new calendar has moved, is told.
        The end of every change.
        """
        return [word for duty in self.settle(times, {}) for word in self._moved(duty)]

    def _called(self, review_id: str) -> Review:
        if review_id not in self.reviews:
            raise ReviewNotHere(review_id)
        return self.reviews[review_id]

    def _reminded(self, lit: Lit) -> list[Word]:
        if lit.duty.act == "round-closed":  # the day of a meeting is over: nobody has let anything pass
            return []
        review, meeting = self.reviews.get(_review_of(lit.duty)), self.meeting
        own = {"review_id": self.id, "case_number": self.id, "centre": self.centre}
        named = {"kind": meeting.kind, "subject": meeting.subject[:SUBJECT]} if meeting else {}
        return reminded(lit, heading(review) if review else own | named)

    def _moved(self, duty: Duty) -> list[Word]:
        review = self.reviews.get(_review_of(duty))
        if review is None:
            return []
        what = f"因工作日安排调整，“{duty.term.what}”的期限改为 {duty.due:%Y-%m-%d %H:%M}"
        return [news(review, what, about=duty.key, to=duty.actors[0])]


def _review_of(duty: Duty) -> str:
    """`<review id>/…` -> the review id."""
    return "/".join(duty.key.split("/")[:2])
