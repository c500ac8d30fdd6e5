"""Files on their way in: announced, sent in parts to any replica, stored once they have proved whole, dropped if abandoned."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any, Protocol

from motor.motor_asyncio import AsyncIOMotorDatabase
from pydantic import BaseModel
from pymongo.errors import DuplicateKeyError

from services.intake.domain.inspection import Inspection
from shared.bus.envelope import Cause
from shared.contracts.files import AttachChunk, AttachFile
from shared.errors import TransientError, refuse
from shared.store import reachable
from shared.store.files import CHUNK, Files, StoredFile

GRACE = timedelta(hours=1)  # between the last part that is taken and the clearing: none is on its way any more
AT_ONCE = 100  # uploads that are cleared in one go


def real() -> datetime:
    """The real time, whatever the cases' clock says."""
    return datetime.now(UTC)


class BeingCleared(TransientError):
    """The upload was abandoned and is just being dropped; a moment later it can be opened anew."""


class Upload(BaseModel):
    """A file that was announced."""

    upload_id: str
    by: str
    """Region code of the centre, or `<region>.<department>`: only who announced it may go on with it."""
    announced: AttachFile
    opened_at: datetime
    closed: bool = False
    """The case has it."""
    chunk_size: int = CHUNK


class Uploads(Protocol):
    """Announced files and their parts, and the files that they became."""

    async def open(self, by: str, order: AttachFile) -> tuple[Upload, list[int]]:
        """Announce a file, or go on with it: the same file of the same case is the same upload. With the parts that are there.

        Errors: BeingCleared.
        """

    async def write(self, by: str, part: AttachChunk) -> None:
        """Keep one part. Errors: Refused (nobody announced it, or it is not the part that was announced)."""

    async def closing(self, by: str, upload_id: str) -> AttachFile:
        """What was announced; it is not cleared while it is measured. Errors: Refused (nobody announced it, or long ago)."""

    async def store(self, upload_id: str, order: AttachFile) -> StoredFile:
        """The file, complete, verified and of the type that its name says; its id is the upload's. Storing it again changes
        nothing. Errors: Refused; the parts are dropped.
        """

    async def settle(self, upload_id: str) -> None:
        """The case has the file: it stays."""

    async def read(self, file_id: str, offset: int, length: int) -> bytes:
        """Up to `length` bytes from `offset`; fewer at the end."""

    async def abandoned(self) -> list[Upload]:
        """Uploads that nobody has gone on with for too long."""

    async def drop(self, upload_id: str) -> None:
        """Drop an abandoned upload with everything that came of it; one that somebody goes on with stays."""


class MongoUploads:
    """Uploads in MongoDB; one that is not finished within `hours` of its last opening is abandoned."""

    def __init__(self, database: AsyncIOMotorDatabase[dict[str, Any]], hours: float, now: Callable[[], datetime] = real) -> None:
        self._uploads = database["uploads"]
        self._files = Files(database, "materials")
        self._patience = timedelta(hours=hours)
        self._now = now

    async def prepare(self) -> None:
        """Indexes of the files, and of what is not finished by its age."""
        await self._files.prepare()
        await self._uploads.create_index([("closed", 1), ("opened_at", 1)])

    async def open(self, by: str, order: AttachFile) -> tuple[Upload, list[int]]:
        """See Uploads."""
        named = (order.item, order.material, order.filename, order.size, order.sha256)
        identity = Cause(order.case_number).derive("upload", by, *named)
        upload = Upload(upload_id=identity, by=by, announced=order, opened_at=self._now())
        stored = upload.model_dump(mode="json", exclude={"opened_at"})
        known = {"_id": identity, "dropping": {"$exists": False}}
        try:
            with reachable():
                touched = {"$setOnInsert": stored, "$set": {"opened_at": upload.opened_at}}
                await self._uploads.update_one(known, touched, upsert=True)
        except DuplicateKeyError as error:  # it is there, and being dropped; or somebody has just opened it too
            raise BeingCleared(identity) from error
        return upload, await self._files.arrived(identity)

    async def write(self, by: str, part: AttachChunk) -> None:
        """See Uploads."""
        with reachable():
            found = await self._uploads.find_one(self._living(by, part.upload_id))
        size = _known(found).announced.size
        last = (size - 1) // CHUNK
        expected = CHUNK if part.number < last else size - last * CHUNK
        if part.number > last or len(part.data) != expected:
            raise refuse(
                "data",
                f"第 {part.number} 部分应为 {expected if part.number <= last else 0} 字节",
                f"每部分 {CHUNK} 字节，末部分为余数",
            )
        await self._files.write(part.upload_id, part.number, part.data)

    async def closing(self, by: str, upload_id: str) -> AttachFile:
        """See Uploads."""
        touched = {"$set": {"opened_at": self._now()}}
        with reachable():
            return _known(await self._uploads.find_one_and_update(self._living(by, upload_id), touched)).announced

    async def store(self, upload_id: str, order: AttachFile) -> StoredFile:
        """See Uploads."""
        metadata = {"case": order.case_number, "material": order.material, "item": order.item}
        check = Inspection(order.filename)
        return await self._files.close(upload_id, order.filename, order.size, order.sha256, metadata, check)

    async def settle(self, upload_id: str) -> None:
        """See Uploads."""
        with reachable():
            await self._uploads.update_one({"_id": upload_id}, {"$set": {"closed": True}})

    async def read(self, file_id: str, offset: int, length: int) -> bytes:
        """See Uploads."""
        return await self._files.read(file_id, offset, length)

    async def abandoned(self) -> list[Upload]:
        """See Uploads."""
        with reachable():
            return [_known(found) async for found in self._uploads.find(self._stale()).limit(AT_ONCE)]

    async def drop(self, upload_id: str) -> None:
        """See Uploads."""
        with reachable():
            claimed = await self._uploads.update_one({"_id": upload_id, **self._stale()}, {"$set": {"dropping": True}})
        if claimed.matched_count:  # after a crash here it is found and claimed again
            await self._files.remove(upload_id)
            with reachable():
                await self._uploads.delete_one({"_id": upload_id, "dropping": True})

    def _living(self, by: str, upload_id: str) -> dict[str, Any]:
        recent = {"opened_at": {"$gt": self._now() - self._patience}}
        return {"_id": upload_id, "by": by, "dropping": {"$exists": False}, "$or": [{"closed": True}, recent]}

    def _stale(self) -> dict[str, Any]:
        return {"closed": False, "opened_at": {"$lt": self._now() - self._patience - GRACE}}


def _known(found: dict[str, Any] | None) -> Upload:
    if found is None:
        raise refuse("upload_id", "没有这次上传，或已过期", "请先用 attach-open 登记文件，再分部分上传")
    return Upload.model_validate(found)
