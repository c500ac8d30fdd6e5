"""What can happen to a case more than once, so that each time is a reason of its own."""

from collections.abc import Mapping
from typing import Final

from shared.contracts import (
    appointment,
    complaint,
    consultation,
    evaluation,
    intake,
    interruptions,
    joint_review,
    limits,
    mandate,
    materials,
    plan,
    routing,
)
from shared.contracts.base import Event
from shared.contracts.joint_review import GivenOpinion

RECURRING: Final[Mapping[type[Event], str]] = {
    intake.MaterialsSupplemented: "supplemented",
    intake.MandateSigned: "mandate",
    intake.AgentAssigned: "agent",
    intake.ItemsAdded: "items-added",
    intake.ResultsGathered: "results-ready",
    intake.ResultDispatched: "dispatched",
    intake.ResultDelivered: "delivered",
    materials.OriginalsReturned: "originals",
    mandate.MandateRenewed: "renewed",
    mandate.ContactChanged: "contact",
    interruptions.ItemsWithdrawn: "withdrawn",
    evaluation.ResultLost: "lost",
    evaluation.ResultRevoked: "result-revoked",
    evaluation.GuidanceGiven: "guidance",
    evaluation.VisitMade: "visit",
    evaluation.ProgressFollowed: "followed",
    evaluation.BadGradeVerified: "grade-verified",
    evaluation.BadGradeRectified: "grade-rectified",
    consultation.ConsultationReferred: "referred",
    consultation.ConsultationContributed: "contributed",
    appointment.AppointmentRebooked: "rebooked",
    complaint.ComplaintAssigned: "assigned",
    limits.JointLimitExtended: "joint-extended",
    limits.LimitsMoved: "limits-moved",
    limits.LimitExtended: "extended",
    routing.TaskProgressed: "progress",
    routing.ItemRecalled: "recalled",
    routing.ItemRevoked: "revoked",
    routing.CorrectionRequested: "correction",
    routing.SpecialProcedureStarted: "special",
    routing.TaskReturned: "returned",
}
"""Fact -> under what it is counted."""


def recurring(fact: Event) -> str:
    """Under what it is counted, item by item where the fact is of routing; empty: it is not."""
    match fact:
        case plan.PlanRevised():
            return "plan" if end_moved(fact) else ""
        case joint_review.ReviewConvened():
            return f"review:{fact.review_id}"
        case joint_review.SignatureRefused() | joint_review.OpinionGiven(given=GivenOpinion(opinion="object")):
            return f"objection:{fact.review_id}"
    what = RECURRING.get(type(fact), "")
    return f"{what}:{fact.item}" if what and isinstance(fact, routing.TaskEvent) else what


def end_moved(fact: plan.PlanRevised) -> plan.PlanMove | None:
    """The move of the day on which the whole case is promised for, if this is one from a day to another."""
    return next((move for move in fact.moved if move.what == "finish" and move.before and move.after), None)
