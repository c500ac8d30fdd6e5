"""Limits that are extended, lit and moved, progress, and decisions taken back, as routing tells them."""

from collections.abc import Sequence

from shared.contracts import limits, routing
from shared.contracts.base import Event
from shared.contracts.common import RESTRICTED_NAME
from tests.unit.notify_parts import CASE, SECRET, hidden, task

BEFORE, DUE = "2026-03-16T17:30:00+08:00", "2026-03-30T17:30:00+08:00"
REMEDIES = (
    routing.Remedy(kind="行政复议", within="60日", to="准格尔旗人民政府", basis="行政复议法 第二十条"),
    routing.Remedy(kind="行政诉讼", within="6个月", to="准格尔旗人民法院", basis="行政诉讼法 第四十六条"),
)
EXTENDED = {"days": 10, "before": BEFORE, "due": DUE, "approved_by": "本机关负责人", "basis": "行政许可法 第四十二条第一款"}


def moved(item: int | None, name: str, limit: str) -> limits.MovedLimit:
    task_id = f"{CASE}/{item or 'J'}"
    return limits.MovedLimit(task_id=task_id, item=item, item_name=name, limit=limit, before=BEFORE, due=DUE, provisional=True)


LIMITED: Sequence[Event] = (
    routing.TaskProgressed.model_validate(task(note="已完成现场勘验", percent=60)),
    routing.TaskProgressed.model_validate(hidden(percent=60)),
    limits.LimitExtended.model_validate(task(**EXTENDED, reason="方案需要专家论证")),
    limits.LimitExtended.model_validate(hidden(**EXTENDED, reason=SECRET)),
    limits.JointLimitExtended(**EXTENDED, reason="多个部门需要补充论证", at=BEFORE),
    limits.JointDeadlineLit(light="overdue", due=DUE, at=DUE),
    limits.LimitsMoved(
        moved=(
            moved(24, "建设工程规划许可证核发", "legal"),
            moved(29, RESTRICTED_NAME, "promised"),
            moved(24, "建设工程规划许可证核发", "accept"),
            moved(None, "", "joint"),
        ),
        at=BEFORE,
    ),
    routing.ItemRecalled.model_validate(task(reason="申请人撤回", state="2")),
    routing.ItemRecalled.model_validate(hidden(reason=SECRET, state="2")),
    routing.ItemRevoked.model_validate(
        task(reason="申请材料不实", ground="行政许可法 第六十九条第二款", document="准自然资撤〔2026〕1号", state="15")
    ),
    routing.ItemRevoked.model_validate(hidden(reason=SECRET, ground=SECRET, document=SECRET, state="15")),
)
