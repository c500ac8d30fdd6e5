"""Files on their way in: announced, sent in parts to any replica, and stored once they have proved whole."""

from typing import Any

from motor.motor_asyncio import AsyncIOMotorDatabase
from pydantic import BaseModel

from shared.bus.envelope import Cause
from shared.contracts.intake import AttachChunk, AttachedFile, AttachFile
from shared.errors import refuse
from shared.store import reachable
from shared.store.files import CHUNK, Files


class Upload(BaseModel):
    """A file that was announced."""

    upload_id: str
    centre: str
    announced: AttachFile
    chunk_size: int = CHUNK


class Uploads:
    """Announced files and their parts."""

    def __init__(self, database: AsyncIOMotorDatabase[dict[str, Any]]) -> None:
        self._uploads = database["uploads"]
        self._files = Files(database, "materials")

    async def prepare(self) -> None:
        """Indexes of the files."""
        await self._files.prepare()

    async def open(self, centre: str, order: AttachFile, limit: int, cause: Cause) -> Upload:
        """Announce a file. Errors: Refused (larger than the limit, in bytes)."""
        if order.size > limit:
            raise refuse(
                "size", f"文件 {order.size / 1048576:.1f} MB，超过上限 {limit / 1048576:.0f} MB", "请压缩或拆分为多个文件后再提交"
            )
        upload = Upload(upload_id=cause.derive("upload"), centre=centre, announced=order)
        stored = upload.model_dump(mode="json")
        with reachable():
            await self._uploads.update_one({"_id": upload.upload_id}, {"$setOnInsert": stored}, upsert=True)
        return upload

    async def write(self, centre: str, part: AttachChunk) -> None:
        """Keep one part. Errors: Refused (nobody announced it, or it is not the part that was announced)."""
        upload = await self._announced(centre, part.upload_id)
        size = upload.announced.size
        last = (size - 1) // CHUNK
        expected = CHUNK if part.number < last else size - last * CHUNK
        if part.number > last or len(part.data) != expected:
            raise refuse(
                "data",
                f"第 {part.number} 部分应为 {expected if part.number <= last else 0} 字节",
                f"每部分 {CHUNK} 字节，末部分为余数",
            )
        await self._files.write(upload.upload_id, part.number, part.data)

    async def close(self, centre: str, upload_id: str) -> tuple[AttachFile, AttachedFile]:
        """The file, complete and verified. Errors: Refused."""
        upload = await self._announced(centre, upload_id)
        order = upload.announced
        metadata = {"case": order.case_number, "material": order.material, "item": order.item}
        stored = await self._files.close(upload_id, order.filename, order.size, order.sha256, metadata)
        return order, AttachedFile(
            file_id=stored.file_id, material=order.material, filename=order.filename, size=stored.size, sha256=stored.sha256
        )

    async def _announced(self, centre: str, upload_id: str) -> Upload:
        with reachable():
            document = await self._uploads.find_one({"_id": upload_id, "centre": centre})
        if document is None:
            raise refuse("upload_id", "没有这次上传", "请先用 attach-open 登记文件，再分部分上传")
        return Upload.model_validate(document)
