"""The commands of a window: submit, look, sign, supplement, deliver."""

import asyncio
from contextlib import suppress
from pathlib import Path
from typing import Annotated, Any, Literal

import typer
from rich.table import Table

from deploy.local.cli import screen, session
from deploy.local.cli.matters import hard_cases
from deploy.local.cli.options import HOME, Agent, Directory, Json, Number
from deploy.local.cli.refusals import refusals_table
from deploy.local.cli.timeline import timeline_table
from deploy.local.cli.transfers import hand_overs
from deploy.local.cli.words import NOTICED, RECIPIENTS, minute
from deploy.local.client import Client
from deploy.local.rehearsal import application_of, read_form
from deploy.local.running import Running
from shared.contracts.common import RESTRICTED_NAME, ItemState
from shared.errors import Refused, refuse
from shared.jurisdictions import Jurisdictions
from shared.settings import Settings

Form = Annotated[Path, typer.Argument(metavar="文件", help="申请文件（YAML 或 JSON）")]
Received = dict[str, Any]


def submit(
    file: Form,
    request: Annotated[str, typer.Option("--id", help="上次没有等到答复时给出的编号；同一编号不会重复受理")] = "",
    directory: Directory = HOME,
    json: Json = False,
) -> None:
    """提交一份申请，得到办件编号。departments 一节只供演练，不提交。"""
    form = read_form(file)
    centre = form.get("centre")
    if not isinstance(centre, str) or not centre:
        raise refuse("centre", "未写明向哪个政务服务中心申请", '请写中心的行政区划代码并加引号，如 centre: "150621"')

    async def submitted() -> Received:
        async with session.centre(directory, centre) as client:
            return await client.ask(centre, "intake", "submit", application_of(form), request=request)

    receipt = session.run(submitted())
    screen.show(receipt, json, lambda: receipt_table("已收到申请", receipt), lambda: missing_table(receipt))


def case(number: Number, directory: Directory = HOME, json: Json = False) -> None:
    """一个办件的来龙去脉：谁在什么时候做了什么，由哪条规则、依据哪一条款决定。"""
    centre, number = session.case_of(number)

    async def asked(client: Client, service: str, operation: str) -> Received:
        return await client.ask(centre, service, operation, {"case_number": number})

    async def gathered() -> Received:
        async with session.centre(directory, centre) as client:
            found = {"case": await asked(client, "intake", "case"), "route": {}, "timeline": {"events": []}}
            for part, service in (("route", "routing"), ("timeline", "archive")):
                with suppress(Refused):  # it has not heard of the case yet
                    found[part] = await asked(client, service, part)
            return found

    found = session.run(gathered())
    screen.show(
        found,
        json,
        lambda: receipt_table("办件", found["case"]),
        lambda: missing_table(found["case"]),
        lambda: timeline_table("经过", found["timeline"]["events"], found["route"]),
        lambda: tasks_table(found["route"].get("tasks", [])),
        lambda: hand_overs(found["route"]),
        lambda: hard_cases(found["route"]),
        lambda: refusals_table(found["route"].get("refusals", [])),
    )


def cases(
    centre: Annotated[str | None, typer.Option(help="中心的行政区划代码；缺省为全部中心")] = None,
    state: Annotated[str | None, typer.Option(help="只看某一状态，如 in_progress")] = None,
    limit: Annotated[int, typer.Option(min=1, max=500, help="每个中心最多几件，最近的在前")] = 50,
    directory: Directory = HOME,
    json: Json = False,
) -> None:
    """办件一览，最近的在前。"""
    Running.read(directory)
    codes = [centre] if centre else Jurisdictions.load(Settings().jurisdictions).centres()

    async def of(code: str) -> list[Received]:
        async with session.centre(directory, code) as client:
            found = await client.ask(code, "intake", "cases", {"state": state, "limit": limit})
            return list(found["cases"])

    async def gathered() -> list[Received]:
        return [receipt for found in await asyncio.gather(*map(of, codes)) for receipt in found]

    found = session.run(gathered())
    screen.show({"cases": found}, json, lambda: cases_table(found))


def sign(
    number: Number,
    document: Annotated[
        Literal["mandate", "completion"], typer.Argument(metavar="文书", help="mandate 委托协议；completion 办结单")
    ],
    party: Annotated[Literal["applicant", "agent", "both"], typer.Option(help="谁签：申请人、代办员或双方")] = "both",
    method: Annotated[Literal["hand", "seal", "electronic"], typer.Option(help="手签、盖章或电子签名")] = "hand",
    agent: Agent = None,
    directory: Directory = HOME,
    json: Json = False,
) -> None:
    """签订委托协议，或签署办结单。"""
    order = {"document": document, "party": party, "method": method, "agent": agent}
    _act(directory, number, "sign", order, json)


def supplement(
    number: Number,
    material: Annotated[list[str] | None, typer.Option(help="补交的材料名称，可多次")] = None,
    everything: Annotated[bool, typer.Option("--all", help="所缺材料全部补齐")] = False,
    correction: Annotated[list[int] | None, typer.Option(help="补正已备齐的事项序号，可多次")] = None,
    note: Annotated[str, typer.Option(help="说明")] = "",
    directory: Directory = HOME,
    json: Json = False,
) -> None:
    """补齐所缺材料，或提交部门要求的补正。"""
    materials: str | list[str] = "all" if everything else material or []
    _act(directory, number, "supplement", {"materials": materials, "corrections": correction or [], "note": note}, json)


