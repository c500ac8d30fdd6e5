"""What an office's clock needs: its working days, its hours, and when its lights turn yellow."""

from collections.abc import Callable, Mapping
from datetime import datetime, time
from types import MappingProxyType
from typing import NamedTuple

from shared.clock.deadlines import deadline
from shared.clock.terms import Term
from shared.clock.workdays import WorkCalendar


class Times(NamedTuple):
    """What a centre's clock needs: its working days, its hours, and when a light turns yellow (share of the days)."""

    calendar: WorkCalendar
    opens: time
    closes: time
    yellow: float
    elsewhere: "Callable[[str], Times] | None" = None
    terms: Mapping[str, Term] = MappingProxyType({})
    """Limits that this place sets itself, by name."""

    def at(self, place: str) -> "Times":
        """The clock of another place; one clock for all where no other is known."""
        return self.elsewhere(place) if self.elsewhere else self

    def due(self, term: Term, start: datetime) -> datetime:
        """When a term ends that starts now."""
        return deadline(term, start, self.calendar, closing=self.closes).due
