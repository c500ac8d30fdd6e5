"""`daiban consult …` and `daiban appoint …`: what comes before a case. How they are shown is in telling_reception."""

import json as documents
from pathlib import Path
from typing import Annotated, Any, Literal

import typer

from deploy.local.cli import screen, session
from deploy.local.cli.options import HOME, Directory, Json
from deploy.local.cli.telling_reception import (
    appointment_facts,
    appointments_table,
    consultation_facts,
    consultations_table,
    form_lines,
)
from deploy.local.rehearsal import application_of, read_form
from shared.errors import refuse
from shared.identifiers import check_record_number, normalise_record_number, parse_record_number
from shared.identifiers.record_number import Letter

Told = dict[str, Any]
consult = typer.Typer(help="咨询：登记、转科室、答复、转为申请")
appoint = typer.Typer(help="预约：窗口、辅导、上门、延时服务")

Centre = Annotated[str, typer.Argument(metavar="中心", help="中心的行政区划代码，如 150622")]
Z = Annotated[str, typer.Argument(metavar="咨询编号", help="如 150622-Z20260302-000001")]
Y = Annotated[str, typer.Argument(metavar="预约编号", help="如 150622-Y20260302-000001")]
Channel = Annotated[
    Literal["window", "phone", "site", "app", "wechat", "hotline"],
    typer.Option(help="渠道：window 窗口、phone 电话、site 政务服务网、app 蒙速办、wechat 微信、hotline 12345"),
]
Items = Annotated[list[int] | None, typer.Option("--item", help="事项序号，可多次")]
Agent = Annotated[str | None, typer.Option(help="代办员编号；缺省为首问责任人")]
Contact = Annotated[bool, typer.Option("--contact", help="显示完整的联系电话，供须致电的人使用；查看会留下记录")]
Day = Annotated[str, typer.Option(help="日期，如 2026-03-04")]
Time = Annotated[str, typer.Option(help="时间，如 10:00")]
By = Annotated[Literal["applicant", "window"], typer.Option(help="谁提出：applicant 申请人、window 窗口")]


@consult.command("record")
def record(
    centre: Centre,
    *,
    question: Annotated[str, typer.Option(help="咨询的问题")],
    item: Items = None,
    channel: Channel = "window",
    name: Annotated[str | None, typer.Option(help="咨询人姓名，可不填")] = None,
    phone: Annotated[str | None, typer.Option(help="联系电话，可不填")] = None,
    unit: Annotated[str | None, typer.Option(help="单位名称，可不填")] = None,
    project: Annotated[str | None, typer.Option(help="项目名称，可不填")] = None,
    agent: Annotated[str | None, typer.Option(help="首问责任人（代办员编号）；缺省由系统指定")] = None,
    directory: Directory = HOME,
    json: Json = False,
) -> None:
    """登记一次咨询，得到咨询编号。首问责任人负责到答复为止。"""
    asker = {key: value for key, value in (("name", name), ("phone", phone), ("unit", unit)) if value}
    order = {"asker": asker, "channel": channel, "question": question, "items": item or [], "agent": agent}
    told = _at(directory, centre, "consult", order | ({"project": {"name": project}} if project else {}))
    screen.show(told, json, lambda: consultation_facts("已登记咨询", told))


@consult.command("refer")
def refer(
    number: Z,
    to: Annotated[list[str], typer.Option(help="科室名称，或 <行政区划代码>.<部门代码>，可多次")],
    note: Annotated[str, typer.Option(help="请各科室答复什么")] = "",
    agent: Agent = None,
    directory: Directory = HOME,
    json: Json = False,
) -> None:
    """不能直接解答的，转相关科室集中研究。"""
    _consult(directory, number, "consult-refer", {"to": to, "note": note, "agent": agent}, json)


@consult.command("contribute")
def contribute(
    number: Z,
    section: Annotated[str, typer.Option(help="哪个科室或部门")],
    answer: Annotated[str, typer.Option(help="意见")],
    directory: Directory = HOME,
    json: Json = False,
) -> None:
    """登记一个科室的意见。"""
    _consult(directory, number, "consult-contribute", {"section": section, "answer": answer}, json)


@consult.command("answer")
def answer(
    number: Z,
    text: Annotated[str, typer.Option("--answer", help="答复内容")],
    item: Items = None,
    by: Annotated[
        Literal["agent", "section_head"], typer.Option(help="agent 首问责任人；section_head 科室负责人，超期后才可代为答复")
    ] = "agent",
    agent: Agent = None,
    directory: Directory = HOME,
    json: Json = False,
) -> None:
    """答复咨询，同时一次性告知所涉事项的全部材料。"""
    _consult(directory, number, "consult-answer", {"answer": text, "items": item or [], "by": by, "agent": agent}, json)


@consult.command("close")
def close(
    number: Z,
    reason: Annotated[str, typer.Option(help="为什么结束")],
    agent: Agent = None,
    directory: Directory = HOME,
    json: Json = False,
) -> None:
    """咨询人不再需要答复或办理，结束咨询。"""
    _consult(directory, number, "consult-close", {"reason": reason, "agent": agent}, json)


