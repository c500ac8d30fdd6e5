"""A mass meeting (集中联动审批会商会) beside the same reviews called one by one: time and messages per opinion, memory.

`python -m tests.bench.meeting --cases 20` measures it alone, on a stack of its own.
"""

import argparse
import asyncio
import json
import sys
import tempfile
import time
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

import nats
import psutil
import uvloop
from nats.aio.msg import Msg
from rich.console import Console

from deploy.local.client import Client, connected
from deploy.local.stack import Stack
from shared.bus import topology
from shared.bus.connection import seed_of
from tests.bench.load import CENTRE, application

Row = tuple[str, str, str]
T = TypeVar("T")
R = TypeVar("R")
DEPARTMENTS = ("fgw", "nyj", "jtysj", "qxj", "slj", "zjj", "zrzyj", "yjj", "sthjj", "lcj")
KIND = "mass_meeting"
STREAMS = (topology.EVENTS, topology.TASKS, topology.REPLIES, topology.TIMERS)
HOLD = ("joint_review", "routing")  # whose memory is watched
AT_ONCE = 16  # requests of the window
LOOK = 0.25  # seconds between two looks at the memory
STUCK = 60.0  # seconds without a single fact after which it is given up
POST = "综合代办员一号"


class Ear:
    """Counts the facts of joint_review by name, each once."""

    def __init__(self) -> None:
        self.said: Counter[str] = Counter()
        self._known: set[str] = set()
        self._more = asyncio.Event()

    async def hear(self, message: Msg) -> None:
        """One more, if it is not said again."""
        identity = (message.headers or {})["ce-id"]
        if identity not in self._known:
            self._known.add(identity)
            self.said[message.subject.rpartition(".")[2]] += 1
            self._more.set()

    async def until(self, name: str, times: int) -> None:
        """Wait until it has been said so often. Errors: TimeoutError, when nothing is said any more."""
        while self.said[name] < times:
            self._more.clear()
            try:
                await asyncio.wait_for(self._more.wait(), STUCK)
            except TimeoutError:
                raise TimeoutError(f"{name}: {self.said[name]} of {times}; {dict(self.said)}") from None


@dataclass
class Taken:
    """What holding all the reviews took."""

    seconds: float = 0.0
    messages: int = 0
    opinions: int = 0
    memory: dict[str, list[float]] = field(default_factory=lambda: {name: [] for name in HOLD})

    @property
    def each(self) -> str:
        """Per opinion."""
        return f"{self.seconds / self.opinions * 1000:.1f} ms and {self.messages / self.opinions:.1f} messages per opinion"

    @property
    def rate(self) -> str:
        """The whole."""
        return f"{self.seconds:.1f} s, {self.opinions / self.seconds:.0f} opinions/s"

    def stood(self, name: str) -> str:
        """Its resident megabytes before, at most, after."""
        told = self.memory[name]
        return f"{name} {told[0]:.0f}, {max(told):.0f}, {told[-1]:.0f}"


async def measure(stack: Stack, cases: int) -> list[Row]:
    """Both ways, each with as many cases of its own; the departments answer from a process of theirs."""
    async with _departments(stack), _heard(stack) as ear, connected(stack.settings_for(f"centre-{CENTRE}")) as client:
        hall = Hall(stack, client, ear)
        await hall.holds(hall.singly, await hall.opened(2))  # warm up
        single = await hall.holds(hall.singly, await hall.opened(cases))
        meeting = await hall.holds(hall.at_once, await hall.opened(cases))
    how = f"{cases} cases × {len(DEPARTMENTS)} departments, from the call to the last conclusion and the minutes"
    ratio = single.seconds / meeting.seconds
    return [
        ("(k) mass meeting", meeting.rate, how),
        ("(k) mass meeting, each", meeting.each, "all of EVENTS, TASKS, REPLIES and TIMERS"),
        (
            "(k) the same one by one",
            single.rate,
            f"as many cases, {AT_ONCE} called at once, minutes for each; {ratio:.2f} of its time",
        ),
        ("(k) the same one by one, each", single.each, "the same"),
        ("(k) memory in the meeting", "; ".join(map(meeting.stood, HOLD)), "MB before, at most, after; mark: flat"),
    ]


