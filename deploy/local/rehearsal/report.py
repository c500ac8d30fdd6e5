"""The report of a rehearsal: one object per case, in a format that other programs read; only add to it."""

from typing import Any

from pydantic import Field

from deploy.local.rehearsal.file_report import (
    ComplaintLine,
    ConsultationLine,
    DeliveryLine,
    EvaluationLine,
    MandateLine,
    SuspensionLine,
)
from deploy.local.rehearsal.part import Part
from deploy.local.rehearsal.review_report import MeetingLine, ReviewLine

Json = dict[str, Any]

WITHHELD = "withheld"  # stands for a fact about a restricted item, which the archive shows to nobody


class Decided(Part):
    """One rule that decided how the case was routed, or where one of its items went."""

    rule: str
    basis: str = Field(description="Document and clause, for people")
    mark: str = Field(default="inferred", description="sourced | inferred")
    item: int | None = Field(default=None, description="事项序号 that it placed; null: it decided about the whole case")


class TaskLine(Part):
    """One department's task as it stood at the end."""

    item: int
    region: str
    department: str = Field(description="Code of the department within its region")
    state: str = Field(description="Code 1 to 15 of the national item states")
    assigned: str | None
    decided: str | None
    conditions: tuple[str, ...] = Field(default=(), description="Of a joint review, under which it was approved")


class TransferLine(Part):
    """Items offered by one centre to another (上下联动)."""

    to: str = Field(description="Region code of the centre that was asked")
    direction: str = Field(description="up | down | across")
    items: tuple[int, ...]
    state: str = Field(description="offered | accepted | returned | withdrawn")
    giver: str = Field(default="", alias="from", description="Region code of the centre that offered")
    reason: str = Field(default="", description="Why it was returned; else why it was offered")
    signed_by: str = Field(default="", description="Post, or rules, that signed it over")
    offered: str | None = None
    answered: str | None = None


class ClimbLine(Part):
    """One rung's time with a hard case."""

    rung: str = Field(description="Key of the rung in centre.yaml")
    name: str
    party: str = Field(description="<region>.<department>")
    asked: str
    due: str
    left: str | None
    outcome: str | None = Field(description="silent | passed_on | resolved | settled; null while it is asked")


class MeasureLine(Part):
    """One thing that a resolution laid down."""

    owner: str = Field(description="<region>.<department>")
    act: str
    binding: str = Field(description="act | handle | decide")
    item: int | None
    due: str
    state: str = Field(description="open | done | over")
    done: str | None
    evidence: str


class EscalationLine(Part):
    """One hard case (难点问题) on the ladder."""

    trigger: str
    item: int | None = Field(description="null: the whole case")
    subject: str
    state: str = Field(description="open | resolved | closed")
    settled: bool = Field(description="It ended by itself")
    rungs: tuple[ClimbLine, ...]
    resolution: str = Field(description="Empty where none was needed")
    document: str | None
    measures: tuple[MeasureLine, ...]
    decided_by: tuple[Decided, ...] = Field(description="Rules that chose the first rung")


class NoticeLine(Part):
    """One notice that was written."""

    recipient: str
    title: str
    channel: str = Field(description="inbox | smtp")
    outcome: str


class DeadlineLine(Part):
    """The two limits of one task, or the one of an offer, of a rung, of a measure, of a resolution."""

    what: str = Field(description="Number and name of the item; what is due of whom")
    promised: str | None
    legal: str | None
    met: bool | None = Field(description="Every limit there is was met; null while undecided or without any limit")
    kind: str = Field(default="item", description="item | transfer | rung | measure | resolution")
    due: str | None = Field(default=None, description="The limit of what is no item")


class DossierLine(Part):
    """一事一档 as it was closed; null in the report where it was not."""

    file: str
    sha256: str
    entries: int
    events: int
    faults: tuple[str, ...] = Field(description="What a check of the file itself found; empty: it is sound")


class CaseReport(Part):
    """One case of a rehearsal."""

    case: str
    centre: str
    state: str = Field(description="Where the case file stands, e.g. closed")
    lead_department: str | None = Field(description="<region>.<department>")
    decided_by: tuple[Decided, ...]
    tasks: tuple[TaskLine, ...]
    transfers: tuple[TransferLine, ...]
    joint_review: tuple[ReviewLine, ...]
    meetings: tuple[MeetingLine, ...] = Field(default=(), description="Meetings over many cases, this one among them")
    escalations: tuple[EscalationLine, ...]
    consultation: tuple[ConsultationLine, ...] = Field(default=(), description="Questions, appointments, guidance before it")
    mandate: MandateLine | None = None
    suspensions: tuple[SuspensionLine, ...] = ()
    deliveries: tuple[DeliveryLine, ...] = ()
    evaluation: EvaluationLine | None = None
    complaints: tuple[ComplaintLine, ...] = ()
    notices: tuple[NoticeLine, ...]
    deadlines: tuple[DeadlineLine, ...]
    dossier: DossierLine | None
    events: tuple[str, ...] = Field(description="Names of all facts, in the order of the archive's journal")