@consult.command("apply")
def apply(
    number: Z,
    file: Annotated[Path | None, typer.Argument(metavar="文件", help="还缺的内容（YAML 或 JSON），写法同申请文件")] = None,
    *,
    out: Annotated[Path | None, typer.Option(help="把填好的申请存为 JSON 文件，可用 daiban submit 提交")] = None,
    directory: Directory = HOME,
    json: Json = False,
) -> None:
    """由咨询生成申请：已说过的不再填，列出还缺什么。"""
    besides = documents.loads(application_of(read_form(file))) if file else {}
    told = _about(directory, number, "Z", "consult-apply", {"application": besides})
    if out:
        out.write_text(documents.dumps(told["application"], ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
    screen.show(told, json, lambda: form_lines(told))


@consult.command("show")
def show_consultation(number: Z, contact: Contact = False, directory: Directory = HOME, json: Json = False) -> None:
    """一次咨询的记录。"""
    _consult(directory, number, "consultation", {"contact": contact}, json)


@consult.command("list")
def consultations(
    centre: Centre,
    state: Annotated[
        Literal["unanswered", "overdue", "received", "referred", "answered", "became_case", "closed"] | None,
        typer.Option(help="unanswered 未答复、overdue 超期未答复、answered 已答复、became_case 已转为办件、closed 已结束"),
    ] = None,
    after: Annotated[str | None, typer.Option(help="上一页最后的咨询编号")] = None,
    limit: Annotated[int, typer.Option(min=1, max=500, help="最多几次，最近的在前")] = 50,
    directory: Directory = HOME,
    json: Json = False,
) -> None:
    """咨询一览，最近的在前。"""
    told = _at(directory, centre, "consultations", {"state": state, "after": after, "limit": limit})
    screen.show(told, json, lambda: consultations_table(told["consultations"]))


@appoint.command("book")
def book(
    centre: Centre,
    *,
    name: Annotated[str, typer.Option(help="来办事或接受上门服务的人")],
    phone: Annotated[str, typer.Option(help="联系电话")],
    day: Day,
    time: Time,
    kind: Annotated[
        Literal["window", "coaching", "door", "extended"],
        typer.Option(help="window 窗口办理、coaching 事前辅导、door 上门服务、extended 延时服务（绿色通道）"),
    ] = "window",
    channel: Channel = "phone",
    item: Items = None,
    reason: Annotated[str, typer.Option(help="上门（行动不便等）、延时服务的理由")] = "",
    address: Annotated[str, typer.Option(help="上门地址")] = "",
    agent: Annotated[str | None, typer.Option(help="上门、延时服务的代办员编号；缺省为空闲的一名")] = None,
    directory: Directory = HOME,
    json: Json = False,
) -> None:
    """预约一个时间，得到预约编号。"""
    who = {"kind": kind, "name": name, "phone": phone, "channel": channel, "items": item or [], "agent": agent}
    told = _at(directory, centre, "appointment-book", who | {"day": day, "time": time, "reason": reason, "address": address})
    screen.show(told, json, lambda: appointment_facts("已预约", told))


@appoint.command("move")
def move(
    number: Y,
    *,
    day: Day,
    time: Time,
    reason: Annotated[str, typer.Option(help="为什么改")] = "",
    by: By = "applicant",
    directory: Directory = HOME,
    json: Json = False,
) -> None:
    """改预约时间。"""
    _appoint(directory, number, "appointment-rebook", {"day": day, "time": time, "reason": reason, "by": by}, json)


@appoint.command("cancel")
def cancel(
    number: Y,
    reason: Annotated[str, typer.Option(help="为什么取消")],
    by: By = "applicant",
    directory: Directory = HOME,
    json: Json = False,
) -> None:
    """在预约时间之前取消。"""
    _appoint(directory, number, "appointment-cancel", {"reason": reason, "by": by}, json)


@appoint.command("keep")
def keep(
    number: Y,
    note: Annotated[str, typer.Option(help="办了什么")] = "",
    directory: Directory = HOME,
    json: Json = False,
) -> None:
    """登记已到场（上门的：代办员已到）。"""
    _appoint(directory, number, "appointment-keep", {"note": note}, json)


@appoint.command("show")
def show_appointment(number: Y, contact: Contact = False, directory: Directory = HOME, json: Json = False) -> None:
    """一个预约。"""
    _appoint(directory, number, "appointment", {"contact": contact}, json)


@appoint.command("list")
def appointments(
    centre: Centre,
    day: Day,
    kind: Annotated[Literal["window", "coaching", "door", "extended"] | None, typer.Option(help="只看某一类")] = None,
    after: Annotated[str | None, typer.Option(help="上一页的 next")] = None,
    limit: Annotated[int, typer.Option(min=1, max=500, help="最多几个，按时间先后")] = 100,
    directory: Directory = HOME,
    json: Json = False,
) -> None:
    """某天的预约，以及各时段还有几个窗口空位。"""
    told = _at(directory, centre, "appointments", {"day": day, "kind": kind, "after": after, "limit": limit})
    screen.show(told, json, lambda: appointments_table(day, told))


def _consult(directory: Path, number: str, operation: str, order: Told, as_json: bool) -> None:
    told = _about(directory, number, "Z", operation, order)
    screen.show(told, as_json, lambda: consultation_facts("咨询", told))


def _appoint(directory: Path, number: str, operation: str, order: Told, as_json: bool) -> None:
    told = _about(directory, number, "Y", operation, order)
    screen.show(told, as_json, lambda: appointment_facts("预约", told))


def _about(directory: Path, number: str, letter: Letter, operation: str, order: Told) -> Told:
    """Ask about one record, as the centre that keeps it."""
    name, field = ("consultation", "咨询编号") if letter == "Z" else ("appointment", "预约编号")
    if message := check_record_number(number, letter):
        raise refuse(field, message, f"编号由中心代码、{letter}加日期和流水号三段组成")
    centre = parse_record_number(number, letter).centre
    return _at(directory, centre, operation, {name: normalise_record_number(number), **order})


def _at(directory: Path, code: str, operation: str, order: Told) -> Told:
    async def asked() -> Told:
        async with session.centre(directory, code) as client:
            return await client.ask(code, "intake", operation, order)

    return session.run(asked())
