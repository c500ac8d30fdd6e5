"""The order of a case's facts, and the instants in them."""

from collections.abc import Iterable
from datetime import UTC, datetime

from services.archive.domain.entry import JournalEntry
from shared.clock import in_china

BEGINNING = datetime(1980, 1, 2, tzinfo=UTC)  # the first day a zip file can tell; stands for a time that is unreadable
END = datetime(2107, 12, 30, tzinfo=UTC)  # the last one
CLOSED, COMPLETED, ROUTE_CLOSED = ("intake", "case-closed"), ("intake", "case-completed"), ("routing", "route-closed")


def ordered(entries: Iterable[JournalEntry]) -> list[JournalEntry]:
    """By time, then owner, then sequence; but an owner's facts always by sequence, whatever its replicas' clocks said.

    So a fact's place is that of the latest time its owner has named up to it.
    """
    latest: dict[str, datetime] = {}
    keyed: list[tuple[datetime, str, int, str, JournalEntry]] = []
    for entry in sorted(entries, key=lambda entry: (entry.owner, entry.sequence, entry.id)):
        when = instant(entry.time)
        if entry.sequence:
            when = latest[entry.owner] = max(when, latest.get(entry.owner, BEGINNING))
        keyed.append((when, entry.owner, entry.sequence, entry.id, entry))
    return [entry for *_, entry in sorted(keyed, key=lambda key: key[:4])]


def instant(text: str) -> datetime:
    """The instant in a fact's time, in China's zone, within what a zip file can tell; 1980 where it names none."""
    try:
        return in_china(min(max(datetime.fromisoformat(text), BEGINNING), END))
    except (ValueError, TypeError):
        return in_china(BEGINNING)


def closing_time(entries: Iterable[JournalEntry]) -> datetime:
    """When the case came to its end: the later of 结案 (case-closed) and 派件结束 (route-closed), never the wall clock.

    Dossiers of the first two formats knew no 结案; there 办结 (case-completed) takes its place.
    """
    said: dict[tuple[str, str], list[datetime]] = {}
    for entry in entries:
        said.setdefault((entry.owner, entry.name), []).append(instant(entry.time))
    ends = [*said.get(CLOSED, said.get(COMPLETED, ())), *said.get(ROUTE_CLOSED, ())]
    return max(ends, default=in_china(BEGINNING))
