"""What intake says and what it can be asked."""

from datetime import date
from typing import Literal

from pydantic import Field

from shared.contracts.application import MOST_ITEMS, Application, Channel, ItemNumber, Names, ServiceKind, StageCode
from shared.contracts.base import Contract, Event, Strict
from shared.contracts.common import Method, Signature

CASE = Field(max_length=50, description="办件编号")


class Missing(Contract):
    """One material that is missing, with how to mend it (一次性告知)."""

    item: int = Field(description="事项序号")
    item_name: str = Field(description="事项名称")
    material: str = Field(description="材料名称")
    how_to: str = Field(description="补齐途径或方法")


class Agent(Contract):
    """代办员: one named agent per case."""

    id: str = Field(description="Id of the agent in centre.yaml")
    title: str = Field(description="Role as the applicant sees it")


class ItemResult(Contract):
    """What came out of one item."""

    item: int = Field(description="事项序号")
    item_name: str = Field(description="事项名称; empty for restricted items")
    state: str = Field(description="Code of the item state")
    department_name: str = Field(default="", description="Who decided")
    document: str | None = Field(default=None, description="批文或证照编号")
    reason: str | None = Field(default=None, description="Why it was refused or not needed")
    decided_at: str | None = Field(default=None, description="ISO 8601 with zone")
    conditions: tuple[str, ...] = Field(default=(), description="Conditions of a joint review under which it was approved")


class IntakeEvent(Event):
    """Facts of the case file (办件)."""

    by: str = Field(default="", description="Who did it: applicant | agent:<id> | window | section_head … | clock; empty: nobody")
    acting_for: str = Field(default="", description="For whom an agent acted: name of the applicant; empty: for himself")


class CaseSubmitted(IntakeEvent, owner="intake"):
    """An application was received and given its number."""

    application: Application = Field(description="The whole application")
    submitted_at: str = Field(description="ISO 8601 with zone")


class DeficiencyNotified(IntakeEvent, owner="intake"):
    """All that is missing, told once."""

    missing: tuple[Missing, ...] = Field(description="All that is missing")


class MaterialsSupplemented(IntakeEvent, owner="intake"):
    """The applicant brought what was missing."""

    materials: tuple[str, ...] = Field(description="Names of what was brought now")
    complete: bool = Field(description="Nothing is missing any more")


class CorrectionSubmitted(IntakeEvent, owner="intake"):
    """The applicant answered a department's demand for correction."""

    items: tuple[int, ...] = Field(description="Items whose correction is submitted")
    note: str = Field(default="", description="What was changed")


class FileAttached(IntakeEvent, owner="intake"):
    """A file was stored with the case."""

    file_id: str = Field(description="Id of the file with its keeper")
    item: int | None = Field(default=None, description="事项序号")
    material: str = Field(description="材料名称")
    filename: str = Field(description="Name of the file as the applicant calls it")
    size: int = Field(description="bytes")
    sha256: str = Field(description="SHA-256, 64 hexadecimal digits")
    media_type: str = Field(default="", description="What it is by its content; empty: of older cases")
    at: str = Field(default="", description="ISO 8601 with zone")
    accepted: bool = Field(default=False, description="It came after the acceptance: routing does not have it from there")


class MandateSigned(IntakeEvent, owner="intake"):
    """委托协议 is in force: both parties have signed."""

    items: tuple[int, ...] = Field(description="Scope of the mandate")
    agent: Agent = Field(description="代办员")
    methods: dict[str, str] = Field(description="party -> hand | seal | electronic")
    signatures: tuple[Signature, ...] = Field(default=(), description="Both parties', as they were given")
    stages: tuple[str, ...] = Field(default=(), description="Stages it is limited to (阶段代办); empty: the whole (全程代办)")
    until: str | None = Field(default=None, description="Its last day, YYYY-MM-DD; null: until the results are delivered")
    signed_at: str = Field(description="ISO 8601 with zone")


class AgentAssigned(IntakeEvent, owner="intake"):
    """A named agent holds the case."""

    agent: Agent = Field(description="代办员")
    before: Agent | None = Field(default=None, description="Who held it until now; null: nobody")
    cause: str = Field(default="", description="chosen | change | absence | overload: why this agent, or why another")
    reason: str = Field(default="", description="In Chinese, as the applicant is told")


class AttachedFile(Contract):
    """A file that travels with the case by reference."""

    file_id: str = Field(description="Id of the file with its keeper")
    material: str = Field(description="材料名称")
    filename: str = Field(description="Name of the file as the applicant calls it")
    size: int = Field(description="bytes")
    sha256: str = Field(description="SHA-256, 64 hexadecimal digits")
    item: int | None = Field(default=None, description="事项序号 it is for; null: for the whole case")
    media_type: str = Field(default="", description="What it is by its content; empty: of older cases")
    by: str = Field(default="applicant", description="applicant | <region>.<department>: who gave it")
    at: str = Field(default="", description="ISO 8601 with zone")


