"""Refused acts as the centre of the case is shown them."""

from typing import Any, Final

from services.routing.domain.route import Route
from services.routing.domain.veil import RESTRICTED_DEPARTMENT
from shared.store import RefusedAct

LATELY: Final = 20  # acts of a case that its centre is shown, the last ones
AUTHORITY: Final = RESTRICTED_DEPARTMENT
"""How the department of a restricted item is called."""


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
