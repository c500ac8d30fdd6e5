"""Who may handle a complaint: never the accused, and of misconduct nobody in the same line."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.intake.domain.supervising import Accused, Line
from tests.unit.complaint_world import ABOVE, LAND

OFFICE = "150600.zfb"
POSTS = ("section_head", "vice_head", "supervisor")
ACCUSED = ("agent:zh1", "window", "window:3号窗口", "section_head", "vice_head", "supervisor", "centre", LAND, OFFICE)


def line(against: str, *, misconduct: bool = False, superior: str = ABOVE) -> Line:
    accused = Accused.parse(against)
    assert accused
    return Line(misconduct, accused, superior)


@pytest.mark.parametrize(
    ("against", "handler"),
    [
        ("agent:zh1", "section_head"),
        ("window:3号窗口", "section_head"),
        ("section_head", "vice_head"),
        ("vice_head", ABOVE),
        ("supervisor", ABOVE),
        ("centre", ABOVE),
        (LAND, "supervisor"),
    ],
)
def test_the_lowest_post_above_or_beside_the_accused_handles_it(against: str, handler: str) -> None:
    assert line(against).first() == handler


@pytest.mark.parametrize("against", ["agent:zh1", "window", "section_head", LAND])
def test_misconduct_goes_to_supervision(against: str) -> None:
    assert line(against, misconduct=True).first() == "supervisor"


@pytest.mark.parametrize("against", ["vice_head", "centre", "supervisor"])
def test_misconduct_of_those_who_lead_supervision_goes_up(against: str) -> None:
    assert line(against, misconduct=True).first() == ABOVE


def test_a_government_office_that_is_accused_is_not_the_post_above() -> None:
    accused = line(OFFICE, superior=OFFICE)

    assert accused.first() == "supervisor"
    assert accused.above("supervisor") is None


def test_what_is_late_climbs_to_the_superior_and_stays_there() -> None:
    agent = line("agent:zh1")

    assert [agent.above(post) for post in ("section_head", "vice_head", "supervisor", ABOVE)] == ["vice_head", ABOVE, ABOVE, None]


@given(st.sampled_from(ACCUSED), st.booleans(), st.sampled_from([ABOVE, OFFICE]))
def test_somebody_always_may_and_it_is_never_the_accused_nor_of_misconduct_his_line(against, misconduct, superior):
    it = line(against, misconduct=misconduct, superior=superior)
    able = [post for post in (*POSTS, superior) if it.may_handle(post)]
    climb = [it.first()]
    while higher := it.above(climb[-1]):
        climb.append(higher)

    assert able
    assert against not in able
    assert it.accused.kind not in able
    assert set(climb) <= set(able)
    assert not misconduct or not {"section_head", "vice_head"} & set(able)
    assert not any(it.may_handle(post) for post in ("agent:zh1", "agent", "window", "clock", "complainant", "applicant"))


@pytest.mark.parametrize("text", ["", "agent:", "centre:1", "科室", "zrzyj", "150622.", ".zrzyj", "somebody", "150622.zrzyj:1"])
def test_what_is_nobody_cannot_be_accused(text: str) -> None:
    assert Accused.parse(text) is None


@given(st.sampled_from(ACCUSED))
def test_the_accused_is_written_as_he_is_read(against: str) -> None:
    assert str(Accused.parse(against)) == against
