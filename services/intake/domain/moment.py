"""What every act needs besides the case: the instant, the office's clock, and the centre's limits."""

from datetime import datetime
from typing import NamedTuple

from shared.clock import Term, Times
from shared.duties import Terms


class Moment(NamedTuple):
    """When something happens, and what counts there."""

    now: datetime
    times: Times
    terms: Terms

    @property
    def iso(self) -> str:
        """The instant as facts tell it."""
        return self.now.isoformat()

    def due(self, term: Term) -> datetime:
        """When a term ends that starts now."""
        return self.times.due(term, self.now)
