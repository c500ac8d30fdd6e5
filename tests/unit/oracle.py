"""The rules evaluated in plain Python, straight from the YAML: what the engine has to agree with.

It shares no code with the loader, the compiler or the engine: it reads, layers and compares by itself.
"""

from collections.abc import Iterable, Iterator, Mapping
from operator import eq, ge, gt, le, lt, ne
from pathlib import Path
from typing import Any

import yaml

COMPARE = {"eq": eq, "ne": ne, "lt": lt, "le": le, "gt": gt, "ge": ge, "in": lambda value, wanted: value in wanted}
NUMBERS = {"investment", "energy_tce", "power_kwh", "area_ha", "earthwork_m3", "slope_m"}


class Oracle:
    """A rule engine for one region."""

    def __init__(self, folder: Path, region: str) -> None:
        self.rules: dict[str, dict[str, Any]] = {}
        for layer in lineage(folder, region):
            for entry in said(folder, layer).get("rules", ()):
                if entry.get("off") or entry.get(False):  # YAML 1.1 reads the key `off` as false
                    del self.rules[entry["id"]]
                else:
                    self.rules[entry["id"]] = entry

    def fired(self, version: str, facts: Mapping[str, Any]) -> tuple[str, ...]:
        return tuple(name for name, rule in self.rules.items() if fires(rule, facts))


def fires(rule: Mapping[str, Any], facts: Mapping[str, Any]) -> bool:
    if rule.get("scope", "item") != facts["scope"]:
        return False
    if "valid_from" in rule and facts["today"] < number(rule["valid_from"]):
        return False
    if "valid_to" in rule and facts["today"] > number(rule["valid_to"]):
        return False
    return holds(rule.get("when"), facts)


def holds(when: Any, facts: Mapping[str, Any]) -> bool:
    if when is None:
        return True
    if isinstance(when, list):
        return all(holds(part, facts) for part in when)
    return all(part_holds(key, value, facts) for key, value in when.items())


def part_holds(key: str, value: Any, facts: Mapping[str, Any]) -> bool:
    if key in {"all", "any"}:
        return {"all": all, "any": any}[key](holds(part, facts) for part in value)
    if key in NUMBERS and facts[key] == -1:
        return False
    tests = value if isinstance(value, dict) else {"eq": value}
    return all(COMPARE[op](facts[key], wanted) for op, wanted in tests.items())


def number(day: Any) -> int:
    return int(day.strftime("%Y%m%d"))


def lineage(folder: Path, region: str) -> list[str]:
    above = said(folder, region).get("inherits") or parent(region)
    return [*(lineage(folder, above) if above else []), region]


def parent(region: str) -> str | None:
    if region.endswith("0000"):
        return None
    return region[:2] + "0000" if region.endswith("00") else region[:4] + "00"


def said(folder: Path, region: str) -> dict[str, Any]:
    path = folder / region / "rulebook.yaml"
    return yaml.safe_load(path.read_text("utf-8")) if path.exists() else {}


def compared(rules: Iterable[Mapping[str, Any]]) -> Iterator[tuple[str, Any]]:
    """Every fact with every value that the rules compare it with, in the order of the files."""
    for rule in rules:
        yield from (("today", number(rule[day])) for day in ("valid_from", "valid_to") if day in rule)
        yield from values(rule.get("when"))


def values(when: Any) -> Iterator[tuple[str, Any]]:
    for part in when if isinstance(when, list) else [when or {}]:
        for key, said in part.items():
            if key in {"all", "any"}:
                yield from values(said)
            else:
                for wanted in said.values() if isinstance(said, dict) else [said]:
                    yield from ((key, each) for each in (wanted if isinstance(wanted, list) else [wanted]))
