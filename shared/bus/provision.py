"""Make the server match the topology: run once by an administrator, safe to run again."""

import asyncio
import sys
from collections.abc import AsyncIterator, Iterable

import nats
from nats.js import JetStreamContext
from nats.js.api import ConsumerInfo
from nats.js.errors import NotFoundError

from shared.bus import topology
from shared.bus.connection import seed_of
from shared.jurisdictions import Jurisdictions
from shared.settings import Settings

PATIENCE = 60.0  # seconds; the server syncs each of some hundred consumers to disk, one after the other
PAGE = 256  # consumers that the server lists at once


async def provision(
    settings: Settings, departments: Iterable[tuple[str, str]], centres: Iterable[str] = (), replicas: int = 1
) -> None:
    """Create or update every stream, every service's consumers, one per (region, department), and one per centre.

    A service's consumer that is declared no more is removed: nothing reads it, its backlog would grow for ever, and a
    work queue takes no second consumer of the same subjects. Whose name is not that of a service is left alone.
    """
    connection = await nats.connect(
        settings.nats_url.split(","), nkeys_seed_str=seed_of(settings), inbox_prefix=settings.nats_inbox
    )
    try:
        js = connection.jetstream(timeout=PATIENCE)
        for name in topology.STREAMS:
            await _stream(js, name, replicas)
            await _drop_undeclared(js, name)
        for consumer in topology.CONSUMERS.values():
            await js.add_consumer(consumer.stream, consumer.config())
        await asyncio.gather(
            *(js.add_consumer(topology.TASKS, topology.department_config(region, code)) for region, code in departments),
            *(js.add_consumer(topology.TRANSFERS, topology.desk_config(centre)) for centre in centres),
        )
    finally:
        await connection.close()


async def _stream(js: JetStreamContext, name: str, replicas: int) -> None:
    config = topology.stream_config(name, replicas)
    try:
        await js.stream_info(name)
    except NotFoundError:
        await js.add_stream(config)
    else:
        await js.update_stream(config)


async def _drop_undeclared(js: JetStreamContext, stream: str) -> None:
    """What it had not acknowledged is lost to nobody: a consumer that takes its place reads its stream from the beginning."""
    durables = [info.name async for info in every_consumer(js, stream)]
    for durable in durables:
        if topology.is_outdated(durable):
            await js.delete_consumer(stream, durable)


async def every_consumer(js: JetStreamContext, stream: str) -> AsyncIterator[ConsumerInfo]:
    """All consumers of a stream, page by page."""
    offset = 0
    while page := await js.consumers_info(stream, offset):
        for info in page:
            yield info
        offset += len(page)
        if len(page) < PAGE:
            return


if __name__ == "__main__":
    chosen = Settings()
    copies = int(sys.argv[1]) if len(sys.argv) > 1 else 1  # of every stream: as many as the cluster has servers, 1, 3 or 5
    known = Jurisdictions.load(chosen.jurisdictions)
    asyncio.run(provision(chosen, known.all_departments(), known.centres(), copies))
