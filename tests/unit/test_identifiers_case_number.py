"""办件编号: made of centre, day and running number, and read back into them."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.errors import PermanentError
from shared.identifiers import (
    CaseNumber,
    CaseNumberUnreadable,
    case_number,
    check_case_number,
    is_case_number,
    normalise_case_number,
    parse_case_number,
)

DAY = date(2026, 3, 2)


def test_a_case_number_names_the_centre_the_day_and_the_place_within_the_day() -> None:
    assert case_number("150622", DAY, 17) == "150622-20260302-000017"
    assert parse_case_number("150622-20260302-000017") == CaseNumber("150622", DAY, 17)


def test_a_township_numbers_its_cases_under_its_nine_digits() -> None:
    assert case_number("150622100", DAY, 1) == "150622100-20260302-000001"
    assert parse_case_number("150622100-20260302-000001") == CaseNumber("150622100", DAY, 1)


@given(st.from_regex(r"[0-9]{6}([0-9]{3})?", fullmatch=True), st.dates(), st.integers(1, 999_999))
def test_every_case_number_reads_back_into_its_parts(centre: str, day: date, running: int) -> None:
    written = case_number(centre, day, running)

    assert len(written) == len(centre) + 16
    assert parse_case_number(written) == (centre, day, running)
    assert str(parse_case_number(written)) == written


def test_a_case_number_is_read_as_people_type_it() -> None:
    typed = " １５０６２２－20260302－000017 "

    assert is_case_number(typed)
    assert normalise_case_number(typed) == "150622-20260302-000017"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("150622-20260302-17", "应形如 150622-20260302-000017"),
        ("1506221-20260302-000017", "应形如 150622-20260302-000017"),
        ("", "应形如 150622-20260302-000017"),
        ("150622-20260230-000017", "日期“20260230”无效"),
        ("150622-20260302-000000", "流水号从 000001 起"),
    ],
)
def test_what_is_no_case_number_is_refused_with_the_remedy(text: str, message: str) -> None:
    fault = check_case_number(text)

    assert fault is not None
    assert message in fault
    assert fault.endswith("请核对受理凭证")
    assert not is_case_number(text)
    with pytest.raises(CaseNumberUnreadable, match=message):
        parse_case_number(text)


def test_an_unreadable_case_number_is_a_permanent_error() -> None:
    assert issubclass(CaseNumberUnreadable, PermanentError)


@pytest.mark.parametrize(
    ("centre", "running"), [("15062", 1), ("150622100001", 1), ("准格尔旗", 1), ("150622", 0), ("150622", 1_000_000)]
)
def test_a_case_number_is_not_made_of_parts_it_cannot_hold(centre: str, running: int) -> None:
    with pytest.raises(ValueError, match=r"region code|numbered"):
        case_number(centre, DAY, running)
