"""All jurisdictions of one installation, read and checked once, then only looked up."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Self

from shared.clock import WorkCalendar
from shared.errors import Fault, PermanentError
from shared.jurisdictions.build import Findings, Jurisdiction, build
from shared.jurisdictions.centre import Centre
from shared.jurisdictions.department import Department
from shared.jurisdictions.faults import JurisdictionsFaulty
from shared.jurisdictions.files import CENTRE, REVIEWS, Documents, read_documents
from shared.jurisdictions.inherit import faults_of_lineage, lineage, nearest
from shared.jurisdictions.item import Item
from shared.jurisdictions.national import contradictions, national
from shared.jurisdictions.review_template import ReviewTemplate
from shared.regions import ancestors, is_region_code
from shared.regions import region as division


class CentreUnknown(PermanentError):
    """No centre of this region is set up."""

    def __init__(self, code: str) -> None:
        self.code = code
        super().__init__(f"no jurisdiction {code}: give it a directory under deploy/jurisdictions")


class ItemUnknown(PermanentError):
    """The centre's catalogue has no such item."""

    def __init__(self, centre: str, number: int) -> None:
        self.centre = centre
        self.number = number
        super().__init__(f"no item {number} at {centre}: add it to the centre's catalogue.yaml, or correct the number")


class DepartmentUnknown(PermanentError):
    """The region has no such department, or none at its level."""

    def __init__(self, region: str, code: str) -> None:
        self.region = region
        self.code = code
        super().__init__(f"no department {code} in {region}: add it to departments.yaml, or correct the code")


class ReviewTemplateUnknown(PermanentError):
    """The centre has no such kind of joint review."""

    def __init__(self, centre: str, kind: str) -> None:
        self.centre = centre
        self.kind = kind
        super().__init__(f"no kind of review {kind} at {centre}: add it to the centre's reviews.yaml, or correct the kind")


