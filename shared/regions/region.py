"""What an administrative division is: its code, its level, its place under a parent."""

from enum import IntEnum

from pydantic import BaseModel, ConfigDict, Field


class Level(IntEnum):
    """行使层级, with the numbers of GB/T 39046-2020 A.2. Broader is smaller: `Level.CITY < Level.TOWNSHIP`."""

    STATE = 1
    REGION = 2
    CITY = 3
    COUNTY = 4
    TOWNSHIP = 5
    VILLAGE = 6

    @property
    def label(self) -> str:
        """The level in Chinese, as Inner Mongolia calls it."""
        return ("国家", "自治区（省）", "盟市", "旗县区", "苏木乡镇（街道）", "嘎查村（社区）")[self - 1]


class Region(BaseModel):
    """行政区划: one division. `code` has 6 digits down to the county, 9 for a township, 12 for a village.

    `statistical` says of the code, not of the place, that it is one of the statistical offices' own and not a
    division of GB/T 2260 or GB/T 10114: development areas (411371, 150625400), and young 街道 that still carry
    a code of the 400 range.
    """

    model_config = ConfigDict(frozen=True)

    code: str = Field(description="The short form: 6, 9 or 12 digits")
    code12: str = Field(description="The same code padded with zeros to 12 digits")
    name: str
    level: Level
    parent: str | None = Field(description="Code of the division above; None only for the state")
    source: str = Field(description="Where the code was read: NBS, a page, or 推定 (inferred)")
    kind: str | None = Field(default=None, description="街道, 镇, 乡, 苏木, 嘎查/村委会 …, where the level has kinds")
    note: str | None = None
    statistical: bool = False
