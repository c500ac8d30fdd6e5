"""What intake says and can be asked of the mandate (委托) and of agent and contact."""

from datetime import date
from typing import Literal

from pydantic import Field

from shared.contracts.application import Handler
from shared.contracts.base import Strict
from shared.contracts.common import Signature
from shared.contracts.intake import CASE, IntakeEvent, SignedOrder


class MandateEnded(IntakeEvent, owner="intake"):
    """The mandate is over: revoked by the applicant, expired, fulfilled, or ended with the case."""

    cause: Literal["revoked", "expired", "fulfilled", "terminated", "withdrawn"] = Field(description="How it ended")
    reason: str = Field(default="", description="As the applicant says")
    signature: Signature | None = Field(default=None, description="Of the applicant, under a revocation")
    at: str = Field(description="ISO 8601 with zone")


class MandateRenewed(IntakeEvent, owner="intake"):
    """The mandate goes on: a later last day, signed by both (续办委托书)."""

    until: str | None = Field(description="Its new last day, YYYY-MM-DD; null: until the results are delivered")
    signatures: tuple[Signature, ...] = Field(description="Both parties'")
    at: str = Field(description="ISO 8601 with zone")


class ContactChanged(IntakeEvent, owner="intake"):
    """Another 经办人 speaks for the applicant (协议 一4: no silent change)."""

    contact: str = Field(description="Name of the new 经办人")
    phone: str = Field(description="Telephone of the new 经办人, masked")
    before: str = Field(description="Name of the one until now")
    email: str = Field(default="", description="Where notices go from now on; empty: nowhere besides the inbox")
    at: str = Field(description="ISO 8601 with zone")


class ChangeConfirmed(IntakeEvent, owner="intake"):
    """The other party has taken note of a change of agent or contact."""

    change: Literal["agent", "contact"] = Field(description="代办员变更 | 经办人变更")
    who: str = Field(description="Who confirmed")
    at: str = Field(description="ISO 8601 with zone")


class RevokeMandate(SignedOrder):
    """svc.<centre>.intake.revoke-mandate: the applicant takes the mandate back, at any time."""

    reason: str = Field(default="", max_length=1000, description="As the applicant says; none is needed")


class RenewMandate(SignedOrder):
    """svc.<centre>.intake.renew-mandate: a later last day, signed by both."""

    until: date | None = Field(default=None, description="New last day; none: until the results are delivered")
    agent: str | None = Field(default=None, max_length=60, description="Id of the agent who signs; default: the assigned one")


class ChangeAgent(Strict):
    """svc.<centre>.intake.change-agent: another agent takes the case, openly."""

    case_number: str = CASE
    to: str | None = Field(default=None, max_length=60, description="Id of the new agent; none: the best of those who are there")
    cause: Literal["change", "absence", "overload"] = Field(default="change", description="调整 | 离岗 | 任务过多")
    reason: str = Field(min_length=1, max_length=500, description="In Chinese, as the applicant is told")


class ChangeContact(Strict):
    """svc.<centre>.intake.change-contact: another 经办人."""

    case_number: str = CASE
    contact: Handler = Field(description="The new 经办人")
    authorisation: date | None = Field(default=None, description="Date of the 授权委托书; required unless 法定代表人")


class ConfirmChange(Strict):
    """svc.<centre>.intake.confirm-change: the other party takes note."""

    case_number: str = CASE
    change: Literal["agent", "contact"] = Field(description="代办员变更 | 经办人变更")
    who: str = Field(min_length=1, max_length=50, description="经办人 for the agent's change, the agent's id for the contact's")


class Absence(Strict):
    """svc.<centre>.intake.absence: an agent is away; every open case of this agent gets another, openly."""

    agent: str = Field(max_length=60, description="Id of the agent")
    first: date = Field(description="First day away")
    last: date = Field(description="Last day away")
    reason: str = Field(min_length=1, max_length=200, description="In Chinese, as applicants are told")