class Promise(Contract):
    """书面承诺 of the applicant: a secondary material that follows (容缺受理), or a proof that is not asked for (告知承诺)."""

    promise_id: str = Field(description="P1, P2 … within the case")
    kind: Literal["tolerance", "commitment"] = Field(description="tolerance 容缺受理 | commitment 告知承诺")
    item: int = Field(description="事项序号")
    item_name: str = Field(description="事项名称; 一个事项 for a restricted one")
    material: str = Field(description="材料名称")
    due: str = Field(description="tolerance: to be supplemented by; commitment: to be checked by. ISO 8601 with zone")
    signature: Signature = Field(description="Of the applicant's side under the written promise")


class ItemsAdded(IntakeEvent, owner="intake"):
    """Items were added to a running case, complete with their materials."""

    items: tuple[int, ...] = Field(description="The added items")
    application: Application = Field(description="The whole application as it stands with them")
    files: tuple[AttachedFile, ...] = Field(default=(), description="Every file that the applicant has given by now")
    signed_by: str = Field(description="Who of the applicant's side agreed in writing")
    at: str = Field(description="ISO 8601 with zone")


class CaseAccepted(IntakeEvent, owner="intake"):
    """材料齐全、委托已签: the case is accepted and goes to routing with all that routing needs."""

    application: Application = Field(description="The whole application")
    agent: Agent = Field(description="代办员")
    accepted_at: str = Field(description="ISO 8601 with zone; a task's limits count from its assignment")
    files: tuple[AttachedFile, ...] = Field(default=(), description="Files that the applicant gave")
    promises: tuple[Promise, ...] = Field(default=(), description="容缺受理 and 告知承诺: what is to follow")
    deemed: bool = Field(default=False, description="视为受理: nobody told in time what was missing (行政许可法 第三十二条)")


class ResultsGathered(IntakeEvent, owner="intake"):
    """Every item is decided and the results lie at the window."""

    results: tuple[ItemResult, ...] = Field(description="One per item")
    delivery: str = Field(description="in_person | post")


class ResultDispatched(IntakeEvent, owner="intake"):
    """The results are in the post."""

    attempt: int = Field(default=1, description="2 after the first letter was lost")

    tracking_number: str = Field(description="邮件号")
    address: str = Field(description="Where the post goes")


class ResultDelivered(IntakeEvent, owner="intake"):
    """The applicant has the results in hand, and signed for them."""

    method: Literal["in_person", "post", "door"] = Field(description="当面递交 | 邮寄送达 | 上门送达")
    identity_checked: bool = Field(default=False, description="The window or the agent has seen the recipient's identity card")
    signature: Signature | None = Field(default=None, description="Under the receipt; null: of older cases")
    returned: tuple[str, ...] = Field(default=(), description="材料 whose originals were handed back with the results")
    received_by: str = Field(description="Who took them: the handler's or applicant's own word")
    delivered_at: str = Field(description="ISO 8601 with zone")


class CaseCompleted(IntakeEvent, owner="intake"):
    """办结单 is signed by both, in two copies; what follows is evaluation."""

    outcome: str = Field(description="approved | partly_approved | refused | guided (事前辅导、远程)")
    completed_at: str = Field(description="ISO 8601 with zone")
    signatures: tuple[Signature, ...] = Field(default=(), description="Both parties' under the 办结单")


class CaseClosed(IntakeEvent, owner="intake"):
    """结案: the last fact of the case file. Completed and evaluated (or the time for it over), terminated, or withdrawn."""

    outcome: str = Field(description="approved | partly_approved | refused | guided | terminated | withdrawn")
    evaluated: bool = Field(default=False, description="The applicant has evaluated the service")
    closed_at: str = Field(description="ISO 8601 with zone")


class SignedOrder(Strict):
    """An order of the applicant with the signature under it."""

    case_number: str = CASE
    signed_by: str | None = Field(
        default=None, max_length=50, description="Who signs for the applicant: 经办人 or 法定代表人; default: 经办人"
    )
    method: Method = Field(default="hand", description="How")
    file_id: str | None = Field(default=None, max_length=100, description="File of an electronic signature, needed for it")


