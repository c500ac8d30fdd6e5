"""Packs a dossier and puts it on its shelf: file after file, part after part, never the whole in memory."""

import tempfile
from collections.abc import AsyncIterator, Iterator
from hashlib import sha256
from pathlib import Path
from typing import IO, Any, Protocol
from zipfile import ZipFile

from services.archive.domain.enclosures import Enclosed
from services.archive.domain.package import Package
from shared.errors import TransientError
from shared.store.files import CHUNK, StoredFile


class FileUnavailable(TransientError):
    """A file of the case can't be had, or is not the one that was attached: the dossier waits, for it would not be whole."""

    def __init__(self, file: Enclosed, why: str) -> None:
        self.file = file
        self.why = why
        super().__init__(f"电子文件 {file.path}（{file.file_id}）{why}")


class Keeper(Protocol):
    """Who keeps the files of cases."""

    def parts(self, centre: str, case: str, file: Enclosed) -> AsyncIterator[bytes]:
        """A file from its beginning to its end, part by part. Errors: FileUnavailable."""


class Shelf(Protocol):
    """Where packages are kept. Every method: DatabaseAway."""

    async def find(self, file_id: str) -> StoredFile | None:
        """The record of a complete file."""

    async def write(self, file_id: str, number: int, part: bytes) -> None:
        """Keep chunk `number` (from 0; all but the last are CHUNK bytes); writing it again changes nothing."""

    async def close(self, file_id: str, filename: str, size: int, sha256: str, metadata: dict[str, Any]) -> StoredFile:
        """The file is whole; closing the same again changes nothing."""

    async def read(self, file_id: str, offset: int, length: int) -> bytes:
        """Up to `length` bytes from `offset`."""


class Binder:
    """Binds packages with the files that belong into them, in a file of its own under `spool` (default: the system's)."""

    def __init__(self, keeper: Keeper, spool: Path | None = None) -> None:
        self._keeper = keeper
        self._spool = spool

    async def bind(self, package: Package, centre: str, case: str, shelf: Shelf) -> StoredFile:
        """The packed zip on the shelf. Its id names case and content, so two attempts, or two versions of this program, that
        close the same case never mix their chunks; binding the same again changes nothing.

        Errors: FileUnavailable, DatabaseAway.
        """
        with tempfile.TemporaryFile(prefix="dossier-", dir=self._spool) as target:
            await self._pack(package, centre, case, target)
            size, digest = _measured(target)
            file_id = f"{package.filename}#{digest[:16]}"
            if await shelf.find(file_id) is None:
                for number, part in enumerate(_parts(target)):
                    await shelf.write(file_id, number, part)
            return await shelf.close(file_id, package.filename, size, digest, {"case": case})

    async def _pack(self, package: Package, centre: str, case: str, target: IO[bytes]) -> None:
        with ZipFile(target, "w") as archive:
            for entry, content in package.plan():
                if isinstance(content, bytes):
                    archive.writestr(entry, content)
                    continue
                entry.file_size = content.size  # tells the reader whether large sizes have to be written
                with archive.open(entry, "w") as inside:
                    async for part in self._checked(centre, case, content):
                        inside.write(part)

    async def _checked(self, centre: str, case: str, file: Enclosed) -> AsyncIterator[bytes]:
        """The parts of a file, which are its own only if size and SHA-256 are those that were told when it was attached."""
        digest, size = sha256(), 0
        async for part in self._keeper.parts(centre, case, file):
            digest.update(part)
            size += len(part)
            if size > file.size:
                break
            yield part
        if (size, digest.hexdigest()) != (file.size, file.sha256):
            raise FileUnavailable(file, "与提交时登记的大小或 SHA-256 不符")


def _measured(target: IO[bytes]) -> tuple[int, str]:
    digest = sha256()
    for part in _parts(target):
        digest.update(part)
    return target.tell(), digest.hexdigest()


def _parts(target: IO[bytes]) -> Iterator[bytes]:
    target.seek(0)
    while part := target.read(CHUNK):
        yield part
