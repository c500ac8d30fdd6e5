"""Limits that the law sets for everybody, each with its clause; what a centre sets itself is in its centre.yaml."""

from types import MappingProxyType
from typing import Final, NamedTuple

from shared.clock.terms import Term


def _working(what: str, days: int, basis: str) -> Term:
    return Term(what=what, days=days, unit="working", basis=basis, mark="sourced")


STATUTES: Final = MappingProxyType(
    {
        "deemed_acceptance": _working("一次性告知期限，逾期不告知视为受理", 5, "行政许可法 第三十二条第一款第四项"),
        "lower_examination": _working("审查上报期限", 20, "行政许可法 第四十三条（下级机关审查后上报）"),
        "decision": _working("法定办理时限", 20, "行政许可法 第四十二条第一款"),
        "decision_extension": _working("延长办理时限", 10, "行政许可法 第四十二条第一款（本行政机关负责人批准）"),
        "joint_decision": _working("联合办理时限", 45, "行政许可法 第四十二条第二款"),
        "joint_extension": _working("延长联合办理时限", 15, "行政许可法 第四十二条第二款（本级人民政府负责人批准）"),
        "delivery": _working("颁发、送达期限", 10, "行政许可法 第四十四条"),
        "hearing_request": _working("要求听证的期限", 5, "行政许可法 第四十七条第一款"),
        "hearing": _working("组织听证的期限", 20, "行政许可法 第四十七条第一款"),
        "hearing_notice": _working("听证举行前通知的期限", 7, "行政许可法 第四十八条第一项"),
        "administrative_reconsideration": Term(
            what="申请行政复议的期限", days=60, unit="calendar", basis="行政复议法 第二十条", mark="inferred"
        ),
    }
)
"""By name. Periods of 行政许可法 are working days (第八十二条)."""


class Months(NamedTuple):
    """A limit in months: told to people, reckoned by nobody here, and so no `Term`."""

    what: str
    length: str
    basis: str
    mark: str


LITIGATION: Final = Months("提起行政诉讼的期限", "6个月", "行政诉讼法 第四十六条第一款", "inferred")
"""From the day on which the decision is known."""
