"""The commands that carry files: attach and fetch files of a case, fetch a dossier, write the keys of a deployment."""

from collections.abc import Iterator
from contextlib import AbstractAsyncContextManager, contextmanager
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import RenderableType
from rich.markup import escape
from rich.progress import DownloadColumn, Progress, TextColumn, TransferSpeedColumn

from deploy.local.cli import screen, session
from deploy.local.cli.options import HOME, Directory, Json, Number
from deploy.local.cli.words import department_name, minute
from deploy.local.client import Client
from deploy.local.dossier import dossier_faults, fetch_dossier
from deploy.local.file_transfer import Moved, Shelf
from deploy.local.keys import write_secrets
from shared.bus.permissions import users
from shared.errors import Fault, Refused
from shared.jurisdictions import Jurisdictions
from shared.settings import Settings

Opening = AbstractAsyncContextManager[Client]
"""A client of the asker's that is opened when it is needed."""
Holder = Annotated[str | None, typer.Option("--centre", help="以哪个中心的名义；缺省为办件所属的中心")]
FileId = Annotated[str, typer.Argument(metavar="文件编号", help="见 files")]
Out = Annotated[Path | None, typer.Option("--out", "-o", help="写到哪个文件；缺省为文件自己的名称")]


def attach(
    number: Number,
    file: Annotated[Path, typer.Argument(metavar="文件", help="材料的电子文件")],
    material: Annotated[str, typer.Option(help="是哪一项材料，名称同材料清单")],
    item: Annotated[int | None, typer.Option(help="事项序号")] = None,
    directory: Directory = HOME,
    json: Json = False,
) -> None:
    """为办件上传一份材料文件；中断后重新执行即可续传，核对 SHA-256 和内容后生效。"""
    centre, number = session.case_of(number)
    done = sent(session.centre(directory, centre), centre, file, case_number=number, item=item, material=material)
    screen.show(done, json, lambda: file_shown("已上传", done))


def files(number: Number, holder: Holder = None, directory: Directory = HOME, json: Json = False) -> None:
    """本中心可查阅的办件文件：申请材料、办理结果。"""
    centre, number = session.case_of(number)
    told = listed(session.centre(directory, holder or centre), holder or centre, number)
    screen.show(told, json, lambda: files_table(number, told["files"]))


def fetch(
    number: Number, file_id: FileId, out: Out = None, holder: Holder = None, directory: Directory = HOME, json: Json = False
) -> None:
    """取回办件的一份文件，核对 SHA-256 后保存。"""
    centre, number = session.case_of(number)
    told = fetched(session.centre(directory, holder or centre), holder or centre, number, file_id, out)
    screen.show(told, json, lambda: file_shown(f"已保存为 {told['saved']}", told))


def sent(opening: Opening, region: str, file: Path, department: str = "", **order: Any) -> dict[str, Any]:
    """What the file is once its case has it. Errors: Refused."""

    async def work() -> dict[str, Any]:
        async with opening as client:
            with moving(file.name) as moved:
                return await Shelf(client, region, department).send(file, moved, **order)

    return session.run(work())


def listed(opening: Opening, region: str, number: str, department: str = "") -> dict[str, Any]:
    """The files that one may read. Errors: Refused."""

    async def work() -> dict[str, Any]:
        async with opening as client:
            return await Shelf(client, region, department).ask("files", case_number=number)

    return session.run(work())


def fetched(opening: Opening, region: str, number: str, file_id: str, out: Path | None, department: str = "") -> dict[str, Any]:
    """What the file is, and where it was `saved`. Errors: Refused."""

    async def work() -> dict[str, Any]:
        async with opening as client:
            with moving(file_id) as moved:
                told, saved = await Shelf(client, region, department).fetch(number, file_id, out, moved)
        return {name: value for name, value in told.items() if name != "data"} | {"saved": str(saved)}

    return session.run(work())


@contextmanager
def moving(name: str) -> Iterator[Moved]:
    """Shows on the error output how many bytes have arrived."""
    columns = (TextColumn("{task.description}"), DownloadColumn(), TransferSpeedColumn())
    with Progress(*columns, console=screen.err(), transient=True) as progress:
        task = progress.add_task(escape(name), total=None)
        yield lambda count: progress.advance(task, count)


def file_shown(title: str, file: dict[str, Any]) -> RenderableType:
    """One file, line by line."""
    pairs = (
        ("文件编号", file["file_id"]),
        ("文件名", file["filename"]),
        ("材料", file["material"]),
        ("事项", file["item"]),
        ("类型", file["media_type"]),
        ("大小", f"{file['size']} 字节"),
        ("SHA-256", file["sha256"]),
    )
    return screen.facts(title, pairs)


def files_table(number: str, found: list[dict[str, Any]]) -> RenderableType:
    """One line per file, in the order in which they came."""
    rows = [
        (file["file_id"], file["item"], file["material"], file["filename"], file["size"], giver(file["by"]), minute(file["at"]))
        for file in found
    ]
    return screen.table(f"{number} 的文件", ("文件编号", "事项", "材料", "文件名", "字节", "提交方", "时间"), rows)


def giver(by: str) -> str:
    """Who gave it, in words."""
    return "申请人" if by == "applicant" else department_name(by)


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
