"""`daiban status`: services, streams, backlog, parked messages, the clock."""

import asyncio
import http.client
from pathlib import Path
from typing import Any

from nats.js.api import ConsumerInfo
from rich.console import Group

from deploy.local.cli import screen, session
from deploy.local.cli.options import HOME, Directory, Json
from deploy.local.running import Running, RunningService
from shared.bus import topology
from shared.bus.provision import every_consumer
from shared.clock import WorkCalendar, clock_from
from shared.jurisdictions import Jurisdictions
from shared.settings import Settings

PATIENCE = 3.0  # seconds a service may take to say how it is


def status(directory: Directory = HOME, json: Json = False) -> None:
    """服务是否就绪、消息流多大、各消费者积压多少、停放了多少消息、现在几点。"""
    found = session.run(_found(directory))
    screen.show(found, json, lambda: _tables(found))


async def _found(directory: Path) -> dict[str, Any]:
    running = Running.read(directory)
    async with session.operator(directory) as client:
        bus = client.connection.jetstream()
        streams = [
            {"name": info.config.name, "messages": info.state.messages, "bytes": info.state.bytes}
            for info in await bus.streams_info()
        ]
        consumers = [_consumer(info) for name in topology.STREAMS async for info in every_consumer(bus, name)]
    services = await asyncio.gather(*(_service(name, service) for name, service in running.services.items()))
    return {
        "services": services,
        "streams": sorted(streams, key=lambda stream: str(stream["name"])),
        "consumers": consumers,
        "dead": sum(stream["messages"] for stream in streams if stream["name"] == topology.DEAD),
        "clock": clock_from(running.clock, _calendar()).now().isoformat(timespec="seconds"),
        "accelerated": bool(running.clock),
    }


def _calendar() -> WorkCalendar:
    return Jurisdictions.load(Settings().jurisdictions).calendar


async def _service(name: str, service: RunningService) -> dict[str, Any]:
    state = await asyncio.to_thread(_ready, service.http_port)
    return {"name": name, "pid": service.pid, "http_port": service.http_port, "state": state, "log": str(service.log)}


def _ready(port: int) -> str:
    """`ready`, or in a word why not."""
    line = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
    try:
        line.request("GET", "/health/ready")
        answer = line.getresponse()
        said = answer.read().decode(errors="replace")
        return "ready" if answer.status == http.HTTPStatus.OK else said
    except OSError as error:
        return f"{type(error).__name__}: {error}"
    finally:
        line.close()


def _consumer(info: ConsumerInfo) -> dict[str, Any]:
    return {
        "name": info.name,
        "stream": info.stream_name,
        "pending": info.num_pending or 0,
        "in_hand": info.num_ack_pending or 0,
        "redelivered": info.num_redelivered or 0,
    }


def _tables(found: dict[str, Any]) -> Group:
    """For people: every service; of the departments only those with mail that waits."""
    services = [
        (line["name"], "就绪" if line["state"] == "ready" else line["state"], line["pid"], line["log"])
        for line in found["services"]
    ]
    streams = [(line["name"], line["messages"], f"{line['bytes'] / 1024:.0f} KB") for line in found["streams"]]
    consumers = [
        (line["name"], line["stream"], line["pending"], line["in_hand"], line["redelivered"])
        for line in found["consumers"]
        if not line["name"].startswith("dept-") or line["pending"] or line["in_hand"]
    ]
    clock = f"现在 {found['clock']}{'（加速时钟）' if found['accelerated'] else ''}；停放的消息 {found['dead']} 条"
    return Group(
        screen.table("服务", ("服务", "状态", "进程", "日志"), services),
        screen.table("消息流", ("名称", "消息", "大小"), streams),
        screen.table("消费者", ("名称", "消息流", "待取", "办理中", "重投"), consumers),
        screen.plain(clock),
    )
