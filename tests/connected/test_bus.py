"""The discipline of the bus against the real server: repeats, failures, parking, retries, alarms."""

import asyncio
import json
from datetime import UTC, datetime, timedelta

import pytest

from shared.bus import Cause, Outgoing, subjects, topology
from shared.bus.alarms import Alarm, arm, cancel
from shared.errors import PermanentError, TransientError
from tests.connected.listening import DURABLE, Listener, completed

pytestmark = pytest.mark.usefixtures("empty_streams")


async def stored(admin, stream):
    return (await admin.js.stream_info(stream)).state.messages


async def parked(admin, wanted):
    async with asyncio.timeout(15):
        while await stored(admin, topology.DEAD) < wanted:  # noqa: ASYNC110  another process parks it: there is no event
            await asyncio.sleep(0.02)
    return await admin.js.get_msg(topology.DEAD, (await admin.js.stream_info(topology.DEAD)).state.last_seq)


async def test_a_fact_said_three_times_is_kept_once(admin, say, listener, case):
    for _ in range(3):
        await say(completed(case))

    await listener.until(1)
    assert await stored(admin, topology.EVENTS) == 1


async def test_a_passing_failure_is_tried_again_with_a_delay(say, listener, admin, case):
    def fail_twice(_message):
        if len(listener.heard) < 3:
            raise TransientError("the database is away")

    listener.act = fail_twice
    await say(completed(case))

    await listener.until(3)
    assert await stored(admin, topology.DEAD) == 0


async def test_a_failure_that_does_not_pass_is_parked_after_the_last_try(say, listener, admin, case):
    def fail(_message):
        raise TransientError("the database is away")

    listener.act = fail
    await say(completed(case))

    dead = await parked(admin, 1)
    assert len(listener.heard) == 3
    assert dead.headers["Dead-Deliveries"] == "3"


async def test_a_bad_message_is_parked_with_its_reason_and_the_others_go_on(say, listener, admin, case):
    def refuse_one(message):
        if message.case == case:
            raise PermanentError("没有规则为事项31定承办部门")

    listener.act = refuse_one
    await say(completed(case))
    for number in range(2, 6):
        await say(completed(f"{case}{number}"))

    dead = await parked(admin, 1)
    await listener.until(5)
    assert json.loads(dead.headers["Dead-Reason"]) == "没有规则为事项31定承办部门"
    assert dead.subject == subjects.dead(DURABLE)
    assert dead.headers["ce-id"] == completed(case).id


async def test_a_parked_message_comes_back_to_its_consumer_alone_with_its_own_id(say, listener, admin, case):
    def refuse_first(_message):
        if len(listener.heard) == 1:
            raise PermanentError("once")

    listener.act = refuse_first
    await say(completed(case))
    dead = await parked(admin, 1)
    kept = {key: value for key, value in dead.headers.items() if key.startswith(("ce-", "Daiban-"))}

    address = subjects.retry(dead.headers["Dead-Stream"], dead.headers["Dead-Consumer"])
    await admin.js.publish(address, dead.data, headers=kept | {"Nats-Msg-Id": f"retry of {case}"})

    await listener.until(2)
    first, again = listener.heard
    assert (again.id, again.subject) == (first.id, first.subject)


async def test_an_alarm_rings_when_its_time_has_come_and_a_cancelled_one_does_not(settings_for, admin, case):
    bell = Listener(settings_for("routing"), "routing-on-due")
    await bell.broker.start()
    who = {"centre": "150622", "service": "routing", "case": case, "cause": Cause("c")}
    soon = datetime.now(UTC) + timedelta(seconds=0.5)
    await bell.bus.send(arm(number=1, when=soon, **who))
    await bell.bus.send(arm(number=2, when=soon, **who))
    await bell.bus.send(cancel(number=1, **who))

    await bell.until(1)

    assert datetime.now(UTC) >= soon
    assert bell.heard[0].read(Alarm).number == 2
    await asyncio.sleep(0.6)
    assert len(bell.heard) == 1
    await bell.broker.stop()
    assert await stored(admin, topology.TIMERS) == 0


async def test_a_department_cannot_pass_off_its_message_as_a_repeat_of_anothers(settings_for, admin):
    ear = Listener(settings_for("routing"), "routing-on-answer")
    await ear.broker.start()
    for department in ("fgw", "slj"):
        message = Outgoing("x", f"dept.150622.{department}.accepted", b"{}", {"ce-id": "the same"})
        await admin.js.publish(message.subject, message.body, headers=message.headers)

    await ear.until(2)

    assert len({message.id for message in ear.heard}) == 2
    await ear.broker.stop()
