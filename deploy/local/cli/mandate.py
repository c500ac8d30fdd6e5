"""What is done about the mandate (委托) and about who stands on either side of it: 代办员, 经办人."""

from typing import Annotated, Literal

import typer

from deploy.local.cli import screen, session
from deploy.local.cli.options import HOME, Agent, Directory, How, Json, Number, SignatureFile, SignedBy, signature
from deploy.local.cli.receipts import act

Reason = Annotated[str, typer.Option(help="理由，照此告知申请人")]


def revoke(
    number: Number,
    reason: Annotated[str, typer.Option(help="申请人所说的理由，可不填")] = "",
    signed_by: SignedBy = None,
    method: How = "hand",
    file_id: SignatureFile = None,
    directory: Directory = HOME,
    json: Json = False,
) -> None:
    """申请人撤销委托，随时可以；办理中的办件随之中止，重新签订后继续。"""
    act(directory, number, "revoke-mandate", {"reason": reason} | signature(signed_by, method, file_id), json)


def renew(
    number: Number,
    until: Annotated[str | None, typer.Option(help="新的最后一天，如 2026-12-31；缺省为至结果交付")] = None,
    signed_by: SignedBy = None,
    method: How = "hand",
    file_id: SignatureFile = None,
    agent: Agent = None,
    directory: Directory = HOME,
    json: Json = False,
) -> None:
    """续签委托（续办委托书），双方签署。"""
    order = {"until": until, "agent": agent} | signature(signed_by, method, file_id)
    act(directory, number, "renew-mandate", order, json)


def change_agent(
    number: Number,
    reason: Reason,
    to: Annotated[str | None, typer.Option(help="新代办员的编号；缺省由系统按专长、地点和任务量选定")] = None,
    cause: Annotated[
        Literal["change", "absence", "overload"], typer.Option(help="change 调整、absence 离岗、overload 任务过多")
    ] = "change",
    directory: Directory = HOME,
    json: Json = False,
) -> None:
    """变更代办员：公开交接，告知申请人，由申请人确认。"""
    act(directory, number, "change-agent", {"to": to, "cause": cause, "reason": reason}, json)


def absence(
    centre: Annotated[str, typer.Argument(metavar="中心", help="中心的行政区划代码，如 150622")],
    agent: Annotated[str, typer.Argument(metavar="代办员", help="代办员编号")],
    first: Annotated[str, typer.Option(help="离岗第一天，如 2026-03-09")],
    last: Annotated[str, typer.Option(help="离岗最后一天")],
    reason: Reason,
    directory: Directory = HOME,
    json: Json = False,
) -> None:
    """登记代办员离岗：其未结办件逐件另行指定代办员。"""
    order = {"agent": agent, "first": first, "last": last, "reason": reason}
    done = session.ask_centre(directory, centre, "intake", "absence", order)
    rows = [
        (each["case_number"], each["project"] or each["applicant"], f"{each['agent']['title']}（{each['agent']['id']}）")
        for each in done["changed"]
    ]
    screen.show(done, json, lambda: screen.table("已另行指定代办员", ("编号", "项目/申请人", "代办员"), rows))


def change_contact(
    number: Number,
    *,
    name: Annotated[str, typer.Option(help="新经办人")],
    phone: Annotated[str, typer.Option(help="新经办人的联系电话")],
    authorisation: Annotated[str | None, typer.Option(help="授权委托书的日期，如 2026-03-02；法定代表人本人不需要")] = None,
    position: Annotated[str | None, typer.Option(help="职务")] = None,
    email: Annotated[str | None, typer.Option(help="接收通知的电子邮箱")] = None,
    id_number: Annotated[str | None, typer.Option(help="公民身份号码")] = None,
    directory: Directory = HOME,
    json: Json = False,
) -> None:
    """变更申请人的经办人，由代办员确认。"""
    contact = {"name": name, "phone": phone, "position": position, "email": email, "id_number": id_number}
    act(directory, number, "change-contact", {"contact": contact, "authorisation": authorisation}, json)


def confirm_change(
    number: Number,
    change: Annotated[Literal["agent", "contact"], typer.Argument(metavar="变更", help="agent 代办员变更、contact 经办人变更")],
    who: Annotated[str, typer.Option(help="谁确认：代办员变更写经办人，经办人变更写代办员编号")],
    directory: Directory = HOME,
    json: Json = False,
) -> None:
    """对方确认变更。"""
    act(directory, number, "confirm-change", {"change": change, "who": who}, json)
