"""Is the history of a case whole? Every owner's facts from the first to the last, and each last one the right one."""

from collections.abc import Iterable, Sequence

from services.archive.domain.entry import JournalEntry

INTAKE, ROUTING, JOINT_REVIEW, NOTIFY = "intake", "routing", "joint_review", "notify"
OWNERS = (INTAKE, ROUTING, JOINT_REVIEW, NOTIFY)
"""Whose facts make a dossier; an owner left out here would be missing from every dossier without anyone being told."""
CLOSED, COMPLETED = "case-closed", "case-completed"
ACCEPTED = (INTAKE, "case-accepted")
CALLED = {CLOSED: "结案", COMPLETED: "办结"}


ROUTE_END = "派件结束事件（route-closed）"
NO_FILE_END = f"{INTAKE} 尚无{CALLED[CLOSED]}事件（{CLOSED}）"
NO_ROUTE_END = f"{ROUTING} 尚无{ROUTE_END}"
NO_NOTICE = f"{NOTIFY} 尚无{CALLED[CLOSED]}通知（notice-sent）"
UNDER_WAY = [NO_ROUTE_END, NO_NOTICE]
"""What a case lacks that is closed while routing goes on (议定事项 can outlast it) and notify waits for that: nothing is lost."""


def missing(entries: Sequence[JournalEntry], end: str = CLOSED) -> list[str]:
    """What a case's dossier still lacks, one Chinese sentence each; empty when it can be closed.

    Duplicates and order of the entries do not matter. A case that was never accepted has no route, and none is asked for.
    `end` is intake's last fact; dossiers of the first two formats ended with 办结 (case-completed).
    """
    numbers = {owner: _numbers(entries, owner) for owner in OWNERS}
    ended = _last(entries, INTAKE, end)
    closed = _last(entries, ROUTING, "route-closed")
    reviews = _reviews(closed)
    return [
        *_centres(entries),
        *gaps_told(INTAKE, numbers[INTAKE]),
        *_end(INTAKE, numbers[INTAKE], ended, f"{CALLED[end]}事件（{end}）"),
        *gaps_told(ROUTING, numbers[ROUTING]),
        *(_end(ROUTING, numbers[ROUTING], closed, ROUTE_END) if _routed(entries, end) else ()),
        *gaps_told(JOINT_REVIEW, numbers[JOINT_REVIEW], reviews or 0),
        *_heard(numbers[JOINT_REVIEW], closed, reviews),
        *gaps_told(NOTIFY, numbers[NOTIFY]),
        *_answered(entries, ended, CALLED[end]),
    ]


def closing(entries: Iterable[JournalEntry]) -> JournalEntry | None:
    """The fact that the case file is closed (结案), if it is there."""
    return _last(entries, INTAKE, CLOSED)


def is_end(entry: JournalEntry) -> bool:
    """Does it say that the case is at its end? Either of the two wakes the archive, should the other be lost."""
    return (entry.owner, entry.name) in {(INTAKE, CLOSED), (ROUTING, "route-closed")}


def unbroken(entries: Sequence[JournalEntry]) -> list[str]:
    """What is missing of a record that is no case (咨询, 预约): numbers in between only, for it has no last fact."""
    return [gap for owner in OWNERS for gap in gaps_told(owner, _numbers(entries, owner))]


def gaps(numbers: Iterable[int], last: int = 0) -> list[tuple[int, int]]:
    """What is missing of 1, 2, … up to the highest number or `last`, as inclusive ranges."""
    found, expected = [], 1
    for number in sorted(numbers):
        if number > expected:
            found.append((expected, number - 1))
        expected = max(expected, number + 1)
    return found + ([(expected, last)] if expected <= last else [])


def _routed(entries: Iterable[JournalEntry], end: str) -> bool:
    """Routing begins with the acceptance. Where that fact is the one that is missing, intake's numbers show the gap."""
    return end == COMPLETED or any(entry.owner == ROUTING or (entry.owner, entry.name) == ACCEPTED for entry in entries)


def gaps_told(called: str, numbers: Iterable[int], last: int = 0) -> list[str]:
    """The same in Chinese, in one sentence; none where nothing is missing."""
    ranges = "、".join(str(first) if first == final else f"{first}–{final}" for first, final in gaps(numbers, last))
    return [f"{called} 缺第 {ranges} 号事件"] if ranges else []


def _end(owner: str, numbers: Sequence[int], end: JournalEntry | None, called: str) -> list[str]:
    if end is None:
        return [f"{owner} 尚无{called}"]
    later = numbers[-1] if numbers and numbers[-1] > end.sequence else 0
    return [f"{owner} 在第 {end.sequence} 号{called}之后还有第 {later} 号事件"] if later else []


def _heard(numbers: Sequence[int], closed: JournalEntry | None, reviews: int | None) -> list[str]:
    """joint_review has no last fact of its own: routing says up to which one it listened."""
    if closed is None:
        return []
    if reviews is None:
        return ["routing 的 route-closed 事件没有写明会商事件数（reviews）"]
    beyond = bool(numbers) and numbers[-1] > reviews
    return [f"joint_review 有第 {numbers[-1]} 号事件，而派件结束时只到第 {reviews} 号"] if beyond else []


def _answered(entries: Iterable[JournalEntry], ended: JournalEntry | None, called: str) -> list[str]:
    """The notice of the end is notify's last one: it writes it after routing and joint_review have said their last."""
    if ended is None:
        return []
    sent = [entry.body.get("answers") for entry in entries if (entry.owner, entry.name) == (NOTIFY, "notice-sent")]
    return [] if ended.id in sent else [f"notify 尚无{called}通知（notice-sent）"]


def _numbers(entries: Iterable[JournalEntry], owner: str) -> list[int]:
    return sorted({entry.sequence for entry in entries if entry.owner == owner and entry.sequence})


def _reviews(closed: JournalEntry | None) -> int | None:
    told = closed.body.get("reviews", 0) if closed else 0
    return told if type(told) is int and told >= 0 else None


def _last(entries: Iterable[JournalEntry], owner: str, name: str) -> JournalEntry | None:
    found = [entry for entry in entries if entry.owner == owner and entry.name == name]
    return max(found, key=lambda entry: entry.sequence, default=None)


def _centres(entries: Iterable[JournalEntry]) -> list[str]:
    centres = sorted({entry.centre for entry in entries})
    return [f"事件来自不同的中心：{'、'.join(centres)}"] if len(centres) > 1 else []
