"""One meeting over many cases: each case is reviewed by itself, and the meeting follows what becomes of all of them."""

from datetime import timedelta
from functools import partial
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.joint_review.domain import agenda
from services.joint_review.domain.meeting import MeetingNotHere
from services.joint_review.domain.reviews import ReviewNotHere, Reviews
from services.joint_review.use_cases import posted
from shared.bus import Cause
from shared.clock import FixedClock
from shared.contracts.joint_review import GivenOpinion, Participant, ReviewConcluded, ReviewConvened
from shared.contracts.review_calls import AgendaDeclined, AgendaPoint
from shared.contracts.review_letters import MeetingLetter, MinutesAsked
from shared.contracts.review_records import MeetingConcluded, MeetingConvened
from shared.errors import Refused
from shared.store.aggregates import LARGEST as CARRIED
from shared.store.aggregates import outgoing
from tests.fakes import facts, mails
from tests.unit.joint_review_world import MEETING, NEWS, Town, World, call, meeting, opinion
from tests.unit.review_hall import CENTRE, CONVENER, FOREST, LAND, MONDAY, WATER
from tests.unit.review_meeting_world import ONE, TWO, agreed, called, outcomes

DOCUMENT = 15_000_000  # bytes: what one write says lies in one document of MongoDB, which may have 16 MiB
ENDS = ("agree", "object", "cancel", "decline")


@pytest.fixture
def world() -> World:
    return World(minutes=True)


async def test_it_is_convened_once_every_case_is_called_and_everybody_has_its_own_agenda(world: World) -> None:
    await world.told(meeting(ONE, TWO), MEETING)
    await called(world, ONE)
    await world.spread()
    early = facts(world.sent, MeetingConvened)
    await called(world, TWO, mandatory=(LAND,), advisory=(), observers=(FOREST,))
    await world.spread()

    [convened] = facts(world.sent, MeetingConvened)
    letters = {party: mails(world.sent, MeetingLetter, "meeting-called", party) for party in (LAND, WATER, FOREST, CONVENER)}
    assert early == []
    assert [(point.case_number, point.review_id) for point in convened.agenda] == [(ONE, f"{ONE}/R1"), (TWO, f"{TWO}/R1")]
    assert set(convened.participants) == {LAND, WATER, FOREST}
    assert {party: [point.case_number for point in letter.agenda] for party, [letter] in letters.items()} == {
        LAND: [ONE, TWO],
        WATER: [ONE],
        FOREST: [ONE, TWO],
        CONVENER: [ONE, TWO],
    }
    assert letters[WATER][0].reviews == (f"{ONE}/R1",)


async def test_topics_are_reviews_of_the_meetings_own_file(world: World) -> None:
    await world.told(meeting(ONE, topics=2), MEETING)
    await called(world, ONE)
    await agreed(world, ONE)
    for number in (1, 2):
        for party in (LAND, WATER):
            await world.say(party, "opinion", opinion(review_id=f"{MEETING}/R{number}"))
    await world.spread()
    await world.spread()

    [concluded] = facts(world.sent, MeetingConcluded)
    assert [point.review_id for point in concluded.agenda] == [f"{ONE}/R1", f"{MEETING}/R1", f"{MEETING}/R2"]
    assert await outcomes(world) == ["agreed", "agreed", "agreed"]


async def test_a_topic_that_cannot_be_held_is_declined_and_holds_up_no_other(world: World) -> None:
    points = (
        AgendaPoint(number=1, subject="没有写明参加部门"),
        AgendaPoint(number=2, subject="园区公共管廊怎样分摊", mandatory=(LAND, WATER)),
    )
    await world.told(meeting(agenda=points), MEETING)
    await world.spread()

    assert await outcomes(world) == ["declined", ""]
    assert [point.outcome for point in facts(world.sent, MeetingConvened)[0].agenda] == ["declined", ""]


async def test_topics_beyond_what_one_write_holds_are_declined(world: World) -> None:
    parties = tuple(f"150622.d{number}" for number in range(400))
    points = tuple(AgendaPoint(number=number, subject="园区公共管廊怎样分摊", mandatory=parties) for number in (1, 2, 3))
    await world.told(meeting(agenda=points), MEETING)

    assert await outcomes(world) == ["", "", "declined"]
    assert len((await world.file(MEETING)).reviews) == 2


async def test_a_case_that_can_be_reviewed_no_more_is_declined_with_the_reason(world: World) -> None:
    await world.told(meeting(ONE, TWO), MEETING)
    await called(world, ONE)
    await world.told(AgendaDeclined(meeting_id=MEETING, case_number=TWO, reason="办件已终止"), TWO)
    await agreed(world, ONE)
    await world.spread()

    assert [(point.outcome, point.reason) for point in facts(world.sent, MeetingConcluded)[0].agenda] == [
        ("agreed", ""),
        ("declined", "办件已终止"),
    ]


async def test_news_before_the_meeting_is_there_come_again(world: World) -> None:
    await called(world, ONE)

    with pytest.raises((ReviewNotHere, MeetingNotHere)):
        await world.spread()

    await world.told(meeting(ONE), MEETING)
    for message in world.files.sent:
        if message.headers.get("ce-type") == "joint_review.review-convened":
            await world.hear_again(message)

    assert len(facts(world.sent, MeetingConvened)) == 1


