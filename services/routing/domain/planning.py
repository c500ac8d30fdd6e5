"""Between the tasks of a route and its plan: what a task tells the plan, and the plan in words that people may read."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from services.routing.domain.plan import Plan, Step, changed
from services.routing.domain.task import Task
from services.routing.domain.veil import RESTRICTED_DEPARTMENT
from shared.clock import WorkCalendar
from shared.contracts.common import RESTRICTED_NAME
from shared.contracts.plan import PlanDates, PlanLine, PlanRevised, PlanSummary, PlanTold


def step_of(task: Task, lead_in_days: int = 0, offered_at: datetime | None = None) -> Step:
    """What the plan has to know of a task.

    `lead_in_days`: working days from when it could go on until its department gets it (hand-over to be accepted, joint
    review before the start), which began at `offered_at` if it has begun; both count only while nobody has the task.
    """
    promised, legal = task.limits.get("promised"), task.limits.get("legal")
    return Step(
        item=task.plan.item,
        after=task.plan.after,
        promised=task.promised,
        legal=task.legal,
        lead_in_days=lead_in_days,
        offered_at=offered_at,
        assigned_at=task.assigned_at,
        decided_at=task.decided_at,
        pauses=task.pauses,
        promised_due=promised.due if promised else None,
        legal_due=legal.due if legal else None,
        ended=task.state.ended,
        passed=task.state.passed,
    )


def revised(before: Plan | None, after: Plan, tasks: Iterable[Task], reason: str) -> PlanRevised | None:
    """The fact that the plan has moved, or None where nothing did. `reason`: a sentence that names no restricted item."""
    moved = changed(before, after)
    if not moved:
        return None
    return PlanRevised(**_whole(after), reason=reason, lines=_lines(after, tasks), moved=moved)


def told(plan: Plan, tasks: Iterable[Task], case: str, project: str, now: datetime, calendar: WorkCalendar) -> PlanTold:
    """The plan for whoever asks, with the days off that a drawing of it needs."""
    lines = _lines(plan, tasks)
    ends = [*(line.promised for line in lines), *(line.legal for line in lines)]
    off = days_off(min(now.date(), plan.starts or now.date()), max(ends, default=now.date()), calendar)
    return PlanTold(**_whole(plan), case_number=case, project=project, today=now.date(), lines=lines, days_off=off)


def _whole(plan: Plan) -> dict[str, object]:
    return {name: getattr(plan, name) for name in PlanSummary.model_fields}


def _lines(plan: Plan, tasks: Iterable[Task]) -> tuple[PlanLine, ...]:
    named = {task.plan.item: task for task in tasks}
    return tuple(_line(line, named[line.item]) for line in plan.lines)


def _line(line: PlanDates, task: Task) -> PlanLine:
    """A restricted item keeps its dates; its name, department, basis and remarks would tell what it is."""
    if task.restricted:
        hidden = {"basis": "", "note": "", "item_name": RESTRICTED_NAME, "department_name": RESTRICTED_DEPARTMENT}
        return PlanLine(**line.model_dump() | hidden)
    return PlanLine(**line.model_dump(), item_name=task.plan.item_name, department_name=task.plan.department_name)


def days_off(first: date, last: date, calendar: WorkCalendar) -> tuple[date, ...]:
    """The days from the first to the last on which nobody works."""
    days = (first + timedelta(days=n) for n in range((last - first).days + 1))
    return tuple(day for day in days if not calendar.is_working(day))
