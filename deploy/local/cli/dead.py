"""The commands for parked messages (停放的消息): look, send again, drop."""

import json as encoding
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any

import typer
from nats.js import JetStreamContext
from nats.js.api import RawStreamMsg
from nats.js.errors import NotFoundError

from deploy.local.cli import screen, session
from deploy.local.cli.options import HOME, Directory, Json
from deploy.local.cli.words import minute
from deploy.local.dead_letters import parked, told
from shared.bus import subjects, topology
from shared.bus.discipline import ORIGIN
from shared.errors import Refused, refuse

app = typer.Typer(help="停放的消息：反复失败或无法处理的消息停在这里，等人处理")

DROPPED = "dropped.ndjson"  # in the stack's directory: what was dropped, by a person, for which reason
Parked = Annotated[int, typer.Argument(metavar="序号", help="见 daiban dead list", min=1)]


@app.command("list")
def listed(directory: Directory = HOME, json: Json = False) -> None:
    """全部停放的消息，最早的在前。"""

    async def found() -> list[dict[str, Any]]:
        async with session.operator(directory) as client:
            return [told(message) async for message in parked(client.connection.jetstream())]

    messages = session.run(found())
    columns = ("序号", "停放时间", "消费者", "主题", "办件", "原因")
    rows = [
        (line["number"], minute(line["at"]), line["consumer"], line["subject"], line["case"], _first_line(line))
        for line in messages
    ]
    screen.show({"dead": messages}, json, lambda: screen.table("停放的消息", columns, rows))


@app.command("show")
def show(number: Parked, directory: Directory = HOME, json: Json = False) -> None:
    """一条停放的消息：从哪里来、为什么停下、内容是什么。"""

    async def found() -> dict[str, Any]:
        async with session.operator(directory) as client:
            message = await one(client.connection.jetstream(), number)
            return told(message) | {"headers": message.headers or {}, "body": (message.data or b"").decode(errors="replace")}

    line = session.run(found())
    screen.show(line, json, lambda: screen.facts("停放的消息", ((key, _text(value)) for key, value in line.items())))


@app.command("retry")
def retry(number: Parked, directory: Directory = HOME, json: Json = False) -> None:
    """重新交给当初没有处理成的那个消费者，别人不会再收到；确认收妥后才从停放处取走。"""

    async def done() -> dict[str, Any]:
        async with session.operator(directory) as client:
            bus = client.connection.jetstream()
            message = await one(bus, number)
            line = told(message)
            if line["consumer"] not in topology.CONSUMERS:
                raise _read_no_more(line["consumer"])
            subject = subjects.retry(line["stream"], line["consumer"])
            await bus.publish(subject, message.data or b"", stream=line["stream"], headers=again(message, number))
            await bus.delete_msg(topology.DEAD, number)
            return line | {"sent_to": subject}

    line = session.run(done())
    screen.show(line, json, lambda: f"已重新交给 {line['consumer']}；若再次失败，会以新的序号停放")


@app.command("drop")
def drop(
    number: Parked,
    reason: Annotated[str, typer.Option(help="为什么可以不要；记入服务目录的 dropped.ndjson")] = "",
    yes: Annotated[bool, typer.Option("--yes", help="不再询问")] = False,
    directory: Directory = HOME,
    json: Json = False,
) -> None:
    """放弃一条消息。原文和理由留存，可据以恢复。"""
    if not reason and not json:
        reason = typer.prompt("为什么可以不要", err=True)
    if not reason.strip():
        raise refuse("--reason", "放弃消息须写明理由", "请写 --reason 理由")
    if not yes and json:
        raise refuse("--yes", "放弃消息须经确认", "程序调用时请加 --yes")
    if not yes:
        typer.confirm(f"放弃第 {number} 号消息？它所属办件可能因此停住", abort=True, err=True)

    async def dropped() -> dict[str, Any]:
        async with session.operator(directory) as client:
            bus = client.connection.jetstream()
            message = await one(bus, number)
            line = told(message) | {"headers": message.headers, "body": (message.data or b"").decode(errors="replace")}
            kept = line | {"dropped_at": datetime.now(UTC).isoformat(timespec="seconds"), "dropped_because": reason}
            _keep(directory / DROPPED, kept)  # written before it is deleted: a crash in between keeps it twice
            await bus.delete_msg(topology.DEAD, number)
            return kept

    kept = session.run(dropped())
    screen.show(kept, json, lambda: f"已放弃第 {number} 号消息，原文和理由记入 {directory / DROPPED}")


async def one(bus: JetStreamContext, number: int) -> RawStreamMsg:
    """One parked message. Errors: Refused (there is none of that number)."""
    try:
        return await bus.get_msg(topology.DEAD, number, direct=True)
    except NotFoundError as error:
        raise no_such(number) from error


def no_such(number: int) -> Refused:
    """It was handled already, or never was."""
    return refuse("序号", f"没有第 {number} 号停放的消息", "请用 daiban dead list 查看；可能已被重试或放弃")


def _read_no_more(consumer: str) -> Refused:
    """An earlier version had it: sent there, the message would be gone from here and come to nobody."""
    remedy = "接替它的消费者已从头读过同一消息流；用 daiban dead show 核对，再用 daiban dead drop 放弃并写明理由"
    return refuse("序号", f"消费者 {consumer} 已不再使用（升级前的）", remedy)


def again(message: RawStreamMsg, number: int) -> dict[str, str]:
    """Headers of a retry: the attributes as they were, so that everybody knows the message by its id; a new id for
    the stream, which still remembers the old one, and the same one if this very retry is repeated.
    """
    kept = {key: value for key, value in (message.headers or {}).items() if key.startswith(("ce-", "content-")) or key == ORIGIN}
    return kept | {"Nats-Msg-Id": f"retry:{topology.DEAD}:{number}"}


def _keep(file: Path, line: dict[str, Any]) -> None:
    with file.open("a", encoding="utf-8") as out:
        out.write(encoding.dumps(line, ensure_ascii=False) + "\n")


def _first_line(line: dict[str, Any]) -> str:
    """The error and the beginning of its reason; `show` has the rest."""
    return f"{line['error']}：{line['reason']}".partition("\n")[0]


def _text(value: object) -> str:
    return "\n".join(f"{key}: {each}" for key, each in value.items()) if isinstance(value, dict) else str(value)
