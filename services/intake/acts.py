"""What can be done with a case by an order of one contract: operation -> contract and what the domain makes of it."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final, NamedTuple

from services.intake.domain import accepting, delivering, evaluating, guiding, interrupting, mandating, promising
from services.intake.domain.case import Case
from services.intake.domain.moment import Moment
from shared.contracts import evaluation, interruptions, mandate, materials
from shared.contracts import intake as say
from shared.contracts.base import Event, Strict


class Act(NamedTuple):
    """An operation of intake that needs nothing but the case and the moment."""

    order: type[Strict]
    decide: Callable[[Case, Any, Moment], Sequence[Event]]


ACTS: Final[Mapping[str, Act]] = {
    "check": Act(materials.CheckMaterials, accepting.check),
    "supplement": Act(say.SupplementMaterials, accepting.supplement),
    "keep-promise": Act(materials.KeepPromise, promising.keep),
    "return-originals": Act(materials.ReturnOriginals, delivering.return_originals),
    "revoke-mandate": Act(mandate.RevokeMandate, mandating.revoke),
    "renew-mandate": Act(mandate.RenewMandate, mandating.renew),
    "change-contact": Act(mandate.ChangeContact, mandating.change_contact),
    "confirm-change": Act(mandate.ConfirmChange, mandating.confirm),
    "guide": Act(evaluation.GiveGuidance, guiding.guide),
    "visit": Act(evaluation.MakeVisit, guiding.visit),
    "follow-up": Act(evaluation.FollowUp, guiding.follow_up),
    "suspend": Act(interruptions.SuspendCase, interrupting.suspend),
    "resume": Act(interruptions.ResumeCase, interrupting.resume),
    "terminate": Act(interruptions.TerminateCase, interrupting.terminate),
    "cancel-form": Act(interruptions.CancelForm, interrupting.cancel),
    "withdraw": Act(interruptions.WithdrawItems, interrupting.withdraw),
    "deliver": Act(say.DeliverResults, delivering.deliver),
    "confirm-receipt": Act(say.ConfirmReceipt, delivering.confirm_receipt),
    "report-lost": Act(evaluation.ReportLost, delivering.report_lost),
    "verify-grade": Act(evaluation.VerifyBadGrade, evaluating.verify),
    "rectify": Act(evaluation.RectifyBadGrade, evaluating.rectify),
    "revisit": Act(evaluation.Revisit, evaluating.revisit),
    "appraise": Act(evaluation.Appraise, evaluating.appraise),
}
