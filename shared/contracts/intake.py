"""What intake says and what it can be asked."""

from typing import Literal

from pydantic import Base64Bytes, Field

from shared.contracts.application import MOST_ITEMS, Application, ItemNumber, Names
from shared.contracts.base import Contract, Event, Strict

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


class IntakeEvent(Event):
    """Facts of the case file (办件)."""


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


class MandateSigned(IntakeEvent, owner="intake"):
    """委托协议 is in force: both parties have signed."""

    items: tuple[int, ...] = Field(description="Scope of the mandate")
    agent: Agent = Field(description="代办员")
    methods: dict[str, str] = Field(description="party -> hand | seal | electronic")
    signed_at: str = Field(description="ISO 8601 with zone")


class AgentAssigned(IntakeEvent, owner="intake"):
    """A named agent holds the case."""

    agent: Agent = Field(description="代办员")


class AttachedFile(Contract):
    """A file that travels with the case by reference."""

    file_id: str = Field(description="Id of the file with its keeper")
    material: str = Field(description="材料名称")
    filename: str = Field(description="Name of the file as the applicant calls it")
    size: int = Field(description="bytes")
    sha256: str = Field(description="SHA-256, 64 hexadecimal digits")


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


class ResultsGathered(IntakeEvent, owner="intake"):
    """Every item is decided and the results lie at the window."""

    results: tuple[ItemResult, ...] = Field(description="One per item")
    delivery: str = Field(description="in_person | post")


class ResultDispatched(IntakeEvent, owner="intake"):
    """The results are in the post."""

    tracking_number: str = Field(description="邮件号")
    address: str = Field(description="Where the post goes")


class ResultDelivered(IntakeEvent, owner="intake"):
    """The applicant has the results in hand, and signed for them."""

    method: Literal["in_person", "post"] = Field(description="How")
    received_by: str = Field(description="Who took them: the handler's or applicant's own word")
    delivered_at: str = Field(description="ISO 8601 with zone")


class CaseCompleted(IntakeEvent, owner="intake"):
    """办结单 is signed by both; nothing more happens to the case file."""

    outcome: str = Field(description="approved | partly_approved | refused")
    completed_at: str = Field(description="ISO 8601 with zone")


class SignDocument(Strict):
    """svc.<centre>.intake.sign"""

    case_number: str = CASE
    document: Literal["mandate", "completion"] = Field(description="What is signed, or 批文或证照编号")
    party: Literal["applicant", "agent", "both"] = Field(default="both", description="Who signs")
    method: Literal["hand", "seal", "electronic"] = Field(default="hand", description="How")
    agent: str | None = Field(default=None, max_length=60, description="Id of the agent who signs; default: the assigned one")


class SupplementMaterials(Strict):
    """svc.<centre>.intake.supplement: missing materials, corrections a department asked for, or both."""

    case_number: str = CASE
    materials: Literal["all"] | Names = Field(default=(), description="Names, or all")
    corrections: tuple[ItemNumber, ...] = Field(default=(), max_length=31, description="Items whose correction is ready")
    note: str = Field(default="", max_length=1000, description="A remark in the writer's own words")


class AddItems(Strict):
    """svc.<centre>.intake.add-items: more items for a running case, each of them with all its materials."""

    case_number: str = CASE
    items: tuple[ItemNumber, ...] = Field(min_length=1, max_length=MOST_ITEMS, description="事项序号 to be added")
    materials: Literal["all"] | Names = Field(default=(), description="Names of what is brought for them, or all")
    signed_by: str = Field(min_length=1, max_length=100, description="Who signs the supplement to the 委托协议 for the applicant")
    agent: str | None = Field(default=None, max_length=60, description="Id of the agent who signs; default: the assigned one")


class DeliverResults(Strict):
    """svc.<centre>.intake.deliver"""

    case_number: str = CASE
    method: Literal["in_person", "post"] | None = Field(default=None, description="Default: the applicant's choice")
    agent: str | None = Field(default=None, max_length=60, description="Id of the agent who delivers; default: the assigned one")
    tracking_number: str | None = Field(default=None, max_length=100, description="邮件号; required for post")
    received_by: str | None = Field(default=None, max_length=100, description="Who signed; required in person")


class ConfirmReceipt(Strict):
    """svc.<centre>.intake.confirm-receipt: the receipt of a posted result came back."""

    case_number: str = CASE
    received_by: str = Field(min_length=1, max_length=100, description="Who took the results")


class AttachFile(Strict):
    """svc.<centre>.intake.attach-open; chunks and close follow with the upload id."""

    case_number: str = CASE
    item: int | None = Field(default=None, description="事项序号")
    material: str = Field(min_length=1, max_length=200, description="材料名称")
    filename: str = Field(min_length=1, max_length=200, description="Name of the file as the applicant calls it")
    size: int = Field(ge=1, description="bytes")
    sha256: str = Field(pattern="^[0-9a-f]{64}$", description="SHA-256, 64 hexadecimal digits")


class AttachChunk(Strict):
    """svc.<centre>.intake.attach-chunk: the parts of a file, in any order, each as often as needed."""

    upload_id: str = Field(max_length=100, description="As attach-open gave it")
    number: int = Field(ge=0, description="From 0")
    data: Base64Bytes = Field(description="As many bytes as attach-open said, fewer only in the last part")


class AttachClose(Strict):
    """svc.<centre>.intake.attach-close: all parts are sent; the file counts if size and SHA-256 are right."""

    upload_id: str = Field(max_length=100, description="As attach-open gave it")


class CaseQuery(Strict):
    """Asks for one case."""

    case_number: str = CASE


class CasesQuery(Strict):
    """svc.<centre>.intake.cases: the newest first."""

    state: str | None = Field(default=None, description="Only cases in this state")
    limit: int = Field(default=50, ge=1, le=500, description="At most so many")
