"""Opinions count as they should in any order, at once, repeated or replaced, whatever ids their messages have."""

import asyncio
from contextlib import suppress
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shared.contracts.joint_review import GivenOpinion, OpinionGiven
from shared.contracts.review_answers import Opinion
from shared.errors import Refused
from tests.fakes import facts
from tests.unit.joint_review_world import World, opinion
from tests.unit.review_hall import CITY_ECOLOGY, FOREST, LAND, THURSDAY_CLOSING, WATER


@pytest.fixture
def world() -> World:
    return World()


async def test_a_request_cannot_use_up_the_id_of_somebody_elses(world: World) -> None:
    await world.convene()
    await world.ask(LAND, "opinion", opinion(), "one id")
    await world.ask(WATER, "opinion", opinion("conditional", "先批复水土保持方案"), "one id")

    assert [fact.given.party for fact in facts(world.sent, OpinionGiven)] == [LAND, WATER]


async def test_opinions_that_arrive_at_once_all_count(world: World) -> None:
    await world.convene(mandatory=(LAND, WATER, FOREST), advisory=())
    await asyncio.gather(*(world.say(party, "opinion", opinion()) for party in (LAND, WATER, FOREST)))

    assert {fact.given.party for fact in facts(world.sent, OpinionGiven)} == {LAND, WATER, FOREST}
    assert [conclusion.outcome for conclusion in world.conclusions] == ["agreed"]


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


def outcome_of(binding: dict[str, Opinion]) -> str:
    if any(words.opinion == "object" for words in binding.values()):
        return "deadlocked"
    return "conditional" if any(words.conditions for words in binding.values()) else "agreed"


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
            await (world.say if by_post else world.ask)(party, "opinion", words, f"message {number}")

    await world.ring_until(THURSDAY_CLOSING + timedelta(minutes=1))

    counted = expected([(party, words) for party, words, _ in messages.values()])
    [conclusion] = world.conclusions
    heard: dict[str, GivenOpinion] = {given.party: given for given in conclusion.opinions if given.opinion != "silent"}
    assert {party: given.opinion for party, given in heard.items()} == {party: words.opinion for party, words in counted.items()}
    assert conclusion.outcome == outcome_of({party: words for party, words in counted.items() if party != FOREST})
    sequences = [int(message.headers["ce-sequence"]) for message in world.sent if "ce-sequence" in message.headers]
    assert sequences == list(range(1, (await world.file()).sequence + 1))
    assert len({message.id for message in world.sent}) == len(world.sent)
