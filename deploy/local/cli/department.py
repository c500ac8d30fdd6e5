"""The commands of a department without a system of its own: look at its mail, answer it."""

from pathlib import Path
from typing import Annotated, Any, Literal

import typer
from rich.table import Table

from deploy.local.cli import screen, session
from deploy.local.cli.mailbox import Letter, letters, read, take
from deploy.local.cli.options import HOME, Address, Directory, Json
from deploy.local.cli.words import OUTCOMES, minute
from shared.contracts.departments import Answer, Opinion
from shared.errors import refuse

app = typer.Typer(help="以部门身份办理（没有业务系统的部门使用）")

VERBS = {
    "assigned": "派件",
    "correction-supplied": "补正已到",
    "consulted": "征求意见",
    "review-concluded": "会商结论",
    "answer-refused": "答复被退回",
}
FINAL = ("approved", "refused", "returned")  # after these the task's letters are settled
Verb = Literal["accepted", "correction-needed", "special-started", "special-ended", "approved", "refused", "returned"]


@app.command("tasks")
def tasks(address: Address, directory: Directory = HOME, json: Json = False) -> None:
    """部门的来件：派件、补正、征求意见。看过仍在，办结后才取走；会商结论和退回的答复只显示一次。"""
    region, code = session.department_of(address)

    async def looked() -> list[dict[str, Any]]:
        async with session.department(directory, address) as client, letters(client, region, code) as found:
            told = [{"verb": letter.verb, **letter.body} for letter in found]
            screen.show({"letters": told}, json, lambda: letters_table(address, found))
            await take(read(found))
            return told

    session.run(looked())


@app.command("answer")
def answer(
    address: Address,
    verb: Annotated[
        Verb,
        typer.Argument(help="受理、要求补正、特别程序开始、特别程序结束、准予、不予批准、退回"),
    ],
    task: Annotated[str, typer.Argument(metavar="任务编号", help="见 daiban department tasks")],
    *,
    reason: Annotated[str, typer.Option(help="理由；不予批准、退回时必填")] = "",
    point: Annotated[list[str] | None, typer.Option(help="补正内容，可多次；要求补正时必填，须一次列全")] = None,
    procedure: Annotated[str, typer.Option(help="特别程序名称，如专家评审")] = "",
    number: Annotated[str | None, typer.Option("--document", help="批文或证照编号")] = None,
    note: Annotated[str, typer.Option(help="备注")] = "",
    directory: Directory = HOME,
    json: Json = False,
) -> None:
    """答复一项任务。"""
    said = Answer.model_construct(
        task_id=task, note=note, reason=reason, document=number, points=tuple(point or ()), procedure=procedure
    )
    told = _say(directory, address, "routing", verb, said.model_dump(), task if verb in FINAL else "")
    tasks = told.get("tasks", [told])
    done = next((line for line in tasks if line.get("task_id") == task), told)
    pairs = (("任务", task), ("事项", done.get("item_name")), ("状态", done.get("state_name")))
    screen.show(done, json, lambda: screen.facts("已答复", pairs))


@app.command("opinion")
def opinion(
    address: Address,
    review: Annotated[str, typer.Argument(metavar="会商编号", help="见 daiban department tasks")],
    said: Annotated[
        Literal["agree", "conditional", "object", "not_concerned"],
        typer.Argument(metavar="意见", help="agree 同意、conditional 附条件同意、object 不同意、not_concerned 不涉及"),
    ],
    condition: Annotated[list[str] | None, typer.Option(help="条件，可多次；附条件同意时必填")] = None,
    ground: Annotated[str, typer.Option(help="法律依据；不同意时必填")] = "",
    directory: Directory = HOME,
    json: Json = False,
) -> None:
    """在会商中提出意见。"""
    body = Opinion.model_construct(review_id=review, opinion=said, conditions=tuple(condition or ()), ground=ground)
    told = _say(directory, address, "joint_review", "opinion", body.model_dump(), review)
    screen.show(told, json, lambda: f"已提出意见：{review}")


@app.command("dismiss")
def dismiss(
    address: Address,
    matter: Annotated[str, typer.Argument(metavar="编号", help="任务编号或会商编号")],
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


def _say(directory: Path, address: str, service: str, verb: str, body: dict[str, Any], settles: str) -> dict[str, Any]:
    """Answer over request/reply; then take out the letters that are settled by it."""
    region, code = session.department_of(address)

    async def said() -> dict[str, Any]:
        async with session.department(directory, address) as client:
            told = await client.ask(region, service, f"department.{code}.{verb}", body)
        if settles:
            await _settle(directory, address, settles)
        return told

    return session.run(said())


async def _settle(directory: Path, address: str, matter: str) -> int:
    region, code = session.department_of(address)
    async with session.department(directory, address) as client, letters(client, region, code) as found:
        settled = [letter for letter in found if letter.matter == matter]
        await take(settled)
        return len(settled)


def letters_table(address: str, found: list[Letter]) -> Table:
    """One line per letter."""
    rows = [(VERBS.get(letter.verb, letter.verb), letter.matter, *_told(letter)) for letter in found]
    return screen.table(f"{address} 的来件", ("来件", "编号", "内容", "期限"), rows)


def _told(letter: Letter) -> tuple[str, str]:
    """What it says, and until when."""
    body = letter.body
    match letter.verb:
        case "assigned":
            conditions = f"；会商条件：{'；'.join(body['conditions'])}" if body["conditions"] else ""
            return f"{body['item']} {body['item_name']}（{body['project'] or body['applicant']}）{conditions}", _due(body)
        case "correction-supplied":
            return body["note"], _due(body)
        case "consulted":
            return body["subject"], minute(body["due"])
        case "review-concluded":
            return "；".join((OUTCOMES.get(body["outcome"], body["outcome"]), *body["conditions"])), ""
        case _:
            return "；".join(f"{fault['message']}（{fault['remedy']}）" for fault in body.get("faults", ())), ""


def _due(body: dict[str, Any]) -> str:
    return minute(body["due"]["promised"] or body["due"]["legal"])
