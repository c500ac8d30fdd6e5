"""However much is said in joint reviews, the bus carries what follows from it and their file can be read."""

import json

import pytest

from shared.errors import Refused
from shared.store.aggregates import LARGEST
from tests.unit.joint_review_world import NAMES, World, opinion
from tests.unit.review_hall import CASE, CONVENER, FIRST, LAND, THURSDAY_CLOSING, WATER


@pytest.fixture
def world() -> World:
    return World()


async def test_however_much_everybody_says_there_is_a_conclusion_that_the_bus_carries() -> None:
    """Nobody can say so much that what follows from all of it could never be told."""
    parties = tuple(f"150622.d{number}" for number in range(20))
    world = World(minutes=True)
    await world.convene(mandatory=parties, advisory=())
    long = opinion("conditional", *["先" * 250] * 20)
    for party in parties:
        with pytest.raises(Refused, match="意见过长"):
            await world.ask(party, "opinion", opinion("conditional", *["先" * 2000] * 50))
        await world.ask(party, "opinion", long)

    assert [conclusion.outcome for conclusion in world.conclusions] == ["conditional"]
    assert max(message.size for message in world.sent) <= LARGEST


async def test_whoever_is_added_one_by_one_shares_what_room_is_left(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each says the most that it may before the next is added: the limit of the last one still brings a conclusion."""
    world = World()
    await world.convene(mandatory=(LAND, WATER), advisory=())
    added = [f"150622.d{number:02}" for number in range(40)]
    for party in [LAND, *added]:
        if party != LAND:
            monkeypatch.setitem(NAMES, party, party)
            await world.ask(CONVENER, "participant-added", {"review_id": FIRST, "party": party})
        for length in (50_000, 25_000, 12_500, 6_000, 3_000, 1_500, 700, 500):
            sentences = [f"{party}{number:03}".ljust(min(length, 1000), "先") for number in range(max(1, length // 1000))]
            try:
                await world.ask(party, "opinion", opinion("conditional", *sentences))
            except Refused:
                continue
            break
        else:
            pytest.fail(f"{party} may not say anything at all")
    await world.ring_until(THURSDAY_CLOSING)

    assert [conclusion.outcome for conclusion in world.conclusions] == ["conditional"]
    assert max(message.size for message in world.sent) <= LARGEST


async def test_what_takes_more_room_on_the_bus_than_words_do_counts_for_more(world: World) -> None:
    await world.convene(mandatory=tuple(f"150622.d{number}" for number in range(10)), advisory=())

    with pytest.raises(Refused, match="意见过长"):
        await world.ask("150622.d1", "opinion", opinion("conditional", *["\x01" * 1900] * 5))
    await world.ask("150622.d1", "opinion", opinion("conditional", *["先" * 1900] * 5))


async def test_a_file_of_many_long_reviews_can_still_be_read() -> None:
    world = World(minutes=True)
    for number in range(1, 4):
        await world.convene(review_id=f"{CASE}/R{number}", mandatory=(LAND, WATER), advisory=())
        for party in (LAND, WATER):
            await world.ask(party, "opinion", opinion("conditional", *["先" * 2000] * 20, review_id=f"{CASE}/R{number}"))

    shown = await world.look("reviews", case_number=CASE)
    assert len(json.dumps(shown, ensure_ascii=False).encode()) <= LARGEST
    assert shown["reviews"][0]["shortened"] is True
    assert [review["conclusion"]["outcome"] for review in shown["reviews"]] == ["conditional"] * 3


async def test_a_department_that_speaks_again_and_again_does_not_fill_the_file(world: World) -> None:
    await world.convene(mandatory=(LAND, WATER), advisory=())
    long = opinion("conditional", *["先" * 2000] * 20)
    for _ in range(12):
        await world.ask(LAND, "opinion", long)

    with pytest.raises(Refused, match="总计过长"):
        await world.ask(LAND, "opinion", long)
    assert len((await world.file()).model_dump_json().encode()) < 2_000_000
