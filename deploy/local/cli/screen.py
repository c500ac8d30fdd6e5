"""What is put on the screen: one JSON document on stdout for programs, tables and sentences for people."""

import json
import sys
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from rich.console import Console, RenderableType
from rich.table import Table
from rich.text import Text

from shared.errors import Fault

WIDE = 140  # columns where the output is no terminal, so that a log keeps its tables in one piece


def out() -> Console:
    """For what was asked for."""
    return _console(sys.stdout)


def err() -> Console:
    """For progress, remarks and failures: never in the way of a program that reads stdout."""
    return _console(sys.stderr)


def _console(stream: Any) -> Console:
    return Console(file=stream, width=None if stream.isatty() else WIDE, highlight=False, soft_wrap=False)


def show(result: Any, as_json: bool, *render: Callable[[], RenderableType]) -> None:
    """The result: as the only JSON document on stdout, or as people read it."""
    if as_json:
        document(result)
    else:
        out().print(*(part() for part in render), sep="\n")


def document(result: Any) -> None:
    """One JSON document on stdout."""
    sys.stdout.write(json.dumps(result, ensure_ascii=False, indent=2) + "\n")
    sys.stdout.flush()


def plain(text: object) -> Text:
    """Text as it is: what people typed may look like markup."""
    return Text("" if text is None else str(text))


def table(title: str, columns: Sequence[str], rows: Iterable[Sequence[object]], *, lines: bool = False) -> Table:
    """A table of texts; long cells are folded, never cut off. An empty one says so."""
    made = Table(title=title, title_justify="left", show_lines=lines, header_style="bold")
    for column in columns:
        made.add_column(column, overflow="fold")
    for row in rows:
        made.add_row(*map(plain, row))
    if not made.row_count:
        made.caption = "（无）"
    return made


def facts(title: str, pairs: Iterable[tuple[str, object]]) -> Table:
    """Names and values, one line each; what has no value is left out."""
    made = Table(title=title, title_justify="left", show_header=False, box=None, padding=(0, 2))
    made.add_column(no_wrap=True)
    made.add_column(overflow="fold")  # Chinese has few places to break at: what does not fit would be cut off
    for name, value in pairs:
        if value not in (None, "", [], ()):
            made.add_row(Text(name, style="bold"), plain(value))
    return made


def faults_table(title: str, faults: Iterable[Fault]) -> Table:
    """字段 / 问题 / 怎么改."""
    rows = [(fault.field or "（整体）", fault.message, fault.remedy) for fault in faults]
    return table(title, ("字段", "问题", "怎么改"), rows)
