"""Numbers of what comes before or beside a case: `<centre>-<letter><YYYYMMDD>-<6 digits running>`, 23 or 26 characters.

Z 咨询, Y 预约, T 投诉举报, H 会议 (over many cases). The letter stands before the day, so that no such number can be
taken for a 办件编号.
"""

import re
from datetime import date
from typing import Final, Literal, NamedTuple, get_args

from shared.errors import PermanentError
from shared.identifiers.case_number import CENTRE, LAST
from shared.identifiers.text import normalise

Letter = Literal["Z", "Y", "T", "H"]
LETTERS: Final[dict[str, str]] = dict(zip(get_args(Letter), ("咨询", "预约", "投诉举报", "会议"), strict=True))
SHAPE: Final = re.compile(r"(\d{6}|\d{9})-([ZYTH])(\d{8})-(\d{6})", re.ASCII)


class RecordNumberUnreadable(PermanentError):
    """A text that was to be the number of a consultation, appointment, complaint or meeting is none; says why and what to do."""


class RecordNumber(NamedTuple):
    """The parts: what it numbers, the centre that keeps it, the day it was opened, its number on that day."""

    letter: Letter
    centre: str
    day: date
    running: int

    def __str__(self) -> str:
        return f"{self.centre}-{self.letter}{self.day.isoformat().replace('-', '')}-{self.running:06}"


def record_number(letter: Letter, centre: str, day: date, running: int) -> str:
    """The number, `running` from 1 to 999999 within centre, day and letter; ValueError for anything else."""
    if letter not in LETTERS:
        raise ValueError(f"{letter!r} is none of {', '.join(LETTERS)}")
    if not CENTRE.fullmatch(centre):
        raise ValueError(f"{centre!r} is not the region code of a centre, 6 digits or 9")
    if not 1 <= running <= LAST:
        raise ValueError(f"a day's records are numbered from 1 to {LAST}, not {running}")
    return str(RecordNumber(letter, centre, day, running))


def parse_record_number(text: str, letter: Letter | None = None) -> RecordNumber:
    """The parts (after `normalise_record_number`); raises `RecordNumberUnreadable`, also for another letter than `letter`."""
    what = LETTERS[letter] if letter else "咨询、预约、投诉举报或会议"
    shaped = SHAPE.fullmatch(normalise_record_number(text))
    if not shaped or letter not in (None, shaped[2]):
        example = f"150622-{letter or 'Z'}20260302-000017"
        raise RecordNumberUnreadable(f"{what}编号“{text[:60]}”应形如 {example}，请核对回执")
    centre, found, day, running = shaped.groups()
    try:
        opened = date(int(day[:4]), int(day[4:6]), int(day[6:]))
    except ValueError as impossible:
        raise RecordNumberUnreadable(f"{what}编号中的日期“{day}”无效，请核对回执") from impossible
    if not int(running):
        raise RecordNumberUnreadable(f"{what}编号的流水号从 000001 起，请核对回执")
    return RecordNumber(next(known for known in get_args(Letter) if known == found), centre, opened, int(running))


def check_record_number(text: str, letter: Letter | None = None) -> str | None:
    """None for a good number (of that letter), else what is wrong and what to do, in Chinese."""
    try:
        parse_record_number(text, letter)
    except RecordNumberUnreadable as unreadable:
        return str(unreadable)
    return None


def is_record_number(text: str, letter: Letter | None = None) -> bool:
    """Is the text, normalised, such a number?"""
    return check_record_number(text, letter) is None


def normalise_record_number(text: str) -> str:
    """The number as it is stored: half-width, without blanks, its letter upper-case."""
    return normalise(text)
