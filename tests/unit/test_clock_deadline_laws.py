"""What holds for every deadline: properties of the rule, and the rule itself written a second way."""

from datetime import date, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from shared.clock import CHINA, CLOSING, Pause, Term, WorkCalendar, deadline, explain

CALENDAR = WorkCalendar()
MOMENTS = st.builds(datetime.combine, st.dates(date(2024, 1, 1), date(2027, 6, 30)), st.times(), st.just(CHINA))
TERMS = st.builds(
    Term,
    what=st.just("法定办理时限"),
    days=st.integers(min_value=0, max_value=45),
    unit=st.sampled_from(["working", "calendar"]),
    basis=st.just("行政许可法 第四十二条"),
    mark=st.just("sourced"),
)
PAUSES = st.builds(
    lambda start, length: Pause(start=start, end=start + length, reason="专家评审", basis="行政许可法 第四十五条"),
    MOMENTS,
    st.timedeltas(min_value=timedelta(0), max_value=timedelta(days=40)),
)


@st.composite
def courses(draw: st.DrawFn) -> tuple[Term, datetime, list[Pause]]:
    """A term, its start, and pauses most of which fall near it."""
    start = draw(MOMENTS)
    near = st.builds(
        lambda offset, length: Pause(
            start=start + offset, end=start + offset + length, reason="专家评审", basis="行政许可法 第四十五条"
        ),
        st.timedeltas(min_value=timedelta(days=-3), max_value=timedelta(days=40)),
        st.timedeltas(min_value=timedelta(0), max_value=timedelta(days=12)),
    )
    return draw(TERMS), start, draw(st.lists(near | PAUSES, max_size=4))


@given(courses())
def test_every_deadline_falls_on_the_closing_hour_of_a_working_day_on_which_no_pause_is_open(
    course: tuple[Term, datetime, list[Pause]],
) -> None:
    limit, start, pauses = course

    reached = deadline(limit, start, CALENDAR, pauses=pauses)

    assert CALENDAR.is_working(reached.due.date())
    assert reached.due.timetz().replace(tzinfo=None) == CLOSING
    assert reached.due > start
    assert not any(each.start < reached.due and each.holds(reached.due) for each in pauses)


@given(courses(), PAUSES)
def test_another_pause_never_makes_a_deadline_earlier(course: tuple[Term, datetime, list[Pause]], further: Pause) -> None:
    limit, start, pauses = course

    without, with_it = (deadline(limit, start, CALENDAR, pauses=stops).due for stops in (pauses, [*pauses, further]))

    assert with_it >= without


@given(courses())
def test_more_days_never_make_a_deadline_earlier(course: tuple[Term, datetime, list[Pause]]) -> None:
    limit, start, pauses = course
    longer = limit.model_copy(update={"days": limit.days + 1})

    assert deadline(longer, start, CALENDAR, pauses=pauses).due >= deadline(limit, start, CALENDAR, pauses=pauses).due


@given(courses())
def test_the_account_counts_exactly_the_days_of_the_term_in_order_and_ends_on_the_last_day(
    course: tuple[Term, datetime, list[Pause]],
) -> None:
    limit, start, pauses = course
    reached = deadline(limit, start, CALENDAR, pauses=pauses)

    lines = explain(reached, CALENDAR)

    assert [line.number for line in lines if line.counted] == list(range(1, limit.days + 1))
    assert [line.date for line in lines] == [start.date() + timedelta(days=n) for n in range(len(lines))]
    assert lines[-1].date == reached.due.date()
    assert not any(each.covers(line.date) for line in lines if line.counted for each in pauses)


@given(courses())
def test_after_a_pause_within_the_term_a_whole_working_day_remains(course: tuple[Term, datetime, list[Pause]]) -> None:
    limit, start, pauses = course

    reached = deadline(limit, start, CALENDAR, pauses=pauses)

    assert all(
        reached.due.date() > each.end.date()
        for each in pauses
        if each.end is not None and each.start < reached.due and each.start.date() < each.end.date() and each.end >= start
    )


@given(courses())
def test_without_pauses_a_term_in_working_days_is_plain_addition(course: tuple[Term, datetime, list[Pause]]) -> None:
    limit, start, _ = course
    limit = limit.model_copy(update={"unit": "working", "days": limit.days + 1})

    assert deadline(limit, start, CALENDAR).due.date() == CALENDAR.add(start.date(), limit.days)


def last_day_by_definition(limit: Term, start: datetime, pauses: list[Pause]) -> date:
    """The first day a term may end on by which enough days have counted, without the walk that accounts for each."""

    def lost(day: date) -> bool:
        return any(each.covers(day) for each in pauses)

    def may_end(day: date) -> bool:
        close = datetime.combine(day, CLOSING, CHINA)
        caught = any(each.start < close and each.holds(close) for each in pauses)
        return CALENDAR.is_working(day) and start < close and not lost(day) and not caught

    day, counted = start.date(), 0
    while counted < limit.days or not may_end(day):
        day += timedelta(days=1)
        counted += not lost(day) and (limit.unit == "calendar" or CALENDAR.is_working(day))
    return day


@given(courses())
def test_a_term_ends_on_the_first_day_it_may_end_by_which_its_days_have_counted(
    course: tuple[Term, datetime, list[Pause]],
) -> None:
    limit, start, pauses = course

    assert deadline(limit, start, CALENDAR, pauses=pauses).due.date() == last_day_by_definition(limit, start, pauses)
