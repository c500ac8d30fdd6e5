"""Codes of contracts in the words that people read."""

from collections.abc import Iterable
from datetime import datetime
from functools import cache

from shared.clock import in_china
from shared.contracts.common import DecidedBy, Due
from shared.contracts.joint_review import OPINIONS, OUTCOMES
from shared.errors import PermanentError
from shared.jurisdictions import Jurisdictions
from shared.regions import RegionUnknown, ancestors, is_region_code, region
from shared.settings import Settings

__all__ = ["OPINIONS", "OUTCOMES"]  # of the contract, for those who look here for words

CHANNELS = {"window": "窗口", "phone": "电话预约", "site": "政务服务网", "app": "蒙速办", "wechat": "微信", "hotline": "热线"}
RESULTS = {
    "approved": "全部通过",
    "partly_approved": "部分通过",
    "refused": "未通过",
    "guided": "已辅导",
    "terminated": "已终止",
    "withdrawn": "已撤件",
}
DOCUMENTS = {"mandate": "委托协议", "completion": "办结单", "suspension": "中止单", "termination": "终止单"}
MATERIAL_STATES = {
    "missing": "缺",
    "faulty": "不符",
    "received": "已收",
    "promised": "已承诺",
    "returned": "已退还",
    "deemed": "视为受理，未收",
}
PROMISES = {"tolerance": "容缺受理", "commitment": "告知承诺"}
PROMISE_STATES = {"open": "待履行", "kept": "已履行", "broken": "未履行", "void": "不再适用"}
CHANGES = {"agent": "代办员变更", "contact": "经办人变更"}
FINDINGS = {"true": "属实", "unfounded": "不属实"}
GRADE_STAGES = {"verify": "待核实", "rectify": "待整改", "revisit": "待回访", "done": "已处理完毕"}
SESSIONS = {"window": "当面", "phone": "电话", "video": "远程可视", "door": "上门"}
LIGHTS = {"yellow": "黄灯", "red": "红灯", "overdue": "超期"}
LIMITS = {
    "promised": "承诺时限",
    "legal": "法定时限",
    "accept": "接件、异议时限",
    "procedure": "特别程序时限",
    "hearing_notice": "听证通知期限",
    "correction": "补正时限",
    "joint": "联合办理时限",
}
RECIPIENTS = {
    "applicant": "申请人",
    "agent": "代办员",
    "section_head": "科室负责人",
    "vice_head": "分管领导",
    "supervisor": "政务服务督查室",
}
NOTICED = {"recorded": "已入收件箱", "accepted": "已发出", "failed": "发送失败", "unknown": "是否送达不明"}
OWNERS = {"intake": "受理", "routing": "派件", "joint_review": "会商", "notify": "通知", "archive": "归档"}
TRANSFER_STATES = {"offered": "待接收", "accepted": "已接收", "returned": "已退回", "withdrawn": "已撤回"}
MATTER_STATES = {"open": "协调中", "resolved": "已议定，落实中", "closed": "已了结"}
CLIMBS = {"silent": "逾期未答复", "passed_on": "转上一级", "resolved": "已议定", "settled": "问题已自行解决"}
MEASURE_STATES = {"open": "落实中", "done": "已落实", "over": "不再要求"}
BINDINGS = {"act": "落实", "handle": "由其承办", "decide": "限期决定"}
WITHHELD = "（限制公开）"


def minute(instant: str | None) -> str:
    """`2026-03-02 09:30`, in China's zone, of an ISO instant with zone; empty for none."""
    return f"{in_china(datetime.fromisoformat(instant)):%Y-%m-%d %H:%M}" if instant else ""


def numbers(items: Iterable[int]) -> str:
    """事项序号 in a row."""
    return "、".join(map(str, items))


def limits(due: Due) -> str:
    """Both limits in brackets; nothing where there is none."""
    ends = (("promised", due.promised), ("legal", due.legal))
    told = [f"{LIMITS[name]}至 {minute(end)}" for name, end in ends if end]
    return f"（{'，'.join(told)}）" if told else ""


def met(promised: bool | None, legal: bool | None) -> str:
    """Which limits were kept."""
    verdicts = ((LIMITS["promised"], promised), (LIMITS["legal"], legal))
    return "，".join(f"{name}内" if kept else f"超过{name}" for name, kept in verdicts if kept is not None)


def grounds(decided: Iterable[DecidedBy]) -> str:
    """Rules with their clauses, one per line; what no document says is marked."""
    lines = (f"{by.name or by.rule}：{by.basis or '（未注明）'}{'' if by.mark == 'sourced' else '（推断）'}" for by in decided)
    return "\n".join(dict.fromkeys(lines))


def centres() -> tuple[str, ...]:
    """Codes of all centres on the bus."""
    return _jurisdictions().centres()


@cache
def _jurisdictions() -> Jurisdictions:
    return Jurisdictions.load(Settings().jurisdictions)


def department_name(address: str) -> str:
    """The name of `<region>.<department>`; the address itself where no table knows it."""
    region, _, code = address.partition(".")
    try:
        found = _jurisdictions().departments(region).get(code)
    except PermanentError:  # the case went to a region that this machine's tables do not hold
        return address
    return found.name if found else address


def department_kind(near: str, code: str) -> str | None:
    """What kind of department a code is (应急管理部门), in that region or above it; None where no table knows it."""
    places = (near, *(above.code for above in ancestors(near))) if is_region_code(near) else ()
    tables = (_jurisdictions().departments(place) for place in places)
    return next((table[code].kind for table in tables if code in table), None)


def region_name(code: str) -> str:
    """The name of a region; its code where no table knows it."""
    try:
        return region(code).name
    except RegionUnknown:
        return code
