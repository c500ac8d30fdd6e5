"""A line of a case's history, and the place where every fact's words are registered."""

from functools import singledispatch
from typing import NamedTuple

from deploy.local.cli.words import WITHHELD
from shared.contracts import routing
from shared.contracts.base import Event


class Line(NamedTuple):
    """One line of the history: who did what, and on which ground."""

    who: str
    what: str
    why: str = ""


@singledispatch
def tell(fact: Event) -> Line | None:
    """The fact in words; None for one that nobody has put into words yet. One function for each kind, in `telling*`."""
    del fact
    return None


def item_of(fact: routing.TaskEvent) -> str:
    """The item's name in quotation marks; a restricted one has none."""
    return f"“{fact.item_name or WITHHELD}”"
