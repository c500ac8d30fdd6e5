"""Loads the rulebook of a region: its own rulebook.yaml laid on those it inherits from, and checked as a whole.

A layer adds rules, replaces a rule by stating one of the same id, or switches one off (`off: true`). Who inherits from
whom is as for the other files of a jurisdiction: the region above, or the one that `inherits` names.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from services.routing.domain.grounds import Ground
from services.routing.domain.rules import Rule, Rulebook
from services.routing.rules.files import RULEBOOK, Source, lay_over, read_sources
from services.routing.rules.findings import gaps, unknown_departments, unknown_rungs, unsound
from services.routing.rules.reading import Reading, RuleReader
from shared.errors import Fault, Refused
from shared.jurisdictions.files import CATALOGUE, CENTRE, DEPARTMENTS, Documents
from shared.jurisdictions.inherit import faults_of_lineage, inherited, lineage
from shared.regions import is_region_code


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
        self._grounds: dict[str, Ground] = {}

    def heirs(self, region: str, among: Iterable[str]) -> tuple[str, ...]:
        """Those of the centres whose rulebook has a layer of this region, its own centre first."""
        found = [code for code in among if self._inherits(code, region)]
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
        faults += unknown_departments(rulebook, known, places)
        faults += unknown_rungs(rulebook, tuple(inherited(documents, code, CENTRE).get("escalation") or ()), places)
        if rulebook.version not in self._unsound:  # most centres share the rules of the region above
            self._unsound[rulebook.version] = tuple(unsound(rulebook, places, self._ground))
        faults += self._unsound[rulebook.version]
        if not incomplete and rulebook.version not in self._whole:  # else the rule that could not be read may be the one
            faults += (found := tuple(gaps(rulebook)))
            self._whole |= set() if found else {rulebook.version}
        return rulebook, tuple(faults)

    def _entries(self, layer: str) -> tuple[list[Reading], list[Fault]]:
        """What one layer says, and what could not be read of it; read once, however many inherit it."""
        if layer not in self._readings:
            nothing = Source(f"{layer}/{RULEBOOK}", {}, None)
            reader = RuleReader(self._sources.get(layer, {}).get(RULEBOOK, nothing), layer)
            self._readings[layer] = reader.entries(), reader.faults
        return self._readings[layer]

    def _ground(self, layer: str) -> Ground:
        """Where the rules of a layer hold; looked up once, however many inherit it."""
        if layer not in self._grounds:
            known = self.heirs(layer, filter(is_region_code, self._documents))
            stages: defaultdict[int, set[str]] = defaultdict(set)
            for code in known:
                for item, said in (inherited(self._documents, code, CATALOGUE).get("items") or {}).items():
                    stages[int(item)].update(said.values())
            self._grounds[layer] = Ground(
                layer=layer,
                jurisdictions=known,
                holds_in=lambda code: self._inherits(code, layer),
                stages={item: frozenset(found) for item, found in stages.items()},
            )
        return self._grounds[layer]

    def _inherits(self, code: str, layer: str) -> bool:
        return layer in lineage(self._with(code), code, RULEBOOK)

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
