"""Reads one entry of a rulebook.yaml into a rule, or finds everything that is wrong with it."""

from collections.abc import Iterable, Iterator, Mapping
from difflib import get_close_matches
from typing import Any, Final, NamedTuple, get_args

from pydantic import ValidationError

from services.routing.domain.conditions import OPERATORS, AllOf, AnyOf, Comparison, Condition
from services.routing.domain.facts import FACTS, RESOLUTION, Fact, Scope, cut
from services.routing.domain.rules import Rule, verdicts_for
from services.routing.rules.files import Source, Steps
from shared.errors import Fault
from shared.jurisdictions.faults import faults_of

ORDERING: Final = frozenset({"lt", "le", "gt", "ge"})
OFF: Final = "off"


class Reading(NamedTuple):
    """What came of one entry: its id, the rule unless it is faulty or switched off, and where it stands."""

    id: str
    rule: Rule | None
    off: bool
    place: str


class RuleReader:
    """Reads the entries of one file; what is wrong gathers in `faults`."""

    def __init__(self, source: Source, region: str) -> None:
        self._source = source
        self._region = region
        self.faults: list[Fault] = []

    def entries(self) -> list[Reading]:
        """Every entry that has an id."""
        for key in self._source.said.keys() - {"inherits", "rules"}:
            self._fault((str(key),), f"不认识的键“{key}”", "只可使用 inherits、rules")
        entries = self._source.said.get("rules") or []
        if not isinstance(entries, list):
            self._fault(("rules",), "应为列表", "每条规则以“- id: …”开头")
            return []
        read = [self._entry(entry, ("rules", number)) for number, entry in enumerate(entries)]
        found = [each for each in read if each]
        self._repeated(found)
        return found

    def _entry(self, entry: Any, path: Steps) -> Reading | None:
        if not isinstance(entry, Mapping) or not isinstance(entry.get("id"), str):
            self._fault(path, "规则没有 id", "写上 id: 一句可以为假的英文，下划线连接")
            return None
        name, place = entry["id"], self._source.place(path)
        if entry.get(OFF) is True:
            for key in entry.keys() - {"id", OFF}:
                self._fault((*path, key), f"停用的规则不应再写“{key}”", "只写 id 和 off: true；要改写规则就删去 off")
            return Reading(name, None, off=True, place=place)
        before = len(self.faults)
        rule = self._rule(entry, path)
        return Reading(name, rule if len(self.faults) == before else None, off=False, place=place)

    def _rule(self, entry: Mapping[str, Any], path: Steps) -> Rule | None:
        scope: Scope = next((each for each in get_args(Scope) if each == entry.get("scope")), "item")
        when = self._condition(entry.get("when"), (*path, "when"), scope)
        verdicts = entry.get("then")
        if not isinstance(verdicts, Mapping) or not verdicts:
            self._fault((*path, "then"), "规则没有结论", "在 then 中至少写一个结论")
            verdicts = {}
        then = self._parsed(verdicts_for(scope), verdicts, (*path, "then"))
        stated = {key: value for key, value in entry.items() if key not in {"when", "then", OFF}}
        read = {"when": when, "then": then or verdicts_for(scope)(), "region": self._region}
        rule: Rule | None = self._parsed(Rule, stated | read, path)
        return rule

    def _parsed(self, model: Any, said: Mapping[str, Any], path: Steps) -> Any:
        try:
            return model.model_validate(dict(said))
        except ValidationError as error:
            found = error.errors(include_url=False)
            for each, fault in zip(found, faults_of(error, ""), strict=True):
                where = (*path, *each["loc"])
                self._fault(where, f"{'.'.join(map(str, each['loc']))}：{fault.message}", fault.remedy)
            return None

    def _condition(self, said: Any, path: Steps, scope: Scope) -> Condition:
        """The condition as far as it could be read; a list means all of its parts, and nothing means always."""
        if said is None:
            return AllOf()
        if isinstance(said, list):
            return AllOf(all=tuple(self._condition(part, (*path, n), scope) for n, part in enumerate(said)))
        if not isinstance(said, Mapping):
            self._fault(path, "条件应为“事实: 值”的形式", "例如 when: {item: 28, mine: underground}")
            return AllOf()
        parts = [part for key, value in said.items() for part in self._part(str(key), value, (*path, key), scope)]
        return parts[0] if len(parts) == 1 else AllOf(all=tuple(parts))

    def _part(self, key: str, value: Any, path: Steps, scope: Scope) -> Iterator[Condition]:
        if key in {"all", "any"}:
            if not isinstance(value, list) or not value:
                self._fault(path, f"{key} 之下应为不空的列表", f"例如 {key}: [{{item: 27}}, {{item: 28}}]")
                return
            parts = tuple(self._condition(part, (*path, n), scope) for n, part in enumerate(value))
            yield AllOf(all=parts) if key == "all" else AnyOf(any=parts)
        elif key not in FACTS or scope not in FACTS[key].scopes:
            known = [name for name, fact in FACTS.items() if scope in fact.scopes]
            self._fault(path, f"没有“{key}”这个事实（{scope} 范围）", _instead(key, known))
        else:
            tests = value if isinstance(value, Mapping) else {"eq": value}
            for op, wanted in tests.items():
                yield from self._comparison(FACTS[key], str(op), wanted, (*path, op) if tests is value else path)

    def _comparison(self, fact: Fact, op: str, wanted: Any, path: Steps) -> Iterator[Comparison]:
        if op not in OPERATORS:
            self._fault(path, f"没有“{op}”这个比较", f"可用：{'、'.join(OPERATORS)}")
            return
        if (op == "in") != isinstance(wanted, list) or wanted == []:
            self._fault(path, "in 之下应为不空的列表，其他比较应为单个值", f"例如 {fact.name}: {{in: [1, 2]}}")
            return
        if op in ORDERING and fact.kind not in {"number", "integer"}:
            self._fault(path, f"{fact.name}（{fact.label}）不是数，不能比大小", "改用 eq、ne 或 in")
            return
        objections = [_objection(fact, each) for each in (wanted if op == "in" else [wanted])]
        for objection in filter(None, objections):
            self._fault(path, f"{fact.name}（{fact.label}）{objection}", _remedy(fact))
        if not any(objections):
            yield Comparison.model_validate({"fact": fact.name, "op": op, "value": _exact(fact, wanted)})

    def _repeated(self, found: Iterable[Reading]) -> None:
        seen: dict[str, str] = {}
        for each in found:
            if each.id in seen:
                fault = Fault(
                    field=each.place, message=f"{each.id} 与 {seen[each.id]} 的规则同名", remedy="改用另一句话作 id，或删去一条"
                )
                self.faults.append(fault)
            seen.setdefault(each.id, each.place)

    def _fault(self, path: Steps, message: str, remedy: str) -> None:
        self.faults.append(Fault(field=self._source.place(path), message=message, remedy=remedy))


def _objection(fact: Fact, value: Any) -> str | None:
    objection = fact.objection(value)
    if objection is None and fact.kind == "number" and cut(value) != value:
        return f"最多写到 {RESOLUTION}"
    return objection


def _exact(fact: Fact, wanted: Any) -> Any:
    """Numbers as floats, like the facts; a list as a tuple."""
    if isinstance(wanted, list):
        return tuple(_exact(fact, each) for each in wanted)
    return float(wanted) if fact.kind == "number" else wanted


def _remedy(fact: Fact) -> str:
    choices = f"，可用：{'、'.join(filter(None, fact.choices))}" if fact.choices else ""
    unit = f"，单位：{fact.unit}" if fact.unit else ""
    return f"{fact.name} 的声明在 services/routing/domain/facts.py{unit}{choices}"


def _instead(name: str, known: Iterable[str]) -> str:
    close = get_close_matches(name, list(known), n=2)
    return f"是否指 {'、'.join(close)}？" if close else "可用的事实见 services/routing/domain/facts.py"
