"""The mail of a route (来件): what a department, or the desk of another centre, is sent about one of its items."""

from typing import TYPE_CHECKING

from services.routing.domain.transfer import OfferState
from shared.aggregate import Mail
from shared.contracts.departments import Assignment, CorrectionReady
from shared.contracts.matters import TaskRecalled
from shared.contracts.transfers import Offer, OfferedItem

RESTRICTED_REASON = "限制公开"  # in place of what a desk wrote about a restricted item

if TYPE_CHECKING:  # the route sends these letters itself
    from services.routing.domain.route import Route
    from services.routing.domain.task import Task


def assigned(route: "Route", task: "Task") -> Mail:
    """task.<department>.assigned: the department gets the task."""
    letter = Assignment(
        task_id=task.task_id,
        case_number=route.id,
        centre=route.centre,
        item=task.plan.item,
        item_name=task.plan.item_name,
        applicant=route.applicant,
        project=route.project,
        project_code=route.project_code,
        lead_department=route.lead,
        acting_for=route.agent,
        due=task.due,
        round=task.round,
        conditions=route.conditions,
        submit_to=task.submit_to,
        files=route.files,
    )
    return Mail(f"task.{task.address}.assigned", letter, key=f"{task.task_id}/{task.round}")


def corrected(route: "Route", task: "Task", note: str) -> Mail:
    """task.<department>.correction-supplied: what it had asked for has come."""
    letter = CorrectionReady(task_id=task.task_id, case_number=route.id, note=note, due=task.due)
    return Mail(f"task.{task.address}.correction-supplied", letter, key=task.task_id)


def recalled(route: "Route", task: "Task", reason: str) -> Mail:
    """task.<department>.recalled: the department has the task no more."""
    letter = TaskRecalled(task_id=task.task_id, case_number=route.id, reason=reason)
    return Mail(f"task.{task.address}.recalled", letter, key=f"{task.task_id}/{task.round}")


def offered(route: "Route", task: "Task", offer: Offer) -> Mail:
    """xfer.<receiver>.offered: the desk is asked to take the item."""
    letter = OfferedItem(
        offer=offer,
        case_number=route.id,
        item=task.plan.item,
        item_name=route.name_of(task),
        applicant=route.applicant,
        project=route.project,
        returned_before=tuple(
            RESTRICTED_REASON if task.restricted else each.reason for each in task.transfers if each.state is OfferState.RETURNED
        ),
    )
    return Mail(f"xfer.{offer.receiver}.offered", letter, key=offer.transfer_id)
