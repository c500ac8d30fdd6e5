"""The manifest of a dossier: what is in it, so that whoever opens it can tell that it is all there and unchanged."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from hashlib import sha256
from typing import Any, Literal

from pydantic import AwareDatetime

from services.archive.domain.completeness import OWNERS
from services.archive.domain.entry import JournalEntry
from shared.contracts.base import Contract

SCHEMA = 2  # of the package; raise it when the files a history gives change, and keep drawing the older ones as they were
SCHEMAS = range(1, SCHEMA + 1)  # versions that can be drawn again, and so be verified; 1 knew no hand-over and no ladder

Kind = Literal["ordinary", "restricted"]


class Listed(Contract):
    """One file of the package."""

    name: str
    size: int
    """bytes"""
    sha256: str


class Counted(Contract):
    """One owner's facts in it."""

    count: int
    first: int
    last: int


class Manifest(Contract):
    """目录. The manifest does not list itself; `DossierClosed` has the SHA-256 of the whole zip."""

    schema_version: int
    kind: Kind
    case: str
    centre: str
    closed_at: AwareDatetime
    events: int
    restricted: int
    """Facts of which all or some parts are kept apart."""
    owners: dict[str, Counted]
    attachments: tuple[dict[str, Any], ...]
    """The applicant's files by reference: intake keeps their bytes, the SHA-256 proves them to be the ones of this case."""
    entries: tuple[Listed, ...]


def manifest(kind: Kind, history: Sequence[JournalEntry], closed_at: datetime, contents: Mapping[str, bytes]) -> Manifest:
    """The manifest of a non-empty history and the files made of it."""
    return Manifest(
        schema_version=SCHEMA,
        kind=kind,
        case=history[0].case,
        centre=history[0].centre,
        closed_at=closed_at,
        events=len(history),
        restricted=sum(1 for entry in history if entry.withheld),
        owners=_counted(history),
        attachments=_attachments(history),
        entries=tuple(_listed(name, content) for name, content in sorted(contents.items())),
    )


def _counted(history: Sequence[JournalEntry]) -> dict[str, Counted]:
    numbers = {owner: [entry.sequence for entry in history if entry.owner == owner] for owner in OWNERS}
    return {owner: Counted(count=len(of), first=min(of), last=max(of)) for owner, of in numbers.items() if of}


def _listed(name: str, content: bytes) -> Listed:
    return Listed(name=name, size=len(content), sha256=sha256(content).hexdigest())


def _attachments(history: Sequence[JournalEntry]) -> tuple[dict[str, Any], ...]:
    fields = ("file_id", "item", "material", "filename", "size", "sha256")
    attached = [entry.body for entry in history if (entry.owner, entry.name) == ("intake", "file-attached")]
    return tuple({field: body.get(field) for field in fields} for body in attached)
