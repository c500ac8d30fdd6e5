"""What happens around every handler: identities bound to the log, and one policy for every failure.

PermanentError: parked in DEAD with its reason, never delivered again. TransientError, and whatever nobody
foresaw: delivered again with a growing delay, parked after the last try; an Outage (the database or the bus is away)
is waited out, for parking would only turn one outage into many repairs. Success: acknowledged. A message is
only ever let go after it is done or safely parked.
"""

import json
import uuid
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import structlog
from faststream import BaseMiddleware
from faststream.message import StreamMessage
from faststream.nats import NatsBroker
from nats.aio.msg import Msg

from shared.bus import metrics, subjects, topology
from shared.bus.envelope import NAMESPACE, Received
from shared.bus.subjects import Subject
from shared.errors import Outage, PermanentError
from shared.log import log

LONGEST_DELAY = 60.0  # seconds; a longer one would leave a case untouched after an outage that is over
LAST_RESORT = 300  # deliveries after which a message is parked unseen: it ends its process before it can be settled
ORIGIN = "Daiban-Subject"  # header of a message that an operator sends again: where it was first said


class NeverSettled(PermanentError):
    """A message that was delivered again and again without ever being settled."""


@dataclass(frozen=True, slots=True)
class Policy:
    """How often a failing message is tried, and the seconds before the first new try (doubling)."""

    max_deliveries: int
    retry_delay: float

    def delay(self, delivered: int) -> float:
        """Seconds before the next try of a message delivered so many times."""
        return float(min(LONGEST_DELAY, self.retry_delay * 2 ** (delivered - 1)))


def received(raw: Msg) -> Received:
    """A NATS message as handlers get it; nothing in it is trusted but the subject.

    The id is the sender's where one is given. A department's or an asker's is bound to the subject, so that
    nobody can pass off a message as a repeat of another's; without any, the place in the stream is the id.
    """
    header = raw.headers or {}
    text = header.get(ORIGIN, raw.subject) if raw.subject.startswith("retry.") else raw.subject
    given = header.get("ce-id") or header.get("Nats-Msg-Id") or ""
    owned = text.startswith("evt.") and given
    return Received(
        id=given if owned else str(uuid.uuid5(NAMESPACE, f"{text}#{given or _place(raw)}")),
        sender_id=given,
        subject=Subject.parse(text),
        body=raw.data,
        case=header.get("ce-subject", ""),
        centre=header.get("ce-centre", ""),
        kind=header.get("ce-type", ""),
        place=raw.metadata.sequence.stream if raw.reply.startswith("$JS.ACK") else 0,
        at=raw.metadata.timestamp if raw.reply.startswith("$JS.ACK") else None,
        sequence=_number(header.get("ce-sequence", "")),
        time=header.get("ce-time", ""),
        causation=header.get("ce-causationid", ""),
        delivered=raw.metadata.num_delivered or 1 if raw.reply.startswith("$JS.ACK") else 1,
        traceparent=header.get("ce-traceparent", header.get("traceparent", "")),
    )


async def receive(message: StreamMessage[Any]) -> Received:
    """FastStream decoder for one message."""
    return received(message.raw_message)


async def raw_messages(message: StreamMessage[Any]) -> list[Msg]:
    """FastStream decoder for a batch, whose messages are settled one by one."""
    return list(message.raw_message)


def _place(raw: Msg) -> str:
    if not raw.reply.startswith("$JS.ACK"):
        return str(uuid.uuid4())
    return f"{raw.metadata.stream}:{raw.metadata.sequence.stream}"


def _number(text: str) -> int:
    return int(text) if text.isdecimal() and len(text) < 10 else 0


class Discipline(BaseMiddleware[Any, Any]):
    """The middleware of every service; see the module."""

    broker: NatsBroker
    policy: Policy

    @classmethod
    def of(cls, broker: NatsBroker, policy: Policy) -> Callable[..., "Discipline"]:
        """The middleware with its policy, and the broker on which it parks."""
        return type("Discipline", (cls,), {"broker": broker, "policy": policy})

    async def consume_scope(self, call_next: Callable[[Any], Awaitable[Any]], msg: StreamMessage[Any]) -> Any:
        """Run the handler and settle its message."""
        raw = self.msg
        if isinstance(raw, list):  # a batch settles each of its messages itself, see Bus.hear_batch
            return await call_next(msg)
        header = raw.headers or {}
        with structlog.contextvars.bound_contextvars(
            case=header.get("ce-subject", ""), message=header.get("ce-id", ""), trace=header.get("ce-traceparent", "")[3:35]
        ):
            if not raw.reply.startswith("$JS.ACK"):
                if raw.reply and not raw.reply.startswith("_INBOX."):
                    log.warning("request.dropped", subject=raw.subject, reply=raw.reply)
                    msg.reply_to = ""  # our answer, even none, would land in somebody's stream, said by us
                    return None
                return await call_next(msg)
            consumer = raw.metadata.consumer
            try:
                if (raw.metadata.num_delivered or 1) > LAST_RESORT:
                    raise NeverSettled(raw.subject)
                with metrics.SECONDS.labels(consumer).time():
                    await call_next(msg)
            except Exception as error:  # noqa: BLE001  every failure is settled here, that is the point
                await settle(self.broker, raw, error, self.policy)
            else:
                await raw.ack()
                metrics.MESSAGES.labels(consumer, "done").inc()
        return None


async def settle(broker: NatsBroker, raw: Msg, error: Exception, policy: Policy) -> None:
    """Park the message or have it delivered again, as the failure asks."""
    delivered = raw.metadata.num_delivered or 1
    outage = isinstance(error, Outage)  # no fault of the message, and nothing an operator could mend one by one
    if outage or (not isinstance(error, PermanentError) and delivered < policy.max_deliveries):
        delay = policy.delay(delivered)
        log.warning("message.retried", subject=raw.subject, error=_named(error), delivered=delivered, delay=delay)
        metrics.MESSAGES.labels(raw.metadata.consumer, "retried").inc()
        await raw.nak(delay=delay)
        return
    await park(broker, raw, error)
    await raw.term()
    metrics.MESSAGES.labels(raw.metadata.consumer, "parked").inc()


async def park(broker: NatsBroker, raw: Msg, error: Exception) -> None:
    """Put the message into DEAD with its reason; a second park of the same delivery is dropped by the server."""
    place = raw.metadata
    log.error(
        "message.parked", subject=raw.subject, error=_named(error), exc_info=None if isinstance(error, PermanentError) else error
    )
    header = dict(raw.headers or {})
    origin = header.get(ORIGIN, raw.subject)
    # `ce-` attributes stay as they were: a retry must carry the very id that other handlers know.
    await broker.publish(
        raw.data,
        subjects.dead(place.consumer),
        headers={key: value for key, value in header.items() if key.startswith(("ce-", "content-"))}
        | {
            "Nats-Msg-Id": f"dead:{place.consumer}:{place.stream}:{place.sequence.stream}",
            "Daiban-Id": received(raw).id,
            ORIGIN: origin,
            "Dead-Consumer": place.consumer,
            "Dead-Stream": place.stream,
            "Dead-Error": type(error).__name__,
            "Dead-Reason": json.dumps(str(error)[:2000]),  # JSON escapes what a header may not carry
            "Dead-Deliveries": str(place.num_delivered),
            "Dead-At": datetime.now(UTC).isoformat(timespec="seconds"),
        },
        stream=topology.DEAD,
    )


def _named(error: Exception) -> str:
    return f"{type(error).__name__}: {error}"[:500]
