"""A restricted item before others: neither whose it is, nor what was written about it, is told to another department.

Its department is called by its place and 主管部门 (`150600.主管部门`) wherever another one reads an address, and may be named
so in answers. Whoever is a department of the same kind reads addresses as they are.
"""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:  # a route sends letters, and those are veiled
    from services.routing.domain.route import Route

RESTRICTED_DEPARTMENT: Final = "主管部门"
RESTRICTED_REASON: Final = "限制公开"
"""In place of what somebody wrote about a restricted item."""


def hides(route: "Route", item: int | None) -> bool:
    """Is that a restricted item of this case?"""
    task = route.task_of(item)
    return task is not None and task.restricted


def told(route: "Route", address: str, reader: str = "") -> str:
    """An address as `reader` may read it, both `<region>.<department>`; no reader: nobody in particular."""
    place, _, code = address.partition(".")
    secret = {task.plan.department for task in route.tasks.values() if task.restricted}
    known = code not in secret or reader.partition(".")[2] == code
    return address if known else f"{place}.{RESTRICTED_DEPARTMENT}"


def all_told(route: "Route", addresses: Iterable[str], reader: str) -> dict[str, str]:
    """How `reader` is told of each -> the address itself."""
    return {told(route, address, reader): address for address in addresses}


def named(route: "Route", address: str, name: str, reader: str = "") -> str:
    """The name of that department, as `reader` may read it."""
    return name if told(route, address, reader) == address else RESTRICTED_DEPARTMENT
