"""Computes when a term ends and accounts for it day by day; one walk over the days serves both.

The rule, for every day after the day of receipt (民法典 第二百零一条: the first day is not counted):

- a pause costs the days after the one it starts on, up to and including the one it ends on; a pause
  that starts and ends on the same day costs nothing;
- a day counts unless a pause costs it or, for a term in working days, nobody works on it (行政许可法 第八十二条);
- the last day must be a working day (民法典 第二百零三条) at whose closing hour no pause is open. If the last day is
  caught by a pause, it does not count and the next day that counts takes its place.

It follows that after a pause that began before the term ran out and lasted into another day, at least one whole
working day remains; that another pause never makes a deadline earlier; and that more days never do.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time

from shared.clock.terms import DayLine, Deadline, Pause, Term, merged
from shared.clock.workdays import ONE_DAY, WorkCalendar, WorkDay
from shared.clock.zone import CHINA, CLOSING, in_china


def deadline(
    term: Term,
    start: datetime,
    calendar: WorkCalendar,
    *,
    closing: time = CLOSING,
    pauses: Iterable[Pause] = (),
    now: datetime | None = None,
) -> Deadline:
    """The deadline of a term that starts (is received) at `start`, due at `closing` of its last day.

    Receipt after the closing hour or on a day off is receipt on that day; the next day is the first that can count.
    Zero days end at closing of the day of receipt; when it is off or already closed (or closing), of the next
    working day. While a pause is open, `due` is where it would be if the pause ended at `now`.

    Raises ValueError for a time without zone, and when a pause is open and no `now` is given.
    """
    start = in_china(start)
    now = None if now is None else in_china(now)
    stops = merged(pauses)
    lines = list(_Course(term, start, calendar, closing, _closed(stops, now)).lines())
    return Deadline(
        term=term,
        start=start,
        pauses=stops,
        due=datetime.combine(lines[-1].date, closing, CHINA),
        provisional=any(calendar.day(line.date).provisional for line in lines),
        running=now is None or not any(stop.holds(now) for stop in stops),
        closing=closing,
        as_of=now,
    )


def explain(deadline: Deadline, calendar: WorkCalendar) -> list[DayLine]:
    """Every day from receipt to the last one, counted or not and why; exactly `term.days` of them are counted.

    Give the calendar the deadline was computed with; with another one the account is of the deadline that
    this other calendar would yield.
    """
    pauses = _closed(deadline.pauses, deadline.as_of)
    return list(_Course(deadline.term, deadline.start, calendar, deadline.closing, pauses).lines())


def _closed(pauses: tuple[Pause, ...], now: datetime | None) -> tuple[Pause, ...]:
    """The pauses with an open one ended now (one that is yet to start costs nothing)."""
    if any(pause.end is None for pause in pauses) and now is None:
        raise ValueError("while a pause is open, a deadline can only be computed with now")
    return tuple(
        pause if pause.end is not None or now is None else pause.model_copy(update={"end": max(now, pause.start)})
        for pause in pauses
    )


@dataclass(frozen=True)
class _Course:
    """A term on its way through the calendar."""

    term: Term
    start: datetime
    calendar: WorkCalendar
    closing: time
    pauses: tuple[Pause, ...]

    def lines(self) -> Iterator[DayLine]:
        """The days in order; the last one yielded is the one the term ends on."""
        day, number = self.start.date(), 0
        if self.term.days:
            yield DayLine(date=day, counted=False, number=None, why="起算当日不计入（民法典第二百零一条）")
            day += ONE_DAY
        while True:
            line, ended = self._judge(self.calendar.day(day), number)
            yield line
            if ended:
                return
            number += line.counted
            day += ONE_DAY

    def _judge(self, work: WorkDay, number: int) -> tuple[DayLine, bool]:
        """The line of a day of which `number` have been counted before, and whether the term ends on it."""
        costs = self._lost_to(work.date) or (self._off(work) if number < self.term.days else None)
        if costs is None and number + 1 >= self.term.days:
            return self._last(work, number)
        if costs is None:
            return self._line(work.date, number + 1, self._ordinal(work, number + 1)), False
        return self._line(work.date, None, costs), False

    def _last(self, work: WorkDay, number: int) -> tuple[DayLine, bool]:
        """The line of a day that the term would end on, were it worked and not caught by a pause."""
        counts = number < self.term.days
        if not counts and not work.working:
            return self._line(work.date, None, f"顺延：{work.why}"), False
        if caught := self._caught(work.date):
            return self._line(work.date, None, caught), False
        if counts:
            ending = "，届满" if work.working else f"，届满日遇{work.why}，顺延（民法典第二百零三条）"
            return self._line(work.date, number + 1, self._ordinal(work, number + 1) + ending), work.working
        why = "当场办结，本日届满" if work.date == self.start.date() else "顺延至本日届满"
        return self._line(work.date, None, why), True

    def _lost_to(self, day: date) -> str | None:
        pause = next((pause for pause in self.pauses if pause.covers(day)), None)
        return f"中止：{pause.grounds}" if pause else None

    def _off(self, work: WorkDay) -> str | None:
        return work.why if self.term.unit == "working" and not work.working else None

    def _caught(self, day: date) -> str | None:
        """Why the term cannot end on this day although nothing else speaks against it."""
        close = datetime.combine(day, self.closing, CHINA)
        pause = next((pause for pause in self.pauses if pause.holds(close) and pause.start != close), None)
        if pause:
            return f"届满时正在中止，不计入：{pause.grounds}"
        return "收件时已到下班时间，顺延" if self.start >= close else None

    def _ordinal(self, work: WorkDay, number: int) -> str:
        if self.term.unit == "calendar":
            return f"第{number}日"
        return f"第{number}个工作日" if work.why == "工作日" else f"第{number}个工作日（{work.why}）"

    def _line(self, day: date, number: int | None, why: str) -> DayLine:
        return DayLine(date=day, counted=number is not None, number=number, why=why)
