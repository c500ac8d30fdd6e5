"""The service's end of the process in which drafts are tried: started when wanted, ended when idle, replaced when it breaks."""

import asyncio
import json
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from services.routing.domain.rules import Rulebook
from shared.errors import PermanentError
from shared.log import log

IDLE: Final = 60.0
"""Seconds without work after which the process ends, and gives back the engine's memory."""
LONGEST_LINE: Final = 64 * 1024 * 1024
PATIENCE: Final = 60.0
"""Seconds for one batch; a process that takes longer is taken to hang."""


class TrialFailed(PermanentError):
    """A draft broke the process in which it was tried; nothing else is affected."""


class Trial:
    """Decides past cases by drafts, in a process of its own.

    Why a process: a draft is unproven input for an engine in C that keeps the memory of every version and has been seen to
    crash; neither may reach the process that places cases, nor may the work hold up its event loop.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._process: Process | None = None
        self._given: dict[str, str] = {}
        self._turn = asyncio.Lock()
        self._idle: asyncio.TimerHandle | None = None

    async def compare(self, books: Mapping[str, Rulebook], cases: list[list[Any]]) -> list[Any]:
        """[number, centre, changes] of every case in which the rulebooks (by centre) decide otherwise. Errors: TrialFailed."""
        async with self._turn:
            given = {centre: book.version for centre, book in books.items()}
            asked: dict[str, Any] = {"cases": cases}
            if self._process is None or given != self._given:
                await self._end()
                self._process = await self._begin()
                asked["centres"] = given
                each = {book.version: book for book in books.values()}
                asked["books"] = {version: book.model_dump(mode="json") for version, book in each.items()}
            try:
                async with asyncio.timeout(PATIENCE):
                    answer = await self._answer(self._process, asked)
            except (OSError, ValueError, TimeoutError) as error:
                code = self._process.returncode
                await self._end()
                raise TrialFailed(f"试演进程中断（{type(error).__name__}，退出码 {code}）") from error
            if "error" in answer:
                await self._end()
                raise TrialFailed(answer["error"])
            self._given = given
            self._rest()
            changed: list[Any] = answer["changed"]
            return changed

    async def close(self) -> None:
        """End the process, if there is one."""
        async with self._turn:
            await self._end()

    @property
    def pid(self) -> int | None:
        """The process, while there is one."""
        return self._process.pid if self._process else None

    async def _begin(self) -> Process:
        module = "services.routing.rules.rehearser"
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", module, str(self._folder), stdin=PIPE, stdout=PIPE, limit=LONGEST_LINE
        )
        log.info("trial.started", pid=process.pid)
        return process

    @staticmethod
    async def _answer(process: Process, asked: Mapping[str, Any]) -> dict[str, Any]:
        if process.stdin is None or process.stdout is None:
            raise OSError("no pipes")
        process.stdin.write(json.dumps(asked, ensure_ascii=False).encode() + b"\n")
        await process.stdin.drain()
        answer: dict[str, Any] = json.loads(await process.stdout.readline())
        return answer

    async def _end(self) -> None:
        if self._idle:
            self._idle.cancel()
        process, self._process, self._given = self._process, None, {}
        if process is None:
            return
        if process.returncode is None:
            process.kill()
        await process.wait()
        log.info("trial.ended", pid=process.pid, code=process.returncode)

    def _rest(self) -> None:
        if self._idle:
            self._idle.cancel()
        loop = asyncio.get_running_loop()
        self._idle = loop.call_later(IDLE, lambda: loop.create_task(self.close()))
