"""After a start: what rests on a presumed year is reckoned anew, if the calendar of that year has been published since."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import Any, Final, NamedTuple, Protocol

from shared.aggregate import Aggregate
from shared.bus.envelope import Cause, new_traceparent
from shared.errors import TransientError
from shared.jurisdictions import Jurisdictions
from shared.log import log
from shared.service import Parts

PAGE: Final = 100
AGAIN: Final = 5.0  # seconds until what could not be changed, for a server was away, is tried again
READY: Final = 0.2  # seconds between two looks whether the bus is there
READY_WITHIN: Final = 1.0  # seconds for the bus to answer
Ready = Callable[[], Awaitable[bool]]
Move = Callable[[Any, Cause], Awaitable[object]]


class Presumed(Protocol):
    """Finds aggregates by the calendar that their limits rest on."""

    async def presumed(self, centre: str, version: str, after: str, limit: int) -> Sequence[Aggregate]:
        """Provisional ones of a centre that rest on another version than this, by id. Errors: DatabaseAway."""


class Provisional(NamedTuple):
    """Aggregates of one kind, and the change that reckons one of them anew."""

    found: Presumed
    move: Move


class LateCalendar:
    """Goes through them once, in the background. Several replicas share the work: each aggregate is changed once as it
    stands, for the id of the change derives from its version and the calendar's; and one that was moved is not found again.
    """

    def __init__(self, jurisdictions: Jurisdictions, ready: Ready, *kinds: Provisional) -> None:
        self._jurisdictions = jurisdictions
        self._ready = ready
        self._kinds = kinds
        self._going: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Begin; returns at once."""
        self._going = asyncio.create_task(self._until_done(), name="late_calendar")

    async def stop(self) -> None:
        """Stop where it is: every change is whole, and the next start finds the rest."""
        if self._going:
            self._going.cancel()
            await asyncio.gather(self._going, return_exceptions=True)

    async def go_through(self) -> int:
        """Everything that is due for it, once; how many. Errors: TransientError, then the rest is still to be done."""
        count = 0
        for kind in self._kinds:
            for centre in self._jurisdictions.centres():
                count += await self._of(kind, centre, self._jurisdictions.centre(centre).calendar.version)
        return count

    async def _of(self, kind: Provisional, centre: str, version: str) -> int:
        count, after = 0, ""
        while page := await kind.found.presumed(centre, version, after, PAGE):
            for one in page:
                count += await self._move(kind, one, version)
            after = page[-1].id
        return count

    async def _move(self, kind: Provisional, one: Aggregate, version: str) -> bool:
        """One of them; one that can't be changed holds up no other."""
        cause = Cause(f"calendar/{version}/{one.id}/{one.version}", new_traceparent())
        try:
            await kind.move(one, cause)
        except TransientError:
            raise
        except Exception:  # noqa: BLE001  whatever is wrong with one, the others are reckoned anew
            log.exception("calendar.failed", case=one.id)
            return False
        return True

    async def _until_done(self) -> None:
        while True:
            wait = READY
            try:
                if await self._ready():
                    log.info("calendar.applied", moved=await self.go_through())
                    return
            except TransientError as error:
                log.warning("calendar.delayed", error=str(error)[:200])
                wait = AGAIN
            await asyncio.sleep(wait)


def follow_calendar(parts: Parts, *kinds: Provisional) -> None:
    """Go through the aggregates of a service, from its wiring on; a bus that is not there yet is waited for."""
    late = LateCalendar(parts.jurisdictions, lambda: parts.bus.broker.ping(READY_WITHIN), *kinds)
    late.start()
    parts.closing.append(late.stop)
