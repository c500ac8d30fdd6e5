"""The one connection of a service to the bus: say, ask, hear, serve."""

import json
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any
from uuid import uuid4

from faststream import AckPolicy
from faststream.nats import JStream, NatsBroker, PullSub
from faststream.nats.subscriber.usecases import stream_pull_subscriber
from nats.aio.msg import Msg
from nats.js.api import ConsumerConfig
from pydantic import BaseModel

from shared.bus import metrics, topology
from shared.bus.discipline import Discipline, Policy, raw_messages, receive, received, settle
from shared.bus.envelope import Outgoing, Received
from shared.bus.turns import Turns
from shared.errors import Fault, Outage, Refused, TransientError
from shared.log import log
from shared.settings import Settings

Handler = Callable[[Received], Awaitable[None]]
BatchHandler = Callable[[Sequence[Received]], Awaitable[Mapping[str, Exception]]]
Operation = Callable[[Received], Awaitable[BaseModel | dict[str, Any]]]
GRACE = 10.0  # seconds for handlers that are at work when the service is told to stop; the rest is redelivered
ASK_PATIENCE = 10.0  # seconds to wait for another service's answer
PUBLISH_TIMEOUT = 5.0  # seconds to wait for "on disk"; the sweeper sends again what was not confirmed


class _Never(Exception):
    """Is never raised."""


# FastStream 0.7.8 ends a batch at NATS's own TimeoutError only; nats-py 2.16 raises Python's as well, and what was in
# the batch by then would come again only after ACK_WAIT. Seen: a fifth of all messages, 30 seconds late.
stream_pull_subscriber.TimeoutError = TimeoutError  # type: ignore[assignment,attr-defined]
# It also passes over a connection that is closed for good, and then spins without letting anybody else run; the
# supervisor's restart, and `closed` of connect(), are what should happen.
stream_pull_subscriber.ConnectionClosedError = _Never  # type: ignore[assignment,attr-defined]


def _case(message: Received) -> str:
    return message.case


class BusAway(Outage):
    """The bus did not confirm in time; what was to be said stays in the outbox."""


def seed_of(settings: Settings) -> str | None:
    """The user's nkey seed, or none where the server asks for no login."""
    return settings.nats_seed.read_text().strip() if settings.nats_seed else None


def connect(settings: Settings, service: str, closed: Callable[[], Awaitable[None]] | None = None) -> NatsBroker:
    """A broker that is not started yet; once it is, it reconnects for as long as it takes.

    `closed` is called when the connection is over for good: cut off by the server, or stopped.
    """
    broker = NatsBroker(
        settings.nats_url.split(","),
        apply_types=False,
        name=service,
        inbox_prefix=settings.nats_inbox,
        max_reconnect_attempts=-1,
        reconnect_time_wait=1,
        nkeys_seed_str=seed_of(settings),
        graceful_timeout=GRACE,
        logger=None,
        error_cb=_troubled,
        closed_cb=closed,
    )
    broker.add_middleware(Discipline.of(broker, policy_of(settings)))
    return broker


async def _troubled(error: Exception) -> None:
    log.warning("bus.troubled", error=f"{type(error).__name__}: {error}"[:200])


def policy_of(settings: Settings) -> Policy:
    """The operator's choice of how often a failing message is tried."""
    return Policy(settings.max_deliveries, settings.retry_delay)