class SignDocument(SignedOrder):
    """svc.<centre>.intake.sign"""

    document: Literal["mandate", "completion", "suspension", "termination"] = Field(
        description="委托协议 | 办结单 | 中止单 | 终止单"
    )
    party: Literal["applicant", "agent", "both"] = Field(default="both", description="Who signs")
    until: date | None = Field(default=None, description="Last day of the mandate; default: until the results are delivered")
    agent: str | None = Field(default=None, max_length=60, description="Id of the agent who signs; default: the assigned one")


class SupplementMaterials(Strict):
    """svc.<centre>.intake.supplement: missing materials, corrections a department asked for, or both."""

    case_number: str = CASE
    materials: Literal["all"] | Names = Field(default=(), description="Names, or all")
    originals: Names = Field(default=(), description="Names of those that are brought as originals (原件)")
    corrections: tuple[ItemNumber, ...] = Field(default=(), max_length=31, description="Items whose correction is ready")
    note: str = Field(default="", max_length=1000, description="A remark in the writer's own words")
    item: int | None = Field(default=None, description="事项序号 the materials are for; default: every item that asks for them")
    by: Literal["applicant", "agent"] = Field(default="applicant", description="Who brings it; an agent needs the mandate")
    agent: str | None = Field(default=None, max_length=60, description="Id of the agent who brings it; default: the assigned one")


class AddItems(Strict):
    """svc.<centre>.intake.add-items: more items for a running case, each of them with all its materials."""

    case_number: str = CASE
    items: tuple[ItemNumber, ...] = Field(min_length=1, max_length=MOST_ITEMS, description="事项序号 to be added")
    materials: Literal["all"] | Names = Field(default=(), description="Names of what is brought for them, or all")
    stages: tuple[StageCode, ...] = Field(
        default=(), max_length=4, description="Stages that are entrusted from now on besides (阶段代办); empty: as before"
    )
    other_item: str | None = Field(default=None, max_length=200, description="其他审批事项: required when item 31 is added")
    signed_by: str = Field(min_length=1, max_length=100, description="Who signs the supplement to the 委托协议 for the applicant")
    agent: str | None = Field(default=None, max_length=60, description="Id of the agent who signs; default: the assigned one")


class DeliverResults(Strict):
    """svc.<centre>.intake.deliver"""

    case_number: str = CASE
    method: Literal["in_person", "post", "door"] | None = Field(default=None, description="Default: the applicant's choice")
    identity_checked: bool = Field(default=False, description="身份证件已核对; required in person and to the door")
    signed: Method = Field(default="hand", description="How the recipient signed")
    file_id: str | None = Field(default=None, max_length=100, description="File of an electronic signature, needed for it")
    agent: str | None = Field(default=None, max_length=60, description="Id of the agent who delivers; default: the assigned one")
    tracking_number: str | None = Field(default=None, max_length=100, description="邮件号; required for post")
    received_by: str | None = Field(default=None, max_length=100, description="Who signed; required in person")


class ConfirmReceipt(Strict):
    """svc.<centre>.intake.confirm-receipt: the receipt of a posted result came back."""

    case_number: str = CASE
    received_by: str = Field(min_length=1, max_length=100, description="Who took the results")


class ApplyAgain(Strict):
    """svc.<centre>.intake.apply: a new application from the form of an earlier case, 事前辅导 for one: nothing typed twice."""

    case_number: str = CASE
    service: ServiceKind = Field(default="agency", description="帮办 | 代办 | …: what is applied for now")
    channel: Channel | None = Field(default=None, description="Default: as in the earlier form")
    items: tuple[ItemNumber, ...] = Field(default=(), max_length=MOST_ITEMS, description="Default: those of the earlier form")
    materials: Literal["all"] | Names = Field(default=(), description="Names of the materials that are brought now, or all")


class CaseQuery(Strict):
    """Asks for one case."""

    case_number: str = CASE


class CasesQuery(Strict):
    """svc.<centre>.intake.cases: list and search, the newest first; pages are stable and see every write before them."""

    state: str | None = Field(default=None, max_length=40, description="Only cases in this state; open: all that are not closed")
    department: str | None = Field(
        default=None, max_length=40, description="<region>.<department>: only cases of which it has an item in hand"
    )
    applicant: str | None = Field(default=None, max_length=40, description="统一社会信用代码 or 公民身份号码, whole")
    light: Literal["yellow", "red", "overdue"] | None = Field(default=None, description="Only cases with this gravest light")
    agent: str | None = Field(default=None, max_length=60, description="Id of the agent who holds the case")
    text: str | None = Field(default=None, max_length=100, description="Part of the applicant's or the project's name")
    after: str | None = Field(default=None, max_length=50, description="办件编号 the page before ended with")
    limit: int = Field(default=50, ge=1, le=500, description="At most so many")
