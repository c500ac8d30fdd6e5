"""Lists and searches among very many cases: stored as the service stores them, asked as the service asks.

`python -m tests.bench.listing --stored 50000` measures the store alone, on a database of its own.
"""

import argparse
import asyncio
import random
import tempfile
import time
from collections.abc import Awaitable, Callable, Iterator
from copy import deepcopy
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from bson import encode
from motor.motor_asyncio import AsyncIOMotorCollection
from pymongo import WriteConcern
from rich.console import Console

from deploy.local.client import connected
from deploy.local.servers import MongoServer
from deploy.local.stack import Stack
from services.intake.cards import card
from services.intake.domain.case import Case
from services.intake.search import MongoCaseCards
from shared.bus import Cause
from shared.clock import SystemClock
from shared.contracts.intake import CasesQuery
from shared.settings import Settings
from shared.store import MongoAggregates, Outbox, database
from tests.bench.load import CENTRE, percentile
from tests.fakes import MemorySender
from tests.unit.search_suite import case

Row = tuple[str, str, str]
CENTRES = tuple(f"1506{n}" for n in range(21, 36))  # 15, the one that is asked over the bus among them
DEPARTMENTS = ["fgw", "zrzyj", "sthj", "slj", "zjj", "yjj", "lcj", "gxj", "jtj", "wjw", "scjgj", "gaj", "nmj", "whj"]
PLACES = ["准格尔旗", "达拉特旗", "东胜区", "康巴什区", "伊金霍洛旗", "乌审旗", "杭锦旗", "鄂托克旗", "薛家湾镇", "沙圪堵镇"]
NAMES = ["蒙泰", "神能", "伊泰", "汇能", "满世", "兴隆", "永胜", "天骄", "金诚", "华北", "鼎盛", "恒泰", "瑞丰", "通威", "库布其"]
TRADES = [
    "光伏发电",
    "煤矸石综合利用",
    "污水处理",
    "奶牛养殖",
    "物流园区",
    "储能电站",
    "精细化工",
    "屠宰加工",
    "旅游开发",
    "风力发电",
]
OPEN = 10  # one case in so many is open
INSERTED = 2_000  # documents written at a time
ASKED = 200  # times each question is asked, of centres in turn
BAR = "mark: p50 ≤ 50 ms; a comparable case store: 150 to 430 ms as published"


async def stored(collection: AsyncIOMotorCollection[dict[str, Any]], count: int) -> float:
    """Put so many cases beside those that are there, made from one that was really submitted; bytes of one document."""
    template = await collection.find_one({"card.open": True})
    assert template is not None, "there is no case to take as a model"
    chance = random.Random(4)  # noqa: S311  the same cases in every run, no secret
    made = _cases(template, chance)
    unhurried = collection.with_options(write_concern=WriteConcern(w=1, j=False))  # filling is not what is measured
    for start in range(0, count, INSERTED):
        documents = [next(made) for _ in range(min(INSERTED, count - start))]
        await unhurried.insert_many(documents, ordered=False)
    return len(encode(next(made)))


def _cases(template: dict[str, Any], chance: random.Random) -> Iterator[dict[str, Any]]:
    """Without end: the same case under other numbers, of other applicants, about other projects, mostly closed."""
    names = [_named(template, f"{place}{name}{trade}有限公司", f"{place}{trade}项目") for place, name, trade in _words()]
    day, running = date(2019, 1, 2), 0
    while True:
        running += 1
        if running % 3000 == 0:
            day += timedelta(days=1)
        yield _one(names[chance.randrange(len(names))], f"{day:%Y%m%d}-{running % 900_000 + 1:06}", chance)


def _words() -> Iterator[tuple[str, str, str]]:
    return ((place, name, trade) for place in PLACES for name in NAMES for trade in TRADES)


def _named(template: dict[str, Any], applicant: str, project: str) -> dict[str, Any]:
    """The model with these names; its card is drawn by the service itself."""
    document = deepcopy(template)
    application = document["state"]["application"]
    application["applicant"]["name"], application["project"]["name"] = applicant, project
    aggregate = Case.model_validate(document["state"] | {"id": document["_id"], "version": 1}, extra="ignore")
    return document | {"card": card(aggregate), "outbox": []}


def _one(named: dict[str, Any], number: str, chance: random.Random) -> dict[str, Any]:
    centre = chance.choice(CENTRES)
    is_open, key = chance.randrange(OPEN) == 0, f"{centre}-{number}"
    light = chance.choices(["", "yellow", "red", "overdue"], (80, 12, 5, 3))[0] if is_open else ""
    fields = {
        "case_number": key,
        "centre": centre,
        "open": is_open,
        "state": "in_progress" if is_open else "closed",
        "light": light,
        "departments": [f"{centre}.{code}" for code in chance.sample(DEPARTMENTS, 2)] if is_open else [],
        "party": [f"91150622MA{chance.randrange(20_000):06}X"],
        "agent": f"zh{chance.randrange(12)}",
    }
    state = named["state"] | {"centre": centre, "request": key, "state": fields["state"]}
    # `open` beside the card is for the doctor, who would miss the alarms of all these cases.
    return named | {"_id": key, "open": False, "state": state, "card": named["card"] | fields}


