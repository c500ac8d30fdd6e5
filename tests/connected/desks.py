"""Two whole replicas of routing on one database and one clock, and the desks, departments and alarms that drive them."""

import asyncio
import json
from collections import Counter
from contextlib import AsyncExitStack
from datetime import datetime, timedelta

from deploy.local.client import connected
from services.routing.app import wire
from services.routing.domain.route import Route
from shared.bus import Bus, connect, topology
from shared.bus.alarms import Alarm
from shared.bus.envelope import Cause, fact_message
from shared.bus.permissions import centre_user
from shared.clock import CHINA, FixedClock, WorkCalendar
from shared.errors import Refused
from shared.jurisdictions import Jurisdictions
from shared.service import Parts
from shared.store import MongoAggregates, Outbox
from tests.unit.routing_world import accepted

BANNER, CITY = "150622", "150600"
CHEMICALS, WATER = 27, 15
YJJ, SLJ, OFFICE = "150600.yjj", "150622.slj", "150600.ldxzb"


class Replica:
    """One process's worth of a service, as its `app.py` puts it together."""

    service = "routing"
    wire = staticmethod(wire)

    def __init__(self, settings, database, clock):
        self.broker = connect(settings, self.service)
        bus = Bus(self.broker, settings)
        self.outbox = Outbox(bus)
        known = Jurisdictions.load(settings.jurisdictions)
        self.parts = Parts(settings, bus, database, self.outbox, clock, WorkCalendar(), known)

    async def start(self):
        await self.wire(self.parts)
        await self.broker.start()

    async def stop(self):
        for close in self.parts.closing:
            await close()
        await self.broker.stop()


class Hall:
    """Everybody around routing. Its clock stands a day ahead, so that no alarm fires unless a test sends it."""

    def __init__(self, settings_for, database, admin, say):
        self.settings_for = settings_for
        self.database = database
        self.admin = admin
        self.say = say
        self.clock = FixedClock(datetime.now(CHINA) + timedelta(days=1))
        self.stack = AsyncExitStack()
        self.replicas = []
        self._desks = {}

    async def open(self, replicas=2):
        settings = self.settings_for("routing").model_copy(update={"retry_delay": 0.05, "doctor_every": 0})
        for _ in range(replicas):
            replica = Replica(settings, self.database, self.clock)
            await replica.start()
            self.stack.push_async_callback(replica.stop)
            self.replicas.append(replica)
        for centre in (BANNER, CITY):
            self._desks[centre] = await self.stack.enter_async_context(connected(self.settings_for(centre_user(centre))))
        return self

    async def begin(self, case, *items, **project):
        told = fact_message(
            accepted(*items, **project), case=case, centre=BANNER, sequence=1, cause=Cause(case), time=self.clock.now()
        )
        await self.say(told)
        await self.all_done("routing-on-case-news")

    async def ask(self, centre, operation, request="", **order):
        return await self._desks[centre].ask(centre, "routing", operation, order, request=request)

    async def answers(self, centre, verb, transfer, request=""):
        reason = {"reason": "不属本级权限"} if verb == "return" else {}
        return await self.ask(centre, f"{verb}-transfer", request, transfer_id=transfer, signed_by="派件岗", **reason)

    async def escalates(self, case, item):
        order = {"case_number": case, "item": item, "reason": "多次协调未果", "signed_by": "综合代办员一号"}
        return await self.ask(BANNER, "escalate", trigger="agent_cannot_resolve", **order)

    async def posts_thrice(self, department, verb, **said):
        """The same letter of a department whose window has passed: the server takes each for a new message."""
        for number in range(3):
            await self.posts(department, verb, f"{said['task_id']} {verb}", said, number)
        await self.all_done("routing-on-answer")

    async def posts(self, department, verb, identity, said, number=0):
        headers = {"ce-id": identity, "Nats-Msg-Id": f"{identity} #{number}"}
        body = json.dumps(said, ensure_ascii=False).encode()
        await self.admin.js.publish(f"dept.{department}.{verb}", body, headers=headers)

    def in_days(self, days):
        return f"{self.clock.now() + timedelta(days=days):%Y-%m-%d}"

    async def bodies(self, subject):
        """What was written to a subject."""
        return [
            json.loads(message.data) async for message in self._kept(topology.stream_of(subject)) if message.subject == subject
        ]

    async def rings(self, case, times=1):
        """What is due next becomes due, and its alarm comes so many times, and has its effect."""
        await self.goes_off(case, times)
        await self.all_done("routing-on-due")

    async def goes_off(self, case, times=1):
        """The alarm alone, whoever may hear it."""
        route = await self.route(case)
        self.clock.advance(datetime.fromisoformat(route.alarm_at) - self.clock.now())
        body = Alarm(case_number=case, number=route.alarm_number).model_dump_json().encode()
        for number in range(times):
            await self.admin.js.publish(
                f"due.{BANNER}.routing.alarm", body, headers={"Nats-Msg-Id": f"{case} {route.alarm_number} #{number}"}
            )

    async def route(self, case):
        return await MongoAggregates(self.database["routes"], Route, Outbox(None), "routing", self.clock).get(case)

    async def all_done(self, durable):
        """Wait until every message of a consumer is acknowledged."""
        stream, quiet = topology.CONSUMERS[durable].stream, 0
        async with asyncio.timeout(20):
            while quiet < 2:  # a consumer hears of a message a moment after the stream has it
                info = await self.admin.js.consumer_info(stream, durable)
                quiet = 0 if info.num_pending or info.num_ack_pending else quiet + 1
                await asyncio.sleep(0.05)  # the server tells nobody when a consumer has caught up

    async def said(self, case, *streams):
        """How often each subject was said of the case."""
        found = Counter()
        for stream in streams or (topology.EVENTS, topology.TASKS, topology.TRANSFERS):
            async for message in self._kept(stream):
                if message.headers and message.headers.get("ce-subject") == case:
                    found[message.subject] += 1
        return found

    async def _kept(self, stream):
        state = (await self.admin.js.stream_info(stream)).state
        for sequence in range(max(state.first_seq, 1), state.last_seq + 1):
            yield await self.admin.js.get_msg(stream, sequence)


async def all_of(*acts):
    """What was done, and what was refused; anything else fails the test."""
    both = await asyncio.gather(*acts, return_exceptions=True)
    assert [each for each in both if isinstance(each, BaseException) and not isinstance(each, Refused)] == []
    return [each for each in both if isinstance(each, dict)], [each for each in both if isinstance(each, Refused)]
