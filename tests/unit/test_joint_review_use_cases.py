"""joint_review from message to message: post, line, alarms, repetitions and races."""

from contextlib import suppress
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.joint_review.domain.review import CallUnworkable
from shared.bus import Received, Unreadable
from shared.contracts.departments import Consultation, Opinion, ReviewOutcome
from shared.contracts.joint_review import GivenOpinion, OpinionGiven, ReviewConvened
from shared.errors import Refused
from tests.fakes import facts, mails
from tests.unit.joint_review_world import (
    CASE,
    CENTRE,
    CITY_ECOLOGY,
    FIRST,
    FOREST,
    LAND,
    MONDAY,
    SECOND,
    THURSDAY_CLOSING,
    WATER,
    World,
    opinion,
)


@pytest.fixture
def world() -> World:
    return World()


async def test_a_review_is_convened_with_its_limit_and_an_alarm(world: World) -> None:
    await world.convene()

    assert [fact.due for fact in facts(world.sent, ReviewConvened)] == ["2026-03-05T18:00:00+08:00"]
    assert [asked.role for asked in mails(world.sent, Consultation, "consulted")] == ["mandatory", "mandatory", "advisory"]
    asked = mails(world.sent, Consultation, "consulted", FOREST)[0]
    assert (asked.case_number, asked.centre, asked.due, asked.silence) == (CASE, CENTRE, "2026-03-05T18:00:00+08:00", "consent")
    assert world.sent[-1].headers["Nats-Schedule"] == "@at 2026-03-05T10:00:00.000000Z"


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


async def test_who_speaks_is_read_from_the_subject_and_never_from_the_body(world: World) -> None:
    await world.convene()

    await world.say(WATER, b'{"review_id": "%s", "opinion": "agree", "party": "%s"}' % (FIRST.encode(), LAND.encode()))

    assert [fact.given.party for fact in facts(world.sent, OpinionGiven)] == [WATER]


async def test_the_last_mandatory_opinion_concludes_and_takes_the_alarm_back(world: World) -> None:
    await world.convene()
    await world.say(LAND, opinion())
    await world.ask(WATER, opinion("conditional", "先批复水土保持方案"))

    [conclusion] = world.conclusions
    assert (conclusion.outcome, conclusion.concluded_at) == ("conditional", MONDAY.isoformat())
    assert len(mails(world.sent, ReviewOutcome, "review-concluded")) == 3
    assert [message.subject for message in world.sent if message.cancel] == [f"timer.150622.joint_review.{CASE}.1"]
    assert (await world.stored()).sequence == 4  # convened, two opinions, concluded


async def test_an_opinion_replaces_the_partys_earlier_one_openly(world: World) -> None:
    await world.convene()
    await world.say(LAND, opinion("object", ground="土地管理法 第三十五条"))
    await world.say(LAND, opinion("agree"))
    await world.say(WATER, opinion())

    assert [fact.given.opinion for fact in facts(world.sent, OpinionGiven)] == ["object", "agree", "agree"]
    assert [conclusion.outcome for conclusion in world.conclusions] == ["agreed"]


async def test_two_reviews_of_a_case_never_confuse_each_other(world: World) -> None:
    await world.convene()
    await world.convene(review_id=SECOND, mandatory=(LAND, CITY_ECOLOGY), advisory=())
    await world.say(LAND, opinion("object", ground="土地管理法 第三十五条", review_id=SECOND))
    await world.say(CITY_ECOLOGY, opinion(review_id=SECOND))

    assert [(conclusion.review_id, conclusion.outcome) for conclusion in world.conclusions] == [(SECOND, "objected")]
    assert (await world.stored()).reviews[FIRST].opinions == ()


async def test_the_alarm_concludes_for_the_silent(world: World) -> None:
    await world.convene(silence="objection")
    await world.say(LAND, opinion())

    await world.ring_at(THURSDAY_CLOSING)

    [conclusion] = world.conclusions
    assert conclusion.outcome == "objected"
    assert [(given.party, given.opinion, given.at) for given in conclusion.opinions] == [
        (LAND, "agree", MONDAY.isoformat()),
        (WATER, "silent", None),
        (FOREST, "silent", None),
    ]


async def test_one_alarm_for_two_reviews_tells_a_common_participant_of_both(world: World) -> None:
    await world.convene()
    await world.convene(review_id=SECOND)

    await world.ring_at(THURSDAY_CLOSING)

    assert [told.review_id for told in mails(world.sent, ReviewOutcome, "review-concluded", LAND)] == [FIRST, SECOND]
    assert len({message.id for message in world.sent}) == len(world.sent)


