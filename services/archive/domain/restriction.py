"""What must not stand in an ordinary dossier: everything that is told of a restricted item (国家安全, item 29 of seed 003)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from hashlib import sha256
from typing import Any

from services.archive.domain.entry import JournalEntry, Json

WITHHELD: Json = {"restricted": True}
WITHHELD_TEXT = "（限制公开）"
ITEM_LISTS = {"items", "after"}  # fields of contracts that hold bare item numbers
WORDS = {"subject", "reason", "resolution", "evidence"}  # what is freely written of a matter, and so of its measures
REFERENCES = ("task_id", "review_id", "file_id", "answers")  # fields by which one fact points at another's subject


@dataclass(frozen=True, slots=True)
class Restriction:
    """限制公开: the restricted items of a centre, and the words and departments that would give them away."""

    items: frozenset[int] = frozenset()
    departments: frozenset[str] = frozenset()
    words: frozenset[str] = frozenset()

    def apply(self, entries: Sequence[JournalEntry]) -> list[JournalEntry]:
        """The entries as an ordinary dossier shows them, in the same order; untouched where no restricted item occurs.

        A fact of a restricted item keeps its id, owner, sequence and time and nothing else, so that no gap shows; in
        other facts only the parts that tell of it are taken out. Both carry the SHA-256 of the original line. Parts
        carry none: so short a text could be guessed from its hash, a whole line with its random trace cannot.
        A matter one of whose measures is about a restricted item is shown without any free words.
        """
        subjects = self._subjects(entries)
        own = {entry.id for entry in entries if self._tells(entry.body, subjects)}
        if not own and not any(self._lists(entry.body) for entry in entries):
            return list(entries)
        matters = {_matter(entry.body) for entry in entries if self._lists(entry.body.get("measures"))} - {""}
        return [self._shown(entry, subjects, entry.id in own, matters) for entry in entries]

    def _subjects(self, entries: Iterable[JournalEntry]) -> set[str]:
        """Tasks, reviews, files and facts of restricted items: each may lead to more, so until nothing is added."""
        subjects: set[str] = set()
        waiting = list(entries)
        while found := [entry for entry in waiting if self._tells(entry.body, subjects)]:
            for entry in found:
                subjects |= {entry.id, *_references(entry.body)}
            waiting = [entry for entry in waiting if entry.id not in subjects]
        return subjects

    def _tells(self, part: Json, subjects: set[str]) -> bool:
        about = self._restricted(part.get("item")) or self._restricted(_measure(part).get("item"))
        return about or not subjects.isdisjoint(_references(part))

    def _lists(self, part: Any, field: str = "") -> bool:
        """Does a restricted item occur anywhere in it?"""
        if isinstance(part, dict):
            return self._restricted(part.get("item")) or any(self._lists(value, key) for key, value in part.items())
        if isinstance(part, list):
            return any(self._lists(value, field) for value in part)
        return field in ITEM_LISTS and self._restricted(part)

    def _restricted(self, item: Any) -> bool:
        return type(item) is int and item in self.items

    def _shown(self, entry: JournalEntry, subjects: set[str], own: bool, matters: set[str]) -> JournalEntry:
        if own:
            stub = replace(entry, name="", causation="", traceparent="", body=WITHHELD)
            return replace(stub, withheld=_hash(entry))
        body = {key: self._part(value, key, subjects) for key, value in entry.body.items()}
        if _matter(entry.body) in matters:
            body = {key: WITHHELD_TEXT if key in WORDS else value for key, value in body.items()}
        return entry if body == entry.body else replace(entry, body=body, withheld=_hash(entry))

    def _part(self, part: Any, field: str, subjects: set[str]) -> Any:
        if isinstance(part, dict):
            secret = self._tells(part, subjects) or any(self._gives_away(value) for value in part.values())
            return WITHHELD if secret else {key: self._part(value, key, subjects) for key, value in part.items()}
        if isinstance(part, list):
            return [self._part(value, field, subjects) for value in part]
        if field in ITEM_LISTS and self._restricted(part):
            return WITHHELD
        return WITHHELD_TEXT if self._gives_away(part) else part

    def _gives_away(self, part: Any) -> bool:
        return isinstance(part, str) and (part.rpartition(".")[2] in self.departments or any(word in part for word in self.words))


def _matter(body: Json) -> str:
    """Which matter a fact is about; empty for none."""
    matter = body.get("matter_id")
    return matter if isinstance(matter, str) else ""


def _measure(part: Json) -> Json:
    """The measure that a fact is about: its matter may be about another item, or about none."""
    measure = part.get("measure")
    return measure if isinstance(measure, dict) else {}


def _references(part: Json) -> set[str]:
    """What a body, or the call inside it, points at."""
    call = part.get("call")
    values = [holder.get(field) for holder in (part, call if isinstance(call, dict) else {}) for field in REFERENCES]
    return {value for value in values if isinstance(value, str) and value}


def _hash(entry: JournalEntry) -> str:
    return sha256(entry.line().encode()).hexdigest()
