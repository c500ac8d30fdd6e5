"""Messages about files in, use cases out: one awaited line each."""

import base64
from typing import Any

from services.intake.attachments import Attachments
from shared.bus import Bus, Received, asked
from shared.bus.connection import Operation
from shared.contracts.files import AttachChunk, AttachClose, AttachFile, FilesQuery, ReadFile
from shared.contracts.joint_review import PapersShared
from shared.errors import refuse


class FileHandlers:
    """The handlers of files: for centres as `<operation>`, for departments as `department.<department>.<operation>`."""

    def __init__(self, files: Attachments) -> None:
        self._files = files
        self.operations: dict[str, Operation] = {
            "attach-open": self.attach_open,
            "attach-chunk": self.attach_chunk,
            "attach-close": self.attach_close,
            "files": self.files,
            "read-file": self.read_file,
        }

    def connect(self, bus: Bus) -> None:
        """Hear which papers of joint reviews are read by whom, and serve everything about files."""
        bus.hear("intake-on-review-news", self.on_review_news)
        for operation, handler in self.operations.items():
            bus.serve("intake", operation, handler)
        bus.serve("intake", "department.*.*", self.department)

    async def on_review_news(self, message: Received) -> None:
        """evt.*.joint_review.papers-shared"""
        await self._files.share(message.case, message.fact(PapersShared), message.sequence, message.cause)

    async def department(self, message: Received) -> dict[str, Any]:
        """svc.<region>.intake.department.<department>.<operation>: who asks is what the subject says."""
        operation = message.subject.verb.rpartition(".")[2]
        if operation not in self.operations:
            raise refuse("", f"部门不能办理 {operation[:40]}", f"可办理：{'、'.join(self.operations)}")
        return await self.operations[operation](message)  # type: ignore[return-value]  # all of ours answer so

    async def attach_open(self, message: Received) -> dict[str, Any]:
        """….attach-open"""
        upload, received = await self._files.open(asker(message), asked(AttachFile, message.body))
        return {"upload_id": upload.upload_id, "chunk_size": upload.chunk_size, "received": received}

    async def attach_chunk(self, message: Received) -> dict[str, Any]:
        """….attach-chunk"""
        await self._files.write(asker(message), asked(AttachChunk, message.body))
        return {}

    async def attach_close(self, message: Received) -> dict[str, Any]:
        """….attach-close"""
        order = asked(AttachClose, message.body)
        file = await self._files.close(asker(message), order.upload_id, message.cause)
        return file.model_dump(mode="json")

    async def files(self, message: Received) -> dict[str, Any]:
        """….files"""
        found = await self._files.files(asker(message), asked(FilesQuery, message.body))
        return {"files": [file.model_dump(mode="json") for file in found]}

    async def read_file(self, message: Received) -> dict[str, Any]:
        """….read-file"""
        file, part = await self._files.read(asker(message), asked(ReadFile, message.body))
        return file.model_dump(mode="json") | {"data": base64.b64encode(part).decode()}


def asker(message: Received) -> str:
    """`<region>` of a centre, `<region>.<department>` of a department: the server lets nobody use another's subject."""
    first, _, rest = message.subject.verb.partition(".")
    return f"{message.subject.region}.{rest.partition('.')[0]}" if first == "department" else message.subject.region
