"""Loads the rulebook of a region: its own rulebook.yaml laid on those it inherits from, and checked as a whole.

A layer adds rules, replaces a rule by stating one of the same id, or switches one off (`off: true`). Who inherits from
whom is as for the other files of a jurisdiction: the region above, or the one that `inherits` names.
"""

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from services.routing.domain.rules import Rule, Rulebook
from services.routing.domain.soundness import clashes, never, unclimbed, unled, unplaced
from services.routing.domain.verdicts import departments_of, rung_of
from services.routing.rules.compilation import RulebookTooWide, compiled
from services.routing.rules.files import RULEBOOK, Source, lay_over, read_sources
from services.routing.rules.reading import Reading, RuleReader
from shared.errors import Fault, Refused
from shared.jurisdictions.files import CENTRE, DEPARTMENTS, Documents
from shared.jurisdictions.inherit import faults_of_lineage, inherited, lineage


class Layers:
    """The rule files of one installation as they stand now, with what was published in the place of some of them."""

    def __init__(self, folder: Path, published: Mapping[str, str] | None = None) -> None:
        """`published`: region -> the text that stands for its rulebook.yaml."""
        over = published or {}
        self._sources, unread = read_sources(folder)
        unread = [fault for fault in unread if not any(fault.field.startswith(f"{region}/{RULEBOOK}") for region in over)]
        unread += lay_over(self._sources, over)
        self._documents = {code: {name: file.said for name, file in files.items()} for code, files in self._sources.items()}
        self._faults = (*unread, *faults_of_lineage(self._documents))
        self._readings: dict[str, tuple[list[Reading], list[Fault]]] = {}
        self._unsound: dict[str, tuple[Fault, ...]] = {}
        self._whole: set[str] = set()

    def heirs(self, region: str, among: Iterable[str]) -> tuple[str, ...]:
        """Those of the centres whose rulebook has a layer of this region, its own centre first."""
        found = [code for code in among if region in lineage(self._with(code), code, RULEBOOK)]
        return tuple(sorted(found, key=lambda code: (code != region, code)))

    def compose(self, code: str) -> tuple[Rulebook, tuple[Fault, ...]]:
        """The rulebook of a region, which may have no file, and every fault of it, own and inherited."""
        documents = self._with(code)
        layers = lineage(documents, code, RULEBOOK)
        faults = [fault for fault in self._faults if fault.field.partition("/")[0] in layers]
        places: dict[str, str] = {}
        rules: dict[str, Rule] = {}
        incomplete = bool(faults)
        for layer in layers:
            entries, misread = self._entries(layer)
            faults += [*misread, *_lay(entries, rules, places)]
            incomplete = incomplete or bool(misread)
        rulebook = Rulebook.of(code, layers, tuple(rules.values()))
        known = frozenset(inherited(documents, code, DEPARTMENTS).get("departments") or ())
        faults += _unknown_departments(rulebook, known, places)
        faults += _unknown_rungs(rulebook, tuple(inherited(documents, code, CENTRE).get("escalation") or ()), places)
        if rulebook.version not in self._unsound:  # most centres share the rules of the region above
            self._unsound[rulebook.version] = tuple(_unsound(rulebook, places))
        faults += self._unsound[rulebook.version]
        if not incomplete and rulebook.version not in self._whole:  # else the rule that could not be read may be the one
            faults += (gaps := tuple(_gaps(rulebook)))
            self._whole |= set() if gaps else {rulebook.version}
        return rulebook, tuple(faults)

    def _entries(self, layer: str) -> tuple[list[Reading], list[Fault]]:
        """What one layer says, and what could not be read of it; read once, however many inherit it."""
        if layer not in self._readings:
            nothing = Source(f"{layer}/{RULEBOOK}", {}, None)
            reader = RuleReader(self._sources.get(layer, {}).get(RULEBOOK, nothing), layer)
            self._readings[layer] = reader.entries(), reader.faults
        return self._readings[layer]

    def _with(self, code: str) -> Documents:
        """The documents, with an empty place for a region that has no directory."""
        return self._documents if code in self._documents else {**self._documents, code: {}}


