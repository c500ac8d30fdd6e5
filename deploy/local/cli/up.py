"""`daiban up`: the whole system on this machine, until it is told to stop."""

import asyncio
import os
import signal
from collections.abc import Coroutine
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any, TypeVar

import typer
from rich.table import Table

from deploy.local.cli import screen
from deploy.local.cli.options import HOME, Directory, Json
from deploy.local.running import NotRunning, Running
from deploy.local.stack import Stack
from shared.clock import AcceleratedClock, SystemClock, WorkCalendar
from shared.errors import refuse
from shared.jurisdictions import Jurisdictions
from shared.settings import Settings

T = TypeVar("T")

STOPPED_BY = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
LOOK = 1.0  # seconds between two looks whether every service is still there


def up(
    pace: Annotated[float | None, typer.Option(min=0.000001, max=86400, help="加速时钟：一个工作日几秒；缺省为真实时间")] = None,
    replicas: Annotated[int, typer.Option(min=1, max=16, help="每个服务几个副本")] = 1,
    smtp_url: Annotated[str, typer.Option(help="通知邮件服务器 smtp://…；缺省只入收件箱")] = "",
    nats_url: Annotated[str, typer.Option(envvar="NATS_URL", help="用已有的 NATS，不另启动")] = "",
    mongodb_uri: Annotated[str, typer.Option(envvar="MONGODB_URI", help="用已有的 MongoDB，不另启动")] = "",
    directory: Directory = HOME,
    json: Json = False,
) -> None:
    """启动全部服务，直到按 Ctrl-C。数据保存在服务目录，下次启动仍在。"""
    _refuse_second(directory)
    clock = "" if pace is None else AcceleratedClock(_calendar(), SystemClock().now(), datetime.now(UTC), pace).spec()
    stack = Stack(directory, clock, smtp_url, replicas, nats_url=nats_url, mongodb_uri=mongodb_uri)
    with suppress(KeyboardInterrupt):  # that is how it is meant to end
        until_stopped(_serve(stack, directory, json))


def _calendar() -> WorkCalendar:
    """The calendar of the services: they have to agree with us on the virtual time."""
    return Jurisdictions.load(Settings().jurisdictions).calendar


def _refuse_second(directory: Path) -> None:
    try:
        running = Running.read(directory)
    except NotRunning:
        return
    raise refuse("--dir", f"{directory} 中的服务已在运行（进程 {running.pid}）", "请直接使用，或换一个目录")


async def _serve(stack: Stack, directory: Path, as_json: bool) -> None:
    screen.err().print("正在启动…")
    async with stack:
        running = stack.running.model_dump(mode="json")
        screen.show(running, as_json, lambda: _started(stack, directory))
        gone: set[str] = set()
        while True:
            await asyncio.sleep(LOOK)
            for name, service in stack.running.services.items():
                if name not in gone and not _alive(service.pid):
                    gone.add(name)
                    told = f"{name} 已退出，日志：{service.log}；请重新运行 daiban up"
                    screen.err().print(screen.plain(told), style="bold red")


def _alive(pid: int) -> bool:
    """Does our child still run? Asked without waiting for it, so that whoever owns it can."""
    try:
        return os.waitid(os.P_PID, pid, os.WEXITED | os.WNOHANG | os.WNOWAIT) is None
    except ChildProcessError:
        return False


def _started(stack: Stack, directory: Path) -> Table:
    pairs: list[tuple[str, object]] = [
        ("NATS", stack.running.nats_url),
        ("MongoDB", stack.running.mongodb_uri),
        ("目录", directory.resolve()),
    ]
    pairs += [(name, f"http://127.0.0.1:{service.http_port}") for name, service in stack.running.services.items()]
    return screen.facts("已启动，按 Ctrl-C 停止", pairs)


def until_stopped(work: Coroutine[Any, Any, T]) -> T:
    """Run it; Ctrl-C, SIGTERM and a closed terminal alike end it in order. Errors: KeyboardInterrupt."""

    async def main() -> T:
        task = asyncio.current_task()
        stopped = False

        def stop() -> None:
            nonlocal stopped
            if not stopped and task:
                stopped = True
                screen.err().print("正在停止…")
                task.cancel()  # once: a second time would break off the orderly end

        for number in STOPPED_BY:
            asyncio.get_running_loop().add_signal_handler(number, stop)
        try:
            return await work
        except asyncio.CancelledError:
            if stopped:
                raise KeyboardInterrupt from None
            raise

    return asyncio.run(main())
