"""Messages in, use cases out: one awaited line each."""

from collections.abc import Mapping, Sequence
from typing import Any

from services.archive.use_cases import Archive
from shared.bus import Bus, Received, asked
from shared.contracts.archive import DossierQuery, TimelineQuery

BATCH = 128  # facts journalled by one write
PATIENCE = 0.15  # seconds a batch waits to fill: longer costs nobody anything, the archive is asked afterwards


class Handlers:
    """The handlers of archive."""

    def __init__(self, archive: Archive) -> None:
        self._archive = archive

    def connect(self, bus: Bus) -> None:
        """Hear and serve everything that the archive is there for."""
        bus.hear_batch("archive-on-event", self.on_event, size=BATCH, patience=PATIENCE)
        bus.serve("archive", "timeline", self.timeline)
        bus.serve("archive", "dossier", self.dossier)

    async def on_event(self, batch: Sequence[Received]) -> Mapping[str, Exception]:
        """evt.>, by the batch; the failures by message id."""
        return await self._archive.keep(batch)

    async def timeline(self, message: Received) -> dict[str, Any]:
        """svc.<centre>.archive.timeline"""
        return await self._archive.timeline(message.subject.region, asked(TimelineQuery, message.body))

    async def dossier(self, message: Received) -> dict[str, Any]:
        """svc.<centre>.archive.dossier"""
        return await self._archive.dossier(message.subject.region, asked(DossierQuery, message.body))
