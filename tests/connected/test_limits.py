"""What is too large, too early or not for us harms nobody else."""

import asyncio

import pytest

from shared.bus.envelope import Cause
from shared.clock import SystemClock
from shared.errors import TransientError
from shared.store import DatabaseAway, MongoAggregates, Outbox
from shared.store.aggregates import LARGEST, TooMuchSaid
from tests.connected.ledger import Ledger, fresh
from tests.connected.listening import completed
from tests.connected.test_bus import parked, stored
from tests.fakes import MemorySender

pytestmark = pytest.mark.usefixtures("empty_streams")


async def test_what_the_bus_cannot_carry_is_refused_before_it_is_written(mongo_database):
    ledgers = MongoAggregates(mongo_database["ledgers"], Ledger, Outbox(MemorySender()), "intake", SystemClock())

    with pytest.raises(TooMuchSaid) as refused:
        await ledgers.change(fresh().id, Cause("1"), lambda ledger: ledger.enter("长" * LARGEST), fresh)

    assert refused.value.faults[0].remedy
    assert await ledgers.get(fresh().id) is None


async def test_an_outage_is_waited_out_however_long_it_takes(listener, say, case, admin):
    def away_at_first(_message):
        if len(listener.heard) < 5:  # the listener parks other failures after three tries
            raise DatabaseAway("no primary")

    listener.act = away_at_first
    await say(completed(case))

    await listener.until(5)
    assert await stored(admin, "DEAD") == 0


async def test_another_failure_is_parked_as_before(listener, say, case, admin):
    def fail(_message):
        raise TransientError("raced")

    listener.act = fail
    await say(completed(case))

    assert (await parked(admin, 1)).headers["Dead-Deliveries"] == "3"


async def test_a_request_that_wants_its_answer_in_a_stream_is_dropped(listener, admin):
    async def operation(_message):
        return {}

    listener.bus.serve("routing", "probe", operation)
    await listener.broker.stop()
    await listener.broker.start()
    await admin.connection.publish("svc.150622.routing.probe", b"{}", reply="task.150622.slj.assigned")
    answer = await admin.connection.request("svc.150622.routing.probe", b"{}", timeout=5)

    assert answer.data == b'{"ok": true, "result": {}}'
    await asyncio.sleep(0.2)
    assert await stored(admin, "TASKS") == 0


async def test_departments_cannot_silence_one_another_by_choosing_the_same_id(admin):
    for department in ("fgw", "slj"):
        await admin.js.publish(f"dept.150622.{department}.approved", b"{}", headers={"Nats-Msg-Id": "the same"})
        await asyncio.sleep(0.3)

    assert await stored(admin, "REPLIES") == 2
