"""After a start: routes whose limits rest on a presumed year are reckoned anew, if its calendar has been published since."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Final, Protocol

from services.routing.changes import Changes
from services.routing.domain.moving import moved
from services.routing.domain.route import Route
from shared.bus import Cause
from shared.bus.envelope import new_traceparent
from shared.errors import TransientError
from shared.jurisdictions import Jurisdictions
from shared.log import log

PAGE: Final = 100
AGAIN: Final = 5.0  # seconds until what could not be changed, for a server was away, is tried again
Ready = Callable[[], Awaitable[bool]]
READY: Final = 0.2  # seconds between two looks whether the bus is there


class Presumed(Protocol):
    """Finds routes by the calendar that their limits rest on."""

    async def presumed(self, centre: str, version: str, after: str, limit: int) -> list[Route]:
        """Provisional routes of a centre that rest on another version than this, by id. Errors: DatabaseAway."""


class LateCalendar:
    """Goes through the routes once, in the background. Several replicas share the work: each route is changed once per
    calendar, for the id of the change derives from both.
    """

    def __init__(self, changes: Changes, index: Presumed, jurisdictions: Jurisdictions, ready: Ready) -> None:
        self._changes = changes
        self._index = index
        self._jurisdictions = jurisdictions
        self._ready = ready
        self._going: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Begin; returns at once."""
        self._going = asyncio.create_task(self._until_done(), name="routing.late_calendar")

    async def stop(self) -> None:
        """Stop where it is: every change is whole, and the next start finds the rest."""
        if self._going:
            self._going.cancel()
            await asyncio.gather(self._going, return_exceptions=True)

    async def go_through(self) -> int:
        """Every route that is due for it, once; how many. Errors: TransientError, then the rest is still to be done."""
        count = 0
        for centre in self._jurisdictions.centres():
            version, after = self._jurisdictions.centre(centre).calendar.version, ""
            while page := await self._index.presumed(centre, version, after, PAGE):
                for route in page:
                    count += await self._move(route.id, version)
                after = page[-1].id
        return count

    async def _move(self, case: str, version: str) -> bool:
        """One route; one that can't be changed holds up no other."""
        cause = Cause(f"calendar/{version}/{case}", new_traceparent())
        try:
            await self._changes.make(case, cause, moved)
        except TransientError:
            raise
        except Exception:  # noqa: BLE001  whatever is wrong with one route, the others are reckoned anew
            log.exception("calendar.failed", case=case)
            return False
        return True

    async def _until_done(self) -> None:
        while True:
            wait = READY
            try:
                if await self._ready():
                    log.info("calendar.applied", routes=await self.go_through())
                    return
            except TransientError as error:
                log.warning("calendar.delayed", error=str(error)[:200])
                wait = AGAIN
            await asyncio.sleep(wait)
