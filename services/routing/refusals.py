"""Acts that were refused: who wanted what, and why it was not done; on record, and shown to the centre of the case."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final, NamedTuple, Protocol

from services.routing.domain.route import Route
from shared.errors import Fault

LATELY: Final = 20  # acts of a case that its centre is shown, the last ones
AUTHORITY: Final = "主管部门"
"""How the department of a restricted item is called."""


class RefusedAct(NamedTuple):
    """An act that was refused."""

    who: str
    """`<region>.<department>`, or the region code of a centre."""
    act: str
    about: str
    """Item, transfer, matter or measure within the case: `15`, `15/T1`, `E1`, `E1/M1`; empty: the case, or not on record."""
    faults: tuple[Fault, ...]
    at: datetime


class Refusals(Protocol):
    """Where refused acts are recorded."""

    async def note(self, case: str, who: str, act: str, faults: Sequence[Fault], at: datetime, about: str = "") -> None:
        """Keep one; it changes nothing else. The arguments are as in `RefusedAct`."""

    async def of(self, case: str, limit: int) -> list[RefusedAct]:
        """The last ones about a case, the oldest first."""


def told(it: Route, act: RefusedAct) -> dict[str, Any]:
    """One act; of what may be about a restricted item, neither which department it was nor why."""
    hidden = _may_be_secret(it, act.about)
    return {
        "at": act.at.isoformat(),
        "who": AUTHORITY if hidden and "." in act.who else act.who,
        "act": act.act,
        "faults": [] if hidden else [fault.model_dump() for fault in act.faults],
    }


def _may_be_secret(it: Route, about: str) -> bool:
    secret = {task.plan.item for task in it.tasks.values() if task.restricted}
    first = about.partition("/")[0]
    asked = it.matters.get(f"{it.id}/{first}")
    item = asked.item if asked else int(first) if first.isdecimal() else None
    return bool(secret) and (item is None or item in secret)
