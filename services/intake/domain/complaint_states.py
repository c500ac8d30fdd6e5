"""States of a complaint, in the words people read, and what can be done in each and by whom."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Final, NamedTuple


class ComplaintState(StrEnum):
    """Where a complaint (投诉举报) stands."""

    RECEIVED = "received"
    IN_HAND = "in_hand"
    ANSWERED = "answered"
    UNSATISFIED = "unsatisfied"
    REJECTED = "rejected"
    CLOSED = "closed"

    @property
    def label(self) -> str:
        """The state as staff and complainants read it."""
        return _LABELS[self]

    @property
    def ended(self) -> bool:
        """Nobody has to do anything any more."""
        return self in (ComplaintState.REJECTED, ComplaintState.CLOSED)


S = ComplaintState
_LABELS: Final[Mapping[ComplaintState, str]] = {
    S.RECEIVED: "待受理",
    S.IN_HAND: "办理中",
    S.ANSWERED: "已答复，待回访",
    S.UNSATISFIED: "回访不满意",
    S.REJECTED: "不予受理",
    S.CLOSED: "已办结",
}


class Step(NamedTuple):
    """An act: where it is possible, whether the complainant may do it too, and how it is called."""

    sources: tuple[ComplaintState, ...]
    complainant: bool
    said: str


STEPS: Final[Mapping[str, Step]] = {
    "accept-complaint": Step((S.RECEIVED,), False, "受理投诉"),
    "reject-complaint": Step((S.RECEIVED,), False, "不予受理"),
    "assign-complaint": Step((S.RECEIVED, S.IN_HAND), False, "转交投诉"),
    "answer-complaint": Step((S.IN_HAND,), False, "答复投诉"),
    "revisit-complaint": Step((S.ANSWERED,), True, "登记回访"),
    "reopen-complaint": Step((S.UNSATISFIED, S.REJECTED, S.CLOSED), True, "复查"),
    "close-complaint": Step((S.RECEIVED, S.IN_HAND, S.UNSATISFIED), True, "办结"),
    "contact-complainant": Step((S.RECEIVED, S.IN_HAND, S.ANSWERED, S.UNSATISFIED), False, "查看投诉人联系方式"),
}
"""Every act of a person; what the clock does stands in `Complaint.ring_at`."""
ASIDE: Final = ("contact-complainant",)
"""Acts that bring a complaint no further."""


def next_step(state: ComplaintState) -> str:
    """What is possible now, in one Chinese sentence."""
    if state is S.CLOSED:
        return "本投诉已办结，无需再办"
    ways = (f"{step.said}（{act}）" for act, step in STEPS.items() if state in step.sources and act not in ASIDE)
    return f"现在可以：{'；'.join(ways)}"
