"""Handing a letter over: what is given to the carrier, what it answers, and the turn in which that happens."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal, Protocol

Verdict = Literal["accepted", "failed", "transient", "unknown", "untried"]


@dataclass(frozen=True, slots=True)
class Delivery:
    """What became of one attempt.

    accepted: the mail server has taken the letter. failed: it refused it for good. transient: not taken, and
    another attempt may help. unknown: it may have been taken. untried: it was never offered.
    """

    verdict: Verdict
    answer: str = ""
    """What the server said, or what was seen of it."""


@dataclass(frozen=True, slots=True)
class Letter:
    """A notice on its way to an e-mail address. The same `id` gives the same Message-ID in every attempt."""

    id: str
    address: str
    sender: str
    """The centre's name, as the recipient reads it."""
    title: str
    text: str
    written_at: datetime


class Carrier(Protocol):
    """Whoever takes letters to the outside."""

    async def carry(self, letter: Letter) -> Delivery:
        """Offer the letter once, within 60 seconds. Raises nothing: whatever happens is a Delivery."""


@dataclass(frozen=True, slots=True)
class Turn:
    """One worker's turn at a case's post: its token, the time, and when a span of real time will have passed.

    A letter belongs to whoever's token was written with it. Another replica, or the same one after a repeated
    delivery, has another token, and so can never send the same letter too.
    """

    token: str
    now: datetime
    later: Callable[[timedelta], datetime]
    closing: bool = False
    """The service is stopping: nothing more is handed over, whatever is due waits for another."""
