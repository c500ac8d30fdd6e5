"""`daiban complain`, `complaints`, `complaint …`, `supervision`: complaints, reports of misconduct, electronic monitoring."""

from datetime import date
from typing import Annotated, Any, Literal

import typer
from rich.console import Group

from deploy.local.cli import screen, session
from deploy.local.cli.options import HOME, Directory, Json
from deploy.local.cli.telling_complaints import complaint_facts, complaints_table, history_table, points_table
from shared.contracts.complaint import CHANNELS, KINDS
from shared.errors import refuse
from shared.identifiers import check_record_number, normalise_record_number, parse_record_number

Told = dict[str, Any]
Kind = Literal["service", "delay", "misconduct", "overstepping", "other"]
app = typer.Typer(help="投诉举报：受理、答复、回访、复查、办结")

Centre = Annotated[str, typer.Argument(metavar="中心", help="中心的行政区划代码")]
ComplaintNumber = Annotated[str, typer.Argument(metavar="投诉编号", help="如 150622-T20260302-000001")]
By = Annotated[
    str | None,
    typer.Option(help="办理岗位：section_head、vice_head、supervisor；上级中心写 <代码>.supervisor，政府办公室写 <代码>.zfb"),
]
Code = Annotated[str | None, typer.Option("--code", help="查询码：投诉人本人操作时填写，代替 --by")]
Reason = Annotated[str, typer.Option(help="理由，记入投诉记录")]


def complain(
    centre: Centre,
    *,
    kind: Annotated[Kind, typer.Option(help="、".join(f"{code} {name}" for code, name in KINDS.items()))],
    against: Annotated[
        str,
        typer.Option(help="agent[:编号]、section_head、vice_head、supervisor、window[:名称]、centre，或 <地区>.<部门>"),
    ],
    content: Annotated[str, typer.Option(help="何时何地何事")],
    channel: Annotated[
        Literal["window", "phone", "hotline", "site", "app", "box"],
        typer.Option(help="、".join(f"{code} {name}" for code, name in CHANNELS.items())),
    ] = "window",
    case: Annotated[str | None, typer.Option("--case", help="涉及的办件编号")] = None,
    anonymous: Annotated[bool, typer.Option("--anonymous", help="匿名：不登记姓名和电话")] = False,
    name: Annotated[str | None, typer.Option(help="投诉人怎样称呼")] = None,
    telephone: Annotated[str | None, typer.Option(help="回访电话")] = None,
    directory: Directory = HOME,
    json: Json = False,
) -> None:
    """登记一件投诉或举报，得到投诉编号和查询码。查询码只给这一次。"""
    person = {"name": name or "", "telephone": telephone or ""} if name or telephone else None
    order = {"kind": kind, "against": against, "channel": channel, "content": content, "case_number": case}
    told = _at(directory, centre, "complain", order | {"anonymous": anonymous, "complainant": person})
    screen.show(told, json, lambda: complaint_facts("已登记投诉", told))


def complaints(
    centre: Centre,
    *,
    by: Annotated[str, typer.Option(help="查看的岗位；只列出该岗位可以办理的投诉")] = "supervisor",
    state: Annotated[str | None, typer.Option(help="只看某一状态；open 为全部未办结的")] = None,
    kind: Annotated[Kind | None, typer.Option(help="只看某一类")] = None,
    overdue: Annotated[bool, typer.Option("--overdue", help="只看逾期的")] = False,
    mine: Annotated[bool, typer.Option("--mine", help="只看由该岗位办理的")] = False,
    after: Annotated[str | None, typer.Option(help="上一页最后的投诉编号")] = None,
    limit: Annotated[int, typer.Option(min=1, max=500, help="最多几件，最近的在前")] = 50,
    directory: Directory = HOME,
    json: Json = False,
) -> None:
    """投诉一览。"""
    query = {"by": by, "state": state, "kind": kind, "overdue": overdue, "mine": mine, "after": after, "limit": limit}
    found = _at(directory, centre, "complaints", query)
    screen.show(found, json, lambda: complaints_table(found["complaints"]))


def supervision(
    centre: Centre,
    month: Annotated[str, typer.Option(help="年月，如 2026-03")],
    directory: Directory = HOME,
    json: Json = False,
) -> None:
    """电子监察：一个月的五项监督内容，只含受理服务自己知道的。"""
    try:
        first = date.fromisoformat(f"{month}-01")
    except ValueError as error:
        raise refuse("month", f"“{month[:20]}”不是年月", "请写成 2026-03") from error
    told = _at(directory, centre, "supervision", {"month": first.isoformat()})
    screen.show(told, json, lambda: points_table(told))


@app.command("show")
def show(number: ComplaintNumber, by: By = None, code: Code = None, directory: Directory = HOME, json: Json = False) -> None:
    """一件投诉的来龙去脉。办理岗位写 --by，投诉人写 --code。"""
    told = _about(directory, number, "complaint", by, code)
    screen.show(told, json, lambda: Group(complaint_facts("投诉", told), history_table(told["history"])))


@app.command("accept")
def accept(number: ComplaintNumber, by: By = None, directory: Directory = HOME, json: Json = False) -> None:
    """受理投诉：办理时限从此起算。"""
    _act(directory, number, "accept-complaint", by, None, json, "已受理")


