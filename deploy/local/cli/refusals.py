"""The acts about a case that were refused (被拒绝的操作), as people read them."""

from typing import Any

from rich.table import Table

from deploy.local.cli import screen
from deploy.local.cli.review_words import ACTS as REVIEW_ACTS
from deploy.local.cli.words import WITHHELD, department_name, minute, region_name
from services.intake.domain.machine import MACHINES
from shared.contracts.common import ACTORS

ACTS = {act.act: act.said for machine in MACHINES.values() for act in machine} | {
    "attach-open": "上传文件",
    "attach-close": "上传文件",
    "sign": "签字",
    "accept-transfer": "接收转办件",
    "return-transfer": "退回转办件",
    "hand-over": "转办",
    "escalate": "提请协调",
    "accepted": "受理",
    "correction-needed": "要求补正",
    "special-started": "特别程序开始",
    "special-ended": "特别程序结束",
    "progress": "报告进展",
    "revoked": "撤销",
    "approved": "准予",
    "refused": "不予批准",
    "returned": "退回",
    "submitted": "已转报上级",
    "resolved": "议定",
    "passed-on": "转上一级",
    "done": "报告落实",
    **REVIEW_ACTS,
}


def refusals_table(acts: list[dict[str, Any]]) -> Table | str:
    """Who wanted what lately and was refused, and why; nothing where nobody was."""
    rows = [
        (
            minute(act["at"]),
            _who(act["who"]),
            ACTS.get(act["act"], act["act"]),
            "\n".join(fault["message"] for fault in act["faults"]) or WITHHELD,
        )
        for act in acts
    ]
    return screen.table("被拒绝的操作", ("时间", "谁", "操作", "原因"), rows) if rows else ""


def _who(who: str) -> str:
    """An actor by his post; a department or a centre with what it is addressed by; what no table knows as it is."""
    if who in ACTORS:
        return ACTORS[who]
    name = department_name(who) if "." in who else region_name(who)
    return who if name == who else f"{name}（{who}）"
