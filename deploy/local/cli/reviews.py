"""`daiban review`: a centre has a joint review (会商) held, looks at how it stands, reads its minutes."""

from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import RenderableType

from deploy.local.cli import screen, session
from deploy.local.cli.options import HOME, Directory, Json, Number
from deploy.local.cli.review_faults import told_by_option
from deploy.local.cli.review_numbers import named_review
from deploy.local.cli.review_shown import review_shown, reviews_shown
from deploy.local.cli.review_words import KINDS, LISTED, instant_of, kind_of
from deploy.local.forms.minutes import form_minutes
from shared.contracts.joint_review import Minutes
from shared.contracts.review_calls import Form
from shared.errors import refuse

Told = dict[str, Any]
app = typer.Typer(help="会商：提请、查看、会议纪要")

Kind = Annotated[str, typer.Option(help=f"哪种会商，代码或名称：{LISTED}")]
Department = "部门代码，或 <行政区划代码>.<部门代码>"
Convener = Annotated[str, typer.Option(help=f"召集部门（{Department}）；缺省按该种会商的规定")]
HowHeld = Annotated[Form | None, typer.Option(help="meeting 会议、video 视频会议、circulation 传签；缺省按规定")]
At = Annotated[str | None, typer.Option(help="何时开会，如 '2026-12-01 14:30'；不写时间和地点的，按传签进行")]
Place = Annotated[str, typer.Option(help="在哪里开会，或怎样加入视频会议")]
By = Annotated[str, typer.Option(help="提请的岗位，不写姓名")]
Days = Annotated[int | None, typer.Option(min=1, max=60, help="几个工作日内提出意见；缺省按规定")]
Html = Annotated[Path | None, typer.Option("--html", metavar="文件", help="写成可打印的网页（A4）")]

HELD_ITEMS = "联合验收通过前，这些事项不能准予"


@app.command("call")
def call(
    number: Number,
    *,
    kind: Kind,
    subject: Annotated[str, typer.Option(help="要解决什么问题")],
    by: By,
    convener: Convener = "",
    must: Annotated[list[str] | None, typer.Option(help=f"必须参加的部门（{Department}），可多次；缺省按规定")] = None,
    ask: Annotated[list[str] | None, typer.Option(help="征求意见的部门，可多次")] = None,
    observe: Annotated[list[str] | None, typer.Option(help="列席的部门，可多次")] = None,
    question: Annotated[list[str] | None, typer.Option(help="请各部门答复的问题，可多次")] = None,
    item: Annotated[list[int] | None, typer.Option(help=f"涉及的事项序号，可多次；缺省为整个办件。{HELD_ITEMS}")] = None,
    paper: Annotated[list[str] | None, typer.Option(help="会商材料的文件编号，可多次；缺省为这些事项的全部文件")] = None,
    needed: Annotated[list[str] | None, typer.Option(help="还要等的材料名称，可多次；齐全后才征求意见")] = None,
    days: Days = None,
    form: HowHeld = None,
    at: At = None,
    place: Place = "",
    directory: Directory = HOME,
    json: Json = False,
) -> None:
    """提请牵头部门召集会商，得到会商编号。"""
    order: Told = {
        "kind": kind_of(kind),
        "subject": subject,
        "questions": question or [],
        "convener": convener,
        "mandatory": must or [],
        "advisory": ask or [],
        "observers": observe or [],
        "items": item or [],
        "papers": paper,
        "needed": needed or [],
        "limit_days": days,
        "form": form,
        "at": instant_of(at),
        "place": place,
        "signed_by": by,
    }
    with told_by_option():
        told = session.ask_about(directory, number, "routing", "call-review", order)
    screen.show(told, json, lambda: _called(told, order["kind"]))


def _called(told: Told, kind: str) -> RenderableType:
    review = told["review_id"]
    return screen.facts("已提请会商", (("会商编号", review), ("种类", KINDS[kind]), ("查看", f"daiban review show {review}")))


@app.command("show")
def show(
    number: Annotated[str, typer.Argument(metavar="编号", help="会商编号（<办件编号>/R1），或办件编号、会议编号：其全部会商")],
    directory: Directory = HOME,
    json: Json = False,
) -> None:
    """会商进行到哪一步：材料及版本、各部门意见（含不再作数的）、会签、议定事项，待谁、什么期限。"""
    named = named_review(number)
    told = session.ask_centre(directory, named.centre, "joint_review", "reviews", {"case_number": named.file})
    if not named.review:
        screen.show(told, json, lambda: reviews_shown(named.file, told["reviews"]))
        return
    review = one_of(told["reviews"], named.review)
    screen.show(review, json, lambda: review_shown(review))


@app.command("minutes")
def minutes(
    number: Annotated[str, typer.Argument(metavar="编号", help="会商编号，或会议编号")],
    html: Html = None,
    directory: Directory = HOME,
    json: Json = False,
) -> None:
    """会议纪要；尚未签发的，也可先看。"""
    named = named_review(number)
    about = {"review_id": named.review or named.file}
    told = session.ask_centre(directory, named.centre, "joint_review", "minutes", about)
    print_minutes(told, html, as_json=json)


def print_minutes(told: Told, html: Path | None, *, as_json: bool) -> None:
    """Minutes on the terminal, or as a page."""
    printed = form_minutes(Minutes.model_validate(told))
    if html:
        html.write_text(printed.html, encoding="utf-8")
    result = told | {"html": str(html) if html else None}
    screen.show(result, as_json, lambda: screen.plain(f"已写到 {html}，可用浏览器打印" if html else printed.text))


def one_of(reviews: list[Told], review: str) -> Told:
    """The one of that number. Errors: Refused."""
    for told in reviews:
        if told["call"]["review_id"] == review:
            return told
    raise refuse("会商编号", f"没有 {review} 这一会商", "会商编号见 daiban review show 办件编号")
