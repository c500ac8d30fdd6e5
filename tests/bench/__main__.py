"""`python -m tests.bench`: one run on this machine, printed as a table."""

import argparse
import asyncio
import sys
import tempfile
from pathlib import Path

import uvloop
from rich.console import Console
from rich.table import Table

from deploy.local.client import connected
from deploy.local.stack import Stack
from tests.bench import alarms, counting, decisions, listing, meeting, rulebooks
from tests.bench.floor import floor
from tests.bench.load import CENTRE, Watcher, Window, closed_loop, open_loop, percentile

console = Console(width=100)


async def through_the_system(stack: Stack, options: argparse.Namespace) -> list[tuple[str, str, str]]:
    """(a), (b), (e) and (f)."""
    watcher = Watcher()
    watching = await watcher.start(stack)
    async with connected(stack.settings_for(f"centre-{CENTRE}")) as client:
        window = Window(client, watcher)
        await closed_loop(window.whole, options.concurrency, options.concurrency)  # warm up
        before = await counting.writes(stack), await counting.publishes(stack)
        rate = await closed_loop(window.whole, options.cases, options.concurrency)
        after = await counting.writes(stack), await counting.publishes(stack)
        begun = await open_loop(window.begin, options.rate, options.seconds)
        await asyncio.gather(*(seen.under_way.wait() for seen in begun))
    await watching.close()
    took = [max(seen.assigned[:3]) - seen.submitted for seen in begun]
    writes, publishes = (round((b - a) / options.cases) for a, b in zip(before, after, strict=True))
    bare = await floor(stack, writes, publishes, options.cases, options.concurrency)
    p50, p99 = percentile(took, 0.5) * 1000, percentile(took, 0.99) * 1000
    return [
        ("(a) cases end to end", f"{rate:.1f} /s", f"3 items each, {options.concurrency} at once, 12 departments"),
        (
            "(b) submit to last first-round task",
            f"p50 {p50:.0f} ms, p99 {p99:.0f} ms",
            f"{options.rate:g} cases/s; mark: p99 ≤ 300 ms",
        ),
        ("(e) peak memory", ", ".join(f"{name} {mb:.0f}" for name, mb in counting.peak_memory(stack).items()), "MB; mark: ≤ 150"),
        ("(f) floor", f"{bare:.1f} /s", f"{writes} writes and {publishes} publishes per case, {options.concurrency} at once"),
        ("(a)/(f)", f"{rate / bare:.2f}", "mark: ≥ 0.3"),
    ]


async def measure(options: argparse.Namespace) -> list[tuple[str, str, str]]:
    """Everything, on one stack."""
    console.print("starting a stack of its own …")
    with tempfile.TemporaryDirectory(prefix="daiban-bench-") as directory:
        async with Stack(Path(directory)) as stack:
            answering = await asyncio.create_subprocess_exec(sys.executable, "-m", "tests.bench.departments", directory)
            try:
                rows = await through_the_system(stack, options)
            finally:
                answering.terminate()
                await answering.wait()
            rows += await meeting.measure(stack, options.agenda)
            rows += [*decisions.rows(), rulebooks.compilation(), *await rulebooks.publication(stack)]
            rows.append(await rulebooks.comparison(stack, options.past))
            rows += await listing.measure(stack.settings_for("intake"), options.stored)
            rows.append(await listing.through_the_bus(stack))
            late = await alarms.lateness(stack, options.alarms, 2000, 10.0)
            rows.append(("(d) alarms late", f"p99 {percentile(late, 0.99):.2f} s", f"{options.alarms} pending; mark: ≤ 1 s"))
    return rows


def main() -> None:
    """Parse, measure, print."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument("--cases", type=int, default=300)
    parser.add_argument("--concurrency", type=int, default=32)
    parser.add_argument("--rate", type=float, default=10.0, help="cases per second for (b)")
    parser.add_argument("--seconds", type=float, default=20.0, help="how long (b) lasts")
    parser.add_argument("--agenda", type=int, default=200, help="cases of the mass meeting")
    parser.add_argument("--alarms", type=int, default=100_000)
    parser.add_argument("--past", type=int, default=100_000, help="recorded cases that a draft is compared with")
    parser.add_argument("--stored", type=int, default=1_000_000, help="cases that lists and searches are measured among")
    rows = uvloop.run(measure(parser.parse_args()))
    table = Table("measure", "this run", "how", title="make bench")
    for row in sorted(rows):
        table.add_row(*row)
    console.print(table)


if __name__ == "__main__":
    main()
