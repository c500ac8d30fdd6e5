"""What a run cost: durable writes and publishes as the servers counted them, memory as the kernel did."""

from pathlib import Path

import nats
from motor.motor_asyncio import AsyncIOMotorClient

from deploy.local.stack import Stack
from shared.bus import topology
from shared.bus.connection import seed_of
from shared.bus.permissions import SERVICES


async def writes(stack: Stack) -> int:
    """Write operations that MongoDB has carried out since it started; one bulk of several counts each."""
    client: AsyncIOMotorClient = AsyncIOMotorClient(stack.settings_for("admin").mongodb_uri)
    status = await client.admin.command("serverStatus")
    client.close()
    return int(sum(status["opcounters"][kind] for kind in ("insert", "update", "delete")))


async def publishes(stack: Stack) -> int:
    """Messages that JetStream has stored since its streams were made."""
    settings = stack.settings_for("admin")
    connection = await nats.connect(settings.nats_url, nkeys_seed_str=seed_of(settings), inbox_prefix=settings.nats_inbox)
    js = connection.jetstream()
    count = sum([(await js.stream_info(name)).state.last_seq for name in topology.STREAMS])
    await connection.close()
    return count


def peak_memory(stack: Stack) -> dict[str, float]:
    """Peak resident memory of every service so far, MB (VmHWM)."""
    return {name: _peak(stack.process(name).pid) for name in SERVICES}


def _peak(pid: int | None) -> float:
    status = Path(f"/proc/{pid}/status").read_text()
    line = next(line for line in status.splitlines() if line.startswith("VmHWM"))
    return int(line.split()[1]) / 1024
