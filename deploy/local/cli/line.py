"""A line of a case's history, and the place where every fact's words are registered."""

from functools import singledispatch
from typing import NamedTuple

from deploy.local.cli.words import WITHHELD
from shared.contracts import intake, routing
from shared.contracts.base import Event
from shared.contracts.common import ACTORS


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


def doer(fact: intake.IntakeEvent, otherwise: str = "政务服务中心") -> str:
    """Who did it, and for whom where an agent acted; `otherwise` where the fact names nobody."""
    kind, _, identity = fact.by.partition(":")
    who = f"代办员 {identity}" if kind == "agent" and identity else ACTORS.get(fact.by, fact.by) or otherwise
    return f"{who}（代{fact.acting_for}）" if fact.acting_for else who


def because(reason: str) -> str:
    """A reason after a colon; nothing where none is given."""
    return f"：{reason}" if reason else ""
