"""The command line against services that answer as they are told: who asked what, as whom."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from rich.console import Console

from deploy.local.cli import mailbox, session
from deploy.local.cli.app import app
from deploy.local.cli.mailbox import Letter
from shared.errors import refuse

CASE = "150622-20260302-000017"
BANNER, CITY = "150622", "150600"
OFFICE, LAND = "150600.ldxzb", "150622.zrzyj"
MATTER, MEASURE = f"{CASE}/E1", f"{CASE}/E1/M1"
ORDER: dict[str, Any] = {
    "measure_id": MEASURE,
    "owner": LAND,
    "owner_name": "准格尔旗自然资源局",
    "act": "核发用地规划许可",
    "binding": "decide",
    "item": 26,
    "due": "2026-03-20T17:30:00+08:00",
}

RECEIPT: dict[str, Any] = {
    "case_number": CASE,
    "service": "agency",
    "applicant": "煤矸石综合利用项目申请单位",
    "project": "准格尔旗煤矸石综合利用项目",
    "items": [5, 4, 14],
    "agent": {"id": "zh1", "title": "综合代办员一号"},
    "agent_chosen": "中心代办员；现在办 0 件",
    "lead_department": None,
    "state_name": "办理中",
    "corrections": {},
    "missing": [],
    "waits_for": [],
    "next": "各部门办理中",
}


def daiban(*arguments: object) -> None:
    """One command line. Errors: as the command raises them."""
    app(args=[str(argument) for argument in arguments], standalone_mode=False)


def shown(part: Any) -> str:
    """What people see of it on a wide screen."""
    console = Console(width=260)
    with console.capture() as capture:
        console.print(part)
    return capture.get()


class Town:
    """What the bus would answer, by operation; `asked` is what was asked: as whom, which operation, with which body."""

    def __init__(self, **answers: Any) -> None:
        self.answers = {name.replace("_", "-"): answer for name, answer in answers.items()}
        self.asked: list[tuple[str, str, dict[str, Any]]] = []
        self.keys = {BANNER, CITY}
        self.mail: list[Letter] = []
        self.parked = 0

    @asynccontextmanager
    async def centre(self, _directory: Path, code: str) -> AsyncIterator[Any]:
        """See session.centre."""
        if code not in self.keys:
            raise refuse("centre", f"没有代码为 {code} 的政务服务中心", "请核对")
        yield self._client(f"centre-{code}")

    @asynccontextmanager
    async def department(self, _directory: Path, address: str) -> AsyncIterator[Any]:
        """See session.department."""
        yield self._client(f"dept-{address}")

    @asynccontextmanager
    async def operator(self, _directory: Path) -> AsyncIterator[Any]:
        """See session.operator; every stream has as many messages as are parked."""

        async def stream_info(_name: str) -> SimpleNamespace:
            return SimpleNamespace(state=SimpleNamespace(messages=self.parked))

        bus = SimpleNamespace(stream_info=stream_info)
        yield SimpleNamespace(connection=SimpleNamespace(jetstream=lambda: bus))

    @asynccontextmanager
    async def letters(self, _client: Any, _region: str, _department: str) -> AsyncIterator[list[Letter]]:
        """See mailbox.letters."""
        yield [letter for letter in self.mail if not letter.message.is_acked]

    def _client(self, user: str) -> SimpleNamespace:
        async def ask(_region: str, _service: str, operation: str, body: Mapping[str, Any]) -> dict[str, Any]:
            self.asked.append((user, operation, dict(body)))
            answer = self.answers[operation]
            if isinstance(answer, list):
                answer = answer.pop(0)
            if isinstance(answer, Exception):
                raise answer
            return dict(answer)

        return SimpleNamespace(ask=ask)

    def installed(self, monkeypatch: pytest.MonkeyPatch) -> "Town":
        """This town, in the place of the bus."""
        monkeypatch.setattr(session, "centre", self.centre)
        monkeypatch.setattr(session, "department", self.department)
        monkeypatch.setattr(session, "operator", self.operator)
        monkeypatch.setattr(mailbox, "letters", self.letters)
        return self


class Message:
    """The message of a letter: its place in the stream, and whether it was taken out."""

    def __init__(self, place: int) -> None:
        self.is_acked = False
        self.metadata = SimpleNamespace(sequence=SimpleNamespace(stream=place))

    async def ack_sync(self) -> None:
        """Once and no more, as the server has it."""
        assert not self.is_acked
        self.is_acked = True


def letter(verb: str, place: int, /, **body: Any) -> Letter:
    """A letter at that place of the stream."""
    return Letter(verb, body, Message(place))  # type: ignore[arg-type]


def line(**changed: Any) -> dict[str, Any]:
    """An offer from 准格尔旗 to 鄂尔多斯市, as routing tells it."""
    return {
        "transfer_id": f"{CASE}/27/T1",
        "case_number": CASE,
        "centre": BANNER,
        "item": 27,
        "item_name": "危险化学品建设项目安全条件审查",
        "giver": BANNER,
        "giver_name": "准格尔旗政务服务中心",
        "receiver": CITY,
        "receiver_name": "鄂尔多斯市政务服务中心",
        "direction": "up",
        "direction_name": "提请上级",
        "reason": "危险化学品项目由设区的市审查",
        "signed_by": "科室负责人",
        "offered_at": "2026-03-02T10:00:00+08:00",
        "due": "2026-03-03T17:30:00+08:00",
        "state": "offered",
        "overdue": False,
        "answered_at": None,
        "answered_by": "",
        "returned_reason": "",
        "returned_before": [],
    } | changed
