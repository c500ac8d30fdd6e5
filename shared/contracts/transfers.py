"""The hand-over of an item between centres (转办、提请上级): facts of it, the mail between desks, what a desk may ask."""

from typing import Literal

from pydantic import Field

from shared.contracts.base import Contract, Strict
from shared.contracts.routing import TaskEvent

Direction = Literal["up", "down", "across"]
"""提请上级（转报） | 转办 | 跨区域."""
DIRECTIONS = {"up": "提请上级", "down": "转办", "across": "跨区域转办"}

POST = Field(min_length=1, max_length=50, description="The post that signs, never a person's name")
REASON = Field(min_length=1, max_length=2000, description="Why, for the other side and for the file")
TRANSFER = Field(min_length=1, max_length=100, description="<办件编号>/<事项序号>/T<n>")


class Offer(Contract):
    """One offer of an item by a centre to another."""

    transfer_id: str = Field(description="<办件编号>/<事项序号>/T<n>")
    giver: str = Field(description="Region code of the centre that offers")
    giver_name: str = Field(description="Its name")
    receiver: str = Field(description="Region code of the centre that is asked")
    receiver_name: str = Field(description="Its name")
    direction: Direction = Field(description="up: 提请上级; down: 转办; across: 跨区域转办")
    reason: str = Field(description="Why, in Chinese")
    signed_by: str = Field(description="Post that signed it over; the rule's name where a rule did")
    offered_at: str = Field(description="ISO 8601 with zone")
    due: str = Field(description="To be accepted or returned by then; ISO 8601 with zone")


class TransferOffered(TaskEvent, owner="routing"):
    """An item was offered to another centre; until that accepts, the giver holds it."""

    offer: Offer = Field(description="Who offers what to whom")


class TransferAccepted(TaskEvent, owner="routing"):
    """The asked centre holds the item from now on; nobody may act on it where it left."""

    offer: Offer = Field(description="What was accepted")
    accepted_by: str = Field(description="Post that accepted")


class TransferReturned(TaskEvent, owner="routing"):
    """The asked centre gave the item back: the giver holds it on."""

    offer: Offer = Field(description="What was returned")
    returned_by: str = Field(description="Post that returned it")
    reason: str = Field(description="Why, as the giver is told")
    times: int = Field(description="How often this item has been returned by now")


class TransferOverdue(TaskEvent, owner="routing"):
    """The asked centre has neither accepted nor returned in time."""

    offer: Offer = Field(description="What waits")


class TransferWithdrawn(TaskEvent, owner="routing"):
    """The offer no longer stands: a resolution has decided otherwise."""

    offer: Offer = Field(description="What was withdrawn")
    reason: str = Field(description="Why, in Chinese")


class ItemSubmittedUpward(TaskEvent, owner="routing"):
    """The counterpart department has submitted the item to its authority above the bus (转报)."""

    authority: str = Field(description="Region code of the authority above the bus")
    authority_name: str = Field(description="Its name")
    document: str = Field(description="文号 of the submission")


class OfferedItem(Contract):
    """xfer.<receiver>.offered"""

    offer: Offer = Field(description="Who offers what, until when")
    case_number: str = Field(description="办件编号")
    item: int = Field(description="事项序号")
    item_name: str = Field(description="事项名称")
    applicant: str = Field(description="Name of the applicant")
    project: str | None = Field(default=None, description="Name of the project")
    returned_before: tuple[str, ...] = Field(default=(), description="Reasons of earlier returns, oldest first")


class OfferAnswered(Contract):
    """xfer.<giver>.accepted, .returned or .overdue; xfer.<receiver>.withdrawn"""

    transfer_id: str = Field(description="<办件编号>/<事项序号>/T<n>")
    case_number: str = Field(description="办件编号")
    item: int = Field(description="事项序号")
    by: str = Field(description="Post, or the rule's name")
    reason: str = Field(default="", description="Why it was returned or withdrawn")


class ItemReport(Contract):
    """xfer.<centre>.reported: to every centre that gave the item on, each time its state changes."""

    case_number: str = Field(description="办件编号")
    item: int = Field(description="事项序号")
    item_name: str = Field(description="事项名称")
    holder: str = Field(description="Region code of whoever holds the item")
    department_name: str = Field(description="Department that works on it")
    state: str = Field(description="Code of the item state")
    state_name: str = Field(description="The same in words")
    document: str | None = Field(default=None, description="批文或证照编号, once there is one")
    reason: str | None = Field(default=None, description="Why it was refused or could not go on")
    at: str = Field(description="ISO 8601 with zone")


class HandOver(Strict):
    """svc.<centre>.routing.hand-over: give an item that this centre holds to another centre."""

    case_number: str = Field(max_length=50, description="办件编号")
    item: int = Field(description="事项序号")
    to: str = Field(max_length=12, description="Region code of the centre that is asked")
    reason: str = REASON
    signed_by: str = POST


class AcceptTransfer(Strict):
    """svc.<centre>.routing.accept-transfer"""

    transfer_id: str = TRANSFER
    signed_by: str = POST


class ReturnTransfer(Strict):
    """svc.<centre>.routing.return-transfer"""

    transfer_id: str = TRANSFER
    reason: str = REASON
    signed_by: str = POST


class TransfersQuery(Strict):
    """svc.<centre>.routing.transfers: what is offered to this centre, by this centre, and what it holds of others."""

    after: str = Field(default="", max_length=50, description="Case number after which to go on; empty: from the start")
    limit: int = Field(default=50, ge=1, le=200, description="Cases per page")


class SubmissionQuery(Strict):
    """svc.<centre>.routing.submission: what the printed letter to an authority above the bus says."""

    case_number: str = Field(max_length=50, description="办件编号")
    item: int = Field(description="事项序号")
