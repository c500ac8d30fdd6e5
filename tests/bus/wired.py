"""A service's own handlers on FastStream's in-memory broker, by the same subjects and durables as in production."""

import json
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from itertools import count

from faststream.nats import TestNatsBroker

from shared.bus import Bus, Cause, Outgoing, connect, topology
from shared.bus.alarms import Alarm
from shared.bus.envelope import fact_message
from shared.settings import Settings


class Wired:
    """What others say to the service, and what it answers."""

    def __init__(self, service, broker, bus):
        self._service = service
        self._broker = broker
        self._bus = bus
        self._count = count(1)

    @property
    def durables(self):
        """The durable consumers that it reads."""
        return {subscriber.config.durable_name for subscriber in self._broker.subscribers} - {None}

    async def say(self, fact, case, sequence=1):
        """A fact of another service, with the headers that it travels with."""
        cause = Cause(f"cause {next(self._count)}")
        told = fact_message(
            fact, case=case, centre=case.partition("-")[0], sequence=sequence, cause=cause, time=datetime.now(UTC)
        )
        await self.pass_on(told)

    async def pass_on(self, message):
        """A message as its sender made it."""
        await self._bus.send(message)

    async def post(self, subject, body, **headers):
        """Whatever somebody says under a subject."""
        content = body if isinstance(body, bytes) else json.dumps(body, ensure_ascii=False).encode()
        await self.pass_on(Outgoing(f"m{next(self._count)}", subject, content, headers))

    async def ring(self, case, number):
        """An alarm that goes off."""
        alarm = Alarm(case_number=case, number=number)
        await self.post(f"due.{case.partition('-')[0]}.{self._service}.alarm", alarm.model_dump_json().encode())

    async def ask(self, subject, body, request=""):
        """The reply as it travels: ok and its result, or the faults."""
        content = body if isinstance(body, bytes) else json.dumps(body, ensure_ascii=False).encode()
        headers = {"ce-id": request or f"request {next(self._count)}"}
        return json.loads((await self._broker.request(content, subject, headers=headers)).body)

    async def asked(self, subject, body, request=""):
        """The result of what must not be refused."""
        reply = await self.ask(subject, body, request)
        assert reply["ok"], reply
        return reply["result"]


@asynccontextmanager
async def wired(service, handlers):
    """The handlers, connected as `app.py` connects them."""
    broker = connect(Settings(), service)
    bus = Bus(broker, Settings())
    handlers.connect(bus)
    async with TestNatsBroker(broker):
        yield Wired(service, broker, bus)


def durables_of(service):
    """What the topology lets the service read."""
    return {consumer.durable for consumer in topology.CONSUMERS.values() if consumer.service == service}
