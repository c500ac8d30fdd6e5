"""The history of a case as a screen shows it: in order, without restricted items, numbers of persons masked."""

from collections.abc import Sequence
from typing import Any

from services.archive.domain.entry import JournalEntry, Json
from services.archive.domain.history import ordered
from services.archive.domain.restriction import Restriction
from shared.identifiers import mask_id_number, mask_telephone

MASKS = {"id_number": mask_id_number, "phone": mask_telephone}


def timeline(case: str, entries: Sequence[JournalEntry], restriction: Restriction, lacks: Sequence[str]) -> Json:
    """`{case, events: [{id, owner, name, sequence, time, body}], complete, missing}`; `missing` in Chinese."""
    events = [entry.fact() | {"body": _masked(entry.body)} for entry in restriction.apply(ordered(entries))]
    return {"case": case, "events": events, "complete": not lacks, "missing": list(lacks)}


def _masked(part: Any, field: str = "") -> Any:
    if isinstance(part, dict):
        return {key: _masked(value, key) for key, value in part.items()}
    if isinstance(part, list):
        return [_masked(value, field) for value in part]
    return MASKS[field](part) if field in MASKS and isinstance(part, str) else part
