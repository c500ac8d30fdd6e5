"""Looks divisions up in regions.json, read once at the first question, and answers how two of them stand."""

import json
import re
from collections import defaultdict
from functools import cache
from importlib.resources import files
from typing import Any, Final, Literal

from shared.errors import PermanentError
from shared.regions.region import Level, Region

Relation = Literal["same", "above", "below", "beside", "apart"]

SHAPE: Final = re.compile(r"\d{6}|\d{9}|\d{12}", re.ASCII)
STATE: Final = "000000"
LONG: Final = {9: Level.TOWNSHIP, 12: Level.VILLAGE}
STATISTICAL: Final = "统计用"
"""How the data marks a code that is not GB/T 2260's or GB/T 10114's, in `kind` or in `note`."""
VILLAGES: Final = range(1, 400)
"""001-199 are 居委会, 200-399 are 村委会 and 嘎查 (regions.json, meta.rules)."""
FIRST_RURAL: Final = 200


class RegionUnknown(PermanentError):
    """A code that is malformed or names no known division; the message says which and what to do."""

    def __init__(self, code: str, reason: str, remedy: str) -> None:
        self.code = code
        super().__init__(f"行政区划代码“{code}”{reason}，{remedy}")


def region(code: str) -> Region:
    """The division of a code of 6, 9 or 12 digits; one padded with zeros means its short form.

    A village that the data lacks is still known when its township is and its last three digits are a village's
    (001-399): the villages of the centres' own counties could not be had (regions.json, meta.gaps), and cases come
    from them. Its name is then its number and its source says 推定. Raises `RegionUnknown` for anything else.
    """
    if not SHAPE.fullmatch(code):
        raise RegionUnknown(code, "不是6位、9位或12位数字", "请按县级6位、乡级9位或村级12位填写")
    short = _short(code)
    found = _all().get(short) or _inferred_village(short)
    if found is None:
        raise RegionUnknown(code, "未收录", "请核对代码；确有此区划的，请运维人员补录")
    return found


def is_region_code(text: str) -> bool:
    """Would `region` answer for this text?"""
    try:
        region(text)
    except RegionUnknown:
        return False
    return True


def parent(code: str) -> Region | None:
    """The division right above; None for the state."""
    above = region(code).parent
    return None if above is None else region(above)


def ancestors(code: str) -> tuple[Region, ...]:
    """The divisions above, nearest first, ending with the state; without the division itself."""
    above = parent(code)
    return () if above is None else (above, *ancestors(above.code))


def children(code: str) -> tuple[Region, ...]:
    """The divisions right below that the data holds, by code; villages that are only inferred are not listed."""
    return _below().get(region(code).code, ())


def at_level(code: str, level: Level) -> Region | None:
    """The division itself or the one above it that stands at a level; None when the level lies below it."""
    return next((above for above in (region(code), *ancestors(code)) if above.level is level), None)


def relation(a: str, b: str) -> Relation:
    """What a is to b: above it (上级, however many steps), below it, beside it (same parent), the same, or apart."""
    first, second = region(a), region(b)
    if first.code == second.code:
        return "same"
    if first in ancestors(second.code):
        return "above"
    if second in ancestors(first.code):
        return "below"
    return "beside" if first.parent == second.parent else "apart"


def level_of(code: str) -> Level:
    """The level a short code has by its shape alone."""
    if code == STATE:
        return Level.STATE
    if len(code) in LONG:
        return LONG[len(code)]
    if code.endswith("0000"):
        return Level.REGION
    return Level.CITY if code.endswith("00") else Level.COUNTY


def _short(code: str) -> str:
    """The code without the groups of zeros that pad it to 9 or 12 digits."""
    while len(code) > len(STATE) and code.endswith("000"):
        code = code[:-3]
    return code


def _inferred_village(code: str) -> Region | None:
    township, number = _all().get(code[:9]), code[9:]
    if township is None or not number or int(number) not in VILLAGES:
        return None
    kind = "居委会" if int(number) < FIRST_RURAL else "嘎查/村委会"
    return Region(
        code=code,
        code12=code,
        name=f"{township.name}{number}号{kind}",
        level=Level.VILLAGE,
        parent=township.code,
        source="推定",
        kind=kind,
        note="村级代码未收录，名称待补（见 regions.json meta.gaps）",
        statistical=township.statistical,
    )


@cache
def _all() -> dict[str, Region]:
    """Every division of the data by its short code."""
    data = json.loads(files(__package__).joinpath("regions.json").read_text(encoding="utf-8"))
    return {entry["code"]: _region(entry) for entry in data["regions"]}


@cache
def _below() -> dict[str | None, tuple[Region, ...]]:
    """The divisions of the data by the code of their parent, each in order of code."""
    below: defaultdict[str | None, list[Region]] = defaultdict(list)
    for _, found in sorted(_all().items()):
        below[found.parent].append(found)
    return {code: tuple(found) for code, found in below.items()}


def _region(entry: dict[str, Any]) -> Region:
    """One entry of the data, its level read off its code (the data's own words for it differ by province)."""
    marks = f"{entry.get('kind')}{entry.get('note')}"
    return Region.model_validate(entry | {"level": level_of(entry["code"]), "statistical": STATISTICAL in marks})
