"""公民身份号码 (GB 11643-1999): 6 digits of region, 8 of birth, 3 of sequence, and a check character 0-9 or X.

The check is taken modulo the prime 11 with weights that are no multiples of 11, so (theorem) any single wrong
character is found, and any two exchanged neighbours, for neighbouring weights differ.
"""

from datetime import date
from typing import Final

from shared.identifiers.text import CHECK_ORIGINAL, foreign, normalise

DIGITS: Final = "0123456789"
WEIGHTS: Final = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
CHECKS: Final = "10X98765432"
LENGTH: Final = 18
FIRST_GENERATION: Final = 15
PROVINCES: Final = frozenset(
    [
        *("11", "12", "13", "14", "15", "21", "22", "23", "31", "32", "33", "34", "35", "36", "37", "41", "42"),
        *("43", "44", "45", "46", "50", "51", "52", "53", "54", "61", "62", "63", "64", "65", "71", "81", "82", "83"),
    ]
)
"""First two digits: GB/T 2260, with 81-83 on the residence permits of 港澳台 residents (inferred)."""


def normalise_id_number(text: str) -> str:
    """The number as it is stored: half-width, without blanks, X in capitals."""
    return normalise(text)


def check_id_number(text: str, on: date) -> str | None:
    """None for a good number (after `normalise_id_number`) of somebody born by the day `on`, else what is wrong.

    The region is checked for its province only: numbers keep the code of a county that is long renamed.
    """
    code = normalise_id_number(text)
    if len(code) == FIRST_GENERATION:
        return "15位身份证号码已停用，请填写居民身份证上的18位公民身份号码"
    if len(code) != LENGTH:
        return f"公民身份号码应为18位，现为{len(code)}位，{CHECK_ORIGINAL}"
    if fault := foreign(code, DIGITS, range(17)) or foreign(code, DIGITS + "X", (17,)):
        return f"公民身份号码{fault}"
    if code[:2] not in PROVINCES:
        return f"第1、2位“{code[:2]}”不是省级行政区划代码，{CHECK_ORIGINAL}"
    return _birth_fault(code[6:14], on) or _check_fault(code)


def is_id_number(text: str, on: date) -> bool:
    """Is the text, normalised, a good number of somebody born by the day `on`?"""
    return check_id_number(text, on) is None


def complete_id_number(first17: str) -> str:
    """The number that begins with these 17 digits. For test data; raises ValueError when they are not 17 digits."""
    head = normalise_id_number(first17)
    if len(head) != LENGTH - 1 or foreign(head, DIGITS, range(LENGTH - 1)):
        raise ValueError(f"{first17!r} is not the beginning of a 公民身份号码")
    return head + id_number_check(head)


def id_number_check(first17: str) -> str:
    """The 18th character for the first 17."""
    return CHECKS[sum(int(digit) * weight for digit, weight in zip(first17, WEIGHTS, strict=True)) % 11]


def mask_id_number(text: str) -> str:
    """The number with all but its first 3 and last 4 characters starred; whatever is no number, starred wholly."""
    code = normalise_id_number(text)
    shaped = len(code) == LENGTH and code[:17].isdecimal()
    return f"{code[:3]}{'*' * 11}{code[-4:]}" if shaped else "*" * len(code)


def _birth_fault(birth: str, on: date) -> str | None:
    try:
        born = date(int(birth[:4]), int(birth[4:6]), int(birth[6:]))
    except ValueError:
        return f"第7至14位“{birth}”不是有效的出生日期，{CHECK_ORIGINAL}"
    return f"出生日期 {born} 晚于 {on}，{CHECK_ORIGINAL}" if born > on else None


def _check_fault(code: str) -> str | None:
    check = id_number_check(code[:17])
    return None if code[17] == check else f"第18位校验码应为 {check}，现为 {code[17]}，{CHECK_ORIGINAL}"
