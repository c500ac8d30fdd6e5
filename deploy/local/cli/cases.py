"""The commands of a window: submit, look, sign, supplement, deliver. What else it does is in `window`."""

import asyncio
from contextlib import suppress
from pathlib import Path
from typing import Annotated, Any, Literal

import typer
from rich.console import Group
from rich.table import Table

from deploy.local.cli import screen, session
from deploy.local.cli.case_file import file_parts
from deploy.local.cli.matters import hard_cases
from deploy.local.cli.options import (
    HOME,
    Agent,
    Directory,
    How,
    Json,
    Number,
    SignatureFile,
    SignedBy,
    names,
    signature,
)
from deploy.local.cli.receipts import act, receipt_parts, shown
from deploy.local.cli.refusals import refusals_table
from deploy.local.cli.review_shown import called_table
from deploy.local.cli.timeline import timeline_table
from deploy.local.cli.transfers import hand_overs
from deploy.local.cli.words import LIGHTS, NOTICED, RECIPIENTS, minute, numbers
from deploy.local.client import Client
from deploy.local.rehearsal import application_of, read_form
from deploy.local.running import Running
from shared.contracts.common import RESTRICTED_NAME, ItemState, Method
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

    shown("已收到申请", session.run(submitted()), json)


def case(number: Number, directory: Directory = HOME, json: Json = False) -> None:
    """一个办件的来龙去脉：谁在什么时候做了什么，由哪条规则、依据哪一条款决定；现在待谁办什么。"""
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
    screen.show(found, json, lambda: account(found["case"], found["route"], found["timeline"]["events"]))


def account(file: Received, route: Received, events: list[Received]) -> Group:
    """All that is known of a case: where it stands, its file, its history, its tasks, what was refused."""
    refused = sorted([*file["refusals"], *route.get("refusals", [])], key=lambda refusal: str(refusal["at"]))
    parts = (
        *receipt_parts("办件", file),
        *file_parts(file),
        timeline_table("经过", events, route),
        tasks_table(route.get("tasks", [])),
        hand_overs(route),
        called_table(route),
        hard_cases(route),
        refusals_table(refused),
    )
    return Group(*(part for part in parts if part))


def cases(
    *,
    centre: Annotated[str | None, typer.Option(help="中心的行政区划代码；缺省为全部中心")] = None,
    state: Annotated[str | None, typer.Option(help="只看某一状态，如 in_progress；open 为全部未结案的")] = None,
    department: Annotated[str | None, typer.Option(help="只看该部门手里有事项的，如 150622.zrzyj")] = None,
    applicant: Annotated[str | None, typer.Option(help="统一社会信用代码或公民身份号码，须完整")] = None,
    light: Annotated[
        Literal["yellow", "red", "overdue"] | None, typer.Option(help="只看亮灯的：yellow 黄灯、red 红灯、overdue 超期")
    ] = None,
    agent: Annotated[str | None, typer.Option(help="只看该代办员的（编号）")] = None,
    text: Annotated[str | None, typer.Option(help="申请人或项目名称中连续的字，至少两个")] = None,
    after: Annotated[str | None, typer.Option(help="接着上一页：上一页最后一件的办件编号")] = None,
    limit: Annotated[int, typer.Option(min=1, max=500, help="每个中心最多几件，最近的在前")] = 50,
    directory: Directory = HOME,
    json: Json = False,
) -> None:
    """办件一览和查询，最近的在前。"""
    Running.read(directory)
    query = {"state": state, "department": department, "applicant": applicant, "light": light, "agent": agent, "text": text}
    codes = _codes(centre, after)

    async def of(code: str) -> Received:
        async with session.centre(directory, code) as client:
            return await client.ask(code, "intake", "cases", query | {"after": after, "limit": limit})

    async def gathered() -> list[Received]:
        return await asyncio.gather(*map(of, codes))

    pages = session.run(gathered())
    found = [card for page in pages for card in page["cases"]]
    more = [page["after"] for page in pages if page["after"]]
    told = [screen.plain(f"还有更多，看下一页请在同一命令后加：--after {last}") for last in more]
    screen.show({"cases": found, "after": more}, json, lambda: cases_table(found), *(lambda line=line: line for line in told))


def _codes(centre: str | None, after: str | None) -> tuple[str, ...]:
    """Which centres are asked: a page goes on in the centre whose case the one before ended with. Errors: Refused."""
    if after is None:
        return (centre,) if centre else tuple(Jurisdictions.load(Settings().jurisdictions).centres())
    code, number = session.case_of(after)
    if centre not in (None, code):
        raise refuse("--after", f"{number} 不是 {centre} 的办件", "请照上一页末尾的提示填写，或不写 --centre")
    return (code,)


