"""A resolution (议定事项) that binds is followed until its owner reports it done or its convener drops it."""

from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shared.clock import CHINA
from shared.contracts.joint_review import ReviewClosed, ReviewDutyLit
from shared.contracts.review_letters import ReviewNews, ReviewOver, ReviewReminder
from shared.contracts.review_records import ResolutionDone, ResolutionDropped, ResolutionOverdue
from shared.errors import Refused
from tests.fakes import facts, mails
from tests.unit.joint_review_world import World, opinion
from tests.unit.review_hall import CITY_ECOLOGY, CONVENER, FIRST, FOREST, LAND, WATER
from tests.unit.review_resolutions_world import (
    FIRST_ACT,
    MONDAY_AFTER,
    concluded,
    order,
    refusal,
    report,
    resolution,
    states,
    under_way,
)


@pytest.fixture
async def world() -> World:
    return await under_way()


async def test_the_owner_reports_it_done_the_convener_hears_and_the_review_closes(world: World) -> None:
    await world.ask(CONVENER, "resolutions", order())
    await concluded(world)
    open_until_then = facts(world.sent, ReviewClosed) == []
    await world.ask(WATER, "carried-out", report())

    [done] = facts(world.sent, ResolutionDone)
    assert (done.evidence, done.document, done.late) == ("复核意见已印发", "准水字〔2026〕3号", False)
    assert [told.what for told in mails(world.sent, ReviewNews, "review-news", CONVENER)] == [
        "准格尔旗水利局报告已落实议定事项“复核水土保持方案”：复核意见已印发"
    ]
    assert open_until_then
    assert len(facts(world.sent, ReviewClosed)) == 1
    assert (await world.file()).duties == {}


async def test_a_report_is_refused_with_the_way_out(world: World) -> None:
    await world.ask(CONVENER, "resolutions", order())
    early = await refusal(world, WATER, "carried-out", report())
    await concluded(world)
    blank = await refusal(world, WATER, "carried-out", report(evidence=" "))
    foreign = await refusal(world, LAND, "carried-out", report())
    unknown = await refusal(world, LAND, "carried-out", report(f"{FIRST}/A9"))
    stranger = await refusal(world, CITY_ECOLOGY, "carried-out", report())
    await world.ask(WATER, "carried-out", report())

    assert early == [("resolution_id", "会商尚未形成结论，议定事项尚未生效")]
    assert blank == [("evidence", "没有写明落实情况")]
    assert foreign == unknown == stranger == [("resolution_id", "没有这一议定事项，或者本部门不是责任部门")]
    assert await refusal(world, WATER, "carried-out", report()) == [("resolution_id", "该议定事项已报告落实")]
    assert [(party, act) for _, party, act, _ in world.refusals.noted] == [
        (WATER, "carried-out"),
        (WATER, "carried-out"),
        (LAND, "carried-out"),
        (LAND, "carried-out"),
        (CITY_ECOLOGY, "carried-out"),
        (WATER, "carried-out"),
    ]


async def test_an_overdue_one_climbs_once_and_is_asked_for_until_it_is_done(world: World) -> None:
    await world.ask(CONVENER, "resolutions", order())
    await concluded(world)

    await world.ring_until(MONDAY_AFTER + timedelta(days=21))

    assert [fact.resolution.resolution_id for fact in facts(world.sent, ResolutionOverdue)] == [FIRST_ACT]
    lit = [(fact.light, fact.resolution_id) for fact in facts(world.sent, ReviewDutyLit) if fact.act == "carried-out"]
    assert lit[:3] == [("yellow", FIRST_ACT), ("red", FIRST_ACT), ("overdue", FIRST_ACT)]
    assert [light for light, _ in lit[3:]].count("overdue") == 2  # again after every five working days
    assert len(mails(world.sent, ReviewReminder, "review-reminder", WATER)) == len(lit)
    assert (await world.review()).closed is False

    await world.ask(WATER, "carried-out", report())

    assert [fact.late for fact in facts(world.sent, ResolutionDone)] == [True]
    assert (await world.review()).closed is True


