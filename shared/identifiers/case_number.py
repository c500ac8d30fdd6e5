"""办件编号: the system's own number of a case, `<centre>-<YYYYMMDD>-<6 digits running>`, 22 or 25 characters.

A centre's code has 6 digits, a township's 9. GB/T 39046-2020 leaves 50 characters for the number, and no national
structure was found (domain-facts 1.6).
"""

import re
from datetime import date
from typing import Final, NamedTuple

from shared.errors import PermanentError
from shared.identifiers.text import normalise

SHAPE: Final = re.compile(r"(\d{6}|\d{9})-(\d{8})-(\d{6})", re.ASCII)
CENTRE: Final = re.compile(r"\d{6}|\d{9}", re.ASCII)
LAST: Final = 999_999


class CaseNumberUnreadable(PermanentError):
    """A text that was to be a case number is none; the message says why and what to do."""


class CaseNumber(NamedTuple):
    """The parts of a case number: the centre that owns the case, the day it was opened, its number on that day."""

    centre: str
    day: date
    running: int

    def __str__(self) -> str:
        return f"{self.centre}-{self.day.isoformat().replace('-', '')}-{self.running:06}"


def case_number(centre: str, day: date, running: int) -> str:
    """The number of a centre's case, `running` from 1 to 999999 within the day; ValueError for anything else."""
    if not CENTRE.fullmatch(centre):
        raise ValueError(f"{centre!r} is not the region code of a centre, 6 digits or 9")
    if not 1 <= running <= LAST:
        raise ValueError(f"a day's cases are numbered from 1 to {LAST}, not {running}")
    return str(CaseNumber(centre, day, running))


def parse_case_number(text: str) -> CaseNumber:
    """The parts of a case number (after `normalise_case_number`); raises `CaseNumberUnreadable`."""
    shaped = SHAPE.fullmatch(normalise_case_number(text))
    if not shaped:
        raise CaseNumberUnreadable(f"办件编号“{text}”应形如 150622-20260302-000017，请核对受理凭证")
    centre, day, running = shaped.groups()
    try:
        opened = date(int(day[:4]), int(day[4:6]), int(day[6:]))
    except ValueError as impossible:
        raise CaseNumberUnreadable(f"办件编号中的日期“{day}”无效，请核对受理凭证") from impossible
    if not int(running):
        raise CaseNumberUnreadable("办件编号的流水号从 000001 起，请核对受理凭证")
    return CaseNumber(centre, opened, int(running))


def check_case_number(text: str) -> str | None:
    """None for a good case number, else what is wrong and what to do, in Chinese."""
    try:
        parse_case_number(text)
    except CaseNumberUnreadable as unreadable:
        return str(unreadable)
    return None


def is_case_number(text: str) -> bool:
    """Is the text, normalised, a case number?"""
    return check_case_number(text) is None


def normalise_case_number(text: str) -> str:
    """The number as it is stored: half-width, without blanks."""
    return normalise(text)
