"""A route for people and programs: who leads and why, who holds what, how far each task, offer and matter is."""

from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any

from services.routing.domain.matter import Followed, Matter, MeasureState
from services.routing.domain.route import Route
from services.routing.domain.task import Task, Times
from services.routing.domain.transfer import Holding, OfferState, Transfer
from shared.contracts.common import ItemState
from shared.contracts.matters import TRIGGERS
from shared.contracts.transfers import DIRECTIONS
from shared.regions import Level, region

Json = dict[str, Any]
Clocks = Callable[[str], Times]


def route(it: Route, times: Clocks, now: datetime) -> Json:
    """The whole route."""
    return {
        "case_number": it.id,
        "centre": it.centre,
        "centre_name": it.centre_name,
        "state": it.state,
        "rulebook": it.rulebook,
        "lead_department": it.lead,
        "lead_department_name": it.lead_name,
        "stage_leads": it.stage_leads,
        "one_stop": it.one_stop,
        "green_channel": it.green_channel,
        "tracked": it.tracked,
        "decided_by": [by.model_dump() for by in it.decided_by],
        "tasks": [_task(it, task, times, now) for task in it.tasks.values()],
        "reviews": it.reviews,
        "conditions": list(it.conditions),
        "transfers": [line(it, task, transfer) for task in it.tasks.values() for transfer in task.transfers],
        "escalations": [matter(each) for each in it.matters.values()],
    }


def _task(it: Route, task: Task, times: Clocks, now: datetime) -> Json:
    promised, legal = task.limits.get("promised"), task.limits.get("legal")
    return {
        "task_id": task.task_id,
        "item": task.plan.item,
        "item_name": it.name_of(task),
        "region": task.plan.region,
        "department": task.plan.department,
        "department_name": task.plan.department_name,
        "level": task.plan.level,
        "holder": it.holder_of(task),
        "holder_name": task.custody.holdings[-1].name if task.custody.holdings else it.centre_name,
        "submit_to": task.submit_to,
        "submission": task.submission,
        "after": list(task.plan.after),
        "special_steps": list(task.plan.special_steps),
        "tolerance": task.plan.tolerance,
        "commitment": task.plan.commitment,
        "state": task.state,
        "state_name": _state_name(task),
        "round": task.round,
        "bound": task.bound,
        "assigned_at": _at(task.assigned_at),
        "decided_at": _at(task.decided_at),
        "promised": promised.due.isoformat() if promised else None,
        "promised_met": promised.met if promised else None,
        "legal": legal.due.isoformat() if legal else None,
        "legal_met": legal.met if legal else None,
        "document": task.document,
        "reason": task.reason,
        "custody": [_holding(each, times(_place(it, each)), now) for each in task.custody.holdings],
        "offered": line(it, task, task.offered) if task.offered else None,
        "decided_by": [by.model_dump() for by in task.decided_by],
    }


def _state_name(task: Task) -> str:
    if task.objection:
        return "退回，待会商或协调"
    if task.offered:
        return f"待{task.offered.offer.receiver_name}接收"
    if task.stuck:
        return "两次退回，待协调"
    if task.submitted_at and task.state is ItemState.IN_HAND:
        return "已转报上级机关"
    return task.state.label


def _place(it: Route, holding: Holding) -> str:
    """By whose days a holding is counted; the state has no centre, and its days are those of the case."""
    return it.centre if region(holding.holder).level is Level.STATE else holding.holder


def _holding(holding: Holding, times: Times, now: datetime) -> Json:
    until = holding.until or now
    days = times.calendar.between(holding.since.date(), until.date())
    return {
        "holder": holding.holder,
        "holder_name": holding.name,
        "since": holding.since.isoformat(),
        "until": _at(holding.until),
        "signed_over_by": holding.signed_over_by,
        "working_days": days,
    }


def line(it: Route, task: Task, transfer: Transfer) -> Json:
    """One offer, and what became of it."""
    offer = transfer.offer
    returned = transfer.state is OfferState.RETURNED
    return {
        **offer.model_dump(),
        "direction_name": DIRECTIONS[offer.direction],
        "case_number": it.id,
        "centre": it.centre,
        "item": task.plan.item,
        "item_name": it.name_of(task),
        "state": transfer.state,
        "overdue": transfer.overdue,
        "answered_at": _at(transfer.answered_at),
        "answered_by": transfer.answered_by,
        "returned_reason": transfer.reason if returned else "",
        "returned_before": list(_returned_before(task, transfer)),
    }


