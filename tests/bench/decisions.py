"""How fast the rules decide, with facts and record, and how long it takes to have every shipped rulebook ready."""

import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final

from services.routing import asking
from services.routing.domain.decisions import Decision, Placed, decide_case, decide_item, summary
from services.routing.domain.rules import Rulebook
from services.routing.domain.ruling import Ruling
from services.routing.rules.engine import DurableEngine
from services.routing.rules.loading import Layers

Row = tuple[str, str, str]
SHIPPED: Final = Path(__file__).parents[2] / "deploy" / "jurisdictions"
CENTRE: Final = "150622"
TOLD: Final[Mapping[str, Any]] = {
    **asking.of_centre(CENTRE, "150622100"),
    "today": 20260302,
    "project_kind": "enterprise",
    "investment": 186_500_000.0,
    "energy_tce": 12_480.5,
    "power_kwh": 31_200_000.0,
    "area_ha": 6.2513,
    "earthwork_m3": 48_200.0,
    "slope_m": None,
    "mine": "none",
    "key_project": True,
    "technical_renovation": True,
    "special_construction": True,
    "urgent": False,
    "agent_cannot_resolve": False,
}
"""A chemical works of 准格尔旗, as an application tells it."""


def rows(seconds: float = 3.0) -> list[Row]:
    """Both measures, in this process, on one core."""
    ready, engine, rulebooks = readiness()
    return [rate(engine, rulebooks[CENTRE], seconds), ready]


def rate(engine: DurableEngine, rulebook: Rulebook, seconds: float) -> Row:
    """Every item of the catalogue and the case that they make up, over and over; each asked and recorded anew."""
    rulings, fired, started = 0, 0, time.process_time()  # what others do on this machine meanwhile is not counted
    while time.process_time() - started < seconds:
        for ruling, rules in decided(engine, rulebook):
            assert ruling.decided_by
            rulings += 1
            fired += rules
    each = rulings / (time.process_time() - started)
    how = f"facts, engine, verdicts and record; {fired / rulings:.1f} of {len(rulebook.rules)} rules fire; mark: ≥ 5,000"
    return "(c) decisions, one core", f"{each:,.0f} /s", how


def decided(engine: DurableEngine, rulebook: Rulebook) -> Iterator[tuple[Ruling, int]]:
    """One case with all 31 items: each ruling as it is kept, and how many rules fired."""
    placed: list[Placed] = []
    for number in range(1, 32):
        asked = {"item": number, "item_stage": f"S{number % 4 + 1}"}
        of_item = decide_item(rulebook, engine, {**TOLD, **asked})
        needed = not of_item.not_needed
        placed.append(Placed(number, CENTRE, of_item.department, of_item.level, f"S{number % 4 + 1}", needed=needed))
        yield recorded(rulebook, asked, of_item)
    counted = summary(placed)
    yield recorded(rulebook, counted, decide_case(rulebook, engine, {**TOLD, **counted}))


def recorded(rulebook: Rulebook, asked: dict[str, Any], decision: Decision) -> tuple[Ruling, int]:
    """As placing.py keeps it."""
    by = asking.recorded(decision.decided_by)
    ruling = Ruling(centre=CENTRE, rulebook=rulebook.version, asked=asked, verdicts=decision.won, decided_by=by)
    return ruling, len(decision.decided_by)


def readiness() -> tuple[Row, DurableEngine, dict[str, Rulebook]]:
    """From the files on disk to an engine that knows all of them, as a replica starts: read, checked, compiled, registered."""
    regions = sorted(folder.name for folder in SHIPPED.iterdir() if (folder / "centre.yaml").exists())
    started = time.perf_counter()
    layers = Layers(SHIPPED)
    rulebooks = {region: layers.compose(region)[0] for region in regions}
    read = time.perf_counter()
    engine = DurableEngine()
    for rulebook in rulebooks.values():
        engine.ensure(rulebook)
    registered = time.perf_counter()
    largest = max(rulebooks.values(), key=lambda rulebook: len(rulebook.rules))
    DurableEngine().ensure(largest)
    alone = time.perf_counter() - registered
    how = (
        f"{len({rulebook.version for rulebook in rulebooks.values()})} versions for {len(regions)} centres: read and checked "
        f"{read - started:.2f} s, compiled and registered {registered - read:.2f} s "
        f"(the largest, {len(largest.rules)} rules: {alone * 1000:.0f} ms); mark: ≤ 1 s"
    )
    return ("(g) all rulebooks ready", f"{registered - started:.2f} s", how), engine, rulebooks
