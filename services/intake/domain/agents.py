"""Chooses the agent of a case: who is there, whose matter it is, who has room, who knows it; and says why in Chinese."""

from collections.abc import Collection, Iterable, Mapping
from typing import Final, NamedTuple, Self

from shared.contracts.application import ApplicantKind, Application
from shared.jurisdictions import Agent, Item
from shared.regions import Level, ancestors, is_region_code, region

PERSONS: Final = ("person", "household")
BESIDE: Final = "P"
"""What runs beside the four stages."""
LIVELIHOOD: Final = ("village", "township", "centre", "department")
INVESTMENT: Final = ("one_stop", "park", "centre")
OTHERS: Final = ("park", "centre", "department")
"""Whose matter it is, the nearest first; who is not named takes it only when nobody named is there."""
STAGES: Final = {"S1": "立项用地规划许可", "S2": "工程建设许可", "S3": "施工许可", "S4": "竣工验收", BESIDE: "并行推进"}
STANDINGS: Final = {
    "one_stop": "投资项目由“一站式”服务中心代办",
    "centre": "由本中心代办员代办",
    "department": "由承办部门的代办员代办",
    "park": "项目在园区，由园区代办员就近代办",
    "township": "事项在苏木乡镇（街道），由当地代办员就近代办",
    "village": "事项在嘎查村（社区），由当地代办员就近代办",
}
OWN: Final = {Level.TOWNSHIP: "township", Level.VILLAGE: "village"}
"""At a township's or a village's own centre these are the centre's agents."""


class Wanted(NamedTuple):
    """What a case asks of its agent."""

    centre: str
    applicant: ApplicantKind
    investment: bool
    """投资项目: anything of the four stages, or a project of whoever is not a private person."""
    skills: frozenset[str]
    """Stages of its items and traits of its project; `mine` for any mine."""
    departments: frozenset[str]
    """<region>.<department> that the catalogue names for every one of its items."""
    place: str
    """Region code of where it lies; the centre's own where nobody said."""
    address: str
    """What the form says of places in words."""

    @classmethod
    def of(cls, application: Application, items: Iterable[Item]) -> Self:
        """Of an application and its items in the catalogue."""
        chosen, project, applicant = list(items), application.project, application.applicant
        stages = {item.stage.code for item in chosen}
        private = applicant.kind in PERSONS and stages <= {BESIDE}
        traits = {*project.traits, *(["mine"] if project.mine != "none" else [])} if project else set()
        return cls(
            centre=application.centre,
            applicant=applicant.kind,
            investment=not private and bool(project or stages - {BESIDE}),
            skills=frozenset(stages | traits),
            departments=_common({f"{application.centre}.{code}" for code in item.departments} for item in chosen),
            place=(project.location if project else None) or application.centre,
            address="；".join(filter(None, (project.address if project else None, applicant.address))),
        )

    @property
    def order(self) -> tuple[str, ...]:
        """Whose matter it is, the nearest first (seeds 000 四、四（一）, 001 三（二）、三（三）, 002 二（二）2)."""
        if self.investment:
            return INVESTMENT
        return LIVELIHOOD if self.applicant in PERSONS else OTHERS


def _common(departments: Iterable[set[str]]) -> frozenset[str]:
    sets = list(departments)
    return frozenset(sets[0].intersection(*sets[1:])) if sets else frozenset()


class Choice(NamedTuple):
    """The agent, and why this one: in Chinese, as the applicant is told."""

    agent: Agent
    reason: str


class _Standing(NamedTuple):
    """How one agent stands to a case; the smallest is chosen."""

    absent: bool
    stranger: bool
    full: bool
    rank: int
    unknown: int
    load: int
    id: str


def choose(
    agents: Iterable[Agent], wanted: Wanted, load: Mapping[str, int], most_cases: int, absent: Collection[str] = ()
) -> Choice:
    """The agent for a case. `load`: open cases by agent; `most_cases`: the limit of who has none of his own.

    In this order: never one who is absent while another is there; whose matter it is (place, kind, at least one of the
    skills); below the limit; the nearest; who knows most of it; least load; id. The same question, however ordered,
    has the same answer, and there always is one: the reason says so where nobody is there, fits or has room.
    Errors: ValueError, without any agents, which no centre on the bus is.
    """
    by_id = {agent.id: agent for agent in agents}
    best = min(_standing(agent, wanted, load, most_cases, agent.id in absent) for agent in by_id.values())
    return Choice(by_id[best.id], _reason(by_id[best.id], wanted, best))


def _standing(agent: Agent, wanted: Wanted, load: Mapping[str, int], most_cases: int, absent: bool) -> _Standing:
    kind, order = _kind(agent, wanted), wanted.order
    known = _known(agent, wanted)
    fits = kind in order and _reaches(agent, kind, wanted) and bool(known or not wanted.skills)
    cases = load.get(agent.id, 0)
    return _Standing(
        absent=absent,
        stranger=not fits,
        full=cases >= (agent.most_cases or most_cases),
        rank=order.index(kind) if kind in order else len(order),
        unknown=len(wanted.skills) - len(known),
        load=cases,
        id=agent.id,
    )


def _kind(agent: Agent, wanted: Wanted) -> str:
    if wanted.investment and agent.one_stop:
        return "one_stop"
    return "centre" if agent.kind == OWN.get(region(wanted.centre).level) else agent.kind


def _known(agent: Agent, wanted: Wanted) -> frozenset[str]:
    """Of what is wanted; who names no skills takes whatever comes."""
    return wanted.skills.intersection(agent.skills) if agent.skills else wanted.skills


def _reaches(agent: Agent, kind: str, wanted: Wanted) -> bool:
    """Parks and villages have to be named; a township that is not is any, for a matter that lies in one for certain."""
    if kind == "department":
        return agent.department in wanted.departments
    if agent.places:
        return any(_lies_in(wanted, place) for place in agent.places)
    return kind in ("centre", "one_stop") or (kind == "township" and region(wanted.place).level >= Level.TOWNSHIP)


def _lies_in(wanted: Wanted, place: str) -> bool:
    if not is_region_code(place):
        return place in wanted.address
    there = region(place)
    return there in (region(wanted.place), *ancestors(wanted.place)) or there.name in wanted.address


def _reason(agent: Agent, wanted: Wanted, standing: _Standing) -> str:
    words = STANDINGS[_kind(agent, wanted)]
    if standing.stranger:
        words = "没有在岗且专责这类事项的代办员，暂由此岗位代办"
    if standing.full:
        words = f"{'' if standing.stranger else '合适的'}代办员在办件数均已达上限；{words}"
    if standing.absent:
        words = f"代办员均不在岗，请窗口尽快安排；{words}"
    stages = [name for code, name in STAGES.items() if code in _known(agent, wanted)]
    known = f"，熟悉{'、'.join(stages)}事项" if agent.skills and stages else ""
    return f"{words}{known}；现在办 {standing.load} 件"
