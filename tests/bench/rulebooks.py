"""The life of a rulebook, measured: compile and publish, reload of two replicas, a draft against recorded cases."""

import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from itertools import islice
from pathlib import Path

import psutil

from deploy.local.client import Client, connected
from deploy.local.stack import Stack
from services.routing.rules.engine import DurableEngine
from services.routing.rules.loading import Layers
from shared.bus.permissions import OPERATOR
from shared.jurisdictions import Jurisdictions
from shared.store import database
from tests.recorded import SHIPPED, document, routes

Row = tuple[str, str, str]
POST, CITY = "审批改革岗", "150600"
RULE = """
  - id: soil_conservation_of_this_city_is_decided_by_the_city
    name: 水土保持方案一律由盟市水利部门审批
    basis: {{document: 试行通知, clause: 第{number}条, mark: inferred}}
    when: {{item: 15}}
    then: {{level: city}}
    priority: 90
"""
DIFFERENT = 400  # recorded cases that are really placed; the others are these under other numbers
INSERTED = 2_000  # documents written at a time


def compilation() -> Row:
    """Read, check and compile every centre's rulebook in a fresh engine: what a start, or a publication to all, takes."""
    centres = Jurisdictions.load(SHIPPED).centres()
    began = time.perf_counter()
    layers, engine = Layers(SHIPPED), DurableEngine()
    books = [layers.compose(centre)[0] for centre in centres]
    for book in books:
        engine.ensure(book)
    took = time.perf_counter() - began
    rules = len({(rule.region, rule.id) for book in books for rule in book.rules})
    versions = len({book.version for book in books})
    return "(g) compile all rulebooks", f"{took:.2f} s", f"{rules} rules, {len(books)} centres, {versions} versions; mark: ≤ 1 s"


async def publication(stack: Stack) -> list[Row]:
    """Publish to one centre and to all over the bus, and hear from two replicas of routing that they have reloaded.

    What is timed runs from the request to the reply, which lists every replica's report: it is the reload as well.
    """
    await stack.scale("routing", 2)
    async with _operator(stack) as client:
        name = await _drafted(client, 1)
        await _rehearsed(client, name)
        told = []
        for to in (CITY, "all"):
            began = time.perf_counter()
            done = await _ask(client, "publish", draft=name, to=to, by=POST, why="measured")
            took = time.perf_counter() - began
            answered = [report for report in done["replicas"] if report["answered"] == "yes"]
            told.append((took, len(answered), len(done["centres"])))
        began = time.perf_counter()
        await _ask(client, "rollback", to="all", by=POST, why="measured")
        back = time.perf_counter() - began
    await stack.scale("routing", 1)
    (one, replicas, _), (all_, _, centres) = told
    return [
        ("(h) publish to one centre", f"{one:.2f} s", f"until {replicas} replicas run it; marks: publish ≤ 1 s, reload ≤ 2 s"),
        ("(h) publish to all", f"{all_:.2f} s", f"the other {centres} centres; the same"),
        ("(h) roll back all", f"{back:.2f} s", "the same"),
    ]


async def comparison(stack: Stack, count: int = 100_000) -> Row:
    """A draft against `count` recorded cases, as `daiban rules diff` does it; memory of the whole service, at its peak."""
    await _record(stack, count)
    process = psutil.Process(stack.process("routing").pid)
    async with _operator(stack) as client:
        name = await _drafted(client, 2)
        first = await _ask(client, "diff", draft=name)
        low = peak = _memory(process)
        cases = changed = 0
        after: str | None = ""
        began = time.perf_counter()
        while after is not None:
            page = await _ask(client, "diff", draft=name, after=after)
            after, cases, changed = page["next"], cases + page["cases"], changed + page["changed"]
            peak = max(peak, _memory(process))
        took = time.perf_counter() - began
    rate = cases / took
    how = f"{rate:.0f} cases/s, {changed} change; memory {low:.0f} MB after the first {first['cases']}, {peak:.0f} at most"
    return f"(i) diff over {cases} cases", f"{took:.0f} s", f"{how}; marks: ≥ 1000/s, ≤ 100 s, flat"


async def _record(stack: Stack, count: int) -> None:
    """Put recorded cases of the city's banners into the database, next to those that are there."""
    keep = database(stack.settings_for("routing"), "routing")["routes"]
    regions = {code for code in stack.jurisdictions.centres() if code.startswith(CITY[:4]) and len(code) == len(CITY)}
    made = list(islice(routes(regions), DIFFERENT))
    for start in range(0, count, INSERTED):
        numbers = range(start, min(start + INSERTED, count))
        documents = [
            document(made[n % DIFFERENT], f"{made[n % DIFFERENT].centre}-2025{n // 900_000 + 1:02}01-{n:06}") for n in numbers
        ]
        await keep.insert_many(documents, ordered=False)


async def _drafted(client: Client, number: int) -> str:
    text = (Path(SHIPPED) / CITY / "rulebook.yaml").read_text("utf-8") + RULE.format(number=number)
    done = await _ask(client, "draft", text=text, by=POST, why="measured")
    return str(done["draft"])


async def _rehearsed(client: Client, name: str) -> None:
    finished = False
    while not finished:
        finished = (await _ask(client, "rehearse", draft=name, by=POST))["finished"]


async def _ask(client: Client, verb: str, **said: object) -> dict:
    return await client.ask(CITY, "routing", f"rules.{verb}", said)


@asynccontextmanager
async def _operator(stack: Stack) -> AsyncIterator[Client]:
    async with connected(stack.settings_for(OPERATOR)) as client:
        yield client


def _memory(process: psutil.Process) -> float:
    """Resident megabytes of the service and of the process in which it tries drafts."""
    everyone = [process, *process.children(recursive=True)]
    return sum(each.memory_info().rss for each in everyone) / 1024**2
