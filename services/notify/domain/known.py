"""What notify remembers of a case from the facts it heard."""

from collections.abc import Mapping
from typing import Final

from pydantic import BaseModel, Field

from shared.contracts import intake, plan, routing
from shared.contracts.application import Application
from shared.contracts.base import Event
from shared.contracts.intake import Agent, Missing

RECURRING: Final[Mapping[type[Event], str]] = {
    routing.CorrectionRequested: "correction",
    routing.SpecialProcedureStarted: "special",
    routing.TaskReturned: "returned",
}
"""What can happen to an item more than once; each time is a reason of its own."""


class Known(BaseModel):
    """As much of the case as its notices need; replaced by `after` with every fact, never changed in place."""

    applicant: str = ""
    handler: str = Field(default="", description="经办人")
    email: str = ""
    project: str = ""
    items: tuple[int, ...] = ()
    agent: Agent | None = None
    agent_before: str = Field(default="", description="Id of the agent until the last assignment")
    mandated: bool = False
    accepted_at: str = ""
    missing: tuple[Missing, ...] = Field(default=(), description="What is still missing")
    reviews: int | None = Field(default=None, description="Facts of joint_review when the route was closed; None: it is open")
    rounds: dict[str, int] = Field(default={}, description="What can happen again -> how often it has")

    def after(self, fact: Event) -> "Known":
        """What is known once the fact has been heard."""
        return self._after_intake(fact) if isinstance(fact, intake.IntakeEvent) else self._after_others(fact)

    def _after_intake(self, fact: intake.IntakeEvent) -> "Known":
        match fact:
            case intake.CaseSubmitted(application=form):
                return self._of(form)
            case intake.ItemsAdded(application=form):
                return self._of(form).model_copy(update={"rounds": self._counted("items-added")})
            case intake.AgentAssigned(agent=agent):
                before = self.agent.id if self.agent else ""
                return self._again("agent").model_copy(update={"agent": agent, "agent_before": before})
            case intake.MandateSigned(agent=agent):
                return self.model_copy(update={"agent": agent, "mandated": True})
            case intake.DeficiencyNotified(missing=missing):
                return self.model_copy(update={"missing": missing})
            case intake.MaterialsSupplemented():
                return self._supplemented(fact)
            case intake.CaseAccepted(application=form, agent=agent, accepted_at=at):
                return self._of(form).model_copy(update={"agent": agent, "accepted_at": at, "missing": ()})
        return self

    def _after_others(self, fact: Event) -> "Known":
        match fact:
            case routing.RouteClosed(reviews=reviews):
                return self.model_copy(update={"reviews": reviews})
            case routing.CorrectionRequested() | routing.SpecialProcedureStarted() | routing.TaskReturned():
                return self._again(f"{RECURRING[type(fact)]}:{fact.item}")
            case plan.PlanRevised() if end_moved(fact):
                return self._again("plan")
        return self

    def round(self, what: str) -> int:
        """How often it has happened, the fact at hand included: `correction:24` -> 1."""
        return self.rounds.get(what, 0)

    def _of(self, form: Application) -> "Known":
        handler = form.applicant.handler
        return self.model_copy(
            update={
                "applicant": form.applicant.name,
                "handler": handler.name,
                "email": handler.email or "",
                "project": form.project.name if form.project else "",
                "items": form.items,
            }
        )

    def _supplemented(self, fact: intake.MaterialsSupplemented) -> "Known":
        brought = set(fact.materials)
        left = () if fact.complete else tuple(lack for lack in self.missing if lack.material not in brought)
        return self._again("supplemented").model_copy(update={"missing": left})

    def _again(self, what: str) -> "Known":
        return self.model_copy(update={"rounds": self._counted(what)})

    def _counted(self, what: str) -> dict[str, int]:
        return self.rounds | {what: self.rounds.get(what, 0) + 1}


def end_moved(fact: plan.PlanRevised) -> plan.PlanMove | None:
    """The move of the day on which the whole case is promised for, if this is one from a day to another."""
    return next((move for move in fact.moved if move.what == "finish" and move.before and move.after), None)
