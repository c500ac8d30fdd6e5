"""Builds one jurisdiction out of the documents, and finds everything that is wrong with it on the way."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final, TypeVar, get_args

from pydantic import BaseModel, TypeAdapter, ValidationError

from shared.contracts.review_calls import ReviewKind
from shared.errors import Fault, Refused
from shared.jurisdictions.agent import Agent
from shared.jurisdictions.centre import Centre
from shared.jurisdictions.department import DepartmentRow
from shared.jurisdictions.faults import faults_of
from shared.jurisdictions.files import CATALOGUE, CENTRE, DEPARTMENTS, REVIEWS, Documents, Raw
from shared.jurisdictions.inherit import inherited
from shared.jurisdictions.item import Item
from shared.jurisdictions.order import find_cycle
from shared.jurisdictions.review_template import ReviewTemplate
from shared.regions import is_region_code

T = TypeVar("T", bound=BaseModel)

SECTIONS: Final = {DEPARTMENTS: {"departments"}, CATALOGUE: {"origin", "items", "sources"}, REVIEWS: {"reviews"}}
"""What these files may hold at the top."""

KINDS: Final[tuple[str, ...]] = get_args(ReviewKind)

Findings = list[tuple[str, Fault]]
"""(file, what is wrong with what it says once everything inherited is filled in)"""


@dataclass(frozen=True, slots=True)
class Jurisdiction:
    """One region's centre, departments, catalogue and kinds of review, everything inherited filled in."""

    centre: Centre
    departments: Mapping[str, DepartmentRow]
    items: Mapping[int, Item]
    reviews: Mapping[str, ReviewTemplate]


def build(documents: Documents, code: str) -> tuple[Jurisdiction | None, Findings]:
    """The jurisdiction and no findings, or findings; also those that come from above, which stand there too."""
    findings: Findings = []
    centre = _parsed(Centre, inherited(documents, code, CENTRE), CENTRE, "", findings)
    departments = _departments(inherited(documents, code, DEPARTMENTS), findings)
    items = _items(inherited(documents, code, CATALOGUE), findings)
    reviews = _reviews(inherited(documents, code, REVIEWS), findings)
    if findings or centre is None:
        return None, findings
    findings += _contradictions(code, centre, departments, items)
    findings += _missing_kinds(centre, reviews)
    return Jurisdiction(centre, departments, items, reviews), findings


def _departments(said: Raw, findings: Findings) -> dict[str, DepartmentRow]:
    _only_known_sections(DEPARTMENTS, said, findings)
    rows = {
        code: _parsed(DepartmentRow, row, DEPARTMENTS, f"departments.{code}", findings)
        for code, row in _mapping(said, "departments", DEPARTMENTS, findings).items()
    }
    return {code: row for code, row in rows.items() if row is not None}


def _reviews(said: Raw, findings: Findings) -> dict[str, ReviewTemplate]:
    _only_known_sections(REVIEWS, said, findings)
    templates: dict[str, ReviewTemplate] = {}
    for kind, row in _mapping(said, "reviews", REVIEWS, findings).items():
        if kind not in KINDS:
            findings.append(_finding(REVIEWS, f"reviews.{kind}", "不认识的会商种类", f"改为 {'、'.join(KINDS)} 之一"))
        elif (template := _parsed(ReviewTemplate, row, REVIEWS, f"reviews.{kind}", findings)) is not None:
            templates[kind] = template
    return templates


def _missing_kinds(centre: Centre, reviews: Mapping[str, ReviewTemplate]) -> Iterator[tuple[str, Fault]]:
    """A review may be asked for wherever cases are handled, so a centre on the bus has every kind."""
    for kind in KINDS if centre.on_bus else ():
        if kind not in reviews:
            yield _finding(REVIEWS, f"reviews.{kind}", "没有这一种会商", "补上这一种，或用 inherits 指明继承自哪里")


