"""Drops abandoned uploads for as long as the service runs; replicas may do it side by side."""

import asyncio
import contextlib
from collections.abc import Awaitable, Callable

from shared.store.repeating import again

EVERY = 600.0  # seconds between two looks; an upload is abandoned for an hour before it is cleared


class Clearing:
    """The background task."""

    def __init__(self, clear: Callable[[], Awaitable[object]], every: float = EVERY) -> None:
        self._clear = clear
        self._every = every
        self._task: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Begin; the first look is after one pause."""
        self._task = asyncio.create_task(again("uploads", self._every, self._clear), name="uploads.clear")

    async def stop(self) -> None:
        """End; what was half dropped is found again."""
        if self._task is not None:
            self._task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._task
