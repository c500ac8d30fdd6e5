"""咨询 that became the case: its facts bear a number of their own, and belong into the dossier all the same."""

from collections.abc import Iterable, Sequence

from services.archive.domain.completeness import INTAKE, gaps_told
from services.archive.domain.entry import JournalEntry
from shared.identifiers.record_number import normalise_record_number

BECAME = (INTAKE, "consultation-became-case")


def named_consultation(entries: Iterable[JournalEntry]) -> str:
    """咨询编号 that the application of a case names; empty where it comes from none."""
    for entry in entries:
        application = entry.body.get("application") if (entry.owner, entry.name) == (INTAKE, "case-submitted") else None
        number = application.get("consultation") if isinstance(application, dict) else None
        if isinstance(number, str) and number:
            return normalise_record_number(number)
    return ""


def case_of(entry: JournalEntry) -> str:
    """办件编号 that a consultation has become, if this fact says so; else empty."""
    number = entry.body.get("case_number") if (entry.owner, entry.name) == BECAME else None
    return number if isinstance(number, str) else ""


def record(case: str, facts: Sequence[JournalEntry]) -> list[JournalEntry]:
    """What intake said of the consultation until it became this case, by number. Later facts change no dossier."""
    end = _became(case, facts)
    spoken = sorted((fact for fact in facts if fact.owner == INTAKE and fact.sequence), key=lambda fact: fact.sequence)
    return [fact for fact in spoken if end and fact.sequence <= end.sequence]


def lacking(number: str, case: str, facts: Sequence[JournalEntry]) -> list[str]:
    """What the record of the consultation that a case names still lacks, in Chinese.

    One that has become another case, or is another centre's, is not waited for: it is no part of this one.
    """
    if not number or any(case_of(fact) not in {"", case} for fact in facts):
        return []
    end = _became(case, facts)
    if end is None:
        return [f"咨询 {number} 尚无转为办件事件（consultation-became-case）"]
    return gaps_told(f"咨询 {number}", [fact.sequence for fact in record(case, facts)])


def _became(case: str, facts: Iterable[JournalEntry]) -> JournalEntry | None:
    return next((fact for fact in facts if case_of(fact) == case), None)
