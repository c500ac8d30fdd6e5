"""The acts on a rulebook: draft, check, publish, roll back, retire; each is on record, or refused with nothing changed."""

import asyncio
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, Protocol

from services.routing.domain.lifecycle import Act, Edition, Layer, LayerState, first_one, layer_id
from services.routing.domain.rules import Rulebook
from services.routing.rules.loading import Layers
from services.routing.rules.rulebooks import Rulebooks
from shared.clock import Clock
from shared.contracts import rulebook as order
from shared.errors import Fault, Refused, refuse
from shared.store import LostRace

RACES = 8  # tries against others who write into the record of the same draft


class Announcer(Protocol):
    """Whatever reaches every replica."""

    async def tell(self, region: str, centres: Sequence[str]) -> Sequence[order.ReplicaReport]:
        """Let every replica run what the editions say; what each of them runs then."""


class Publishing:
    """The life of the layers of rules. `region` is always the one whose layer it is: the subject says it."""

    def __init__(self, rulebooks: Rulebooks, announcer: Announcer, clock: Clock) -> None:
        self._rulebooks = rulebooks
        self._store = rulebooks.store
        self._announcer = announcer
        self._clock = clock

    async def draft(self, region: str, said: order.DraftRules, request: str) -> dict[str, Any]:
        """Keep a text as a draft that has passed the check. Errors: Refused with every fault; nothing is kept then."""
        known = await self._store.layer(layer_id(region, said.text))
        if known and known.state is not LayerState.RETIRED:
            return {**shown(known), "known": True}
        if known:
            raise refuse("text", f"内容与已停用的 {known.id} 完全相同", "请修改后作为新的草案提交")
        heirs = await self.heirs(region, said.text)
        _, faults = await self.composed(region, said.text, heirs)
        if faults:
            raise Refused(faults)
        layer = Layer.drafted(region, said.text, self._act("drafted", said.by, said.why, request, heirs=heirs))
        layer = layer.checked(self._act("checked", said.by, note=f"{len(heirs)} 个中心"), 0)
        if not await self._store.write_layer(layer):
            layer = await self.layer(region, layer.id)  # the same text from somebody else, in the same moment
        return {**shown(layer), "centres": list(heirs)}

    async def check(self, region: str, said: order.CheckRules, request: str) -> dict[str, Any]:
        """Check a draft against the rules as they are now; what is found is on record. Errors: Refused with every fault."""
        layer = await self.layer(region, said.draft)
        heirs = await self.heirs(region, layer.text)
        _, faults = await self.composed(region, layer.text, heirs)
        act = self._act("checked", said.by, request=request, heirs=heirs)
        layer = await self._record(region, layer.id, lambda kept: kept.checked(act, len(faults)))
        if faults:
            raise Refused(faults)
        return {**shown(layer), "centres": list(heirs)}

    async def publish(self, region: str, said: order.PublishRules, request: str) -> dict[str, Any]:
        """Let one centre, or all that inherit the layer, decide new cases by it. Errors: Refused, and nothing is changed.

        Cases that are under way stay with the version they were placed by.
        """
        layer = await self.layer(region, said.draft)
        heirs = await self.heirs(region, layer.text)
        if said.to != "all" and said.to not in heirs:
            raise refuse("to", f"{said.to} 不是使用 {region} 规则的中心", f"可发布到：{'、'.join(heirs)}，或 all")
        aimed = tuple(heirs) if said.to == "all" else (said.to,)
        done = [centre for centre in aimed if heirs[centre].did(request)]  # the request is repeated: go on where it ended
        rest = {centre: heirs[centre] for centre in aimed if not heirs[centre].runs(layer.id) and centre not in done}
        if not done and not rest:
            remedy = "无需再次发布；各中心运行的版本见 daiban rules versions"
            raise refuse("to", f"{'、'.join(aimed)} 已在运行 {layer.id}", remedy)
        if said.to == "all":
            first_one(layer, tuple(heirs.values()))
        written, lost = await self._publish(layer, rest, self._act("published", said.by, said.why, request))
        written = [*done, *written]
        act = self._act("published", said.by, said.why, request, heirs={centre: heirs[centre] for centre in written})
        act = act.altered(note=f"发布到 {'、'.join(written)}")
        layer = await self._record(region, layer.id, lambda kept: kept if kept.did(request) else kept.published(act))
        return await self._told(layer, region, written, lost)

    async def _publish(self, layer: Layer, targets: Mapping[str, Edition], act: Act) -> tuple[list[str], list[str]]:
        if not targets:
            return [], []
        layer.must_be_publishable({centre: edition.now.version for centre, edition in targets.items()})
        books, faults = await self.composed(layer.region, layer.text, targets)
        faults += self._rulebooks.refused_by_engine(books.values())
        if faults:
            raise Refused(faults)
        await self._store.keep(books.values())
        return await self._write([edition.published(layer, books[centre].version, act) for centre, edition in targets.items()])

    async def roll_back(self, region: str, said: order.RollBackRules, request: str) -> dict[str, Any]:
        """Let centres go back to the edition before the last publication of this region's rules. Errors: Refused."""
        editions = await self._store.editions(self._rulebooks.centres)
        changed = {c: e for c, e in editions.items() if e.did(request) or e.now.changed.partition("@")[0] == region}
        aimed = changed if said.to == "all" else {centre: e for centre, e in editions.items() if centre == said.to}
        if not aimed:
            what = f"没有中心可从 {region} 的规则退回" if said.to == "all" else f"没有代码为 {said.to} 的中心"
            raise refuse("to", what, "各中心运行的版本见 daiban rules versions")
        done = [centre for centre, edition in aimed.items() if edition.did(request)]
        act = self._act("rolled_back", said.by, said.why, request)
        back = [edition.rolled_back(region, act) for centre, edition in aimed.items() if centre not in done]
        await self._none_retired(back)
        written, lost = await self._write(back)
        written = [*done, *written]
        after = (await self._store.editions(written)).values()
        for name in sorted({act.draft for edition in after for act in edition.acts if act.request == request}):
            await self._taken_back(region, name, said, request, written)
        return await self._told(None, region, written, lost)

    async def _taken_back(self, region: str, name: str, said: order.RollBackRules, request: str, centres: list[str]) -> None:
        now = await self._store.editions(self._rulebooks.centres)
        running = any(edition.runs(name) for edition in now.values())
        act = self._act("rolled_back", said.by, said.why, request).altered(note=f"从 {'、'.join(centres)} 退回")
        await self._record(region, name, lambda kept: kept if kept.did(request) else kept.taken_back(act, still_running=running))

    async def retire(self, region: str, said: order.RetireRules, request: str) -> dict[str, Any]:
        """A layer that must not be used again. Errors: Refused while a centre runs it."""
        editions = await self._store.editions(self._rulebooks.centres)
        running = tuple(centre for centre, edition in editions.items() if edition.runs(said.draft))
        act = self._act("retired", said.by, said.why, request)
        layer = await self._record(region, said.draft, lambda kept: kept if kept.did(request) else kept.retired(act, running))
        return shown(layer)

    async def layer(self, region: str, name: str) -> Layer:
        """A layer of this region. Errors: Refused."""
        layer = await self._store.layer(name)
        if layer is None or layer.region != region:
            raise refuse("draft", f"{region} 没有编号为 {name} 的草案", "全部草案见 daiban rules versions")
        return layer

    async def write(self, layer: Layer) -> bool:
        """Write what became of a layer since it was read; False when somebody else was faster."""
        return await self._store.write_layer(layer)

    async def composed(self, region: str, text: str, heirs: Mapping[str, Edition]) -> tuple[dict[str, Rulebook], list[Fault]]:
        """What each of these centres would run, and every fault of it, each told once. Other work goes on meanwhile."""
        books: dict[str, Rulebook] = {}
        faults: list[Fault] = []
        read: dict[tuple[tuple[str, str], ...], Layers] = {}
        for centre, edition in heirs.items():
            key = tuple(sorted({**edition.now.layers, region: ""}.items()))
            if key not in read:
                texts = await self._store.texts({each: name for each, name in key if name})
                read[key] = await asyncio.to_thread(Layers, self._rulebooks.folder, {**texts, region: text})
            books[centre], found = await asyncio.to_thread(read[key].compose, centre)
            faults += (fault for fault in found if fault not in faults)
        return books, faults

    async def heirs(self, region: str, text: str) -> dict[str, Edition]:
        """The editions of the centres that inherit the region's layer, its own first. Errors: Refused."""
        layers = await asyncio.to_thread(Layers, self._rulebooks.folder, {region: text})
        heirs = layers.heirs(region, self._rulebooks.centres)
        if not heirs:
            raise refuse(
                "region", f"没有中心使用 {region} 的规则", "请核对行政区划代码；规则按 150000 → 150600 → 150622 逐级继承"
            )
        editions = await self._store.editions(heirs)
        return {centre: editions[centre] for centre in heirs if centre in editions}

    async def _write(self, after: Iterable[Edition]) -> tuple[list[str], list[str]]:
        """Those that were written, and those that somebody else changed in between. Errors: Refused, if that is all."""
        written: list[str] = []
        lost: list[str] = []
        for edition in after:
            (written if await self._store.write_edition(edition) else lost).append(edition.centre)
        if lost and not written:
            what = f"{'、'.join(lost)} 的规则刚刚被他人改变，本次未办理"
            raise refuse("to", what, "请先用 daiban rules versions 查看，确有必要再重新办理")
        return written, lost

    async def _none_retired(self, after: Iterable[Edition]) -> None:
        for edition in after:
            for name in edition.now.layers.values():
                layer = await self._store.layer(name)
                if layer and layer.state is LayerState.RETIRED:
                    raise refuse("to", f"{edition.centre} 上一版中的 {name} 已停用，不能退回", "请发布新的规则")

    async def _record(self, region: str, name: str, change: Callable[[Layer], Layer]) -> Layer:
        """Write an act into the record of a layer. Errors: Refused; LostRace."""
        for _ in range(RACES):
            layer = await self.layer(region, name)
            changed = change(layer)
            if changed is layer or await self._store.write_layer(changed):
                return changed
        raise LostRace(name)

    async def _told(self, layer: Layer | None, region: str, written: list[str], lost: list[str]) -> dict[str, Any]:
        reports = await self._announcer.tell(region, written)
        editions = await self._store.editions(written)
        return {
            **({"draft": layer.id, "state": layer.state} if layer else {}),
            "centres": {centre: edition.now.version for centre, edition in editions.items()},
            "before": {centre: edition.acts[-1].before.get(centre) for centre, edition in editions.items()},
            "lost": lost,
            "replicas": [report.model_dump(mode="json") for report in reports],
        }

    def _act(
        self, act: str, by: str, why: str = "", request: str = "", *, heirs: Mapping[str, Edition] | None = None, note: str = ""
    ) -> Act:
        before = {centre: edition.now.version for centre, edition in (heirs or {}).items()}
        return Act(act=act, by=by, at=self._clock.now().isoformat(), why=why, request=request, before=before, note=note)


def shown(layer: Layer) -> dict[str, Any]:
    """A layer for people and programs, without its text."""
    going = layer.rehearsal
    return {
        "draft": layer.id,
        "region": layer.region,
        "state": layer.state,
        "state_name": layer.state.label,
        "rehearsal": going.model_dump(mode="json", exclude={"base"}) if going else None,
        "acts": [act.model_dump(mode="json", exclude={"request"}) for act in layer.acts],
    }
