"""When people in a rehearsal act: on working days, in office hours."""

from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deploy.local.rehearsal.application_file import read_application
from deploy.local.rehearsal.scene import Terms, office_time
from shared.clock import CHINA, CLOSING, OPENING, WorkCalendar

CALENDAR = WorkCalendar()


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=CHINA)


@pytest.mark.parametrize(
    ("now", "days", "acts"),
    [
        ("2026-03-02 10:00", 0, "2026-03-02 10:00"),  # at once, while the office is open
        ("2026-03-02 18:00", 0, "2026-03-03 08:30"),
        ("2026-03-02 06:00", 0, "2026-03-02 08:30"),
        ("2026-03-02 23:00", 1, "2026-03-03 08:30"),
        ("2026-03-02 10:00", 0.5, "2026-03-02 14:30"),
        ("2026-03-02 16:00", 0.5, "2026-03-03 08:30"),  # 20:30 is no office hour
        ("2026-03-02 10:00", 1.5, "2026-03-03 13:00"),
        ("2026-02-13 10:00", 2, "2026-02-24 08:30"),  # 14 February 2026 is worked, then the Spring Festival
    ],
)
def test_who_takes_so_many_working_days_acts_in_office_hours(now: str, days: float, acts: str) -> None:
    assert office_time(at(now), days, CALENDAR) == at(acts)


@given(
    now=st.datetimes(datetime(2026, 1, 1), datetime(2026, 11, 1)),  # noqa: DTZ001  given its zone below
    days=st.floats(0, 20),
)
def test_nobody_acts_in_the_past_at_night_or_on_a_day_off(now: datetime, days: float) -> None:
    now = now.replace(tzinfo=CHINA)

    acts = office_time(now, days, CALENDAR)

    assert acts >= now
    assert CALENDAR.is_working(acts.date())
    assert OPENING <= acts.time() < CLOSING


def test_a_case_may_stand_still_for_as_long_as_its_file_explains() -> None:
    form = {
        "centre": "150621",
        "applicant": {"kind": "enterprise", "name": "申请单位", "handler": {"name": "项目经办人", "phone": "13800000000"}},
        "items": [24],
    }
    slow = {"departments": {"150621.zrzyj": {"items": {24: {"special": {"procedure": "听证", "days": 30}, "after": 5}}}}}

    usual, patient = (Terms(2.0).allowance(read_application(one)) for one in (form, form | slow))

    assert patient - usual == 30 * 2.0
    assert Terms(2.0, patience=7).allowance(read_application(form)) == 7
