"""The end of a route: what follows from the end of the case (办结、终止、撤件), and from the end of its file (结案)."""

from collections.abc import Sequence
from typing import Final

from services.routing.domain.matter import MatterState
from services.routing.domain.route import Route, RouteState
from shared.aggregate import Said
from shared.contracts import routing as say

COMPLETED: Final = "办件已办结"


def complete(route: Route) -> Sequence[Said]:
    """The 办结单 is signed: nobody has to resolve anything for the case any more; measures that are open are followed on."""
    route.over = route.over or COMPLETED
    return []


def close(route: Route) -> Sequence[Said]:
    """The case file is closed (结案): the route closes as soon as nothing of it is open any more."""
    route.over = route.over or COMPLETED
    route.file_closed = True
    return closed_at_last(route)


def closed_at_last(route: Route) -> Sequence[Said]:
    """Say that the route is at its end, once: after the end of the case file, with every item ended, every matter and
    measure closed, and every joint review closed, of which `RouteClosed` says how much was heard. A cancelled one, too, is
    closed by a fact of its own, which has to be heard before: nothing may be said of a case whose route is at its end.
    """
    open_matters = any(matter.state is not MatterState.CLOSED for matter in route.matters.values())
    waits = not route.file_closed or open_matters or not all(review.over for review in route.reviews.values())
    if route.state is not RouteState.DECIDED or waits:
        return []
    route.state = RouteState.CLOSED
    return [say.RouteClosed(reviews=route.reviews_heard)]
