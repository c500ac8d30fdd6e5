"""The commands that carry files: attach a material, fetch a dossier, write the keys of a deployment."""

import asyncio
import base64
import hashlib
from pathlib import Path
from typing import Annotated, Any

import typer

from deploy.local.cli import screen, session
from deploy.local.cli.cases import receipt_table
from deploy.local.cli.options import HOME, Directory, Json, Number
from deploy.local.client import Client
from deploy.local.dossier import dossier_faults, fetch_dossier
from deploy.local.keys import write_secrets
from shared.bus.permissions import users
from shared.errors import Fault, Refused, refuse
from shared.jurisdictions import Jurisdictions
from shared.settings import Settings

AT_ONCE = 4  # chunks of a file on their way at the same time


def attach(
    number: Number,
    file: Annotated[Path, typer.Argument(metavar="文件", help="材料的电子文件")],
    material: Annotated[str, typer.Option(help="是哪一项材料，名称同材料清单")],
    item: Annotated[int | None, typer.Option(help="事项序号")] = None,
    directory: Directory = HOME,
    json: Json = False,
) -> None:
    """为办件上传一份材料文件，核对 SHA-256 后生效。"""
    centre, number = session.case_of(number)
    size, digest = _measured(file)

    async def uploaded() -> dict[str, Any]:
        async with session.centre(directory, centre) as client:
            order = {"case_number": number, "item": item, "material": material, "filename": file.name}
            announced = order | {"size": size, "sha256": digest}
            upload = await client.ask(centre, "intake", "attach-open", announced)
            await _send(client, centre, file, upload, chunks=-(-size // upload["chunk_size"]))
            return await client.ask(centre, "intake", "attach-close", {"upload_id": upload["upload_id"]})

    done = session.run(uploaded())
    screen.show(done, json, lambda: receipt_table(f"已上传“{file.name}”", done))


def _measured(file: Path) -> tuple[int, str]:
    """Its size in bytes and its SHA-256. Errors: Refused (it cannot be read)."""
    try:
        with file.open("rb") as content:
            return file.stat().st_size, hashlib.file_digest(content, "sha256").hexdigest()
    except OSError as error:
        raise refuse("文件", f"读不了 {file}：{error.strerror}", "请核对文件名和权限") from error


async def _send(client: Client, centre: str, file: Path, upload: dict[str, Any], *, chunks: int) -> None:
    """Every chunk, a few at a time; a chunk that is sent twice changes nothing."""
    room = asyncio.Semaphore(AT_ONCE)
    size = upload["chunk_size"]

    async def chunk(number: int) -> None:
        async with room:
            with file.open("rb") as content:
                content.seek(number * size)
                data = base64.b64encode(content.read(size)).decode()
            body = {"upload_id": upload["upload_id"], "number": number, "data": data}
            await client.ask(centre, "intake", "attach-chunk", body)

    async with asyncio.TaskGroup() as sending:
        for number in range(chunks):
            sending.create_task(chunk(number))


def dossier(
    number: Number,
    out: Annotated[Path | None, typer.Option(help="写到哪个文件；缺省为档案自己的文件名")] = None,
    directory: Directory = HOME,
    json: Json = False,
) -> None:
    """取回一事一档（zip），并核验其完整和真实。"""
    centre, number = session.case_of(number)

    async def fetched() -> tuple[dict[str, Any], bytes]:
        async with session.centre(directory, centre) as client:
            return await fetch_dossier(client, centre, number)

    told, content = session.run(fetched())
    faults = dossier_faults(told, content)
    file = out or Path(Path(told["dossier"]).name)
    if not faults:
        file.write_bytes(content)
    pairs = (("文件", file), ("SHA-256", told["sha256"]), ("大小", f"{told['size']} 字节"), ("事件", told["events"]))
    if faults:
        raise Refused(Fault(field="档案", message=fault, remedy="文件未保存；请联系运维人员核对归档服务") for fault in faults)
    result = told | {"file": str(file), "faults": faults}
    screen.show(result, json, lambda: screen.facts("档案完整、真实，已保存", pairs))


def keys(
    directory: Annotated[Path, typer.Argument(metavar="目录", help="写到哪个目录；已有的密钥保留不动")],
    json: Json = False,
) -> None:
    """为 docker-compose.yml 生成全部密钥：每个服务、中心、部门各一把。"""
    jurisdictions = Jurisdictions.load(Settings().jurisdictions)
    everyone = users(jurisdictions.centres(), jurisdictions.all_departments())
    write_secrets(directory, everyone.values())
    told = {"directory": str(directory), "users": list(everyone)}
    screen.show(told, json, lambda: f"{len(everyone)} 个用户的密钥在 {directory}，请勿提交到版本库，请勿外传")
