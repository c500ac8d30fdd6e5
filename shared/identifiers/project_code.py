"""投资项目统一代码 (项目编码), new and old: 20 digits printed as `TTTT-RRRRRR-DD-KK-NNNNNN`, 24 characters.

New (GB/T 40058-2021; 发改投资〔2020〕1439号, from November 2020): TTTT is YYMM and the last digit is a check, ISO 7064
MOD 11,10 over the 19 digits before it (inferred: it holds for every real code seen). Theorem: within the new form any
single wrong digit is found. Not every exchange of neighbours is: for each state one pair of neighbouring values passes
(10 of the 450 combinations). Old (2015 to 2020): TTTT is the year and there is no check digit.

A code whose TTTT reads as a month from 2011 (November 2020) on is new, so 2011 and 2012 are never years: there were
no codes in those years. A wrong digit in TTTT that makes it 2015 to 2020 therefore turns a code into an unchecked one.
"""

import re
from typing import Final

from shared.identifiers.text import normalise

SHAPE: Final = re.compile(r"\d{4}-\d{6}-\d{2}-\d{2}-\d{6}", re.ASCII)
GROUPS: Final = re.compile(r"(\d{4})(\d{6})(\d{2})(\d{2})(\d{6})", re.ASCII)
DASHES: Final = str.maketrans(dict.fromkeys("‐‑‒–—―−－", "-"))
FIRST_NEW: Final = 2011
MONTHS: Final = range(1, 13)
OLD_YEARS: Final = range(2015, 2021)
BODY: Final = 19
CHECK_REPLY: Final = "请核对备案（核准、审批）文件或在线平台上的项目代码"


def normalise_project_code(text: str) -> str:
    """The code as it is stored: half-width, without blanks, with plain dashes; 20 bare digits are given theirs."""
    code = normalise(text).translate(DASHES)
    bare = GROUPS.fullmatch(code)
    return "-".join(bare.groups()) if bare else code


def check_project_code(text: str) -> str | None:
    """None for a good code of either form (after `normalise_project_code`), else what is wrong, in Chinese."""
    code = normalise_project_code(text)
    if not SHAPE.fullmatch(code):
        return f"项目编码应为20位数字，写成 4-6-2-2-6 位五组并以短横线分隔，{CHECK_REPLY}"
    if is_new_form(code):
        check = project_code_check(code[:-1])
        return None if code[-1] == check else f"末位校验码应为 {check}，现为 {code[-1]}，{CHECK_REPLY}"
    if int(code[:4]) in OLD_YEARS:
        return None
    return f"前四位“{code[:4]}”既不是年月（2011起，如2509为2025年9月），也不是旧码年份（2015至2020），{CHECK_REPLY}"


def is_project_code(text: str) -> bool:
    """Is the text, normalised, a good code of either form?"""
    return check_project_code(text) is None


def is_new_form(code: str) -> bool:
    """Is a code of the right shape one of the new form, which carries a check digit?"""
    return int(code[:4]) >= FIRST_NEW and int(code[2:4]) in MONTHS


def complete_project_code(body: str) -> str:
    """The new code that begins with these 23 printed characters, or 19 bare digits.

    For test data. Raises ValueError when they are not 19 digits of the new form.
    """
    digits = normalise(body).translate(DASHES).replace("-", "")
    if len(digits) != BODY or not (digits.isascii() and digits.isdecimal()) or not is_new_form(digits):
        raise ValueError(f"{body!r} is not the beginning of a new 项目编码")
    return normalise_project_code(digits + project_code_check(digits))


def project_code_check(body: str) -> str:
    """The check digit for the digits before it (dashes are passed over), ISO 7064 MOD 11,10."""
    state = 10
    for digit in body.replace("-", ""):
        state = ((state + int(digit)) % 10 or 10) * 2 % 11
    return str((11 - state) % 10)
