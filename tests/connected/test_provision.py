"""An upgraded bus: consumers that an earlier version declared are gone, everything else stands, and nothing is lost."""

import asyncio
import os

import pytest
from nats.js.api import AckPolicy, ConsumerConfig

from deploy.local.cli import dead
from deploy.local.running import Running
from shared.bus import subjects, topology
from shared.bus.permissions import ADMIN
from shared.bus.provision import every_consumer, provision
from shared.errors import Refused
from tests.connected.listening import DURABLE, completed

pytestmark = pytest.mark.usefixtures("empty_streams")

EARLIER = {
    "routing-on-review-concluded": (topology.EVENTS, "evt.*.joint_review.review-concluded"),
    "joint_review-on-review-requested": (topology.EVENTS, "evt.*.routing.review-requested"),
    "joint_review-on-opinion": (topology.REPLIES, "dept.*.*.opinion"),
}
OTHERS_OWN = "statistics-on-everything"
"""What an operator has added for a reader of its own."""


async def names(js):
    return {info.name for stream in topology.STREAMS for info in [each async for each in every_consumer(js, stream)]}


async def add(js, durable, stream, subject):
    await js.add_consumer(stream, ConsumerConfig(durable_name=durable, filter_subject=subject, ack_policy=AckPolicy.EXPLICIT))


async def provided(settings_for):
    await provision(settings_for(ADMIN), ())


async def test_consumers_of_earlier_versions_are_removed_and_no_others(admin, settings_for):
    declared = await names(admin.js)
    for durable, (stream, subject) in EARLIER.items():
        await add(admin.js, durable, stream, subject)
    await add(admin.js, OTHERS_OWN, topology.EVENTS, "evt.>")

    await provided(settings_for)

    assert await names(admin.js) == declared | {OTHERS_OWN}
    await admin.js.delete_consumer(topology.EVENTS, OTHERS_OWN)


async def test_what_a_removed_consumer_still_had_to_read_reaches_the_one_that_takes_its_place(
    admin, settings_for, say, listener, case
):
    """As an upgrade renames a durable: the new one begins with the first message of the stream."""
    await listener.broker.stop()
    await admin.js.delete_consumer(topology.EVENTS, DURABLE)
    await add(admin.js, "routing-on-case-completed", topology.EVENTS, "evt.*.intake.case-completed")
    await say(completed(case))

    await provided(settings_for)
    await listener.broker.start()

    await listener.until(1)
    assert [message.case for message in listener.heard] == [case]


async def test_a_message_parked_for_a_removed_consumer_is_not_sent_where_nobody_reads(admin, nats_server, keys, tmp_path):
    stack = Running(pid=os.getpid(), nats_url=nats_server.url, mongodb_uri="", monitoring="", clock="", keys=keys)
    stack.write(tmp_path)
    durable = "joint_review-on-opinion"
    headers = {"Dead-Stream": topology.REPLIES, "Dead-Consumer": durable, "Dead-Reason": '"once"'}
    parked = await admin.js.publish(subjects.dead(durable), b"{}", headers=headers)

    with pytest.raises(Refused, match="已不再使用"):
        await asyncio.to_thread(dead.retry, parked.seq, tmp_path, True)

    assert (await admin.js.stream_info(topology.DEAD)).state.messages == 1
