"""What intake says and can be asked of a case that stops: 中止, resumption, 终止, withdrawal (撤件)."""

from typing import Literal

from pydantic import Field

from shared.contracts.base import Contract, Strict
from shared.contracts.common import Signature
from shared.contracts.intake import CASE, IntakeEvent, SignedOrder

SuspensionGround = Literal[
    "untrue_materials", "unmendable_materials", "fees_unpaid", "applicant_pauses", "policy_changed", "mandate_ended"
]
GROUNDS: dict[str, str] = {
    "untrue_materials": "提供的申请材料内容不实",
    "unmendable_materials": "提供的申请材料不符合法定条件、标准且不能补正",
    "fees_unpaid": "未能及时缴纳各类行政事业性规费",
    "applicant_pauses": "企业群众提出暂停委托代办服务",
    "policy_changed": "审批期间遇到政策性调整，无法继续审批",
    "mandate_ended": "委托已撤销或到期，代办员不能继续代办",
}
"""The five of 服务规定 四（三） (seed 000), and the one that follows from the mandate itself (seed 000 协议 四2)."""

TerminationGround = Literal["applicant_ends", "not_feasible", "falsehood", "suspension_expired"]
ENDS: dict[str, str] = {
    "applicant_ends": "委托方提出终止委托",
    "not_feasible": "项目或事项本身不具备办结条件",
    "falsehood": "申报过程中有弄虚作假及其他违法违规情况",
    "suspension_expired": "中止期满，委托方仍未恢复办理",
}
"""协议 四2、四3 (seed 000), 承诺书 七 (seed 003); the last one is the system's own end of a suspension nobody resumes."""


class FormSigned(Contract):
    """A form in two copies, signed by both: the first for the agency, the second for the applicant."""

    number: str = Field(description="编号 of the form: <办件编号>/S1, …/Z1")
    signatures: tuple[Signature, ...] = Field(default=(), description="Both parties'; one party's where `unsigned` says why")
    unsigned: str = Field(default="", description="Why a party's signature is missing, in Chinese; empty: both have signed")
    returned: tuple[str, ...] = Field(default=(), description="材料 handed back with it (有关资料已移交完毕)")


class FormDrawn(IntakeEvent, owner="intake"):
    """A 中止单 or 终止单 was drawn up and waits for the signatures of both."""

    document: Literal["suspension", "termination"] = Field(description="中止单 | 终止单")
    number: str = Field(description="编号 of the form")
    ground: str = Field(description="Code of the ground")
    ground_name: str = Field(description="The ground in Chinese")
    reason: str = Field(default="", description="Particulars, as they stand on the form")
    proposed_by: Literal["applicant", "agent"] = Field(description="Whose wish it is")
    due: str = Field(
        description="Then the applicant's own takes effect without ours, and ours is asked about again; ISO 8601 with zone"
    )
    at: str = Field(description="ISO 8601 with zone")


class FormCancelled(IntakeEvent, owner="intake"):
    """A form that was not in effect yet is void."""

    document: Literal["suspension", "termination"] = Field(description="中止单 | 终止单")
    number: str = Field(description="编号 of the form")
    reason: str = Field(description="Why")


class CaseSuspended(IntakeEvent, owner="intake"):
    """中止: all clocks of the case stand, nobody works on it, until it is resumed or ends."""

    ground: SuspensionGround = Field(description="Code of the ground")
    ground_name: str = Field(description="The ground in Chinese")
    reason: str = Field(default="", description="Particulars, as they stand on the form")
    form: FormSigned = Field(description="The signed 中止单")
    ends: str = Field(description="If nobody resumes it by then it is terminated; ISO 8601 with zone")
    at: str = Field(description="ISO 8601 with zone")


class CaseResumed(IntakeEvent, owner="intake"):
    """恢复（续办）: the clocks run again."""

    number: str = Field(description="编号 of the 中止单 that ends")
    reason: str = Field(default="", description="What has changed")
    signatures: tuple[Signature, ...] = Field(default=(), description="Of those who asked for it")
    at: str = Field(description="ISO 8601 with zone")


class CaseTerminated(IntakeEvent, owner="intake"):
    """终止: the agency ends before its aim; tasks are recalled, materials handed back."""

    ground: TerminationGround = Field(description="Code of the end")
    ground_name: str = Field(description="The end in Chinese")
    reason: str = Field(default="", description="Particulars, as they stand on the form")
    form: FormSigned = Field(description="The signed 终止单")
    at: str = Field(description="ISO 8601 with zone")


class ItemsWithdrawn(IntakeEvent, owner="intake"):
    """撤件: the applicant withdraws items before they are decided; `whole` ends the case."""

    items: tuple[int, ...] = Field(description="事项序号")
    whole: bool = Field(description="No item is left: the case ends")
    reason: str = Field(default="", description="As the applicant says")
    signature: Signature = Field(description="Of the applicant's side")
    at: str = Field(description="ISO 8601 with zone")


class SuspendCase(Strict):
    """svc.<centre>.intake.suspend: draws up the 中止单; it takes effect when both have signed (sign … suspension)."""

    case_number: str = CASE
    ground: Literal["untrue_materials", "unmendable_materials", "fees_unpaid", "applicant_pauses", "policy_changed"] = Field(
        description="One of the five of 服务规定 四（三）"
    )
    reason: str = Field(min_length=1, max_length=1000, description="Particulars for the form")
    by: Literal["applicant", "agent"] = Field(default="agent", description="Whose wish it is; to pause is the applicant's")
    agent: str | None = Field(default=None, max_length=60, description="Id of the agent; default: the assigned one")


class ResumeCase(SignedOrder):
    """svc.<centre>.intake.resume: the reason for the suspension is gone."""

    reason: str = Field(min_length=1, max_length=1000, description="What has changed")
    agent: str | None = Field(default=None, max_length=60, description="Id of the agent; default: the assigned one")


class TerminateCase(Strict):
    """svc.<centre>.intake.terminate: draws up the 终止单; it takes effect when both have signed (sign … termination)."""

    case_number: str = CASE
    ground: Literal["applicant_ends", "not_feasible", "falsehood"] = Field(description="协议 四2、四3")
    reason: str = Field(min_length=1, max_length=1000, description="Particulars for the form")
    by: Literal["applicant", "agent"] = Field(description="Whose wish it is; only the applicant may simply end it")
    agent: str | None = Field(default=None, max_length=60, description="Id of the agent; default: the assigned one")


class CancelForm(Strict):
    """svc.<centre>.intake.cancel-form: a 中止单 or 终止单 that is not in effect yet is void."""

    case_number: str = CASE
    document: Literal["suspension", "termination"] = Field(description="中止单 | 终止单")
    reason: str = Field(min_length=1, max_length=1000, description="Why")


class WithdrawItems(SignedOrder):
    """svc.<centre>.intake.withdraw: the applicant takes items back before they are decided."""

    items: tuple[int, ...] = Field(default=(), max_length=31, description="事项序号; none: all of them")
    reason: str = Field(min_length=1, max_length=1000, description="As the applicant says")
