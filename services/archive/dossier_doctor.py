"""No dossier stays open in silence: what is whole is closed, and what waits for too long is told with what it waits for."""

import asyncio
from typing import Final

from services.archive.closing import Closing, Limits
from services.archive.domain.completeness import UNDER_WAY
from services.archive.journal import Journal, Waiting
from shared.bus import metrics
from shared.clock import Clock
from shared.contracts.duties import Ailment, DoctorTold
from shared.errors import PermanentError
from shared.log import log

SERVICE: Final = "archive"
INVARIANT: Final = "whole_dossier"
MOST_TOLD: Final = 1000  # ailments in one answer, which has to be smaller than the bus's largest message; the log has all
PAUSE: Final = 0.05  # seconds between two cases of a round, for the messages


class DossierDoctor:
    """Looks after the cases that are closed and have no dossier yet. `real` tells real time."""

    def __init__(self, journal: Journal, closing: Closing, limits: Limits, real: Clock) -> None:
        self._journal = journal
        self._closing = closing
        self._limits = limits
        self._real = real

    async def look(self, centre: str, *, repair: bool = True, hurry: bool = True) -> DoctorTold:
        """Close what is whole after all (unless `repair` is off), and tell what waits for longer than `patience`.

        A case whose route is still under way waits rightly, for as long as that takes: routing has a doctor of its own.
        Errors: DatabaseAway.
        """
        waiting = await self._journal.waiting(centre)
        ailments = []
        for one in waiting:
            if ailment := await self._examine(one, repair):
                ailments.append(ailment)
                metrics.AILMENTS.labels(SERVICE, INVARIANT, "repaired" if ailment.repaired else "left").inc()
            await asyncio.sleep(0 if hurry else PAUSE)
        return DoctorTold(service=SERVICE, looked_at=len(waiting), alarms=0, ailments=tuple(ailments[:MOST_TOLD]))

    async def _examine(self, one: Waiting, repair: bool) -> Ailment | None:
        try:
            left = await (self._closing.close(one.case) if repair else self._closing.lacks(one.case))
        except PermanentError as error:
            left = [f"{type(error).__name__} {error}"]
        waited = self._real.now() - one.since
        if waited < self._limits.patience or left == UNDER_WAY:
            return None
        minutes = int(waited.total_seconds() // 60)
        if not left:
            what = f"结案 {minutes} 分钟后才归档" if repair else f"结案已 {minutes} 分钟，各项齐全而尚未归档"
            return Ailment(subject=one.case, invariant=INVARIANT, what=what, repaired=repair)
        log.error("dossier.stuck", case=one.case, minutes=minutes, missing=left)
        what = f"结案已 {minutes} 分钟，尚未归档：{'；'.join(left)}"
        return Ailment(subject=one.case, invariant=INVARIANT, what=what)
