"""Makes the parts of the report about the case file: of what intake tells, and of the facts in the archive's journal."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any

from deploy.local.rehearsal.file_report import (
    ComplaintLine,
    ConsultationLine,
    DeliveryLine,
    EvaluationLine,
    GradeLine,
    MandateLine,
    MandateStep,
    SuspensionLine,
)
from shared.clock.zone import in_china

Json = Mapping[str, Any]
Facts = Iterable[tuple[str, Json, str]]
"""Name, body, instant."""

OF_MANDATE = frozenset(
    {"mandate-signed", "mandate-renewed", "mandate-ended", "agent-assigned", "contact-changed", "change-confirmed"}
)
ENDS = {"case-resumed": "resumed", "case-terminated": "terminated", "items-withdrawn": "withdrawn"}


def facts_of(timeline: Json) -> list[tuple[str, Json, str]]:
    """Intake's facts in the order of the journal."""
    events = timeline.get("events", ())
    return [(event["name"], event["body"] or {}, _in_china(event["time"])) for event in events if event.get("owner") == "intake"]


def _in_china(instant: str) -> str:
    """The journal's instants are told in UTC; everything else in the report is in China's zone."""
    return in_china(datetime.fromisoformat(instant)).isoformat(timespec="seconds")


def before(
    consultations: Iterable[Json], appointments: Iterable[Json], guided: Iterable[Json], case: str
) -> Iterator[ConsultationLine]:
    """Everything that came before the case."""
    for found in consultations:
        answer = found["answer"] or {}
        yield ConsultationLine(
            kind="consultation",
            number=found["consultation"],
            state=found["state"],
            agent=found["agent"]["title"],
            items=found["items"],
            sections=tuple(part["section"] for part in found["parts"]),
            in_time=answer.get("in_time"),
            case=found["case_number"],
        )
    for found in appointments:
        yield ConsultationLine(
            kind="appointment",
            number=found["appointment"],
            state=found["state"],
            agent=found["agent"]["title"] if found["agent"] else None,
            items=found["items"],
            what=f"{found['kind_name']} {found['day']} {found['time']}",
        )
    for found in guided:
        yield ConsultationLine(
            kind=found["service"],
            number=found["case_number"],
            state=found["state"],
            agent=found["agent"]["title"],
            items=found["items"],
            case=case,
        )


def mandate(case: Json, facts: Facts) -> MandateLine | None:
    """The mandate with its history."""
    held = case.get("mandate")
    if not held:
        return None
    steps = (
        MandateStep(what=name, cause=body.get("cause") or body.get("change") or "", at=at)
        for name, body, at in facts
        if name in OF_MANDATE
    )
    return MandateLine(
        state=held["state"],
        items=held["items"],
        stages=held["stages"],
        until=held["until"],
        agent=case["agent"]["title"],
        history=tuple(steps),
    )


def suspensions(facts: Facts) -> Iterator[SuspensionLine]:
    """Every suspension, with the first thing after it that ended it."""
    told = [*facts]
    for place, (name, body, _) in enumerate(told):
        if name != "case-suspended":
            continue
        later = ((ENDS[what], more["at"]) for what, more, _ in told[place + 1 :] if what in ENDS and more.get("whole", True))
        outcome, over = next(later, (None, None))
        yield SuspensionLine(
            form=body["form"]["number"],
            ground=body["ground"],
            since=body["at"],
            ends=body["ends"],
            over=over,
            outcome=outcome,
        )


def deliveries(facts: Facts) -> Iterator[DeliveryLine]:
    """Every attempt: a letter that got lost is one."""
    sent: str | None = None
    for name, body, at in facts:
        match name:
            case "result-dispatched":
                sent = at
            case "result-lost":
                yield DeliveryLine(method="post", sent=sent, outcome="lost", at=body["at"])
                sent = None
            case "result-delivered":
                yield DeliveryLine(
                    method=body["method"],
                    sent=sent if body["method"] == "post" else None,
                    outcome="delivered",
                    at=body["delivered_at"],
                    identity_checked=body["identity_checked"],
                    originals=body["returned"],
                )
                sent = None
    if sent:
        yield DeliveryLine(method="post", sent=sent, outcome="under_way", at=None)


def evaluation(facts: Facts) -> EvaluationLine | None:
    """Invitation, grades, what a bad one led to, appraisal."""
    told: dict[str, list[Json]] = {}
    invited = ""
    for name, body, at in facts:
        told.setdefault(name, []).append(body)
        if name == "evaluation-invited":
            invited = invited or at
    if not invited:
        return None

    def last(name: str, field: str) -> Any:
        return told[name][-1][field] if name in told else None

    return EvaluationLine(
        invited=invited,
        reminded=any(body["reminder"] for body in told["evaluation-invited"]),
        grades=tuple(_grade(body) for body in told.get("case-evaluated", ())),
        finding=last("bad-grade-verified", "finding"),
        rectified_in_time=last("bad-grade-rectified", "in_time"),
        satisfied=last("applicant-revisited", "satisfied"),
        appraised=sum(len(body["appraisals"]) for body in told.get("departments-appraised", ())),
    )


def _grade(body: Json) -> GradeLine:
    return GradeLine(evaluator=body["evaluator"], grade=body["grade"], bad=body["bad"], at=body["at"])


def complaints(found: Iterable[Json]) -> Iterator[ComplaintLine]:
    """Complaints without who and what."""
    for each in found:
        yield ComplaintLine(
            number=each["complaint_number"],
            kind=each["kind"],
            against=each["against"],
            anonymous=each["anonymous"],
            handler=each["handler"],
            state=each["state"],
            finding=each["answer"]["finding"] if each["answer"] else None,
        )
