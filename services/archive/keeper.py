"""Fetches the files of a case from intake, over the bus: the archive can't see intake's database, nor should it."""

import base64
import binascii
from collections.abc import AsyncIterator
from typing import Any, Protocol

from services.archive.binder import FileUnavailable
from services.archive.domain.enclosures import Enclosed
from shared.bus import subjects
from shared.contracts.files import ReadFile
from shared.errors import Refused, TransientError
from shared.store.files import CHUNK


class Asks(Protocol):
    """The bus, as far as it is needed here."""

    async def ask(self, subject: str, body: dict[str, Any]) -> dict[str, Any]:
        """The result of a request. Errors: Refused, BusAway."""


class IntakeKeeper:
    """`svc.<centre>.intake.read-file`, as the case's own centre, which reads every file of it for as long as it is kept."""

    def __init__(self, bus: Asks) -> None:
        self._bus = bus

    async def parts(self, centre: str, case: str, file: Enclosed) -> AsyncIterator[bytes]:
        """A file from its beginning to its end, by at most CHUNK bytes. Errors: FileUnavailable."""
        offset = 0
        while offset < file.size:
            query = ReadFile(case_number=case, file_id=file.file_id, offset=offset, length=CHUNK)
            part = await self._part(centre, query, file)
            if not part:
                return
            offset += len(part)
            yield part

    async def _part(self, centre: str, query: ReadFile, file: Enclosed) -> bytes:
        try:
            told = await self._bus.ask(subjects.service(centre, "intake", "read-file"), query.model_dump(mode="json"))
            return base64.b64decode(told["data"], validate=True)
        except Refused as refused:
            raise FileUnavailable(file, f"调取被拒绝：{'；'.join(fault.message for fault in refused.faults)}") from refused
        except TransientError as away:
            raise FileUnavailable(file, "暂时调取不到：受理服务没有应答") from away
        except (KeyError, binascii.Error) as garbled:
            raise FileUnavailable(file, "调取时收到无法识别的内容") from garbled
