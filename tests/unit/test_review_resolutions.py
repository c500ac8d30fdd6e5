"""议定事项: from the convener's word to the owner's report, and nothing forgotten in between."""

import json
from collections.abc import Sequence
from contextlib import suppress
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shared.clock import CHINA
from shared.contracts.joint_review import ReviewClosed, ReviewDutyLit
from shared.contracts.review_letters import ResolutionAssigned, ReviewNews, ReviewOver, ReviewReminder
from shared.contracts.review_records import (
    ResolutionDone,
    ResolutionDropped,
    ResolutionOverdue,
    ResolutionsAssigned,
    ResolutionsLaidDown,
)
from shared.errors import Refused
from shared.store.aggregates import LARGEST
from tests.fakes import facts, mails
from tests.unit.joint_review_world import CASE, CITY_ECOLOGY, CONVENER, FIRST, FOREST, LAND, WATER, World, opinion

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


@pytest.fixture
async def world() -> World:
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
