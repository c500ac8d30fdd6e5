"""Cases through the whole system: a closed loop for throughput, an open one for latency."""

import asyncio
import json
import time
from collections import defaultdict
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from itertools import cycle
from typing import Any

import nats
from nats.aio.client import Client as Connection
from nats.aio.msg import Msg
from nats.js.api import ConsumerConfig, DeliverPolicy

from deploy.local.client import Client
from deploy.local.stack import Stack
from shared.bus.connection import seed_of
from shared.identifiers import complete_uscc

CENTRE = "150622"
ITEMS = 3  # of each case
MIXES = cycle(((5, 30, 11), (15, 31, 19), (8, 10, 25), (28, 26, 4), (27, 20, 25), (24, 16, 31)))
"""Three items of three departments; none waits for another of the same case, so all go out in the first round: to a
department, or to the desk of the city, which accepts at once."""


def application() -> dict[str, Any]:
    """One application with the next mix of items."""
    items = list(next(MIXES))
    return {
        "centre": CENTRE,
        "applicant": {
            "kind": "enterprise",
            "name": "准格尔旗某能源有限公司",
            "uscc": complete_uscc("91150622MA0N0TRE3"),
            "legal_representative": "法定代表人",
            "handler": {"name": "项目经办人", "phone": "13800000000"},
        },
        "authorisation": {"signed_on": "2026-02-27", "holder": "项目经办人"},
        "project": {"name": "准格尔旗光伏发电项目", "investment": 380000000, "area_ha": 12.5},
        "items": items,
        "other_item": "建设项目环境影响评价文件审批" if 31 in items else None,
        "materials": "all",
    }


@dataclass
class Seen:
    """What the watcher has seen of one case; instants in seconds of this process's clock."""

    submitted: float
    assigned: list[float] = field(default_factory=list)
    items: set[int] = field(default_factory=set)
    under_way: asyncio.Event = field(default_factory=asyncio.Event)
    ready: asyncio.Event = field(default_factory=asyncio.Event)
    closed: asyncio.Event = field(default_factory=asyncio.Event)
    closed_at: float = 0.0

    def sent_out(self, item: int) -> None:
        """An item has reached a department or a desk; what the desk does with it is no longer the first round."""
        if item in self.items:
            return
        self.items.add(item)
        self.assigned.append(time.perf_counter())
        if len(self.items) == ITEMS:
            self.under_way.set()


class Watcher:
    """Hears the facts it waits for, as an administrator."""

    def __init__(self) -> None:
        self.cases: defaultdict[str, Seen] = defaultdict(lambda: Seen(time.perf_counter()))

    async def start(self, stack: Stack) -> Connection:
        """Listen from now on."""
        settings = stack.settings_for("admin")
        connection = await nats.connect(settings.nats_url, nkeys_seed_str=seed_of(settings), inbox_prefix=settings.nats_inbox)
        for fact in ("routing.task-assigned", "routing.transfer-offered", "intake.results-gathered", "archive.dossier-closed"):
            await connection.jetstream().subscribe(
                f"evt.*.{fact}",
                ordered_consumer=True,
                cb=self._hear,
                config=ConsumerConfig(deliver_policy=DeliverPolicy.NEW),
                pending_msgs_limit=-1,
                pending_bytes_limit=-1,
            )
        return connection

    async def _hear(self, message: Msg) -> None:
        case = self.cases[(message.headers or {})["ce-subject"]]
        match message.subject.rpartition(".")[2]:
            case "task-assigned" | "transfer-offered":
                case.sent_out(json.loads(message.data)["item"])
            case "results-gathered":
                case.ready.set()
            case _:
                case.closed_at = time.perf_counter()
                case.closed.set()


class Window:
    """The counter of the centre: takes cases from the application to the signed completion form."""

    def __init__(self, client: Client, watcher: Watcher) -> None:
        self._client = client
        self._watcher = watcher

    async def _act(self, operation: str, **order: Any) -> dict[str, Any]:
        return await self._client.ask(CENTRE, "intake", operation, order)

    async def begin(self) -> Seen:
        """Submit and sign the mandate."""
        started = time.perf_counter()
        number = (await self._client.ask(CENTRE, "intake", "submit", json.dumps(application()).encode()))["case_number"]
        seen = self._watcher.cases[number]
        seen.submitted = started
        await self._act("sign", case_number=number, document="mandate")
        return seen

    async def whole(self) -> None:
        """One case from the application to the closed dossier."""
        seen = await self.begin()
        number = next(number for number, one in self._watcher.cases.items() if one is seen)
        await seen.ready.wait()
        await self._act("deliver", case_number=number, received_by="项目经办人", identity_checked=True)
        await self._act("sign", case_number=number, document="completion")
        await self._act("appraise", case_number=number, appraisals=[{"subject": "综合窗口", "grade": 1}])
        await self._act("evaluate", case_number=number, grade="满意")
        await seen.closed.wait()


async def closed_loop(act: Callable[[], Awaitable[object]], count: int, concurrency: int) -> float:
    """Run `act` so many times, so many at once; returns how many per second."""
    queue = iter(range(count))

    async def worker() -> None:
        for _ in queue:
            await act()

    started = time.perf_counter()
    await asyncio.gather(*(worker() for _ in range(concurrency)))
    return count / (time.perf_counter() - started)


async def open_loop(act: Callable[[], Awaitable[Seen]], rate: float, seconds: float) -> list[Seen]:
    """Start `act` at a fixed rate per second, whatever the answers; returns all of them."""
    running = []
    started = time.perf_counter()
    for number in range(int(rate * seconds)):
        await asyncio.sleep(max(0.0, started + number / rate - time.perf_counter()))
        running.append(asyncio.create_task(act()))
    return list(await asyncio.gather(*running))


def percentile(values: list[float], share: float) -> float:
    """The value below which that share of the values lies."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))]
