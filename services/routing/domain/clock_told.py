"""The clock of a route for people: every limit with what it follows from, day by day, and the light that burns now.

Of a restricted item neither its name nor its department is told, nor the clauses and procedures that would give it away.
"""

from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Final

from services.routing.domain import hearing
from services.routing.domain.limits import DECISION, LABELS, WHOSE, Limit, Run
from services.routing.domain.matter import Matter, MatterState, MeasureState
from services.routing.domain.route import Route
from services.routing.domain.task import Task
from services.routing.domain.veil import RESTRICTED_DEPARTMENT, RESTRICTED_REASON, hides, named
from shared.clock import DayLine, Times, explain, light_at, lights
from shared.contracts.duties import DayTold, DeadlineTold

Clocks = Callable[[str], Times]
ORDER: Final = tuple(LABELS)
ALL_DEPARTMENTS: Final = "各承办部门"


def told(route: Route, times: Clocks, now: datetime) -> list[DeadlineTold]:
    """Every limit of the tasks, of joint handling, of open offers, of rungs and of measures."""
    found = list(_joint(route, times, now))
    for task in route.tasks.values():
        found += _limits(route, task, times(task.plan.region), now)
        found += _offers(route, task, times, now)
    for matter in route.matters.values():
        found += _matter(route, matter, times, now)
    return found


def _joint(route: Route, times: Clocks, now: datetime) -> Iterator[DeadlineTold]:
    joint = route.joint
    while joint:
        yield _told(LABELS["joint"], ALL_DEPARTMENTS, joint.run, times(route.centre), now, joint.limit)
        joint = joint.before


def _limits(route: Route, task: Task, times: Times, now: datetime) -> Iterator[DeadlineTold]:
    """Those of the decision first."""
    for name in sorted(task.limits, key=ORDER.index):
        limit = task.limits[name]
        run = task.run(name, limit.term)
        what = f"{route.name_of(task)}：{LABELS[name] if name in DECISION or task.restricted else limit.term.what}"
        whose = "申请人" if WHOSE.get(name) == "applicant" else _department(task)
        yield _told(what, whose, run, times, task.decided_at or now, limit, veiled=task.restricted)
    if asked := hearing.request(task):
        what = f"{route.name_of(task)}：{LABELS['hearing_request']}（被告知之日起）"
        told = _told(what, "申请人、利害关系人", asked, times, now)
        yield told.model_copy(update={"light": "green", "running": now <= datetime.fromisoformat(told.due)})  # a right, no duty


def _offers(route: Route, task: Task, times: Clocks, now: datetime) -> Iterator[DeadlineTold]:
    if task.offered and task.stops:
        offer = task.offered.offer
        run = Run(task.stops[0].term, datetime.fromisoformat(offer.offered_at))
        what = f"{route.name_of(task)}：接收或退回转办件"
        yield _told(what, offer.receiver_name, run, times(offer.receiver), now, due=task.offered.due)
    elif task.offer_again_at and task.stops and task.transfers:
        last = task.transfers[-1]
        run = Run(task.stops[0].term, last.answered_at or task.offer_again_at)
        what = f"{route.name_of(task)}：退回后另行处理，逾期按派件规则再次转办"
        yield _told(what, last.offer.giver_name, run, times(last.offer.giver), now, due=task.offer_again_at)


def _matter(route: Route, matter: Matter, times: Clocks, now: datetime) -> Iterator[DeadlineTold]:
    at = matter.now_at
    number = matter.matter_id.rpartition("/")[2]
    if matter.state is MatterState.OPEN:
        clock = times(at.rung.party.partition(".")[0])
        whose = named(route, at.rung.party, at.rung.party_name)
        yield _told(f"{number} {at.rung.term.what}", whose, Run(at.rung.term, at.asked_at), clock, now, due=at.due)
    veiled = hides(route, matter.item)
    for each in matter.measures if matter.state is not MatterState.CLOSED else ():
        measure = each.measure
        done = each.state is not MeasureState.OPEN
        yield DeadlineTold(
            what=f"{number} 议定事项：{RESTRICTED_REASON if veiled else measure.act}",
            whose=RESTRICTED_DEPARTMENT if veiled else measure.owner_name,
            term="决议所定日期",
            basis=RESTRICTED_REASON if veiled else matter.document or matter.resolution,
            mark="sourced",
            start=(at.left_at or matter.opened_at).isoformat(),
            due=measure.due,
            running=not done and not route.suspension,
            met=(each.done_at or now) <= each.due if done else None,
            light="overdue" if not done and each.due <= now else "green",
        )


def _told(
    what: str,
    whose: str,
    run: Run,
    times: Times,
    now: datetime,
    limit: Limit | None = None,
    *,
    due: datetime | None = None,
    veiled: bool = False,
) -> DeadlineTold:
    """One limit. Where it does not end as its term says, for it was moved or asked anew, no day is accounted for."""
    found = run.deadline(now, times)
    met = limit.met if limit else None
    accounted = due is None or due == found.due
    ends = found.due if due is None else due
    burning = light_at(lights(found, times.calendar, times.yellow, opening=times.opens), now)
    if not accounted:
        burning = "overdue" if ends <= now else "green"
    if met is not None:
        burning = "green" if met else "overdue"
    return DeadlineTold(
        what=what,
        whose=whose,
        term=run.term.length,
        basis=RESTRICTED_REASON if veiled else run.term.basis,
        mark=run.term.mark,
        start=run.start.isoformat(),
        due=ends.isoformat(),
        running=met is None and not run.stands,
        met=met,
        light=burning,
        provisional=found.provisional,
        days=tuple(_day(line, veiled) for line in explain(found, times.calendar)) if accounted else (),
    )


def _day(line: DayLine, veiled: bool) -> DayTold:
    """Why a day is lost names a procedure: that of a restricted item is not told."""
    why = _veil(line.why) if veiled else line.why
    return DayTold(day=line.date, counted=line.counted, number=line.number, why=why)


def _veil(why: str) -> str:
    head, mark, _ = why.partition("：")
    return f"{head}{mark}{RESTRICTED_REASON}" if mark and "中止" in head else why


def _department(task: Task) -> str:
    return RESTRICTED_DEPARTMENT if task.restricted else task.plan.department_name
