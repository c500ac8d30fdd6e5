"""不同意见: what departments have objected in reviews (会商). No condition: each department weighs it by its own law."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Final

from shared.contracts.departments import DISSENT
from shared.contracts.joint_review import GivenOpinion

if TYPE_CHECKING:  # a route sends letters, and those tell of it
    from services.routing.domain.route import Route

NOTHING_MENDS: Final = "无"
"""What an objector writes where nothing would mend it."""


def ground(objection: GivenOpinion) -> str:
    """Who objects and why: `准格尔旗水利局：须先避让河道`."""
    return f"{objection.name or objection.party}：{objection.ground}"


def heard(route: "Route", objections: Iterable[GivenOpinion]) -> None:
    """Keep objections for the assignments that are still to come; what two reviews were told in the same words once."""
    for one in objections:
        mend = f"；建议：{one.mend}" if one.mend not in ("", NOTHING_MENDS) else ""
        said = (*route.dissent.get(one.party, ()), f"{DISSENT}{ground(one)}{mend}")
        route.dissent = route.dissent | {one.party: tuple(dict.fromkeys(said))}


def told(route: "Route", reader: str) -> tuple[str, ...]:
    """What the others have objected, for that department: its own words are not told to it."""
    return tuple(each for party, said in route.dissent.items() if party != reader for each in said)