@dataclass(frozen=True, slots=True)
class Jurisdictions:
    """辖区: what every centre, department table, catalogue and kind of review says, everything inherited filled in."""

    version: str
    """Hash of what the files say; comments and layout do not change it."""
    _by_code: Mapping[str, Jurisdiction]

    @classmethod
    def load(cls, path: Path) -> Self:
        """Reads everything under `path` once. Raises `JurisdictionsFaulty` with every fault of every file."""
        documents, faults = read_documents(path)
        faults += faults_of_lineage(documents)
        built = {code: build(documents, code) for code in documents}
        faults += _told_once(documents, {code: findings for code, (_, findings) in built.items()})
        if not documents:
            faults.append(Fault(field=str(path), message="没有任何辖区目录", remedy="检查 JURISDICTIONS 指向的目录"))
        whole = {code: jurisdiction for code, (jurisdiction, _) in built.items() if jurisdiction is not None}
        found = cls(_version(documents), whole)
        faults += () if faults else [*found._unknown_conveners(), *found._unknown_homes(), *found._unknown_parties()]
        faults += () if faults else contradictions(whole)
        if faults:
            raise JurisdictionsFaulty(faults)
        return found

    @property
    def calendar(self) -> WorkCalendar:
        """The working days of the whole country, as all roots together know them; no place's own days."""
        return national(self._by_code)

    def centre(self, code: str) -> Centre:
        """The centre of this very region. Raises `CentreUnknown`."""
        return self._of(code).centre

    def on_bus(self, code: str) -> bool:
        """Can this region's centre be reached over the bus? False, too, for a region that has no centre."""
        return code in self._by_code and self._by_code[code].centre.on_bus

    def nearest(self, region: str) -> str:
        """The region itself if it is a jurisdiction, else the nearest one above that is. Raises `CentreUnknown`."""
        found = nearest(self._by_code, region)
        if found is None:
            raise CentreUnknown(region)
        return found

    def centres(self) -> tuple[str, ...]:
        """Codes of the centres on the bus, in order."""
        return tuple(code for code in self._by_code if self.on_bus(code))

    def catalogue(self, centre: str) -> Mapping[int, Item]:
        """Everything the centre handles, restricted items included: for work, not for publication."""
        return self._of(centre).items

    def published(self, centre: str) -> Mapping[int, Item]:
        """What may be shown to anyone: the catalogue without restricted items."""
        return {number: item for number, item in self.catalogue(centre).items() if not item.restricted}

    def item(self, centre: str, number: int) -> Item:
        """One item of the centre. Raises `CentreUnknown` or `ItemUnknown`."""
        try:
            return self.catalogue(centre)[number]
        except KeyError:
            raise ItemUnknown(centre, number) from None

    def review(self, centre: str, kind: str) -> ReviewTemplate:
        """How the centre holds that kind of joint review (会商). Raises `CentreUnknown` or `ReviewTemplateUnknown`."""
        try:
            return self._of(centre).reviews[kind]
        except KeyError:
            raise ReviewTemplateUnknown(centre, kind) from None

    def department(self, region: str, code: str) -> Department:
        """The department as this region has it, also for a region that inherits its table and has no centre.

        Raises `DepartmentUnknown`, `RegionUnknown`.
        """
        found = self.departments(region).get(code)
        if found is None:
            raise DepartmentUnknown(region, code)
        return found

    def departments(self, region: str) -> Mapping[str, Department]:
        """The region's departments by code; empty where no table reaches. Raises `RegionUnknown`."""
        place = division(region)
        home = nearest(self._by_code, region)
        rows = self._by_code[home].departments if home else {}
        here = ((code, row.at(place, code)) for code, row in rows.items())
        return {code: department for code, department in here if department is not None}

    def all_departments(self) -> list[tuple[str, str]]:
        """(region, code) of every department of the centres on the bus."""
        return [(centre, code) for centre in self.centres() for code in self.departments(centre)]

    def _of(self, code: str) -> Jurisdiction:
        try:
            return self._by_code[code]
        except KeyError:
            raise CentreUnknown(code) from None

    def _unknown_conveners(self) -> Iterator[Fault]:
        """A rung is checked only when everything is built, for its convener may sit in another jurisdiction."""
        for code in self.centres():
            for key, rung in self.centre(code).escalation.items():
                region, _, department = rung.convener.rpartition(".")
                if rung.convener != "lead" and department not in self.departments(region or code):
                    field = f"{code}/{CENTRE}：escalation.{key}.convener"
                    remedy = "写 lead、本地部门代码，或 <地区>.<部门>"
                    yield Fault(field=field, message=f"没有“{rung.convener}”这个部门", remedy=remedy)

    def _unknown_homes(self) -> Iterator[Fault]:
        """The department of a 服务专员 may sit in another jurisdiction, too."""
        for code in self.centres():
            for agent in self.centre(code).agents.values():
                region, _, department = (agent.department or "").rpartition(".")
                known = is_region_code(region) and department in self.departments(region)
                if agent.department is not None and not known:
                    field = f"{code}/{CENTRE}：agents.{agent.id}.department"
                    yield Fault(field=field, message=f"没有“{agent.department}”这个部门", remedy="写 <地区>.<部门>")

    def _unknown_parties(self) -> Iterator[Fault]:
        """Departments that a kind of review names may sit above the centre or in another jurisdiction."""
        for code in self.centres():
            for kind, template in self._of(code).reviews.items():
                for key, party in template.named():
                    region, _, department = party.rpartition(".")
                    if not self._reaches(region or code, department):
                        remedy = "写本地或上级的部门代码，或 <地区>.<部门>；召集部门可写 lead，参加部门可写 all_parties"
                        field = f"{code}/{REVIEWS}：reviews.{kind}.{key}"
                        yield Fault(field=field, message=f"没有“{party}”这个部门", remedy=remedy)

    def _reaches(self, place: str, department: str) -> bool:
        """Does the place have that department, or one above it on the bus? A township has few of its own."""
        if not is_region_code(place):
            return False
        above = (region.code for region in ancestors(place) if self.on_bus(region.code))
        return any(department in self.departments(each) for each in (place, *above))


def _told_once(documents: Documents, findings: Mapping[str, Findings]) -> Iterator[Fault]:
    """A fault that is inherited is told only of the jurisdiction that brings it in."""
    for code, found in findings.items():
        for file, fault in found:
            *above, _ = lineage(documents, code, file)
            if not any((file, fault) in findings[each] for each in above):
                yield fault.model_copy(update={"field": f"{code}/{fault.field}"})


def _version(documents: Documents) -> str:
    said = json.dumps(documents, ensure_ascii=False, sort_keys=True, default=str)
    return sha256(said.encode()).hexdigest()[:12]
