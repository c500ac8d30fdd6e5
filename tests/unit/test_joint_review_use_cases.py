"""joint_review from message to message: a call convenes, routing withdraws, and the last opinion or the alarm concludes."""

import pytest

from services.joint_review.domain.convening import CallUnworkable
from services.joint_review.domain.reviews import ReviewNotHere
from shared.bus import Unreadable
from shared.contracts.joint_review import PapersChanged, ReviewCancelled, ReviewConvened
from shared.contracts.review_calls import PapersPinned, ReviewWithdrawn
from shared.contracts.review_letters import Consultation, ReviewOutcome
from tests.fakes import facts, mails
from tests.unit.joint_review_world import PLAN, World, opinion
from tests.unit.review_hall import CASE, CENTRE, CITY_ECOLOGY, FIRST, FOREST, LAND, MONDAY, SECOND, THURSDAY_CLOSING, WATER

REDRAWN = PLAN.model_copy(update={"file_id": "F2", "sha256": "b" * 64})


@pytest.fixture
def world() -> World:
    return World()


async def test_a_review_is_convened_with_its_limit_and_an_alarm(world: World) -> None:
    await world.convene()

    [convened] = facts(world.sent, ReviewConvened)
    asked = {each.role: each for each in mails(world.sent, Consultation, "consulted")}
    assert convened.due == THURSDAY_CLOSING.isoformat()
    assert set(asked) == {"mandatory", "advisory"}
    assert (asked["advisory"].case_number, asked["advisory"].centre) == (CASE, CENTRE)
    assert world.sent[-1].headers["Nats-Schedule"].startswith("@at 2026-03-0")


async def test_a_call_delivered_again_asks_nobody_again(world: World) -> None:
    await world.convene(message_id="the call")
    before = list(world.sent)

    await world.convene(message_id="the call")
    await world.convene(message_id="the same call said anew")

    assert world.sent == before


async def test_a_call_for_another_case_is_parked_and_changes_nothing(world: World) -> None:
    with pytest.raises(CallUnworkable):
        await world.convene(review_id="150600-20260302-000001/R1")

    assert world.sent == []


async def test_a_call_that_cannot_be_read_is_parked(world: World) -> None:
    subject, kind = "evt.150622.routing.review-requested", "routing.review-requested"

    with pytest.raises(Unreadable):
        await world.handlers.on_review_call(world.message(subject, b"{}", case=CASE, kind=kind))


async def test_news_of_a_review_that_is_not_there_yet_come_again(world: World) -> None:
    pinned = PapersPinned(review_id=FIRST, edition=2, papers=(REDRAWN,), changed=("总平面图",))
    with pytest.raises(ReviewNotHere):
        await world.told(pinned)
    await world.convene(review_id=SECOND)
    with pytest.raises(ReviewNotHere):
        await world.told(ReviewWithdrawn(review_id=FIRST, reason="办件已终止"))

    await world.convene(papers=(PLAN,))
    await world.told(pinned)

    assert [fact.edition for fact in facts(world.sent, PapersChanged)] == [2]


async def test_routing_withdraws_a_review(world: World) -> None:
    await world.convene()
    await world.told(ReviewWithdrawn(review_id=FIRST, reason="办件已终止"))

    assert [(fact.reason, fact.by) for fact in facts(world.sent, ReviewCancelled)] == [("办件已终止", "routing")]
    assert (await world.file()).open is False


async def test_the_last_mandatory_opinion_concludes_and_takes_the_alarm_back(world: World) -> None:
    await world.convene()
    await world.say(LAND, "opinion", opinion())
    answer = await world.ask(WATER, "opinion", opinion("conditional", "先批复水土保持方案"))

    [conclusion] = world.conclusions
    assert (conclusion.outcome, conclusion.concluded_at) == ("conditional", MONDAY.isoformat())
    assert (answer["state"], answer["given"]["opinion"], answer["next"]) == ("concluded", "conditional", [])
    assert {letter.review_id for letter in mails(world.sent, ReviewOutcome, "review-concluded", FOREST)} == {FIRST}
    assert (await world.file()).alarm_at is None


async def test_two_reviews_of_a_case_never_confuse_each_other(world: World) -> None:
    await world.convene()
    await world.convene(review_id=SECOND, mandatory=(LAND, CITY_ECOLOGY), advisory=())
    await world.say(LAND, "opinion", opinion("object", review_id=SECOND))
    await world.say(CITY_ECOLOGY, "opinion", opinion(review_id=SECOND))

    assert [(conclusion.review_id, conclusion.outcome) for conclusion in world.conclusions] == [(SECOND, "deadlocked")]
    assert (await world.review()).seats[LAND].opinion is None


async def test_the_alarm_concludes_for_the_silent_and_tells_a_common_participant_of_each_review(world: World) -> None:
    await world.convene()
    await world.convene(review_id=SECOND)

    await world.ring_until(THURSDAY_CLOSING)

    assert [(one.review_id, one.outcome) for one in world.conclusions] == [(FIRST, "agreed"), (SECOND, "agreed")]
    assert [told.review_id for told in mails(world.sent, ReviewOutcome, "review-concluded", LAND)] == [FIRST, SECOND]
    assert len({message.id for message in world.sent}) == len(world.sent)


async def test_an_alarm_of_the_past_changes_nothing(world: World) -> None:
    await world.convene()
    before = list(world.sent)
    await world.ring(7)

    assert world.sent == before
