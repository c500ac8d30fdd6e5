"""项目编码: the new form with its check digit, the old one without."""

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.identifiers import check_project_code, complete_project_code, is_project_code, normalise_project_code
from shared.identifiers.project_code import project_code_check

NEW = ["2509-320193-89-01-544060", "2603-141124-89-05-346948", "2411-130202-89-01-637015", "2509-140602-89-05-864976"]
OLD = ["2020-330327-48-01-167360", "2020-451421-88-03-016343", "2020-150602-48-03-012345"]
BODIES = st.builds(
    lambda year, month, rest: f"{year:02}{month:02}{rest}",
    st.integers(21, 99),
    st.integers(1, 12),
    st.text("0123456789", min_size=15, max_size=15),
)


@pytest.mark.parametrize("code", NEW)
def test_new_codes_of_real_projects_pass_and_their_check_digit_can_be_computed(code: str) -> None:
    assert check_project_code(code) is None
    assert complete_project_code(code[:23]) == code


@pytest.mark.parametrize("code", OLD)
def test_old_codes_of_real_projects_pass_although_no_check_digit_holds(code: str) -> None:
    assert check_project_code(code) is None
    assert project_code_check(code[:-1]) != code[-1]


@pytest.mark.parametrize("typed", ["25093201938901544060", " ２５０９－320193—89–01-544060 ", "2509 320193 89 01 544060"])
def test_a_code_is_read_as_people_type_it(typed: str) -> None:
    assert normalise_project_code(typed) == NEW[0]
    assert is_project_code(typed)


@pytest.mark.parametrize(
    ("code", "message"),
    [
        ("2509-320193-89-01-544061", "末位校验码应为 0，现为 1"),
        ("2509-320193-89-01-54406", "项目编码应为20位数字"),
        ("2509-320193-89-0A-544060", "项目编码应为20位数字"),
        ("25-09320193-89-01-544060", "项目编码应为20位数字"),
        ("", "项目编码应为20位数字"),
        ("2513-320193-89-01-544060", "前四位“2513”"),
        ("2014-150602-48-03-012345", "前四位“2014”"),
        ("2010-150602-48-03-012345", "前四位“2010”"),
        ("2021-150602-48-03-012345", "前四位“2021”"),
    ],
)
def test_a_wrong_code_is_refused_with_the_place_and_the_remedy(code: str, message: str) -> None:
    fault = check_project_code(code)

    assert fault is not None
    assert fault.startswith(message)
    assert fault.endswith("请核对备案（核准、审批）文件或在线平台上的项目代码")


def test_2011_and_2012_are_months_of_the_new_form_and_2015_to_2020_are_years_of_the_old() -> None:
    rest = "150622890112345"

    assert is_project_code(complete_project_code(f"2011{rest}"))
    assert is_project_code(complete_project_code(f"2012{rest}"))
    assert all(is_project_code(f"{year}{rest}{digit}") for year in range(2015, 2021) for digit in range(10))
    assert sum(is_project_code(f"2012{rest}{digit}") for digit in range(10)) == 1


@given(BODIES)
def test_completing_any_body_makes_a_good_code(body: str) -> None:
    assert is_project_code(complete_project_code(body))


@given(BODIES, st.integers(4, 19), st.integers(1, 9))
def test_any_single_wrong_digit_after_the_month_is_found(body: str, place: int, shift: int) -> None:
    digits = complete_project_code(body).replace("-", "")
    wrong = str((int(digits[place]) + shift) % 10)

    assert not is_project_code(digits[:place] + wrong + digits[place + 1 :])


@given(BODIES, st.integers(0, 3), st.integers(1, 9))
def test_a_wrong_digit_in_the_month_is_found_unless_it_makes_an_old_year(body: str, place: int, shift: int) -> None:
    digits = complete_project_code(body).replace("-", "")
    wrong = digits[:place] + str((int(digits[place]) + shift) % 10) + digits[place + 1 :]

    assert is_project_code(wrong) == (2015 <= int(wrong[:4]) <= 2020)


def test_of_two_exchanged_neighbours_all_but_ten_of_450_combinations_are_found() -> None:
    def step(state: int, digit: int) -> int:
        return ((state + digit) % 10 or 10) * 2 % 11

    missed = [
        (state, a, b)
        for state, a, b in product(range(1, 11), range(10), range(10))
        if a < b and step(step(state, a), b) == step(step(state, b), a)
    ]

    assert len(missed) == 10
    assert len({state for state, _, _ in missed}) == 10


@pytest.mark.parametrize("body", ["", "2509-320193-89-01-5440", NEW[0], "2020-150602-48-03-01234", "2509-320193-89-0A-54406"])
def test_only_the_beginning_of_a_new_code_can_be_completed(body: str) -> None:
    with pytest.raises(ValueError, match="beginning"):
        complete_project_code(body)
