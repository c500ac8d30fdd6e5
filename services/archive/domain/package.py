"""A dossier as one zip file: the same facts give the same bytes."""

import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from pydantic_core import to_json

from services.archive.domain.chapters import chapters
from services.archive.domain.entry import JournalEntry
from services.archive.domain.guide import guide
from services.archive.domain.manifest import SCHEMA, Kind, manifest
from shared.errors import PermanentError

LIMIT = 64 * 1024 * 1024  # bytes of all files together; a replica holds one dossier a few times over in memory
MANIFEST, GUIDE, HISTORY = "manifest.json", "说明.txt", "事件/events.ndjson"


class DossierTooLarge(PermanentError):
    """The facts of one case exceed what is packed in memory."""

    def __init__(self, case: str, size: int) -> None:
        self.case = case
        self.size = size
        super().__init__(f"dossier of {case} has {size} bytes, more than {LIMIT}: raise package.LIMIT if the case is genuine")


@dataclass(frozen=True, slots=True)
class Package:
    """归档信息包: a zip with its manifest."""

    filename: str
    content: bytes
    entries: int
    events: int

    @property
    def sha256(self) -> str:
        """Of the whole zip."""
        return sha256(self.content).hexdigest()


def package(kind: Kind, history: Sequence[JournalEntry], closed_at: datetime) -> Package:
    """The zip of an ordered, non-empty history of one case. Errors: DossierTooLarge."""
    case = history[0].case
    contents = texts(kind, history, closed_at)
    size = sum(map(len, contents.values()))
    if size > LIMIT:
        raise DossierTooLarge(case, size)
    contents[MANIFEST] = as_json(manifest(kind, history, closed_at, contents).model_dump(mode="json"))
    name = f"{case}.zip" if kind == "ordinary" else f"{case}.restricted.zip"
    return Package(name, zipped(contents, closed_at), len(contents), len(history))


def texts(kind: Kind, history: Sequence[JournalEntry], closed_at: datetime, schema: int = SCHEMA) -> dict[str, bytes]:
    """Every file but the manifest, by path, as that version drew it: what the history says and nothing else."""
    read = {path: as_json(content) for path, content in chapters(history, closed_at).items()}
    lines = "".join(entry.line() + "\n" for entry in history).encode()
    return {**read, HISTORY: lines, GUIDE: guide(kind, history[0].case, closed_at, schema).encode()}


def as_json(content: Any) -> bytes:
    """A document as it stands in a dossier: UTF-8, readable, fields in their order."""
    return to_json(content, indent=1) + b"\n"


def zipped(contents: Mapping[str, bytes], when: datetime) -> bytes:
    """The files in the order of their names, all dated `when`; nothing in it tells when or where it was made."""
    target = io.BytesIO()
    with ZipFile(target, "w", ZIP_DEFLATED) as archive:
        for name, content in sorted(contents.items()):
            entry = ZipInfo(name, when.timetuple()[:6])
            entry.compress_type = ZIP_DEFLATED
            entry.create_system = 3  # Unix, wherever it runs
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, content)
    return target.getvalue()
