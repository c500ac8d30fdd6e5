"""The life of a layer of rules (draft → checked → rehearsed → published → retired) and of a centre's editions of its rulebook.

Everything here returns a changed copy, or refuses with the reason; nothing is ever taken out of the record.
"""

from collections.abc import Mapping
from enum import StrEnum
from hashlib import sha256
from typing import Any, Self

from pydantic import BaseModel, ConfigDict, Field

from shared.errors import refuse


class LayerState(StrEnum):
    """How far a layer is."""

    DRAFT = "draft"
    CHECKED = "checked"
    REHEARSED = "rehearsed"
    PUBLISHED = "published"
    RETIRED = "retired"

    @property
    def label(self) -> str:
        """The state as people read it."""
        return LABELS[self]


LABELS = dict(zip(LayerState, ("草案", "已核查", "已试演", "已发布", "已停用"), strict=True))


class Record(BaseModel):
    """Part of the record: never changed, only added to."""

    model_config = ConfigDict(frozen=True)

    def altered(self, **changes: Any) -> Self:
        """A copy with these changes."""
        return self.model_copy(update=changes)


class Act(Record):
    """One act: which, who, when, why, and against which rules."""

    act: str = Field(description="drafted, checked, unsound, rehearsed, published, rolled_back, retired, deployed")
    by: str = Field(description="The post")
    at: str = Field(description="ISO 8601 with zone")
    why: str = ""
    request: str = Field(default="", description="Id of the request, by which its repetition is known")
    draft: str = Field(default="", description="The layer it was about")
    before: dict[str, str] = Field(default={}, description="centre -> version that it ran")
    after: dict[str, str] = Field(default={}, description="centre -> version that it runs since")
    note: str = ""


class Rehearsal(Record):
    """The comparison with past cases, as far as it has come."""

    base: dict[str, str] = Field(description="centre -> version that it ran when the rehearsal began")
    cursor: str = Field(default="", description="The last case that was compared")
    cases: int = 0
    changed: int = 0
    unrecorded: int = Field(default=0, description="Cases from before facts were recorded")
    sums: dict[str, dict[str, int]] = Field(default={}, description="centre -> verdict -> decisions that would change")
    finished: bool = False

    def gone_on(self, page: "Page") -> Self:
        """With one more page."""
        sums = {centre: dict(counts) for centre, counts in self.sums.items()}
        for centre, counts in page.sums.items():
            known = sums.setdefault(centre, {})
            for verdict, count in counts.items():
                known[verdict] = known.get(verdict, 0) + count
        return self.altered(
            cursor=page.cursor or self.cursor,
            cases=self.cases + page.cases,
            changed=self.changed + page.changed,
            unrecorded=self.unrecorded + page.unrecorded,
            sums=sums,
            finished=page.finished,
        )


class Page(Record):
    """One page of a comparison."""

    cursor: str
    cases: int
    changed: int
    unrecorded: int
    sums: dict[str, dict[str, int]]
    finished: bool
    lines: tuple[dict[str, Any], ...] = ()


