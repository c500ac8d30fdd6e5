"""What notify remembers of a case from the facts it heard."""

from typing import Final

from pydantic import BaseModel, Field

from services.notify.domain.recurring import recurring
from shared.contracts import appointment, complaint, consultation, intake, interruptions, mandate, materials, routing
from shared.contracts.application import Application
from shared.contracts.base import Event
from shared.contracts.common import ItemState
from shared.contracts.intake import Agent, Missing
from shared.identifiers import is_record_number

COMPLAINT: Final = "投诉举报"
"""The record of which nobody may hear who does not handle it."""
MEETING: Final = "会议"
"""The record of a meeting over many cases: it has neither applicant nor agent, and no application comes before it."""


class Known(BaseModel):
    """As much of the case as its notices need; replaced by `after` with every fact, never changed in place."""

    record: str = Field(default="办件", description="What the number stands for, in Chinese")
    post: str = Field(default="", description="Who handles it, of a complaint")
    applicant: str = ""
    handler: str = Field(default="", description="经办人")
    email: str = ""
    handler_before: str = Field(default="", description="经办人 until the last change")
    email_before: str = ""
    project: str = ""
    items: tuple[int, ...] = ()
    agent: Agent | None = None
    former_agent: Agent | None = Field(default=None, description="The agent until the last assignment")
    service: str = Field(default="agency", description="coaching | accompany | agency | remote")
    seen: bool = Field(default=True, description="Handed in at the window, where materials are looked at as they come")
    ended: bool = Field(default=False, description="Terminated, or withdrawn as a whole")
    mandated: bool = Field(default=False, description="A 委托协议 is in force")
    accepted_at: str = ""
    missing: tuple[Missing, ...] = Field(default=(), description="What is still missing")
    reviews: int | None = Field(default=None, description="Facts of joint_review when the route was closed; None: it is open")
    total: int = Field(default=0, description="Items when the results were gathered last")
    passed: int = Field(default=0, description="Of them those that were approved or needed nothing")
    rounds: dict[str, int] = Field(default={}, description="What can happen again -> how often it has")

    @classmethod
    def at_first(cls, number: str) -> "Known":
        """What the number alone tells, whichever fact comes first."""
        return cls(record=MEETING) if is_record_number(number, "H") else cls()

    def after(self, fact: Event) -> "Known":
        """What is known once the fact has been heard."""
        known = self._after_intake(fact) if isinstance(fact, intake.IntakeEvent) else self._after_others(fact)
        what = recurring(fact)
        return known.but(rounds=self.rounds | {what: self.round(what) + 1}) if what else known

    def _after_intake(self, fact: intake.IntakeEvent) -> "Known":
        match fact:
            case intake.CaseSubmitted(application=form) | intake.ItemsAdded(application=form):
                return self._of(form)
            case intake.AgentAssigned(agent=agent):
                return self.but(agent=agent, former_agent=fact.before or self.agent)
            case intake.MandateSigned(agent=agent):
                return self.but(agent=agent, mandated=True)
            case mandate.MandateEnded():
                return self.but(mandated=False)
            case mandate.ContactChanged(contact=contact, email=email):
                before = {"handler_before": self.handler, "email_before": self.email}
                return self.but(handler=contact, email=email, **before)
            case intake.CaseAccepted(application=form, agent=agent, accepted_at=at):
                return self._of(form).but(agent=agent, accepted_at=at, missing=())
        return self._after_course(fact)

    def _after_course(self, fact: intake.IntakeEvent) -> "Known":
        """What is missing, what came out, and that it is over."""
        match fact:
            case intake.DeficiencyNotified(missing=missing) | materials.MaterialsChecked(missing=missing):
                return self.but(missing=missing)
            case intake.MaterialsSupplemented():
                brought = set(fact.materials)
                return self.but(missing=() if fact.complete else tuple(m for m in self.missing if m.material not in brought))
            case intake.ResultsGathered(results=results):
                passed = sum(ItemState(result.state).passed for result in results)
                return self.but(passed=passed, total=len(results))
            case materials.DeemedAccepted():
                return self.but(missing=())
            case interruptions.CaseTerminated() | interruptions.ItemsWithdrawn(whole=True):
                return self.but(ended=True)
        return self._after_record(fact)

    def _after_record(self, fact: intake.IntakeEvent) -> "Known":
        """Of a consultation, an appointment or a complaint; the last says nothing of who complains."""
        match fact:
            case consultation.ConsultationReceived(asker=asker):
                about = {"project": fact.project.name if fact.project else "", "items": fact.items, "agent": fact.responsible}
                who = {"applicant": asker.unit or "", "handler": asker.name or "", "email": asker.email or ""}
                return self.but(record="咨询", **who, **about)
            case consultation.ConsultationAnswered(told=told):
                return self.but(items=tuple(dict.fromkeys((*self.items, *(line.item for line in told)))))
            case appointment.AppointmentBooked():
                return self.but(record="预约", handler=fact.visitor, items=fact.items, agent=fact.agent)
            case appointment.AppointmentRebooked(agent=agent):
                return self.but(agent=agent)
            case complaint.ComplaintReceived():
                return self.but(record=COMPLAINT)
            case complaint.ComplaintAssigned(handler=post):
                return self.but(post=post)
        return self

    def _after_others(self, fact: Event) -> "Known":
        return self.but(reviews=fact.reviews) if isinstance(fact, routing.RouteClosed) else self

    def round(self, what: str) -> int:
        """How often it has happened, the fact at hand included: `correction:24` -> 1."""
        return self.rounds.get(what, 0)

    def _of(self, form: Application) -> "Known":
        """What the form says; after a change of 经办人 only that change says who it is, whatever form follows."""
        handler = form.applicant.handler
        known = self.but(
            applicant=form.applicant.name,
            project=form.project.name if form.project else "",
            items=form.items,
            service=form.service,
            seen=form.channel == "window",
        )
        return known if self.round("contact") else known.but(handler=handler.name, email=handler.email or "")

    def but(self, **changed: object) -> "Known":
        """The same with these fields changed."""
        return self.model_copy(update=changed)