@app.command("reject")
def reject(
    number: ComplaintNumber,
    reason: Reason,
    by: By = None,
    turn_to: Annotated[str, typer.Option(help="应当向谁反映")] = "",
    directory: Directory = HOME,
    json: Json = False,
) -> None:
    """不予受理，说明理由。投诉人可请上一级岗位复查一次。"""
    _act(directory, number, "reject-complaint", by, None, json, "不予受理", reason=reason, turn_to=turn_to)


@app.command("assign")
def assign(
    number: ComplaintNumber,
    to: Annotated[str, typer.Option(help="section_head、vice_head、supervisor，或 superior（上级）")],
    reason: Reason,
    by: By = None,
    directory: Directory = HOME,
    json: Json = False,
) -> None:
    """转交另一个可以办理的岗位；时限照旧。"""
    _act(directory, number, "assign-complaint", by, None, json, "已转交", to=to, reason=reason)


@app.command("answer")
def answer(
    number: ComplaintNumber,
    finding: Annotated[
        Literal["upheld", "partly", "not_upheld"], typer.Option(help="upheld 属实、partly 部分属实、not_upheld 不属实")
    ],
    text: Annotated[str, typer.Option("--answer", help="给投诉人的答复")],
    measure: Annotated[list[str] | None, typer.Option("--measure", help="处理措施，可写多次；属实的必填")] = None,
    by: By = None,
    directory: Directory = HOME,
    json: Json = False,
) -> None:
    """登记调查结论并答复。"""
    order = {"finding": finding, "answer": text, "measures": measure or []}
    _act(directory, number, "answer-complaint", by, None, json, "已答复", **order)


@app.command("revisit")
def revisit(
    number: ComplaintNumber,
    satisfied: Annotated[
        bool | None, typer.Option("--satisfied/--unsatisfied", help="投诉人是否满意；都不写为未能联系上")
    ] = None,
    reached: Annotated[
        Literal["phone", "in_person", "message", "letter"] | None,
        typer.Option(help="以何种方式联系：phone 电话、in_person 当面、message 短信或网上消息、letter 信函；岗位回访的必填"),
    ] = None,
    note: Annotated[str, typer.Option(help="投诉人怎么说")] = "",
    by: By = None,
    code: Code = None,
    directory: Directory = HOME,
    json: Json = False,
) -> None:
    """登记回访；投诉人本人可凭查询码表示是否满意。"""
    order = {"satisfied": satisfied, "note": note} | ({"reached": reached} if reached else {})
    _act(directory, number, "revisit-complaint", by, code, json, "已登记回访", **order)


@app.command("reopen")
def reopen(
    number: ComplaintNumber, reason: Reason, by: By = None, code: Code = None, directory: Directory = HOME, json: Json = False
) -> None:
    """由上一级岗位复查，只有一次。"""
    _act(directory, number, "reopen-complaint", by, code, json, "已提请复查", reason=reason)


@app.command("close")
def close(
    number: ComplaintNumber,
    ground: Annotated[Literal["explained", "withdrawn"], typer.Option(help="explained 已解释说明、withdrawn 投诉人撤回")],
    note: Annotated[str, typer.Option(help="说明了什么，或为何撤回")],
    by: By = None,
    code: Code = None,
    directory: Directory = HOME,
    json: Json = False,
) -> None:
    """办结：回访不满意、期满未提请复查而已解释说明的，或投诉人凭查询码接受解释、撤回的。"""
    _act(directory, number, "close-complaint", by, code, json, "已办结", ground=ground, note=note)


@app.command("contact")
def contact(number: ComplaintNumber, by: By = None, directory: Directory = HOME, json: Json = False) -> None:
    """查看投诉人的姓名和电话，以便核实和回访；谁在何时查看会记录下来。"""
    told = _about(directory, number, "contact-complainant", by, None)
    person = told["contact"]
    screen.show(told, json, lambda: screen.facts("投诉人", (("称呼", person["name"]), ("电话", person["telephone"]))))


def _act(
    directory: Directory, number: str, operation: str, by: str | None, code: str | None, as_json: bool, title: str, **order: Any
) -> None:
    told = _about(directory, number, operation, by, code, **order)
    screen.show(told, as_json, lambda: complaint_facts(title, told))


def _about(directory: Directory, number: str, operation: str, by: str | None, code: str | None, **order: Any) -> Told:
    """Ask at the desk where the post sits: its own region's, else the complaint's centre's. Errors: Refused."""
    if message := check_record_number(number, "T"):
        raise refuse("投诉编号", message, "请核对登记投诉时给出的编号")
    region, dot, _ = (by or "").partition(".")
    centre = region if dot else parse_record_number(number, "T").centre
    asked = {"complaint_number": normalise_record_number(number), "by": by, "query_code": code, **order}
    return _at(directory, centre, operation, asked)


def _at(directory: Directory, centre: str, operation: str, order: Told) -> Told:
    async def asked() -> Told:
        async with session.centre(directory, centre) as client:
            return await client.ask(centre, "intake", operation, order)

    return session.run(asked())
