"""Nothing done twice, nothing held up: routing's own handlers on the real bus and the real database, in two replicas."""

import asyncio
import json
from collections import Counter
from datetime import UTC, datetime

import pytest

from shared.bus import Bus, Cause, connect, topology
from shared.bus.envelope import fact_message
from shared.clock import SystemClock
from shared.settings import Settings
from tests.connected.desks import Replica
from tests.connected.listening import completed
from tests.unit.routing_world import FGW, SLJ, accepted

pytestmark = pytest.mark.usefixtures("empty_streams")

FILING, WATER = 5, 15


@pytest.fixture
async def replicas(settings_for, mongo_database):
    """Two that are not started yet: what is said before waits for both."""
    settings = settings_for("routing").model_copy(update={"retry_delay": 0.05})
    made = [Replica(settings, mongo_database, SystemClock()) for _ in range(2)]
    yield made
    for replica in made:
        await replica.stop()


@pytest.fixture
def cases(case):
    """Ten cases that no other test has."""
    return [f"{case[:9]}1231-{int(case[-6:]) * 10 + number:06}" for number in range(10)]


async def start(replicas):
    await asyncio.gather(*(replica.start() for replica in replicas))


async def say_thrice(admin, case):
    """The same fact, each time as a new message to the server: what happens when its window has passed."""
    fact = accepted(FILING, WATER)
    told = fact_message(fact, case=case, centre="150622", sequence=1, cause=Cause(case), time=datetime.now(UTC))
    for number in range(3):
        headers = told.headers | {"Nats-Msg-Id": f"{told.id} #{number}"}
        await admin.js.publish(told.subject, told.body, headers=headers)


async def answer_thrice(admin, department, verb, case, item):
    """The same answer of a department whose window has passed: the server takes each for a new message."""
    body = json.dumps({"task_id": f"{case}/{item}"}).encode()
    for number in range(3):
        headers = {"ce-id": f"{case}/{item} {verb}", "Nats-Msg-Id": f"{case}/{item} {verb} #{number}"}
        await admin.js.publish(f"dept.{department}.{verb}", body, headers=headers)


async def all_done(admin, durable):
    """Wait until every message of a consumer is acknowledged."""
    stream = topology.CONSUMERS[durable].stream
    async with asyncio.timeout(20):
        while True:
            info = await admin.js.consumer_info(stream, durable)
            if not info.num_pending and not info.num_ack_pending:
                return
            await asyncio.sleep(0.05)  # the server tells nobody when a consumer has caught up


async def subjects(admin, stream):
    """How often each (subject, case) is in a stream."""
    found = Counter()
    state = (await admin.js.stream_info(stream)).state
    for sequence in range(state.first_seq, state.last_seq + 1):
        message = await admin.js.get_msg(stream, sequence)
        found[message.subject, message.headers["ce-subject"]] += 1
    return found


async def test_a_case_that_is_accepted_three_times_before_two_replicas_is_routed_once(admin, replicas, cases, mongo_database):
    await asyncio.gather(*(say_thrice(admin, case) for case in cases))
    await start(replicas)
    await all_done(admin, "routing-on-case-news")

    mails = await subjects(admin, topology.TASKS)
    assert mails == {(f"task.{department}.assigned", case): 1 for department in (FGW, SLJ) for case in cases}
    facts = await subjects(admin, topology.EVENTS)
    assert [facts["evt.150622.routing.case-routed", case] for case in cases] == [1] * 10
    stored = [await mongo_database["routes"].find_one({"_id": case}) for case in cases]
    assert [(route["version"], route["state"]["sequence"]) for route in stored] == [(1, 4)] * 10
    assert (await admin.js.stream_info(topology.DEAD)).state.messages == 0


async def test_a_decision_that_is_told_three_times_before_two_replicas_counts_once(admin, replicas, cases):
    await start(replicas)
    await asyncio.gather(*(say_thrice(admin, case) for case in cases))
    await all_done(admin, "routing-on-case-news")

    answers = [(department, case, item) for department, item in ((FGW, FILING), (SLJ, WATER)) for case in cases]
    await asyncio.gather(*(answer_thrice(admin, department, "approved", case, item) for department, case, item in answers))
    await all_done(admin, "routing-on-answer")

    facts = await subjects(admin, topology.EVENTS)
    assert [facts["evt.150622.routing.item-approved", case] for case in cases] == [2] * 10
    assert [facts["evt.150622.routing.case-decided", case] for case in cases] == [1] * 10
    mails = await subjects(admin, topology.TASKS)
    assert not [subject for subject, _ in mails if subject.endswith("answer-refused")]


async def test_a_message_that_comes_alone_is_not_lost_between_two_batches(settings_for, say, case):
    settings: Settings = settings_for("notify")
    broker = connect(settings, "notify")
    bus, heard, enough = Bus(broker, settings), set(), asyncio.Event()

    async def listen(batch):
        heard.update(message.sequence for message in batch)
        if len(heard) == 40:
            enough.set()
        return {}

    bus.hear_batch("notify-on-event", listen, patience=0.1)
    await broker.start()
    for sequence in range(1, 41):
        await say(completed(case, sequence))
        await asyncio.sleep(sequence % 7 * 0.02)  # so that they fall everywhere between the beginning and the end of a batch

    async with asyncio.timeout(5):  # one that was lost would come again after ACK_WAIT only
        await enough.wait()

    assert heard == set(range(1, 41))
    await broker.stop()
