"""Reads a durable consumer of the bus as an outsider's system does: one message after the other, each in hand at once."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Never

from nats.aio.msg import Msg
from nats.js import JetStreamContext

PATIENCE = 5.0  # seconds a pull waits for a message before it is made anew


async def deliver(mail: JetStreamContext.PullSubscription, handle: Callable[[Msg], Awaitable[None]]) -> Never:
    """Hand every message on until cancelled; one that fails ends it. A message is acknowledged as soon as it is in
    hand, as a system with a memory of its own would; whatever is being done when it ends is dropped.
    """

    async def taken(message: Msg) -> None:
        await message.ack()
        await handle(message)

    async with asyncio.TaskGroup() as work:
        while True:
            for message in await fetch(mail):
                work.create_task(taken(message))


async def fetch(mail: JetStreamContext.PullSubscription) -> list[Msg]:
    """The next message, or none if nothing came in a while. One by one: a larger pull waits until it is full."""
    try:
        return await mail.fetch(1, PATIENCE)
    except TimeoutError:  # nats-py raises its own kind of it, and at times the plain one
        return []


class UnderWay:
    """What somebody is doing about each thing that was asked, so that it can be given up when it is asked no more."""

    def __init__(self) -> None:
        self._doing: dict[str, asyncio.Task[None] | None] = {}
        self._over: set[str] = set()

    async def do(self, about: str, act: Awaitable[None]) -> None:
        """Do it, in place of what was being done about the same thing."""
        self.give_up(about)
        self._over.discard(about)
        self._doing[about] = asyncio.current_task()
        await act
        self._doing.pop(about, None)

    def give_up(self, about: str) -> None:
        """Nothing more is asked of it."""
        self._over.add(about)
        if doing := self._doing.pop(about, None):
            doing.cancel()

    def over(self, about: str) -> bool:
        """Is it asked no more?"""
        return about in self._over


class Gates:
    """What somebody waits for, by name: open unless it was shut, or waited for before it was opened."""

    def __init__(self) -> None:
        self._gates: dict[str, asyncio.Event] = {}

    def shut(self, about: str) -> None:
        """Whoever comes now waits."""
        self._gates[about] = asyncio.Event()

    def open(self, about: str) -> None:
        """Whoever waits goes on, and whoever comes later, too."""
        self._gates.setdefault(about, asyncio.Event()).set()

    async def passed(self, about: str) -> None:
        """Wait while it is shut."""
        if gate := self._gates.get(about):
            await gate.wait()

    async def opened(self, about: str) -> None:
        """Wait until it has been opened once."""
        await self._gates.setdefault(about, asyncio.Event()).wait()