async def test_the_centre_sees_its_meetings_and_nobody_elses(world: World) -> None:
    await world.told(meeting(ONE), MEETING)
    second = MEETING[:-1] + "2"
    await world.told(meeting(TWO, meeting_id=second), second)
    await called(world, ONE)
    await world.spread()
    shown = await world.look("meeting", meeting_id=MEETING)
    first_page = await world.look("meetings", limit=1)
    rest = await world.look("meetings", before=first_page["next"])

    assert (shown["state"], shown["agenda"][0]["review_id"], shown["minutes"]) == ("convened", f"{ONE}/R1", None)
    assert [one["party"] for one in shown["participants"]] == [LAND, WATER, FOREST]
    assert [one["meeting_id"] for one in first_page["meetings"]] == [second]
    assert [(one["meeting_id"], one["open_points"]) for one in rest["meetings"]] == [(MEETING, 1)]
    assert (await world.look("meetings", "150600"))["meetings"] == []
    with pytest.raises(Refused, match="会议不存在"):
        await world.look("meeting", "150600", meeting_id=MEETING)
    with pytest.raises(Refused, match="会议不存在"):
        await world.look("meeting", CENTRE, meeting_id=ONE)


def test_five_hundred_points_with_the_longest_words_fit_the_bus() -> None:
    """By the domain alone: every word that the meeting says, however much was said of its points."""
    reviews, times = Reviews(id=MEETING, centre=CENTRE), Town().times(CENTRE)
    cases = [f"150622-20260302-{number:06}" for number in range(1, 501)]
    parties = tuple(f"150622.d{number}" for number in range(50))
    points = tuple(AgendaPoint(number=number, case_number=case, subject="长" * 2000) for number, case in enumerate(cases, 1))
    said = agenda.called(reviews, meeting(agenda=points), partial(Town(minutes=True).rules, CENTRE), str, MONDAY, times)
    seats = tuple(Participant(party=party, name="部门", role="mandatory") for party in parties)
    long = {"role": "mandatory", "opinion": "object", "ground": "依" * 4000, "mend": "改" * 4000}
    opinions = tuple(GivenOpinion.model_validate({"party": party, **long}) for party in parties[:10])
    for case in cases:
        about = call(review_id=f"{case}/R1", meeting_id=MEETING, mandatory=parties)
        convened = ReviewConvened(review_id=f"{case}/R1", call=about, due=None, participants=seats)
        said += agenda.noted(reviews, case, convened, agenda.Noted(), MONDAY, times)
    for case in cases:
        concluded = ReviewConcluded(
            review_id=f"{case}/R1",
            cause="meeting",
            outcome="deadlocked",
            opinions=opinions,
            concluded_at=MONDAY.isoformat(),
            reason="由" * 4000,
            meeting_id=MEETING,
        )
        said += agenda.noted(reviews, case, concluded, agenda.Noted(), MONDAY, times)

    messages = outgoing(reviews, "joint_review", Cause("the last news"), posted(said), FixedClock(MONDAY))
    [asked] = mails(messages, MinutesAsked, "minutes-asked")
    assert len(mails(messages, MeetingLetter, "meeting-called")) == 51
    assert max(message.size for message in messages) <= CARRIED
    assert sum(message.size for message in messages) <= DOCUMENT
    assert len(asked.minutes.points) == 500


@settings(deadline=None, max_examples=25)
@given(order=st.randoms(use_true_random=False), ends=st.lists(st.sampled_from(ENDS), min_size=1, max_size=5))
async def test_news_in_any_order_and_again_come_to_the_same_end(order: Random, ends: list[str]) -> None:
    world = World(minutes=True)
    cases = [f"150622-20260302-{number:06}" for number in range(1, len(ends) + 1)]
    await world.told(meeting(*cases), MEETING)
    for case, end in zip(cases, ends, strict=True):
        world.clock.advance(timedelta(minutes=1))
        if end == "decline":
            await world.told(AgendaDeclined(meeting_id=MEETING, case_number=case, reason="办件已终止"), case)
            continue
        await called(world, case)
        if end == "cancel":
            await world.ask(CONVENER, "cancelled", {"review_id": f"{case}/R1", "reason": "项目已撤回"})
            continue
        for party in (LAND, WATER):
            await world.say(party, "opinion", opinion(end, review_id=f"{case}/R1"))
    news = [message for message in world.files.sent if message.headers.get("ce-type") in NEWS] * 2
    order.shuffle(news)
    for message in news:
        await world.hear_again(message)

    words = {"agree": "agreed", "object": "deadlocked", "cancel": "cancelled", "decline": "declined"}
    assert await outcomes(world) == [words[end] for end in ends]
    assert len(facts(world.sent, MeetingConvened)) == len(facts(world.sent, MeetingConcluded)) == 1
    assert len(mails(world.sent, MinutesAsked, "minutes-asked")) == any(end in {"agree", "object"} for end in ends)
