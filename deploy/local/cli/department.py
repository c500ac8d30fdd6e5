"""The commands of a department without a system of its own: look at its mail, answer it."""

from pathlib import Path
from typing import Annotated, Any, Literal

import typer
from rich.console import RenderableType

from deploy.local.cli import mailbox, screen, session
from deploy.local.cli.letters import letters_table
from deploy.local.cli.matters import EXAMPLE, matter_shown, measures_of, measures_table
from deploy.local.cli.options import HOME, Address, Directory, Json
from deploy.local.cli.saying import say
from deploy.local.cli.settling import FINAL, read, still_said
from shared.contracts.departments import Answer
from shared.errors import refuse

app = typer.Typer(help="以部门身份办理（没有业务系统的部门使用）")

Verb = Literal[
    "accepted",
    "extended",
    "correction-needed",
    "special-started",
    "special-ended",
    "progress",
    "approved",
    "refused",
    "revoked",
    "returned",
    "submitted",
    "resolved",
    "passed-on",
    "done",
]


@app.command("tasks")
def tasks(address: Address, directory: Directory = HOME, json: Json = False) -> None:
    """部门的来件：派件、补正、会商、提请协调、议定事项。看过仍在，办结后才取走；告知性的来件只显示一次。"""
    region, code = session.department_of(address)

    async def looked() -> list[dict[str, Any]]:
        async with session.department(directory, address) as client, mailbox.letters(client, region, code) as found:
            standing = still_said(found)
            told = [{"verb": letter.verb, **letter.body} for letter in standing]
            screen.show({"letters": told}, json, lambda: letters_table(address, standing))
            await mailbox.take(read(found))
            return told

    session.run(looked())


@app.command("answer")
def answer(
    address: Address,
    verb: Annotated[
        Verb,
        typer.Argument(
            help="受理、延长（extended）、要求补正、特别程序开始、特别程序结束、报告进展（progress）、准予、不予批准、"
            "撤销已准予的决定（revoked）、退回、已转报上级；"
            "对提请协调：已议定、转上一级；对议定事项：已落实"
        ),
    ],
    task: Annotated[str, typer.Argument(metavar="任务编号", help="见 daiban department tasks")],
    *,
    reason: Annotated[str, typer.Option(help="理由；不予批准、撤销、退回、转上一级时必填")] = "",
    point: Annotated[list[str] | None, typer.Option(help="补正内容，可多次；要求补正时必填，须一次列全")] = None,
    procedure: Annotated[str, typer.Option(help="特别程序名称，如专家评审")] = "",
    number: Annotated[str | None, typer.Option("--document", help="批文或证照编号；转报函、决议的文号")] = None,
    note: Annotated[str, typer.Option(help="备注；报告进展时必填；议定时写决议全文，落实时写落实情况")] = "",
    percent: Annotated[int | None, typer.Option(min=0, max=100, help="报告进展时，估计完成的百分比")] = None,
    ground: Annotated[str, typer.Option(help="法律依据；撤销时必填，如 行政许可法第六十九条第二款")] = "",
    reconsideration_to: Annotated[str, typer.Option(help="不予批准时，向谁申请行政复议；缺省为本级人民政府")] = "",
    approved_by: Annotated[str, typer.Option(help="批准延长的岗位，如本机关负责人；延长时必填，并写 --reason")] = "",
    days: Annotated[int | None, typer.Option(min=1, help="延长几个工作日；缺省为法律允许的全部")] = None,
    measure: Annotated[list[str] | None, typer.Option(help=f"议定事项，可多次，如 {EXAMPLE}；议定时必填")] = None,
    directory: Directory = HOME,
    json: Json = False,
) -> None:
    """答复一项任务。"""
    if measure and verb != "resolved":
        raise refuse("--measure", "只有议定（resolved）才写议定事项", "请删去 --measure，或改用 resolved")
    if verb in {"resolved", "done"} and not note:
        note, reason = reason, ""  # what a rung resolves and what an owner did are the text of the answer, not its ground
    said = Answer.model_construct(
        task_id=task, note=note, reason=reason, document=number, points=tuple(point or ()), procedure=procedure
    )
    body = said.model_dump() | {
        "measures": measures_of(measure or ()),
        "approved_by": approved_by,
        "days": days,
        "percent": percent,
        "ground": ground,
        "reconsideration_to": reconsideration_to,
    }
    done = say(directory, address, "routing", verb, body, task if verb in FINAL else "")
    screen.show(done, json, lambda: _answered(task, done))


@app.command("dismiss")
def dismiss(
    address: Address,
    matter: Annotated[str, typer.Argument(metavar="编号", help="任务、会商、议定事项或会议的编号")],
    directory: Directory = HOME,
    json: Json = False,
) -> None:
    """取走已在别处办完的来件，不作任何答复。"""

    async def taken() -> int:
        return await _settle(directory, address, matter)

    count = session.run(taken())
    if not count:
        raise refuse("编号", f"来件中没有 {matter[:60]}", "请用 daiban department tasks 查看编号")
    screen.show({"dismissed": count}, json, lambda: f"已取走 {count} 封来件")


def _answered(task: str, done: dict[str, Any]) -> RenderableType:
    """How the task, matter or measure stands after the answer."""
    if "matter_id" in done:
        return matter_shown("已答复", done)
    if "measure_id" in done:
        return measures_table([done])
    return screen.facts("已答复", (("任务", task), ("事项", done.get("item_name")), ("状态", done.get("state_name"))))


async def _settle(directory: Path, address: str, matter: str) -> int:
    region, code = session.department_of(address)
    async with session.department(directory, address) as client, mailbox.letters(client, region, code) as found:
        settled = [letter for letter in found if letter.matter == matter]
        await mailbox.take(settled)
        return len(settled)