def _returned_before(task: Task, transfer: Transfer) -> Iterator[str]:
    for earlier in task.transfers[: task.transfers.index(transfer)]:
        if earlier.state is OfferState.RETURNED:
            yield earlier.reason


def desk(centre: str, routes: list[Route], limit: int) -> Json:
    """What a centre's desk has to do with: offered to it, offered by it, held by it for others."""
    offers = [(it, task, task.offered) for it in routes for task in it.tasks.values() if task.offered]
    return {
        "to_us": [line(it, task, offer) for it, task, offer in offers if offer.offer.receiver == centre],
        "by_us": [line(it, task, offer) for it, task, offer in offers if offer.offer.giver == centre],
        "held": [
            _held(it, task, centre) for it in routes for task in it.tasks.values() if it.centre != centre and _holds(centre, task)
        ],
        "next": routes[-1].id if len(routes) == limit else None,
    }


def _holds(centre: str, task: Task) -> bool:
    """The item is there, or was submitted from there to the authority above the bus, and has not ended."""
    if task.state.ended:
        return False
    with_the_authority = task.custody.holder == task.submit_to and task.plan.holder == centre
    return task.custody.holder == centre or with_the_authority


def _held(it: Route, task: Task, centre: str) -> Json:
    holding = next(each for each in reversed(task.custody.holdings) if each.holder == centre)
    return {
        "case_number": it.id,
        "centre": it.centre,
        "centre_name": it.centre_name,
        "item": task.plan.item,
        "item_name": it.name_of(task),
        "since": holding.since.isoformat(),
        "signed_over_by": holding.signed_over_by,
        "state": task.state,
        "state_name": _state_name(task),
        "department": f"{task.plan.region}.{task.plan.department}",
        "department_name": "主管部门" if task.restricted else task.plan.department_name,
        "promised": task.due.promised,
        "legal": task.due.legal,
        "submit_to": task.submit_to,
    }


def matter(it: Matter) -> Json:
    """A matter with its rungs, its resolution and what became of it."""
    now_at = it.now_at
    return {
        "matter_id": it.matter_id,
        "trigger": it.trigger,
        "trigger_name": TRIGGERS[it.trigger],
        "item": it.item,
        "subject": it.subject,
        "state": it.state,
        "settled": it.settled,
        "opened_at": it.opened_at.isoformat(),
        "rung": now_at.rung.key,
        "rung_name": now_at.rung.name,
        "party": now_at.rung.party,
        "party_name": now_at.rung.party_name,
        "due": now_at.due.isoformat(),
        "climbs": [
            {
                "rung": climb.rung.key,
                "rung_name": climb.rung.name,
                "party": climb.rung.party,
                "party_name": climb.rung.party_name,
                "asked_at": climb.asked_at.isoformat(),
                "due": climb.due.isoformat(),
                "left_at": _at(climb.left_at),
                "outcome": climb.outcome,
                "reason": climb.reason,
            }
            for climb in it.climbs
        ],
        "reminders": it.reminders,
        "resolution": it.resolution,
        "document": it.document,
        "measures": [_measure(each) for each in it.measures],
        "decided_by": [by.model_dump() for by in it.decided_by],
        "closed_reason": it.closed_reason,
    }


def _measure(followed: Followed) -> Json:
    return {
        **followed.measure.model_dump(),
        "state": followed.state,
        "overdue": followed.overdue and followed.state is MeasureState.OPEN,
        "done_at": _at(followed.done_at),
        "evidence": followed.evidence,
    }


def submission(it: Route, task: Task, authority: str, now: datetime) -> Json:
    """What the printed letter to the authority above the bus says (提请（转报）函)."""
    return {
        "title": f"关于提请办理“{it.name_of(task)}”的函",
        "number": task.task_id,
        "to": task.submit_to,
        "to_name": authority,
        "from_department": task.address,
        "from_department_name": task.plan.department_name,
        "centre_name": it.centre_name,
        "applicant": it.applicant,
        "project": it.project,
        "project_code": it.project_code,
        "case_number": it.id,
        "item": task.plan.item,
        "item_name": it.name_of(task),
        "state": task.state,
        "authority_basis": [by.model_dump() for by in task.decided_by if {"department", "level"} & {*by.verdicts}],
        "files": [{"name": file.filename, "sha256": file.sha256} for file in it.files],
        "prepared_at": now.isoformat(),
        "submitted": {"document": task.submission, "at": _at(task.submitted_at)} if task.submitted_at else None,
    }


def _at(when: datetime | None) -> str | None:
    return when.isoformat() if when else None
