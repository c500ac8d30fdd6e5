"""The post room: letters leave here after they are stored, a few at a time, and what became of each is recorded."""

import asyncio
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final
from uuid import uuid4

from services.notify.domain.correspondence import Correspondence
from services.notify.domain.delivery import Carrier, Delivery, Letter, Turn
from services.notify.domain.notice import Notice
from shared.bus import Cause
from shared.clock import Clock
from shared.contracts.base import Event
from shared.errors import TransientError
from shared.log import log
from shared.store import Aggregates

AT_ONCE: Final = 8
"""Letters in the air at the same time; more would only queue at the mail server."""
QUEUE_PATIENCE: Final = 180.0
"""Seconds after which a letter that found no free worker is given back untried, before its alarm could call it unknown."""
RECORD_AGAIN: Final = (1.0, 5.0, 20.0)
"""Seconds between tries to record an outcome while the database is away; after them the alarm names it unknown."""


class Post:
    """Sends what a change has put into its turn, without holding that change up. Without a carrier nothing is sent."""

    def __init__(self, cases: Aggregates[Correspondence], carrier: Carrier | None, clock: Clock) -> None:
        self._cases = cases
        self._carrier = carrier
        self._clock = clock
        self._workers = asyncio.Semaphore(AT_ONCE)
        self._tasks: set[asyncio.Task[None]] = set()
        self._closing = False

    def turn(self, token: str | None = None) -> Turn:
        """A new turn, or the same one at a later time."""
        return Turn(token or str(uuid4()), self._clock.now(), self._later, self._closing)

    def start(self, case: Correspondence, sender: str, turn: Turn) -> None:
        """Send the letter that this turn holds, if it does, and those of the case that follow. Returns at once."""
        notice = case.to_send(turn.token)
        if notice is not None:
            task = asyncio.create_task(self._work(case.id, sender, notice), name=f"post.{case.id}")
            self._tasks.add(task)
            task.add_done_callback(self._done)

    async def drain(self) -> None:
        """Wait until nothing is left to send; the outcomes are then recorded."""
        while self._tasks:
            await asyncio.gather(*self._tasks, return_exceptions=True)

    async def close(self) -> None:
        """Finish the letters in the air and leave all others, recorded as untried, to whoever comes next."""
        self._closing = True
        await self.drain()

    def _done(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        if not task.cancelled() and (error := task.exception()):  # its letter stays as it is until the alarm finds it
            log.error("post.failed", task=task.get_name(), exc_info=error)

    async def _work(self, case: str, sender: str, first: Notice) -> None:
        queued = asyncio.get_running_loop().time()
        notice: Notice | None = first
        async with self._workers:
            stale = self._closing or asyncio.get_running_loop().time() - queued > QUEUE_PATIENCE
            while notice is not None:
                delivery = Delivery("untried", "no free worker in time") if stale else await self._carry(sender, notice)
                log.info("notice.handed_over", case=case, notice=notice.id, verdict=delivery.verdict)
                notice = await self._record(case, notice, delivery)

    async def _carry(self, sender: str, notice: Notice) -> Delivery:
        if self._carrier is None:
            return Delivery("transient", "SMTP_URL is not set any more")
        written_at = datetime.fromisoformat(notice.written_at)
        letter = Letter(notice.id, notice.address, sender, notice.title, notice.text, written_at)
        return await self._carrier.carry(letter)

    async def _record(self, case: str, notice: Notice, delivery: Delivery) -> Notice | None:
        """Write the outcome down; the next letter of the case becomes ours by the same write."""
        cause = Cause(notice.id).derive("outcome", notice.tries, notice.token)

        def decide(stored: Correspondence) -> Sequence[Event]:
            return stored.settle(notice.id, delivery, self.turn(notice.token))

        for pause in (*RECORD_AGAIN, None):
            try:
                return (await self._cases.change(case, Cause(cause), decide)).to_send(notice.token)
            except TransientError as error:
                log.warning("notice.outcome_deferred", case=case, notice=notice.id, error=str(error))
                if pause is not None:
                    await asyncio.sleep(pause)
        return None

    def _later(self, span: timedelta) -> datetime:
        """When at least that much real time will have passed: a mail server knows nothing of an accelerated clock."""
        now, ahead = self._clock.now(), span
        while self._clock.real(now + ahead) - self._clock.real(now) < span:
            ahead *= 2
        return now + ahead
