"""What reception knows of a centre: its clock and limits, its agents, its sections, its items."""

from collections.abc import Iterator, Sequence

from services.intake.domain.moment import Moment
from services.intake.domain.publication import kind_of, length_of, materials_of, published_catalogue
from services.intake.moments import Moments
from shared.clock import Clock
from shared.contracts.catalogue import PublishedCatalogue
from shared.contracts.common import RESTRICTED_NAME
from shared.contracts.consultation import ItemTold, SectionAsked
from shared.contracts.intake import Agent
from shared.errors import Fault, refuse
from shared.jurisdictions import Centre, Item, Jurisdictions
from shared.regions import ancestors, is_region_code


class Office:
    """The centres, as reception needs them."""

    def __init__(self, jurisdictions: Jurisdictions, clock: Clock) -> None:
        self._jurisdictions = jurisdictions
        self._clock = clock
        self._moments = Moments(jurisdictions, clock)

    def centre(self, code: str) -> Centre:
        """A centre on the bus. Errors: Refused."""
        if not self._jurisdictions.on_bus(code):
            raise refuse("centre", f"没有代码为 {code} 的政务服务中心", "请核对中心的行政区划代码")
        return self._jurisdictions.centre(code)

    def moment(self, code: str) -> Moment:
        """The present at a centre, with its clock and its limits."""
        self.centre(code)  # refused here, where it is no centre of the bus
        return self._moments.at(code)

    def agents(self, code: str) -> list[Agent]:
        """The centre's agents, those of the centre itself first."""
        everybody = sorted(self.centre(code).agents.values(), key=lambda agent: (agent.kind != "centre", agent.id))
        return [Agent(id=agent.id, title=agent.title) for agent in everybody]

    def agent(self, code: str, identity: str | None, number: str) -> Agent:
        """The named agent; else one of the centre itself, the records spread evenly. Errors: Refused (no such agent)."""
        known = {agent.id: agent for agent in self.agents(code)}
        if identity is None:
            kinds = self.centre(code).agents
            own = [agent for agent in known.values() if kinds[agent.id].kind == "centre"] or [*known.values()]
            return own[int(number.rpartition("-")[2]) % len(own)]
        if faults := [*self.agent_faults(code, identity)]:
            raise refuse(faults[0].field, faults[0].message, faults[0].remedy)
        return known[identity]

    def agent_faults(self, code: str, identity: str | None) -> Iterator[Fault]:
        """Is it an agent of the centre?"""
        known = self.centre(code).agents
        if identity is not None and identity not in known:
            named = "、".join(f"{key}（{agent.title}）" for key, agent in known.items())
            yield Fault(field="agent", message=f"本中心没有代办员 {identity}", remedy=f"本中心的代办员：{named}")

    def item_faults(self, code: str, items: Sequence[int]) -> Iterator[Fault]:
        """Are the items in the centre's catalogue? Those that may not be shown are not listed in the remedy."""
        known, shown = self._jurisdictions.catalogue(code), self._jurisdictions.published(code)
        for place, number in enumerate(items):
            if number not in known:
                offered = "、".join(map(str, shown))
                yield Fault(
                    field=f"items.{place}", message=f"事项 {number} 不在本中心的事项目录内", remedy=f"可办事项：{offered}"
                )

    def sections(self, code: str, to: Sequence[str]) -> tuple[list[SectionAsked], list[Fault]]:
        """Sections of the centre by name, departments of its region or one above by address; and what is wrong with them."""
        own = [section.name for section in self.centre(code).sections.values()]
        found = {place: self._section(code, own, name) for place, name in enumerate(to)}
        remedy = f"本中心的科室：{'、'.join(own) or '（未填）'}；部门写 <行政区划代码>.<部门代码>，限本级和上级"
        faults = [
            Fault(field=f"to.{place}", message=f"没有“{to[place][:40]}”这个科室或部门", remedy=remedy)
            for place, section in found.items()
            if section is None
        ]
        return [*{section.section: section for section in found.values() if section}.values()], faults

    def told(self, code: str, items: Sequence[int]) -> tuple[ItemTold, ...]:
        """Everything that the items need, for an answer. A restricted item's materials are told only at the window."""
        catalogue = self._jurisdictions.catalogue(code)
        return tuple(_told(catalogue[number]) for number in dict.fromkeys(items) if number in catalogue)

    @property
    def version(self) -> str:
        """Version of the catalogues."""
        return self._jurisdictions.version

    def catalogue(self, code: str) -> PublishedCatalogue:
        """What the centre publishes. Errors: Refused."""
        centre, items = self.centre(code), self._jurisdictions.published(code)
        return published_catalogue(centre, items, lambda item: self._unit(code, item), self.version, self._clock.now().date())

    def _unit(self, code: str, item: Item) -> str:
        """The department that an item is with: the centre's own, or the nearest above that there is."""
        for place in (code, *(above.code for above in ancestors(code))):
            if found := self._jurisdictions.departments(place).get(item.department):
                return found.name
        return item.lead_note

    def _section(self, code: str, own: Sequence[str], name: str) -> SectionAsked | None:
        if name in own:
            return SectionAsked(section=name, name=name)
        region, _, department = name.partition(".")
        near = {code, *(above.code for above in ancestors(code))}
        if not is_region_code(region) or region not in near:
            return None
        found = self._jurisdictions.departments(region).get(department)
        return SectionAsked(section=name, name=found.name) if found else None


def _told(item: Item) -> ItemTold:
    if item.restricted:
        return ItemTold(item=item.number, item_name=RESTRICTED_NAME, kind="")
    return ItemTold(
        item=item.number,
        item_name=item.name,
        kind=kind_of(item),
        promised=length_of(item.promised),
        materials=materials_of(item),
    )
