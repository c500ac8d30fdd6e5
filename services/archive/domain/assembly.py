"""From the journal of a complete case to its packages: the ordinary dossier and, where needed, the restricted one."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from services.archive.domain.completeness import OWNERS
from services.archive.domain.dossier import Dossier
from services.archive.domain.entry import JournalEntry
from services.archive.domain.history import closing_time, ordered
from services.archive.domain.package import Package, package
from services.archive.domain.restriction import Restriction


@dataclass(frozen=True, slots=True)
class Assembled:
    """The packages of one case."""

    case: str
    centre: str
    closed_at: datetime
    ordinary: Package
    restricted: Package | None

    def dossier(self) -> Dossier:
        """What is remembered of them."""
        return Dossier(
            id=self.case,
            centre=self.centre,
            filename=self.ordinary.filename,
            file_id=_file_id(self.ordinary),
            sha256=self.ordinary.sha256,
            size=len(self.ordinary.content),
            entries=self.ordinary.entries,
            events=self.ordinary.events,
            closed_at=self.closed_at.isoformat(),
            restricted_file_id=_file_id(self.restricted) if self.restricted else None,
            restricted_sha256=self.restricted.sha256 if self.restricted else None,
        )


def assemble(entries: Sequence[JournalEntry], restriction: Restriction) -> Assembled:
    """The packages of a case that lacks nothing; in whatever order the facts arrived, the bytes are the same.

    Errors: DossierTooLarge.
    """
    history = ordered(belonging(entries))
    closed_at = closing_time(history)
    shown = restriction.apply(history)
    withheld = [original for original, public in zip(history, shown, strict=True) if public.withheld]
    return Assembled(
        case=history[0].case,
        centre=history[0].centre,
        closed_at=closed_at,
        ordinary=package("ordinary", shown, closed_at),
        restricted=package("restricted", withheld, closed_at) if withheld else None,
    )


def belonging(entries: Iterable[JournalEntry]) -> list[JournalEntry]:
    """The facts that make the file: numbered ones of the four owners. Others stay in the journal only."""
    return [entry for entry in entries if entry.owner in OWNERS and entry.sequence]


def _file_id(made: Package) -> str:
    """Case and content: two replicas, or two versions of this program, that close the same case never mix their chunks."""
    return f"{made.filename}#{made.sha256[:16]}"
