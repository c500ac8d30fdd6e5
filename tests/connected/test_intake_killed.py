"""Two processes of intake, on a clock that lets a working day pass in a moment; each is killed in the middle, really."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest

from deploy.local.client import connected, new_request
from deploy.local.servers import free_port
from deploy.local.stack import Service
from shared.bus import topology
from shared.bus.permissions import centre_user
from shared.clock import CHINA, AcceleratedClock, WorkCalendar
from shared.store import database
from tests.connected.desks import BANNER
from tests.e2e.town import Persistent
from tests.unit.intake_world import form

pytestmark = pytest.mark.usefixtures("empty_streams")

WORKING_DAY = 1.5  # seconds
CASES = 40
WITHIN = 60.0  # seconds: what a killed process had in hand comes again after topology.ACK_WAIT


class Town:
    """The window, and an eye on what intake has said."""

    def __init__(self, settings, directory, client, admin):
        self.processes = [self._process(settings, number, directory) for number in range(2)]
        self.client = Persistent(client.connection)
        self.admin = admin

    def _process(self, settings, number, directory):
        return Service("intake", number, directory, settings.model_copy(update={"http_port": free_port()}))

    async def start(self, *numbers):
        for number in numbers:
            await asyncio.to_thread(self.processes[number].start)
        await asyncio.gather(*(self.processes[number].ready() for number in numbers))

    async def bring(self):
        """A case by the site, its mandate signed: only somebody's check is wanting. Its number."""
        told = await self.ask("submit", form(channel="site"))
        await self.ask("sign", {"case_number": told["case_number"], "document": "mandate"})
        return told["case_number"]

    async def ask(self, operation, order):
        return await self.client.ask(BANNER, "intake", operation, order, request=new_request())

    async def said(self):
        """(case, fact, number among its facts) of everything that was said."""
        state = (await self.admin.js.stream_info(topology.EVENTS)).state
        found = []
        for place in range(max(state.first_seq, 1), state.last_seq + 1):
            message = await self.admin.js.get_msg(topology.EVENTS, place)
            name = message.subject.rpartition(".")[2]
            found.append((message.headers["ce-subject"], name, int(message.headers["ce-sequence"])))
        return found

    async def until(self, fact, times):
        """Wait until it has been said of so many cases."""
        async with asyncio.timeout(WITHIN):
            while True:
                if len({case for case, name, _ in await self.said() if name == fact}) >= times:
                    return
                await asyncio.sleep(0.1)  # what is read is the stream itself, which tells nobody that it has grown


@pytest.fixture
async def town(settings_for, mongo_database, admin, tmp_path):
    clock = AcceleratedClock(WorkCalendar(), datetime(2026, 3, 4, 9, 0, tzinfo=CHINA), datetime.now(UTC), WORKING_DAY)
    prefix = mongo_database.name.removesuffix("test")
    settings = settings_for("intake").model_copy(update={"clock": clock.spec(), "database_prefix": prefix, "retry_delay": 0.1})
    own = database(settings, "intake")
    for day in range(60):  # numbers that no other test has
        await own["numbers"].insert_one({"_id": f"{BANNER}-{clock.now() + timedelta(days=day):%Y%m%d}", "last": 700000})
    async with connected(settings_for(centre_user(BANNER))) as client:
        made = Town(settings, tmp_path, client, admin)
        yield made
        for process in made.processes:
            await asyncio.to_thread(process.stop)
    await own.client.drop_database(own.name)
    own.client.close()


async def test_a_replica_is_killed_among_applications_the_other_among_alarms_and_every_case_is_deemed_accepted_once(town, admin):
    await town.start(0, 1)
    brought = [asyncio.create_task(town.bring()) for _ in range(CASES)]
    await asyncio.wait(brought, return_when=asyncio.FIRST_COMPLETED)
    town.processes[0].kill9()
    early = sum(task.done() for task in brought)
    cases = await asyncio.gather(*brought)
    first = await admin.connection.subscribe(f"evt.{BANNER}.intake.deemed-accepted")
    await town.start(0)
    await first.next_msg(WITHIN)
    town.processes[1].kill9()
    told = 1 + first.pending_msgs
    await town.until("case-accepted", CASES)
    await asyncio.sleep(topology.ACK_WAIT)  # whatever would be done twice is done by then
    said = await town.said()

    assert early < CASES
    assert told < CASES
    assert len(set(cases)) == CASES
    for case in cases:
        names = [name for who, name, _ in said if who == case]
        once = ("case-submitted", "agent-assigned", "mandate-signed", "deemed-accepted", "case-accepted")
        assert [names.count(name) for name in once] == [1] * len(once), names
        numbers = sorted(number for who, _, number in said if who == case)
        assert numbers == list(range(1, len(numbers) + 1))
    assert {case for case, _, _ in said} == set(cases)
    assert (await admin.js.stream_info(topology.DEAD)).state.messages == 0
