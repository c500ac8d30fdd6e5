"""A route for people and programs: who leads and why, who holds what, how far each task, offer and matter is."""

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime

from services.routing import refusals
from services.routing.domain.interruption import Suspension
from services.routing.domain.joint import Joint
from services.routing.domain.limits import Extension
from services.routing.domain.route import Route
from services.routing.domain.task import Task
from services.routing.domain.transfer import Holding, OfferState, Transfer
from services.routing.domain.veil import RESTRICTED_REASON
from services.routing.matters_shown import matter, measure
from services.routing.refusals import AUTHORITY
from services.routing.reviews_shown import review
from services.routing.told import Json, at
from shared.clock import Times
from shared.contracts.common import ItemState
from shared.contracts.transfers import DIRECTIONS
from shared.regions import Level, region
from shared.store import RefusedAct

Clocks = Callable[[str], Times]


def route(it: Route, times: Clocks, now: datetime, refused: Sequence[RefusedAct] = ()) -> Json:
    """The whole route, for the centre of the case: of a restricted item no more than how far it is."""
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
        "suspended": _suspended(it.suspension) if it.suspension else None,
        "over": it.over,
        "decided_by": [by.model_dump() for by in it.decided_by],
        "joint": joint(it.joint) if it.joint else None,
        "tasks": [task(it, each, times, now) for each in it.tasks.values()],
        "reviews": [review(it, each) for each in it.reviews.values()],
        "conditions": list(it.conditions),
        "transfers": [line(it, task, transfer) for task in it.tasks.values() for transfer in task.transfers],
        "escalations": [matter(it, each) for each in it.matters.values()],
        "refusals": [refusals.told(it, each) for each in refused],
    }


def own(it: Route, task_id: str, address: str, times: Clocks, now: datetime) -> Json:
    """What a department is told of what it has answered: its task, its matter or its measure, and nothing else."""
    matter_id = "/".join(task_id.split("/")[:2])
    if task_id == f"{it.id}/J" and it.joint:
        return {"task_id": task_id, **joint(it.joint)}
    if task_id in it.tasks:
        return task(it, it.tasks[task_id], times, now, reader=address)
    asked = it.matters[matter_id]
    found = next((each for each in asked.measures if each.measure.measure_id == task_id), None)
    return measure(it, found, address) if found else matter(it, asked, address)


def joint(it: Joint) -> Json:
    """The limit of all departments together; which items it binds is no secret of one of them."""
    return {
        "started_at": it.started_at.isoformat(),
        "due": it.limit.due.isoformat(),
        "met": it.limit.met,
        "lit": it.limit.lit,
        "extended": _extension(it.extension),
    }


def _extension(it: Extension | None) -> Json | None:
    return {"days": it.term.days, "approved_by": it.approved_by, "reason": it.reason, "at": it.at.isoformat()} if it else None


def task(it: Route, task: Task, times: Clocks, now: datetime, reader: str = "") -> Json:
    """One task. What is restricted of it is for `reader` only if that is its department, `<region>.<department>`."""
    told = _task(it, task, times, now)
    return told | _veil() if task.restricted and task.address != reader else told


def _veil() -> Json:
    """What stands in place of everything that would tell whose a restricted item is, and why."""
    return {
        "department": "",
        "department_name": AUTHORITY,
        "special_steps": [],
        "extended": None,
        "submission": None,
        "document": None,
        "reason": None,
        "progress": [],
        "promises": [],
        "conditions": [],
        "decided_by": [],
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
        "state_name": state_name(task),
        "round": task.round,
        "bound": task.bound,
        "assigned_at": at(task.assigned_at),
        "decided_at": at(task.decided_at),
        "revoked_at": at(task.revoked_at),
        "progress": [{"at": at(each.at), "note": each.note, "percent": each.percent} for each in task.progress],
        "promises": [each.promise.model_dump() | {"state": each.word} for each in task.pledges.given],
        "promised": promised.due.isoformat() if promised else None,
        "promised_met": promised.met if promised else None,
        "legal": legal.due.isoformat() if legal else None,
        "legal_met": legal.met if legal else None,
        "extended": _extension(task.extension),
        "document": task.document,
        "reason": task.reason,
        "custody": [_holding(each, times(_place(it, each)), now) for each in task.custody.holdings],
        "offered": line(it, task, task.offered) if task.offered else None,
        "conditions": list(task.conditions),
        "decided_by": [by.model_dump() for by in task.decided_by],
    }


def state_name(task: Task) -> str:
    """How far it is, in Chinese: what is awaited of others than its department goes before the state of the item."""
    if task.objection:
        return "退回，待会商或协调"
    if task.offered:
        return f"待{task.offered.offer.receiver_name}接收"
    if task.offer_again_at:
        return "被退回，待处理"
    if task.stuck:
        return "两次退回，待协调"
    if task.submitted_at and task.state is ItemState.IN_HAND:
        return "已转报上级机关"
    return task.state.label


def _place(it: Route, holding: Holding) -> str:
    """By whose days a holding is counted; the state has no centre, and its days are those of the case."""
    return it.centre if region(holding.holder).level is Level.STATE else holding.holder


def _suspended(suspension: Suspension) -> Json:
    return {"since": at(suspension.since), "reason": suspension.reason, "ends": suspension.ends}


def _holding(holding: Holding, times: Times, now: datetime) -> Json:
    until = holding.until or now
    days = times.calendar.between(holding.since.date(), until.date())
    return {
        "holder": holding.holder,
        "holder_name": holding.name,
        "since": holding.since.isoformat(),
        "until": at(holding.until),
        "signed_over_by": holding.signed_over_by,
        "working_days": days,
    }


def line(it: Route, task: Task, transfer: Transfer) -> Json:
    """One offer, and what became of it."""
    offer = transfer.offer
    returned = transfer.state is OfferState.RETURNED
    return {
        **offer.model_dump(),
        "reason": _written(task, offer.reason),
        "direction_name": DIRECTIONS[offer.direction],
        "case_number": it.id,
        "centre": it.centre,
        "item": task.plan.item,
        "item_name": it.name_of(task),
        "state": transfer.state,
        "overdue": transfer.overdue,
        "answered_at": at(transfer.answered_at),
        "answered_by": transfer.answered_by,
        "returned_reason": _written(task, transfer.reason) if returned else "",
        "returned_before": list(_returned_before(task, transfer)),
    }


def _returned_before(task: Task, transfer: Transfer) -> Iterator[str]:
    for earlier in task.transfers[: task.transfers.index(transfer)]:
        if earlier.state is OfferState.RETURNED:
            yield _written(task, earlier.reason)


def _written(task: Task, words: str) -> str:
    """What somebody wrote about an item, as others may read it."""
    return RESTRICTED_REASON if task.restricted and words else words


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
        "submitted": {"document": task.submission, "at": at(task.submitted_at)} if task.submitted_at else None,
    }
