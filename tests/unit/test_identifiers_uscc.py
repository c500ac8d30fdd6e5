"""统一社会信用代码: both check characters, and the faults named to whoever typed it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.identifiers import check_uscc, complete_uscc, is_uscc, normalise_uscc
from shared.identifiers.uscc import ALPHABET

NINGGUO = "1134170200325580XP"
REAL = [NINGGUO, "11440100MB2C91103Q", "12370305493226787R", "113325000026455663", "111521047361009365"]
BODIES = st.tuples(
    st.text(ALPHABET, min_size=2, max_size=2),
    st.text("0123456789", min_size=6, max_size=6),
    st.text(ALPHABET, min_size=8, max_size=8),
).map("".join)


@pytest.mark.parametrize("code", REAL)
def test_the_codes_of_real_bodies_pass(code: str) -> None:
    assert check_uscc(code) is None
    assert complete_uscc(code[:17]) == complete_uscc(code[:16]) == code


def test_a_code_is_read_as_people_type_it() -> None:
    typed = "　１１３４１７０２ 0032 5580xp\n"

    assert is_uscc(typed)
    assert normalise_uscc(typed) == NINGGUO


@pytest.mark.parametrize(
    ("code", "message"),
    [
        ("1134170200325580XQ", "第18位校验码应为 P，现为 Q，请核对证照原件"),
        ("1134170200325581XP", "第17位（主体标识码校验码）应为 8，现为 X，请核对第9至17位与证照原件是否一致"),
        ("1134170200325580X", "统一社会信用代码应为18位，现为17位，请核对证照原件"),
        ("", "统一社会信用代码应为18位，现为0位，请核对证照原件"),
        ("1134170200325580XO", "统一社会信用代码第18位不能是“O”，是否应为数字 0，请核对证照原件"),
        ("113417A200325580XP", "统一社会信用代码第7位不能是“A”，请核对证照原件"),
        ("113417020032558-XP", "统一社会信用代码第16位不能是“-”，请核对证照原件"),
    ],
)
def test_a_wrong_code_is_refused_with_the_place_and_the_remedy(code: str, message: str) -> None:
    assert check_uscc(code) == message
    assert not is_uscc(code)


@given(BODIES)
def test_completing_any_body_makes_a_good_code(body: str) -> None:
    assert is_uscc(complete_uscc(body))


@given(BODIES, st.integers(min_value=0, max_value=17), st.data())
def test_any_single_wrong_character_is_found(body: str, place: int, data: st.DataObject) -> None:
    code = complete_uscc(body)
    other = data.draw(st.sampled_from(ALPHABET).filter(lambda char: char != code[place]))

    assert not is_uscc(code[:place] + other + code[place + 1 :])


@given(BODIES, st.tuples(st.integers(0, 17), st.integers(0, 17)).map(sorted).filter(lambda pair: pair != [0, 17]))
def test_any_two_exchanged_characters_are_found_unless_they_are_the_first_and_the_last(body: str, places: list[int]) -> None:
    code = complete_uscc(body)
    exchanged = list(code)
    exchanged[places[0]], exchanged[places[1]] = exchanged[places[1]], exchanged[places[0]]

    assert "".join(exchanged) == code or not is_uscc("".join(exchanged))


@pytest.mark.parametrize("body", ["", "11341702", "1134170200325580Y", "11341702003255800", "113417O20032558", NINGGUO, "I" * 17])
def test_only_the_beginning_of_a_code_can_be_completed(body: str) -> None:
    with pytest.raises(ValueError, match=r"beginning|第17位"):
        complete_uscc(body)
