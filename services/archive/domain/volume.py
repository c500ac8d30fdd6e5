"""What one package is made of."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from services.archive.domain.entry import JournalEntry

Kind = Literal["ordinary", "restricted"]


@dataclass(frozen=True, slots=True)
class Volume:
    """卷: the facts of a case, or those of them that are kept apart, in their order; at least one of either list."""

    kind: Kind
    case: str
    history: Sequence[JournalEntry]
    consulted: Sequence[JournalEntry]
    """Facts of the consultation that became the case."""
    closed_at: datetime

    @property
    def facts(self) -> list[JournalEntry]:
        """All of them."""
        return [*self.consulted, *self.history]
