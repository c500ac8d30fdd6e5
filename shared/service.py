"""The frame that every service runs in: connections, health, metrics, an orderly end. `wire` is the service's own."""

import asyncio
import logging
import signal
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any

import uvloop
from faststream.asgi import AsgiFastStream, AsgiResponse, get
from faststream.asgi.types import Scope
from faststream.nats import NatsBroker
from motor.motor_asyncio import AsyncIOMotorDatabase
from prometheus_client import REGISTRY, make_asgi_app

from shared import log as logs
from shared.bus import Bus, connect
from shared.clock import Clock, WorkCalendar, clock_from
from shared.jurisdictions import Jurisdictions
from shared.settings import Settings
from shared.store import Outbox, database

PING_PATIENCE = 2.0  # seconds; a service that needs longer to reach its servers is not ready


@dataclass(frozen=True)
class Parts:
    """What a service is wired from."""

    settings: Settings
    bus: Bus
    database: AsyncIOMotorDatabase[dict[str, Any]]
    outbox: Outbox
    clock: Clock
    calendar: WorkCalendar
    jurisdictions: Jurisdictions
    closing: list[Callable[[], Awaitable[None]]] = field(default_factory=list)
    """What a service still has to finish when it is told to stop, before its outbox does."""


Wire = Callable[[Parts], Awaitable[None]]


def parts(settings: Settings, service: str, broker: NatsBroker) -> Parts:
    """Connections that open on first use, and what is read from disk once. Errors: JurisdictionsFaulty."""
    bus = Bus(broker, settings)
    jurisdictions = Jurisdictions.load(settings.jurisdictions)
    calendar = jurisdictions.calendar
    return Parts(
        settings=settings,
        bus=bus,
        database=database(settings, service),
        outbox=Outbox(bus),
        clock=clock_from(settings.clock, calendar),
        calendar=calendar,
        jurisdictions=jurisdictions,
    )


def application(settings: Settings, made: Parts, wire: Wire) -> AsgiFastStream:
    """The service as an ASGI application: /health/live, /health/ready, /metrics, and the broker in its lifespan."""

    async def start() -> None:
        await wire(made)

    async def begin() -> None:
        made.outbox.start()
        logs.log.info("service.started", clock=settings.clock or "real")

    async def end() -> None:
        for close in made.closing:
            await close()
        await made.outbox.stop()

    return AsgiFastStream(
        made.bus.broker,
        logger=None,
        asgi_routes=[("/health/live", live), ("/health/ready", _ready(made)), ("/metrics", make_asgi_app(REGISTRY))],
        on_startup=[start],
        after_startup=[begin],
        on_shutdown=[end],
    )


@get
async def live(_scope: Scope) -> AsgiResponse:
    """The process answers."""
    return AsgiResponse(b"live", status_code=200)


def _ready(made: Parts) -> Any:
    @get
    async def ready(_scope: Scope) -> AsgiResponse:
        """The bus and the database answer too."""
        try:
            async with asyncio.timeout(PING_PATIENCE):
                await made.database.command("ping")
                reached = await made.bus.broker.ping(PING_PATIENCE)
        except Exception as error:  # noqa: BLE001  whatever it is, we are not ready, and say why
            return AsgiResponse(str(error).encode(), status_code=503)
        return AsgiResponse(b"ready" if reached else b"no bus", status_code=200 if reached else 503)

    return ready


class Lifeline:
    """Tells a connection that was cut off from one that ends because the service does."""

    def __init__(self) -> None:
        self._stopping = False

    async def let_go(self) -> None:
        """The service has been told to stop: that the connection ends is in order now."""
        self._stopping = True

    async def end_without_bus(self) -> None:
        """The connection is over for good: the server cut us off, or we are stopping already.

        A process that lives on without its bus looks well to every restart policy; SIGTERM lets it end in order.
        """
        if self._stopping:
            logs.log.info("bus.closed")
            return
        logs.log.error("bus.closed")
        signal.raise_signal(signal.SIGTERM)


def run(service: str, wire: Wire) -> None:
    """Run one service until it is told to stop (SIGTERM, SIGINT); it ends in order."""
    settings = Settings()
    logs.configure(service, settings.log_level)

    async def serve() -> None:
        lifeline = Lifeline()
        made = parts(settings, service, connect(settings, service, lifeline.end_without_bus))
        made.closing.append(lifeline.let_go)  # before `wire` adds its own, so it is the first to know
        app = application(settings, made, wire)
        options: dict[str, Any] = {"host": settings.http_host, "port": settings.http_port}
        await app.run(log_level=logging.WARNING, run_extra_options=options)

    uvloop.run(serve())
