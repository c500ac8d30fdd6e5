"""Telephone numbers: the mainland's shapes, how people write them, and how they are masked.

No real numbers: every subscriber number is one digit repeated.
"""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.identifiers import check_telephone, is_telephone, mask_telephone, normalise_telephone

MOBILE = "13" + "0" * 9
ORDOS = "0477-" + "2" * 7
BEIJING = "010-" + "2" * 8


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        (MOBILE, MOBILE),
        ("130 0000 0000", MOBILE),
        ("+86 " + MOBILE, MOBILE),
        ("0086-" + MOBILE, MOBILE),
        ("86" + MOBILE, MOBILE),
        ("１３００００００００0", MOBILE),
        (ORDOS, ORDOS),
        (ORDOS.replace("-", ""), ORDOS),
        ("（0477）2222222", ORDOS),
        ("+86-477-2222222", ORDOS),
        ("+86 0477 2222222", ORDOS),
        ("0477—2222222", ORDOS),
        (ORDOS + "-801", ORDOS + "-801"),
        (BEIJING, BEIJING),
        ("+861022222222", BEIJING),
    ],
)
def test_a_number_is_read_as_people_write_it(typed: str, stored: str) -> None:
    assert normalise_telephone(typed) == stored
    assert is_telephone(typed)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("2" * 7, "固定电话缺少区号"),
        ("2" * 8, "固定电话缺少区号"),
        (MOBILE[:-1], "手机号码应为11位、以13至19开头，现为10位"),
        ("12" + "0" * 9, "手机号码应为11位、以13至19开头"),
        ("0477-" + "1" * 7, "联系电话格式不符"),
        ("", "联系电话格式不符"),
        ("+86无", "联系电话格式不符"),
    ],
)
def test_a_wrong_number_is_refused_with_the_remedy(text: str, message: str) -> None:
    fault = check_telephone(text)

    assert fault is not None
    assert fault.startswith(message)
    assert "请" in fault
    assert not is_telephone(text)


@given(st.text("0123456789+-—() 转", max_size=20))
def test_normalising_twice_changes_nothing_more(text: str) -> None:
    once = normalise_telephone(text)

    assert normalise_telephone(once) == once


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        (MOBILE, "130****0000"),
        ("+86 " + MOBILE, "130****0000"),
        (ORDOS, "0477-****222"),
        (BEIJING, "010-*****222"),
        (ORDOS + "-801", "0477-****222"),
        ("2" * 7, "*******"),
        ("请联系窗口", "*****"),
    ],
)
def test_a_masked_number_shows_its_ends_and_whatever_is_no_number_shows_nothing(text: str, masked: str) -> None:
    assert mask_telephone(text) == masked


@pytest.mark.parametrize("number", [MOBILE, ORDOS, BEIJING])
def test_what_is_masked_stays_as_it_is(number: str) -> None:
    once = mask_telephone(number)

    assert once != number
    assert mask_telephone(once) == once
