"""Parked messages (停放的消息) as an operator reads them from the stream DEAD."""

import json
from collections.abc import AsyncIterator
from typing import Any

from nats.js import JetStreamContext
from nats.js.api import RawStreamMsg
from nats.js.errors import NotFoundError

from shared.bus import topology
from shared.bus.discipline import ORIGIN


async def parked(bus: JetStreamContext) -> AsyncIterator[RawStreamMsg]:
    """Every parked message, the oldest first."""
    number = 1
    while True:
        try:
            message = await bus.get_msg(topology.DEAD, number, subject="dead.>", next=True, direct=True)
        except NotFoundError:
            return
        yield message
        number = (message.seq or 0) + 1


def told(message: RawStreamMsg) -> dict[str, Any]:
    """What is known of a parked message."""
    header = message.headers or {}
    return {
        "number": message.seq,
        "at": header.get("Dead-At", ""),
        "consumer": header.get("Dead-Consumer", ""),
        "stream": header.get("Dead-Stream", ""),
        "subject": header.get(ORIGIN, ""),
        "case": header.get("ce-subject", ""),
        "error": header.get("Dead-Error", ""),
        "reason": _reason(header.get("Dead-Reason", '""')),
        "deliveries": int(header.get("Dead-Deliveries", "0")),
    }


def _reason(text: str) -> str:
    try:
        return str(json.loads(text))
    except ValueError:
        return text
