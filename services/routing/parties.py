"""Who takes part in a review (会商): codes as people and templates write them, found as departments by the hand-over rules."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Final, NamedTuple

from services.routing.domain import veil
from services.routing.domain.route import Route
from services.routing.domain.verdicts import ALL_PARTIES
from services.routing.domain.way import OutOfReach, way
from services.routing.seats import Seats
from shared.errors import Fault
from shared.jurisdictions import DepartmentUnknown, Jurisdictions, ReviewTemplate
from shared.regions import RegionUnknown

LEAD: Final = "lead"


class Seated(NamedTuple):
    """Everybody in a review, `<region>.<department>` each; who is wanted twice has the weightier part."""

    convener: str
    mandatory: tuple[str, ...]
    advisory: tuple[str, ...]
    observers: tuple[str, ...]


class Wanted(NamedTuple):
    """Whom an order names, as it was written; empty: as the template says."""

    convener: str = ""
    mandatory: tuple[str, ...] = ()
    advisory: tuple[str, ...] = ()
    observers: tuple[str, ...] = ()


class Parties:
    """Finds the departments of one review, of a case or (`route` is None) of none, and notes every fault by its field."""

    def __init__(
        self, jurisdictions: Jurisdictions, seats: Seats, centre: str, route: Route | None, items: Sequence[int] = ()
    ) -> None:
        self.faults: list[Fault] = []
        self._jurisdictions = jurisdictions
        self._seats = seats
        self._centre = centre
        self._route = route
        self._items = items

    def seated(self, wanted: Wanted, template: ReviewTemplate) -> Seated:
        """Everybody, by the order and where it says nothing by the template."""
        convener = self.convener(wanted.convener, template)
        named = wanted._replace(
            mandatory=wanted.mandatory or template.mandatory,
            advisory=wanted.advisory or template.advisory,
            observers=wanted.observers or template.observers,
        )
        seated = self.seats(convener, named)
        if not seated.mandatory and not any(fault.field.startswith("mandatory") for fault in self.faults):
            self._fault("mandatory", "没有必须参加的部门", "请在 mandatory 中列出部门代码，或 <地区>.<部门>")
        return seated

    def seats(self, convener: str, named: Wanted) -> Seated:
        """Everybody that is named, and no one else."""
        mandatory, advisory = self.all("mandatory", named.mandatory), self.all("advisory", named.advisory)
        observers = (one for one in self.all("observers", named.observers) if one not in {*mandatory, *advisory})
        return Seated(convener, mandatory, tuple(one for one in advisory if one not in mandatory), tuple(observers))

    def all(self, field: str, named: Iterable[str], *, later: bool = False) -> tuple[str, ...]:
        """The departments that are named, each once; `all_parties`: those of the items, a restricted one's not; `later`: it
        stays as it is, to be found when the case is at hand.
        """
        found: list[str] = []
        for number, said in enumerate(named):
            if said == ALL_PARTIES and later:
                found.append(said)
            elif said == ALL_PARTIES and self._route is not None:
                found += self._of_items()
            elif address := self._address(said, f"{field}.{number}"):
                found.append(address)
        return tuple(dict.fromkeys(found))

    def _of_items(self) -> Iterator[str]:
        for task in self._route.tasks.values() if self._route else ():
            wanted = not self._items or task.plan.item in self._items
            if wanted and not task.restricted and not task.plan.not_needed:
                yield task.address

    def convener(self, wanted: str, template: ReviewTemplate) -> str:
        """Who convenes it: whom the order names, else the template, if that one is entitled to."""
        named = [template.convener, *template.may_convene]
        entitled = [address for said in named if (address := self.found(said))]
        found = self.found(wanted or template.convener)
        if wanted and found is None:
            self._unknown("convener", wanted)
        elif found is None or (wanted and found not in entitled):
            led = f"{template.name}由办件的牵头部门召集，这里没有可召集的牵头部门"
            who = f"{found} 无权召集{template.name}" if found else led
            may = "、".join(dict.fromkeys(entitled)) or "请另选会商的种类"
            self._fault("convener", who, f"有权召集的：{may}")
        return found or ""

    def found(self, said: str) -> str | None:
        """The address of a code, of `<region>.<code>` or of the lead; None where there is no such department."""
        if said == LEAD:
            route = self._route
            return route.lead if route and veil.told(route, route.lead) == route.lead else None
        place, _, code = said.rpartition(".")
        try:
            if place and not self._within_reach(place):
                return None
            department = self._jurisdictions.department(place, code) if place else self._seats.nearest(self._centre, code)
        except (DepartmentUnknown, RegionUnknown):
            return None
        return f"{department.region}.{department.code}"

    def _within_reach(self, place: str) -> bool:
        """Is there a centre, to which an item could be handed? Then its departments may read of the case, and not else."""
        on_bus = self._jurisdictions.on_bus
        try:
            return on_bus(place) and bool(place == self._centre or way(self._centre, place, on_bus))
        except OutOfReach:
            return False

    def _address(self, said: str, field: str) -> str | None:
        address = self.found(said)
        if address is None:
            self._unknown(field, said)
        return address

    def _unknown(self, field: str, said: str) -> None:
        remedy = "请填写本地（没有的为上级）的部门代码，其他地区的写 <行政区划代码>.<部门代码>"
        self._fault(field, f"没有“{said[:40]}”这个部门，或其中心不在线、不在本自治区（省）", remedy)

    def _fault(self, field: str, message: str, remedy: str) -> None:
        self.faults.append(Fault(field=field, message=message, remedy=remedy))
