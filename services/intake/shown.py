"""What the window is told of a case: the receipt after every act, the whole account, the deadlines."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any

from services.intake.domain.attaching import result_files
from services.intake.domain.case import Case
from services.intake.domain.materials import restricted_items
from services.intake.domain.moment import Moment
from services.intake.domain.watching import pressing
from shared.clock import in_china
from shared.contracts.common import ACTORS
from shared.contracts.duties import DayTold, DeadlineTold
from shared.contracts.evaluation import GRADES
from shared.contracts.interruptions import ENDS, GROUNDS
from shared.duties import Duty, Wanted
from shared.identifiers import mask_id_number, mask_telephone
from shared.store import RefusedAct


def receipt(case: Case) -> dict[str, Any]:
    """What the window tells after every act: where the case stands and what comes next."""
    project = case.application.project
    return {
        "case_number": case.id,
        "centre": case.centre,
        "service": case.application.service,
        "state": case.state,
        "state_name": case.state.label,
        "next": case.next_step,
        "waits_for": [_duty(duty) for duty in pressing(case)],
        "applicant": case.applicant,
        "project": project.name if project else None,
        "items": list(case.application.items),
        "agent": case.agent.model_dump(),
        "agent_chosen": case.chosen,
        "missing": [lack.model_dump() for lack in case.missing],
        "corrections": {item: _points(case, int(item), points) for item, points in case.corrections.items()},
        "promises": [each.promise.model_dump(exclude={"signature"}) | {"state": each.state} for each in case.promises],
        "form": _form(case),
        "lead_department": case.lead_department_name,
        "submitted_at": case.submitted_at,
        "accepted_at": case.accepted_at,
        "completed_at": case.completed_at,
        "closed_at": case.closed_at,
    }


def _mandate(case: Case) -> dict[str, Any] | None:
    """The mandate; where it is over, as both had signed it."""
    signed = case.mandate if case.mandate and case.mandate.signatures else case.mandate_before or case.mandate
    return signed.model_dump(mode="json") if signed else None


def _points(case: Case, item: int, points: Iterable[str]) -> list[str]:
    """What a department wants corrected; of a restricted item only that it is to be clarified in person."""
    return ["请申请人持身份证件向主管部门当面了解"] if item in restricted_items(case.materials) else list(points)


def _duty(duty: Duty) -> dict[str, Any]:
    return {
        "what": duty.term.what,
        "who": "、".join(ACTORS[actor] for actor in duty.actors),
        "act": duty.act,
        "due": duty.due.isoformat(),
        "provisional": duty.provisional,
        "about": duty.about,
    }


def _form(case: Case) -> dict[str, Any] | None:
    form = case.form
    if form is None:
        return None
    return form.model_dump(mode="json") | _ground(form.ground)


def _ground(code: str) -> dict[str, str]:
    return {"ground_name": (GROUNDS | ENDS)[code]}


def _instant(when: datetime | None) -> str | None:
    return when.isoformat() if when else None


def account(case: Case, refused: Iterable[RefusedAct]) -> dict[str, Any]:
    """The case as its own centre may see it; numbers of persons masked."""
    return receipt(case) | {
        "application": application(case),
        "materials": [
            each.shown(file.file_id for file in case.files if file.material == each.material).model_dump(mode="json")
            for each in case.materials
        ],
        "received_at": case.received_at.isoformat(),
        "notified_at": _instant(case.notified_at),
        "promises": [
            each.promise.model_dump() | {"state": each.state, "made_at": each.made_at.isoformat()} for each in case.promises
        ],
        "mandate": _mandate(case),
        "changes_to_confirm": sorted(case.changes),
        "suspension": case.suspension.model_dump(mode="json") if case.suspension else None,
        "papers": [paper.model_dump(mode="json") | _ground(paper.ground) for paper in case.papers],
        "withdrawn": list(case.withdrawn),
        "results_at": _instant(case.results_at),
        "results": [
            result.model_dump(mode="json")
            | {"files": [file.model_dump(mode="json") for file in result_files(case, result.item)]}
            for result in case.results
        ],
        "letters": [letter.model_dump(mode="json") for letter in case.letters],
        "received_by": case.received_by,
        "delivered_at": _instant(case.delivered_at),
        "handover": case.handover.model_dump(mode="json") if case.handover else None,
        "completion": [signature.model_dump() for signature in case.completion],
        "evaluations": [each.model_dump(mode="json") | {"grade_name": GRADES[each.grade]} for each in case.evaluations],
        "bad_grade": case.bad_grade.model_dump(mode="json") if case.bad_grade else None,
        "refusals": [_refusal(act) for act in refused],
    }


def _refusal(act: RefusedAct) -> dict[str, Any]:
    faults = [fault.model_dump() for fault in act.faults]
    return {"at": in_china(act.at).isoformat(), "who": act.who, "act": act.act, "faults": faults}


def application(case: Case) -> dict[str, Any]:
    """The application for a screen: numbers of persons masked."""
    form: dict[str, Any] = case.application.model_dump(mode="json")
    applicant, handler = form["applicant"], form["applicant"]["handler"]
    for holder in (applicant, handler):
        if holder.get("id_number"):
            holder["id_number"] = mask_id_number(holder["id_number"])
        if holder.get("phone"):
            holder["phone"] = mask_telephone(holder["phone"])
    return form


def deadlines(case: Case, moment: Moment) -> Iterator[DeadlineTold]:
    """Every limit of the case file, with its reasoning day by day: those that were met, and those that run."""
    yield from (_told(duty, moment, met=True) for duty in _met(case, moment))
    yield from (_told(duty, moment) for duty in case.duties.values())


def _met(case: Case, moment: Moment) -> Iterator[Duty]:
    """What the centre owed before: the notice of what is missing goes out with the check, the acceptance with the last paper."""
    if case.notified_at:
        yield Duty.open(Wanted("notify", "check", ("window",), moment.terms["notify"], case.notified_at), moment.times)
    if case.accepted_at and not case.deemed:
        accepted = datetime.fromisoformat(case.accepted_at)
        yield Duty.open(Wanted("submit", "submit", ("agent",), moment.terms["submit"], accepted), moment.times)


def _told(duty: Duty, moment: Moment, *, met: bool | None = None) -> DeadlineTold:
    lines = duty.days(moment.times)
    return DeadlineTold(
        what=f"{duty.term.what}（{duty.about}）" if duty.about else duty.term.what,
        whose="、".join(ACTORS[actor] for actor in duty.actors),
        term=duty.term.length,
        basis=duty.term.basis,
        mark=duty.term.mark,
        start=duty.start.isoformat(),
        due=duty.due.isoformat(),
        running=met is None,
        met=met,
        light="green" if met else "overdue" if moment.now >= duty.due else duty.lit or "green",
        provisional=duty.provisional,
        days=tuple(DayTold(day=line.date, counted=line.counted, number=line.number, why=line.why) for line in lines),
    )
