"""The commands of hand-over (转办、提请上级): what is offered, hand over, accept, return; the letter to an authority above."""

import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.align import Align
from rich.console import Group, RenderableType
from rich.table import Table

from deploy.local.cli import screen, session
from deploy.local.cli.options import HOME, Directory, Json, Number
from deploy.local.cli.words import TRANSFER_STATES, minute, region_name
from deploy.local.submission import SLIP, Submission, as_html, submission_of
from shared.errors import Refused, refuse

Told = dict[str, Any]
PARTS = ("to_us", "by_us", "returned", "held")
SHAPE = re.compile(r"([^/]+)/(\d{1,4})/T(\d{1,4})", re.ASCII)

Item = Annotated[int, typer.Argument(metavar="事项", help="事项序号", min=1)]
Transfer = Annotated[str, typer.Argument(metavar="转办编号", help="<办件编号>/<事项>/T<次数>，见 daiban transfers")]
Signed = Annotated[str, typer.Option(help="签批的岗位，不写姓名")]
Holder = Annotated[str | None, typer.Option("--centre", help="经管这一事项的中心；缺省为办件所属中心")]
Receiver = Annotated[str | None, typer.Option("--centre", help="接收中心；缺省由转办编号查得")]


def transfers(
    centre: Annotated[str, typer.Argument(metavar="中心", help="中心的行政区划代码")],
    directory: Directory = HOME,
    json: Json = False,
) -> None:
    """转给本中心的、本中心转出的、退回本中心的、本中心替别处经管的事项；逾期未接收的标明。"""

    async def gathered() -> Told:
        found: Told = {part: [] for part in PARTS}
        async with session.centre(directory, centre) as client:
            after: str | None = ""
            while after is not None:
                page = await client.ask(centre, "routing", "transfers", {"after": after})
                for part in PARTS:
                    found[part] += page[part]
                after = page["next"] or None
        return found

    found = session.run(gathered())
    screen.show(
        found,
        json,
        lambda: offers_table("转给本中心", found["to_us"]),
        lambda: offers_table("本中心转出", found["by_us"]),
        lambda: returned_table(found["returned"]),
        lambda: held_table(found["held"]),
    )


def hand_over(
    number: Number,
    item: Item,
    to: Annotated[str, typer.Option(help="接收中心的行政区划代码")],
    reason: Annotated[str, typer.Option(help="理由，接收中心看得到，并归入档案")],
    signed_by: Signed,
    centre: Holder = None,
    directory: Directory = HOME,
    json: Json = False,
) -> None:
    """把本中心经管的一个事项转给别的中心：提请上级、转办下级或跨区域转办。对方接收前仍由本中心经管。"""
    order = {"item": item, "to": to, "reason": reason, "signed_by": signed_by}
    line = _ask(directory, number, centre, "hand-over", order)
    screen.show(line, json, lambda: offer_facts("已提出转办，待对方接收", line))


def accept(
    transfer: Transfer, signed_by: Signed, centre: Receiver = None, directory: Directory = HOME, json: Json = False
) -> None:
    """接收转来的事项：从此由本中心经管。"""
    line = _answer(directory, transfer, centre, "accept-transfer", {"signed_by": signed_by})
    screen.show(line, json, lambda: offer_facts("已接收", line))


def give_back(
    transfer: Transfer,
    reason: Annotated[str, typer.Option(help="退回的理由，移出中心看得到")],
    signed_by: Signed,
    centre: Receiver = None,
    directory: Directory = HOME,
    json: Json = False,
) -> None:
    """退回转来的事项并说明理由：仍由移出中心经管。"""
    line = _answer(directory, transfer, centre, "return-transfer", {"reason": reason, "signed_by": signed_by})
    screen.show(line, json, lambda: offer_facts("已退回", line))


