"""A department (部门): one table for a whole region, in which every level finds its own name."""

from collections.abc import Mapping

from pydantic import Field

from shared.jurisdictions.marked import Frozen, LevelWord, Marked
from shared.regions import Level, Region


class Department(Frozen):
    """A department of one region; `<region>.<code>` is its address on the bus."""

    region: str
    code: str
    name: str
    kind: str = Field(description="部门类别, in the catalogue's words")


class DepartmentRow(Marked):
    """A line of departments.yaml: `{region}` stands for the name of the region that asks."""

    kind: str
    name: str
    name_by_level: Mapping[LevelWord, str] = {}
    levels: tuple[LevelWord, ...] = (Level.REGION, Level.CITY, Level.COUNTY)

    def at(self, region: Region, code: str) -> Department | None:
        """The department as this region has it; None at a level that has none."""
        if region.level not in self.levels:
            return None
        name = self.name_by_level.get(region.level, self.name).replace("{region}", region.name)
        return Department(region=region.code, code=code, name=name, kind=self.kind)
