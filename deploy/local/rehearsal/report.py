"""The report of a rehearsal: one object per case, in a format that other programs read; only add to it."""

from collections.abc import Iterable, Mapping
from typing import Any

from pydantic import BaseModel, ConfigDict, Field

Json = dict[str, Any]

WITHHELD = "withheld"  # stands for a fact about a restricted item, which the archive shows to nobody


class Part(BaseModel):
    """A part of the report. Instants are ISO 8601 with zone, null where something has not happened or has no limit."""

    model_config = ConfigDict(frozen=True)


class Decided(Part):
    """One rule that decided how the case was routed."""

    rule: str
    basis: str = Field(description="Document and clause, for people")


class TaskLine(Part):
    """One department's task as it stood at the end."""

    item: int
    region: str
    department: str = Field(description="Code of the department within its region")
    state: str = Field(description="Code 1 to 15 of the national item states")
    assigned: str | None
    decided: str | None


class TransferLine(Part):
    """Items handed over between centres (上下联动)."""

    to: str
    direction: str
    items: tuple[int, ...]
    state: str


class Voice(Part):
    """One department's opinion in a joint review."""

    department: str = Field(description="<region>.<department>")
    role: str = Field(description="mandatory | advisory")
    opinion: str = Field(description="agree | conditional | object | not_concerned | silent")


class ReviewLine(Part):
    """One joint review (会商)."""

    review: str
    kind: str
    cause: str = Field(description="rules | objection")
    convener: str
    outcome: str | None = Field(description="agreed | conditional | objected; null while it is open")
    conditions: tuple[str, ...]
    opinions: tuple[Voice, ...]
    concluded: str | None


class NoticeLine(Part):
    """One notice that was written."""

    recipient: str
    title: str
    channel: str = Field(description="inbox | smtp")
    outcome: str


class DeadlineLine(Part):
    """The two limits of one task."""

    what: str = Field(description="Number and name of the item")
    promised: str | None
    legal: str | None
    met: bool | None = Field(description="Every limit there is was met; null while undecided or without any limit")


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
    state: str = Field(description="Where the case file stands, e.g. completed")
    lead_department: str | None = Field(description="<region>.<department>")
    decided_by: tuple[Decided, ...]
    tasks: tuple[TaskLine, ...]
    transfers: tuple[TransferLine, ...]
    joint_review: tuple[ReviewLine, ...]
    escalations: tuple[Json, ...]
    notices: tuple[NoticeLine, ...]
    deadlines: tuple[DeadlineLine, ...]
    dossier: DossierLine | None
    events: tuple[str, ...] = Field(description="Names of all facts, in the order of the archive's journal")


class Findings(BaseModel):
    """What the services tell of a case, each as it answers its query; empty where there was no answer."""

    case: Json
    route: Json = {}
    reviews: Json = {}
    inbox: Json = {}
    timeline: Json = {}
    dossier: DossierLine | None = None


def report_of(found: Findings) -> CaseReport:
    """The report of one case."""
    tasks = found.route.get("tasks", [])
    return CaseReport(
        case=found.case["case_number"],
        centre=found.case["centre"],
        state=found.case["state"],
        lead_department=found.route.get("lead_department"),
        decided_by=tuple(Decided(rule=by["rule"], basis=by["basis"]) for by in found.route.get("decided_by", ())),
        tasks=tuple(_task(task) for task in tasks),
        transfers=tuple(TransferLine.model_validate(transfer) for transfer in found.route.get("transfers", ())),
        joint_review=tuple(_review(review) for review in found.reviews.get("reviews", ())),
        escalations=tuple(found.route.get("escalations", ())),
        notices=tuple(NoticeLine.model_validate(notice) for notice in found.inbox.get("notices", ())),
        deadlines=tuple(_deadline(task) for task in tasks),
        dossier=found.dossier,
        events=tuple(entry["name"] or WITHHELD for entry in found.timeline.get("events", ())),
    )


def _task(task: Mapping[str, Any]) -> TaskLine:
    return TaskLine(
        item=task["item"],
        region=task["region"],
        department=task["department"],
        state=task["state"],
        assigned=task["assigned_at"],
        decided=task["decided_at"],
    )


def _review(review: Mapping[str, Any]) -> ReviewLine:
    call, conclusion = review["call"], review["conclusion"] or {}
    opinions: Iterable[Json] = conclusion.get("opinions") or review["opinions"]
    return ReviewLine(
        review=call["review_id"],
        kind=call["kind"],
        cause=call["cause"],
        convener=call["convener"],
        outcome=conclusion.get("outcome"),
        conditions=tuple(conclusion.get("conditions", ())),
        opinions=tuple(Voice(department=said["party"], role=said["role"], opinion=said["opinion"]) for said in opinions),
        concluded=conclusion.get("concluded_at"),
    )


def _deadline(task: Mapping[str, Any]) -> DeadlineLine:
    verdicts = [met for met in (task["promised_met"], task["legal_met"]) if met is not None]
    return DeadlineLine(
        what=f"{task['item']} {task['item_name']}".strip(),
        promised=task["promised"],
        legal=task["legal"],
        met=all(verdicts) if verdicts else None,
    )
