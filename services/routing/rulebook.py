"""Loads the rulebook of a region: its own rulebook.yaml laid on those it inherits from, and checked as a whole.

A layer adds rules, replaces a rule by stating one of the same id, or switches one off (`off: true`). Who inherits from
whom is as for the other files of a jurisdiction: the region above, or the one that `inherits` names.
"""

from collections.abc import Iterable, Iterator
from pathlib import Path

from services.routing.compilation import RulebookTooWide, compiled
from services.routing.domain.rules import Rule, Rulebook
from services.routing.domain.soundness import clashes, never, unled, unplaced
from services.routing.domain.verdicts import departments_of
from services.routing.rule_files import DEPARTMENTS, RULEBOOK, Source, read_sources
from services.routing.rule_reading import Reading, RuleReader
from shared.errors import Fault, Refused
from shared.jurisdictions.inherit import faults_of_lineage, inherited, lineage


def load_rulebook(jurisdictions: Path, region_code: str) -> Rulebook:
    """The rulebook of a region that may have no file of its own. Errors: Refused with every fault, file and line."""
    rulebook, faults = _read(jurisdictions, region_code)
    if faults:
        raise Refused(faults)
    return rulebook


def check(jurisdictions: Path, region_code: str) -> tuple[Fault, ...]:
    """Every fault of the rulebook at once, own and inherited, each with file and line and how to mend it."""
    return tuple(_read(jurisdictions, region_code)[1])


def _read(folder: Path, code: str) -> tuple[Rulebook, list[Fault]]:
    sources, faults = read_sources(folder)
    sources.setdefault(code, {})
    documents = {each: {name: source.said for name, source in files.items()} for each, files in sources.items()}
    layers = lineage(documents, code, RULEBOOK)
    faults = [fault for fault in (*faults, *faults_of_lineage(documents)) if fault.field.partition("/")[0] in layers]
    places: dict[str, str] = {}
    rules: dict[str, Rule] = {}
    incomplete = bool(faults)
    for layer in layers:
        reader = RuleReader(sources[layer].get(RULEBOOK, Source(f"{layer}/{RULEBOOK}", {}, None)), layer)
        entries = reader.entries()
        faults += [*reader.faults, *_lay(entries, rules, places)]
        incomplete = incomplete or bool(reader.faults)
    rulebook = Rulebook.of(code, layers, tuple(rules.values()))
    known = frozenset(inherited(documents, code, DEPARTMENTS).get("departments") or ())
    faults += _unknown_departments(rulebook, known, places)
    faults += _unsound(rulebook, places)
    if not incomplete:  # else the rule that could not be read may be the very one
        faults += _gaps(rulebook)
    return rulebook, faults


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
