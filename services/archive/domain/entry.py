"""One fact as the journal keeps it, and the reading of its body."""

import json
import math
from dataclasses import dataclass
from typing import Any

from shared.errors import PermanentError

DEPTH = 60  # levels of nesting; MongoDB promises 100, and the entry around the body needs some
INTEGERS = range(-(2**63), 2**63)  # what a BSON document holds

Json = dict[str, Any]


class EntryUnreadable(PermanentError):
    """A body that is no JSON object, or anything that would not come back from storage as it went in."""


@dataclass(frozen=True, slots=True)
class JournalEntry:
    """事件: who said what of which case, with its place in the owner's sequence (0: it has none)."""

    id: str
    case: str
    centre: str
    owner: str
    name: str
    sequence: int
    time: str
    causation: str
    traceparent: str
    body: Json
    withheld: str = ""
    """SHA-256 of the original line where this is a version with restricted parts left out; else empty."""

    def __post_init__(self) -> None:
        """Bytes of a header that are no text arrive as lone surrogates. Errors: EntryUnreadable."""
        if not all(_text(value) for name in self.__slots__ if isinstance(value := getattr(self, name), str)):
            raise EntryUnreadable(f"attributes that are no text: {self.id!r} of {self.case!r}"[:200])

    def line(self) -> str:
        """The entry as one line of `events.ndjson`, without the line feed; equal entries give equal lines."""
        content: Json = {
            "id": self.id,
            "case": self.case,
            "centre": self.centre,
            "owner": self.owner,
            "name": self.name,
            "sequence": self.sequence,
            "time": self.time,
            "causation": self.causation,
            "traceparent": self.traceparent,
            "body": self.body,
        }
        if self.withheld:
            content |= {"restricted": True, "sha256": self.withheld}
        return json.dumps(content, ensure_ascii=False, separators=(",", ":"))

    def fact(self) -> Json:
        """The entry as people are shown it: `{id, owner, name, sequence, time, body}`."""
        return {field: getattr(self, field) for field in ("id", "owner", "name", "sequence", "time", "body")}

    @classmethod
    def of_line(cls, line: str) -> "JournalEntry":
        """The entry of such a line. Errors: EntryUnreadable."""
        content = parsed(line.encode())
        withheld = content.pop("sha256", "")
        content.pop("restricted", None)
        wanted = set(cls.__slots__) - {"withheld"}
        if content.keys() != wanted or not isinstance(withheld, str) or not _typed(content):
            raise EntryUnreadable("a line of the event history with missing, unknown or mistyped fields")
        return cls(**content, withheld=withheld)


def parsed(body: bytes) -> Json:
    """A body as a JSON object that storage gives back unchanged. Errors: EntryUnreadable."""
    try:
        content = json.loads(body)
        sound = isinstance(content, dict) and _storable(content, DEPTH)
    except (ValueError, RecursionError) as error:
        raise EntryUnreadable(f"no JSON: {error}"[:200]) from error
    if not sound:
        raise EntryUnreadable(f"no JSON object, or one that cannot be stored as it is: {body[:80]!r}")
    return dict(content)


def _storable(value: object, depth: int) -> bool:
    """BSON refuses deep nesting, big integers and lone surrogates; `$` keys and NUL change or end a field name."""
    match value:
        case dict():
            return depth > 0 and all(_field(key) and _storable(part, depth - 1) for key, part in value.items())
        case list():
            return depth > 0 and all(_storable(part, depth - 1) for part in value)
        case str():
            return _text(value)
        case int():
            return value in INTEGERS
        case float():
            return math.isfinite(value)
    return value is None


def _field(key: str) -> bool:
    return not key.startswith("$") and "\0" not in key and _text(key)


def _text(value: str) -> bool:
    return value.isascii() or not any("\ud800" <= letter <= "\udfff" for letter in value)


def _typed(content: Json) -> bool:
    texts = all(isinstance(value, str) for key, value in content.items() if key not in {"sequence", "body"})
    return texts and type(content["sequence"]) is int and isinstance(content["body"], dict)
