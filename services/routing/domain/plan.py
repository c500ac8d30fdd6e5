"""The agency plan (代办方案): what is done in which order and what beside each other, until when, and what the end waits for.

The critical path over prerequisites, limits and the working calendar (mission A10, C12; seed 003 项目申报计划). Every
department is presumed to take the whole of its promised limit, and an item to reach its department in the moment in which
the last item that it waits for is decided; the day of receipt is not counted (民法典 第二百零一条).
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import NamedTuple

from services.routing.domain.spans import PRESUMED, Limit, Span, Step, latest_start, moved_to, span
from shared.clock import Times, in_china
from shared.contracts.plan import PlanDates, PlanMove, PlanPath, PlanSummary

__all__ = ["PRESUMED", "Plan", "Step", "changed", "plan"]


class Plan(PlanSummary):
    """代办方案 of one case. Lines in the order of their starts; none comes before what it waits for."""

    lines: tuple[PlanDates, ...] = ()


def plan(steps: Iterable[Step], now: datetime, times: Times) -> Plan:
    """The plan as it follows from what is known at `now`; the same for the same arguments.

    What has ended counts with its real dates, a running item with its limit, a paused one with the limit it would have if
    its clock ran again from now on. What needs no permit or cannot go on drops out. A ring of prerequisites, which the
    check of the catalogue excludes, is cut open where the given order comes to it first.
    """
    kept = _ordered(_that_go_on(steps))
    if not kept:
        return Plan()
    return _Course(kept, in_china(now), times).plan()


def changed(before: Plan | None, after: Plan) -> tuple[PlanMove, ...]:
    """What moved: lines that came, went, have other dates or another criticality, and the end. Empty: nothing did.

    That an item was decided is told by its decision; its own line moves nothing, only what it moves of the others does.
    """
    old = {line.item: line for line in before.lines} if before else {}
    new = {line.item: line for line in after.lines}
    moves = [PlanMove(item=item, what="dropped", before=old[item].promised) for item in old if item not in new]
    for item, line in new.items():
        if item not in old:
            moves.append(PlanMove(item=item, what="added", after=line.promised))
        elif line.state != "ended":
            moves += _moves(old[item], line)
    ended = before.finish if before else None
    if ended != after.finish:
        moves.append(PlanMove(what="finish", before=ended, after=after.finish))
    return tuple(moves)


def _moves(old: PlanDates, new: PlanDates) -> Iterator[PlanMove]:
    pairs = (("starts", old.starts, new.starts), ("promised", old.promised, new.promised), ("legal", old.legal, new.legal))
    for what, was, now_is in pairs:
        if was != now_is:
            yield PlanMove(item=new.item, what=what, before=was, after=now_is)
    if old.critical != new.critical:
        gone, come = (old.promised, None) if old.critical else (None, new.promised)
        yield PlanMove(item=new.item, what="critical", before=gone, after=come)


def _that_go_on(steps: Iterable[Step]) -> list[Step]:
    """Without what ended before any department had it, and what waits in vain for something that did not pass."""
    known = list(steps)
    out = {step.item for step in known if step.ended and not step.passed}
    while more := {s.item for s in known if s.state == "waiting" and s.item not in out and not out.isdisjoint(s.after)}:
        out |= more
    return [step for step in known if step.assigned_at or not (step.ended or step.item in out)]


def _ordered(steps: Sequence[Step]) -> list[Step]:
    """In the given order, but nothing before what it waits for; prerequisites outside the plan are left out."""
    items = {step.item for step in steps}
    waiting = [step.model_copy(update={"after": tuple(i for i in step.after if i in items)}) for step in steps]
    ordered: list[Step] = []
    placed: set[int] = set()
    while waiting:
        step = next((step for step in waiting if placed.issuperset(step.after)), waiting[0])
        waiting.remove(step)
        ordered.append(step.model_copy(update={"after": tuple(i for i in step.after if i in placed)}))
        placed.add(step.item)
    return ordered


class _Facts(NamedTuple):
    """What else is told of a line."""

    rank: int
    provisional: bool
    note: str


class _Course:
    """One computation of a plan."""

    def __init__(self, steps: Sequence[Step], now: datetime, times: Times) -> None:
        """`steps` in an order in which none comes before what it waits for."""
        self._now, self._times = now, times
        self._steps = {step.item: step for step in steps}
        self._promised = self._forward("promised")
        self._legal = self._forward("legal")
        self._end = max(span.ends for span in self._promised.values())
        self._end_one_by_one = self._one_by_one()
        self._unpublished = self._first_unpublished()
        self._facts = self._told()

    def _forward(self, limit: Limit) -> dict[int, Span]:
        spans: dict[int, Span] = {}
        for step in self._steps.values():
            spans[step.item] = span(step, [spans[item].ends for item in step.after], limit, self._now, self._times)
        return spans

    def _by_start(self) -> list[Step]:
        return sorted(self._steps.values(), key=lambda step: self._promised[step.item].starts)

    def plan(self) -> Plan:
        """The whole plan."""
        slack = self._slack()
        path = self._path(slack)
        finish, sequence = self._end.date(), self._end_one_by_one.date()
        lines = tuple(self._line(step, slack[step.item], path) for step in self._by_start())
        return Plan(
            starts=min(line.starts for line in lines),
            finish=finish,
            finish_legal=max(line.legal for line in lines),
            finish_one_by_one=sequence,
            saved_days=self._times.calendar.between(finish, sequence),
            critical_path=PlanPath(items=path),
            provisional=any(line.provisional for line in lines) or bool(self._unpublished and self._unpublished <= sequence),
            lines=lines,
        )

    def _line(self, step: Step, slack: int, path: Sequence[int]) -> PlanDates:
        found, term, facts = self._promised[step.item], step.term("promised"), self._facts[step.item]
        return PlanDates(
            item=step.item,
            after=step.after,
            rank=facts.rank,
            state=step.state,
            starts=found.starts.date(),
            promised=found.ends.date(),
            legal=self._legal[step.item].ends.date(),
            slack_days=slack,
            critical=step.item in path or not (step.ended or slack),
            late=found.late,
            provisional=facts.provisional,
            term=term.length,
            basis=term.basis,
            mark=term.mark,
            note=facts.note,
        )

    def _slack(self) -> dict[int, int]:
        """Working days by which each item may be later without moving the end; none for what has ended.

        The inverse of the forward pass: how late an item may be is how late the first of its followers may get it.
        """
        latest: dict[int, date] = {}
        slack: dict[int, int] = {}
        calendar = self._times.calendar
        for step in reversed(self._steps.values()):
            followers = [s for s in self._steps.values() if step.item in s.after and s.state == "waiting"]
            latest[step.item] = min((self._ready_by(s, latest[s.item]) for s in followers), default=self._end.date())
            room = calendar.between(self._promised[step.item].ends.date(), latest[step.item])
            slack[step.item] = 0 if step.ended else max(room, 0)
        return slack

    def _ready_by(self, step: Step, end: date) -> date:
        """The last day on which what a waiting item waits for may be decided, if it is to end by `end`."""
        start = latest_start(step.term("promised"), end, self._times)
        return self._times.calendar.add(start, -step.lead_in_days) if step.lead_in_days else start

    def _path(self, slack: Mapping[int, int]) -> tuple[int, ...]:
        """Back from what ends last, each time to what was waited for longest; an open item with slack held up nobody."""

        def weight(item: int) -> tuple[datetime, int, int]:
            return self._promised[item].ends, self._facts[item].rank, -item

        path = [max(self._steps, key=weight)]
        while held := [i for i in self._steps[path[-1]].after if self._held(i, path[-1], slack)]:
            path.append(max(held, key=weight))
        return tuple(reversed(path))

    def _held(self, item: int, follower: int, slack: Mapping[int, int]) -> bool:
        """Did `follower` wait for `item`, as far as is known?"""
        if slack[item] or self._promised[item].ends > self._promised[follower].starts:
            return False  # not the longest wait, or started without waiting
        return not self._steps[item].ended or all(self._steps[other].ended for other in self._steps[follower].after)

    def _one_by_one(self) -> datetime:
        """The end, had each item waited for the one before it in the plan; never begun earlier than it really could."""
        first, *others = self._by_start()
        end = self._promised[first.item].ends
        for step in others:
            own = self._promised[step.item]
            ready = span(step, [end], "promised", self._now, self._times).starts if step.state == "waiting" else end
            end = max(end, moved_to(own, max(own.starts, ready), step, self._times))
        return end

    def _told(self) -> dict[int, _Facts]:
        """Rank, presumptions and their explanation of each line."""
        told: dict[int, _Facts] = {}
        for step in self._steps.values():
            ends = max(self._promised[step.item].ends, self._legal[step.item].ends).date()
            presumed = list(_presumptions(step, late=self._promised[step.item].late))
            if self._unpublished and ends >= self._unpublished and not step.ended:
                presumed.append("国务院办公厅尚未公布所涉年份的放假安排，日期为推定")
            before = [told[item] for item in step.after]
            if not presumed and step.state == "waiting" and any(facts.provisional for facts in before):
                presumed.append("所等待的事项日期为推定")
            remarks = "" if step.ended else _remark(step)
            note = "；".join(filter(None, (*presumed, remarks)))
            told[step.item] = _Facts(1 + max((facts.rank for facts in before), default=0), bool(presumed), note)
        return told

    def _first_unpublished(self) -> date | None:
        """The first day of the plan that no published arrangement covers."""
        first = min(span.starts for span in self._promised.values()).date()
        ends = [span.ends for span in (*self._promised.values(), *self._legal.values())]
        last = max(*ends, self._end_one_by_one).date()
        days = (first + timedelta(days=n) for n in range((last - first).days + 1))
        return next((day for day in days if self._times.calendar.day(day).provisional), None)


def _presumptions(step: Step, *, late: bool) -> Iterator[str]:
    if step.state == "paused":
        reasons = "、".join(pause.reason for pause in step.pauses if pause.end is None)
        yield f"{reasons}，计时中止，按即日恢复计时推算"
    if late:
        yield "已超过计划时限，按最早可办结之日推算"
    if not step.ended and step.term("promised") is PRESUMED:
        yield "未定办理时限，按行政许可法第四十二条的二十个工作日推定"


def _remark(step: Step) -> str:
    if step.legal and not step.promised:
        return "无承诺时限，按法定时限计划"
    return "无法定时限，按承诺时限计划" if step.promised and not step.legal else ""
