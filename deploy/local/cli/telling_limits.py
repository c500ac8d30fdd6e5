"""Puts the facts of limits that are extended, or reckoned anew, and of joint handling into words."""

from deploy.local.cli.line import Line, item_of, tell
from deploy.local.cli.words import LIGHTS, LIMITS, minute
from shared.contracts import limits

MONITOR = "电子监察"


@tell.register
def _extended(fact: limits.LimitExtended) -> Line:
    what = f"{item_of(fact)}{LIMITS[fact.limit]}延长 {fact.days} 个工作日，至 {minute(fact.due)}：{fact.reason}"
    return Line(f"{fact.department_name}（{fact.approved_by}批准）", what, fact.basis)


@tell.register
def _joint_lit(fact: limits.JointDeadlineLit) -> Line:
    return Line(MONITOR, f"{LIMITS['joint']}{LIGHTS[fact.light]}（{minute(fact.due)} 届满）")


@tell.register
def _joint_extended(fact: limits.JointLimitExtended) -> Line:
    what = f"{LIMITS['joint']}延长 {fact.days} 个工作日，至 {minute(fact.due)}：{fact.reason}"
    return Line(fact.approved_by, what, fact.basis)


@tell.register
def _moved(fact: limits.LimitsMoved) -> Line:
    moved = "；".join(
        f"{f'事项 {each.item} ' if each.item else ''}{LIMITS[each.limit]}由 {minute(each.before)} 改为 {minute(each.due)}"
        for each in fact.moved
    )
    return Line(MONITOR, f"放假安排公布，时限重新计算：{moved}")
