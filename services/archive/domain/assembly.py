"""From the journal of a complete case to its packages: the ordinary dossier and, where needed, the restricted one."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from services.archive.domain.completeness import OWNERS
from services.archive.domain.consultation import record
from services.archive.domain.entry import JournalEntry
from services.archive.domain.history import closing_time, ordered
from services.archive.domain.package import Package, package
from services.archive.domain.restriction import Restriction
from services.archive.domain.volume import Volume


@dataclass(frozen=True, slots=True)
class Assembled:
    """The packages of one case, not packed yet."""

    case: str
    centre: str
    closed_at: datetime
    ordinary: Package
    restricted: Package | None

    @property
    def enclosed_bytes(self) -> int:
        """Of the files that go into them, together."""
        return self.ordinary.enclosed_bytes + (self.restricted.enclosed_bytes if self.restricted else 0)


def assemble(
    entries: Sequence[JournalEntry], restriction: Restriction, limit: int, consulted: Sequence[JournalEntry] = ()
) -> Assembled:
    """The packages of a case that lacks nothing; in whatever order the facts arrived, they are the same.

    `consulted`: every fact of the consultation that its application names. `limit`: bytes of the files in either package.
    Errors: DossierTooLarge.
    """
    history = ordered(belonging(entries))
    asked = record(history[0].case, consulted)
    closed_at = closing_time(history)
    shown = restriction.apply([*asked, *history])
    public = Volume("ordinary", history[0].case, shown[len(asked) :], shown[: len(asked)], closed_at)
    apart = [original for original, one in zip([*asked, *history], shown, strict=True) if one.withheld]
    kept = Volume("restricted", public.case, _of(apart, public.case), _of(apart, public.case, same=False), closed_at)
    return Assembled(
        case=public.case,
        centre=history[0].centre,
        closed_at=closed_at,
        ordinary=package(public, limit),
        restricted=package(kept, limit) if apart else None,
    )


def _of(entries: Iterable[JournalEntry], case: str, *, same: bool = True) -> list[JournalEntry]:
    return [entry for entry in entries if (entry.case == case) is same]


def belonging(entries: Iterable[JournalEntry]) -> list[JournalEntry]:
    """The facts that make the file: numbered ones of the four owners. Others stay in the journal only."""
    return [entry for entry in entries if entry.owner in OWNERS and entry.sequence]
