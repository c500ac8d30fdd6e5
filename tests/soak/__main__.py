"""`python -m tests.soak`: engine and oracle asked about generated facts until they differ, memory grows, or all are done."""

import argparse
import json
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from random import Random
from typing import Any, NamedTuple

import psutil
from rich.console import Console

from services.routing.domain.facts import Scalar
from services.routing.domain.rules import Rulebook
from services.routing.rules.engine import DurableEngine
from services.routing.rules.loading import load_rulebook
from tests.soak.drawing import ORACLES, SCOPES, drawn, size
from tests.unit.rules_world import SHIPPED

console = Console(width=120, highlight=False)

WARM_UP = 0.1
"""Part of the run after which memory has to be flat: by then every part of every rulebook has been evaluated."""

GROWTH_MB = 8.0
"""What the process may grow after the warm-up before the run fails. At 2,000,000 facts that is 5 bytes for each:
smaller than anything the engine keeps, so that the smallest leak shows."""

INTERVAL = 20
"""How many times a run reports."""


class Difference(NamedTuple):
    """The first fact about which they disagree."""

    number: int
    region: str
    facts: dict[str, Scalar]
    engine: tuple[str, ...]
    oracle: tuple[str, ...]


class Soak:
    """One run. The same seed draws the same facts in the same order."""

    def __init__(self, facts: int, seed: int, folder: Path = SHIPPED) -> None:
        self.facts = facts
        self.seed = seed
        self.books: dict[str, Rulebook] = {region: load_rulebook(folder, region) for region in ORACLES}
        self.engine = DurableEngine()
        for book in self.books.values():
            self.engine.ensure(book)
        self.met: set[str] = set()
        self.memory: list[float] = []
        """MB at each report after the warm-up."""

    def run(self) -> Difference | None:
        """The first difference, or None."""
        warm, every = int(self.facts * WARM_UP), max(1, self.facts // INTERVAL)
        started = time.perf_counter()
        for number, (region, told) in enumerate(self.stream(), 1):
            ours = self.engine.fired(self.books[region].version, told)
            theirs = ORACLES[region].fired("", told)
            if sorted(ours) != sorted(theirs):
                return Difference(number, region, told, ours, theirs)
            self.met.update(ours)
            if number % every == 0:
                self.report(number, number / (time.perf_counter() - started), warm=number >= warm)
        return None

    def stream(self) -> Iterator[tuple[str, dict[str, Scalar]]]:
        """Regions and facts about which they are asked."""
        random = Random(self.seed)  # noqa: S311  reproducible is what it has to be
        regions = list(self.books)
        for _ in range(self.facts):
            scope = random.choice(SCOPES)
            yield random.choice(regions), drawn(scope, random.randbytes(size(scope)))

    def report(self, number: int, rate: float, *, warm: bool) -> None:
        """One line, and the memory noted where it counts."""
        resident = psutil.Process().memory_info().rss / 2**20
        if warm:
            self.memory.append(resident)
        console.print(f"{number:>10,} facts  {rate:>7,.0f} /s  {resident:7.1f} MB{'' if warm else '  (warming up)'}")

    @property
    def growth(self) -> float:
        """MB by which memory ever exceeded what it was after the warm-up."""
        return max(self.memory) - self.memory[0] if self.memory else 0.0

    @property
    def unmet(self) -> list[str]:
        """Rules that never held of any fact."""
        return sorted({rule.id for book in self.books.values() for rule in book.rules} - self.met)


def shown(difference: Difference, seed: int) -> str:
    """Everything that is needed to look into it."""
    only: dict[str, Any] = {
        "engine only": sorted(set(difference.engine) - set(difference.oracle)),
        "oracle only": sorted(set(difference.oracle) - set(difference.engine)),
        "engine": difference.engine,
        "oracle": difference.oracle,
        "facts": difference.facts,
    }
    where = f"DIFFERENCE at fact {difference.number:,} of --seed {seed}, region {difference.region}"
    return f"{where}\n{json.dumps(only, ensure_ascii=False, indent=2)}"


def main() -> int:
    """0: they agreed about everything and memory stayed flat."""
    parser = argparse.ArgumentParser(prog="python -m tests.soak", description=__doc__)
    parser.add_argument("--facts", type=int, default=2_000_000)
    parser.add_argument("--seed", type=int, default=20260210)
    options = parser.parse_args()
    soak = Soak(options.facts, options.seed)
    rules = len({rule.id for book in soak.books.values() for rule in book.rules})
    console.print(f"{options.facts:,} facts, {len(soak.books)} rulebooks, {rules} rules, --seed {options.seed}")
    if difference := soak.run():
        console.print(shown(difference, options.seed), markup=False)
        return 1
    console.print(f"no difference; memory grew by {soak.growth:.1f} MB after the warm-up (allowed: {GROWTH_MB:g})")
    console.print(f"rules that never held: {', '.join(soak.unmet) or 'none'}")
    return int(soak.growth > GROWTH_MB)


if __name__ == "__main__":
    sys.exit(main())