def add_items(
    number: Number,
    items: Annotated[list[int], typer.Argument(metavar="事项…", help="要增办的事项序号，可多个")],
    signed_by: Annotated[str, typer.Option(help="申请人一方由谁签署补充协议，如：经办人")],
    materials: Annotated[list[str] | None, typer.Option(help="带来的材料名称，可多次；齐全的写 all")] = None,
    agent: Agent = None,
    directory: Directory = HOME,
    json: Json = False,
) -> None:
    """给办理中的办件增办事项；增办的事项须材料齐全。"""
    brought: str | list[str] = "all" if materials == ["all"] else materials or []
    order = {"items": items, "materials": brought, "signed_by": signed_by, "agent": agent}
    _act(directory, number, "add-items", order, json)


def deliver(
    number: Number,
    received_by: Annotated[str | None, typer.Option(help="当面递交时的签收人")] = None,
    tracking: Annotated[str | None, typer.Option(help="邮寄时的邮件号")] = None,
    method: Annotated[Literal["in_person", "post"] | None, typer.Option(help="缺省为申请人所选")] = None,
    agent: Agent = None,
    directory: Directory = HOME,
    json: Json = False,
) -> None:
    """交付办理结果：当面递交，或邮寄。"""
    order = {"method": method, "agent": agent, "tracking_number": tracking, "received_by": received_by}
    _act(directory, number, "deliver", order, json)


def receipt(
    number: Number,
    received_by: Annotated[str, typer.Option(help="邮件签收人")],
    directory: Directory = HOME,
    json: Json = False,
) -> None:
    """登记邮件回执：邮寄的结果已签收。"""
    _act(directory, number, "confirm-receipt", {"received_by": received_by}, json)


def notices(number: Number, directory: Directory = HOME, json: Json = False) -> None:
    """这个办件发出的全部通知，原文照录。"""
    found = session.ask_about(directory, number, "notify", "inbox")
    rows = [
        (
            minute(notice["written_at"]),
            RECIPIENTS.get(notice["recipient"], notice["recipient"]),
            notice["title"],
            notice["text"],
            NOTICED.get(notice["outcome"], notice["outcome"]),
        )
        for notice in found["notices"]
    ]
    columns = ("时间", "收件人", "标题", "内容", "结果")
    screen.show(found, json, lambda: screen.table("通知", columns, rows, lines=True))


def _act(directory: Path, number: str, operation: str, order: dict[str, Any], as_json: bool) -> None:
    done = session.ask_about(directory, number, "intake", operation, order)
    screen.show(done, as_json, lambda: receipt_table("已办理", done), lambda: missing_table(done))


def receipt_table(title: str, receipt: Received) -> Table:
    """Where a case stands and what comes next."""
    corrections = receipt["corrections"].items()
    return screen.facts(
        title,
        (
            ("办件编号", receipt["case_number"]),
            ("申请人", receipt["applicant"]),
            ("项目", receipt["project"]),
            ("事项", "、".join(map(str, receipt["items"]))),
            ("代办员", f"{receipt['agent']['title']}（{receipt['agent']['id']}）"),
            ("牵头部门", receipt["lead_department"]),
            ("状态", receipt["state_name"]),
            ("待补正", "\n".join(f"事项 {item}：{'；'.join(points)}" for item, points in corrections)),
            ("下一步", receipt["next"]),
        ),
    )


def missing_table(receipt: Received) -> Table | str:
    """All that is missing, with how to mend each; nothing where nothing is."""
    rows = [(lack["item"], lack["item_name"], lack["material"], lack["how_to"]) for lack in receipt["missing"]]
    return screen.table("一次性告知：尚缺材料", ("事项", "名称", "材料", "怎样补齐"), rows) if rows else ""


def tasks_table(tasks: list[Received]) -> Table | str:
    """Who has what in hand and until when: the address is what `daiban department` asks for."""
    ended = {task["item"] for task in tasks if ItemState(task["state"]).ended}
    rows = [
        (
            task["task_id"],
            f"{task['item']} {task['item_name']}",
            "主管部门"
            if task["item_name"] == RESTRICTED_NAME
            else f"{task['department_name']}（{task['region']}.{task['department']}）",
            _standing(task, ended),
            minute(task["promised"]),
        )
        for task in tasks
    ]
    return screen.table("部门任务", ("任务编号", "事项", "部门（地址）", "状态", "承诺时限"), rows) if rows else ""


def _standing(task: Received, ended: set[int]) -> str:
    """How far a task is: what is awaited before it, only while nothing but that is awaited."""
    ahead = [str(item) for item in task["after"] if item not in ended]
    untouched = not task["assigned_at"] and task["state_name"] == ItemState.RECEIVED.label
    return f"待前置事项 {'、'.join(ahead)}" if untouched and ahead else task["state_name"]


def cases_table(found: list[Received]) -> Table:
    """One line per case."""
    rows = [
        (
            case["case_number"],
            case["project"] or case["applicant"],
            "、".join(map(str, case["items"])),
            case["state_name"],
            case["lead_department"],
            minute(case["submitted_at"]),
        )
        for case in found
    ]
    return screen.table("办件", ("办件编号", "项目（申请人）", "事项", "状态", "牵头部门", "提交时间"), rows)
