import asyncio
import signal
import sys
from datetime import UTC, datetime, timedelta

import pytest

from shared.bus.envelope import Cause, Outgoing
from shared.clock import SystemClock
from shared.errors import PermanentError
from shared.store import LostRace, MongoAggregates, Outbox, Unknown
from shared.store import outbox as outboxes
from tests.connected.ledger import Ledger, fresh
from tests.fakes import MemoryAggregates

CASE = "150622-20260302-000001"


class Heard:
    """Keeps what was said."""

    def __init__(self):
        self.messages: list[Outgoing] = []

    async def send(self, message):
        self.messages.append(message)


@pytest.fixture
def heard():
    return Heard()


@pytest.fixture
def ledgers(mongo_database, heard):
    return MongoAggregates(mongo_database["ledgers"], Ledger, Outbox(heard), "intake", SystemClock())


@pytest.fixture(params=["real", "fake"])
def any_ledgers(request, mongo_database, heard):
    """The suite that the hand-written fake passes as the real adapter does."""
    if request.param == "real":
        return MongoAggregates(mongo_database["ledgers"], Ledger, Outbox(heard), "intake", SystemClock())
    fake = MemoryAggregates(Ledger, "intake", SystemClock())
    heard.messages = fake.sent
    return fake


async def test_what_was_added_is_read_back(any_ledgers):
    ledger = fresh()
    await any_ledgers.add(ledger, Cause("1"), ledger.enter("a"))

    stored = await any_ledgers.get(CASE)

    assert (stored.entries, stored.version, stored.sequence) == (["a"], 1, 1)


async def test_adding_again_gives_the_stored_one_and_says_nothing(any_ledgers, heard):
    first, second = fresh(), fresh()
    await any_ledgers.add(first, Cause("1"), first.enter("a"))
    said = len(heard.messages)

    stored = await any_ledgers.add(second, Cause("1"), second.enter("b"))

    assert stored.entries == ["a"]
    assert len(heard.messages) == said


async def test_the_same_cause_changes_nothing_the_second_time(any_ledgers, heard):
    for _ in range(3):
        await any_ledgers.change(CASE, Cause("delivery"), lambda ledger: ledger.enter("once"), fresh)

    assert (await any_ledgers.get(CASE)).entries == ["once"]
    assert len(heard.messages) == 1


async def test_a_refused_act_writes_nothing(any_ledgers, heard):
    await any_ledgers.change(CASE, Cause("1"), lambda ledger: ledger.enter("a"), fresh)

    def refuse(ledger):
        ledger.enter("half done")
        raise PermanentError("不能")

    with pytest.raises(PermanentError):
        await any_ledgers.change(CASE, Cause("2"), refuse)
    assert (await any_ledgers.get(CASE)).entries == ["a"]
    assert len(heard.messages) == 1


async def test_what_is_not_there_is_unknown(any_ledgers):
    with pytest.raises(Unknown):
        await any_ledgers.change("150622-20260302-999999", Cause("1"), lambda _ledger: [])


async def test_an_alarm_is_set_moved_and_taken_back(any_ledgers, heard):
    soon = datetime.now(UTC) + timedelta(hours=1)

    def wake_at(when):
        def decide(ledger):
            ledger.wake = when
            return []

        return decide

    await any_ledgers.change(CASE, Cause("1"), wake_at(soon), fresh)
    await any_ledgers.change(CASE, Cause("2"), wake_at(soon + timedelta(hours=1)))
    await any_ledgers.change(CASE, Cause("3"), wake_at(None))

    numbers = [(message.cancel, message.subject.rpartition(".")[2]) for message in heard.messages]
    assert sorted(numbers) == [(False, "1"), (False, "2"), (True, "1"), (True, "2")]


async def test_racing_writers_all_have_their_effect_without_a_gap(ledgers, heard, mongo_database):
    other = MongoAggregates(mongo_database["ledgers"], Ledger, Outbox(heard), "intake", SystemClock())

    async def enter(number):
        store = (ledgers, other)[number % 2]
        while True:
            try:
                return await store.change(CASE, Cause(f"writer {number}"), lambda ledger: ledger.enter(str(number)), fresh)
            except LostRace:  # what the bus does with it: deliver again
                await asyncio.sleep(0.01)

    await asyncio.gather(*(enter(number) for number in range(30)))

    stored = await ledgers.get(CASE)
    assert sorted(stored.entries, key=int) == [str(number) for number in range(30)]
    assert sorted(int(message.headers["ce-sequence"]) for message in heard.messages) == list(range(1, 31))


async def test_what_a_killed_writer_left_unsaid_is_said_by_the_sweeper(mongo_server, mongo_database, heard, monkeypatch):
    prefix = mongo_database.name + "_"
    process = await asyncio.create_subprocess_exec(sys.executable, "-m", "tests.connected.ledger", mongo_server.uri, prefix)
    assert await process.wait() == -signal.SIGKILL
    database = mongo_database.client[f"{prefix}ledger"]
    outbox = Outbox(heard)
    ledgers = MongoAggregates(database["ledgers"], Ledger, outbox, "intake", SystemClock())
    monkeypatch.setattr(outboxes, "SWEEP_AFTER", 0.0)

    await outbox.sweep()
    await outbox.sweep()

    assert [message.subject for message in heard.messages] == ["evt.150622.intake.agent-assigned"]
    assert (await ledgers.get(CASE)).entries == ["before the crash"]
    await mongo_database.client.drop_database(database.name)


async def test_what_was_said_is_struck_out_and_not_swept(ledgers, heard, mongo_database, monkeypatch):
    monkeypatch.setattr(outboxes, "SWEEP_AFTER", 0.0)
    await ledgers.change(CASE, Cause("1"), lambda ledger: ledger.enter("a"), fresh)
    outbox = ledgers._outbox

    await outbox.clear()

    assert await outbox.sweep() == 0
    assert (await mongo_database["ledgers"].find_one({"_id": CASE}))["outbox"] == []
    assert len(heard.messages) == 1


async def test_a_card_is_written_with_every_state_and_with_no_other(mongo_database, heard):
    collection = mongo_database["ledgers"]
    ledgers = MongoAggregates(
        collection, Ledger, Outbox(heard), "intake", SystemClock(), card=lambda ledger: {"entries": len(ledger.entries)}
    )

    async def kept():
        document = await collection.find_one({"_id": CASE})
        return document["card"], document["open"], len(document["state"]["entries"])

    await ledgers.change(CASE, Cause("1"), lambda ledger: ledger.enter("a"), fresh)
    assert await kept() == ({"entries": 1}, True, 1)
    await ledgers.change(CASE, Cause("2"), lambda ledger: ledger.enter("b"))

    assert await kept() == ({"entries": 2}, True, 2)
