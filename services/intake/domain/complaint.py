"""A complaint or a report of misconduct (投诉举报): received, handled by a post above or beside, answered, revisited."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from hmac import compare_digest
from typing import Any, Final

from pydantic import Field

from services.intake.domain.complaint_parts import COMPLAINANT, Actor, Answer, Entry, NotFound, digest, told
from services.intake.domain.complaint_states import STEPS, ComplaintState, next_step
from services.intake.domain.moment import Moment
from services.intake.domain.record import Record
from services.intake.domain.supervising import Accused, Line, seat
from shared.contracts import complaint as say
from shared.contracts.base import Event
from shared.duties import Duty, Terms, Wanted
from shared.errors import refuse

DUTIES: Final = {
    ComplaintState.RECEIVED: ("accept", "accept-complaint", "complaint_accept"),
    ComplaintState.IN_HAND: ("answer", "answer-complaint", "complaint"),
    ComplaintState.ANSWERED: ("revisit", "revisit-complaint", "complaint_revisit"),
    ComplaintState.UNSATISFIED: ("reopen", "reopen-complaint", "complaint_revisit"),
}
"""State -> (key of the duty, act that meets it, name of its term). States that have ended have none."""


class Complaint(Record):
    """投诉举报. Every method checks who acts and whether the state allows it, and returns the facts to be said."""

    kind: say.ComplaintKind
    against: str = Field(description=say.AGAINST)
    channel: say.ComplaintChannel
    content: str
    case_number: str | None = None
    complainant: say.Complainant | None = Field(default=None, description="None: anonymous")
    code_hash: str = Field(description="Of the query code; the code itself is nowhere")
    superior: str = Field(description="Post above the centre")
    handler: str
    state: ComplaintState = ComplaintState.RECEIVED
    received_at: str
    since: datetime = Field(description="In this state, with this limit")
    late: bool = Field(default=False, description="The duty of this state has become overdue")
    ever_late: bool = Field(default=False, description="Some duty of it has")
    answers: tuple[Answer, ...] = ()
    rejected: str | None = Field(default=None, description="Why it was not accepted")
    turn_to: str = ""
    reopened: bool = False
    ground: say.Ground | None = None
    history: tuple[Entry, ...] = ()

    @property
    def open(self) -> bool:
        """Somebody still has to do something."""
        return not self.state.ended

    @property
    def next_step(self) -> str:
        """What is possible now, in one Chinese sentence."""
        if self._on_handlers_word:
            return "本投诉已办结；回访记录与事实不符的，投诉人可在回访期限内凭查询码提请复查（reopen-complaint）"
        again = self.reopened and self.state is ComplaintState.REJECTED
        return "已复查一次，仍有异议的可依法向上级机关信访、申请行政复议或提起行政诉讼" if again else next_step(self.state)

    @property
    def line(self) -> Line:
        """What decides who may handle it."""
        accused = Accused.parse(self.against)
        assert accused is not None  # noqa: S101  it was parsed when the complaint came in
        return Line(self.kind == "misconduct", accused, self.superior)

    def wanted(self, terms: Terms) -> Iterable[Wanted]:
        """The one duty of its state. Nobody can call on an anonymous person: he may speak, and the clock closes."""
        if self.state in DUTIES:
            key, act, term = DUTIES[self.state]
            waits = self._waits()
            actors = (COMPLAINANT, "clock") if waits else (self.handler,)
            yield Wanted(key, act, actors, terms[term], self.since, repeats=not waits, about=say.KINDS[self.kind])

    def _waits(self) -> bool:
        return self.complainant is None and self.state is ComplaintState.ANSWERED

    def received(self, moment: Moment) -> Sequence[Event]:
        """The facts of a new complaint."""
        anonymous = self.complainant is None
        come = say.ComplaintReceived(**self._head(COMPLAINANT, moment), channel=self.channel, anonymous=anonymous)
        self._note(moment, COMPLAINANT, "complain")
        chosen = self._assigned(None, "chosen", "", "clock", moment)
        self.settle(moment.times, moment.terms)
        return [come, chosen]

    def check_seen_by(self, actor: Actor) -> None:
        """May it be looked at? By posts that may handle it, and by whoever has the code. Errors: NotFound."""
        if actor.post == COMPLAINANT:
            if actor.region != self.centre or not compare_digest(digest(self.id, actor.code), self.code_hash):
                raise NotFound
        elif seat(actor.post, self.centre) != actor.region or not self.line.may_handle(actor.post):
            raise NotFound

    def accept(self, actor: Actor, moment: Moment) -> Sequence[Event]:
        """It will be handled; the limit for the answer runs from now."""
        self._may("accept-complaint", actor)
        self._enter(ComplaintState.IN_HAND, moment, actor, "accept-complaint")
        self.settle(moment.times, moment.terms)
        return [say.ComplaintAccepted(**self._head(actor.post, moment), due=self.duties["answer"].due.isoformat())]

    def reject(self, actor: Actor, order: say.RejectComplaint, moment: Moment) -> Sequence[Event]:
        """It will not be handled; why, and who is competent instead."""
        self._may("reject-complaint", actor)
        self.rejected, self.turn_to = order.reason, order.turn_to
        self._enter(ComplaintState.REJECTED, moment, actor, "reject-complaint", order.reason)
        self.settle(moment.times, moment.terms)
        return [say.ComplaintRejected(**self._head(actor.post, moment), reason=order.reason, turn_to=order.turn_to)]

    def assign(self, actor: Actor, to: str, reason: str, moment: Moment) -> Sequence[Event]:
        """The handler passes it on to another post that may handle it; the limit runs on."""
        self._may("assign-complaint", actor)
        to = self.superior if to == "superior" else to
        if to == self.handler or not self.line.may_handle(to):
            able = [post for post in ("section_head", "vice_head", "supervisor", self.superior) if self.line.may_handle(post)]
            others = "、".join(post for post in able if post != self.handler) or "无"
            raise refuse("to", f"{to} 不能办理本投诉（被投诉人及其所在条线须回避）", f"可转交：{others}")
        self._note(moment, actor.post, "assign-complaint", reason)
        fact = self._assigned(to, "passed_on", reason, actor.post, moment)
        self.settle(moment.times, moment.terms)
        return [fact]

    def answer(self, actor: Actor, order: say.AnswerComplaint, moment: Moment) -> Sequence[Event]:
        """What the investigation found. Upheld, even in part: something must follow from it."""
        self._may("answer-complaint", actor)
        if order.finding != "not_upheld" and not order.measures:
            raise refuse("measures", "投诉属实，须写明处理措施", "请写明已采取或将采取的措施")
        in_time = not self.late and moment.now <= self.duties["answer"].due
        made = Answer(finding=order.finding, text=order.answer, measures=order.measures, by=actor.post, at=moment.iso)
        self.answers = (*self.answers, made)
        self._enter(ComplaintState.ANSWERED, moment, actor, "answer-complaint", say.FINDINGS[order.finding])
        self.settle(moment.times, moment.terms)
        return [
            say.ComplaintAnswered(
                **self._head(actor.post, moment),
                finding=order.finding,
                answer=order.answer,
                measures=order.measures,
                in_time=in_time,
                matter=self.matter,
            )
        ]

    @property
    def matter(self) -> bool:
        """A department was found wanting in a case: the desk is to put that on the ladder (routing.escalate)."""
        upheld = bool(self.answers) and self.answers[-1].finding != "not_upheld"
        return upheld and self.case_number is not None and self.line.accused.kind == "department"

    def revisit(self, actor: Actor, order: say.RevisitComplaint, moment: Moment) -> Sequence[Event]:
        """The complainant was asked, or has spoken: closed, or open to one more look."""
        self._may("revisit-complaint", actor)
        self._check_word(actor, order)
        reached = None if actor.post == COMPLAINANT else order.reached
        note = f"{say.REACHED[reached]}回访：{order.note}" if reached else order.note
        asked = say.ComplaintRevisited(**self._head(actor.post, moment), satisfied=order.satisfied, reached=reached)
        if order.satisfied is False and not self.reopened:
            self._enter(ComplaintState.UNSATISFIED, moment, actor, "revisit-complaint", note)
            self.settle(moment.times, moment.terms)
            return [asked]
        self._note(moment, actor.post, "revisit-complaint", note)
        grounds: dict[bool | None, say.Ground] = {True: "satisfied", None: "unreachable", False: "reviewed"}
        return [asked, self._closed(grounds[order.satisfied], "", actor.post, moment)]

    def _check_word(self, actor: Actor, order: say.RevisitComplaint) -> None:
        """Of an anonymous complaint only the complainant speaks; whoever speaks for another says how he reached him."""
        own = actor.post == COMPLAINANT
        if self.complainant is None and not own:
            raise refuse("by", "匿名投诉无人可回访，是否满意由投诉人凭查询码表示", "请等待；期满未提出异议的自动办结")
        if own and order.satisfied is None:
            raise refuse("satisfied", "须写明对答复是否满意", "请填写 true 或 false")
        if not own and order.reached is None:
            ways = "、".join(f"{way}（{name}）" for way, name in say.REACHED.items())
            raise refuse("reached", "回访须写明以何种方式联系投诉人", f"可填：{ways}")

    def reopen(self, actor: Actor, reason: str, moment: Moment) -> Sequence[Event]:
        """Once: the post above looks into it again, from the beginning where it was not even accepted."""
        self._may("reopen-complaint", actor)
        if self.state is ComplaintState.CLOSED and not self._contested(actor, moment):
            raise refuse("complaint_number", "本投诉已办结，不能复查", self.next_step)
        if self.reopened:
            raise refuse("complaint_number", "本投诉已复查一次", self.next_step)
        self.reopened = True
        state = ComplaintState.RECEIVED if self.state is ComplaintState.REJECTED else ComplaintState.IN_HAND
        self.rejected, self.turn_to, self.ground = None, "", None
        self._enter(state, moment, actor, "reopen-complaint", reason)
        told = "" if actor.post == COMPLAINANT else reason
        facts: list[Event] = [say.ComplaintReopened(**self._head(actor.post, moment), reason=told)]
        if higher := self.line.above(self.handler):
            facts.append(self._assigned(higher, "reopened", "由上一级复查", actor.post, moment))
        self.settle(moment.times, moment.terms)
        return facts

    @property
    def _on_handlers_word(self) -> bool:
        """It ended because the handler alone said that the complainant is satisfied, or not to be reached."""
        spoke = next((entry.by for entry in reversed(self.history) if entry.act == "revisit-complaint"), COMPLAINANT)
        return self.ground in ("satisfied", "unreachable") and spoke != COMPLAINANT and not self.reopened

    def _contested(self, actor: Actor, moment: Moment) -> bool:
        """The complainant says in time that the handler's word was not his."""
        limit = moment.times.due(moment.terms["complaint_revisit"], self.since)
        return self._on_handlers_word and actor.post == COMPLAINANT and moment.now <= limit

    def close(self, actor: Actor, order: say.CloseComplaint, moment: Moment) -> Sequence[Event]:
        """Taken back by the complainant, or explained to him; a report of misconduct is not taken back.

        Until the limit for another look is over, only the complainant does without one.
        """
        self._may("close-complaint", actor)
        own = actor.post == COMPLAINANT
        if order.ground == "withdrawn" and (not own or self.kind == "misconduct"):
            message = "违规举报不因撤回而终止" if own else "投诉只能由投诉人本人凭查询码撤回"
            raise refuse("ground", message, "请继续办理并答复（answer-complaint）")
        if order.ground == "explained" and self.state is not ComplaintState.UNSATISFIED:
            raise refuse("ground", "回访不满意后，经解释说明方可以此办结", self.next_step)
        if order.ground == "explained" and not own and not self._let_pass(moment):
            message = "投诉人不满意的，可在期限内提请复查；期满前经办岗位不能以解释说明办结"
            raise refuse("ground", message, "请复查（reopen-complaint），或待期满后再办结；投诉人接受解释的，可凭查询码办结")
        self._note(moment, actor.post, "close-complaint", order.note)
        return [self._closed(order.ground, "" if own else order.note, actor.post, moment)]

    def _let_pass(self, moment: Moment) -> bool:
        """The limit for another look is over; the alarm may be a moment behind."""
        return self.late or moment.now > self.duties["reopen"].due

    def contact(self, actor: Actor, moment: Moment) -> Sequence[Event]:
        """The handler reads how to reach the complainant; that he did is kept. Errors: Refused (anonymous)."""
        self._may("contact-complainant", actor)
        if self.complainant is None:
            raise refuse("complaint_number", "匿名投诉没有联系方式", "投诉人会凭查询码查询答复")
        self._note(moment, actor.post, "contact-complainant")
        return []

    def ring_at(self, moment: Moment) -> Sequence[Event]:
        """What the clock says: lights; what is overdue goes to the post above, or ends where nobody is left to ask."""
        facts: list[Event] = []
        for lit in [*self.ring(moment.now, moment.times)]:
            facts.append(told(lit, self._head("clock", moment)))
            if lit.colour == "overdue":
                facts += self._overdue(lit.duty, moment)
        self.settle(moment.times, moment.terms)
        return facts

    def _overdue(self, duty: Duty, moment: Moment) -> list[Event]:
        if self._waits():
            return [self._closed("no_word", "", "clock", moment)]
        self.late = self.ever_late = True
        higher = self.line.above(self.handler)
        return [self._assigned(higher, "overdue", f"{duty.term.what}逾期", "clock", moment)] if higher else []

    def _may(self, act: str, actor: Actor) -> None:
        """Errors: NotFound, Refused (somebody else's act, wrong state)."""
        self.check_seen_by(actor)
        step = STEPS[act]
        if actor.post != self.handler and not (step.complainant and actor.post == COMPLAINANT):
            message = f"本投诉由 {self.handler} 办理，{actor.post} 不能{step.said}"
            raise refuse("by", message, "请由办理岗位操作，或由其转交（assign-complaint）")
        if self.state not in step.sources:
            raise refuse("complaint_number", f"本投诉当前为“{self.state.label}”，不能{step.said}", self.next_step)

    def _enter(self, state: ComplaintState, moment: Moment, actor: Actor, act: str, note: str = "") -> None:
        self.state, self.since, self.late = state, moment.now, False
        self._note(moment, actor.post, act, note)

    def _note(self, moment: Moment, by: str, act: str, note: str = "") -> None:
        self.history = (*self.history, Entry(at=moment.iso, by=by, act=act, note=note))

    def _assigned(self, to: str | None, cause: Any, reason: str, by: str, moment: Moment) -> Event:
        before = self.handler if to else None
        self.handler = to or self.handler
        if cause != "passed_on":
            self._note(moment, by, "assigned", self.handler)
        return say.ComplaintAssigned(**self._head(by, moment), handler=self.handler, before=before, cause=cause, reason=reason)

    def _closed(self, ground: say.Ground, note: str, by: str, moment: Moment) -> Event:
        self.ground = ground
        self.state, self.since, self.late = ComplaintState.CLOSED, moment.now, False
        self.settle(moment.times, moment.terms)
        return say.ComplaintClosed(**self._head(by, moment), ground=ground, note=note)

    def _head(self, by: str, moment: Moment) -> dict[str, Any]:
        against = "window" if self.line.accused.kind == "window" else self.against  # its name is the complainant's word
        return {"by": by, "kind": self.kind, "against": against, "case_number": self.case_number, "at": moment.iso}
