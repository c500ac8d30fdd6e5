"""A town that works: a stack with the windows of its centres, every desk and department, and an eye on the bus."""

import asyncio
from collections.abc import AsyncIterator, Iterable, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from itertools import product

import nats.errors

from deploy.local.client import Client, ServiceUnwell, connect, connected, new_request
from deploy.local.rehearsal import Silent, application_of, read_application
from deploy.local.rehearsal.applicant import Applicant
from deploy.local.rehearsal.scene import Scene
from deploy.local.stack import Stack
from shared.bus import topology
from shared.bus.permissions import ADMIN, centre_user, department_user
from shared.errors import TransientError
from tests.e2e.department import Department
from tests.e2e.desk import Desk
from tests.e2e.forms import CENTRES, CITY, mixed

REPLICAS = (0, 1)  # of every service
LOOK = 0.1  # seconds between two looks of an applicant at the case
STUCK = 60.0  # seconds without progress after which a case is given up, and the test fails
SEEN_WITHIN = 30.0  # seconds until what a test waits for must have happened


class Persistent(Client):
    """A window that tries again for as long as an outage lasts, always with the same id."""

    async def ask(self, centre, service, operation, body, *, request=""):
        request = request or new_request()
        while True:
            try:
                return await super().ask(centre, service, operation, body, request=request)
            except (TransientError, ServiceUnwell):
                await asyncio.sleep(LOOK)


@dataclass(frozen=True)
class Seen:
    """A fact as it lies in the stream."""

    id: str
    case: str
    owner: str
    name: str


class Facts:
    """Reads every fact of the bus, message by message, whatever happens to the server in between."""

    def __init__(self) -> None:
        self.seen: list[Seen] = []
        self.place = 0  # number in the stream of the last one
        self._more = asyncio.Condition()

    async def run(self, js) -> None:
        """Read on until cancelled."""
        while True:
            try:
                message = await js.get_msg(topology.EVENTS, self.place + 1, next=True, direct=True)
            except (nats.errors.Error, TimeoutError):  # nothing new, or nobody there
                await asyncio.sleep(0.02)
                continue
            self.place = message.seq
            if message.subject.startswith("retry."):
                continue
            _, _, owner, name = message.subject.split(".")
            async with self._more:
                self.seen.append(Seen(message.headers["ce-id"], message.headers["ce-subject"], owner, name))
                self._more.notify_all()

    async def said(self, name: str, after: int = 0, case: str = "") -> None:
        """Wait until a fact of that name is there, of that case if one is given, after the first `after` facts."""
        async with asyncio.timeout(SEEN_WITHIN), self._more:
            await self._more.wait_for(lambda: name in self.names(after, case))

    def names(self, after: int = 0, case: str = "") -> set[str]:
        """Names of the facts after the first `after`, of one case or of all."""
        return {fact.name for fact in self.seen[after:] if case in {"", fact.case}}

    def of(self, case: str) -> list[str]:
        """Ids of a case's facts, in the order of the stream."""
        return [fact.id for fact in self.seen if fact.case == case]


