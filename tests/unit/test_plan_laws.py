"""What holds for the plan of any case: critical is what has no slack, slack is what may be lost, side by side is never later."""

from datetime import datetime, time, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.routing.domain.plan import Plan, Step, plan
from services.routing.domain.spans import closing, ends, latest_start
from shared.clock import CHINA, Term, deadline
from tests.unit.plan_world import MONDAY, TIMES, days, lines

TERMS = st.builds(days, st.integers(0, 30), st.sampled_from(["working", "calendar"]))
MOMENTS = st.datetimes(datetime(2026, 8, 1), datetime(2026, 12, 31), timezones=st.just(CHINA))  # noqa: DTZ001  bounds are naive


@st.composite
def cases(draw: st.DrawFn) -> tuple[list[Step], datetime]:
    """Up to seven items, some ended and some running as their prerequisites allow."""
    began = draw(MOMENTS)
    now = began + timedelta(days=draw(st.integers(0, 40)))
    decided: dict[int, datetime] = {}
    steps = []
    for item in range(1, draw(st.integers(1, 7)) + 1):
        after = tuple(draw(st.sets(st.integers(1, item - 1), max_size=3))) if item > 1 else ()
        step = Step(
            item=item, after=after, promised=draw(st.none() | TERMS), legal=draw(TERMS), lead_in_days=draw(st.integers(0, 2))
        )
        ready = max((decided.get(i, now) for i in after), default=began)
        if ready < now and draw(st.booleans()):
            step = step.model_copy(update={"assigned_at": ready})
            if draw(st.booleans()):
                decided[item] = ready + (now - ready) * draw(st.floats(0, 0.99))
                step = step.model_copy(update={"decided_at": decided[item], "ended": True, "passed": True})
        steps.append(step)
    return steps, now


def delayed(steps: list[Step], made: Plan, item: int, by: int) -> list[Step]:
    """The same case, the item being decided so many working days later."""
    line = lines(made)[item]
    due = closing(TIMES.calendar.add(line.promised, by), TIMES)
    start = datetime.combine(line.starts, time(12), CHINA)
    held = {"assigned_at": start, "promised_due": due, "pauses": ()}
    return [step.model_copy(update=held) if step.item == item else step for step in steps]


@given(TERMS, MOMENTS)
def test_a_term_ends_when_the_clock_of_deadlines_says_so(term: Term, start: datetime) -> None:
    assert ends(term, start, TIMES) == deadline(term, start, TIMES.calendar, closing=TIMES.closes).due


@given(TERMS, MOMENTS)
def test_the_latest_start_still_ends_in_time_and_the_next_day_does_not(term: Term, moment: datetime) -> None:
    end = TIMES.calendar.add(moment.date(), 0)
    latest = latest_start(term, end, TIMES)

    assert TIMES.calendar.is_working(latest)
    assert ends(term, closing(latest, TIMES), TIMES).date() <= end
    assert ends(term, closing(TIMES.calendar.next_working(latest), TIMES), TIMES).date() > end


@given(cases())
def test_a_plan_follows_from_its_facts_alone_and_keeps_its_order(case: tuple[list[Step], datetime]) -> None:
    made = plan(case[0], case[1], TIMES)

    assert made == plan(case[0], case[1], TIMES)
    assert made.finish == max(line.promised for line in made.lines)
    assert made.finish_one_by_one is not None
    assert made.finish_one_by_one >= made.finish
    assert made.saved_days >= 0
    found = lines(made)
    assert all(found[i].promised <= line.starts and found[i].rank < line.rank for line in made.lines for i in line.after)


@given(cases())
def test_what_is_critical_has_no_slack_and_leads_to_the_end(case: tuple[list[Step], datetime]) -> None:
    made = plan(case[0], case[1], TIMES)
    found = lines(made)
    path = made.critical_path.items

    assert found[path[-1]].promised == made.finish
    assert all(found[item].critical and found[item].slack_days == 0 for item in path)
    assert all(before in found[item].after for before, item in pairwise(path))
    assert all(not line.critical for line in made.lines if line.slack_days)


@given(cases(), st.data(), st.integers(1, 15))
def test_a_day_lost_on_a_critical_item_is_lost_for_the_case(
    case: tuple[list[Step], datetime], data: st.DataObject, by: int
) -> None:
    made = plan(case[0], case[1], TIMES)
    critical = [line.item for line in made.lines if line.critical and line.state != "ended"]
    if not critical:
        assert all(line.state == "ended" for line in made.lines)
        return
    item = data.draw(st.sampled_from(critical))

    later = plan(delayed(case[0], made, item, by), case[1], TIMES)

    assert later.finish > made.finish


@given(cases(), st.data())
def test_slack_is_exactly_what_an_item_may_lose(case: tuple[list[Step], datetime], data: st.DataObject) -> None:
    made = plan(case[0], case[1], TIMES)
    free = [line for line in made.lines if line.slack_days]
    if not free:
        assert all(line.critical or line.state == "ended" for line in made.lines)
        return
    line = data.draw(st.sampled_from(free))
    by = data.draw(st.integers(1, line.slack_days))

    within = plan(delayed(case[0], made, line.item, by), case[1], TIMES)
    beyond = plan(delayed(case[0], made, line.item, line.slack_days + 1), case[1], TIMES)

    assert within.finish == made.finish
    assert beyond.finish > made.finish


@pytest.mark.parametrize("count", [1, 31])
def test_a_chain_takes_as_long_as_its_items_one_after_another(count: int) -> None:
    chain = [Step(item=i, promised=days(2), after=(i - 1,) if i > 1 else ()) for i in range(1, count + 1)]

    made = plan(chain, MONDAY, TIMES)

    assert made.saved_days == 0
    assert made.critical_path.items == tuple(range(1, count + 1))
    assert made.finish == TIMES.calendar.add(MONDAY.date(), 2 * count)
