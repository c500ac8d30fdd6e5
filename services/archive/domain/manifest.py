"""The manifest of a dossier: what is in it, so that whoever opens it can tell that it is all there and unchanged."""

from collections.abc import Mapping, Sequence
from hashlib import sha256
from typing import Any

from pydantic import AwareDatetime

from services.archive.domain.completeness import CLOSED, COMPLETED, OWNERS
from services.archive.domain.enclosures import attachments, enclosed, referenced
from services.archive.domain.entry import JournalEntry
from services.archive.domain.volume import Kind, Volume
from shared.contracts.base import Contract

SCHEMA = 4  # of the package; raise it when the files a history gives change, and keep drawing the older ones as they were
SCHEMAS = range(1, SCHEMA + 1)
"""Versions that can be drawn again, and so be verified. 1 knew no hand-over and no ladder; 2 ended with 办结, had no file
of the applicant in it, and nothing of what issue 4 brought; 3 had one file per review,
no resolutions and no minutes."""


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
    consultation: str = ""
    """咨询编号 of the consultation that became the case; its facts are counted apart."""
    attachments: tuple[dict[str, Any], ...]
    """Every file of the case; `path` says where its bytes lie in the package. Null: with intake; the SHA-256 proves them."""
    entries: tuple[Listed, ...]


def manifest(volume: Volume, contents: Mapping[str, bytes], limit: int, schema: int = SCHEMA) -> Manifest:
    """The manifest of a volume and the files made of it; `limit`: bytes of the applicant's files together."""
    files = attachments(volume.history, limit) if schema > 2 else referenced(volume.history)
    drawn = [Listed(name=name, size=len(content), sha256=sha256(content).hexdigest()) for name, content in contents.items()]
    given = [Listed(name=one.path, size=one.size, sha256=one.sha256) for one in enclosed(files)] if schema > 2 else []
    return Manifest(
        schema_version=schema,
        kind=volume.kind,
        case=volume.case,
        centre=volume.facts[0].centre,
        closed_at=volume.closed_at,
        events=len(volume.history),
        restricted=sum(1 for entry in volume.facts if entry.withheld),
        owners=_counted(volume.history),
        consultation=volume.consulted[0].case if volume.consulted else "",
        attachments=files,
        entries=tuple(sorted((*drawn, *given), key=lambda one: one.name)),
    )


def end_of(schema: int) -> str:
    """Intake's last fact in a dossier of that version."""
    return CLOSED if schema > 2 else COMPLETED


def _counted(history: Sequence[JournalEntry]) -> dict[str, Counted]:
    numbers = {owner: [entry.sequence for entry in history if entry.owner == owner] for owner in OWNERS}
    return {owner: Counted(count=len(of), first=min(of), last=max(of)) for owner, of in numbers.items() if of}
