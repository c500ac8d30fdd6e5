"""What a case that has no dossier yet waits for, in the words of whoever asks for it: what is still open, not which event."""

from collections.abc import Collection, Iterable, Iterator, Sequence

from services.archive.domain.completeness import INTAKE, JOINT_REVIEW, NO_FILE_END, NO_NOTICE, NO_ROUTE_END, ROUTING
from services.archive.domain.entry import JournalEntry

REVIEW, MATTER = "会商", "疑难事项"


def awaited(entries: Sequence[JournalEntry], lacks: Collection[str]) -> tuple[list[str], list[str]]:
    """Of what a dossier lacks: what is not over yet, one Chinese sentence each, and the rest as it was."""
    found: list[str] = []
    if NO_FILE_END in lacks:
        found.append("办件已办结，尚未结案" if _said(entries, INTAKE, "case-completed") else "办件尚未结案")
    if NO_ROUTE_END in lacks:
        found += _open_route(entries)
    elif NO_NOTICE in lacks:
        found.append("结案通知尚未发出")
    return found, [lack for lack in lacks if lack not in {NO_FILE_END, NO_ROUTE_END, NO_NOTICE}]


def _open_route(entries: Sequence[JournalEntry]) -> Iterator[str]:
    """Reviews, matters and items for which the route waits; else just that it is open."""
    found = [*_open_reviews(entries), *_open_matters(entries)]
    if not _said(entries, ROUTING, "case-decided"):
        found.append("派件未结束，还有未办结的事项")
    yield from found or ["派件未结束"]


def _open_reviews(entries: Sequence[JournalEntry]) -> Iterator[str]:
    called = [_named(entry.body.get("call"), "review_id") for entry in _said(entries, ROUTING, "review-requested")]
    closed, concluded = (_all(entries, JOINT_REVIEW, name, "review_id") for name in ("review-closed", "review-concluded"))
    for review in dict.fromkeys(called):
        if review and review not in closed:
            rest = "，结论已有，会议纪要待签发或议定事项待落实" if review in concluded else ""
            yield f"还有未结束的{REVIEW} {_short(review)}{rest}"


def _open_matters(entries: Sequence[JournalEntry]) -> Iterator[str]:
    closed, resolved = (_all(entries, ROUTING, name, "matter_id") for name in ("matter-closed", "matter-resolved"))
    for matter in _all(entries, ROUTING, "matter-escalated", "matter_id"):
        if matter and matter not in closed:
            rest = "议定事项待落实" if matter in resolved else "尚待答复"
            yield f"还有未结束的{MATTER} {_short(matter)}，{rest}"


def _said(entries: Iterable[JournalEntry], owner: str, name: str) -> list[JournalEntry]:
    return [entry for entry in entries if (entry.owner, entry.name) == (owner, name)]


def _all(entries: Iterable[JournalEntry], owner: str, name: str, field: str) -> dict[str, None]:
    """The values of a field in these facts, in their order."""
    return dict.fromkeys(_named(entry.body, field) for entry in _said(entries, owner, name))


def _named(part: object, field: str) -> str:
    value = part.get(field) if isinstance(part, dict) else None
    return value if isinstance(value, str) else ""


def _short(named: str) -> str:
    """`<办件编号>/R5` -> R5."""
    return named.rpartition("/")[2]
