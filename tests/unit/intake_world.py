"""Intake of 准格尔旗 with everything around it in memory; messages go in as they come off the bus."""

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from functools import cache
from itertools import count
from typing import Any
from uuid import NAMESPACE_OID, uuid5

import pytest

from services.intake.domain.case import Case
from services.intake.handlers import Handlers
from services.intake.uploads import Upload
from services.intake.use_cases import UseCases
from shared.aggregate import Said
from shared.bus import Cause, Received, Subject
from shared.clock import CHINA, FixedClock
from shared.contracts.base import Event
from shared.contracts.intake import AttachChunk, AttachedFile, AttachFile
from shared.errors import Fault, Refused, refuse
from shared.identifiers import case_number, complete_project_code, complete_uscc
from shared.jurisdictions import Jurisdictions
from shared.settings import Settings
from tests.fakes import MemoryAggregates

CENTRE, OTHER_CENTRE = "150622", "150602"
MONDAY = datetime(2026, 3, 2, 9, 0, tzinfo=CHINA)
CASE = "150622-20260302-000001"
USCC = complete_uscc("91150622MADEM012")
PROJECT_CODE = complete_project_code("2603-150622-04-01-00012")
FORM: dict[str, Any] = {
    "centre": CENTRE,
    "applicant": {
        "kind": "enterprise",
        "name": "煤矸石综合利用项目申请单位",
        "uscc": USCC,
        "handler": {"name": "项目经办人", "phone": "13800000000"},
    },
    "project": {"name": "准格尔旗煤矸石综合利用项目", "code": PROJECT_CODE, "investment": 385000000},
    "items": [5, 4],
    "materials": "all",
}


@cache
def jurisdictions() -> Jurisdictions:
    """The shipped ones, read once."""
    return Jurisdictions.load(Settings().jurisdictions)


def form(**changes: Any) -> dict[str, Any]:
    return FORM | changes


def applicant(**changes: Any) -> dict[str, Any]:
    return form(applicant=FORM["applicant"] | changes)


class MemoryCases(MemoryAggregates[Case]):
    """`services.intake.store.Cases` in memory; it passes the suite of the real one."""

    async def submitted(self, submission: str) -> Case | None:
        return next((case for case in self._all() if case.submission == submission), None)

    async def add_once(self, case: Case, cause: Cause, facts: Sequence[Said]) -> Case:
        known = await self.submitted(case.submission)
        if known is None:
            self._write(case, 1, cause, facts)
        return known or case

    async def newest(self, centre: str, state: str | None, limit: int) -> list[Case]:
        found = [case for case in self._all() if case.centre == centre and state in (None, case.state)]
        return sorted(found, key=lambda case: case.id, reverse=True)[:limit]

    def _all(self) -> list[Case]:
        return [Case.model_validate(state) for state in self._states.values()]


class MemoryNumbers:
    """`services.intake.store.Numbers` in memory."""

    def __init__(self) -> None:
        self._last: Counter[tuple[str, date]] = Counter()

    async def next(self, centre: str, day: date) -> str:
        self._last[centre, day] += 1
        return case_number(centre, day, self._last[centre, day])


class MemoryUploads:
    """`services.intake.uploads.Uploads` in memory: it believes every file that it is sent."""

    def __init__(self) -> None:
        self._open: dict[tuple[str, str], Upload] = {}
        self.parts: dict[str, bytes] = {}

    async def open(self, centre: str, order: AttachFile, limit: int, cause: Cause) -> Upload:
        if order.size > limit:
            raise refuse("size", f"文件 {order.size} 字节，超过上限 {limit}", "请拆分")
        upload = Upload(upload_id=cause.derive("upload"), centre=centre, announced=order)
        self._open[centre, upload.upload_id] = upload
        return upload

    async def write(self, centre: str, part: AttachChunk) -> None:
        self._announced(centre, part.upload_id)
        self.parts[part.upload_id] = self.parts.get(part.upload_id, b"") + part.data

    async def close(self, centre: str, upload_id: str) -> tuple[AttachFile, AttachedFile]:
        order = self._announced(centre, upload_id).announced
        shown = order.model_dump(include={"material", "filename", "size", "sha256"})
        return order, AttachedFile(file_id=upload_id, **shown)

    def _announced(self, centre: str, upload_id: str) -> Upload:
        if (centre, upload_id) not in self._open:
            raise refuse("upload_id", "没有这次上传", "请先用 attach-open 登记文件，再分部分上传")
        return self._open[centre, upload_id]


class World:
    """Intake with its cases, its numbers and its clock."""

    def __init__(self) -> None:
        self.clock = FixedClock(MONDAY)
        self.cases = MemoryCases(Case, "intake", self.clock)
        self.uploads = MemoryUploads()
        use_cases = UseCases(self.cases, MemoryNumbers(), jurisdictions(), self.clock)
        self.handlers = Handlers(use_cases, self.uploads)  # type: ignore[arg-type]
        self._count = count(1)

    def message(self, subject: str, body: bytes, request: str = "", case: str = "") -> Received:
        taken = Subject.parse(subject)
        identity = str(uuid5(NAMESPACE_OID, request or str(next(self._count))))
        return Received(id=identity, subject=taken, body=body, case=case, kind=f"{taken.party}.{taken.verb}")

    async def ask(
        self, operation: str, body: Mapping[str, Any] | bytes, *, centre: str = CENTRE, request: str = ""
    ) -> dict[str, Any]:
        """What the window of a centre is answered."""
        content = body if isinstance(body, bytes) else json.dumps(body, ensure_ascii=False).encode()
        handler = getattr(self.handlers, operation.replace("-", "_"))
        answer: dict[str, Any] = await handler(self.message(f"svc.{centre}.intake.{operation}", content, request))
        return answer

    async def refusal(self, operation: str, body: Mapping[str, Any] | bytes, **how: Any) -> list[Fault]:
        """The faults with which the window of a centre is refused."""
        with pytest.raises(Refused) as refused:
            await self.ask(operation, body, **how)
        return list(refused.value.faults)

    async def hear(self, news: Event, *, request: str = "", case: str = CASE) -> None:
        """News of routing about the case."""
        subject = f"evt.{CENTRE}.{news.owner}.{news.name}"
        await self.handlers.on_route_news(self.message(subject, news.model_dump_json().encode(), request, case))

    async def accepted(self) -> None:
        """A case whose materials are complete and whose mandate is signed."""
        await self.ask("submit", FORM)
        await self.ask("sign", {"case_number": CASE, "document": "mandate"})

    def said(self) -> list[str]:
        """Names of the facts so far, in order."""
        return [message.subject.rpartition(".")[2] for message in self.cases.sent]