class Layer(Record):
    """规则草案: the text that one region's rulebook.yaml has, or shall have, with everything that was done about it."""

    id: str = Field(description="<region>@<hash of the text>")
    region: str
    text: str
    state: LayerState = LayerState.DRAFT
    acts: tuple[Act, ...] = ()
    rehearsal: Rehearsal | None = None
    revision: int = 0

    @classmethod
    def drafted(cls, region: str, text: str, act: Act) -> Self:
        """A new draft."""
        name = layer_id(region, text)
        return cls(id=name, region=region, text=text, acts=(act.altered(draft=name),))

    def checked(self, act: Act, faults: int) -> Self:
        """What a check has found; a draft that does not fit the present rules any more is a draft again. Errors: Refused."""
        self._not_retired("核查")
        if faults:
            before_use = self.state in {LayerState.CHECKED, LayerState.REHEARSED}
            state = LayerState.DRAFT if before_use else self.state
            return self._with(act.altered(act="unsound", note=f"{faults} 处问题"), state)
        return self._with(act, LayerState.CHECKED if self.state is LayerState.DRAFT else self.state)

    def rehearsing(self, base: Mapping[str, str]) -> Rehearsal:
        """The rehearsal to go on with: a new one if there is none, or the rules changed under it. Errors: Refused."""
        self._not_retired("试演")
        if self.state is LayerState.DRAFT:
            raise refuse("draft", f"{self.id} 尚未通过核查，不能试演", f"请先运行 daiban rules check {self.id}")
        going = self.rehearsal
        return going if going and going.base == dict(base) else Rehearsal(base=dict(base))

    def rehearsed(self, going: Rehearsal, act: Act) -> Self:
        """One page further; the last one is an act on record."""
        if not going.finished:
            return self.altered(rehearsal=going)
        state = LayerState.REHEARSED if self.state is LayerState.CHECKED else self.state
        note = f"{going.cases} 件，{going.changed} 件的裁定会变"
        return self._with(act.altered(note=note, before=going.base), state).altered(rehearsal=going)

    def must_be_publishable(self, standing: Mapping[str, str]) -> None:
        """May it go to centres that now run these versions? Errors: Refused, with what is to be done first."""
        self._not_retired("发布")
        going = self.rehearsal
        if self.state is LayerState.DRAFT:
            raise refuse("draft", f"{self.id} 尚未通过核查", f"请先运行 daiban rules check {self.id}")
        if going is None or not going.finished:
            raise refuse("draft", f"{self.id} 尚未用以往办件试演", f"请先运行 daiban rules rehearse {self.id}")
        moved = sorted(centre for centre, version in standing.items() if going.base.get(centre) != version)
        if moved:
            what = f"试演之后，{'、'.join(moved)} 运行的规则已经改变，试演结果不再作数"
            raise refuse("draft", what, f"请重新运行 daiban rules rehearse {self.id}")

    def published(self, act: Act) -> Self:
        """It decides cases now."""
        return self._with(act, LayerState.PUBLISHED)

    def taken_back(self, act: Act, *, still_running: bool) -> Self:
        """Centres went back to an edition without it."""
        state = LayerState.PUBLISHED if still_running else LayerState.REHEARSED
        return self._with(act, state if self.state is LayerState.PUBLISHED else self.state)

    def retired(self, act: Act, running: tuple[str, ...]) -> Self:
        """It must not be used again. Errors: Refused while a centre runs it."""
        self._not_retired("停用")
        if running:
            where = "、".join(running)
            raise refuse(
                "draft", f"{self.id} 正在 {where} 运行，不能停用", "请先发布别的规则，或用 daiban rules rollback 退回上一版"
            )
        return self._with(act, LayerState.RETIRED)

    def did(self, request: str) -> bool:
        """Was this very request carried out before?"""
        return any(act.request == request for act in self.acts)

    def _with(self, act: Act, state: LayerState) -> Self:
        return self.altered(state=state, acts=(*self.acts, act.altered(draft=self.id)))

    def _not_retired(self, what: str) -> None:
        if self.state is LayerState.RETIRED:
            raise refuse("draft", f"{self.id} 已停用，不能再{what}", "请修改后作为新的草案提交")


class Standing(Record):
    """What a centre ran, or runs: the composed version, and the published layers in it."""

    version: str
    layers: dict[str, str] = Field(default={}, description="region -> id of the layer in the place of its file")
    changed: str = Field(default="", description="Id of the layer whose publication made it; empty: the files")


class Edition(Record):
    """One centre's rulebook through time. `number` counts the changes: whoever writes names the one that was read."""

    centre: str
    number: int = 1
    now: Standing
    earlier: tuple[Standing, ...] = Field(default=(), description="To go back to, the latest last")
    acts: tuple[Act, ...] = ()

    def runs(self, layer: str) -> bool:
        """Is that layer in force here?"""
        return layer in self.now.layers.values()

    def published(self, layer: Layer, version: str, act: Act) -> Self:
        """From now on with this layer."""
        now = Standing(version=version, layers={**self.now.layers, layer.region: layer.id}, changed=layer.id)
        return self._to(now, (*self.earlier, self.now), act.altered(draft=layer.id))

    def rolled_back(self, region: str, act: Act) -> Self:
        """Back to the edition before, if the last change was a layer of that region. Errors: Refused."""
        if not self.earlier:
            raise refuse("to", f"{self.centre} 没有更早的版本可退", "它运行的就是随程序部署的规则文件")
        if self.now.changed.partition("@")[0] != region:
            what = f"{self.centre} 最近一次改变是 {self.now.changed or '部署的文件'}，不是 {region} 的规则"
            raise refuse("to", what, "请由发布该规则的地区退回")
        return self._to(self.earlier[-1], self.earlier[:-1], act.altered(draft=self.now.changed))

    def deployed(self, version: str, act: Act) -> Self:
        """The files under it changed: the same layers on other files."""
        return self._to(self.now.altered(version=version), self.earlier, act)

    def did(self, request: str) -> bool:
        """Was this very request carried out before?"""
        return any(act.request == request for act in self.acts)

    def _to(self, now: Standing, earlier: tuple[Standing, ...], act: Act) -> Self:
        told = act.altered(before={self.centre: self.now.version}, after={self.centre: now.version})
        return self.altered(number=self.number + 1, now=now, earlier=earlier, acts=(*self.acts, told))


def layer_id(region: str, text: str) -> str:
    """`150600@3f…`: the same text for the same region is the same draft."""
    return f"{region}@{sha256(text.encode()).hexdigest()[:12]}"


def first_one(layer: Layer, heirs: tuple[Edition, ...]) -> None:
    """A layer goes to all only after one centre ran it, unless there is only one. Errors: Refused."""
    if len(heirs) > 1 and not any(edition.runs(layer.id) for edition in heirs):
        what = f"{layer.id} 还没有在任何一个中心运行过，不能直接发布到全部 {len(heirs)} 个中心"
        raise refuse("to", what, f"请先发布到一个中心：daiban rules publish {layer.id} --to {heirs[0].centre}")