def submission(
    number: Number,
    item: Item,
    html: Annotated[Path | None, typer.Option(metavar="文件", help="写成可打印的网页（A4）")] = None,
    centre: Holder = None,
    directory: Directory = HOME,
    json: Json = False,
) -> None:
    """提请（转报）函：由对口部门报送总线以外的上级机关，附回执。"""
    told = _ask(directory, number, centre, "submission", {"item": item})
    letter = submission_of(told)
    if html:
        html.write_text(as_html(letter), encoding="utf-8")
    result = told | {"html": str(html) if html else None}
    sent = f"发出后登记文号：daiban department answer {told['from_department']} submitted {letter.number} --document 文号"
    screen.show(
        result,
        json,
        lambda: screen.plain(f"已写到 {html}，可用浏览器打印") if html else letter_shown(letter),
        lambda: "" if told["submitted"] else screen.plain(sent),
    )


def _ask(directory: Path, number: str, acting: str | None, operation: str, order: Mapping[str, Any]) -> Told:
    """Ask routing about an item, as the centre that acts: the owner of the case where no other is named."""
    owner, case = session.case_of(number)
    centre = acting or owner

    async def asked() -> Told:
        async with session.centre(directory, centre) as client:
            return await client.ask(centre, "routing", operation, {"case_number": case, **order})

    return session.run(asked())


def _answer(directory: Path, transfer: str, acting: str | None, operation: str, order: Mapping[str, Any]) -> Told:
    """Answer an offer, as the centre that it was made to."""
    shaped = SHAPE.fullmatch(transfer.strip())
    if not shaped:
        raise refuse("转办编号", f"“{transfer[:60]}”不是转办编号", "请写成 <办件编号>/<事项>/T<次数>，见 daiban transfers")
    owner, case = session.case_of(shaped[1])
    named = f"{case}/{shaped[2]}/T{shaped[3]}"

    async def answered() -> Told:
        centre = acting or await _receiver(directory, owner, case, named)
        async with session.centre(directory, centre) as client:
            return await client.ask(centre, "routing", operation, {"transfer_id": named, **order})

    return session.run(answered())


async def _receiver(directory: Path, owner: str, case: str, transfer: str) -> str:
    """The centre that an offer was made to, as the owner of the case knows it. Errors: Refused."""
    try:
        async with session.centre(directory, owner) as client:
            route = await client.ask(owner, "routing", "route", {"case_number": case})
    except Refused as refused:
        if any(fault.field == "centre" for fault in refused.faults):  # no key of the owner: this is a receiver's machine
            raise refuse("--centre", "不能代查接收中心", "请加 --centre <本中心的行政区划代码>") from refused
        raise
    for line in route["transfers"]:
        if line["transfer_id"] == transfer:
            return str(line["receiver"])
    raise refuse("转办编号", f"没有 {transfer} 这一转办", "转办编号见 daiban transfers <本中心的行政区划代码>")


def offers_table(title: str, lines: Iterable[Told]) -> Table:
    """One line per offer: who, to whom, why, until when, and what became of it."""
    rows = [
        (
            line["transfer_id"],
            f"{line['item']} {line['item_name']}",
            f"{line['direction_name']}\n{line['giver_name']} → {line['receiver_name']}",
            f"{line['reason']}（{line['signed_by']}）" + "".join(f"\n此前退回：{why}" for why in line["returned_before"]),
            _until(line),
            _standing(line),
        )
        for line in lines
    ]
    return unbroken(screen.table(title, ("转办编号", "事项", "转办", "理由（签批）", "接收时限", "状态"), rows))


def returned_table(lines: Iterable[Told]) -> Table | str:
    """One line per item that came back and waits for what this centre does; nothing where none did."""
    rows = [
        (
            line["transfer_id"],
            f"{line['item']} {line['item_name']}",
            line["receiver_name"],
            _standing(line),
            f"{minute(line['again_at'])} 前未处理即再次转办" if line["again_at"] else "待协调确定由谁承办",
        )
        for line in lines
    ]
    columns = ("转办编号", "事项", "由谁退回", "理由", "此后")
    return unbroken(screen.table("退回本中心，待处理", columns, rows)) if rows else ""


