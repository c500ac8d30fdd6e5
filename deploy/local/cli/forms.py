"""`daiban form`: the official forms of a case, filled in, for the printer or on the terminal."""

from pathlib import Path
from typing import Annotated

import typer

from deploy.local.cli import screen, session
from deploy.local.cli.options import HOME, Directory, Json, Number
from deploy.local.forms.choice import NAMES, Document
from deploy.local.forms.printing import Printed, printed
from shared.jurisdictions import Jurisdictions
from shared.settings import Settings

LISTED = "\n\n".join(f"{code} {name.replace('、', '、 ')}" for code, name in NAMES.items())
"""One per line; with a place to break, for Typer cuts off what finds none."""


def form(
    number: Number,
    document: Annotated[Document, typer.Argument(metavar="文书", help=LISTED)],
    html: Annotated[Path | None, typer.Option(help="另存为网页，用浏览器打印在 A4 纸上，一联一页起")] = None,
    paper: Annotated[str, typer.Option(help="中止单、终止单不止一张时的编号，如 …/S1；缺省为最近的一张")] = "",
    directory: Directory = HOME,
    json: Json = False,
) -> None:
    """打印文书：申请表、委托协议、中止单、办结单等，按办件填好，分联；尚未签字的留空手签。"""
    told = session.ask_about(directory, number, "intake", "case")
    rules = Jurisdictions.load(Settings().jurisdictions)
    found = printed(document, told, rules.centre(told["centre"]), rules.catalogue(told["centre"]), paper)
    if html:
        html.write_text(found.html, encoding="utf-8")
    screen.show(_told(found, html), json, lambda: screen.plain(f"已写入 {html}" if html else found.text))


def _told(found: Printed, html: Path | None) -> dict[str, object]:
    return {
        "case_number": found.case_number,
        "document": found.document,
        "title": found.title,
        "source": found.source,
        "copies": list(found.copies),
        "text": found.text,
        "file": str(html) if html else None,
    }
