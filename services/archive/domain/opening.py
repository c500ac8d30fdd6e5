"""Opens a dossier: what was drawn from facts is read, the files of the case are measured without being held in memory."""

import io
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

from services.archive.domain.enclosures import is_enclosure
from services.archive.domain.package import LIMIT

MANIFEST_LIMIT = LIMIT + 1024 * 1024  # bytes; the manifest comes on top of what the packer counts
PART = 262_144  # bytes of a file in memory at a time


@dataclass(frozen=True, slots=True)
class Measured:
    """How large a file is, and what it is."""

    size: int
    """bytes"""
    sha256: str


@dataclass(frozen=True, slots=True)
class Opened:
    """A package as it lies before its reader."""

    contents: Mapping[str, bytes]
    """What was drawn from the facts, with the manifest, by path."""
    measured: Mapping[str, Measured]
    """Every file, by path."""

    @property
    def enclosures(self) -> set[str]:
        """Paths of the files of the case."""
        return self.measured.keys() - self.contents.keys()


def opened(content: bytes) -> Opened:
    """The files of a zip that uses nothing but what any system reads; ValueError, or whatever the reader raises, for others.

    Files of the case are stored, not compressed, so that no small zip can unpack to more than it is.
    """
    with ZipFile(io.BytesIO(content)) as archive:
        entries = archive.infolist()
        texts = [entry for entry in entries if not is_enclosure(entry.filename)]
        plain = all(_plain(entry) for entry in entries)
        if not plain or sum(entry.file_size for entry in texts) > MANIFEST_LIMIT:
            raise ValueError("encrypted, compressed in an unknown way, or too large")
        if len({entry.filename for entry in entries}) < len(entries):
            raise ValueError("a name occurs twice")
        contents = {entry.filename: archive.read(entry) for entry in texts}
        of_texts = {name: Measured(len(text), sha256(text).hexdigest()) for name, text in contents.items()}
        of_files = {entry.filename: _measured(archive, entry) for entry in entries if is_enclosure(entry.filename)}
        return Opened(contents, of_texts | of_files)


def _plain(entry: ZipInfo) -> bool:
    stored = entry.compress_type == ZIP_STORED
    return not entry.flag_bits & 1 and (stored or (entry.compress_type == ZIP_DEFLATED and not is_enclosure(entry.filename)))


def _measured(archive: ZipFile, entry: ZipInfo) -> Measured:
    digest, size = sha256(), 0
    with archive.open(entry) as file:
        while part := file.read(PART):
            digest.update(part)
            size += len(part)
    return Measured(size, digest.hexdigest())
