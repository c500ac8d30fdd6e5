"""The commands of a department about files: those of its items, and its decisions as documents."""

from pathlib import Path
from typing import Annotated

import typer

from deploy.local.cli import screen, session
from deploy.local.cli.files import FileId, Out, fetched, file_shown, files_table, listed, sent
from deploy.local.cli.options import HOME, Address, Directory, Json, Number


def files(address: Address, number: Number, directory: Directory = HOME, json: Json = False) -> None:
    """本部门可查阅的办件文件：本部门事项的，和不属于某一事项的。"""
    region, code = session.department_of(address)
    _, number = session.case_of(number)
    told = listed(session.department(directory, address), region, number, code)
    screen.show(told, json, lambda: files_table(number, told["files"]))


def fetch(
    address: Address, number: Number, file_id: FileId, out: Out = None, directory: Directory = HOME, json: Json = False
) -> None:
    """取回办件的一份文件，核对 SHA-256 后保存。"""
    region, code = session.department_of(address)
    _, number = session.case_of(number)
    told = fetched(session.department(directory, address), region, number, file_id, out, code)
    screen.show(told, json, lambda: file_shown(f"已保存为 {told['saved']}", told))


def attach(
    address: Address,
    number: Number,
    file: Annotated[Path, typer.Argument(metavar="文件", help="批文、证照等的电子文件")],
    item: Annotated[int, typer.Option(help="事项序号；须由本部门办理")],
    material: Annotated[str, typer.Option(help="是什么文件；批文、证照、决定书为“办理结果”")] = "办理结果",
    directory: Directory = HOME,
    json: Json = False,
) -> None:
    """交来本部门事项的办理结果等文件；中断后重新执行即可续传。"""
    region, code = session.department_of(address)
    _, number = session.case_of(number)
    order = {"case_number": number, "item": item, "material": material}
    done = sent(session.department(directory, address), region, file, code, **order)
    screen.show(done, json, lambda: file_shown("已交来", done))
