"""A person's or program's end of the bus: asks services and says what is known when they do not answer."""

import asyncio
import json
import uuid
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import Any

import nats
from nats.aio.client import Client as Connection
from nats.errors import NoRespondersError
from nats.errors import TimeoutError as NatsTimeout

from shared.bus import Cause, subjects
from shared.bus.connection import seed_of
from shared.errors import Fault, PermanentError, Refused, TransientError
from shared.log import log
from shared.settings import Settings

TRIES = 4  # of one request, each with the same id, so that at most one of them has an effect
PATIENCE = 5.0  # seconds per try
PAUSE = 0.5  # seconds before the next try where nobody listens or the service is busy
CONNECT_PATIENCE = 3.0  # seconds until a bus that does not answer counts as away


class BusUnreachable(TransientError):
    """Nobody serves at the address of the bus, or it does not know this user."""


class NobodyServes(TransientError):
    """The bus is there, but no replica of the service; nothing was done."""


class OutcomeUnknown(TransientError):
    """No answer in time: the request may have been carried out or not. `request` repeats it without a second effect."""

    def __init__(self, subject: str, request: str) -> None:
        self.subject = subject
        self.request = request
        super().__init__(f"{subject}：没有等到答复，本次请求可能已办理，也可能未办理")


class ServiceUnwell(PermanentError):
    """The service says, again and again, that it failed; its log has the rest."""


class Client:
    """One user's connection to the bus."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection

    async def ask(
        self, centre: str, service: str, operation: str, body: Mapping[str, Any] | bytes, *, request: str = ""
    ) -> dict[str, Any]:
        """The result of `svc.<centre>.<service>.<operation>`. Repeating a `request` id has no second effect.

        Errors: Refused (with every fault), NobodyServes, OutcomeUnknown, ServiceUnwell.
        """
        cause = Cause.new()
        identity = request or cause.id
        content = body if isinstance(body, bytes) else json.dumps(body, ensure_ascii=False).encode()
        subject = subjects.service(centre, service, operation)
        headers = {"ce-id": identity, "ce-specversion": "1.0", "ce-source": "/daiban", "ce-traceparent": cause.traceparent}
        return result_of(await self._answer(subject, content, headers))

    async def _answer(self, subject: str, content: bytes, headers: dict[str, str]) -> dict[str, Any]:
        """The first answer that is not "busy"; the same request again while there is none."""
        failure: Exception = OutcomeUnknown(subject, headers["ce-id"])
        sent = False
        for attempt in range(TRIES):
            if attempt:
                await asyncio.sleep(PAUSE)
            try:
                reply = await self.connection.request(subject, content, timeout=PATIENCE, headers=headers)
            except NatsTimeout:
                sent, failure = True, OutcomeUnknown(subject, headers["ce-id"])
            except NoRespondersError:
                failure = failure if sent else NobodyServes(f"{subject.split('.')[2]} 服务没有运行，本次未办理")
            else:
                answer: dict[str, Any] = json.loads(reply.data)
                if not unwell(answer):
                    return answer
                failure = ServiceUnwell(told(answer))
        raise failure


def unwell(answer: Mapping[str, Any]) -> bool:
    """Did the service fail, rather than refuse? Trying again with the same id may help and cannot harm."""
    return any("error" in fault for fault in answer.get("faults", ()))


def told(answer: Mapping[str, Any]) -> str:
    """What is wrong, in one line."""
    return "；".join(f"{fault['message']}，{fault['remedy']}（{fault.get('error', '')}）" for fault in answer["faults"])


def result_of(answer: Mapping[str, Any]) -> dict[str, Any]:
    """The result in an answer. Errors: Refused."""
    if not answer.get("ok"):
        raise Refused(Fault.model_validate(fault) for fault in answer["faults"])
    result: dict[str, Any] = answer["result"]
    return result


def new_request() -> str:
    """An id for a request that has not been made yet."""
    return str(uuid.uuid4())


@asynccontextmanager
async def connected(settings: Settings) -> AsyncIterator[Client]:
    """A client as the user that the settings name; closed in any case. Errors: BusUnreachable."""
    connection = await connect(settings)
    try:
        yield Client(connection)
    finally:
        await connection.close()


async def connect(settings: Settings) -> Connection:
    """A connection as that user; it reconnects for as long as it takes once it has been made. Errors: BusUnreachable."""

    async def reported(error: Exception) -> None:
        log.debug("bus.reported", error=f"{type(error).__name__}: {error}")

    try:
        async with asyncio.timeout(CONNECT_PATIENCE):
            return await nats.connect(
                settings.nats_url.split(","),
                nkeys_seed_str=seed_of(settings),
                inbox_prefix=settings.nats_inbox,
                error_cb=reported,
                max_reconnect_attempts=-1,
                reconnect_time_wait=0.25,
                connect_timeout=2,
            )
    except (OSError, NatsTimeout, TimeoutError, nats.errors.Error) as error:
        raise BusUnreachable(f"连不上消息总线 {settings.nats_url}（{type(error).__name__}），请看服务是否在运行") from error
