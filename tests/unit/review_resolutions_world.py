"""What a convener lays down (议定) in tests, what its owner reports, and what is said to whoever may not."""

from datetime import date, datetime
from typing import Any

import pytest

from shared.clock import CHINA
from shared.errors import Refused
from tests.unit.joint_review_world import World, opinion
from tests.unit.review_hall import FIRST, LAND, WATER

SATURDAY = date(2026, 3, 14)
MONDAY_AFTER = datetime(2026, 3, 16, 18, 0, tzinfo=CHINA)
FIRST_ACT, SECOND_ACT = f"{FIRST}/A1", f"{FIRST}/A2"


def resolution(owner: str = WATER, **other: Any) -> dict[str, Any]:
    usual = {"owner": owner, "act": "复核水土保持方案", "due": SATURDAY.isoformat(), "done_when": "印发复核意见"}
    return {**usual, **other}


def order(*resolutions: dict[str, Any]) -> dict[str, Any]:
    return {"review_id": FIRST, "resolutions": resolutions or [resolution()]}


def report(resolution_id: str = FIRST_ACT, evidence: str = "复核意见已印发") -> dict[str, Any]:
    return {"resolution_id": resolution_id, "evidence": evidence, "document": "准水字〔2026〕3号"}


async def under_way() -> World:
    """A review under way."""
    made = World()
    await made.convene()
    return made


async def concluded(world: World) -> None:
    await world.say(LAND, "opinion", opinion())
    await world.say(WATER, "opinion", opinion())


async def refusal(world: World, party: str, verb: str, said: dict[str, Any]) -> list[tuple[str, str]]:
    with pytest.raises(Refused) as refused:
        await world.ask(party, verb, said)
    return [(fault.field, fault.message) for fault in refused.value.faults]


async def states(world: World) -> list[str]:
    return [each.state for each in (await world.review()).resolutions]
