"""会议纪要: assembled from what was said, dissent included; signed under a number without gaps, or kept unsigned."""

import asyncio
from datetime import datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.joint_review.domain.brevity import LARGEST, fitting
from shared.clock import CHINA
from shared.contracts.joint_review import GivenOpinion, Minutes, MinutesPoint, ReviewClosed
from shared.contracts.review_letters import MinutesAsked
from shared.contracts.review_records import MinutesIssued
from shared.errors import Refused
from tests.fakes import facts, mails
from tests.unit.joint_review_world import NAMES, World, opinion
from tests.unit.review_hall import CASE, CONVENER, FIRST, FOREST, LAND, MONDAY, SECOND, WATER

SIGNING_OVER = datetime(2026, 3, 5, 18, 0, tzinfo=CHINA)  # three working days from Monday's conclusion
NUMBER = "150622-JY2026-0001"


def signature(review_id: str = FIRST, **other: Any) -> dict[str, Any]:
    return {"review_id": review_id, "signed_by": "政务服务局局长岗", "remark": "纪要发各参加部门", **other}


@pytest.fixture
def world() -> World:
    """Reviews here end in minutes, and a majority decides."""
    return World(minutes=True, conclusion="majority")


async def concluded(world: World, review_id: str = FIRST) -> None:
    await world.convene(review_id=review_id, mandatory=(LAND, WATER, FOREST), advisory=())
    await world.say(LAND, "opinion", opinion("conditional", "先编水土保持方案", review_id=review_id))
    await world.say(FOREST, "opinion", opinion(review_id=review_id))
    await world.say(WATER, "opinion", opinion("object", review_id=review_id, mend="避让河道管理范围"))


async def refusal(world: World, party: str, said: dict[str, Any]) -> str:
    with pytest.raises(Refused) as refused:
        await world.ask(party, "minutes-signed", said)
    return "；".join(fault.message for fault in refused.value.faults)


async def test_they_are_assembled_from_what_was_said_with_dissent_word_for_word(world: World) -> None:
    await concluded(world)

    [asked] = mails(world.sent, MinutesAsked, "minutes-asked", CONVENER)
    [point] = asked.minutes.points
    assert (asked.review_id, asked.due) == (FIRST, SIGNING_OVER.isoformat())
    assert asked.minutes.title == "会商联审纪要：煤矸石综合利用项目占用林地，选址是否可行"
    assert [each.name for each in asked.minutes.participants] == ["准格尔旗自然资源局", "准格尔旗水利局", "准格尔旗林业和草原局"]
    assert (point.case_number, point.outcome, point.conditions) == (CASE, "conditional", (f"先编水土保持方案（{NAMES[LAND]}）",))
    assert [(each.party, each.ground, each.mend) for each in point.opinions if each.opinion == "object"] == [
        (WATER, "土地管理法 第三十五条", "避让河道管理范围")
    ]
    assert asked.minutes.number == ""


async def test_the_convener_signs_them_under_the_next_number_and_the_review_closes(world: World) -> None:
    await concluded(world)
    await concluded(world, SECOND)
    answer = await world.ask(CONVENER, "minutes-signed", signature())
    await world.ask(CONVENER, "minutes-signed", signature(SECOND))

    [first, second] = facts(world.sent, MinutesIssued)
    assert (first.signed, first.minutes.number, first.minutes.signed_by) == (True, NUMBER, "政务服务局局长岗")
    assert (first.minutes.signed_at, first.minutes.remark) == (MONDAY.isoformat(), "纪要发各参加部门")
    assert second.minutes.number == "150622-JY2026-0002"
    assert answer["minutes"] == NUMBER
    assert [fact.review_id for fact in facts(world.sent, ReviewClosed)] == [FIRST, SECOND]


async def test_a_refused_signature_uses_up_no_number(world: World) -> None:
    await world.convene(mandatory=(LAND, WATER, FOREST), advisory=())
    early = await refusal(world, CONVENER, signature())
    await concluded(world)
    other = await refusal(world, LAND, signature())
    stranger = await refusal(world, "150600.sthjj", signature())
    unknown = await refusal(world, CONVENER, signature(f"{CASE}/R9"))
    blank = await refusal(world, CONVENER, signature(signed_by=" "))

    assert early == "会商尚未结束，没有可签发的会议纪要"
    assert other == "贵部门不是召集部门，不能签发会议纪要"
    assert stranger == unknown == "没有这次会商，或者本部门不是参加部门"
    assert blank == "没有写明由哪个岗位签发"
    assert world.numbers.given == {}

    await world.ask(CONVENER, "minutes-signed", signature())

    assert world.numbers.given == {FIRST: NUMBER}


