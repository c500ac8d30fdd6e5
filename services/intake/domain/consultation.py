"""咨询: a question with its record, the one who answers for it (首问负责), and the joint answer of the sections concerned.

赤峰方案 三（五）1 (seed 001), 一对一方案 六1 (seed 004): 认真履行一次性告知、首问负责制; 对不能直接解答的咨询，
及时组织相关科室集中研究答复，并建立接待咨询记录.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime

from pydantic import BaseModel, ConfigDict, Field

from services.intake.domain.moment import Moment
from services.intake.domain.record import Record, told
from services.intake.domain.told_state import ActOutOfPlace, ToldState
from shared.contracts import consultation as say
from shared.contracts.application import Channel, Project
from shared.contracts.base import Event
from shared.contracts.intake import Agent
from shared.duties import Lit, Terms, Wanted
from shared.errors import refuse
from shared.identifiers import mask_telephone


class ConsultationState(ToldState):
    """Where a consultation stands."""

    RECEIVED = "received", "待答复", "请首问责任人答复（consult answer），不能直接解答的转相关科室（consult refer）"
    REFERRED = "referred", "会同研究中", "请被转科室提出意见（consult contribute），由首问责任人汇总答复（consult answer）"
    ANSWERED = "answered", "已答复", "可转为申请（consult apply）；不再办理的，请结束（consult close）"
    BECAME_CASE = "became_case", "已转为办件", "请按办件编号查询办理情况"
    CLOSED = "closed", "已结束", "仍可转为申请（consult apply）；有新问题的，请另行咨询"


S = ConsultationState
UNANSWERED = frozenset({S.RECEIVED, S.REFERRED})


class Part(BaseModel):
    """What one section was asked, and what it said."""

    model_config = ConfigDict(frozen=True)

    section: str = Field(description="Name of the section, or <region>.<department>")
    name: str
    asked_at: datetime
    answer: str = ""
    answered_at: str | None = None


class Answer(BaseModel):
    """The answer as it was given."""

    model_config = ConfigDict(frozen=True)

    text: str
    told: tuple[say.ItemTold, ...]
    version: str
    by: str
    in_time: bool
    at: datetime


class Consultation(Record):
    """咨询. Every method checks its act, changes the consultation and returns the facts to be said."""

    asker: say.Asker
    channel: Channel
    question: str
    items: tuple[int, ...] = ()
    project: Project | None = None
    agent: Agent = Field(description="首问责任人")
    received_at: datetime
    since: datetime = Field(description="The limit runs from here: receipt, or the first referral made in time")
    state: ConsultationState = S.RECEIVED
    overdue: bool = False
    limit: datetime | None = Field(default=None, description="When the answer was due, once it is given or overdue")
    parts: dict[str, Part] = Field(default={}, description="Section -> its part of the answer")
    answer: Answer | None = None
    case_number: str | None = None
    closed_reason: str = ""

    @property
    def open(self) -> bool:
        """Something is still to happen with it."""
        return self.state in UNANSWERED or self.state is S.ANSWERED

    @property
    def outstanding(self) -> tuple[Part, ...]:
        """Parts that were asked for and are not there."""
        return tuple(part for part in self.parts.values() if not part.answer)

    @property
    def answer_due(self) -> datetime | None:
        """When the answer is or was due; being asked for again moves nothing. None: closed before it was answered."""
        duty = self.duties.get("answer")
        return self.limit or (duty.due if duty else None)

    def wanted(self, terms: Terms) -> Iterator[Wanted]:
        """An unanswered one is asked for again and again; an answered one closes by itself in the end."""
        if self.state in UNANSWERED:
            actors = ("agent", "section_head") if self.overdue else ("agent",)
            yield Wanted("answer", "consult-answer", actors, terms["consultation"], self.since, repeats=True)
            for part in self.outstanding:
                actor = "department" if "." in part.section else "section_head"
                key = f"contribute:{part.section}"
                yield Wanted(key, "consult-contribute", (actor,), terms["contribution"], part.asked_at, about=part.name)
        elif self.state is S.ANSWERED and self.answer:
            yield Wanted("close", "consult-close", ("applicant", "clock"), terms["consultation_kept"], self.answer.at)

    def received(self, moment: Moment) -> list[Event]:
        """The facts of a new consultation."""
        self.settled(moment, ())
        phone = self.asker.phone and mask_telephone(self.asker.phone)
        fact = say.ConsultationReceived(
            asker=self.asker.model_copy(update={"phone": phone}),
            channel=self.channel,
            question=self.question,
            items=self.items,
            project=self.project,
            responsible=self.agent,
            due=self.duties["answer"].due.isoformat(),
            at=moment.iso,
            by=f"agent:{self.agent.id}",
        )
        return [fact]

    def refer(self, to: Sequence[say.SectionAsked], order: say.ReferConsultation, moment: Moment) -> list[Event]:
        """Ask sections for their part. The first referral, made in time, sets the limit anew; later ones move nothing."""
        self._answerable("转科室研究")
        self._responsible(order.agent, "转科室研究")
        if known := [section.name for section in to if section.section in self.parts]:
            raise refuse("to", f"已转过：{'、'.join(known)}", "请催促其提出意见，或只写尚未转过的科室")
        if not self.parts and not self._late(moment):
            self.since = moment.now
        self.state = S.REFERRED
        asked = {section.section: Part(section=section.section, name=section.name, asked_at=moment.now) for section in to}
        self.parts = self.parts | asked
        self.settled(moment, ())
        due = (self.limit or self.duties["answer"].due).isoformat()
        fact = say.ConsultationReferred(sections=tuple(to), note=order.note, due=due, at=moment.iso, by=f"agent:{self.agent.id}")
        return [fact]

    def contribute(self, order: say.ContributeToConsultation, moment: Moment) -> list[Event]:
        """A section's part of the answer; once each."""
        self._answerable("提出意见")
        part = self.parts.get(order.section)
        if part is None or part.answer:
            asked = "、".join(each.section for each in self.outstanding) or "（无）"
            message = f"“{order.section}”已提出过意见" if part else f"本咨询没有转给“{order.section}”"
            raise refuse("section", message, f"待提出意见的：{asked}")
        self.parts = self.parts | {order.section: part.model_copy(update={"answer": order.answer, "answered_at": moment.iso})}
        fact = say.ConsultationContributed(
            part=say.SectionPart(section=part.section, name=part.name, answer=order.answer),
            outstanding=tuple(each.name for each in self.outstanding),
            at=moment.iso,
            by=f"department:{order.section}" if "." in order.section else f"section:{order.section}",
        )
        return self.settled(moment, [fact])

    def answered(self, order: say.AnswerConsultation, items: Sequence[say.ItemTold], version: str, moment: Moment) -> list[Event]:
        """The (joint) answer. It may be given although a section is silent: who asks must not wait for that."""
        self._answerable("答复")
        in_time = not self._late(moment)
        if order.by == "agent":
            self._responsible(order.agent, "答复")
        elif in_time:
            raise refuse(
                "by", "答复期限内由首问责任人答复", f"请由{self.agent.title}（{self.agent.id}）答复；超期后科室负责人可代为答复"
            )
        self.limit = self.answer_due
        by = f"agent:{self.agent.id}" if order.by == "agent" else order.by
        self.answer = Answer(text=order.answer, told=tuple(items), version=version, by=by, in_time=in_time, at=moment.now)
        self.items = tuple(dict.fromkeys((*self.items, *order.items)))
        self.state = S.ANSWERED
        fact = say.ConsultationAnswered(
            answer=order.answer,
            told=tuple(items),
            catalogue_version=version,
            parts=tuple(_said(part) for part in self.parts.values() if part.answer),
            outstanding=tuple(part.name for part in self.outstanding),
            in_time=in_time,
            at=moment.iso,
            by=by,
        )
        return self.settled(moment, [fact])

    def close(self, order: say.CloseConsultation, moment: Moment) -> list[Event]:
        """Who asked wants nothing more."""
        if not self.open:
            raise ActOutOfPlace("consultation", "咨询", self.state, "结束")
        self._responsible(order.agent, "结束")
        return self.settled(moment, [self._closed(order.reason, f"agent:{self.agent.id}", moment)])

    def became_case(self, case_number: str, moment: Moment) -> list[Event]:
        """It was turned into a case; the first one counts, and a repeat says nothing."""
        if self.state is S.BECAME_CASE:
            return []
        self.case_number = case_number
        self.state = S.BECAME_CASE
        return self.settled(moment, [say.ConsultationBecameCase(case_number=case_number, at=moment.iso)])

    def lit(self, lit: Lit, moment: Moment) -> Iterator[Event]:
        """Lights of the answer and its parts are told, overdue to the section head too; that of the end closes it."""
        overdue = lit.colour == "overdue"
        if lit.duty.key == "close":
            if overdue:
                yield self._closed("答复后期满未再提出，自动结束", "clock", moment)
            return
        if lit.duty.key == "answer" and overdue:
            self.limit = self.limit or lit.duty.due  # the duty is asked for again; what was promised does not move
            self.overdue = True
        yield told(lit, ("section_head",) if overdue else ())

    def _closed(self, reason: str, by: str, moment: Moment) -> Event:
        self.state = S.CLOSED
        self.closed_reason = reason
        return say.ConsultationClosed(answered=self.answer is not None, reason=reason, at=moment.iso, by=by)

    def _late(self, moment: Moment) -> bool:
        """Is the limit over? The alarm may be a moment behind."""
        return self.overdue or moment.now > self.duties["answer"].due

    def _answerable(self, act: str) -> None:
        if self.state not in UNANSWERED:
            raise ActOutOfPlace("consultation", "咨询", self.state, act)

    def _responsible(self, agent: str | None, act: str) -> None:
        if agent not in (None, self.agent.id):
            remedy = f"本咨询由首问责任人{self.agent.title}（{self.agent.id}）负责到底"
            raise refuse("agent", f"{agent} 不是本咨询的首问责任人，不能{act}", remedy)


def _said(part: Part) -> say.SectionPart:
    return say.SectionPart(section=part.section, name=part.name, answer=part.answer)
