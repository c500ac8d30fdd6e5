"""The materials of a case: what the catalogue asks for, what was brought, what is missing or not in order (一次性告知)."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Literal, NamedTuple

from pydantic import BaseModel, ConfigDict, Field

from shared.contracts.common import RESTRICTED_NAME
from shared.contracts.intake import Missing
from shared.contracts.materials import MaterialHeld, Point

Brought = Literal["all"] | Sequence[str]


class Asked(NamedTuple):
    """A material that the catalogue asks for."""

    name: str
    how_to: str
    main: bool


class Listed(NamedTuple):
    """An item and what it asks for."""

    name: str
    """As people may read it; a restricted item has none."""
    materials: Sequence[Asked]


Checklist = Mapping[int, Listed]
"""item -> what the applicant has to bring for it, of the catalogue as it stands when it is asked for"""


class Held(BaseModel):
    """One material of one item, as it stands in the case file."""

    model_config = ConfigDict(frozen=True)

    item: int
    item_name: str
    material: str
    main: bool
    how_to: str
    state: Literal["missing", "faulty", "received", "promised", "returned", "deemed"] = "missing"
    form: Literal["original", "copy", ""] = ""
    fault: str = Field(default="", description="What is wrong with it")
    received_at: str | None = None
    returned_at: str | None = None

    @property
    def lacking(self) -> bool:
        """It has to be brought, or brought again."""
        return self.state in ("missing", "faulty")

    def as_missing(self) -> Missing:
        """As it is told."""
        how_to = f"{self.fault}；{self.how_to}" if self.fault else self.how_to
        return Missing(item=self.item, item_name=self.item_name, material=self.material, how_to=how_to)

    def shown(self, files: Iterable[str]) -> MaterialHeld:
        """As the window sees it."""
        return MaterialHeld(**self.model_dump(exclude={"how_to", "fault"}), files=tuple(files))


Ledger = tuple[Held, ...]
"""材料清单 of a case, in the order of its items."""


def ledger(checklist: Checklist, brought: Brought, originals: Collection[str], at: str) -> Ledger:
    """The list of a case with what was brought for it."""
    asked = (
        Held(item=item, item_name=listed.name, material=each.name, main=each.main, how_to=each.how_to)
        for item, listed in checklist.items()
        for each in listed.materials
    )
    return received(tuple(asked), brought, originals, at)


def received(held: Ledger, brought: Brought, originals: Collection[str], at: str, item: int | None = None) -> Ledger:
    """The list after these were brought: for one item, or for every item that asks for them."""

    def taken(each: Held) -> Held:
        wanted = each.lacking and item in (None, each.item) and (brought == "all" or each.material in brought)
        form = "original" if each.material in originals else "copy"
        return each.model_copy(update={"state": "received", "form": form, "fault": "", "received_at": at}) if wanted else each

    return tuple(taken(each) for each in held)


def faulted(held: Ledger, missing: Collection[str], points: Sequence[Point]) -> Ledger:
    """The list after somebody has looked through it: these are not there, those are not in order."""
    wrong = {(point.item, point.material): point for point in points}

    def judged(each: Held) -> Held:
        point = wrong.get((each.item, each.material))
        if point:
            how_to = point.how_to or each.how_to
            return each.model_copy(update={"state": "faulty", "fault": point.fault, "how_to": how_to})
        return each.model_copy(update={"state": "missing", "form": ""}) if each.material in missing else each

    return tuple(judged(each) for each in held)


def returned(held: Ledger, materials: Brought, at: str) -> tuple[Ledger, tuple[str, ...]]:
    """The list after originals were handed back, and their names."""

    def goes(each: Held) -> bool:
        ours = each.form == "original" and each.state in ("received", "faulty")
        return ours and (materials == "all" or each.material in materials)

    names = tuple(dict.fromkeys(each.material for each in held if goes(each)))
    back = tuple(each.model_copy(update={"state": "returned", "returned_at": at}) if goes(each) else each for each in held)
    return back, names


def lacking(held: Ledger) -> tuple[Missing, ...]:
    """All that is missing or not in order, at once (seed 002 二(三)4(3); 行政许可法 第三十二条)."""
    return tuple(each.as_missing() for each in held if each.lacking)


def originals_held(held: Ledger) -> tuple[str, ...]:
    """Names of the originals that lie with us."""
    ours = (each for each in held if each.form == "original" and each.state in ("received", "faulty"))
    return tuple(dict.fromkeys(each.material for each in ours))


def restricted_items(held: Ledger) -> set[int]:
    """Items whose names are shown to nobody."""
    return {each.item for each in held if each.item_name == RESTRICTED_NAME}


def visible_name(name: str, *, restricted: bool) -> str:
    """An item's name for people; a restricted item (国家安全) has none outside its own file."""
    return RESTRICTED_NAME if restricted else name
