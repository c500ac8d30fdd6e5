"""Messages in, use cases out: one awaited line each."""

from collections.abc import Mapping, Sequence
from typing import Any

from services.archive.use_cases import Archive
from shared.bus import Received, asked
from shared.contracts.archive import DossierQuery, TimelineQuery


class Handlers:
    """The handlers of archive."""

    def __init__(self, archive: Archive) -> None:
        self._archive = archive

    async def on_event(self, batch: Sequence[Received]) -> Mapping[str, Exception]:
        """evt.>, by the batch; the failures by message id."""
        return await self._archive.keep(batch)

    async def timeline(self, message: Received) -> dict[str, Any]:
        """svc.<centre>.archive.timeline"""
        return await self._archive.timeline(message.subject.region, asked(TimelineQuery, message.body))

    async def dossier(self, message: Received) -> dict[str, Any]:
        """svc.<centre>.archive.dossier"""
        return await self._archive.dossier(message.subject.region, asked(DossierQuery, message.body))
