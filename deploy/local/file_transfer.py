"""Files over the bus, part by part: up with resumption, down with the SHA-256 checked before anything bears the file's name."""

import asyncio
import base64
import hashlib
import unicodedata
from collections.abc import Callable
from pathlib import Path
from typing import Any

from deploy.local.client import Client
from shared.contracts.files import PART
from shared.errors import refuse

AT_ONCE = 4  # parts of a file on their way at the same time
Moved = Callable[[int], None]
"""Told how many bytes have just arrived."""


class Shelf:
    """The files of cases as one asker sees them: a centre, or with `department` its code in that region."""

    def __init__(self, client: Client, region: str, department: str = "") -> None:
        self._client = client
        self._region = region
        self._prefix = f"department.{department}." if department else ""

    async def ask(self, operation: str, **order: Any) -> dict[str, Any]:
        """The answer to one operation. Errors: as `Client.ask`."""
        return await self._client.ask(self._region, "intake", f"{self._prefix}{operation}", order)

    async def send(self, file: Path, moved: Moved, **order: Any) -> dict[str, Any]:
        """What the file is now, with its id. A repeat after a cut line goes on where it broke. Errors: Refused."""
        size, digest = measured(file)
        name = unicodedata.normalize("NFC", file.name)  # what a Mac calls it is the same name in other bytes
        upload = await self.ask("attach-open", filename=name, size=size, sha256=digest, **order)
        length = upload["chunk_size"]
        missing = [number for number in range(-(-size // length)) if number not in set(upload["received"])]
        moved(max(0, size - sum(min(length, size - number * length) for number in missing)))
        room = asyncio.Semaphore(AT_ONCE)

        async def part(number: int) -> None:
            async with room:
                content = _part(file, number * length, length)
                data = base64.b64encode(content).decode()
                await self.ask("attach-chunk", upload_id=upload["upload_id"], number=number, data=data)
                moved(len(content))

        async with asyncio.TaskGroup() as sending:
            for number in missing:
                sending.create_task(part(number))
        return await self.ask("attach-close", upload_id=upload["upload_id"])

    async def fetch(self, case: str, file_id: str, out: Path | None, moved: Moved) -> tuple[dict[str, Any], Path]:
        """What the file is, and where it lies now; nothing is overwritten unless `out` names it. Errors: Refused."""
        told = await self.ask("read-file", case_number=case, file_id=file_id, length=0)
        target = out or Path(Path(told["filename"]).name)
        if out is None and target.exists():
            raise refuse("文件", f"{target} 已存在", "请用 -o 写明保存到哪里")
        unfinished = target.with_name(f"{target.name}.part")
        try:
            if await self._copied(case, told, unfinished, moved) != told["sha256"]:
                raise refuse("SHA-256", "收到的文件与登记的 SHA-256 不一致，未保存", "请重新取回；仍不一致的，请联系运维人员")
            unfinished.replace(target)
        finally:
            unfinished.unlink(missing_ok=True)
        return told, target

    async def _copied(self, case: str, told: dict[str, Any], target: Path, moved: Moved) -> str:
        """SHA-256 of what was written."""
        digest, offset = hashlib.sha256(), 0
        with target.open("wb") as written:
            while offset < told["size"]:
                got = await self.ask("read-file", case_number=case, file_id=told["file_id"], offset=offset, length=PART)
                part = base64.b64decode(got["data"])
                if not part:
                    break
                written.write(part)
                digest.update(part)
                offset += len(part)
                moved(len(part))
        return digest.hexdigest()


def measured(file: Path) -> tuple[int, str]:
    """Its size in bytes and its SHA-256. Errors: Refused (it cannot be read)."""
    try:
        with file.open("rb") as content:
            return file.stat().st_size, hashlib.file_digest(content, "sha256").hexdigest()
    except OSError as error:
        raise refuse("文件", f"读不了 {file}：{error.strerror}", "请核对文件名和权限") from error


def _part(file: Path, offset: int, length: int) -> bytes:
    with file.open("rb") as content:
        content.seek(offset)
        return content.read(length)
