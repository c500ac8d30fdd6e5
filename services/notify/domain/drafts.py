"""From a fact to the notices somebody waits for; of all other facts nothing is told."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final

from services.notify.domain import from_intake, from_matters, from_plan, from_reviews, from_routing, from_transfers
from services.notify.domain.desk import Desk
from services.notify.domain.draft import Draft
from services.notify.domain.known import Known
from shared.contracts import intake, joint_review, matters, plan, routing, transfers
from shared.contracts.base import Event

RULES: Final[Mapping[type[Event], Callable[[Any, Known, Desk], Iterator[Draft]]]] = {
    intake.CaseSubmitted: from_intake.received,
    intake.DeficiencyNotified: from_intake.deficiency,
    intake.MaterialsSupplemented: from_intake.supplemented,
    intake.MandateSigned: from_intake.mandated,
    intake.AgentAssigned: from_intake.agent_changed,
    intake.CaseAccepted: from_intake.accepted,
    intake.ItemsAdded: from_intake.items_added,
    intake.ResultsGathered: from_intake.results_ready,
    intake.ResultDispatched: from_intake.dispatched,
    intake.ResultDelivered: from_intake.delivered,
    intake.CaseCompleted: from_intake.completed,
    routing.CaseRouted: from_routing.routed,
    routing.CorrectionRequested: from_routing.correction,
    routing.CorrectionSupplied: from_routing.correction_supplied,
    routing.SpecialProcedureStarted: from_routing.special_started,
    routing.SpecialProcedureEnded: from_routing.special_ended,
    routing.ItemApproved: from_routing.approved,
    routing.ItemRefused: from_routing.refused,
    routing.ItemNotHandled: from_routing.not_handled,
    routing.TaskReturned: from_routing.returned,
    routing.DeadlineLit: from_routing.lit,
    plan.PlanRevised: from_plan.revised,
    transfers.TransferOffered: from_transfers.offered,
    transfers.TransferAccepted: from_transfers.accepted,
    transfers.TransferReturned: from_transfers.returned,
    transfers.TransferOverdue: from_transfers.overdue,
    transfers.TransferWithdrawn: from_transfers.withdrawn,
    transfers.ItemSubmittedUpward: from_transfers.submitted_upward,
    matters.MatterEscalated: from_matters.escalated,
    matters.MatterClimbed: from_matters.climbed,
    matters.RungReminded: from_matters.reminded,
    matters.MatterResolved: from_matters.resolved,
    matters.MeasureOverdue: from_matters.measure_overdue,
    matters.MatterClosed: from_matters.closed,
    joint_review.ReviewConvened: from_reviews.convened,
    joint_review.ReviewConcluded: from_reviews.concluded,
}


def drafts(fact: Event, known: Known, desk: Desk) -> tuple[Draft, ...]:
    """The notices a fact calls for; `known` is what is known with the fact itself."""
    rule = RULES.get(type(fact))
    return tuple(rule(fact, known, desk)) if rule else ()
