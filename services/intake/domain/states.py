"""States of a case file, in the words people read."""

from enum import StrEnum
from typing import Final


class CaseState(StrEnum):
    """Where a case file (办件) stands."""

    GUIDING = "guiding"
    GUIDED = "guided"
    CHECKING = "checking"
    AWAITING_MATERIALS = "awaiting_materials"
    AWAITING_MANDATE = "awaiting_mandate"
    AWAITING_VISIT = "awaiting_visit"
    IN_PROGRESS = "in_progress"
    SUSPENDED = "suspended"
    RESULTS_READY = "results_ready"
    DISPATCHED = "dispatched"
    DELIVERED = "delivered"
    COMPLETED = "completed"
    TERMINATED = "terminated"
    WITHDRAWN = "withdrawn"
    CLOSED = "closed"

    @property
    def label(self) -> str:
        """The state as staff and applicants read it."""
        return LABELS[self]


LABELS: Final = {
    CaseState.GUIDING: "辅导中",
    CaseState.GUIDED: "已辅导，待签办结单",
    CaseState.CHECKING: "待审核材料",
    CaseState.AWAITING_MATERIALS: "待补齐材料",
    CaseState.AWAITING_MANDATE: "待签委托协议",
    CaseState.AWAITING_VISIT: "待陪同递交",
    CaseState.IN_PROGRESS: "办理中",
    CaseState.SUSPENDED: "已中止",
    CaseState.RESULTS_READY: "待交付结果",
    CaseState.DISPATCHED: "邮寄途中",
    CaseState.DELIVERED: "待签办结单",
    CaseState.COMPLETED: "已办结，待评价",
    CaseState.TERMINATED: "已终止，待部门撤回",
    CaseState.WITHDRAWN: "已撤件，待部门撤回",
    CaseState.CLOSED: "已结案",
}

EARLY: Final = (CaseState.CHECKING, CaseState.AWAITING_MATERIALS, CaseState.AWAITING_MANDATE, CaseState.AWAITING_VISIT)
"""Before the case is accepted."""
ENDING: Final = (CaseState.TERMINATED, CaseState.WITHDRAWN)
"""The case has ended before its aim, and departments are still giving back what they have."""
OPEN: Final = tuple(state for state in CaseState if state is not CaseState.CLOSED)
