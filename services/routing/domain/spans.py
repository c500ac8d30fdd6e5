"""How long one item takes on the working calendar: from its limit forwards to its end, and backwards to its start."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Literal, NamedTuple

from pydantic import BaseModel, ConfigDict, Field

from shared.clock import CHINA, Instant, Pause, Term, Times, deadline

Limit = Literal["promised", "legal"]
State = Literal["waiting", "running", "paused", "ended"]

PRESUMED = Term(what="推定办理时间", days=20, unit="working", basis="行政许可法 第四十二条", mark="inferred")
"""For an item to which nobody has set a limit; with more days the plan ends later, no department is bound by it."""

ON_THE_SPOT = Term(what="当日办结", days=0, unit="working", basis="超过时限的事项按最早可能推算", mark="inferred")


class Step(BaseModel):
    """What the plan has to know of an item. Instants carry a zone; days are working days."""

    model_config = ConfigDict(frozen=True)

    item: int
    after: tuple[int, ...] = Field(default=(), description="Prerequisites; those that are not in the plan count as passed")
    promised: Term | None = None
    legal: Term | None = None
    lead_in_days: int = Field(default=0, ge=0, description="From being ready until the department gets it: hand-over, review")
    offered_at: Instant | None = Field(default=None, description="When that began, if it has; else it begins when ready")
    assigned_at: Instant | None = Field(default=None, description="The department has it since")
    decided_at: Instant | None = None
    pauses: tuple[Pause, ...] = ()
    promised_due: Instant | None = Field(default=None, description="As known of a running task; else reckoned here")
    legal_due: Instant | None = None
    ended: bool = False
    passed: bool = False

    @property
    def state(self) -> State:
        """Where the item stands, as far as the plan cares."""
        if self.ended:
            return "ended"
        if self.assigned_at is None:
            return "waiting"
        return "paused" if any(pause.end is None for pause in self.pauses) else "running"

    def term(self, limit: Limit) -> Term:
        """The limit to reckon with: the one asked for, else the other one, else PRESUMED."""
        own, other = (self.promised, self.legal) if limit == "promised" else (self.legal, self.promised)
        return own or other or PRESUMED


class Span(NamedTuple):
    """From the day the department gets it to the instant it is decided."""

    starts: datetime
    ends: datetime
    late: bool = False


def ends(term: Term, start: datetime, times: Times) -> datetime:
    """When a term that nothing stops runs out: `shared.clock.deadline` says the same, with an account of every day."""
    day = start.date()
    if term.days:
        whole = term.unit == "working"
        last = times.calendar.add(day, term.days) if whole else times.calendar.add(day + timedelta(days=term.days), 0)
    else:
        open_still = times.calendar.is_working(day) and start < closing(day, times)
        last = day if open_still else times.calendar.next_working(day)
    return closing(last, times)


def latest_start(term: Term, end: date, times: Times) -> date:
    """The last working day at whose closing hour the department may get it and still decide by the working day `end`."""
    if term.unit == "calendar" and term.days:
        day = end - timedelta(days=term.days)
        return day if times.calendar.is_working(day) else times.calendar.add(day, -1)
    return times.calendar.add(end, -max(term.days, 1))  # what arrives at closing is decided on the spot the next day


def span(step: Step, before: Sequence[datetime], limit: Limit, now: datetime, times: Times) -> Span:
    """An item's own span, `before` being the ends of what it waits for."""
    if step.ended and step.assigned_at:
        return Span(step.assigned_at, step.decided_at or now)
    if step.assigned_at:
        due = _due(step, step.assigned_at, limit, now, times)
        late = due < now and step.state == "running"
        return Span(step.assigned_at, ends(ON_THE_SPOT, now, times) if due < now else due, late)
    ready = max([*before, *([step.offered_at] if step.offered_at else [])], default=now)
    if step.lead_in_days:
        ready = closing(times.calendar.add(ready.date(), step.lead_in_days), times)
    starts = max(ready, now)
    return Span(starts, ends(step.term(limit), starts, times))


def _due(step: Step, assigned_at: datetime, limit: Limit, now: datetime, times: Times) -> datetime:
    """The limit of a running task as it is known; of a paused one as it would be, did its clock run again from now on."""
    known = step.promised_due if limit == "promised" else step.legal_due
    if known and step.state == "running":
        return known
    return deadline(step.term(limit), assigned_at, times.calendar, closing=times.closes, pauses=step.pauses, now=now).due


def moved_to(own: Span, starts: datetime, step: Step, times: Times) -> datetime:
    """When the same work would be done, had it started at `starts`, its own start or later."""
    if starts <= own.starts:
        return own.ends
    if step.state == "waiting":
        return ends(step.term("promised"), starts, times)
    length = times.calendar.between(own.starts.date(), own.ends.date())
    return max(closing(times.calendar.add(starts.date(), length), times) if length else starts, own.ends)


def closing(day: date, times: Times) -> datetime:
    """The closing hour of a day."""
    return datetime.combine(day, times.closes, CHINA)
