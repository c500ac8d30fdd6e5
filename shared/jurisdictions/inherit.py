"""Who inherits from whom, and what a jurisdiction's file says once everything inherited is filled in."""

from collections.abc import Container, Mapping
from functools import reduce
from typing import Any, Final

from shared.errors import Fault
from shared.jurisdictions.files import CENTRE, Documents, Raw
from shared.regions import ancestors, is_region_code

OWN: Final[Mapping[str, frozenset[str]]] = {CENTRE: frozenset({"code", "name", "agents", "publication"})}
"""What a centre never inherits: its own name, its own people, its own telephone and address."""

INHERITS: Final = "inherits"
"""Key by which a file names the jurisdiction it inherits from, in place of the parent region's."""

STATED: Final = frozenset({"value", "days"})
"""Keys that make a mapping one statement: it is replaced whole, lest a new number pass under the old one's document."""


def merge(base: Raw, over: Raw) -> dict[str, Any]:
    """`over` laid on `base`: mappings by key and depth, statements and anything else whole, null removes the key."""
    merged = dict(base)
    for key, value in over.items():
        below = merged.get(key)
        if value is None:
            merged.pop(key, None)
        elif isinstance(value, Mapping):
            merged[key] = merge(below if isinstance(below, Mapping) and STATED.isdisjoint(value) else {}, value)
        else:
            merged[key] = value
    return merged


def lineage(documents: Documents, code: str, file: str) -> tuple[str, ...]:
    """The jurisdictions whose file is laid one on another, the oldest first and the one asked for last.

    A file that inherits from itself, however far round, is cut where it would repeat; `faults_of_lineage` tells it.
    """
    line = [code]
    while (above := _above(documents, line[0], file)) is not None and above not in line:
        line.insert(0, above)
    return tuple(line)


def inherited(documents: Documents, code: str, file: str) -> dict[str, Any]:
    """What the file says with everything inherited filled in."""
    *older, own = (documents[each].get(file, {}) for each in lineage(documents, code, file))
    kept = OWN.get(file, frozenset())
    said: list[Raw] = [*(_without(kept, each) for each in older), own]
    return _without({INHERITS}, reduce(merge, said, dict[str, Any]()))


def faults_of_lineage(documents: Documents) -> list[Fault]:
    """Directories that are no region, and `inherits` that names no jurisdiction or leads back to where it began."""
    faults = [
        Fault(field=f"{code}/", message="目录名不是已收录的行政区划代码", remedy="改正目录名，或在 shared/regions 中补录该地区")
        for code in documents
        if not is_region_code(code)
    ]
    for code, files in documents.items():
        for file, said in files.items():
            field = f"{code}/{file}：{INHERITS}"
            named = said.get(INHERITS)
            if named is not None and str(named) not in documents:
                faults.append(Fault(field=field, message=f"没有“{named}”这个目录", remedy="写已有目录的代码，加引号"))
            elif named is not None and _circular(documents, code, file):
                faults.append(Fault(field=field, message="继承关系成环", remedy="改为继承不依赖本目录的地区"))
    return faults


def nearest(known: Container[str], code: str) -> str | None:
    """The region itself if it is a jurisdiction, else the nearest one above it that is."""
    return code if code in known else _nearest_above(known, code)


def _nearest_above(known: Container[str], code: str) -> str | None:
    above = ancestors(code) if is_region_code(code) else ()
    return next((region.code for region in above if region.code in known), None)


def _above(documents: Documents, code: str, file: str) -> str | None:
    named = documents[code].get(file, {}).get(INHERITS)
    if named is None:
        return _nearest_above(documents, code)
    return str(named) if str(named) in documents else None


def _circular(documents: Documents, code: str, file: str) -> bool:
    return _above(documents, lineage(documents, code, file)[0], file) is not None


def _without(keys: Container[str], said: Raw) -> dict[str, Any]:
    return {key: value for key, value in said.items() if key not in keys}
