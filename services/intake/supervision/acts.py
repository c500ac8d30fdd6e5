"""Orders about a complaint, brought to the method that decides them."""

from collections.abc import Mapping, Sequence
from typing import Final

from services.intake.domain.complaint import Complaint
from services.intake.domain.complaint_parts import Actor
from services.intake.domain.moment import Moment
from shared.aggregate import Said
from shared.contracts import complaint as say

ORDERS: Final[Mapping[str, type[say.ComplaintOrder]]] = {
    "assign-complaint": say.AssignComplaint,
    "accept-complaint": say.AcceptComplaint,
    "reject-complaint": say.RejectComplaint,
    "answer-complaint": say.AnswerComplaint,
    "revisit-complaint": say.RevisitComplaint,
    "reopen-complaint": say.ReopenComplaint,
    "close-complaint": say.CloseComplaint,
    "contact-complainant": say.ContactComplainant,
}
"""Operation -> what it is asked with."""


def decided(complaint: Complaint, actor: Actor, order: say.ComplaintOrder, moment: Moment) -> Sequence[Said]:
    """What follows from an order. Errors: NotFound, Refused."""
    match order:
        case say.AssignComplaint():
            return complaint.assign(actor, order.to, order.reason, moment)
        case say.AcceptComplaint():
            return complaint.accept(actor, moment)
        case say.RejectComplaint():
            return complaint.reject(actor, order, moment)
        case say.AnswerComplaint():
            return complaint.answer(actor, order, moment)
        case say.RevisitComplaint():
            return complaint.revisit(actor, order, moment)
        case say.ReopenComplaint():
            return complaint.reopen(actor, order.reason, moment)
        case say.CloseComplaint():
            return complaint.close(actor, order, moment)
        case say.ContactComplainant():
            return complaint.contact(actor, moment)
        case _:
            raise ValueError(f"{type(order).__name__} is no order about a complaint")