def unbroken(table: Table) -> Table:
    """The same table with its first column never folded: it holds what people copy into the next command."""
    table.columns[0].no_wrap = True
    return table


def offer_facts(title: str, line: Told) -> Table:
    """One offer, after something was done about it."""
    return screen.facts(
        title,
        (
            ("转办编号", line["transfer_id"]),
            ("事项", f"{line['item']} {line['item_name']}"),
            (line["direction_name"], f"{line['giver_name']} → {line['receiver_name']}"),
            ("理由（签批）", f"{line['reason']}（{line['signed_by']}）"),
            ("接收时限", _until(line)),
            ("状态", _standing(line)),
        ),
    )


def _until(line: Told) -> str:
    return f"{minute(line['due'])}{'（逾期）' if line['overdue'] else ''}"


def _standing(line: Told) -> str:
    """What became of an offer, by whom and when, and why it was returned."""
    state = TRANSFER_STATES.get(line["state"], line["state"])
    answered = "，".join(filter(None, (line["answered_by"], minute(line["answered_at"]))))
    by = f"（{answered}）" if answered else ""
    return f"{state}{by}{'：' + line['returned_reason'] if line['returned_reason'] else ''}"


def held_table(held: Iterable[Told]) -> Table:
    """One line per item that this centre holds for another."""
    rows = [
        (
            f"{line['case_number']}/{line['item']}",
            line["item_name"],
            line["centre_name"],
            f"{minute(line['since'])}\n{line['signed_over_by']}",
            line["department_name"],
            line["state_name"] + (f"\n须转报{region_name(line['submit_to'])}" if line["submit_to"] else ""),
            minute(line["promised"] or line["legal"]),
        )
        for line in held
    ]
    columns = ("办件编号/事项", "事项名称", "所属中心", "何时由谁移交", "部门", "状态", "办理时限")
    return unbroken(screen.table("本中心替别处经管", columns, rows))


def hand_overs(route: Told) -> RenderableType:
    """Of a case: who held what from when to when, and every hand-over; nothing where nothing was handed over."""
    held = [
        (
            f"{task['item']} {task['item_name']}",
            one["holder_name"],
            minute(one["since"]),
            minute(one["until"]) or "至今",
            one["signed_over_by"],
            one["working_days"],
        )
        for task in route.get("tasks", ())
        if len(task.get("custody", ())) > 1
        for one in task["custody"]
    ]
    lines = route.get("transfers") or []
    columns = ("事项", "由谁经管", "自", "至", "移交签批", "工作日")
    custody = [screen.table("交接记录", columns, held)] if held else []
    offers = [offers_table("转办", lines)] if lines else []
    return Group(*custody, *offers) if custody or offers else ""


def letter_shown(letter: Submission) -> Group:
    """The letter at a terminal, in its order; the slip is what comes back filled in."""
    enclosed = (f"{place}. {name}\n   SHA-256 {sha256}" for place, (name, sha256) in enumerate(letter.files, 1))
    basis = (f"{place}. {ground}" for place, ground in enumerate(letter.grounds, 1))
    text = (
        f"{letter.addressee}：",
        f"　　{letter.facts}",
        *(("依据", *basis, letter.doubt) if letter.grounds else ()),
        f"　　{letter.request}",
        "附件",
        *(enclosed if letter.files else ("无电子材料。",)),
    )
    slip = (("来函事项", letter.subject), ("办件编号（事项）", letter.number), *SLIP)
    return Group(
        Align.center(screen.plain(letter.title)),
        Align.right(screen.plain(letter.document)),
        *(screen.plain(line) for line in text if line),
        Align.right(screen.plain(f"{letter.signed}（盖章）\n{letter.day}")),
        screen.table("回执", ("项目", "填写"), slip, lines=True),
    )
