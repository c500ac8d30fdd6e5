"""The options and arguments that many commands share."""

from pathlib import Path
from typing import Annotated

import typer

from shared.contracts.common import Method

HOME = Path(".local")

Directory = Annotated[Path, typer.Option("--dir", envvar="DAIBAN_DIR", help="服务所在目录（daiban up 的目录）")]
Json = Annotated[bool, typer.Option("--json", help="只在标准输出打印一个 JSON 文档")]
Number = Annotated[str, typer.Argument(metavar="办件编号", help="如 150621-20260302-000017")]
Address = Annotated[str, typer.Argument(metavar="部门", help="<行政区划代码>.<部门代码>，如 150621.zrzyj")]
Agent = Annotated[str | None, typer.Option(help="代办员编号；缺省为本件的代办员")]
SignedBy = Annotated[str | None, typer.Option(help="申请人一方谁签：经办人或法定代表人；缺省为经办人")]
How = Annotated[Method, typer.Option("--method", help="怎样签：hand 手签、seal 盖章、electronic 电子签名")]
SignatureFile = Annotated[str | None, typer.Option("--file-id", help="电子签名文件的编号，先用 attach 上传")]


def signature(signed_by: str | None, how: Method, file_id: str | None) -> dict[str, str | None]:
    """The part of an order that is the applicant's signature under it."""
    return {"signed_by": signed_by, "method": how, "file_id": file_id}


def names(material: list[str] | None, *, everything: bool) -> str | list[str]:
    """Names of materials, or all of them."""
    return "all" if everything else material or []