async def asked(cards: MongoCaseCards, collection: AsyncIOMotorCollection[dict[str, Any]]) -> list[tuple[str, list[float], int]]:
    """Each question: its name, seconds of every answer, and how many cards the answers held on average."""
    middles = {centre: await _middle(collection, centre) for centre in CENTRES}
    someone = (await cards.find(CENTRES[0], CasesQuery(limit=1)))[0]
    party = (await collection.find_one({"_id": someone["case_number"]}))["card"]["party"][0]
    questions: dict[str, Callable[[str], CasesQuery]] = {
        "open, first page of 50": lambda _: CasesQuery(state="open"),
        "open, a page in the middle": lambda centre: CasesQuery(state="open", after=middles[centre]),
        "of a department": lambda centre: CasesQuery(department=f"{centre}.slj"),
        "of an applicant": lambda _: CasesQuery(applicant=party),
        "with a red light": lambda _: CasesQuery(light="red"),
        "by a rare text": lambda _: CasesQuery(text="薛家湾镇库布其屠宰"),
        "by a common text": lambda _: CasesQuery(text="光伏发电"),
        "open, by a text": lambda _: CasesQuery(state="open", text="沙圪堵镇通威"),
    }
    return [(name, *await _timed(lambda centre, ask=ask: cards.find(centre, ask(centre)))) for name, ask in questions.items()]


async def _middle(collection: AsyncIOMotorCollection[dict[str, Any]], centre: str) -> str:
    wanted = {"card.centre": centre, "card.open": True}
    count = await collection.count_documents(wanted)
    found = await collection.find(wanted, {"_id": 1}).sort("_id", -1).skip(count // 2).limit(1).to_list(1)
    return str(found[0]["_id"])


async def _timed(ask: Callable[[str], Awaitable[Any]]) -> tuple[list[float], int]:
    took, cards = [], 0
    for number in range(-len(CENTRES), ASKED):  # the first of each centre warms up, as a service is after a minute
        began = time.perf_counter()
        answer = await ask(CENTRES[number % len(CENTRES)])
        if number >= 0:
            took.append(time.perf_counter() - began)
            cards += len(answer)
    return took, round(cards / ASKED)


async def measure(settings: Settings, count: int) -> list[Row]:
    """Store so many cases, ask each question."""
    collection = database(settings, "intake")["cases"]
    cards = MongoCaseCards(collection)
    await cards.prepare()
    began = time.perf_counter()
    size = await stored(collection, count)
    filled = time.perf_counter() - began
    rows = []
    for name, took, cards_each in await asked(cards, collection):
        p50, p99 = percentile(took, 0.5) * 1000, percentile(took, 0.99) * 1000
        how = f"among {count} cases of {size / 1000:.1f} KB in {len(CENTRES)} centres, {cards_each} found; {BAR}"
        rows.append((f"(j) cases {name}", f"p50 {p50:.1f} ms, p99 {p99:.1f} ms", how))
    how = f"{count} documents with their indexes in {filled:.0f} s"
    return [*rows, ("(j) cases put in", f"{count / filled:.0f} /s", how)]


async def through_the_bus(stack: Stack) -> Row:
    """The same first page, asked by a window."""
    async with connected(stack.settings_for(f"centre-{CENTRE}")) as client:
        took = []
        for _ in range(ASKED):
            began = time.perf_counter()
            await client.ask(CENTRE, "intake", "cases", {"state": "open", "limit": 50})
            took.append(time.perf_counter() - began)
    p50, p99 = percentile(took, 0.5) * 1000, percentile(took, 0.99) * 1000
    return "(j) cases open, over the bus", f"p50 {p50:.1f} ms, p99 {p99:.1f} ms", f"first page of 50 of {CENTRE}; {BAR}"


async def alone(count: int) -> list[Row]:
    """On a database of its own, without services."""
    with tempfile.TemporaryDirectory(prefix="daiban-bench-") as directory:
        server = MongoServer(Path(directory))
        server.start()
        try:
            settings = Settings(mongodb_uri=server.uri)
            outbox = Outbox(MemorySender())
            cases = MongoAggregates(database(settings, "intake")["cases"], Case, outbox, "intake", SystemClock(), card=card)
            one = case(1)
            await cases.add(one, Cause("model"), [])
            return await measure(settings, count)
        finally:
            server.stop()


def main() -> None:
    """Parse, measure, print."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.listing", description=__doc__)
    parser.add_argument("--stored", type=int, default=50_000)
    console = Console(width=140)
    for row in asyncio.run(alone(parser.parse_args().stored)):
        console.print(*row, sep=" | ")


if __name__ == "__main__":
    main()