class Town:
    """Everybody at work on a stack that runs; `async with Town(stack, clock) as town`."""

    def __init__(self, stack: Stack, clock) -> None:
        self.stack = stack
        self.facts = Facts()
        self.scene = Scene(stack.jurisdictions, clock)
        self.clients: dict[str, Client] = {}
        self._lines = AsyncExitStack()

    async def __aenter__(self):
        self.js = (await self._admin()).jetstream(timeout=2)
        for centre in CENTRES:
            client = await self._lines.enter_async_context(connected(self.stack.settings_for(centre_user(centre))))
            self.clients[centre] = Persistent(client.connection)
        workers = [self.facts.run(self.js)]
        workers += [
            Department(region, code, self.scene).run(self.stack.settings_for(department_user(region, code)))
            for region, code in self.stack.jurisdictions.all_departments()
            if region in (*CENTRES, CITY)
        ]
        workers += [Desk(centre, self.scene).run(self.stack.settings_for(centre_user(centre))) for centre in (*CENTRES, CITY)]
        self._tasks = [asyncio.create_task(worker) for worker in workers]
        return self

    async def __aexit__(self, *_):
        working = set(self._tasks)
        while working:  # Python 3.11's wait_for loses a cancellation that meets an answer
            for task in working:
                task.cancel()
            _, working = await asyncio.wait(working, timeout=1)
        await self._lines.aclose()

    async def _admin(self):
        connection = await connect(self.stack.settings_for(ADMIN))
        self._lines.push_async_callback(connection.close)
        return connection

    @asynccontextmanager
    async def at_work(self, forms=()) -> AsyncIterator["Day"]:
        """Cases that are on their way inside the block, and have all come to their end after it."""
        day = Day(self.facts, len(self.facts.seen))
        async with asyncio.TaskGroup() as cases:
            day.cases = [cases.create_task(self.bring(form)) for form in forms or mixed()]
            yield day

    async def bring(self, form: dict) -> Applicant:
        """One case from the application to the closed dossier."""
        applicant = self.applicant(form)
        await applicant.submit()
        self.scene.files[applicant.case] = applicant.file
        await applicant.play(LOOK, STUCK)
        return applicant

    async def begin(self, form: dict) -> str:
        """A case with its mandate signed; its departments set to work. Returns its number."""
        applicant = self.applicant(form)
        await applicant.submit()
        self.scene.files[applicant.case] = applicant.file
        await self.act(applicant.case, "sign", document="mandate")
        return applicant.case

    async def finish(self, case: str) -> None:
        """Supply the corrections that a case waits for, and see it to its end."""
        corrections = (await self.ask("intake", "case", case))["corrections"]
        await self.act(case, "supplement", corrections=[int(item) for item in corrections], note="已补正")
        await self.facts.said("results-gathered", case=case)
        await self.act(case, "deliver", received_by="项目经办人", identity_checked=True)
        await self.act(case, "sign", document="completion")
        await self.act(case, "appraise", appraisals=[{"subject": "综合窗口", "grade": 1}])
        await self.act(case, "evaluate", grade="满意")
        await self.facts.said("dossier-closed", case=case)

    async def act(self, case: str, operation: str, **order) -> None:
        """What a window does with a case."""
        centre = case.partition("-")[0]
        await self.clients[centre].ask(centre, "intake", operation, {"case_number": case, **order})

    def applicant(self, form: dict) -> Applicant:
        """Who brings a form; nothing is handed in yet."""
        client = self.clients[form["centre"]]
        return Applicant(client, read_application(form), application_of(form), Silent(), self.scene)

    async def ask(self, service: str, operation: str, case: str):
        """What a service tells of a case."""
        centre = case.partition("-")[0]
        return await self.clients[centre].ask(centre, service, operation, {"case_number": case})

    async def settled(self) -> None:
        """Wait until everything that was said has been heard by everybody it is for, and nothing follows from it."""
        for task in self._tasks:
            if task.done():
                task.result()  # whoever fails tells why, instead of being waited for
        busy: list[str] = []
        try:
            async with asyncio.timeout(SEEN_WITHIN):
                quiet = 0
                while quiet < 2:
                    busy = await self._busy()
                    quiet = 0 if busy else quiet + 1
                    await asyncio.sleep(LOOK)
        except TimeoutError:
            raise AssertionError(f"not settled: {', '.join(busy)}") from None

    async def _busy(self) -> list[str]:
        """Consumers that have anything unheard or unsettled; ourselves, while we have not read every fact."""
        found = [await self.js.consumers_info(stream) for stream in topology.STREAMS]
        said = (await self.js.stream_info(topology.EVENTS)).state.last_seq
        busy = [one.name for infos in found for one in infos if one.num_pending or one.num_ack_pending]
        return busy if self.facts.place == said else [*busy, "town"]

    def kill(self, *services: str, replicas: Iterable[int] = REPLICAS) -> None:
        """End these replicas of these services as a crash would."""
        for service, replica in product(services, replicas):
            self.stack.process(service, replica).kill9()

    async def start(self, *services: str, replicas: Iterable[int] = REPLICAS) -> None:
        """Start them anew, with the settings they had."""
        await asyncio.gather(*(self.stack.restart(service, replica) for service, replica in product(services, replicas)))


@dataclass
class Day:
    """What happens from a certain moment on."""

    facts: Facts
    _after: int
    cases: Sequence[asyncio.Task] = ()

    async def said(self, name: str) -> None:
        """Wait until one of the cases has come so far."""
        await self.facts.said(name, self._after)

    def names(self) -> set[str]:
        """Names of all that has happened since."""
        return self.facts.names(self._after)

    def nobody_is_done(self) -> bool:
        """No case is closed yet."""
        return "case-closed" not in self.names()

    @property
    def numbers(self) -> list[str]:
        """The cases' numbers, once all are done."""
        return [case.result().case for case in self.cases]
