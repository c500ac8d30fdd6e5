"""The mail between us and department systems: tasks out, answers in."""

from typing import Literal

from pydantic import Field

from shared.contracts.base import Contract
from shared.contracts.common import Due
from shared.contracts.intake import AttachedFile


class Assignment(Contract):
    """task.<region>.<department>.assigned"""

    task_id: str = Field(description="Name it in every answer")
    case_number: str
    centre: str
    item: int
    item_name: str
    applicant: str = Field(description="Name of the applicant")
    project: str | None = Field(default=None, description="Name of the project")
    project_code: str | None = None
    lead_department: str = Field(description="<region>.<department>")
    acting_for: str = Field(description="代办员 who acts for the applicant")
    due: Due = Due()
    round: int = Field(default=1, description="2 after a joint review confirmed the assignment")
    conditions: tuple[str, ...] = Field(default=(), description="Conditions and objections of the joint review")
    submit_to: str | None = Field(default=None, description="Region above the bus to which this is to be 转报")
    files: tuple[AttachedFile, ...] = ()


class CorrectionReady(Contract):
    """task.<region>.<department>.correction-supplied"""

    task_id: str
    case_number: str
    note: str = ""
    due: Due = Due()


class Consultation(Contract):
    """task.<region>.<department>.consulted: an opinion is asked for."""

    review_id: str
    case_number: str
    centre: str
    kind: str
    subject: str
    role: Literal["mandatory", "advisory"]
    due: str = Field(description="Opinions after this instant come too late; ISO 8601 with zone")
    silence: str = Field(description="consent | objection")


class ReviewOutcome(Contract):
    """task.<region>.<department>.review-concluded"""

    review_id: str
    case_number: str
    outcome: str
    conditions: tuple[str, ...] = ()


class AnswerRefused(Contract):
    """task.<region>.<department>.answer-refused: what the department said could not be carried out."""

    verb: str
    answered: str = Field(description="The task or review it named, empty if none")
    message_id: str
    faults: tuple[dict[str, str], ...] = Field(description="field, message, remedy")


VERBS = (
    "accepted",
    "correction-needed",
    "special-started",
    "special-ended",
    "approved",
    "refused",
    "returned",
)


class Answer(Contract):
    """dept.<region>.<department>.<verb>: what a department says of its task."""

    task_id: str = Field(min_length=1, max_length=100)
    note: str = Field(default="", max_length=4000)
    reason: str = Field(default="", max_length=4000, description="Required to refuse and to return")
    document: str | None = Field(default=None, max_length=200, description="批文或证照编号")
    points: tuple[str, ...] = Field(default=(), max_length=100, description="Required for correction-needed")
    procedure: str = Field(default="", max_length=100, description="Required for special-started")


class Opinion(Contract):
    """dept.<region>.<department>.opinion: what a department says in a joint review."""

    review_id: str = Field(min_length=1, max_length=100)
    opinion: Literal["agree", "conditional", "object", "not_concerned"]
    conditions: tuple[str, ...] = Field(default=(), max_length=50)
    ground: str = Field(default="", max_length=4000, description="Legal ground; required to object")
