"""What a window and an agent do with a case besides taking in and handing out: materials, promises, 辅导, 陪同."""

from typing import Annotated, Literal

import typer

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
from deploy.local.cli.receipts import act
from deploy.local.cli.words import PROMISES
from deploy.local.cli.written import Parts
from services.intake.domain.machine import NAMES
from shared.contracts.application import Channel, ServiceKind

POINT = Parts("--point", ("item", "material", "fault"), ("how_to",), "item=26,material=用地红线图,fault=缺坐标,how_to=请补坐标")
Materials = Annotated[list[str] | None, typer.Option(help="材料名称，可多次")]
Everything = Annotated[bool, typer.Option("--all", help="全部材料")]


def check(
    number: Number,
    missing: Annotated[list[str] | None, typer.Option(help="登记为已交而实际缺少的材料名称，可多次")] = None,
    point: Annotated[list[str] | None, typer.Option(help=f"不符合要求的材料，可多次，如 {POINT.example}")] = None,
    by: Annotated[Literal["window", "agent"], typer.Option(help="谁审核：window 窗口、agent 代办员")] = "window",
    agent: Agent = None,
    directory: Directory = HOME,
    json: Json = False,
) -> None:
    """审核材料：缺少、不符的一次列全；什么都不写就是齐全。"""
    order = {"missing": missing or [], "points": POINT.read(point or ()), "by": by, "agent": agent}
    act(directory, number, "check", order, json)


def promise(
    number: Number,
    kind: Annotated[
        Literal["tolerance", "commitment"],
        typer.Argument(metavar="类别", help="、".join(f"{code} {name}" for code, name in PROMISES.items())),
    ],
    item: Annotated[int, typer.Argument(metavar="事项", help="事项序号")],
    material: Annotated[list[str], typer.Argument(metavar="材料…", help="随后补交或不再要求的材料名称，可多个")],
    *,
    until: Annotated[str | None, typer.Option(help="容缺的补交期限，如 2026-03-10；缺省和最迟为该事项的承诺时限")] = None,
    signed_by: SignedBy = None,
    method: How = "hand",
    file_id: SignatureFile = None,
    directory: Directory = HOME,
    json: Json = False,
) -> None:
    """登记申请人的书面承诺：次要材料容缺受理，或告知承诺。"""
    order = {"kind": kind, "item": item, "materials": material, "until": until}
    act(directory, number, "promise", order | signature(signed_by, method, file_id), json)


def keep_promise(
    number: Number,
    promise_id: Annotated[str, typer.Argument(metavar="承诺编号", help="P1、P2……，见 daiban case")],
    item: Annotated[int, typer.Option(help="事项序号")],
    broken: Annotated[bool, typer.Option("--broken", help="补来的或查明的与承诺不符")] = False,
    note: Annotated[str, typer.Option(help="查明的情况；不符的必填")] = "",
    directory: Directory = HOME,
    json: Json = False,
) -> None:
    """登记承诺的履行：容缺材料已补交，或告知承诺已核查。"""
    order = {"promise_id": promise_id, "item": item, "kept": not broken, "note": note}
    act(directory, number, "keep-promise", order, json)


def return_originals(
    number: Number,
    received_by: Annotated[str, typer.Option(help="谁领取")],
    material: Annotated[list[str] | None, typer.Option(help="材料名称，可多次；缺省为全部原件")] = None,
    directory: Directory = HOME,
    json: Json = False,
) -> None:
    """退还原件。"""
    order = {"materials": names(material, everything=not material), "received_by": received_by}
    act(directory, number, "return-originals", order, json)


def visit(
    number: Number,
    window: Annotated[str, typer.Option(help="到哪个窗口递交")],
    agent: Agent = None,
    directory: Directory = HOME,
    json: Json = False,
) -> None:
    """帮办：代办员陪同申请人到窗口递交。"""
    act(directory, number, "visit", {"window": window, "agent": agent}, json)


def follow(
    number: Number,
    note: Annotated[str, typer.Option(help="了解到的情况，同时告知申请人")],
    agent: Agent = None,
    directory: Directory = HOME,
    json: Json = False,
) -> None:
    """登记跟踪办理进度的情况，并告知申请人。"""
    act(directory, number, "follow-up", {"note": note, "agent": agent}, json)


def guide(
    number: Number,
    content: Annotated[str, typer.Option(help="讲了什么")],
    how: Annotated[
        Literal["window", "phone", "video", "door"], typer.Option(help="window 当面、phone 电话、video 远程可视、door 上门")
    ] = "window",
    advice: Annotated[list[str] | None, typer.Option(help="请申请人准备什么，一句一条，可多次")] = None,
    finished: Annotated[bool, typer.Option("--finished", help="辅导完毕")] = False,
    agent: Agent = None,
    directory: Directory = HOME,
    json: Json = False,
) -> None:
    """记录一次事前辅导或远程指导。"""
    order = {"how": how, "content": content, "advice": advice or [], "finished": finished, "agent": agent}
    act(directory, number, "guide", order, json)


def apply(
    number: Number,
    service: Annotated[ServiceKind, typer.Option(help="、".join(f"{code} {name}" for code, name in NAMES.items()))] = "agency",
    channel: Annotated[Channel | None, typer.Option(help="渠道；缺省同原申请")] = None,
    item: Annotated[list[int] | None, typer.Option(help="事项序号，可多次；缺省同原申请")] = None,
    material: Materials = None,
    everything: Everything = False,
    directory: Directory = HOME,
    json: Json = False,
) -> None:
    """用已有办件（如事前辅导）的申请表再次申请，不必重填，得到新的办件编号。"""
    brought = names(material, everything=everything)
    order = {"service": service, "channel": channel, "items": item or [], "materials": brought}
    act(directory, number, "apply", order, json, "已收到申请")
