"""Administrative divisions (行政区划) of 内蒙古 and 南阳 down to the village: looked up, placed and compared."""

from shared.regions.region import Level, Region
from shared.regions.register import (
    RegionUnknown,
    Relation,
    ancestors,
    at_level,
    children,
    is_region_code,
    parent,
    region,
    relation,
)

__all__ = [
    "Level",
    "Region",
    "RegionUnknown",
    "Relation",
    "ancestors",
    "at_level",
    "children",
    "is_region_code",
    "parent",
    "region",
    "relation",
]
