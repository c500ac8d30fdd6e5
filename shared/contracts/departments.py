"""The mail between us and department systems: tasks out, answers in."""

from datetime import date
from typing import Annotated, Literal

from pydantic import Field

from shared.contracts.base import Contract
from shared.contracts.common import Due
from shared.contracts.intake import AttachedFile, Promise

DISSENT = "不同意见："
"""What stands before an objection among the conditions of an assignment: it is none."""


class Assignment(Contract):
    """task.<region>.<department>.assigned"""

    task_id: str = Field(description="Name it in every answer")
    case_number: str = Field(description="办件编号")
    centre: str = Field(description="Region code of the centre that owns the case")
    item: int = Field(description="事项序号")
    item_name: str = Field(description="事项名称")
    applicant: str = Field(description="Name of the applicant")
    project: str | None = Field(default=None, description="Name of the project")
    project_code: str | None = Field(default=None, description="项目编码, if there is one yet")
    lead_department: str = Field(description="<region>.<department>")
    acting_for: str = Field(description="代办员 who acts for the applicant")
    due: Due = Field(default=Due(), description="When it is due")
    round: int = Field(default=1, description="2 after a joint review confirmed the assignment")
    conditions: tuple[str, ...] = Field(
        default=(),
        description="Conditions of joint reviews; after them, beginning with 不同意见, what other departments objected there",
    )
    submit_to: str | None = Field(default=None, description="Region above the bus to which this is to be 转报")
    files: tuple[AttachedFile, ...] = Field(default=(), description="Files that the applicant gave")
    promises: tuple[Promise, ...] = Field(
        default=(), description="容缺、告知承诺 that are not kept yet; while a tolerance is open it can't be approved"
    )


class CorrectionReady(Contract):
    """task.<region>.<department>.correction-supplied"""

    task_id: str = Field(description="<办件编号>/<事项序号>")
    case_number: str = Field(description="办件编号")
    note: str = Field(default="", description="A remark in the writer's own words")
    due: Due = Field(default=Due(), description="When it is due")


class WorkSuspended(Contract):
    """task.<region>.<department>.suspended: the case stands (中止代办); both clocks stand, and no answer is taken."""

    task_id: str = Field(description="<办件编号>/<事项序号>")
    case_number: str = Field(description="办件编号")
    reason: str = Field(description="In Chinese")
    since: str = Field(description="ISO 8601 with zone")


class WorkResumed(Contract):
    """task.<region>.<department>.resumed: the case goes on; the limits have moved."""

    task_id: str = Field(description="<办件编号>/<事项序号>")
    case_number: str = Field(description="办件编号")
    reason: str = Field(default="", description="What has changed, in Chinese")
    due: Due = Field(default=Due(), description="When it is due now")


class PromiseLetter(Contract):
    """What has become of a promise (容缺受理、告知承诺) for the item of a task.

    task.<region>.<department>.promise-made | supplement-received | promise-broken: it was given after the assignment |
    what was to follow has come | it was broken after the item was approved (the department examines whether to revoke).
    """

    task_id: str = Field(description="<办件编号>/<事项序号>")
    case_number: str = Field(description="办件编号")
    promise: Promise = Field(description="The promise")
    reason: str = Field(default="", description="Why it counts as broken, in Chinese")


class PrerequisiteRevoked(Contract):
    """task.<region>.<department>.prerequisite-revoked: an approval that this item rests on was revoked.

    Work on it goes on; what is approved already, its department examines anew.
    """

    task_id: str = Field(description="<办件编号>/<事项序号>")
    case_number: str = Field(description="办件编号")
    item: int = Field(description="事项序号 of what was revoked")
    item_name: str = Field(description="事项名称; 一个事项 for a restricted one")
    reason: str = Field(description="In Chinese")


class ConditionsSet(Contract):
    """task.<region>.<department>.conditions-set: a joint review that ended after the assignment has set conditions."""

    task_id: str = Field(description="<办件编号>/<事项序号>")
    case_number: str = Field(description="办件编号")
    review_id: str = Field(description="<办件编号>/R<n>")
    conditions: tuple[str, ...] = Field(description="Conditions of the joint review")


class HoldLifted(Contract):
    """task.<region>.<department>.hold-lifted: no joint acceptance holds back the approval of this task any more."""

    task_id: str = Field(description="<办件编号>/<事项序号>")
    case_number: str = Field(description="办件编号")
    review_id: str = Field(description="<办件编号>/R<n> of the joint acceptance (联合验收) that held it")
    reason: str = Field(description="In Chinese")


class AnswerRefused(Contract):
    """task.<region>.<department>.answer-refused: what the department said could not be carried out."""

    verb: str = Field(description="What the department wanted to do")
    answered: str = Field(description="The task or review it named, empty if none")
    message_id: str = Field(description="Id of the answer that was refused")
    faults: tuple[dict[str, str], ...] = Field(description="field, message, remedy")


Sentence = Annotated[str, Field(max_length=2000)]

VERBS = (
    "accepted",
    "correction-needed",
    "special-started",
    "special-ended",
    "progress",
    "extended",
    "approved",
    "refused",
    "revoked",
    "returned",
    "submitted",
    "resolved",
    "passed-on",
    "done",
)


class MeasureOrder(Contract):
    """What a resolution lays down, as the rung orders it."""

    owner: str = Field(min_length=3, max_length=40, description="<region>.<department>; a party of the matter")
    act: str = Field(min_length=1, max_length=2000, description="What is to be done, in Chinese")
    due: date = Field(description="By the end of this day, YYYY-MM-DD")
    binding: Literal["act", "handle", "decide"] = Field(
        default="act", description="act: do it and report | handle: take the item over | decide: decide the item by then"
    )
    item: int | None = Field(default=None, description="事项序号; required to handle and to decide")


class Answer(Contract):
    """dept.<region>.<department>.<verb>: what a department says of its task."""

    task_id: str = Field(
        min_length=1, max_length=100, description="<办件编号>/<事项序号>; …/J, …/E<n>, …/E<n>/M<n>: joint, rung, measure"
    )
    note: str = Field(default="", max_length=4000, description="A remark in the writer's own words")
    reason: str = Field(default="", max_length=4000, description="Required to refuse, to revoke and to return")
    document: str | None = Field(default=None, max_length=200, description="批文或证照编号; required for submitted: 文号")
    points: tuple[Sentence, ...] = Field(default=(), max_length=100, description="Required for correction-needed")
    procedure: str = Field(default="", max_length=100, description="Required for special-started")
    percent: int | None = Field(default=None, ge=0, le=100, description="With progress: how much is done, by estimate")
    approved_by: str = Field(default="", max_length=60, description="Required for extended: the post, 本机关负责人 …")
    days: int | None = Field(
        default=None, ge=1, le=60, description="With extended: working days more; default: all that the law allows"
    )
    ground: str = Field(default="", max_length=1000, description="Legal ground; required for revoked")
    reconsideration_to: str = Field(
        default="", max_length=100, description="With refused: where 行政复议 is applied for; default: as the law says"
    )
    measures: tuple[MeasureOrder, ...] = Field(default=(), max_length=50, description="Required for resolved")
