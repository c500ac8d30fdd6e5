"""Files of a case in memory: 准格尔旗 with its departments, the desk of 鄂尔多斯市, and uploads that keep their promises."""

import base64
import hashlib
import json
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import cache
from itertools import count
from typing import Any

import pytest

from services.intake.attachments import Attachments
from services.intake.domain.case import Case
from services.intake.domain.inspection import Inspection
from services.intake.domain.states import CaseState
from services.intake.file_handlers import FileHandlers
from services.intake.uploads import GRACE, Upload
from shared.bus import Cause, Received, Subject
from shared.clock import CHINA, FixedClock
from shared.contracts.application import Application
from shared.contracts.files import AttachChunk, AttachFile
from shared.contracts.intake import Agent
from shared.errors import Fault, Refused, refuse
from shared.jurisdictions import Jurisdictions
from shared.settings import Settings
from shared.store.files import CHUNK, StoredFile
from tests.fakes import MemoryAggregates, MemoryRefusals
from tests.unit import documents

CENTRE, OTHER_CENTRE, CASE = "150622", "150602", "150622-20260302-000001"
MONDAY = datetime(2026, 3, 2, 9, 0, tzinfo=CHINA)
FORM = {
    "centre": CENTRE,
    "applicant": {
        "kind": "enterprise",
        "name": "煤矸石综合利用项目申请单位",
        "uscc": "91150622MADEM00973",
        "handler": {"name": "项目经办人", "phone": "13800000000"},
    },
    "items": [5, 4, 29],
}
REFORM, LAND, WATER = "150622.fgw", "150622.zrzyj", "150622.slj"
CITY, SECURITY = "150600", "150600.gaj"


@cache
def jurisdictions() -> Jurisdictions:
    """The shipped ones, read once."""
    return Jurisdictions.load(Settings().jurisdictions)


class MemoryUploads:
    """`services.intake.uploads.Uploads` in memory; it passes the suite of the real one."""

    def __init__(self, hours: float = 24, now: Callable[[], datetime] = lambda: MONDAY) -> None:
        self.parts: dict[str, dict[int, bytes]] = {}
        self.stored: dict[str, StoredFile] = {}
        self._open: dict[str, Upload] = {}
        self._hours = timedelta(hours=hours)
        self._now = now

    async def open(self, by: str, order: AttachFile) -> tuple[Upload, list[int]]:
        named = (order.item, order.material, order.filename, order.size, order.sha256)
        identity = Cause(order.case_number).derive("upload", by, *named)
        known = self._open.get(identity, Upload(upload_id=identity, by=by, announced=order, opened_at=self._now()))
        self._open[identity] = known.model_copy(update={"opened_at": self._now()})
        return self._open[identity], sorted(self.parts.setdefault(identity, {}))

    async def write(self, by: str, part: AttachChunk) -> None:
        size = self._living(by, part.upload_id).announced.size
        if not 0 < len(part.data) == min(CHUNK, size - part.number * CHUNK):
            raise refuse("data", f"第 {part.number} 部分不是声明的大小", f"每部分 {CHUNK} 字节，末部分为余数")
        self.parts[part.upload_id].setdefault(part.number, part.data)

    async def closing(self, by: str, upload_id: str) -> AttachFile:
        order = self._living(by, upload_id).announced
        await self.open(by, order)
        return order

    async def store(self, upload_id: str, order: AttachFile) -> StoredFile:
        if upload_id not in self.stored:
            content = b"".join(part for _, part in sorted(self.parts[upload_id].items()))
            inspection = Inspection(order.filename)
            inspection.take(content)
            try:
                if (len(content), hashlib.sha256(content).hexdigest()) != (order.size, order.sha256):
                    raise refuse("sha256", "收到的文件与声明的大小或 SHA-256 不一致", "请重新上传该文件")
                about = {"media_type": inspection.verdict()}
            except Refused:
                self.parts[upload_id] = {}
                raise
            self.stored[upload_id] = StoredFile(
                file_id=upload_id, filename=order.filename, size=order.size, sha256=order.sha256, metadata=about
            )
        return self.stored[upload_id]

    async def settle(self, upload_id: str) -> None:
        self._open[upload_id] = self._open[upload_id].model_copy(update={"closed": True})

    async def read(self, file_id: str, offset: int, length: int) -> bytes:
        content = b"".join(part for _, part in sorted(self.parts[file_id].items()))
        return content[offset : offset + length]

    async def abandoned(self) -> list[Upload]:
        return [upload for upload in self._open.values() if self._stale(upload)]

    async def drop(self, upload_id: str) -> None:
        if upload_id in self._open and self._stale(self._open[upload_id]):
            del self._open[upload_id]
            self.parts.pop(upload_id, None)
            self.stored.pop(upload_id, None)

    def _stale(self, upload: Upload) -> bool:
        return not upload.closed and upload.opened_at < self._now() - self._hours - GRACE

    def _living(self, by: str, upload_id: str) -> Upload:
        upload = self._open.get(upload_id)
        if upload is None or upload.by != by or not (upload.closed or upload.opened_at > self._now() - self._hours):
            raise refuse("upload_id", "没有这次上传，或已过期", "请先用 attach-open 登记文件，再分部分上传")
        return upload


