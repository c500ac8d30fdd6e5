"""Numbers of consultations, appointments, complaints and meetings: made of letter, centre, day and running number."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.errors import PermanentError
from shared.identifiers import is_case_number, record_number
from shared.identifiers.record_number import (
    RecordNumber,
    RecordNumberUnreadable,
    check_record_number,
    is_record_number,
    normalise_record_number,
    parse_record_number,
)

DAY = date(2026, 3, 2)


def test_a_consultation_of_a_banner_and_an_appointment_of_a_township_are_numbered() -> None:
    assert record_number("Z", "150622", DAY, 17) == "150622-Z20260302-000017"
    assert record_number("Y", "150622100", DAY, 1) == "150622100-Y20260302-000001"


def test_a_meeting_over_many_cases_is_numbered_and_is_no_complaint() -> None:
    assert record_number("H", "150622", DAY, 3) == "150622-H20260302-000003"
    assert parse_record_number("150622-h20260302-000003").letter == "H"
    assert not is_record_number("150622-H20260302-000003", "T")


@given(st.sampled_from("ZYTH"), st.from_regex(r"[0-9]{6}([0-9]{3})?", fullmatch=True), st.dates(), st.integers(1, 999_999))
def test_every_number_reads_back_into_its_parts_and_is_no_case_number(letter, centre, day, running) -> None:
    written = record_number(letter, centre, day, running)

    assert parse_record_number(written) == RecordNumber(letter, centre, day, running)
    assert str(parse_record_number(written, letter)) == written
    assert not is_case_number(written)


def test_what_people_type_is_brought_into_the_stored_form() -> None:
    assert normalise_record_number(" 150622 － z２０２６0302-000017") == "150622-Z20260302-000017"


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("150622-20260302-000017", "应形如"),
        ("150622-X20260302-000017", "应形如"),
        ("150622-Z20261302-000017", "日期“20261302”无效"),
        ("150622-Z20260302-000000", "从 000001 起"),
        ("", "应形如"),
    ],
)
def test_a_wrong_number_is_told_what_is_wrong(text, word) -> None:
    assert word in (check_record_number(text) or "")


def test_a_number_of_another_kind_is_refused_where_one_kind_is_wanted() -> None:
    assert check_record_number("150622-Z20260302-000017", "Z") is None
    assert not is_record_number("150622-Z20260302-000017", "Y")
    assert "预约编号" in (check_record_number("150622-Z20260302-000017", "Y") or "")
    with pytest.raises(RecordNumberUnreadable):
        parse_record_number("150622-Z20260302-000017", "T")
    assert issubclass(RecordNumberUnreadable, PermanentError)


@pytest.mark.parametrize(("letter", "centre", "running"), [("A", "150622", 1), ("Z", "15062", 1), ("Z", "150622", 0)])
def test_parts_that_make_no_number_are_a_mistake_of_the_program(letter, centre, running) -> None:
    with pytest.raises(ValueError, match=r".+"):
        record_number(letter, centre, DAY, running)
