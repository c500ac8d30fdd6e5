"""Every change of a route ends the same way: troubles climb, what has ended is settled, the plan moves, desks are told."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Protocol

from services.routing.domain import joint, ladder, moving, reviewing
from services.routing.domain.replanning import replan
from services.routing.domain.reports import reports
from services.routing.domain.route import Route
from services.routing.domain.rules import Rulebook
from services.routing.ladders import Ladders
from shared.aggregate import Said
from shared.bus import Cause
from shared.clock import Clock, Times
from shared.jurisdictions import Jurisdictions
from shared.store import Aggregates

Decide = Callable[[Route, datetime, Times], Sequence[Said]]


class Shelf(Protocol):
    """Where rulebooks come from."""

    async def current(self, centre: str) -> Rulebook:
        """The one that decides a new case of this centre."""

    async def by_version(self, version: str) -> Rulebook:
        """The one that a case is pinned to, known to the engine from now on."""

    def loaded(self, version: str) -> Rulebook | None:
        """The same, if it is at hand already."""


class NotLoaded(Exception):
    """The rulebook that a route is pinned to is not at hand."""

    def __init__(self, version: str) -> None:
        self.version = version
        super().__init__(version)


class Changes:
    """Changes routes, one atomic write each, with everything that follows from a change in the same write."""

    def __init__(
        self, routes: Aggregates[Route], ladders: Ladders, shelf: Shelf, jurisdictions: Jurisdictions, clock: Clock
    ) -> None:
        self._routes = routes
        self._ladders = ladders
        self._shelf = shelf
        self._jurisdictions = jurisdictions
        self._clock = clock

    async def begin(self, route: Route, cause: Cause, decide: Decide) -> Route:
        """Store a new route with what is to be said; one that is there already stays as it is."""
        await self._shelf.by_version(route.rulebook)
        return await self._routes.add(route, cause, self._whole(route, decide))

    async def make(self, case: str, cause: Cause, decide: Decide) -> Route:
        """Change a route; its effect happens once per cause. Errors: Unknown, LostRace, DatabaseAway, and decide's."""
        try:
            return await self._routes.change(case, cause, lambda route: self._whole(route, decide))
        except NotLoaded as missing:
            await self._shelf.by_version(missing.version)
            return await self._routes.change(case, cause, lambda route: self._whole(route, decide))

    def times(self, place: str) -> Times:
        """The clock of a centre; of the nearest above where the place has none."""
        found = self._jurisdictions.centre(self._jurisdictions.nearest(place))
        terms = {
            "accept": found.settings.accept_working_days.term("接件或者提出异议的期限"),
            "correction": found.settings.correction_working_days.term("申请人补正的期限"),
        }
        return Times(found.calendar, found.hours.opens, found.hours.closes, found.settings.yellow_at.value, self.times, terms)

    def _whole(self, route: Route, decide: Decide) -> list[Said]:
        now, times = self._clock.now(), self.times(route.centre)
        held = reviewing.held(route)
        said = [*decide(route, now, times)]
        for trouble in route.troubles():
            rulebook = self._shelf.loaded(route.rulebook)
            if rulebook is None:
                raise NotLoaded(route.rulebook)
            said += ladder.escalate(route, trouble, self._ladders.choice(route, trouble, rulebook), now, times)
        said += ladder.settle(route, now)
        said += reviewing.settle(route)
        said += reviewing.lifted(route, held)
        joint.settle(route, now, times)
        moving.keep(route, times)
        said += replan(route, said, now, times)
        return said + reports(route, said)
