"""The order of items: which of a case's items have to be decided before which others."""

from collections.abc import Iterable, Mapping
from graphlib import CycleError, TopologicalSorter
from itertools import chain

from shared.jurisdictions.item import Item, Prerequisite, Range, Test


def prerequisites(items: Iterable[Item], facts: Mapping[str, object]) -> dict[int, set[int]]:
    """For every item of a case, the other items of the same case that must be decided first.

    An order is left out only when the facts contradict its condition. A fact that is absent or None contradicts
    nothing, nor does a trait that nobody declared: the earlier item was applied for, and waiting for it is lawful
    while starting without it may not be. Of an `after_any` group, those that the case has. Never a cycle: the
    loader refuses a catalogue whose orders, all conditions granted, form one.
    """
    present = {item.number: item for item in items}
    return {
        number: {earlier.item for earlier in _earlier(item) if earlier.item in present and holds(earlier, facts)}
        for number, item in present.items()
    }


def holds(prerequisite: Prerequisite, facts: Mapping[str, object]) -> bool:
    """Do the facts leave the condition standing?"""
    alternatives = prerequisite.when
    return not alternatives or not all(_contradicted(alternative, facts) for alternative in alternatives)


def find_cycle(items: Iterable[Item]) -> tuple[int, ...]:
    """Numbers along a circle of prerequisites, the first one repeated at the end; empty when there is none."""
    graph = {item.number: {earlier.item for earlier in _earlier(item)} for item in items}
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as circle:
        return tuple(circle.args[1])
    return ()


def _earlier(item: Item) -> Iterable[Prerequisite]:
    return chain(item.after.values(), item.after_any.values())


def _contradicted(alternative: Mapping[str, Test], facts: Mapping[str, object]) -> bool:
    return any(name != "trait" and _unfit(test, facts.get(name)) for name, test in alternative.items())


def _unfit(test: Test, fact: object) -> bool:
    if fact is None:
        return False
    if isinstance(test, Range):
        return isinstance(fact, int | float) and not _inside(test, fact)
    return fact not in test if isinstance(test, tuple) else fact != test


def _inside(test: Range, number: float) -> bool:
    return (test.at_least is None or number >= test.at_least) and (test.below is None or number < test.below)
