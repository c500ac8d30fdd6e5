"""The centre sees every review of its cases, a department its own, and nobody else that there are any."""

import pytest

from shared.errors import Refused
from tests.unit.joint_review_world import PLAN, World, opinion
from tests.unit.review_hall import CASE, CITY_ECOLOGY, CONVENER, FIRST, FOREST, LAND, SECOND, THURSDAY_CLOSING, WATER


@pytest.fixture
def world() -> World:
    return World()


async def test_the_centre_sees_its_reviews_and_another_sees_no_such_case(world: World) -> None:
    await world.convene(papers=(PLAN,))
    await world.say(LAND, "opinion", opinion(edition=1))

    shown = await world.look("reviews", case_number=CASE)
    with pytest.raises(Refused, match="没有找到该办件的会商") as foreign:
        await world.look("reviews", "150600", case_number=CASE)
    with pytest.raises(Refused) as none:
        await world.look("reviews", case_number="150622-20260302-000099")

    [review] = shown["reviews"]
    assert (shown["case_number"], shown["sequence"]) == (CASE, (await world.file()).sequence)
    assert (review["call"]["review_id"], review["state"], review["state_name"]) == (FIRST, "deliberating", "征求意见")
    assert [(one["party"], one["role"], bool(one["opinion"])) for one in review["participants"]] == [
        (LAND, "mandatory", True),
        (WATER, "mandatory", False),
        (FOREST, "advisory", False),
    ]
    assert [each["due"] for each in review["participants"]] == [THURSDAY_CLOSING.isoformat()] * 3
    assert [(one["party"], one["act"], one["due"]) for one in review["next"]] == [
        (WATER, "opinion", THURSDAY_CLOSING.isoformat())
    ]
    assert [paper["file_id"] for paper in review["papers"]] == ["F1"]
    assert (review["conclusion"], review["minutes"], review["signing"], review["resolutions"]) == (None, None, None, [])
    assert foreign.value.faults == none.value.faults


async def test_a_department_sees_its_own_reviews_of_a_case_only(world: World) -> None:
    await world.convene()
    await world.convene(review_id=SECOND, mandatory=(LAND,), advisory=())

    land = await world.ask(LAND, "reviews", {"case_number": CASE})
    water = await world.ask(WATER, "reviews", {"case_number": CASE})
    convener = await world.ask(CONVENER, "reviews", {"case_number": CASE})
    with pytest.raises(Refused) as stranger:
        await world.ask(CITY_ECOLOGY, "reviews", {"case_number": CASE})
    with pytest.raises(Refused) as none:
        await world.ask(CITY_ECOLOGY, "reviews", {"case_number": "150622-20260302-000099"})

    assert [len(found["reviews"]) for found in (land, water, convener)] == [2, 1, 2]
    assert "sequence" not in water, "it grows with what is said in reviews of others"
    assert stranger.value.faults == none.value.faults
