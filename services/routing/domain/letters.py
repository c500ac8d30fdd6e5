"""The mail of a route (来件): what a department, or the desk of another centre, is sent about one of its items."""

from datetime import datetime
from typing import TYPE_CHECKING

from services.routing.domain import dissent
from services.routing.domain.transfer import OfferState
from services.routing.domain.veil import RESTRICTED_REASON, hides, told
from shared.aggregate import Mail
from shared.contracts.departments import (
    Assignment,
    ConditionsSet,
    CorrectionReady,
    HoldLifted,
    PrerequisiteRevoked,
    PromiseLetter,
    WorkResumed,
    WorkSuspended,
)
from shared.contracts.intake import Promise
from shared.contracts.limits import DueMoved
from shared.contracts.matters import TaskRecalled
from shared.contracts.transfers import Offer, OfferedItem

if TYPE_CHECKING:  # the route sends these letters itself
    from services.routing.domain.review import Review
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
        lead_department=told(route, route.lead, task.address),
        acting_for=route.agent,
        due=task.due,
        round=task.round,
        conditions=(*route.conditions, *dissent.told(route, task.address)),
        submit_to=task.submit_to,
        files=tuple(file for file in route.files if file.item == task.plan.item or not hides(route, file.item)),
        promises=task.pledges.open,
    )
    return Mail(f"task.{task.address}.assigned", letter, key=f"{task.task_id}/{task.round}")


def corrected(route: "Route", task: "Task", note: str) -> Mail:
    """task.<department>.correction-supplied: what it had asked for has come."""
    letter = CorrectionReady(task_id=task.task_id, case_number=route.id, note=note, due=task.due)
    return Mail(f"task.{task.address}.correction-supplied", letter, key=task.task_id)


def due_moved(route: "Route", task: "Task", reason: str, calendar: str) -> Mail:
    """task.<department>.due-moved: its limits are other ones than it was told, for another calendar counts."""
    letter = DueMoved(task_id=task.task_id, case_number=route.id, due=task.due, reason=reason)
    return Mail(f"task.{task.address}.due-moved", letter, key=f"{task.task_id}/{task.round}/{calendar}")


def conditions_set(route: "Route", task: "Task", review_id: str, conditions: tuple[str, ...]) -> Mail:
    """task.<department>.conditions-set: a review that ended after the assignment has set conditions."""
    letter = ConditionsSet(task_id=task.task_id, case_number=route.id, review_id=review_id, conditions=conditions)
    return Mail(f"task.{task.address}.conditions-set", letter, key=f"{task.task_id}/{review_id}")


def hold_lifted(route: "Route", task: "Task", review: "Review") -> Mail:
    """task.<department>.hold-lifted: the approval of the task may be given now."""
    reason = f"{review.call.kind}（{review.review_id}）已不再限制本事项的办结，可以依法作出决定"
    letter = HoldLifted(task_id=task.task_id, case_number=route.id, review_id=review.review_id, reason=reason)
    return Mail(f"task.{task.address}.hold-lifted", letter, key=f"{task.task_id}/{review.review_id}")


def recalled(route: "Route", task: "Task", reason: str) -> Mail:
    """task.<department>.recalled: the department has the task no more."""
    letter = TaskRecalled(task_id=task.task_id, case_number=route.id, reason=reason)
    return Mail(f"task.{task.address}.recalled", letter, key=f"{task.task_id}/{task.round}")


def suspended(route: "Route", task: "Task", reason: str, since: datetime) -> Mail:
    """task.<department>.suspended: the case stands, and with it both clocks."""
    letter = WorkSuspended(task_id=task.task_id, case_number=route.id, reason=reason, since=since.isoformat())
    return Mail(f"task.{task.address}.suspended", letter, key=task.task_id)


def resumed(route: "Route", task: "Task", reason: str) -> Mail:
    """task.<department>.resumed: the case goes on."""
    letter = WorkResumed(task_id=task.task_id, case_number=route.id, reason=reason, due=task.due)
    return Mail(f"task.{task.address}.resumed", letter, key=task.task_id)


def promise(route: "Route", task: "Task", verb: str, about: Promise, reason: str = "") -> Mail:
    """task.<department>.promise-made, supplement-received or promise-broken."""
    letter = PromiseLetter(task_id=task.task_id, case_number=route.id, promise=about, reason=reason)
    return Mail(f"task.{task.address}.{verb}", letter, key=f"{task.task_id}/{about.promise_id}")


def prerequisite_revoked(route: "Route", task: "Task", revoked: "Task", reason: str) -> Mail:
    """task.<department>.prerequisite-revoked: what the item rests on has fallen."""
    letter = PrerequisiteRevoked(
        task_id=task.task_id,
        case_number=route.id,
        item=revoked.plan.item,
        item_name=route.name_of(revoked),
        reason=RESTRICTED_REASON if revoked.restricted else reason,
    )
    return Mail(f"task.{task.address}.prerequisite-revoked", letter, key=task.task_id)


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
