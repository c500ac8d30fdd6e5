"""会议纪要 of a meeting over many cases: who came, and when there are minutes at all."""

from datetime import timedelta
from itertools import permutations

import pytest

from shared.contracts.review_letters import MinutesAsked
from shared.errors import Refused
from tests.fakes import mails
from tests.unit.joint_review_world import MEETING, NEWS, World, meeting, opinion
from tests.unit.review_hall import CONVENER, LAND, MONDAY, WATER

ONE, TWO, THREE = (f"150622-20260302-{number:06}" for number in (201, 202, 203))


async def held(*cases: str) -> World:
    world = World(minutes=True)
    await world.told(meeting(*cases), MEETING)
    for case in cases:
        about = {"review_id": f"{case}/R1", "cause": "meeting", "meeting_id": MEETING, "kind": "集中联动审批会商会"}
        await world.convene(case=case, template="mass_meeting", **about)
    return world


async def concluded(world: World, *cases: str) -> None:
    for case in cases:
        for party in (LAND, WATER):
            await world.say(party, "opinion", opinion(review_id=f"{case}/R1"))


@pytest.mark.parametrize("order", list(permutations((0, 1, 2))))
async def test_the_minutes_say_who_came_by_what_each_said_last(order: tuple[int, ...]) -> None:
    world = await held(ONE, TWO, THREE)
    await world.ask(LAND, "attendance", {"review_id": f"{TWO}/R1", "attends": False, "reason": "出差"})
    world.clock.advance(timedelta(hours=1))
    await world.ask(LAND, "attendance", {"review_id": f"{ONE}/R1", "attends": True, "delegate": "用途管制股"})
    await world.ask(WATER, "attendance", {"review_id": f"{THREE}/R1", "attends": False, "reason": "防汛值班"})
    await concluded(world, *((ONE, TWO, THREE)[number] for number in order))
    await world.spread()

    [asked] = mails(world.sent, MinutesAsked, "minutes-asked")
    told = [(each.party, each.attends, each.delegate or each.reason) for each in asked.minutes.attendance]
    assert told == [(LAND, True, "用途管制股"), (WATER, False, "防汛值班")]
    assert asked.minutes.attendance[0].at == (MONDAY + timedelta(hours=1)).isoformat()


async def test_news_of_a_point_that_come_again_change_no_line() -> None:
    world = await held(ONE)
    await world.ask(WATER, "attendance", {"review_id": f"{ONE}/R1", "attends": False, "reason": "防汛值班"})
    await concluded(world, ONE)
    await world.spread()
    before = (await world.look("minutes", review_id=MEETING)).model_dump()
    for message in [message for message in world.files.sent if message.headers.get("ce-type") in NEWS]:
        await world.hear_again(message)

    assert (await world.look("minutes", review_id=MEETING)).model_dump() == before


async def test_while_a_point_is_open_there_are_no_minutes() -> None:
    world = await held(ONE, TWO)
    await concluded(world, ONE)
    await world.spread()
    with pytest.raises(Refused, match="会议尚有议题未结束"):
        await world.look("minutes", review_id=MEETING)

    await concluded(world, TWO)
    await world.spread()
    draft = await world.look("minutes", review_id=MEETING)
    assert (draft.convener, len(draft.points)) == (CONVENER, 2)