async def test_an_alarm_of_the_past_changes_nothing_and_an_early_one_is_armed_anew(world: World) -> None:
    await world.convene()
    await world.ring(7)
    assert (await world.stored()).alarm_number == 1

    await world.ring_at(MONDAY + timedelta(days=1))

    stored = await world.stored()
    assert world.conclusions == []
    assert (stored.alarm_number, stored.alarm_at) == (2, "2026-03-05T18:00:00+08:00")


async def test_the_centre_sees_its_reviews_and_another_sees_no_such_case(world: World) -> None:
    await world.convene()
    await world.say(LAND, opinion())

    shown = await world.reviews(CENTRE)
    with pytest.raises(Refused, match="办件不存在") as foreign:
        await world.reviews("150600")
    with pytest.raises(Refused) as none:
        await world.reviews(CENTRE, "150622-20260302-000099")

    assert shown["sequence"] == 2
    assert [one["call"]["review_id"] for one in shown["reviews"]] == [FIRST]
    assert shown["reviews"][0]["opinions"][0]["party"] == LAND
    assert shown["reviews"][0]["conclusion"] is None
    assert foreign.value.faults == none.value.faults


async def test_a_call_that_cannot_be_read_is_parked(world: World) -> None:
    broken: Received = world.message("evt.150622.routing.review-requested", b"{}", case=CASE)

    with pytest.raises(Unreadable):
        await world.handlers.on_review_requested(broken)


PARTIES = (LAND, WATER, FOREST, CITY_ECOLOGY)
OPINIONS = st.one_of(
    st.builds(opinion, st.sampled_from(["agree", "not_concerned", "conditional"])),
    st.builds(opinion, st.sampled_from(["agree", "conditional"]), st.sampled_from(["先批复水土保持方案", "避让公益林"])),
    st.builds(opinion, st.just("object"), ground=st.sampled_from(["", "土地管理法 第三十五条"])),
)
MESSAGES = st.tuples(st.sampled_from(PARTIES), OPINIONS, st.booleans())  # who, what, by post or on the line
DELIVERIES = st.lists(st.tuples(st.integers(0, 15), MESSAGES), max_size=14)


def expected(said: list[tuple[str, Opinion]]) -> dict[str, Opinion]:
    """What should count: the last good opinion of each participant up to the one that completes the review."""
    counted: dict[str, Opinion] = {}
    for party, words in said:
        owing = (words.opinion == "object" and not words.ground) or (words.opinion == "conditional" and not words.conditions)
        if party != CITY_ECOLOGY and not owing and not {LAND, WATER} <= counted.keys():
            counted[party] = words
    return counted


@settings(deadline=None, max_examples=60)
@given(deliveries=DELIVERIES)
async def test_opinions_in_any_order_repeated_and_replaced_count_as_they_should(
    deliveries: list[tuple[int, tuple[str, Opinion, bool]]],
) -> None:
    """A message id stands for one message: who sends it and what it says is what its first delivery had."""
    world = World()
    await world.convene()
    messages: dict[int, tuple[str, Opinion, bool]] = {}
    for number, message in deliveries:
        party, words, by_post = messages.setdefault(number, message)
        with suppress(Refused):
            await (world.say if by_post else world.ask)(party, words, f"message {number}")

    await world.ring_at(THURSDAY_CLOSING)

    counted = expected([(party, words) for party, words, _ in messages.values()])
    [conclusion] = world.conclusions
    heard: dict[str, GivenOpinion] = {given.party: given for given in conclusion.opinions if given.opinion != "silent"}
    assert {party: given.opinion for party, given in heard.items()} == {party: words.opinion for party, words in counted.items()}
    assert conclusion.outcome == outcome_of({party: words for party, words in counted.items() if party != FOREST})
    assert len(mails(world.sent, ReviewOutcome, "review-concluded")) == 3
    assert numbers(world) == list(range(1, (await world.stored()).sequence + 1))
    assert len({message.id for message in world.sent}) == len(world.sent)


def outcome_of(binding: dict[str, Opinion]) -> str:
    if any(words.opinion == "object" for words in binding.values()):
        return "objected"
    return "conditional" if any(words.conditions for words in binding.values()) else "agreed"


def numbers(world: World) -> list[int]:
    return [int(message.headers["ce-sequence"]) for message in world.sent if "ce-sequence" in message.headers]
