"""附件: the files of a case, where they stand in its dossier, and which of them find room."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

from services.archive.domain.completeness import INTAKE
from services.archive.domain.entry import JournalEntry, Json
from services.archive.domain.places import from_department

GIVEN, DECIDED = "申请材料/附件/", "办理结果/附件/"
REFERENCED: Final = ("file_id", "item", "material", "filename", "size", "sha256")
"""What the manifest told of a file in the first two formats, which had no bytes of it."""
TOLD: Final = (*REFERENCED, "media_type", "by", "at")
UNFIT: Final = re.compile(r"[^\w.（）【】《》〔〕、，\- +]")
LONGEST: Final = 240  # bytes of UTF-8: file systems end at 255, and the number goes before it
DIGEST: Final = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True, slots=True)
class Enclosed:
    """A file that lies in the package with its bytes."""

    path: str
    file_id: str
    size: int
    """bytes"""
    sha256: str


def attachments(history: Sequence[JournalEntry], limit: int) -> tuple[Json, ...]:
    """Every file of the history, as the manifest tells it; `path` is null where its bytes stay with intake.

    That is so beyond `limit` bytes together, in the order in which the files came, for a file of which the fact does not
    say size and SHA-256, and where part of the fact is kept apart (the bytes then lie in the restricted package).
    """
    room, told = limit, []
    for number, entry in enumerate(_attached(history), 1):
        fits = _provable(entry.body) and not entry.withheld and entry.body["size"] <= room
        room -= entry.body["size"] if fits else 0
        path = _path(number, entry) if fits else None
        told.append({field: entry.body.get(field) for field in TOLD} | {"path": path})
    return tuple(told)


def referenced(history: Sequence[JournalEntry]) -> tuple[Json, ...]:
    """The same, as the first two formats told it."""
    return tuple({field: entry.body.get(field) for field in REFERENCED} for entry in _attached(history))


def enclosed(told: Sequence[Json]) -> tuple[Enclosed, ...]:
    """Those of them that lie in the package."""
    return tuple(Enclosed(one["path"], one["file_id"], one["size"], one["sha256"]) for one in told if one["path"])


def is_enclosure(path: str) -> bool:
    """Is it a path of files, and not of what was drawn from the facts?"""
    return path.startswith((GIVEN, DECIDED))


def _attached(history: Sequence[JournalEntry]) -> Iterator[JournalEntry]:
    return (entry for entry in history if (entry.owner, entry.name) == (INTAKE, "file-attached"))


def _provable(body: Json) -> bool:
    size, digest, file_id = body.get("size"), body.get("sha256"), body.get("file_id")
    named = isinstance(file_id, str) and bool(file_id)
    return named and type(size) is int and size >= 0 and isinstance(digest, str) and bool(DIGEST.fullmatch(digest))


def _path(number: int, entry: JournalEntry) -> str:
    folder = DECIDED if from_department(entry) else GIVEN
    return f"{folder}{number:03}-{_safe(entry.body.get('filename'))}"


def _safe(filename: Any) -> str:
    """The name as any system can save it. Intake lets only such names in, but a fact may come from anybody."""
    name = UNFIT.sub("_", filename if isinstance(filename, str) else "")
    return name.encode()[-LONGEST:].decode(errors="ignore").rstrip(". ") or "file"
