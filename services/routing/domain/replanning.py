"""Keeps the plan of a route up to date: what has just happened may move what comes after it."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from services.routing.domain.plan import Plan, plan
from services.routing.domain.planning import revised, step_of
from services.routing.domain.route import Route, RouteState
from services.routing.domain.spans import Step
from services.routing.domain.task import SUBMISSION, Task
from shared.aggregate import Said
from shared.clock import Times
from shared.contracts import limits, transfers
from shared.contracts import routing as say
from shared.contracts.base import Event

REASONS: Final[dict[type[Event], str]] = {
    say.CaseRouted: "派件后编制",
    say.ItemsPlaced: "增加了事项",
    say.ItemApproved: "有事项办结",
    say.ItemRefused: "有事项未获批准",
    say.ItemNotHandled: "有事项不需办理或无法办理",
    say.CorrectionRequested: "等待补正",
    say.CorrectionSupplied: "补正完成",
    say.SpecialProcedureStarted: "开始特别程序",
    say.SpecialProcedureEnded: "特别程序结束",
    say.TaskReturned: "部门退回，待协调",
    transfers.TransferAccepted: "转办件已接收",
    transfers.TransferReturned: "转办件被退回",
    transfers.ItemSubmittedUpward: "已转报上级机关",
    limits.LimitExtended: "法定时限延长",
    limits.LimitsMoved: "放假安排公布",
    say.ItemRecalled: "有事项撤回",
    say.ItemRevoked: "有决定被撤销",
    say.TaskSuspended: "办件中止",
    say.TaskResumed: "办件恢复",
    say.TaskAssigned: "开始办理",
}
"""Why a plan moved, by what was said in the same change; the first that was said gives the reason."""


def replan(route: Route, said: Sequence[Said], now: datetime, times: Times) -> list[Said]:
    """The plan after a change, and the fact that it moved, if it did. Nothing said, nothing moved; and once every item is
    decided, their decisions tell when the case ended.
    """
    if route.state is RouteState.CLOSED or not any(isinstance(each, Event) for each in said):
        return []
    before, route.plan = route.plan, planned(route, now, times)
    if route.state is RouteState.DECIDED:
        return []
    reason = next((REASONS[type(each)] for each in said if isinstance(each, Event) and type(each) in REASONS), "办理情况有变化")
    fact = revised(before, route.plan, route.tasks.values(), reason)
    return [fact] if fact else []


def planned(route: Route, now: datetime, times: Times) -> Plan:
    """The plan of the route as it stands now."""
    return plan([_step(route, task) for task in route.tasks.values()], now, times)


def _step(route: Route, task: Task) -> Step:
    """An item that its department still has to submit upward is with its authority only after that."""
    days, since = _lead_in(route, task)
    if task.submit_to is None or task.submitted_at is not None or task.state.ended:
        return step_of(task, days, since)
    step = step_of(task, days + SUBMISSION.days, task.assigned_at or since)
    return step.model_copy(update={"assigned_at": None, "promised_due": None, "legal_due": None, "pauses": ()})


def _lead_in(route: Route, task: Task) -> tuple[int, datetime | None]:
    """Working days until the department gets the item, once it could go on, and since when they run."""
    stops = sum(stop.term.days for stop in task.stops)
    if route.state is RouteState.REVIEWING:
        held = route.reviews.get(route.start_review or f"{route.id}/R1")
        return (held.days if held else 0) + stops, route.reviewing_since
    waiting = task.offered
    return stops, datetime.fromisoformat(waiting.offer.offered_at) if waiting else None