class Hall:
    """The window that calls reviews, and what is counted meanwhile."""

    def __init__(self, stack: Stack, client: Client, ear: Ear) -> None:
        self._stack = stack
        self._client = client
        self._ear = ear

    async def opened(self, count: int) -> list[str]:
        """So many cases under way, with their tasks out; nobody decides them. Their numbers."""
        before = self._ear.said["case-routed"]
        cases = await in_turns(lambda _: self._open(), range(count))
        await self._ear.until("case-routed", before + count)
        return cases

    async def _open(self) -> str:
        told = await self._client.ask(CENTRE, "intake", "submit", json.dumps(application()).encode())
        number = str(told["case_number"])
        await self._client.ask(CENTRE, "intake", "sign", {"case_number": number, "document": "mandate"})
        return number

    async def singly(self, cases: list[str]) -> None:
        """A review of each case, called by itself, with its own minutes."""
        before = self._ear.said["review-closed"]
        await in_turns(self._call, cases)
        await self._ear.until("review-closed", before + len(cases))

    async def _call(self, case: str) -> None:
        order = {"case_number": case, "kind": KIND, "subject": "可否当日办结", "mandatory": DEPARTMENTS, "signed_by": POST}
        await self._client.ask(CENTRE, "routing", "call-review", order)

    async def at_once(self, cases: list[str]) -> None:
        """One meeting over all of them, with one set of minutes."""
        before = self._ear.said["meeting-closed"], self._ear.said["review-closed"]
        agenda = [{"case_number": case, "subject": "可否当日办结", "mandatory": DEPARTMENTS} for case in cases]
        order = {"kind": KIND, "subject": "集中联动审批会商会", "agenda": agenda, "signed_by": POST}
        await self._client.ask(CENTRE, "routing", "call-meeting", order)
        await self._ear.until("meeting-closed", before[0] + 1)
        await self._ear.until("review-closed", before[1] + len(cases))

    async def holds(self, act: Callable[[list[str]], Awaitable[None]], cases: list[str]) -> Taken:
        """Hold them all, and count."""
        taken = Taken()
        await self._quiet()
        said, opinions = await self._published(), self._ear.said["opinion-given"]
        watching = asyncio.create_task(self._watch(taken.memory))
        began = time.perf_counter()
        await act(cases)
        taken.seconds = time.perf_counter() - began
        watching.cancel()
        with suppress(asyncio.CancelledError):
            await watching
        self._look(taken.memory)
        await self._quiet()
        taken.messages = await self._published() - said
        taken.opinions = self._ear.said["opinion-given"] - opinions
        return taken

    async def _watch(self, memory: dict[str, list[float]]) -> None:
        while True:
            self._look(memory)
            await asyncio.sleep(LOOK)

    def _look(self, memory: dict[str, list[float]]) -> None:
        for name in HOLD:
            memory[name].append(psutil.Process(self._stack.process(name).pid).memory_info().rss / 1024**2)

    async def _quiet(self) -> None:
        """Wait until nothing follows any more of what was said."""
        async with _admin(self._stack) as connection:
            js, quiet = connection.jetstream(), 0
            while quiet < 3:
                infos = [await js.consumer_info(consumer.stream, durable) for durable, consumer in topology.CONSUMERS.items()]
                quiet = 0 if any(info.num_pending or info.num_ack_pending for info in infos) else quiet + 1
                await asyncio.sleep(LOOK)

    async def _published(self) -> int:
        async with _admin(self._stack) as connection:
            js = connection.jetstream()
            return sum([(await js.stream_info(name)).state.last_seq for name in STREAMS])


async def in_turns(act: Callable[[T], Awaitable[R]], over: Iterable[T]) -> list[R]:
    """Do it for each, so many at once; the results in the same order."""
    turns = asyncio.Semaphore(AT_ONCE)

    async def one(each: T) -> R:
        async with turns:
            return await act(each)

    return await asyncio.gather(*map(one, over))


@asynccontextmanager
async def _admin(stack: Stack) -> AsyncIterator[nats.NATS]:
    settings = stack.settings_for("admin")
    connection = await nats.connect(settings.nats_url, nkeys_seed_str=seed_of(settings), inbox_prefix=settings.nats_inbox)
    try:
        yield connection
    finally:
        await connection.close()


@asynccontextmanager
async def _heard(stack: Stack) -> AsyncIterator[Ear]:
    ear = Ear()
    async with _admin(stack) as connection:
        for subject in (f"evt.{CENTRE}.joint_review.*", f"evt.{CENTRE}.routing.case-routed"):
            await connection.subscribe(subject, cb=ear.hear, pending_msgs_limit=-1, pending_bytes_limit=-1)
        yield ear


@asynccontextmanager
async def _departments(stack: Stack) -> AsyncIterator[None]:
    directory = str(stack.running.keys.parent)
    answering = await asyncio.create_subprocess_exec(sys.executable, "-m", "tests.bench.participants", directory, CENTRE)
    try:
        yield
    finally:
        answering.terminate()
        await answering.wait()


async def alone(cases: int) -> list[Row]:
    """On a stack of its own."""
    with tempfile.TemporaryDirectory(prefix="daiban-bench-") as directory:
        async with Stack(Path(directory)) as stack:
            return await measure(stack, cases)


def main() -> None:
    """Parse, measure, print."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.meeting", description=__doc__)
    parser.add_argument("--cases", type=int, default=200)
    console = Console(width=160)
    for row in uvloop.run(alone(parser.parse_args().cases)):
        console.print(*row, sep=" | ")


if __name__ == "__main__":
    main()