class Bus:
    """What use cases and adapters see of the bus."""

    def __init__(self, broker: NatsBroker, settings: Settings) -> None:
        self.broker = broker
        self._workers = settings.workers
        self._inbox = settings.nats_inbox.encode() + b"."
        self._policy = policy_of(settings)
        self._turns = Turns()

    async def send(self, message: Outgoing) -> None:
        """Say it durably: returns when it is on disk. A repeat within the window is dropped by the server.

        Errors: BusAway.
        """
        try:
            if message.cancel:
                await self.broker.config.connection_state.stream.purge_stream(topology.TIMERS, subject=message.subject)
            else:
                await self.broker.publish(
                    message.body,
                    message.subject,
                    headers=message.headers,
                    stream=topology.stream_of(message.subject),
                    timeout=PUBLISH_TIMEOUT,
                )
        except Exception as error:
            raise BusAway(f"{message.subject}: {type(error).__name__} {error}") from error

    async def ask(self, subject: str, body: dict[str, Any], patience: float = ASK_PATIENCE) -> dict[str, Any]:
        """The result of a request to another service, which its permissions have to name; asking again has no second effect.

        Errors: Refused, BusAway (nobody serves it, no answer in `patience` seconds, or an answer that it failed).
        """
        headers = {"ce-id": str(uuid4()), "ce-specversion": "1.0", "ce-source": "/daiban"}
        try:
            connection = self.broker.config.connection_state.connection
            reply = await connection.request(subject, json.dumps(body).encode(), timeout=patience, headers=headers)
            answer = dict(json.loads(reply.data))
        except Exception as error:
            raise BusAway(f"{subject}: {type(error).__name__} {error}") from error
        if answer.get("ok"):
            return dict(answer["result"])
        faults = answer.get("faults", [])
        if any("error" in fault for fault in faults):
            raise BusAway(f"{subject}: {faults}"[:300])
        raise Refused(Fault.model_validate(fault) for fault in faults)

    async def unread(self, *durables: str) -> int:
        """How many messages of these consumers of our own have not been settled, by whatever replica. Errors: BusAway."""
        js = self.broker.config.connection_state.stream
        try:
            infos = [await js.consumer_info(topology.CONSUMERS[durable].stream, durable) for durable in durables]
        except Exception as error:
            raise BusAway(f"{durables}: {type(error).__name__} {error}") from error
        return sum((info.num_pending or 0) + (info.num_ack_pending or 0) for info in infos)

    def hear(self, durable: str, handler: Handler, key: Callable[[Received], str] = _case) -> None:
        """Let `handler` have every message of a durable consumer, once per message for all replicas together.

        Messages with the same `key` (the case, if nothing else is said) are handled one after the other.
        """

        async def handle(message: Received) -> None:
            async with self._turns.of(key(message)):
                await handler(message)

        self._subscribe(durable, handle, receive, pull_sub=PullSub(batch_size=1, timeout=5.0), max_workers=self._workers)

    def hear_batch(self, durable: str, handler: BatchHandler, *, size: int = 64, patience: float = 0.1) -> None:
        """Like `hear`, by up to `size` messages or what came in `patience` seconds: one write for many.

        The handler returns the failures by message id; each is settled alone, the others are acknowledged.
        """

        async def handle(batch: list[Msg]) -> None:
            with metrics.SECONDS.labels(durable).time():
                failed = await self._try(handler, [received(raw) for raw in batch])
            for raw in batch:
                if error := failed.get(received(raw).id):
                    await settle(self.broker, raw, error, self._policy)
                else:
                    await raw.ack()
                    metrics.MESSAGES.labels(durable, "done").inc()

        self._subscribe(durable, handle, raw_messages, pull_sub=PullSub(batch_size=size, timeout=patience, batch=True))

    @staticmethod
    async def _try(handler: BatchHandler, batch: Sequence[Received]) -> Mapping[str, Exception]:
        try:
            return await handler(batch)
        except Exception as error:  # noqa: BLE001  a batch that failed as a whole: each message is settled for it
            return {message.id: error for message in batch}

    def _subscribe(self, durable: str, handle: Callable[..., Any], decoder: Callable[..., Any], **how: Any) -> None:
        consumer = topology.CONSUMERS[durable]
        self.broker.subscriber(
            stream=JStream(consumer.stream, declare=False),
            durable=consumer.durable,
            config=ConsumerConfig(filter_subjects=list(consumer.subjects)),
            inbox_prefix=self._inbox,
            ack_policy=AckPolicy.MANUAL,
            decoder=decoder,
            title=durable,
            **how,
        )(handle)

    def serve(self, service: str, operation: str, handler: Operation) -> None:
        """Answer `svc.<centre>.<service>.<operation>`; replicas share the requests.

        The reply is JSON: `{"ok": true, "result": …}` or `{"ok": false, "faults": [{field, message, remedy}]}`.
        """

        async def handle(message: Received) -> bytes:
            outcome, answer = await _reply(handler, message)
            metrics.REQUESTS.labels(f"{service}.{operation}", outcome).inc()
            return answer

        self.broker.subscriber(
            f"svc.*.{service}.{operation}",
            queue=service,
            max_workers=self._workers,
            decoder=receive,
            title=f"{service}.{operation}",
        )(handle)


async def _reply(operation: Operation, message: Received) -> tuple[str, bytes]:
    try:
        result = await operation(message)
    except Refused as error:
        return "refused", _json({"ok": False, "faults": [fault.model_dump() for fault in error.faults]})
    except Exception as error:  # noqa: BLE001  the asker must hear something; the log has the rest
        log.exception("request.failed", subject=str(message.subject))
        return "failed", _json({"ok": False, "faults": [_unwell(error)]})
    return "ok", _json({"ok": True, "result": result.model_dump(mode="json") if isinstance(result, BaseModel) else result})


def _unwell(error: Exception) -> dict[str, str]:
    again = isinstance(error, TransientError)
    message = "系统繁忙，本次未办理" if again else "系统出错，本次未办理"
    remedy = "请稍后用同一编号重新提交" if again else "请联系运维人员，并告知办件编号和时间"
    return {"field": "", "message": message, "remedy": remedy, "error": type(error).__name__}


def _json(content: dict[str, Any]) -> bytes:
    return json.dumps(content, ensure_ascii=False).encode()
