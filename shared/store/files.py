"""Files in GridFS with their SHA-256: written chunk by chunk by any replica, visible only once they are whole."""

import contextlib
import hashlib
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from typing import Any, Protocol

from bson import Binary
from motor.motor_asyncio import AsyncIOMotorDatabase
from pydantic import BaseModel, ConfigDict
from pymongo.errors import DuplicateKeyError

from shared.errors import Refused, refuse
from shared.store.database import reachable

CHUNK = 262_144  # bytes; GridFS readers take it from the file's own record, so it may change for new files
AT_ONCE = 8  # chunks that are fetched together; MongoDB would send 16 MB at once


class StoredFile(BaseModel):
    """A file that is complete and verified."""

    model_config = ConfigDict(frozen=True)

    file_id: str
    filename: str
    size: int
    sha256: str
    metadata: dict[str, Any] = {}


class Check(Protocol):
    """Looks at a file while it is measured."""

    def take(self, part: bytes) -> None:
        """The next part, in order."""

    def verdict(self) -> str:
        """Media type of the whole, which goes into the file's metadata. Errors: Refused (it may not be kept)."""


class Files:
    """One service's files. The layout is GridFS's own: any driver reads it. Every method: DatabaseAway."""

    def __init__(self, database: AsyncIOMotorDatabase[dict[str, Any]], bucket: str = "files") -> None:
        self._files = database[f"{bucket}.files"]
        self._chunks = database[f"{bucket}.chunks"]

    async def prepare(self) -> None:
        """Create the index that GridFS asks for."""
        await self._chunks.create_index([("files_id", 1), ("n", 1)], unique=True)

    async def write(self, file_id: str, number: int, part: bytes) -> None:
        """Keep chunk `number` (from 0; all but the last are CHUNK bytes). Writing it again, even otherwise, changes nothing."""
        with contextlib.suppress(DuplicateKeyError), reachable():
            chunk = {"files_id": file_id, "n": number}
            await self._chunks.update_one(chunk, {"$setOnInsert": {"data": Binary(part)}}, upsert=True)

    async def close(
        self, file_id: str, filename: str, size: int, sha256: str, metadata: dict[str, Any], check: Check | None = None
    ) -> StoredFile:
        """Make the file visible after its size, its SHA-256 and the check have proved right; closing it again changes nothing.

        Errors: Refused (what arrived is not what was announced, or not what may be kept; the chunks are dropped unless they
        are a whole file).
        """
        known = await self.find(file_id)
        arrived = (known.size, known.sha256) if known else await self._measured(file_id, check)
        if arrived != (size, sha256):
            if known is None:
                await self.discard(file_id)
            raise refuse("sha256", "收到的文件与声明的大小或 SHA-256 不一致", "请重新上传该文件")
        if known:
            return known
        judged = metadata | await self._judged(file_id, check)
        record = {
            "_id": file_id,
            "filename": filename,
            "length": size,
            "chunkSize": CHUNK,
            "uploadDate": datetime.now(UTC),
            "metadata": {**judged, "sha256": sha256},
        }
        with contextlib.suppress(DuplicateKeyError), reachable():  # a repeated close finds the file there, and the same
            await self._files.insert_one(record)
        return StoredFile(file_id=file_id, filename=filename, size=size, sha256=sha256, metadata=judged)

    async def _judged(self, file_id: str, check: Check | None) -> dict[str, Any]:
        """What the check says of the whole. Errors: Refused; the chunks are dropped."""
        if check is None:
            return {}
        try:
            return {"media_type": check.verdict()}
        except Refused:
            await self.discard(file_id)
            raise

    async def put(self, file_id: str, filename: str, content: bytes, metadata: dict[str, Any]) -> StoredFile:
        """Keep a whole file that is in memory already. An id is for one content only. Errors: Refused (it has another)."""
        if await self.find(file_id) is None:
            for number in range((len(content) + CHUNK - 1) // CHUNK):
                await self.write(file_id, number, content[number * CHUNK : (number + 1) * CHUNK])
        return await self.close(file_id, filename, len(content), hashlib.sha256(content).hexdigest(), metadata)

    async def find(self, file_id: str) -> StoredFile | None:
        """The record of a complete file."""
        with reachable():
            record = await self._files.find_one({"_id": file_id})
        if record is None:
            return None
        metadata = dict(record["metadata"])
        return StoredFile(
            file_id=file_id, filename=record["filename"], size=record["length"], sha256=metadata.pop("sha256"), metadata=metadata
        )

    async def read(self, file_id: str, offset: int, length: int) -> bytes:
        """Up to `length` bytes from `offset`; fewer at the end."""
        first, last = offset // CHUNK, (offset + max(length, 1) - 1) // CHUNK
        data = b""
        with reachable():
            async for chunk in self._chunks.find({"files_id": file_id, "n": {"$gte": first, "$lte": last}}).sort("n", 1):
                data += bytes(chunk["data"])
        start = offset - first * CHUNK
        return data[start : start + length]

    async def arrived(self, file_id: str) -> list[int]:
        """Numbers of the chunks that are there, in order."""
        with reachable():
            found = self._chunks.find({"files_id": file_id}, {"_id": 0, "n": 1}).sort("n", 1)
            return [chunk["n"] async for chunk in found]

    async def discard(self, file_id: str) -> None:
        """Drop the chunks of a file that never became whole."""
        with reachable():
            await self._chunks.delete_many({"files_id": file_id})

    async def remove(self, file_id: str) -> None:
        """Drop a file that nobody refers to, whole or not: first its record, so that no reader finds half of it."""
        with reachable():
            await self._files.delete_one({"_id": file_id})
        await self.discard(file_id)

    async def _measured(self, file_id: str, check: Check | None) -> tuple[int, str]:
        """Size in bytes and SHA-256 of the chunks that are there; the check sees them pass."""
        digest, size = hashlib.sha256(), 0
        async for part in self._parts(file_id):
            digest.update(part)
            size += len(part)
            if check is not None:
                check.take(part)
        return size, digest.hexdigest()

    async def _parts(self, file_id: str) -> AsyncIterator[bytes]:
        with reachable():
            async for chunk in self._chunks.find({"files_id": file_id}, batch_size=AT_ONCE).sort("n", 1):
                yield bytes(chunk["data"])
