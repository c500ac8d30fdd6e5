"""The chapters of a dossier: which fact is read in which file. A pure function of the history, so it can be checked again."""

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime
from hashlib import sha256
from typing import Any

from services.archive.domain.completeness import INTAKE, JOINT_REVIEW, NOTIFY, ROUTING
from services.archive.domain.custody import custody
from services.archive.domain.entry import JournalEntry, Json
from services.archive.domain.history import instant

FORM, MATERIALS, ACCEPTANCE = "申请材料/申请表.json", "申请材料/材料.json", "申请材料/受理.json"
MANDATE, ADDED = "委托/委托协议.json", "申请材料/增加事项.json"
PLAN, REVISIONS, CUSTODY = "办理过程/计划.json", "办理过程/代办方案变更.json", "办理过程/交接记录.json"
NOTICES, COMPLETION = "通知/通知.json", "送达办结/办结单.json"
BASICS = "基本信息.json"

PLACES = {
    (INTAKE, "case-submitted"): FORM,
    (INTAKE, "deficiency-notified"): MATERIALS,
    (INTAKE, "materials-supplemented"): MATERIALS,
    (INTAKE, "file-attached"): MATERIALS,
    (INTAKE, "correction-submitted"): MATERIALS,
    (INTAKE, "mandate-signed"): MANDATE,
    (INTAKE, "agent-assigned"): MANDATE,
    (INTAKE, "case-accepted"): ACCEPTANCE,
    (INTAKE, "results-gathered"): COMPLETION,
    (INTAKE, "result-dispatched"): COMPLETION,
    (INTAKE, "result-delivered"): COMPLETION,
    (INTAKE, "case-completed"): COMPLETION,
    (INTAKE, "items-added"): ADDED,
    (ROUTING, "case-routed"): PLAN,
    (ROUTING, "items-placed"): PLAN,
    (ROUTING, "plan-revised"): REVISIONS,
    (NOTIFY, "notice-sent"): NOTICES,
}
"""A fact that is not named here, and concerns no item, no review and no matter, is found in the event history only."""

GROWING = {(INTAKE, "case-submitted"), (INTAKE, "items-added")}
"""What holds the whole application; the last one has all its items."""

WORDS = {
    "window": "窗口",
    "phone": "电话",
    "site": "政务服务网",
    "app": "移动端",
    "wechat": "微信公众号",
    "hotline": "12345热线",
    "coaching": "事前辅导",
    "accompany": "帮办",
    "agency": "代办",
    "remote": "远程",
    "approved": "全部通过",
    "partly_approved": "部分通过",
    "refused": "未通过",
}
"""What the codes of contracts are called on paper; a code without a word stands as it is."""

SAFE = re.compile(r"[\w-][\w.-]{0,79}", re.ASCII)  # names that unpack as they are, anywhere


def chapters(history: Sequence[JournalEntry], closed_at: datetime) -> dict[str, Any]:
    """The content of each file by its path. Facts stand in their order, with their bodies as they were said."""
    read: defaultdict[str, list[Json]] = defaultdict(list)
    for entry in history:
        for place in _places(entry):
            read[place].append(entry.fact())
    held = custody(history)
    return {BASICS: _basics(history, closed_at), **read, **({CUSTODY: held} if held else {}), **_results(history)}


def _places(entry: JournalEntry) -> Iterable[str]:
    if place := PLACES.get((entry.owner, entry.name)):
        yield place
    item = entry.body.get("item")
    if entry.owner == ROUTING and type(item) is int:
        yield f"办理过程/{item}.json"
    if entry.owner == JOINT_REVIEW or (entry.owner, entry.name) == (ROUTING, "review-requested"):
        review = entry.body.get("review_id") or _within(entry.body, "call", "review_id")
        if isinstance(review, str) and review:
            yield f"会商/{_named(review, entry)}.json"
    matter = entry.body.get("matter_id")
    if entry.owner == ROUTING and isinstance(matter, str) and matter:
        yield f"疑难事项及议定事项/{_named(matter, entry)}.json"


def _results(history: Iterable[JournalEntry]) -> dict[str, Json]:
    """办理结果: of each item what came out, as routing decided it and, after that, as intake gathered it."""
    found: dict[str, Json] = {}
    for owner, name in ((ROUTING, "case-decided"), (INTAKE, "results-gathered")):
        for entry in history:
            results = entry.body.get("results") if (entry.owner, entry.name) == (owner, name) else None
            for result in results if isinstance(results, list) else ():
                if isinstance(result, dict) and type(result.get("item")) is int:
                    found[f"办理结果/{result['item']}.json"] = {"event": entry.id, "result": result}
    return found


def _basics(history: Iterable[JournalEntry], closed_at: datetime) -> Json:
    """基本信息: who applied for what, who led, when it began and ended."""
    history = list(history)
    first = {(entry.owner, entry.name): entry for entry in reversed(history)}
    submitted, accepted, routed, completed = (
        first.get(key)
        for key in ((INTAKE, "case-submitted"), (INTAKE, "case-accepted"), (ROUTING, "case-routed"), (INTAKE, "case-completed"))
    )
    application = submitted.body.get("application") if submitted else None
    items = [_within(entry.body, "application", "items") for entry in history if (entry.owner, entry.name) in GROWING]
    told = {
        "申请人": _within(application, "applicant", "name"),
        "统一社会信用代码": _within(application, "applicant", "uscc"),
        "项目名称": _within(application, "project", "name"),
        "项目编码": _within(application, "project", "code"),
        "事项序号": items[-1] if items else None,
        "申请渠道": _word(_within(application, "channel")),
        "服务方式": _word(_within(application, "service")),
        "代办员": _within(accepted and accepted.body, "agent", "title"),
        "牵头部门": _within(routed and routed.body, "lead_department_name"),
        "规则版本": _within(routed and routed.body, "rulebook"),
        "结果": _word(_within(completed and completed.body, "outcome")),
    }
    times = {"提交时间": submitted, "受理时间": accepted, "派件时间": routed, "办结时间": completed}
    return {
        **{title: value for title, value in told.items() if value is not None},
        **{title: instant(entry.time).isoformat() for title, entry in times.items() if entry},
        "归档时间": closed_at.isoformat(),
    }


def _word(value: Any) -> Any:
    return WORDS.get(value, value) if isinstance(value, str) else value


def _within(part: Any, *path: str) -> Any:
    """The value at a path of fields; None where the path ends early."""
    for field in path:
        part = part.get(field) if isinstance(part, dict) else None
    return part


def _named(subject: str, entry: JournalEntry) -> str:
    """A review or a matter without its case number, as the name of a file."""
    name = subject.removeprefix(f"{entry.case}/")
    return name if SAFE.fullmatch(name) else sha256(name.encode()).hexdigest()[:16]
