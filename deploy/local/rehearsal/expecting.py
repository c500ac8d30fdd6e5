"""Has a rehearsal come to what its file expects? One line, for people, for everything that is otherwise."""

from collections.abc import Iterator

from deploy.local.rehearsal.report import CaseReport
from deploy.local.rehearsal.review_report import ReviewLine
from deploy.local.rehearsal.review_script import ExpectedPlay, ExpectedReview

LATE = frozenset({"red_light", "overdue", "handover_overdue", "measure_overdue"})
"""Troubles that a busy machine makes by itself: what they climb to is nothing that a file could expect."""


def unexpected(expected: ExpectedPlay | None, made: CaseReport) -> Iterator[str]:
    """Everything in which the report differs from what was expected; nothing where nothing was."""
    if expected is None:
        return
    if len(made.joint_review) != len(expected.reviews):
        yield f"应有会商 {len(expected.reviews)} 次，实际 {len(made.joint_review)} 次"
    for wanted, line in zip(expected.reviews, made.joint_review, strict=False):
        yield from _differences(wanted, line, made.events)
    rungs = tuple(rung.rung for matter in made.escalations if matter.trigger not in LATE for rung in matter.rungs)
    if rungs != expected.rungs:
        yield f"逐级协调应为 {'→'.join(expected.rungs) or '无'}，实际为 {'→'.join(rungs) or '无'}"
    for task in made.tasks:
        if len(task.conditions) != expected.conditions.get(task.item, len(task.conditions)):
            yield f"事项 {task.item} 的决定应附条件 {expected.conditions[task.item]} 项，实际 {len(task.conditions)} 项"


def _differences(wanted: ExpectedReview, line: ReviewLine, events: tuple[str, ...]) -> Iterator[str]:
    for name, found in _found(line).items():
        should = getattr(wanted, name)
        if should is not None and should != found:
            yield f"{line.review} 的 {name} 应为 {should}，实际为 {found}"
    yield from (f"{line.review} 应有事实 {fact}" for fact in wanted.facts if fact not in events)


def _found(line: ReviewLine) -> dict[str, object]:
    return {
        "outcome": "cancelled" if line.state == "cancelled" else line.outcome,
        "conditions": len(line.conditions),
        "silent": sum(voice.opinion == "silent" for voice in line.opinions),
        "editions": line.editions,
        "set_aside": sum(len(seat.before) for seat in line.participants),
        "rounds": line.rounds,
        "signatures": len(line.signatures),
        "deemed": sum(signature.deemed for signature in line.signatures),
        "done": sum(resolution.state == "done" for resolution in line.resolutions),
        "minutes": bool(line.minutes),
    }
