"""What a meeting over many cases is made of in tests: its cases, their reviews, and what became of each."""

from typing import Any

from tests.unit.joint_review_world import MEETING, World, opinion
from tests.unit.review_hall import LAND, WATER

ONE, TWO, THREE = (f"150622-20260302-{number:06}" for number in (101, 102, 103))
NUMBER = "150622-JY2026-0001"


async def called(world: World, case: str, **other: Any) -> None:
    """Routing calls the review of one case of the agenda."""
    about = {"review_id": f"{case}/R1", "cause": "meeting", "meeting_id": MEETING, "kind": "集中联动审批会商会"}
    await world.convene(case=case, **{"template": "mass_meeting", **about, **other})


async def agreed(world: World, case: str) -> None:
    for party in (LAND, WATER):
        await world.say(party, "opinion", opinion(review_id=f"{case}/R1"))


async def outcomes(world: World) -> list[str]:
    found = (await world.file(MEETING)).meeting
    assert found is not None
    return [point.outcome for point in found.points]
