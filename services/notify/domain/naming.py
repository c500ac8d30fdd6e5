"""How notices name what a fact of routing is about, and the business reason that tells one notice from another."""

import re
from collections.abc import Iterable
from typing import Final

from services.notify.domain.desk import UNNAMED, Desk, Matter
from services.notify.domain.known import Known
from shared.contracts import routing

NUMBERED: Final = re.compile(r"事项 ?(\d+)")
WHOLE_CASE = Matter("本件", hidden=False)


def item_of(fact: routing.TaskEvent, desk: Desk) -> tuple[Matter, dict[str, str]]:
    """The item and the department as notices name them."""
    matter = desk.matter(fact.item, fact.item_name)
    return matter, {"matter": matter.words, "department": matter.department(fact.department_name)}


def named(item: int | None, desk: Desk) -> Matter:
    """An item of which a fact gives only the number; one that the catalogue does not name is told of like a restricted one."""
    return WHOLE_CASE if item is None else desk.matter(item, desk.names.get(item, ""))


def words_withheld(known: Known, desk: Desk) -> bool:
    """Free words may touch any item of the case: with a restricted one in it, none is repeated."""
    return not desk.restricted.isdisjoint(known.items)


def free(text: str, known: Known, desk: Desk) -> str:
    """Words that somebody wrote, unless they may not be repeated."""
    return "" if words_withheld(known, desk) else text


def party_told(party: str, known: Known, desk: Desk) -> str:
    """A department by its name, unless it may be the one that deals with a restricted item."""
    return free(desk.party(party), known, desk) or UNNAMED


def about_told(about: str, known: Known, desk: Desk) -> str:
    """What a duty is about: an item by its name instead of its number; nothing where words may not be repeated."""
    return NUMBERED.sub(lambda found: named(int(found[1]), desk).words, free(about, known, desk))


def keyed(key: str, known: Known, desk: Desk) -> str:
    """A duty's key; the number of a restricted item in it would tell what it is, so its place stands there."""
    places = {item: f"no{place}" for place, item in enumerate(known.items, 1) if item in desk.restricted}
    return re.sub(r"\d+", lambda found: places.get(int(found[0]), found[0]), key)


def materials_told(names: Iterable[str], known: Known, desk: Desk) -> list[str]:
    """材料 by name; a name may tell what a restricted item is about."""
    return [] if words_withheld(known, desk) else list(names)


def numbered(what: str, known: Known) -> str:
    """A reason for what can happen more than once: plain the first time, then `delivered:2`."""
    times = known.round(what)
    return what if times == 1 else f"{what}:{times}"


def once(what: str, fact: routing.TaskEvent, known: Known, matter: Matter) -> str:
    """A reason for this item: by number, or if that would tell what it is, by its place in the application."""
    place = known.items.index(fact.item) + 1 if fact.item in known.items else 0
    return f"{what}:no{place}" if matter.hidden else f"{what}:{fact.item}"


def again(what: str, fact: routing.TaskEvent, known: Known, matter: Matter) -> str:
    """The same for what can happen to an item more than once: `correction:24:1`."""
    return f"{once(what, fact, known, matter)}:{known.round(f'{what}:{fact.item}')}"
