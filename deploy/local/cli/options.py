"""The options and arguments that many commands share."""

from pathlib import Path
from typing import Annotated

import typer

HOME = Path(".local")

Directory = Annotated[Path, typer.Option("--dir", envvar="DAIBAN_DIR", help="服务所在目录（daiban up 的目录）")]
Json = Annotated[bool, typer.Option("--json", help="只在标准输出打印一个 JSON 文档")]
Number = Annotated[str, typer.Argument(metavar="办件编号", help="如 150621-20260302-000017")]
Address = Annotated[str, typer.Argument(metavar="部门", help="<行政区划代码>.<部门代码>，如 150621.zrzyj")]
Agent = Annotated[str | None, typer.Option(help="代办员编号；缺省为本件的代办员")]
