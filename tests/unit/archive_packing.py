"""Packages as bytes, without database or bus: what tests of the dossier look at."""

import asyncio
import io
import json
from collections.abc import AsyncIterator, Iterable, Sequence
from typing import Any
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile

from services.archive.binder import Binder, FileUnavailable
from services.archive.domain.assembly import Assembled, assemble
from services.archive.domain.enclosures import Enclosed, is_enclosure
from services.archive.domain.package import Package
from services.archive.domain.restriction import Restriction
from shared.bus import Received
from shared.errors import refuse
from shared.store.files import StoredFile
from tests.unit.archive_case import CASE, CENTRE, FILES, RESTRICTION, entries

AMPLE = 500 * 1024 * 1024  # bytes of files in one package


class MemoryKeeper:
    """`services.archive.binder.Keeper` in memory: the files of cases as intake has them, in parts of 100 bytes."""

    def __init__(self, files: dict[str, bytes] | None = None) -> None:
        self.files = dict(FILES if files is None else files)
        self.asked: list[str] = []
        self.away = False

    async def parts(self, centre: str, case: str, file: Enclosed) -> AsyncIterator[bytes]:
        await asyncio.sleep(0)
        self.asked.append(file.file_id)
        if self.away or file.file_id not in self.files:
            raise FileUnavailable(file, "暂时调取不到")
        content = self.files[file.file_id]
        for offset in range(0, len(content), 100):
            yield content[offset : offset + 100]


class MemoryShelf:
    """`services.archive.binder.Shelf` in memory; it notices when one id is given two contents."""

    def __init__(self) -> None:
        self.files: dict[str, bytes] = {}
        self.puts = 0
        self._parts: dict[str, dict[int, bytes]] = {}

    async def find(self, file_id: str) -> StoredFile | None:
        await asyncio.sleep(0)
        content = self.files.get(file_id)
        return None if content is None else StoredFile(file_id=file_id, filename="", size=len(content), sha256="")

    async def write(self, file_id: str, number: int, part: bytes) -> None:
        await asyncio.sleep(0)
        self._parts.setdefault(file_id, {}).setdefault(number, part)

    async def close(self, file_id: str, filename: str, size: int, sha256: str, metadata: dict[str, Any]) -> StoredFile:
        await asyncio.sleep(0)
        self.puts += 1
        parts = self._parts.get(file_id, {})
        content = b"".join(parts[number] for number in sorted(parts)) if parts else self.files[file_id]
        if self.files.setdefault(file_id, content) != content or len(content) != size:
            raise refuse("sha256", "收到的文件与声明的大小或 SHA-256 不一致", "请重新上传该文件")
        return StoredFile(file_id=file_id, filename=filename, size=size, sha256=sha256, metadata=metadata)

    async def read(self, file_id: str, offset: int, length: int) -> bytes:
        await asyncio.sleep(0)
        return self.files[file_id][offset : offset + length]


def assembled(
    messages: Iterable[Received],
    restriction: Restriction = RESTRICTION,
    *,
    limit: int = AMPLE,
    consulted: Iterable[Received] = (),
) -> Assembled:
    """The packages of a whole case."""
    return assemble(entries(messages), restriction, limit, entries(consulted))


def packed(package: Package, files: dict[str, bytes] | None = None) -> bytes:
    """A package as the bytes of its zip."""
    shelf = MemoryShelf()
    stored = asyncio.run(Binder(MemoryKeeper(files)).bind(package, CENTRE, CASE, shelf))
    return shelf.files[stored.file_id]


def ordinary(messages: Iterable[Received], restriction: Restriction = RESTRICTION, **how: Any) -> bytes:
    """The zip of the ordinary dossier."""
    return packed(assembled(messages, restriction, **how).ordinary)


def restricted(messages: Iterable[Received], **how: Any) -> bytes:
    """The zip that is kept apart."""
    made = assembled(messages, **how).restricted
    assert made
    return packed(made)


def files(content: bytes) -> dict[str, str]:
    """What is in a zip, as text."""
    with ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name).decode() for name in archive.namelist()}


def zipped(contents: dict[str, str]) -> bytes:
    """Texts as somebody else would pack them; nothing is checked."""
    target = io.BytesIO()
    with ZipFile(target, "w", ZIP_DEFLATED) as archive:
        for name, content in contents.items():
            archive.writestr(name, content, ZIP_STORED if is_enclosure(name) else ZIP_DEFLATED)
    return target.getvalue()


def facts_in(text: str) -> list[str]:
    """Names of the facts in one chapter."""
    return [fact["name"] for fact in json.loads(text)]


def lines(read: dict[str, str], name: str = "事件/events.ndjson") -> Sequence[Any]:
    """The facts of a history."""
    return [json.loads(line) for line in read[name].split("\n")[:-1]]
