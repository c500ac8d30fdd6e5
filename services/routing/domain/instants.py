"""When something of a route becomes due if nobody acts."""

from collections.abc import Iterator
from datetime import datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:  # a route rings at these
    from services.routing.domain.route import Route


def instants(route: "Route") -> Iterator[datetime]:
    """Lights, limits of offers, of rungs and of measures, in any order; none while every clock stands."""
    if route.suspension:
        return
    for task in route.tasks.values():
        offer = task.offered
        yield from (at for at in (task.next_light(), task.offer_again_at) if at)
        if offer and not offer.overdue:
            yield offer.due
    yield from (at for matter in route.matters.values() if (at := matter.next_alarm()))
    if route.joint and (at := route.joint.next_light()):
        yield at
