"""What an aggregate with duties says of itself to the doctor."""

from datetime import datetime, time, timedelta

import pytest

from shared.clock import CHINA, Term, Times, WorkCalendar
from shared.duties import Dutiful, Duty, Wanted

MONDAY = datetime(2026, 3, 2, 9, 0, tzinfo=CHINA)
TIMES = Times(WorkCalendar(), time(8, 30), time(17, 30), 2 / 3)
TERM = Term(what="送达办理结果", days=3, unit="working", basis="行政许可法 第四十四条", mark="sourced")


def duty(**changed):
    return Duty.open(Wanted("deliver", "deliver", ("agent",), TERM, MONDAY)._replace(**changed), TIMES)


def case(*duties):
    return Dutiful(id="150622-20260302-000001", centre="150622", duties={each.key: each for each in duties})


def found(it):
    return [each.invariant for each in it.ailments(MONDAY)]


def test_a_duty_that_somebody_has_is_enough():
    assert found(case(duty())) == []


def test_an_open_one_without_a_duty_is_stuck():
    assert found(case()) == ["next_actor"]


@pytest.mark.parametrize("lack", [{"actors": ()}, {"act": ""}])
def test_a_duty_that_nobody_has_or_nothing_meets_is_named(lack):
    (ailment,) = case(duty(**lack), duty(key="sign")).ailments(MONDAY)

    assert ailment.invariant == "next_actor"
    assert "deliver" in ailment.what


def test_duties_that_are_all_overdue_ring_no_more():
    it = case(duty())
    list(it.ring(MONDAY + timedelta(days=30), TIMES))
    assert it.next_alarm() is None
    assert found(it) == ["live_alarm"]
    it.duties |= {"sign": duty(key="sign")}

    assert found(it) == []
