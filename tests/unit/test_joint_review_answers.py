"""What participants answer to a joint review, by post and on the line."""

import asyncio

import pytest

from shared.contracts.departments import AnswerRefused
from shared.contracts.joint_review import OpinionGiven
from shared.errors import Refused
from tests.fakes import facts, mails
from tests.unit.joint_review_world import (
    CITY_ECOLOGY,
    FIRST,
    FOREST,
    LAND,
    SECOND,
    WATER,
    World,
    opinion,
)


@pytest.fixture
def world() -> World:
    return World()


def refusals(world: World, party: str) -> list[AnswerRefused]:
    return mails(world.sent, AnswerRefused, "answer-refused", party)


def fields(refusal: AnswerRefused) -> list[str]:
    return [fault["field"] for fault in refusal.faults]


async def test_an_opinion_without_what_it_owes_is_answered_by_post(world: World) -> None:
    await world.convene()
    await world.say(LAND, opinion("object"))
    await world.say(WATER, opinion("conditional"))

    assert [fields(refusal) for refusal in refusals(world, LAND)] == [["ground"]]
    assert [fields(refusal) for refusal in refusals(world, WATER)] == [["conditions"]]
    assert (refusals(world, LAND)[0].verb, refusals(world, LAND)[0].answered) == ("opinion", FIRST)
    assert (await world.stored()).sequence == 1


async def test_an_opinion_after_the_conclusion_or_the_limit_comes_too_late(world: World) -> None:
    await world.convene(mandatory=(LAND,))
    await world.convene(review_id=SECOND)
    await world.say(LAND, opinion())
    world.later(days=4)

    await world.say(FOREST, opinion("object", ground="森林法 第三十七条"))
    await world.say(FOREST, opinion(review_id=SECOND))

    assert ["已有结论" in refusal.faults[0]["message"] for refusal in refusals(world, FOREST)] == [True, False]
    assert "2026-03-05 18:00" in refusals(world, FOREST)[1].faults[0]["message"]
    assert len(facts(world.sent, OpinionGiven)) == 1


@pytest.mark.parametrize(
    ("body", "faulty", "answered"),
    [
        (b"\xff", [""], ""),
        (b"[" * 100_000, [""], ""),
        (b"[]", [""], ""),
        (b'{"opinion": "object"}', ["review_id", "ground"], ""),
        (b'{"review_id": "150622-20260302-000099/R1", "opinion": "yes"}', ["opinion", "review_id"], "150622-20260302-000099/R1"),
        (b'{"review_id": "Nats-Msg-Id: 1\\r\\n/R1", "opinion": "agree"}', ["review_id"], "Nats-Msg-Id: 1\r\n/R1"),
    ],
)
async def test_what_no_case_can_answer_is_answered_directly_and_once(
    world: World, body: bytes, faulty: list[str], answered: str
) -> None:
    await world.say(LAND, body, message_id="a bad opinion")
    await world.say(LAND, body, message_id="a bad opinion")

    assert [(fields(refusal), refusal.answered) for refusal in refusals(world, LAND)] == [(faulty, answered)]
    assert [message.headers["ce-subject"] for message in world.post.sent] == [""]
    assert world.cases.sent == []


async def test_a_body_without_form_is_answered_with_the_faults_of_its_content_too(world: World) -> None:
    await world.convene()

    await world.say(CITY_ECOLOGY, b'{"review_id": "%s", "opinion": "object", "conditions": 3}' % FIRST.encode())

    assert [fields(refusal) for refusal in refusals(world, CITY_ECOLOGY)] == [["conditions", "ground", "review_id"]]
    assert world.post.sent == []


async def test_on_the_line_the_opinion_that_counts_is_the_reply_also_to_a_repeat(world: World) -> None:
    await world.convene()

    first = await world.ask(LAND, opinion("conditional", "表土单独堆放"), message_id="the same")
    again = await world.ask(LAND, opinion("conditional", "表土单独堆放"), message_id="the same")

    assert first == again
    assert first.given.conditions == ("表土单独堆放",)
    assert len(facts(world.sent, OpinionGiven)) == 1


async def test_on_the_line_a_fault_is_the_reply_and_nothing_is_posted(world: World) -> None:
    await world.convene()
    before = list(world.sent)

    for party, said in ((LAND, opinion("object")), (CITY_ECOLOGY, opinion()), (LAND, opinion(review_id=SECOND)), (LAND, b"{}")):
        with pytest.raises(Refused):
            await world.ask(party, said)

    assert world.sent == before


async def test_nobody_can_use_up_the_id_of_anothers_message(world: World) -> None:
    await world.convene()

    await world.ask(WATER, opinion(), message_id="guessed")
    await world.ask(LAND, opinion(), message_id="guessed")

    assert [conclusion.outcome for conclusion in world.conclusions] == ["agreed"]


async def test_a_message_id_that_served_for_another_review_is_refused(world: World) -> None:
    await world.convene()
    await world.convene(review_id=SECOND)
    await world.ask(LAND, opinion(), message_id="used")

    with pytest.raises(Refused, match="消息编号"):
        await world.ask(LAND, opinion(review_id=SECOND), message_id="used")


async def test_opinions_given_at_the_same_time_are_all_heard_and_conclude_once(world: World) -> None:
    parties = [f"150622.{code}" for code in ("zrzyj", "slj", "lcj", "sthjj", "zjj")]
    await world.convene(mandatory=tuple(parties), advisory=())

    await asyncio.gather(*(world.say(party, opinion()) for party in parties))

    [conclusion] = world.conclusions
    assert [given.opinion for given in conclusion.opinions] == ["agree"] * 5
    assert (await world.stored()).sequence == 7
