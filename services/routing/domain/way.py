"""The way (上下联动) of an item from the centre that holds it to the one whose departments decide it."""

from collections.abc import Callable
from typing import NamedTuple

from shared.contracts.transfers import Direction
from shared.errors import PermanentError
from shared.regions import Level, ancestors, at_level, region

OnBus = Callable[[str], bool]


class OutOfReach(PermanentError):
    """No hand-over leads from one place to the other: they lie in different provinces, or nobody there is on the bus."""

    def __init__(self, holder: str, authority: str) -> None:
        self.holder, self.authority = holder, authority
        super().__init__(f"no hand-over leads from {holder} to {authority}: apply at a centre of {authority}'s own province")


class Seat(NamedTuple):
    """Who decides: the centre on the bus, and the authority above it to which its department submits, if any."""

    centre: str
    submit_to: str | None


def seat_of(place: str, level: str, on_bus: OnBus) -> Seat:
    """The seat of authority over what lies at `place` (a region code) and is decided at `level` (`city`, `county` …).

    A place below that has no centre of its own is served by the nearest above; what is decided above everything that
    is on the bus goes to the nearest below, whose department submits it (seed 000 三, 由市直部门协调提请上级).
    """
    chain = [region(place), *ancestors(place)]
    holder = next((each for each in chain if each.level <= Level[level.upper()]), chain[-1])
    above = [each.code for each in (holder, *ancestors(holder.code)) if on_bus(each.code)]
    if above:
        return Seat(above[0], None)
    below = [each.code for each in chain if each.level > holder.level and on_bus(each.code)]
    if not below:
        raise OutOfReach(place, holder.code)
    return Seat(below[-1], holder.code)


def way(holder: str, authority: str, on_bus: OnBus) -> tuple[str, ...]:
    """The centres that the item passes after `holder`, the last being `authority`; empty when it is there already.

    One level at a time, as the seeds ask (纵向三级联动); between centres of one level directly. Errors: OutOfReach.
    """
    passed: list[str] = []
    while holder != authority:
        holder = _next(holder, authority, on_bus)
        passed.append(holder)
    return tuple(passed)


def direction(giver: str, receiver: str) -> Direction | None:
    """Where a hand-over leads; None when the receiver is neither above nor below nor beside.

    Beside is a centre of the same level in the same autonomous region or province.
    """
    first, second = region(giver), region(receiver)
    if second in ancestors(giver):
        return "up"
    if first in ancestors(receiver):
        return "down"
    beside = first.code != second.code and first.level is second.level and _province(giver) == _province(receiver)
    return "across" if beside else None


def _next(holder: str, authority: str, on_bus: OnBus) -> str:
    here, there = region(holder), region(authority)
    if here in ancestors(authority):
        below = [each.code for each in (there, *ancestors(authority)) if each.level > here.level and on_bus(each.code)]
        return below[-1]
    if there in ancestors(holder) or here.level > there.level:
        return _above(holder, authority, on_bus)
    if _province(holder) != _province(authority):
        raise OutOfReach(holder, authority)
    peers = [each.code for each in (there, *ancestors(authority)) if each.level is here.level and on_bus(each.code)]
    return peers[0] if peers else _above(holder, authority, on_bus)  # down to it from a common superior


def _above(holder: str, authority: str, on_bus: OnBus) -> str:
    found = next((each.code for each in ancestors(holder) if on_bus(each.code)), None)
    if found is None:
        raise OutOfReach(holder, authority)
    return found


def _province(code: str) -> str | None:
    found = at_level(code, Level.REGION)
    return found.code if found else None
