"""The convener alone lays resolutions (议定事项) down while it may, and they bind with the conclusion."""

import pytest

from shared.contracts.review_letters import ResolutionAssigned
from shared.contracts.review_records import ResolutionsAssigned, ResolutionsLaidDown
from shared.errors import Refused
from tests.fakes import facts, mails
from tests.unit.joint_review_world import World
from tests.unit.review_hall import CITY_ECOLOGY, CONVENER, FIRST, LAND, WATER
from tests.unit.review_resolutions_world import (
    FIRST_ACT,
    MONDAY_AFTER,
    SECOND_ACT,
    concluded,
    order,
    refusal,
    resolution,
    states,
    under_way,
)


@pytest.fixture
async def world() -> World:
    return await under_way()


async def test_what_is_laid_down_while_departments_speak_binds_with_the_conclusion(world: World) -> None:
    await world.ask(CONVENER, "resolutions", order(resolution(), resolution(LAND, act="调整用地红线")))
    before = (await states(world), mails(world.sent, ResolutionAssigned, "resolution-assigned"))

    await concluded(world)

    assert before == (["drafted", "drafted"], [])
    assert [[each.owner for each in fact.resolutions] for fact in facts(world.sent, ResolutionsLaidDown)] == [[WATER, LAND]]
    assert [len(fact.resolutions) for fact in facts(world.sent, ResolutionsAssigned)] == [2]
    [letter] = mails(world.sent, ResolutionAssigned, "resolution-assigned", WATER)
    assert (letter.resolution.resolution_id, letter.resolution.done_when) == (FIRST_ACT, "印发复核意见")
    assert {key for key in (await world.file()).duties if "/A" in key} == {FIRST_ACT, SECOND_ACT}


async def test_what_is_laid_down_after_the_conclusion_binds_at_once() -> None:
    world = World(minutes=True)
    await world.convene()
    await concluded(world)
    await world.ask(CONVENER, "resolutions", order())

    assert await states(world) == ["open"]
    assert len(mails(world.sent, ResolutionAssigned, "resolution-assigned", WATER)) == 1


async def test_a_date_off_work_ends_at_the_closing_hour_of_the_next_working_day(world: World) -> None:
    await world.ask(CONVENER, "resolutions", order())
    await concluded(world)

    assert (await world.review()).resolutions[0].resolution.due == MONDAY_AFTER.isoformat()
    assert (await world.file()).duties[FIRST_ACT].due == MONDAY_AFTER


async def test_every_fault_of_every_resolution_is_told_and_none_is_laid_down(world: World) -> None:
    wrong = [
        resolution(CITY_ECOLOGY),
        resolution(due="2026-03-02"),
        resolution(due="2027-03-04", act=" "),
    ]

    assert await refusal(world, CONVENER, "resolutions", order(resolution(), *wrong)) == [
        ("resolutions.1.owner", f"{CITY_ECOLOGY} 没有参加本次会商"),
        ("resolutions.2.due", "完成时限 2026-03-02 不可行"),
        ("resolutions.3.act", "没有写明内容"),
        ("resolutions.3.due", "完成时限 2027-03-04 不可行"),
    ]
    assert await states(world) == []


async def test_the_convener_alone_lays_down_and_drops(world: World) -> None:
    await world.ask(CONVENER, "resolutions", order())

    assert await refusal(world, LAND, "resolutions", order()) == [("review_id", "贵部门不是召集部门")]
    dropping = {"resolution_id": FIRST_ACT, "reason": "不再需要"}
    assert await refusal(world, LAND, "resolution-dropped", dropping) == [("resolution_id", "贵部门不是召集部门")]
    assert await states(world) == ["drafted"]


async def test_nothing_is_laid_down_while_a_text_goes_round() -> None:
    world = World(signing="parallel")
    await world.convene()
    await concluded(world)

    assert await refusal(world, CONVENER, "resolutions", order()) == [("review_id", "会商当前状态为“会签”，不能议定事项")]


async def test_what_stands_in_the_text_that_goes_round_is_not_dropped_under_those_who_have_signed_it() -> None:
    world = World(signing="ordered")
    await world.convene()
    await world.ask(CONVENER, "resolutions", order())
    await concluded(world)
    dropping = {"resolution_id": FIRST_ACT, "reason": "不再需要"}

    told = await refusal(world, CONVENER, "resolution-dropped", dropping)
    assert told == [("resolution_id", "会商正在会签，不能撤销会签文本中的议定事项")]
    for party in (LAND, WATER):
        await world.ask(party, "signed", {"review_id": FIRST, "text": 1, "signed_by": "分管负责人"})
    await world.ask(CONVENER, "resolution-dropped", dropping)
    assert await states(world) == ["dropped"]


@pytest.mark.parametrize("minutes", [False, True])
async def test_who_is_told_to_wait_with_a_resolution_is_not_refused_afterwards(minutes: bool) -> None:
    world = World(signing="ordered", minutes=minutes)
    await world.convene()
    await concluded(world)
    with pytest.raises(Refused) as waits:
        await world.ask(CONVENER, "resolutions", order())
    for party in (LAND, WATER):
        await world.ask(party, "signed", {"review_id": FIRST, "text": 1, "signed_by": "分管负责人"})

    assert ("请待会签结束" in waits.value.faults[0].remedy) == minutes
    if minutes:
        await world.ask(CONVENER, "resolutions", order())
    else:
        assert await refusal(world, CONVENER, "resolutions", order()) == [("review_id", "会商已有结论，不能再增加议定事项")]


async def test_nothing_is_laid_down_once_the_minutes_are_kept() -> None:
    world = World(minutes=True)
    await world.convene()
    await world.ask(CONVENER, "resolutions", order())
    await concluded(world)
    await world.ask(CONVENER, "minutes-signed", {"review_id": FIRST, "signed_by": "局长岗"})

    assert await refusal(world, CONVENER, "resolutions", order()) == [("review_id", "会议纪要已经存档，不能再增加议定事项")]
