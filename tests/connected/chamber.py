"""Replicas of joint_review, of routing too, that die where a test says so, and everybody who takes part in their reviews."""

import asyncio
import json
import os
import re
import sys
from collections import Counter, defaultdict
from contextlib import AsyncExitStack
from datetime import datetime, timedelta
from itertools import count

from nats.errors import NoRespondersError
from nats.errors import TimeoutError as NatsTimeout

from deploy.local.client import connected, new_request, result_of
from deploy.local.process import Process
from deploy.local.running import environment
from shared.bus import subjects, topology
from shared.bus.alarms import Alarm
from shared.bus.envelope import Cause, fact_message
from shared.bus.permissions import centre_user
from shared.clock import CHINA
from shared.store import database
from tests.connected.dying_replica import DEATHS, NOW

CENTRE = "150622"
LAND, WATER, FOREST, PLANNING, OFFICE = (f"{CENTRE}.{code}" for code in ("zrzyj", "slj", "lcj", "fgw", "zwj"))
WITHIN = 30.0  # seconds until what a test waits for must have been said
ACK_WAIT = 2.0  # seconds until what a dead replica had in hand is given to the other; in production it is longer
TIMES = 3  # that everything is sent
CASES, MEETINGS = count(1), count(1)
MINUTES = re.compile(rf"{CENTRE}-JY\d{{4}}-\d{{4}}")
IDENTITY = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


