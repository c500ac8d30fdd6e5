"""A dossier as one zip file: the same facts and files give the same bytes."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipInfo

from pydantic_core import to_json

from services.archive.domain.chapters import chapters
from services.archive.domain.enclosures import Enclosed, enclosed
from services.archive.domain.entry import JournalEntry
from services.archive.domain.guide import guide
from services.archive.domain.manifest import SCHEMA, manifest
from services.archive.domain.volume import Volume
from shared.errors import PermanentError

LIMIT = 64 * 1024 * 1024  # bytes of all that is drawn from the facts; a replica holds it a few times over in memory
MANIFEST, GUIDE, HISTORY, CONSULTED = "manifest.json", "说明.txt", "事件/events.ndjson", "事件/consultation.ndjson"


class DossierTooLarge(PermanentError):
    """The facts of one case exceed what is packed in memory."""

    def __init__(self, case: str, size: int) -> None:
        self.case = case
        self.size = size
        super().__init__(f"dossier of {case} has {size} bytes, more than {LIMIT}: raise package.LIMIT if the case is genuine")


@dataclass(frozen=True, slots=True)
class Package:
    """归档信息包 before it is packed: what is drawn from the facts, and which files of the case go with it."""

    filename: str
    contents: dict[str, bytes]
    """Everything drawn from the facts, with the manifest, by path."""
    files: tuple[Enclosed, ...]
    when: datetime
    events: int

    @property
    def entries(self) -> int:
        """Files in the zip."""
        return len(self.contents) + len(self.files)

    @property
    def enclosed_bytes(self) -> int:
        """Of the files that go with it, together."""
        return sum(file.size for file in self.files)

    def plan(self) -> list[tuple[ZipInfo, bytes | Enclosed]]:
        """What stands in the zip, in the order of names, all dated alike; nothing tells when or where it was made.

        Files of the case are stored as they are: most kinds are compressed already, and unpacking cannot blow up.
        """
        every: dict[str, bytes | Enclosed] = {**self.contents, **{file.path: file for file in self.files}}
        return [(_named(name, self.when, isinstance(content, Enclosed)), content) for name, content in sorted(every.items())]


def package(volume: Volume, limit: int) -> Package:
    """The package of a volume; `limit`: bytes of the files of the case that go with it. Errors: DossierTooLarge."""
    contents = texts(volume)
    size = sum(map(len, contents.values()))
    if size > LIMIT:
        raise DossierTooLarge(volume.case, size)
    listed = manifest(volume, contents, limit)
    contents[MANIFEST] = as_json(listed.model_dump(mode="json"))
    name = f"{volume.case}.zip" if volume.kind == "ordinary" else f"{volume.case}.restricted.zip"
    return Package(name, contents, enclosed(listed.attachments), volume.closed_at, len(volume.history))


def texts(volume: Volume, schema: int = SCHEMA) -> dict[str, bytes]:
    """Every file but the manifest, by path, as that version drew it: what the history says and nothing else."""
    read = {path: as_json(content) for path, content in chapters(volume, schema).items()}
    asked = {CONSULTED: _lines(volume.consulted)} if volume.consulted else {}
    written = guide(volume.kind, volume.case, volume.closed_at, schema).encode()
    return {**read, **asked, HISTORY: _lines(volume.history), GUIDE: written}


def as_json(content: Any) -> bytes:
    """A document as it stands in a dossier: UTF-8, readable, fields in their order."""
    return to_json(content, indent=1) + b"\n"


def _lines(entries: Sequence[JournalEntry]) -> bytes:
    return "".join(entry.line() + "\n" for entry in entries).encode()


def _named(name: str, when: datetime, stored: bool) -> ZipInfo:
    entry = ZipInfo(name, when.timetuple()[:6])
    entry.compress_type = ZIP_STORED if stored else ZIP_DEFLATED
    entry.create_system = 3  # Unix, wherever it runs
    entry.external_attr = 0o644 << 16
    return entry
