"""The rulebooks that this replica decides by: always those that the editions name, or the last good ones."""

import asyncio
import os
import socket
import uuid
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import Final, Protocol

from prometheus_client import Gauge

from services.routing.domain.lifecycle import Act, Edition, Standing
from services.routing.domain.rules import Rulebook
from services.routing.rules.loading import Layers
from services.routing.rules.store import RulebookStore
from shared.clock import Clock
from shared.contracts.rulebook import ReplicaReport
from shared.errors import Fault, PermanentError, Refused, TransientError
from shared.log import log

RUNNING: Final = Gauge("daiban_rulebook_running", "1 for the version of the rulebook that a centre runs", ["centre", "version"])
DEPLOYED: Final = "随程序"
"""Who acts where nobody published anything: the files came with the program."""


class Engine(Protocol):
    """A rule engine that is told of rulebooks."""

    def ensure(self, rulebook: Rulebook) -> None:
        """Know this rulebook from now on; knowing it already changes nothing. Errors: PermanentError."""


class Rulebooks:
    """Every centre's rulebook. What breaks at load is logged and told, and the last good version goes on deciding."""

    def __init__(self, store: RulebookStore, folder: Path, centres: Iterable[str], engine: Engine, clock: Clock) -> None:
        self.store = store
        self.folder = folder
        self.centres = tuple(centres)
        self.replica = uuid.uuid4().hex[:8]
        self._engine = engine
        self._clock = clock
        self._known: dict[str, Rulebook] = {}
        self._loaded: dict[str, Rulebook] = {}
        self._running: dict[str, Rulebook] = {}
        self._refused: dict[str, tuple[str, str]] = {}
        self._turn = asyncio.Lock()
        self._read: tuple[dict[str, str], Layers] | None = None
        self.faults: dict[str, tuple[Fault, ...]] = {}
        """centre -> what is wrong with the files that it would run, found when this replica started."""

    async def start(self) -> None:
        """Bring every centre to what its files and published layers say. Errors: Refused, where a centre has no version yet."""
        editions = await self.store.editions(self.centres)
        new: list[Fault] = []
        for centre in self.centres:
            found = editions.get(centre)
            rulebook, faults = await self._composed(centre, found)
            if faults and found is None:
                new += faults
            elif faults:
                self.faults[centre] = faults
                log.error("rulebook.kept", centre=centre, running=found.now.version if found else "", reason=_line(faults))
            elif rulebook is not None and (found is None or found.now.version != rulebook.version):
                await self._deploy(centre, found, rulebook)
        if new:
            raise Refused(dict.fromkeys(new))
        await self.reload(self.centres)

    async def current(self, centre: str) -> Rulebook:
        """What decides a new case of this centre: one read by key, so that a missed announcement costs nothing.

        Errors: DatabaseAway; RulebookUnreadable where there is no good version at all.
        """
        version = await self.store.running(centre)
        known = self._running.get(centre)
        if version is not None and (known is None or known.version != version):
            async with self._turn:
                await self._switch(centre, version)
            await self.store.report(self.report())
        return self.rulebook(centre)

    def rulebook(self, centre: str) -> Rulebook:
        """What this replica runs for a centre, as far as it knows. Errors: KeyError for a centre that is not on the bus."""
        return self._running[centre]

    async def by_version(self, version: str) -> Rulebook:
        """A version that some case is pinned to, known to the engine. Errors: RulebookUnreadable, DatabaseAway."""
        rulebook = await self.kept(version)
        self._engine.ensure(rulebook)
        self._loaded[version] = rulebook
        return rulebook

    def loaded(self, version: str) -> Rulebook | None:
        """The same, if it is at hand already."""
        return self._loaded.get(version)

    async def kept(self, version: str) -> Rulebook:
        """Any version that was ever published, to be read only. Errors: RulebookUnreadable, DatabaseAway."""
        if version not in self._known:
            self._known[version] = await self.store.rulebook(version)
        return self._known[version]

    def refused_by_engine(self, rulebooks: Iterable[Rulebook]) -> list[Fault]:
        """What the engine does not take, told before anything is published; what it takes it knows from now on."""
        faults: list[Fault] = []
        for rulebook in rulebooks:
            try:
                self._engine.ensure(rulebook)
            except Exception as error:  # noqa: BLE001  whatever it says, the rulebook must not reach a case
                faults.append(Fault(field=rulebook.region, message=f"规则引擎不接受：{error}", remedy="改写规则的条件后重新提交"))
        return faults

    async def reload(self, centres: Iterable[str]) -> ReplicaReport:
        """Run what the editions say now, and tell it."""
        async with self._turn:
            for centre in centres:
                self._refused.pop(centre, None)
                if version := await self.store.running(centre):
                    await self._switch(centre, version)
        report = self.report()
        await self.store.report(report)
        return report

    def report(self) -> ReplicaReport:
        """Which rules this replica runs."""
        return ReplicaReport(
            replica=self.replica,
            host=socket.gethostname(),
            pid=os.getpid(),
            at=datetime.now(UTC).isoformat(timespec="milliseconds"),
            running={centre: rulebook.version for centre, rulebook in self._running.items()},
            kept={centre: _line(faults) for centre, faults in self.faults.items()}
            | {centre: why for centre, (_, why) in self._refused.items()},
        )

    async def stop(self) -> None:
        """This replica ends."""
        await self.store.forget(self.replica)

    async def _composed(self, centre: str, edition: Edition | None) -> tuple[Rulebook | None, tuple[Fault, ...]]:
        """What the files and the published layers make of a centre. A fault is a finding, whatever its cause."""
        try:
            texts = await self.store.texts(edition.now.layers if edition else {})
            rulebook, faults = self._layers(texts).compose(centre)
        except PermanentError as error:
            return None, (Fault(field=centre, message=str(error), remedy="改正规则文件，或发布改正后的规则"),)
        return rulebook, faults or tuple(self.refused_by_engine([rulebook]))

    def _layers(self, texts: dict[str, str]) -> Layers:
        """Files are read once for all centres that run the same layers."""
        if self._read is None or self._read[0] != texts:
            self._read = texts, Layers(self.folder, texts)
        return self._read[1]

    async def _deploy(self, centre: str, found: Edition | None, rulebook: Rulebook) -> None:
        """The files have changed, or are new: an act of whoever deployed them. A replica that was faster did the same."""
        await self.store.keep([rulebook])
        act = Act(act="deployed", by=DEPLOYED, at=self._clock.now().isoformat(), why="规则文件随程序部署")
        if found is None:
            act = act.altered(after={centre: rulebook.version})
            await self.store.add_edition(Edition(centre=centre, now=Standing(version=rulebook.version), acts=(act,)))
        else:
            await self.store.write_edition(found.deployed(rulebook.version, act))

    async def _switch(self, centre: str, version: str) -> None:
        """Run this version; stay with the last good one where that fails, and try it again only when told to."""
        before = self._running.get(centre)
        if (before and before.version == version) or self._refused.get(centre, ("", ""))[0] == version:
            return
        try:
            rulebook = await self.by_version(version)
        except TransientError:
            raise
        except Exception as error:  # whatever it is, the last good version is better than none
            if before is None:
                raise
            self._refused[centre] = version, str(error)
            log.error("rulebook.kept", centre=centre, refused=version, running=before.version, reason=str(error))
            return
        self._running[centre] = rulebook.model_copy(update={"region": centre})
        if before:
            self.faults.pop(centre, None)
            RUNNING.remove(centre, before.version)
        RUNNING.labels(centre, version).set(1)
        log.info("rulebook.loaded", centre=centre, version=version, before=before.version if before else None)


def _line(faults: Iterable[Fault]) -> str:
    return "；".join(f"{fault.field}：{fault.message}" for fault in faults)