class Chamber:
    """Its clock stands, for every replica alike, and no alarm rings unless a test sends it."""

    def __init__(self, settings_for, admin, directory, services, **changes):
        self.settings_for = settings_for
        self.admin = admin
        self._services = services
        self._changes = changes
        self.directory = directory
        self.begins = (datetime.now(CHINA) + timedelta(days=1)).replace(hour=9, minute=0, second=0, microsecond=0)
        self.databases = {}
        self.durables = [durable for durable, consumer in topology.CONSUMERS.items() if consumer.service in services]
        self.heard = defaultdict(set)  # (case, word) -> ids
        self.copies = Counter()  # (subject, id) -> how often it was said
        self._more = asyncio.Condition()
        self._stack = AsyncExitStack()
        self._ids = count(1)

    async def __aenter__(self):
        (self.directory / DEATHS).mkdir()
        self.set_clock(self.begins)
        await self._hurried(ACK_WAIT)
        self._stack.push_async_callback(self._hurried, topology.ACK_WAIT)
        for subject in ("evt.>", "task.>"):
            await self.admin.connection.subscribe(subject, cb=self._hear)
        for service in set(self._services):
            found = self.databases[service] = database(self._settings(service), service)
            self._stack.callback(found.client.close)
            self._stack.push_async_callback(found.client.drop_database, found.name)
        for number, service in enumerate(self._services):
            self._start(service, number)
        return self

    def _settings(self, service):
        return self.settings_for(service).model_copy(update=self._changes)

    async def __aexit__(self, *_):
        await self._stack.aclose()

    def _start(self, service, number):
        command = (sys.executable, "-m", "tests.connected.dying_replica", service, str(self.directory))
        known = {**os.environ, **environment(self._settings(service))}
        process = Process(service, command, self.directory / f"{service}-{number}.log", environment=known)
        process.start()
        self._stack.push_async_callback(asyncio.to_thread, process.stop)

    async def _hurried(self, seconds):
        for durable in self.durables:
            config = topology.CONSUMERS[durable].config()
            config.ack_wait = seconds
            await self.admin.js.add_consumer(topology.CONSUMERS[durable].stream, config)

    async def _hear(self, message):
        headers = message.headers or {}
        async with self._more:
            self.heard[headers.get("ce-subject"), message.subject.rpartition(".")[2]].add(headers.get("ce-id"))
            self.copies[message.subject, headers.get("ce-id")] += 1
            self._more.notify_all()

    # what happens

    def set_clock(self, when):
        """What time it is from now on."""
        fresh = self.directory / f"{NOW}.new"
        fresh.write_text(when.isoformat())
        fresh.replace(self.directory / NOW)

    def dies_of(self, **words):
        """Whoever says one of these first ends as in a crash: `before` it is heard, or `after`."""
        for word, when in words.items():
            (self.directory / DEATHS / word.replace("_", "-")).write_text(when)

    @property
    def deaths_to_come(self):
        return sorted(file.name for file in (self.directory / DEATHS).iterdir())

    async def says(self, key, *facts):
        """Facts of routing, each several times."""
        for fact in facts:
            cause = Cause(f"{key} {next(self._ids)}")  # one for each fact, however often it comes
            told = fact_message(fact, case=key, centre=CENTRE, sequence=1, cause=cause, time=self.begins)
            await self._publish(told.subject, told.body, told.headers, told.id)

    async def posts(self, who, verb, identity, /, **said):
        """A letter of a department, several times."""
        body = json.dumps(said, ensure_ascii=False).encode()
        await self._publish(f"dept.{who}.{verb}", body, {"ce-id": identity}, identity)

    async def asks(self, service, operation, order):
        """What the centre's window asks, again and again with the same id while somebody is killed over it."""
        subject, headers = subjects.service(CENTRE, service, operation), {"ce-id": new_request()}
        async with connected(self.settings_for(centre_user(CENTRE))) as client:
            while True:
                try:
                    reply = await client.connection.request(subject, json.dumps(order).encode(), timeout=1, headers=headers)
                except (NatsTimeout, NoRespondersError):
                    await asyncio.sleep(0.1)
                else:
                    return result_of(json.loads(reply.data))

    async def rings(self, key):
        """What is due next becomes due, and its alarm comes several times; False where nothing is. Returns when it is heard."""
        number, at = await self._alarm(key)
        if at is None:
            return False
        self.set_clock(datetime.fromisoformat(at))
        body, identity = Alarm(case_number=key, number=number).model_dump_json().encode(), f"{key} alarm {number}"
        await self._publish(f"due.{CENTRE}.joint_review.alarm", body, {"ce-id": identity}, identity)
        async with asyncio.timeout(WITHIN):
            while (await self._alarm(key)) == (number, at):  # noqa: ASYNC110  the database tells nobody when it changes
                await asyncio.sleep(0.02)
        return True

    async def _alarm(self, key):
        wanted = {"state.alarm_number": 1, "state.alarm_at": 1}
        found = await self.databases["joint_review"]["reviews"].find_one({"_id": key}, wanted)
        return found["state"]["alarm_number"], found["state"]["alarm_at"]

    async def _publish(self, subject, body, headers, identity):
        for number in range(TIMES):  # the server takes each for a new message, as after its window
            await self.admin.js.publish(subject, body, headers=headers | {"Nats-Msg-Id": f"{identity} #{number}"})

    async def until(self, key, word, times=1):
        """Wait until it has been said so often of a case or a meeting."""
        try:
            async with asyncio.timeout(WITHIN), self._more:
                await self._more.wait_for(lambda: len(self.heard[key, word]) >= times)
        except TimeoutError:
            said = Counter({name: len(ids) for (of, name), ids in self.heard.items() if of == key})
            raise AssertionError(f"{word} was not said {times} times of {key}: {dict(said)}") from None

    async def settled(self):
        """Wait until every replica has done with everything."""
        quiet = 0
        async with asyncio.timeout(WITHIN):
            while quiet < 2:
                infos = [await self.admin.js.consumer_info(topology.CONSUMERS[one].stream, one) for one in self.durables]
                unsaid = sum([await self._unsaid(found) for found in self.databases.values()])
                quiet = 0 if unsaid or any(info.num_pending or info.num_ack_pending for info in infos) else quiet + 1
                await asyncio.sleep(0.1)  # what is looked at tells nobody when it changes

    @staticmethod
    async def _unsaid(database):
        names = await database.list_collection_names()
        return sum([await database[name].count_documents({"outbox.0": {"$exists": True}}) for name in names])

    # what has become of it

    async def facts(self, key):
        """(owner, its number, fact, what it says) in the order of the numbers."""
        found = await self._kept(topology.EVENTS, key)
        told = [
            (owner, int(message.headers["ce-sequence"]), name, message.data.decode())
            for message in found
            for _, _, owner, name in [message.subject.split(".")]
            if owner in self._services
        ]
        return sorted(told)

    async def letters(self, key):
        """What was written, and how often the stream has it."""
        return Counter((message.subject, message.data.decode()) for message in await self._kept(topology.TASKS, key))

    async def state(self, key):
        """What every service keeps of it."""
        kept = {}
        for service, found in self.databases.items():
            for name in await found.list_collection_names():
                document = await found[name].find_one({"_id": key, "state": {"$exists": True}}, {"state": 1})
                kept |= {f"{service} {name}": document["state"]} if document else {}
        return json.dumps(kept, ensure_ascii=False, sort_keys=True)

    async def minutes_numbers(self):
        """Every number that was given, in order."""
        told = [message.data.decode() for message in await self._kept(topology.EVENTS) if "minutes-issued" in message.subject]
        return sorted({number for body in told for number in MINUTES.findall(body)})

    async def _kept(self, stream, key=None):
        state = (await self.admin.js.stream_info(stream)).state
        places = range(max(state.first_seq, 1), state.last_seq + 1)
        messages = [await self.admin.js.get_msg(stream, place) for place in places]
        return [message for message in messages if key in {None, (message.headers or {}).get("ce-subject")}]


def fresh_case():
    """A case that no other test has."""
    return f"{CENTRE}-20260310-{next(CASES):06}"


def fresh_meeting():
    """A meeting that no other test has."""
    return f"{CENTRE}-H20260310-{next(MEETINGS):06}"


def without(text, *keys):
    """The same text of any case, any meeting, any minutes and any request."""
    for number, key in enumerate(keys):
        text = text.replace(key, f"case {number}")
    return IDENTITY.sub("id", MINUTES.sub("number of minutes", text))
