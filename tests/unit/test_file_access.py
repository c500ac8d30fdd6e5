from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.intake.domain import gathering
from services.intake.domain.access import concerned, may_read
from services.intake.domain.states import CaseState
from shared.contracts.intake import AttachedFile
from tests.unit.file_world import CENTRE, CITY, LAND, MONDAY, OTHER_CENTRE, REFORM, SECURITY, WATER, case_of

RESTRICTED = {29}
EVERYBODY = (CENTRE, CITY, OTHER_CENTRE, REFORM, LAND, WATER, SECURITY)


def file(item):
    return AttachedFile(file_id="f", material="材料", filename="材料.pdf", size=1, sha256="0" * 64, item=item)


def readers(item, **changes):
    case = case_of(**changes)
    return {address for address in EVERYBODY if may_read(case, address, file(item), RESTRICTED)}


@pytest.mark.parametrize(
    ("item", "expected"),
    [
        (None, {CENTRE, CITY, REFORM, LAND, SECURITY}),
        (5, {CENTRE, REFORM}),
        (4, {CENTRE, LAND}),
        (29, {CENTRE, SECURITY}),
    ],
)
def test_a_file_is_read_by_the_owner_and_by_those_who_have_its_item(item, expected):
    assert readers(item) == expected


def test_another_centre_reads_the_files_of_the_items_that_it_holds_unless_they_are_restricted():
    assert readers(4, holders={"4": CITY}) == {CENTRE, LAND, CITY}
    assert readers(29, holders={"29": CITY}) == {CENTRE, SECURITY}


def test_a_department_whose_task_was_recalled_reads_nothing_any_more():
    case = case_of()
    gathering.recalled(case, 4)

    assert not concerned(case, LAND)
    assert concerned(case, REFORM)


def test_an_item_that_another_centre_took_is_read_there_and_no_more_where_it_left():
    case = case_of()
    gathering.handed_over(case, 4, CITY)

    assert may_read(case, CITY, file(4), RESTRICTED)
    assert not may_read(case, LAND, file(4), RESTRICTED)


def test_the_receivers_department_reads_whichever_news_comes_first():
    case = case_of()
    gathering.assigned(case, 4, "150600.zrzyj", MONDAY)
    gathering.handed_over(case, 4, CITY)

    assert may_read(case, "150600.zrzyj", file(4), RESTRICTED)


def test_news_that_comes_late_gives_nobody_an_item_back():
    case = case_of()
    gathering.assigned(case, 4, LAND, MONDAY)
    gathering.assigned(case, 4, WATER, MONDAY - timedelta(hours=1))
    assert case.departments["4"] == LAND

    gathering.recalled(case, 4)
    gathering.assigned(case, 4, LAND, MONDAY)

    assert "4" not in case.departments


def test_a_decided_item_can_still_be_read_by_its_department():
    case = case_of()
    gathering.ended(case, 4)

    assert may_read(case, LAND, file(4), RESTRICTED)


def test_once_the_case_is_closed_only_the_owner_reads():
    assert readers(None, state=CaseState.CLOSED) == readers(4, state=CaseState.CLOSED) == {CENTRE}


@given(st.sampled_from(EVERYBODY), st.sampled_from([None, 4, 5, 29]), st.sampled_from(list(CaseState)))
def test_nobody_reads_a_file_of_a_case_that_does_not_concern_him(address, item, state):
    case = case_of(state=state)

    assert concerned(case, address) or not may_read(case, address, file(item), RESTRICTED)
