"""What notices need to know of the centre they come from."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from shared.clock import WorkCalendar
from shared.contracts.common import RESTRICTED_NAME

LIGHT_RECIPIENTS: Final[Mapping[str, Sequence[str]]] = {
    "yellow": ("agent",),
    "red": ("agent", "section_head"),
    "overdue": ("agent", "section_head", "vice_head"),
}
"""Light -> who is told of it where a centre has said nothing: 代办员, 科室负责人, 分管领导 (domain-facts 8.2)."""
UNNAMED: Final = "有关部门"
"""A department that no table names, or that may not be named."""
RECTIFY_DAYS: Final = 15
"""差评整改: working days where a centre has said nothing."""


@dataclass(frozen=True, slots=True)
class Matter:
    """An item as notices speak of it: by name, or if it is restricted, without any word about it."""

    words: str
    hidden: bool

    def tell(self, text: str | None) -> str:
        """The text, unless nothing may be told of this item."""
        return "" if self.hidden or text is None else text

    def department(self, name: str) -> str:
        """The department that handles it; which one that is tells much of a restricted item."""
        return self.tell(name) or "主管部门"


@dataclass(frozen=True, slots=True)
class Desk:
    """The centre (政务服务中心) as sender of notices."""

    name: str
    names: Mapping[int, str]
    """事项序号 -> 事项名称, for facts that give only numbers."""
    restricted: frozenset[int]
    longest: Mapping[tuple[int, str], int]
    """(item, special procedure) -> working days it takes at most, where the catalogue says so."""
    calendar: WorkCalendar
    mails: bool
    """Letters can be sent; otherwise every notice is for the inbox only."""
    light_recipients: Mapping[str, Sequence[str]] = field(default_factory=lambda: LIGHT_RECIPIENTS)
    """yellow, red, overdue -> recipients."""
    rectify_days: int = RECTIFY_DAYS
    """差评整改, working days."""
    party: Callable[[str], str] = lambda _: UNNAMED
    """`<region>.<department>` -> its name."""

    def matter(self, item: int, name: str) -> Matter:
        """An item by number and the name that a fact gave it; facts leave out or replace a restricted item's name."""
        hidden = item in self.restricted or name in {"", RESTRICTED_NAME}
        return Matter(RESTRICTED_NAME if hidden else f"“{name}”", hidden)
