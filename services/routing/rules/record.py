"""What is on record about rulebooks: who runs which version, every draft, every act."""

import asyncio
from typing import Any

from services.routing.domain.lifecycle import Act, Edition
from services.routing.rules.loading import Layers
from services.routing.rules.publishing import shown
from services.routing.rules.rulebooks import Rulebooks


class RuleRecord:
    """Reads only."""

    def __init__(self, rulebooks: Rulebooks) -> None:
        self._rulebooks = rulebooks
        self._store = rulebooks.store

    async def versions(self, region: str, draft: str | None = None) -> dict[str, Any]:
        """What each centre that inherits from the region runs, the drafts of it and of those below, and the replicas."""
        editions = await self._editions(region)
        layers = [layer for layer in await self._store.layers(region) if draft in {None, layer.id}]
        replicas = await self._store.replicas()
        return {
            "region": region,
            "centres": [self._edition(edition) for edition in editions.values()],
            "drafts": [
                {**shown(layer), "running_in": [centre for centre, edition in editions.items() if edition.runs(layer.id)]}
                for layer in layers
            ],
            "replicas": [report.model_dump(mode="json", exclude={"answered"}) for report in replicas.values()],
        }

    async def history(self, region: str, draft: str | None = None) -> dict[str, Any]:
        """Every act on the region's drafts and on the editions of the centres that inherit from it, the latest last."""
        acts = [act for layer in await self._store.layers(region) for act in layer.acts if act.act not in SAID_BY_EDITIONS]
        acts += [act for edition in (await self._editions(region)).values() for act in edition.acts]
        found = sorted((act for act in acts if draft in {None, act.draft}), key=lambda act: act.at)
        return {"region": region, "acts": [_told(act) for act in found]}

    async def _editions(self, region: str) -> dict[str, Edition]:
        layers = await asyncio.to_thread(Layers, self._rulebooks.folder)
        heirs = layers.heirs(region, self._rulebooks.centres)
        return await self._store.editions(heirs)

    def _edition(self, edition: Edition) -> dict[str, Any]:
        faults = self._rulebooks.faults.get(edition.centre, ())
        return {
            "centre": edition.centre,
            "version": edition.now.version,
            "layers": edition.now.layers,
            "changed": edition.now.changed,
            "earlier": [standing.version for standing in edition.earlier],
            "since": edition.acts[-1].model_dump(mode="json", exclude={"request"}),
            "faults": [fault.model_dump() for fault in faults],
        }


SAID_BY_EDITIONS = frozenset({"published", "rolled_back"})
"""Acts that stand in the record of the draft and of each centre alike: the centres' say more."""


def _told(act: Act) -> dict[str, Any]:
    return act.model_dump(mode="json", exclude={"request"})