def load_rulebook(jurisdictions: Path, region_code: str) -> Rulebook:
    """The rulebook of a region that may have no file of its own. Errors: Refused with every fault, file and line."""
    rulebook, faults = Layers(jurisdictions).compose(region_code)
    if faults:
        raise Refused(faults)
    return rulebook


def check(jurisdictions: Path, region_code: str) -> tuple[Fault, ...]:
    """Every fault of the rulebook at once, own and inherited, each with file and line and how to mend it."""
    return Layers(jurisdictions).compose(region_code)[1]


def _lay(entries: Iterable[Reading], rules: dict[str, Rule], places: dict[str, str]) -> Iterator[Fault]:
    """Lays one layer on those below."""
    for entry in entries:
        if entry.off and entry.id not in places:
            yield Fault(field=entry.place, message=f"要停用的规则 {entry.id} 在上级中不存在", remedy="核对 id，或删去这一条")
        elif entry.off:
            rules.pop(entry.id, None)
        elif entry.rule:
            rules[entry.id] = entry.rule
        places[entry.id] = entry.place


def _unknown_departments(rulebook: Rulebook, known: frozenset[str], places: dict[str, str]) -> Iterator[Fault]:
    for rule in rulebook.rules:
        for code in sorted(departments_of(rule.then) - known):
            message = f"{rule.id} 所指的部门“{code}”在 {rulebook.region} 的 departments.yaml 中没有"
            yield Fault(field=places[rule.id], message=message, remedy="改正部门代码；或在 departments.yaml 中补上；或停用本规则")


def _unknown_rungs(rulebook: Rulebook, ladder: tuple[str, ...], places: dict[str, str]) -> Iterator[Fault]:
    for rule in rulebook.rules:
        if (rung := rung_of(rule.then)) and rung not in ladder:
            message = f"{rule.id} 所指的“{rung}”在 {rulebook.region} 的 centre.yaml 的 escalation 中没有"
            remedy = f"改为 none、next{''.join(f'、{each}' for each in ladder)} 之一；或在 escalation 中补上这一级"
            yield Fault(field=places[rule.id], message=message, remedy=remedy)


def _unsound(rulebook: Rulebook, places: dict[str, str]) -> Iterator[Fault]:
    for rule in never(rulebook.rules):
        yield Fault(field=places[rule.id], message=f"{rule.id} 的条件互相矛盾，永远不会成立", remedy="改正 when 或有效期")
    for clash in clashes(rulebook):
        yield Fault(
            field=places[clash.other.id],
            message=f"{clash.other.id} 与 {clash.one.id}（{places[clash.one.id]}）可能同时成立，而 {clash.verdict} 不同",
            remedy="把应当优先的一条的 priority 调高，或使条件互不重叠",
        )
    try:
        compiled(rulebook)
    except RulebookTooWide as wide:
        yield Fault(field=f"{rulebook.region}/{RULEBOOK}", message=str(wide), remedy="合并规则")


def _gaps(rulebook: Rulebook) -> Iterator[Fault]:
    field = f"{rulebook.region}/{RULEBOOK}"
    for item, verdict in unplaced(rulebook.rules):
        remedy = f"补一条只以 item: {item} 为条件的规则"
        yield Fault(field=field, message=f"没有规则在任何情况下都为事项{item}定出 {verdict}", remedy=remedy)
    for verdict in unled(rulebook.rules):
        remedy = "补一条 scope: case 的规则，除该阶段外不带其他条件"
        yield Fault(field=field, message=f"没有规则在任何情况下都为办件定出 {verdict}", remedy=remedy)
    for trigger in unclimbed(rulebook.rules):
        remedy = f"补一条 scope: escalation 的规则，只以 trigger: {trigger} 为条件；不上会的写 rung: none"
        yield Fault(field=field, message=f"没有规则在任何情况下都为难点问题 {trigger} 定出 rung", remedy=remedy)
