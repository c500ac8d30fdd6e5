"""States of a case file, in the words people read, and what can be done in each."""

from enum import StrEnum


class CaseState(StrEnum):
    """Where a case file (办件) stands."""

    AWAITING_MATERIALS = "awaiting_materials"
    AWAITING_MANDATE = "awaiting_mandate"
    IN_PROGRESS = "in_progress"
    RESULTS_READY = "results_ready"
    DISPATCHED = "dispatched"
    DELIVERED = "delivered"
    COMPLETED = "completed"

    @property
    def label(self) -> str:
        """The state as staff and applicants read it."""
        return _WORDS[self][0]

    @property
    def next_step(self) -> str:
        """What can be done now, and who does it."""
        return _WORDS[self][1]


_WORDS = {
    CaseState.AWAITING_MATERIALS: ("待补齐材料", "请申请人补齐所缺材料（supplement）；委托协议可先行签订（sign）"),
    CaseState.AWAITING_MANDATE: ("待签委托协议", "请申请人与代办员签订委托协议（sign）"),
    CaseState.IN_PROGRESS: (
        "办理中",
        "各部门办理中；部门要求补正的，请提交补正（supplement）；要加办事项的，请增办（daiban add）",
    ),
    CaseState.RESULTS_READY: ("待交付结果", "请代办员当面递交或邮寄办理结果（deliver）"),
    CaseState.DISPATCHED: ("邮寄途中", "请申请人签收后确认回执（receipt）"),
    CaseState.DELIVERED: ("待签办结单", "请申请人与代办员签署办结单（sign）"),
    CaseState.COMPLETED: ("已办结", "本件已办结归档，无需再办"),
}
