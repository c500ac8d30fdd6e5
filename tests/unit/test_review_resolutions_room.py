"""However many resolutions (议定事项) there are and however long their words, they bind and can be read."""

import json

import pytest

from shared.store.aggregates import LARGEST
from tests.unit.joint_review_world import World
from tests.unit.review_hall import CASE, CONVENER, FIRST, WATER
from tests.unit.review_resolutions_world import concluded, order, refusal, resolution, states, under_way


@pytest.fixture
async def world() -> World:
    return await under_way()


async def test_a_review_has_so_many_resolutions_at_most(world: World) -> None:
    for _ in range(4):
        await world.ask(CONVENER, "resolutions", order(*[resolution()] * 50))

    assert await refusal(world, CONVENER, "resolutions", order()) == [("resolutions", "一次会商的议定事项最多 200 项")]


async def test_resolutions_of_the_longest_words_still_bind_and_stand_in_the_minutes() -> None:
    world = World(minutes=True)
    await world.convene()
    long = resolution(act="办" * 1900, done_when="成" * 100)
    await world.ask(CONVENER, "resolutions", order(*[long] * 50))
    assert await refusal(world, CONVENER, "resolutions", order()) == [("resolutions", "一次会商的议定事项总计最多 100000 字")]

    await concluded(world)

    assert set(await states(world)) == {"open"}
    assert max(message.size for message in world.sent) <= LARGEST


async def test_however_much_shows_what_was_done_the_reviews_can_be_read() -> None:
    world = World(minutes=True)
    await world.convene()
    for _ in range(4):
        await world.ask(CONVENER, "resolutions", order(*[resolution()] * 50))
    await concluded(world)
    for number in range(1, 201):
        done = {"resolution_id": f"{FIRST}/A{number}", "evidence": f"第 {number} 项：" + "已办" * 1900}
        await world.ask(WATER, "carried-out", done)

    shown = await world.look("reviews", case_number=CASE)
    assert len(json.dumps(shown, ensure_ascii=False).encode()) <= LARGEST
    assert shown["reviews"][0]["resolutions"][199]["evidence"].startswith("第 200 项：已办")


async def test_a_case_of_many_reviews_with_many_resolutions_can_be_read() -> None:
    world = World(minutes=True)
    reviews = [f"{CASE}/R{number}" for number in range(1, 5)]
    for review_id in reviews:
        await world.convene(review_id=review_id)
        for _ in range(4):
            long = resolution(act="办" * 400, done_when="成" * 90)
            await world.ask(CONVENER, "resolutions", order(*[long] * 50) | {"review_id": review_id})

    shown = await world.look("reviews", case_number=CASE)
    assert len(json.dumps(shown, ensure_ascii=False).encode()) <= LARGEST
    assert [each["call"]["review_id"] for each in shown["reviews"]] == reviews
    assert len(shown["reviews"][-1]["resolutions"]) == 200