async def test_a_conclusion_that_comes_after_the_date_does_not_put_it_off(world: World) -> None:
    await world.convene("later", review_id=f"{FIRST.partition('/')[0]}/R2", limit_days=20)
    second = f"{FIRST.partition('/')[0]}/R2"
    await world.ask(CONVENER, "resolutions", order(resolution(due="2026-03-03")) | {"review_id": second})
    await world.ring_until(datetime(2026, 3, 9, 10, 0, tzinfo=CHINA))
    await world.ask(LAND, "opinion", opinion(review_id=second))
    await world.ask(WATER, "opinion", opinion(review_id=second))

    await world.ring_until(datetime(2026, 3, 9, 10, 1, tzinfo=CHINA))

    assert [fact.resolution.resolution_id for fact in facts(world.sent, ResolutionOverdue)] == [f"{second}/A1"]


async def test_the_convener_drops_one_with_the_reason_and_its_owner_hears(world: World) -> None:
    await world.ask(CONVENER, "resolutions", order())
    await concluded(world)
    unsaid = await refusal(world, CONVENER, "resolution-dropped", {"resolution_id": FIRST_ACT})
    await world.ask(CONVENER, "resolution-dropped", {"resolution_id": FIRST_ACT, "reason": "项目已调整选址"})

    assert unsaid == [("reason", "没有写明撤销的原因")]
    assert [fact.reason for fact in facts(world.sent, ResolutionDropped)] == ["项目已调整选址"]
    assert [letter.resolution_id for letter in mails(world.sent, ReviewOver, "resolution-over", WATER)] == [FIRST_ACT]
    assert len(facts(world.sent, ReviewClosed)) == 1


async def test_a_deadlock_or_the_end_of_the_review_drops_what_was_drafted() -> None:
    for silent_or_cancelled in ("silent", "cancelled"):
        world = World(silence="objection")
        await world.convene()
        await world.ask(CONVENER, "resolutions", order())
        if silent_or_cancelled == "silent":
            await world.ring_until(MONDAY_AFTER)
        else:
            await world.ask(CONVENER, "cancelled", {"review_id": FIRST, "reason": "项目已撤回"})

        assert await states(world) == ["dropped"]
        assert mails(world.sent, ReviewOver, "resolution-over") == []  # nobody had it yet
        assert len(facts(world.sent, ReviewClosed)) == 1


ACTS = st.lists(st.tuples(st.sampled_from(["lay", "say", "done", "drop"]), st.integers(1, 4), st.booleans()), max_size=25)


@settings(deadline=None, max_examples=60)
@given(acts=ACTS)
async def test_a_review_closes_when_and_only_when_nothing_is_left_to_be_done(acts: Sequence[tuple[str, int, bool]]) -> None:
    world = World()
    await world.convene()
    for act, number, late in acts:
        world.clock.advance(timedelta(minutes=int(late)))
        with suppress(Refused):
            match act:
                case "lay":
                    await world.ask(CONVENER, "resolutions", order(resolution(FOREST if late else WATER)))
                case "say":
                    await world.ask(LAND if late else WATER, "opinion", opinion())
                case "done":
                    for party in (WATER, FOREST):
                        await world.say(party, "carried-out", report(f"{FIRST}/A{number}"))
                case _:
                    await world.ask(CONVENER, "resolution-dropped", {"resolution_id": f"{FIRST}/A{number}", "reason": "不再需要"})

        file, review = await world.file(), await world.review()
        still = {each.resolution.resolution_id for each in review.resolutions if each.state == "open"}
        assert {key for key in file.duties if "/A" in key} == still
        assert review.closed == (review.conclusion is not None and not still)
        assert len(facts(world.sent, ReviewClosed)) == review.closed
        assert len(facts(world.sent, ResolutionDone)) + len(facts(world.sent, ResolutionDropped)) == sum(
            each.state in {"done", "dropped"} for each in review.resolutions
        )
