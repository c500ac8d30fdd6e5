"""Telephone numbers of the mainland: mobile ones, and landlines with area code. Only the shape can be checked."""

import re
from typing import Final

from shared.identifiers.text import normalise

MOBILE: Final = re.compile(r"1[3-9]\d{9}", re.ASCII)
LANDLINE: Final = re.compile(r"(0(?:10|2\d|[3-9]\d{2}))-?([2-9]\d{6,7})(?:-\d{1,6})?", re.ASCII)
MASKED: Final = re.compile(r"1[3-9]\d\*{4}\d{4}|0\d{2,3}-\*{4,5}\d{3}", re.ASCII)
LOCAL: Final = re.compile(r"[2-9]\d{6,7}", re.ASCII)
COUNTRY: Final = re.compile(r"(?:\+|00)?86-?", re.ASCII)
MARKS: Final = str.maketrans({"—": "-", "–": "-", "－": "-", "(": "", ")": "-"})


def normalise_telephone(text: str) -> str:
    """The number as it is stored: half-width, no blanks, no country code, a landline as `area-number[-extension]`."""
    number = normalise(text).translate(MARKS)
    if prefix := COUNTRY.match(number):
        rest = number[prefix.end() :]
        number = next((form for form in (rest, f"0{rest}") if _shaped(form)), number)
    landline = LANDLINE.fullmatch(number)
    if landline and number[landline.end(1)] != "-":
        number = f"{landline[1]}-{number[landline.end(1) :]}"
    return number


def check_telephone(text: str) -> str | None:
    """None for a number of a mainland shape (after `normalise_telephone`), else what is wrong, in Chinese."""
    number = normalise_telephone(text)
    if _shaped(number):
        return None
    if LOCAL.fullmatch(number):
        return "固定电话缺少区号，请写成“区号-号码”，如鄂尔多斯区号 0477"
    if number.startswith("1") and number.isdecimal():
        return f"手机号码应为11位、以13至19开头，现为{len(number)}位，请核对"
    return "联系电话格式不符，请填写11位手机号码，或“区号-号码”形式的固定电话"


def is_telephone(text: str) -> bool:
    """Has the text, normalised, the shape of a mainland number?"""
    return check_telephone(text) is None


def mask_telephone(text: str) -> str:
    """The number with its middle starred: 3 and 4 digits of a mobile number stay, area code and 3 of a landline.

    Whatever is no number is starred wholly; what is masked already stays so.
    """
    number = normalise_telephone(text)
    if MASKED.fullmatch(number):
        return number
    if MOBILE.fullmatch(number):
        return f"{number[:3]}****{number[-4:]}"
    landline = LANDLINE.fullmatch(number)
    if landline is None:
        return "*" * len(number)
    return f"{landline[1]}-{'*' * (len(landline[2]) - 3)}{landline[2][-3:]}"


def _shaped(number: str) -> bool:
    return bool(MOBILE.fullmatch(number) or LANDLINE.fullmatch(number))
