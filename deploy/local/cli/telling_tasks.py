"""Puts the facts of tasks that stand, go on, advance, or end undecided or revoked into words."""

from deploy.local.cli.line import Line, item_of, tell
from deploy.local.cli.words import limits
from shared.contracts import routing

RULES = "派件规则"


@tell.register
def _progressed(fact: routing.TaskProgressed) -> Line:
    percent = "" if fact.percent is None else f"（约 {fact.percent}%）"
    return Line(fact.department_name, f"{item_of(fact)}办理进展{percent}：{fact.note}")


@tell.register
def _suspended(fact: routing.TaskSuspended) -> Line:
    return Line(RULES, f"{item_of(fact)}中止计时：{fact.reason}", "服务规定 四（三）")


@tell.register
def _resumed(fact: routing.TaskResumed) -> Line:
    return Line(RULES, f"{item_of(fact)}恢复计时{limits(fact.due)}")


@tell.register
def _recalled(fact: routing.ItemRecalled) -> Line:
    return Line(RULES, f"{item_of(fact)}不再办理：{fact.reason}")


@tell.register
def _revoked(fact: routing.ItemRevoked) -> Line:
    document = f"，文号 {fact.document}" if fact.document else ""
    return Line(fact.department_name, f"撤销{item_of(fact)}的批准{document}：{fact.reason}", fact.ground)