def sign(
    number: Number,
    document: Annotated[
        Literal["mandate", "completion", "suspension", "termination"],
        typer.Argument(metavar="文书", help="mandate 委托协议；completion 办结单；suspension 中止单；termination 终止单"),
    ],
    *,
    party: Annotated[Literal["applicant", "agent", "both"], typer.Option(help="谁签：申请人、代办员或双方")] = "both",
    method: How = "hand",
    signed_by: SignedBy = None,
    file_id: SignatureFile = None,
    until: Annotated[str | None, typer.Option(help="委托到哪一天，如 2026-12-31；缺省为至结果交付")] = None,
    agent: Agent = None,
    directory: Directory = HOME,
    json: Json = False,
) -> None:
    """签订委托协议，签署办结单、中止单、终止单；双方都签了才生效。"""
    order = {"document": document, "party": party, "until": until, "agent": agent}
    act(directory, number, "sign", order | signature(signed_by, method, file_id), json)


def supplement(
    number: Number,
    *,
    material: Annotated[list[str] | None, typer.Option(help="补交的材料名称，可多次")] = None,
    everything: Annotated[bool, typer.Option("--all", help="所缺材料全部补齐")] = False,
    item: Annotated[int | None, typer.Option(help="材料是为哪个事项补的；缺省为要它的每个事项")] = None,
    correction: Annotated[list[int] | None, typer.Option(help="补正已备齐的事项序号，可多次")] = None,
    note: Annotated[str, typer.Option(help="说明")] = "",
    by: Annotated[Literal["applicant", "agent"], typer.Option(help="谁来补：申请人，或代办员（须在委托范围内）")] = "applicant",
    agent: Agent = None,
    directory: Directory = HOME,
    json: Json = False,
) -> None:
    """补齐所缺材料，或提交部门要求的补正。"""
    brought = names(material, everything=everything)
    order = {"materials": brought, "corrections": correction or [], "note": note, "item": item, "by": by, "agent": agent}
    act(directory, number, "supplement", order, json)


def add_items(
    number: Number,
    items: Annotated[list[int], typer.Argument(metavar="事项…", help="要增办的事项序号，可多个")],
    *,
    signed_by: Annotated[str, typer.Option(help="申请人一方由谁签署补充协议，如：经办人")],
    materials: Annotated[list[str] | None, typer.Option(help="带来的材料名称，可多次；齐全的写 all")] = None,
    stage: Annotated[list[str] | None, typer.Option(help="阶段代办的，另委托哪些阶段：S1 至 S4，可多次")] = None,
    other_item: Annotated[str | None, typer.Option(help="其他审批事项的名称；增办事项 31 时必填")] = None,
    agent: Agent = None,
    directory: Directory = HOME,
    json: Json = False,
) -> None:
    """给办理中的办件增办事项；增办的事项须材料齐全。"""
    order = {"items": items, "materials": names(materials, everything=materials == ["all"]), "signed_by": signed_by}
    act(directory, number, "add-items", order | {"stages": stage or [], "other_item": other_item, "agent": agent}, json)


def deliver(
    number: Number,
    *,
    received_by: Annotated[str | None, typer.Option(help="当面或上门递交时的签收人")] = None,
    identity_checked: Annotated[bool, typer.Option("--identity-checked", help="签收人的身份证件已核对")] = False,
    tracking: Annotated[str | None, typer.Option(help="邮寄时的邮件号")] = None,
    method: Annotated[
        Literal["in_person", "post", "door"] | None,
        typer.Option(help="in_person 当面、post 邮寄、door 上门；缺省为申请人所选"),
    ] = None,
    signed: Annotated[Method, typer.Option(help="签收人怎样签：hand 手签、seal 盖章、electronic 电子签名")] = "hand",
    file_id: SignatureFile = None,
    agent: Agent = None,
    directory: Directory = HOME,
    json: Json = False,
) -> None:
    """交付办理结果：当面递交、邮寄，或上门送达。"""
    order = {"method": method, "agent": agent, "tracking_number": tracking, "received_by": received_by}
    proof = {"identity_checked": identity_checked, "signed": signed, "file_id": file_id}
    act(directory, number, "deliver", order | proof, json)


def receipt(
    number: Number,
    received_by: Annotated[str, typer.Option(help="邮件签收人")],
    directory: Directory = HOME,
    json: Json = False,
) -> None:
    """登记邮件回执：邮寄的结果已签收。"""
    act(directory, number, "confirm-receipt", {"received_by": received_by}, json)


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
            card["case_number"],
            card["project"] or card["applicant"],
            numbers(card["items"]),
            card["state_name"],
            card["agent_title"],
            LIGHTS.get(card["light"], ""),
            minute(card["due"]),
        )
        for card in found
    ]
    return screen.table("办件", ("编号", "项目/申请人", "事项", "状态", "代办员", "灯", "最近期限"), rows)
