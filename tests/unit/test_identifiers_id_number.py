"""公民身份号码: check character, birth, province, and what remains of it in a log."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.identifiers import check_id_number, complete_id_number, is_id_number, mask_id_number, normalise_id_number
from shared.identifiers.id_number import PROVINCES

STANDARDS_EXAMPLE = "11010519491231002X"
TODAY = date(2026, 3, 2)
BODIES = st.builds(
    lambda province, county, born, sequence: f"{province}{county:04}{born:%Y%m%d}{sequence:03}",
    st.sampled_from(sorted(PROVINCES)),
    st.integers(0, 9999),
    st.dates(min_value=date(1900, 1, 1), max_value=TODAY),
    st.integers(0, 999),
)


def test_the_example_of_the_standard_passes() -> None:
    assert check_id_number(STANDARDS_EXAMPLE, TODAY) is None
    assert complete_id_number(STANDARDS_EXAMPLE[:17]) == STANDARDS_EXAMPLE


def test_a_number_is_read_as_people_type_it() -> None:
    typed = " 110105 1949１２３１ 002ｘ "

    assert is_id_number(typed, TODAY)
    assert normalise_id_number(typed) == STANDARDS_EXAMPLE


@pytest.mark.parametrize(
    ("number", "message"),
    [
        ("110105194912310021", "第18位校验码应为 X，现为 1，请核对证照原件"),
        ("1101051949123100", "公民身份号码应为18位，现为16位，请核对证照原件"),
        ("110105491231002", "15位身份证号码已停用，请填写居民身份证上的18位公民身份号码"),
        ("11O10519491231002X", "公民身份号码第3位不能是“O”，是否应为数字 0，请核对证照原件"),
        ("1101051949123100XX", "公民身份号码第17位不能是“X”，请核对证照原件"),
        ("11010519491231002A", "公民身份号码第18位不能是“A”，请核对证照原件"),
        ("19010519491231002X", "第1、2位“19”不是省级行政区划代码，请核对证照原件"),
        ("11010519490231002X", "第7至14位“19490231”不是有效的出生日期，请核对证照原件"),
        ("11010500001231002X", "第7至14位“00001231”不是有效的出生日期，请核对证照原件"),
        ("11010520260303002X", "出生日期 2026-03-03 晚于 2026-03-02，请核对证照原件"),
    ],
)
def test_a_wrong_number_is_refused_with_the_place_and_the_remedy(number: str, message: str) -> None:
    assert check_id_number(number, TODAY) == message
    assert not is_id_number(number, TODAY)


def test_somebody_may_be_born_today_but_not_tomorrow() -> None:
    newborn = complete_id_number("15062220260302001")

    assert is_id_number(newborn, TODAY)
    assert not is_id_number(newborn, TODAY - timedelta(days=1))


@given(BODIES)
def test_completing_any_body_makes_a_good_number(body: str) -> None:
    assert is_id_number(complete_id_number(body), TODAY)


@given(BODIES, st.integers(0, 17), st.data())
def test_any_single_wrong_character_is_found(body: str, place: int, data: st.DataObject) -> None:
    number = complete_id_number(body)
    other = data.draw(st.sampled_from("0123456789X").filter(lambda char: char != number[place]))

    assert not is_id_number(number[:place] + other + number[place + 1 :], TODAY)


@given(BODIES, st.integers(0, 16))
def test_any_two_exchanged_neighbours_are_found(body: str, place: int) -> None:
    number = complete_id_number(body)
    exchanged = number[:place] + number[place + 1] + number[place] + number[place + 2 :]

    assert exchanged == number or not is_id_number(exchanged, TODAY)


@pytest.mark.parametrize("body", ["", "1101051949123100", "1101051949123100X", STANDARDS_EXAMPLE])
def test_only_seventeen_digits_can_be_completed(body: str) -> None:
    with pytest.raises(ValueError, match="beginning"):
        complete_id_number(body)


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        (STANDARDS_EXAMPLE, "110***********002X"),
        ("110105 19491231 002x", "110***********002X"),
        ("110105491231002", "***************"),
        ("身份证丢失", "*****"),
        ("", ""),
    ],
)
def test_a_masked_number_shows_its_ends_and_whatever_is_no_number_shows_nothing(text: str, masked: str) -> None:
    assert mask_id_number(text) == masked
