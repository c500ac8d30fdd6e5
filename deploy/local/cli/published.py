"""`daiban catalogue`: the published catalogue of a centre, on the screen, as JSON, or as a page for its site or notice board."""

from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Group

from deploy.local.catalogue_page import as_html
from deploy.local.cli import screen, session
from deploy.local.cli.options import HOME, Directory, Json
from shared.contracts.catalogue import PublishedCatalogue


def catalogue(
    centre: Annotated[str, typer.Argument(metavar="中心", help="中心的行政区划代码，如 150622")],
    item: Annotated[int | None, typer.Option(help="只看一个事项")] = None,
    html: Annotated[Path | None, typer.Option(help="另存为网页，可打印、可张贴")] = None,
    directory: Directory = HOME,
    json: Json = False,
) -> None:
    """向社会公示的事项清单：事项、时限、材料、流程、岗位、电话、地址。"""

    async def asked() -> dict[str, Any]:
        async with session.centre(directory, centre) as client:
            return await client.ask(centre, "intake", "catalogue", {"item": item})

    told = session.run(asked())
    found = PublishedCatalogue.model_validate(told)
    if html:
        html.write_text(as_html(found), encoding="utf-8")
    screen.show(told, json, lambda: _shown(found))


def _shown(found: PublishedCatalogue) -> Group:
    head = screen.facts(
        found.centre_name,
        (
            ("预约电话", found.telephone),
            ("地址", found.address),
            ("邮寄地址", found.postal_address),
            ("收件人", found.postal_receiver),
            ("办公时间", found.hours),
            ("办理人员", "、".join(post.title for post in found.staff)),
            ("服务方式", "、".join(found.services)),
            ("申请渠道", "、".join(found.channels)),
            ("结果交付", "、".join(found.delivery)),
            ("版本", f"{found.version}（{found.published_on}）"),
        ),
    )
    rows = [
        (item.row, item.item, item.unit, item.name, item.item_type, item.kind, item.promised.length, item.legal.length, item.note)
        for item in found.items
    ]
    columns = ("序号", "申请用号", "单位名称", "业务办理项名称", "事项类型", "办件类型", "承诺时限", "法定时限", "备注")
    if len(found.items) != 1:
        return Group(head, screen.table("事项清单", columns, rows))
    (one,) = found.items
    materials = [(each.name, "主件" if each.main else "", each.how_to) for each in one.materials]
    particulars = (
        ("事前辅导事项", one.coaching),
        ("行使层级", "；".join(one.levels)),
        ("特殊环节", "；".join(one.special_steps)),
        ("容缺受理", one.tolerance),
        ("告知承诺", one.commitment),
        ("办理流程", one.process),
    )
    return Group(
        head,
        screen.table("事项清单", columns, rows),
        screen.facts(one.name, particulars),
        screen.table("材料清单", ("材料", "", "怎样备齐"), materials),
    )
