"""The mail of a department without a system of its own: its consumer on TASKS, read here letter by letter.

A letter stays in the consumer until what it asks for is done: `tasks` looks at all of them and puts them back, an
answer takes out the letters it settles. Nothing is kept on this side, so any window of the department sees the
same. While somebody looks, the letters are out of the consumer for a moment; if that somebody is killed, the
server puts them back by itself after `topology.DEPARTMENT_ACK_WAIT` seconds.
"""

import json
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from typing import Any

from nats.aio.msg import Msg
from nats.errors import TimeoutError as NatsTimeout

from deploy.local.client import Client
from shared.bus import topology

PATIENCE = 1.0  # seconds until letters that somebody else holds are given up for now
MOST = 1000  # letters looked at together: two meetings over many cases, question and conclusion


@dataclass(frozen=True, slots=True)
class Letter:
    """One letter: what it is (`assigned`, `consulted` …), what it says, and the message that carries it."""

    verb: str
    body: dict[str, Any]
    message: Msg

    @property
    def matter(self) -> str:
        """The task, resolution, review or meeting that it is about: what an answer to it names."""
        if self.verb == "resolution-assigned":
            return str(self.body["resolution"]["resolution_id"])
        names = ("task_id", "resolution_id", "review_id", "answered", "meeting_id")
        return str(next(filter(None, map(self.body.get, names)), ""))

    @property
    def place(self) -> int:
        """Where it lies in the stream: of two letters the one with the higher place came later."""
        return self.message.metadata.sequence.stream


@asynccontextmanager
async def letters(client: Client, region: str, department: str) -> AsyncIterator[list[Letter]]:
    """All letters there are; those that were not taken out by `take` lie in the consumer again afterwards."""
    bus = client.connection.jetstream()
    durable = topology.department_durable(region, department)
    standing = await bus.consumer_info(topology.TASKS, durable)
    waiting = min(MOST, standing.num_pending + standing.num_ack_pending)
    mail = await bus.pull_subscribe_bind(durable, stream=topology.TASKS)
    messages: list[Msg] = []
    with suppress(NatsTimeout, TimeoutError):  # somebody else holds them all just now
        messages = await mail.fetch(waiting, PATIENCE) if waiting else []
    try:
        yield [_letter(message) for message in messages if genuine(message)]
    finally:
        for message in messages:
            if not message.is_acked:
                await message.nak()
        await client.connection.flush()


async def take(found: Iterable[Letter]) -> None:
    """Take letters out for good; returns when the server has written that down."""
    for letter in found:
        await letter.message.ack_sync()


def genuine(message: Msg) -> bool:
    """From a service: anybody may get a server's answer delivered to a subject, but not with our attributes."""
    return "ce-id" in (message.headers or {})


def _letter(message: Msg) -> Letter:
    return Letter(message.subject.rpartition(".")[2], json.loads(message.data), message)