def case_of(**changes: Any) -> Case:
    """5, 4 and 29 are with departments: two of the banner, one of the city, whose desk holds its item."""
    known: dict[str, Any] = {
        "id": CASE,
        "centre": CENTRE,
        "request": "17",
        "application": Application.model_validate(FORM),
        "state": CaseState.IN_PROGRESS,
        "submitted_at": MONDAY.isoformat(),
        "received_at": MONDAY,
        "agent": Agent(id="zh1", title="综合代办员一号"),
        "departments": {"5": REFORM, "4": LAND, "29": SECURITY},
        "holders": {"29": CITY},
    }
    return Case.model_validate(known | changes)


def announced(content: bytes, name: str = "节能报告.pdf", **changes: Any) -> dict[str, Any]:
    """The announcement of a file with this content."""
    known = {"case_number": CASE, "item": 4, "material": "节能报告", "filename": name}
    return known | {"size": len(content), "sha256": hashlib.sha256(content).hexdigest()} | changes


class FileWorld:
    """Handlers of files over one case; everybody asks under a subject of his own."""

    def __init__(self) -> None:
        self.clock = FixedClock(MONDAY)
        self.cases: MemoryAggregates[Case] = MemoryAggregates(Case, "intake", self.clock)
        self.uploads = MemoryUploads(now=self.clock.now)
        self.refusals = MemoryRefusals()
        self.use = Attachments(self.cases, self.uploads, self.refusals, jurisdictions(), self.clock)  # type: ignore[arg-type]
        self.handlers = FileHandlers(self.use)
        self._count = count(1)

    async def begun(self, **changes: Any) -> "FileWorld":
        """With the case."""
        await self.cases.add(case_of(**changes), Cause("17"), [])
        return self

    async def ask(self, asker: str, operation: str, **order: Any) -> dict[str, Any]:
        """What the centre or department is answered."""
        region, _, department = asker.partition(".")
        subject = f"svc.{region}.intake.{f'department.{department}.' if department else ''}{operation}"
        named = {} if "upload_id" in order else {"case_number": CASE}
        body = json.dumps(named | order, ensure_ascii=False).encode()
        message = Received(id=f"request {next(self._count)}", subject=Subject.parse(subject), body=body)
        handler = self.handlers.department if department else self.handlers.operations[operation]
        return await handler(message)  # type: ignore[return-value]

    async def refusal(self, asker: str, operation: str, **order: Any) -> list[Fault]:
        """The faults with which he is refused."""
        with pytest.raises(Refused) as refused:
            await self.ask(asker, operation, **order)
        return list(refused.value.faults)

    async def sent(self, asker: str, upload_id: str, content: bytes) -> dict[str, Any]:
        """Every part of it, and the end."""
        for number in range(-(-len(content) // CHUNK)):
            await self.send(asker, upload_id, content, number)
        return await self.end(asker, upload_id)

    async def send(self, asker: str, upload_id: str, content: bytes, number: int) -> None:
        """One part."""
        data = base64.b64encode(content[number * CHUNK : (number + 1) * CHUNK])
        await self.use.write(asker, AttachChunk(upload_id=upload_id, number=number, data=data))

    async def end(self, asker: str, upload_id: str) -> dict[str, Any]:
        """Close it."""
        return (await self.use.close(asker, upload_id, Cause(f"close {next(self._count)}"))).model_dump()

    async def attached(self, asker: str, content: bytes = documents.PDF, **changes: Any) -> dict[str, Any]:
        """A file from its announcement to its place in the case."""
        upload = await self.ask(asker, "attach-open", **announced(content, **changes))
        return await self.sent(asker, upload["upload_id"], content)
