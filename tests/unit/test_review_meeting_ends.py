"""A meeting over many cases ends in one set of minutes that its convener signs, and does not end unnoticed."""

from datetime import datetime

import pytest

from shared.clock import CHINA
from shared.contracts.joint_review import ReviewClosed, ReviewDutyLit
from shared.contracts.review_calls import AgendaDeclined
from shared.contracts.review_letters import MinutesAsked
from shared.contracts.review_records import MeetingClosed, MeetingConcluded, MeetingMinutesIssued
from shared.errors import Refused
from tests.fakes import facts, mails
from tests.unit.joint_review_world import MEETING, World, meeting, opinion
from tests.unit.review_hall import CENTRE, CONVENER, FOREST, LAND, WATER
from tests.unit.review_meeting_world import NUMBER, ONE, THREE, TWO, agreed, called


@pytest.fixture
def world() -> World:
    return World(minutes=True)


async def refusal(world: World, party: str) -> str:
    with pytest.raises(Refused) as refused:
        await world.ask(party, "minutes-signed", {"review_id": MEETING, "signed_by": "局长岗"})
    return "；".join(fault.message for fault in refused.value.faults)


async def test_each_case_has_its_outcome_and_one_set_of_minutes_holds_what_was_not_plain_agreement(world: World) -> None:
    await world.told(meeting(ONE, TWO, THREE), MEETING)
    for case in (ONE, TWO, THREE):
        await called(world, case)
    await agreed(world, ONE)
    await world.say(LAND, "opinion", opinion(review_id=f"{TWO}/R1"))
    await world.say(WATER, "opinion", opinion("object", review_id=f"{TWO}/R1"))
    await world.ask(CONVENER, "cancelled", {"review_id": f"{THREE}/R1", "reason": "项目已撤回"})
    await world.spread()
    answer = await world.ask(CONVENER, "minutes-signed", {"review_id": MEETING, "signed_by": "局长岗", "remark": "印发各部门"})

    [asked] = mails(world.sent, MinutesAsked, "minutes-asked")
    [issued] = facts(world.sent, MeetingMinutesIssued)
    assert [point.outcome for point in facts(world.sent, MeetingConcluded)[0].agenda] == ["agreed", "deadlocked", "cancelled"]
    assert [[given.party for given in point.opinions] for point in asked.minutes.points] == [[FOREST], [WATER, FOREST], []]
    assert [given.opinion for given in asked.minutes.points[0].opinions] == ["silent"]
    assert asked.minutes.points[2].reason == "项目已撤回"
    assert (issued.number, issued.signed, issued.remark) == (NUMBER, True, "印发各部门")
    assert (answer["state"], answer["minutes"]) == ("closed", NUMBER)
    assert len(facts(world.sent, MeetingClosed)) == 1
    assert (await world.file(MEETING)).open is False
    assert len(facts(world.sent, ReviewClosed)) == 3  # the minutes are the meeting's


async def test_resolutions_of_a_case_stand_in_the_minutes_of_the_meeting(world: World) -> None:
    await world.told(meeting(ONE), MEETING)
    await called(world, ONE)
    laid = {"owner": WATER, "act": "复核水土保持方案", "due": "2026-03-20", "done_when": "印发复核意见"}
    await world.ask(CONVENER, "resolutions", {"review_id": f"{ONE}/R1", "resolutions": [laid]})
    await agreed(world, ONE)
    await world.spread()

    [asked] = mails(world.sent, MinutesAsked, "minutes-asked")
    assert [each.resolution_id for each in asked.minutes.points[0].resolutions] == [f"{ONE}/R1/A1"]


async def test_a_meeting_of_which_nothing_was_held_ends_without_minutes(world: World) -> None:
    await world.told(meeting(ONE), MEETING)
    await world.told(AgendaDeclined(meeting_id=MEETING, case_number=ONE, reason="办件已终止"), ONE)

    assert len(facts(world.sent, MeetingClosed)) == 1
    assert mails(world.sent, MinutesAsked, "minutes-asked") == []


async def test_the_minutes_are_the_conveners_to_sign_and_only_at_the_end(world: World) -> None:
    await world.told(meeting(ONE), MEETING)
    await called(world, ONE)
    await world.spread()

    assert await refusal(world, CONVENER) == "会议还有 1 项议题没有结论，不能签发会议纪要"
    assert await refusal(world, LAND) == "贵部门不是召集部门，不能签发会议纪要"
    assert await refusal(world, "150622.yjj") == "没有这次会商，或者本部门不是参加部门"
    assert world.numbers.given == {}


async def test_unsigned_minutes_are_kept_without_a_number(world: World) -> None:
    await world.told(meeting(ONE), MEETING)
    await called(world, ONE)
    await agreed(world, ONE)
    await world.spread()
    await world.ring_until(datetime(2026, 3, 5, 18, 0, tzinfo=CHINA), MEETING)

    assert [(fact.signed, fact.number) for fact in facts(world.sent, MeetingMinutesIssued)] == [(False, "")]
    assert await refusal(world, CONVENER) == "签发会议纪要的期限已过，纪要已按未签发存档"
    assert (await world.file(MEETING)).open is False


async def test_a_signature_that_was_given_its_number_while_the_limit_ran_out_still_counts(world: World) -> None:
    await world.told(meeting(ONE), MEETING)
    await called(world, ONE)
    await agreed(world, ONE)
    await world.spread()
    await world.numbers.allot(CENTRE, 2026, MEETING)  # the process died between the number and the signature
    await world.ring_until(datetime(2026, 3, 5, 18, 0, tzinfo=CHINA), MEETING)
    await world.say(CONVENER, "minutes-signed", {"review_id": MEETING, "signed_by": "局长岗"})

    assert [(fact.signed, fact.number) for fact in facts(world.sent, MeetingMinutesIssued)] == [(False, ""), (True, NUMBER)]
    assert len(facts(world.sent, MeetingClosed)) == 1


async def test_a_meeting_whose_cases_do_not_come_to_an_end_is_brought_to_mind_again_and_again(world: World) -> None:
    await world.told(meeting(ONE), MEETING)
    await world.ring_until(datetime(2026, 3, 20, 10, 0, tzinfo=CHINA), MEETING)

    lit = [fact for fact in facts(world.sent, ReviewDutyLit) if fact.review_id == MEETING and fact.light == "overdue"]
    assert [(fact.party, fact.what) for fact in lit] == [(CONVENER, "督促会议议题逐项形成结论：三月集中联动审批会商会")] * 2