def _items(said: Raw, findings: Findings) -> dict[int, Item]:
    _only_known_sections(CATALOGUE, said, findings)
    sources = _mapping(said, "sources", CATALOGUE, findings)
    items: dict[int, Item] = {}
    for number, row in _mapping(said, "items", CATALOGUE, findings).items():
        path = f"items.{number}"
        whole = row
        if isinstance(row, Mapping):
            named = dict.fromkeys(_named_sources(row))
            found = {key: sources[key] for key in named if key in sources}
            whole = {**row, "number": number, "sources": found, "origin": said.get("origin", {})}
            findings += (
                _finding(CATALOGUE, path, f"出处“{key}”不在 sources 中", "在 sources 中补上，或改正键名")
                for key in named
                if key not in sources
            )
        item = _parsed(Item, whole, CATALOGUE, path, findings)
        if item is not None:
            items[item.number] = item
    return items


def _named_sources(said: Any) -> Iterator[str]:
    """Every key of the sources table that a `source:` or `sources:` names, at whatever depth."""
    if isinstance(said, Mapping):
        for key, value in said.items():
            if key == "source":
                yield str(value)
            elif key == "sources" and isinstance(value, list):
                yield from map(str, value)
            else:
                yield from _named_sources(value)


def _contradictions(
    code: str, centre: Centre, departments: Mapping[str, DepartmentRow], items: Mapping[int, Item]
) -> Iterator[tuple[str, Fault]]:
    """What each part allows and the whole does not."""
    if centre.code != code:
        yield _finding(CENTRE, "code", f"“{centre.code}”与目录名 {code} 不一致", f'改为 "{code}"')
    yield from _faults_of_agents(centre)
    for empty, file in ((not departments, DEPARTMENTS), (not items, CATALOGUE)):
        if centre.on_bus and empty:
            yield _finding(file, "", "没有内容，也没有可继承的", "补上本文件，或用 inherits 指明继承自哪里")
    try:
        centre.calendar  # noqa: B018  # reading it is the check
    except Refused as refused:
        yield from ((CENTRE, fault.model_copy(update={"field": f"{CENTRE}：{fault.field}"})) for fault in refused.faults)
    for item in items.values():
        for department in item.departments:
            if department not in departments:
                path = f"items.{item.number}.departments"
                yield _finding(CATALOGUE, path, f"没有“{department}”这个部门", "在 departments.yaml 中补上，或改正代码")
    if circle := find_cycle(items.values()):
        told = " → ".join(map(str, circle))
        yield _finding(CATALOGUE, "items", f"事项前置关系成环：{told}", "删去其中一条 after")


def _faults_of_agents(centre: Centre) -> Iterator[tuple[str, Fault]]:
    if centre.on_bus and not centre.agents:
        yield _finding(CENTRE, "agents", "没有代办员", "至少写一名代办员的岗位")
    for agent in centre.agents.values():
        yield from _faults_of_agent(agent)


def _faults_of_agent(agent: Agent) -> Iterator[tuple[str, Fault]]:
    for place in agent.places:
        if place.isdigit() and not is_region_code(place):
            remedy = "写已收录的行政区划代码，或园区的名称"
            yield _finding(CENTRE, f"agents.{agent.id}.places", f"“{place}”不是已收录的行政区划代码", remedy)
    if (agent.kind == "department") != (agent.department is not None):
        remedy = "服务专员（kind: department）须写 department，其他代办员不写"
        yield _finding(CENTRE, f"agents.{agent.id}.department", "与 kind 不一致", remedy)
    if agent.kind == "village" and not agent.places:
        yield _finding(CENTRE, f"agents.{agent.id}.places", "没有写是哪个嘎查村（社区）的", "写嘎查村（社区）的代码")


def _parsed(model: type[T], said: Any, file: str, path: str, findings: Findings) -> T | None:
    try:
        return TypeAdapter(model).validate_python(said)
    except ValidationError as error:
        findings += ((file, fault) for fault in faults_of(error, file, path))
        return None


def _mapping(said: Raw, section: str, file: str, findings: Findings) -> Raw:
    found = said.get(section, {})
    if isinstance(found, Mapping):
        return found
    findings.append(_finding(file, section, "应为“键: 值”的形式", "参照 150000 目录下的同名文件"))
    return {}


def _only_known_sections(file: str, said: Raw, findings: Findings) -> None:
    findings += (
        _finding(file, section, "不认识的键", f"只可使用 {'、'.join(sorted(SECTIONS[file]))}、inherits")
        for section in said
        if section not in SECTIONS[file]
    )


def _finding(file: str, path: str, message: str, remedy: str) -> tuple[str, Fault]:
    return file, Fault(field=f"{file}：{path}" if path else file, message=message, remedy=remedy)
