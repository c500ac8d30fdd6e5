"""What the services tell of a case, and the report that is made of it."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from pydantic import BaseModel

from deploy.local.rehearsal import file_findings as file
from deploy.local.rehearsal.report import (
    WITHHELD,
    CaseReport,
    ClimbLine,
    DeadlineLine,
    Decided,
    DossierLine,
    EscalationLine,
    Json,
    MeasureLine,
    NoticeLine,
    TaskLine,
    TransferLine,
)
from deploy.local.rehearsal.review_findings import meeting_lines, review_line


class Findings(BaseModel):
    """What the services tell of a case, each as it answers its query; empty where there was no answer."""

    case: Json
    route: Json = {}
    reviews: Json = {}
    inbox: Json = {}
    timeline: Json = {}
    dossier: DossierLine | None = None
    consultations: list[Json] = []
    appointments: list[Json] = []
    guided: list[Json] = []
    """Cases of guidance, from whose form this one was made."""
    complaints: list[Json] = []
    meetings: list[Json] = []
    """Of the whole rehearsal; those that had this case on their agenda are told with it."""


def with_meetings(found: Findings, meetings: list[Json]) -> Findings:
    """The findings, and all meetings of the rehearsal."""
    return found.model_copy(update={"meetings": meetings})


def report_of(found: Findings) -> CaseReport:
    """The report of one case."""
    tasks = found.route.get("tasks", [])
    facts = file.facts_of(found.timeline)
    number = found.case["case_number"]
    return CaseReport(
        case=number,
        centre=found.case["centre"],
        state=found.case["state"],
        lead_department=found.route.get("lead_department"),
        decided_by=(*_decided(found.route), *(by for task in tasks for by in _decided(task, task["item"]))),
        tasks=tuple(_task(task) for task in tasks),
        transfers=tuple(_transfer(line) for line in found.route.get("transfers", ())),
        joint_review=tuple(review_line(review) for review in found.reviews.get("reviews", ())),
        meetings=tuple(meeting_lines(found.meetings, number)),
        escalations=tuple(_escalation(matter) for matter in found.route.get("escalations", ())),
        consultation=tuple(file.before(found.consultations, found.appointments, found.guided, number)),
        mandate=file.mandate(found.case, facts),
        suspensions=tuple(file.suspensions(facts)),
        deliveries=tuple(file.deliveries(facts)),
        evaluation=file.evaluation(facts),
        complaints=tuple(file.complaints(found.complaints)),
        notices=tuple(NoticeLine.model_validate(notice) for notice in found.inbox.get("notices", ())),
        deadlines=(*_deadlines(found.route), *_resolved(found.reviews)),
        dossier=found.dossier,
        events=tuple(entry["name"] or WITHHELD for entry in found.timeline.get("events", ())),
    )


def _decided(told: Mapping[str, Any], item: int | None = None) -> tuple[Decided, ...]:
    rules = told.get("decided_by", ())
    return tuple(Decided(rule=by["rule"], basis=by["basis"], mark=by["mark"], item=item) for by in rules)


def _task(task: Mapping[str, Any]) -> TaskLine:
    return TaskLine(
        item=task["item"],
        region=task["region"],
        department=task["department"],
        state=task["state"],
        assigned=task["assigned_at"],
        decided=task["decided_at"],
        conditions=tuple(task.get("conditions", ())),
    )


def _transfer(line: Mapping[str, Any]) -> TransferLine:
    return TransferLine(
        giver=line["giver"],
        to=line["receiver"],
        direction=line["direction"],
        items=(line["item"],),
        state=line["state"],
        reason=line["returned_reason"] or line["reason"],
        signed_by=line["signed_by"],
        offered=line["offered_at"],
        answered=line["answered_at"],
    )


def _escalation(matter: Mapping[str, Any]) -> EscalationLine:
    return EscalationLine(
        trigger=matter["trigger"],
        item=matter["item"],
        subject=matter["subject"],
        state=matter["state"],
        settled=matter["settled"],
        rungs=tuple(_climb(climb) for climb in matter["climbs"]),
        resolution=matter["resolution"],
        document=matter["document"],
        measures=tuple(_measure(measure) for measure in matter["measures"]),
        decided_by=_decided(matter),
    )


def _climb(climb: Mapping[str, Any]) -> ClimbLine:
    return ClimbLine(
        rung=climb["rung"],
        name=climb["rung_name"],
        party=climb["party"],
        asked=climb["asked_at"],
        due=climb["due"],
        left=climb["left_at"],
        outcome=climb["outcome"],
    )


def _measure(measure: Mapping[str, Any]) -> MeasureLine:
    return MeasureLine(
        owner=measure["owner"],
        act=measure["act"],
        binding=measure["binding"],
        item=measure["item"],
        due=measure["due"],
        state=measure["state"],
        done=measure["done_at"],
        evidence=measure["evidence"],
    )


def _deadlines(route: Mapping[str, Any]) -> Iterator[DeadlineLine]:
    """Every limit of the case: of its items, and of whoever was asked to take one, to settle a matter, to do a measure."""
    yield from (_limits(task) for task in route.get("tasks", ()))
    for line in route.get("transfers", ()):
        met = None if line["state"] == "withdrawn" and not line["overdue"] else _kept(line["due"], line["answered_at"])
        what = f"{line['receiver_name']}接收 {line['item']} {line['item_name']}"
        yield _limit("transfer", what, line["due"], False if line["overdue"] else met)
    for matter in route.get("escalations", ()):
        for climb in matter["climbs"]:
            last = climb is matter["climbs"][-1]
            yield _limit("rung", f"{climb['rung_name']}答复", climb["due"], _answered(climb, last and matter["reminders"]))
        for measure in matter["measures"]:
            met = _kept(measure["due"], measure["done_at"])
            what = f"{measure['owner_name']}落实“{measure['act']}”"
            yield _limit("measure", what, measure["due"], False if measure["overdue"] else met)


def _resolved(reviews: Json) -> Iterator[DeadlineLine]:
    """The limits of what joint reviews laid down; what was dropped, or never came to bind, owes nothing."""
    for review in reviews.get("reviews", ()):
        for told in review.get("resolutions", ()):
            resolution = told["resolution"]
            what = f"{resolution['owner_name']}落实“{resolution['act']}”"
            met = False if told["overdue"] else True if told["state"] == "done" else None
            yield _limit("resolution", what, resolution["due"], met)


def _limit(kind: str, what: str, due: str, met: bool | None) -> DeadlineLine:
    return DeadlineLine(what=what, promised=None, legal=None, met=met, kind=kind, due=due)


def _answered(climb: Mapping[str, Any], reminded: int) -> bool | None:
    """A rung that was reminded has let its limit pass, whatever it did then; one whose matter ended by itself owes nothing."""
    if reminded or climb["outcome"] == "silent":
        return False
    return None if climb["outcome"] == "settled" else _kept(climb["due"], climb["left_at"])


def _kept(due: str, done: str | None) -> bool | None:
    return datetime.fromisoformat(done) <= datetime.fromisoformat(due) if done else None


def _limits(task: Mapping[str, Any]) -> DeadlineLine:
    verdicts = [met for met in (task["promised_met"], task["legal_met"]) if met is not None]
    return DeadlineLine(
        what=f"{task['item']} {task['item_name']}".strip(),
        promised=task["promised"],
        legal=task["legal"],
        met=all(verdicts) if verdicts else None,
    )
