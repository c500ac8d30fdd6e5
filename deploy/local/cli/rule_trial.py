"""A comparison with past cases as people follow it: page after page, then the sums and the cases."""

from collections.abc import Mapping
from typing import Any

from rich.console import Group, RenderableType
from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from deploy.local.cli import rule_words as words
from deploy.local.cli import screen
from deploy.local.client import Client


async def compared(client: Client, name: str, first: int | None) -> dict[str, Any]:
    """All pages in one. Of the cases only the first few, so that memory does not grow with the past; None: all."""
    whole: dict[str, Any] = {"draft": name, "cases": 0, "changed": 0, "unrecorded": 0, "sums": {}, "lines": []}
    after: str | None = ""
    with progress("比较") as bar:
        task = bar.add_task("", changed=0, total=None)
        while after is not None:
            lines = first is None or len(whole["lines"]) < first
            asked = {"draft": name, "after": after, "lines": lines}
            page = await client.ask(name.partition("@")[0], "routing", "rules.diff", asked)
            after = page["next"]
            _add(whole, page, first)
            seen = whole["cases"] + whole["unrecorded"]
            bar.update(task, completed=seen, changed=whole["changed"], **told_total(page))
    return whole


def _add(whole: dict[str, Any], page: Mapping[str, Any], first: int | None) -> None:
    for count in ("cases", "changed", "unrecorded"):
        whole[count] += page[count]
    for centre, counts in page["sums"].items():
        known = whole["sums"].setdefault(centre, {})
        known.update({verdict: known.get(verdict, 0) + count for verdict, count in counts.items()})
    whole["lines"] = [*whole["lines"], *page["lines"]][:first]
    whole |= {"centres": page["centres"], "base": page["base"]}


def comparison(told: Mapping[str, Any]) -> RenderableType:
    """How many decisions would be other ones, which, and by which rules."""
    skipped = f"；另有 {told['unrecorded']} 件派件时未记录事实，不能重判" if told["unrecorded"] else ""
    said = f"草案 {told['draft']}：重判 {told['cases']} 件，{told['changed']} 件的裁定会变{skipped}"
    if not told["changed"]:
        return said
    shown = len(told["lines"])
    title = "逐件" if shown == told["changed"] else f"逐件（{shown} 件；全部请加 --all，外地区的只计入合计）"
    return Group(said, words.sums_table("合计", told["sums"]), words.changes_table(title, told["lines"]))


def told_total(page: Mapping[str, Any]) -> dict[str, Any]:
    """How many cases there are, which only the first page tells."""
    return {} if page["total"] is None else {"total": page["total"]}


def progress(what: str) -> Progress:
    """A line that moves on standard error; nothing where that is no terminal."""
    console = screen.err()
    counted = TextColumn("{task.completed}/{task.total} 件，{task.fields[changed]} 件会变")
    return Progress(
        SpinnerColumn(), TextColumn(what), counted, TimeElapsedColumn(), console=console, disable=not console.is_terminal
    )
