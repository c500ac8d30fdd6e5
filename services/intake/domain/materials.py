"""What must be brought for the items of a case, and what of it is missing (一次性告知)."""

from collections.abc import Mapping, Sequence
from typing import Literal

from shared.contracts.common import RESTRICTED_NAME
from shared.contracts.intake import Missing

Checklist = Mapping[int, "tuple[str, Sequence[tuple[str, str]]]"]
"""item -> (name of the item, its materials as (name, how to mend a lack))"""


def missing(checklist: Checklist, brought: Literal["all"] | Sequence[str]) -> tuple[Missing, ...]:
    """Everything on the checklist that was not brought, all of it at once (seed 002 二(三)4(3); 行政许可法 第三十二条)."""
    if brought == "all":
        return ()
    have = set(brought)
    return tuple(
        Missing(item=item, item_name=name, material=material, how_to=how_to)
        for item, (name, materials) in checklist.items()
        for material, how_to in materials
        if material not in have
    )


def remaining(before: Sequence[Missing], brought: Literal["all"] | Sequence[str]) -> tuple[Missing, ...]:
    """What is still missing after more was brought."""
    return () if brought == "all" else tuple(lack for lack in before if lack.material not in set(brought))


def visible_name(name: str, *, restricted: bool) -> str:
    """An item's name for people; a restricted item (国家安全) has none outside its own file."""
    return RESTRICTED_NAME if restricted else name