async def test_they_are_signed_once_however_often_it_is_said(world: World) -> None:
    await concluded(world)
    await world.say(CONVENER, "minutes-signed", signature(), "the signature")
    await world.say(CONVENER, "minutes-signed", signature(), "the signature")

    assert await refusal(world, CONVENER, signature()) == "会议纪要已经签发"
    assert [fact.minutes.number for fact in facts(world.sent, MinutesIssued)] == [NUMBER]


async def test_two_replicas_that_sign_at_once_issue_them_once(world: World) -> None:
    await concluded(world)
    await asyncio.gather(*(world.say(CONVENER, "minutes-signed", signature(), f"signature {number}") for number in range(2)))

    assert [fact.minutes.number for fact in facts(world.sent, MinutesIssued)] == [NUMBER]
    assert world.numbers.given == {FIRST: NUMBER}


async def test_whoever_lets_the_limit_pass_leaves_them_unsigned_and_unnumbered(world: World) -> None:
    await concluded(world)
    await world.ring_until(SIGNING_OVER)

    [issued] = facts(world.sent, MinutesIssued)
    assert (issued.signed, issued.minutes.number, issued.minutes.signed_by) == (False, "", "")
    assert len(facts(world.sent, ReviewClosed)) == 1
    assert await refusal(world, CONVENER, signature()) == "签发会议纪要的期限已过，纪要已按未签发存档"
    assert world.numbers.given == {}


async def test_what_is_signed_after_the_review_is_closed_is_not_said_any_more(world: World) -> None:
    await concluded(world)
    await world.numbers.allot("150622", 2026, FIRST)  # the process died between the number and the signature
    await world.ring_until(SIGNING_OVER)
    await world.say(CONVENER, "minutes-signed", signature())

    assert [fact.signed for fact in facts(world.sent, MinutesIssued)] == [False]
    said = [message.subject for message in world.sent if message.subject.startswith("evt.")]
    assert said[-1].endswith(".review-closed")


async def test_a_review_that_ends_in_no_minutes_closes_with_its_conclusion() -> None:
    world = World()
    await concluded(world)

    assert mails(world.sent, MinutesAsked, "minutes-asked") == []
    assert len(facts(world.sent, ReviewClosed)) == 1
    assert await refusal(world, CONVENER, signature()) == "本次会商不形成会议纪要"


async def test_a_deadlock_has_minutes_too_and_a_cancelled_review_none() -> None:
    world = World(minutes=True, silence="objection")
    await world.convene()
    await world.convene(review_id=SECOND)
    await world.ask(CONVENER, "cancelled", {"review_id": SECOND, "reason": "项目已撤回"})
    await world.ring_until(datetime(2026, 3, 5, 18, 1, tzinfo=CHINA))

    [asked] = mails(world.sent, MinutesAsked, "minutes-asked")
    assert (asked.review_id, asked.minutes.points[0].outcome) == (FIRST, "deadlocked")
    assert NAMES[WATER] in asked.minutes.points[0].reason


async def test_the_centre_reads_them_before_and_after_the_signature(world: World) -> None:
    await concluded(world)
    before = await world.look("minutes", review_id=FIRST)
    await world.ask(CONVENER, "minutes-signed", signature())
    after = await world.look("minutes", review_id=FIRST)

    assert (before.number, after.number) == ("", NUMBER)
    with pytest.raises(Refused, match="没有这次会商"):
        await world.look("minutes", "150600", review_id=FIRST)


@settings(max_examples=25, deadline=None)
@given(points=st.integers(1, 60), parties=st.integers(1, 40), length=st.integers(0, 4000))
def test_minutes_of_whatever_size_fit_a_letter_and_short_ones_stay_whole(points: int, parties: int, length: int) -> None:
    said = tuple(
        GivenOpinion(party=f"150622.d{number}", role="mandatory", opinion="object", ground="依" * length, mend="改" * length)
        for number in range(parties)
    )
    held = MinutesPoint(review_id=FIRST, subject="选址", outcome="deadlocked", opinions=said)
    whole = Minutes(
        title="纪要",
        kind="会商联审",
        convener=CONVENER,
        convener_name="",
        form="meeting",
        concluded_at=MONDAY.isoformat(),
        participants=(),
        points=(held,) * points,
    )

    shorter = fitting(whole)

    assert len(shorter.model_dump_json().encode()) <= LARGEST
    assert len(shorter.points) == points
    if len(whole.model_dump_json().encode()) <= LARGEST:
        assert shorter == whole
