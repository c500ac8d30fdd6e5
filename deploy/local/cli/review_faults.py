"""What is wrong with a call, told by the options and the points of the agenda that people wrote, not by fields of the order."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from shared.errors import Fault, Refused

OPTIONS: Final = {
    "mandatory": "--must",
    "advisory": "--ask",
    "observers": "--observe",
    "questions": "--question",
    "items": "--item",
    "papers": "--paper",
    "needed": "--needed",
    "limit_days": "--days",
    "signed_by": "--by",
    **{name: f"--{name}" for name in ("kind", "subject", "convener", "form", "at", "place")},
}
"""Field of an order for a review or a meeting -> the option that it was written in."""
POINT: Final = re.compile(r"agenda\.(\d+)(?:\.\w+)?(?:\.(\d+))?", re.ASCII)
LISTED: Final = re.compile(r"(\w+)(?:\.(\d+))?", re.ASCII)


@contextmanager
def told_by_option() -> Iterator[None]:
    """Errors: Refused (the same faults, in the order of the agenda)."""
    try:
        yield
    except Refused as refused:
        faults = sorted(refused.faults, key=_place)
        raise Refused([Fault(field=written(one.field), message=one.message, remedy=one.remedy) for one in faults]) from refused


def written(field: str) -> str:
    """Where people find a field of the order; a field that no option writes as it is."""
    if point := POINT.fullmatch(field):
        return f"议程第 {int(point[1]) + 1} 项" + (f"，第 {int(point[2]) + 1} 个部门" if point[2] else "")
    listed = LISTED.fullmatch(field)
    if not listed or listed[1] not in OPTIONS:
        return field
    return OPTIONS[listed[1]] + (f"（第 {int(listed[2]) + 1} 个）" if listed[2] else "")


def _place(fault: Fault) -> int:
    """What is no point of the agenda comes first."""
    point = POINT.fullmatch(fault.field)
    return int(point[1]) if point else -1
