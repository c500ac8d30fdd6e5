"""What must not stand in an ordinary dossier: everything that is told of a restricted item (国家安全, item 29 of seed 003)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from hashlib import sha256
from typing import Any

from services.archive.domain.completeness import JOINT_REVIEW
from services.archive.domain.entry import JournalEntry, Json
from shared.identifiers.record_number import is_record_number

WITHHELD: Json = {"restricted": True}
WITHHELD_TEXT = "（限制公开）"
ITEM_LISTS = {"items", "after"}  # fields of contracts that hold bare item numbers
WORDS = {"subject", "reason", "resolution", "evidence", "note", "question", "answer", "content", "advice", "title", "text"}
"""What is freely written, and might speak of the item of which the rest does not."""
SAID = WORDS | {"questions", "conditions", "ground", "mend", "act", "done_when", "document", "what", "remark", "place"}
SAID |= {"needed", "missing", "changed", "without"}  # materials as whoever called the review has named them
"""The same in what a joint review says; elsewhere some of these fields hold codes."""
REFERENCES = ("task_id", "review_id", "file_id", "promise_id", "duty", "answers")
"""Fields by which one fact points at another's subject."""
GUIDED = "guidance-given"
HOLDERS = ("measure", "promise")  # parts of a fact by whose item the whole fact is about that item
REFERRING = ("call", "promise")  # parts that name the subject of the fact they stand in


@dataclass(frozen=True, slots=True)
class Restriction:
    """限制公开: the restricted items of a centre, and the words and departments that would give them away."""

    items: frozenset[int] = frozenset()
    departments: frozenset[str] = frozenset()
    words: frozenset[str] = frozenset()
    materials: frozenset[str] = frozenset()
    """Names of 材料 that only restricted items ask for."""

    def apply(self, entries: Sequence[JournalEntry]) -> list[JournalEntry]:
        """The entries as an ordinary dossier shows them, in the same order; untouched where no restricted item occurs.

        A fact of a restricted item keeps its id, owner, sequence and time and nothing else, so that no gap shows; in
        other facts only the parts that tell of it are taken out. Both carry the SHA-256 of the original line. Parts
        carry none: so short a text could be guessed from its hash, a whole line with its random trace cannot.
        A matter one of whose measures is about a restricted item is shown without any free words, and so are what names
        one among the items that it is about, a whole review that does, guidance in such a case, a consultation on one, a
        meeting whose agenda names one, and the notices of all these.
        """
        subjects = self._subjects(entries)
        own = {entry.id for entry in entries if self._tells(entry.body, subjects)}
        if not own and not any(self._lists(entry.body) for entry in entries):
            return list(entries)
        hushed = self._hushed(entries)
        return [self._shown(entry, subjects, entry.id in own, entry.id in hushed) for entry in entries]

    def _hushed(self, entries: Sequence[JournalEntry]) -> set[str]:
        """Facts whose free words may tell of a restricted item, among facts of which some do."""
        matters = {_matter(entry.body) for entry in entries if self._lists(entry.body.get("measures"))} - {""}
        records = {entry.case for entry in entries if is_record_number(entry.case) and self._lists(entry.body)}
        reviews = {_review(entry.body) for entry in entries if self._lists(_part_of(entry.body, "call"))}
        reviews |= {_review(entry.body) for entry in entries if self._lists(entry.body.get("items"), "items")}
        hushed = {
            entry.id
            for entry in entries
            if _matter(entry.body) in matters
            or _review(entry.body) in reviews - {""}
            or entry.case in records
            or entry.name == GUIDED
            or self._lists(entry.body.get("items"), "items")
            or self._alone(entry.body.get("application"))
        }
        return hushed | {entry.id for entry in entries if entry.body.get("answers") in hushed}

    def _alone(self, application: Any) -> bool:
        """Is a restricted item all that is applied for?"""
        items = application.get("items") if isinstance(application, dict) else None
        return isinstance(items, list) and bool(items) and all(map(self._restricted, items))

    def _subjects(self, entries: Iterable[JournalEntry]) -> set[str]:
        """Tasks, reviews, files and facts of restricted items: each may lead to more, so until nothing is added."""
        subjects = {f"correct{item}" for item in self.items}  # 待办 of intake: the applicant is to correct
        waiting = list(entries)
        while found := [entry for entry in waiting if self._tells(entry.body, subjects)]:
            for entry in found:
                subjects |= {entry.id, *_references(entry.body)}
            waiting = [entry for entry in waiting if entry.id not in subjects]
        return subjects

    def _tells(self, part: Json, subjects: set[str]) -> bool:
        holders = (part, *(_part_of(part, name) for name in HOLDERS))
        about = any(self._restricted(holder.get("item")) for holder in holders)
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

    def _shown(self, entry: JournalEntry, subjects: set[str], own: bool, hushed: bool) -> JournalEntry:
        if own:
            stub = replace(entry, name="", causation="", traceparent="", body=WITHHELD)
            return replace(stub, withheld=_hash(entry))
        body = {key: self._part(value, key, subjects) for key, value in entry.body.items()}
        body = _wordless(body, SAID if _review(body) or entry.owner == JOINT_REVIEW else WORDS) if hushed else body
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
        if not isinstance(part, str):
            return False
        named = part in self.materials or part.rpartition(".")[2] in self.departments
        return named or any(word in part for word in self.words)


def _matter(body: Json) -> str:
    """Which matter a fact is about; empty for none."""
    matter = body.get("matter_id")
    return matter if isinstance(matter, str) else ""


def _review(body: Json) -> str:
    """Which joint review a fact is about; empty for none."""
    review = body.get("review_id") or _part_of(body, "call").get("review_id")
    return review if isinstance(review, str) else ""


def _part_of(part: Json, name: str) -> Json:
    """A part of a fact, by whose item the fact may be about another item than its matter, or than none."""
    held = part.get(name)
    return held if isinstance(held, dict) else {}


def _references(part: Json) -> set[str]:
    """What a body, or the call or the promise inside it, points at."""
    holders = (part, *(_part_of(part, name) for name in REFERRING))
    values = [holder.get(field) for holder in holders for field in REFERENCES]
    return {value for value in values if isinstance(value, str) and value}


def _wordless(part: Any, words: set[str], field: str = "") -> Any:
    """The part with what is freely written in it taken out, at any depth."""
    if isinstance(part, dict):
        return {key: _wordless(value, words, key) for key, value in part.items()}
    if isinstance(part, list):
        return [_wordless(value, words, field) for value in part]
    return WITHHELD_TEXT if field in words and isinstance(part, str) and part else part


def _hash(entry: JournalEntry) -> str:
    return sha256(entry.line().encode()).hexdigest()
