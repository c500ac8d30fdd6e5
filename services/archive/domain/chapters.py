"""The chapters of a dossier: which fact is read in which file. A pure function of the history, so it can be checked again."""

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime
from hashlib import sha256
from typing import Any

from services.archive.domain.completeness import INTAKE, JOINT_REVIEW, ROUTING
from services.archive.domain.custody import custody
from services.archive.domain.entry import JournalEntry, Json
from services.archive.domain.history import instant
from services.archive.domain.places import ACCESS, CALLING, CONSULTATION, CUSTODY, OF_REVIEWS, places
from services.archive.domain.volume import Volume

BASICS = "基本信息.json"
GROWING = {(INTAKE, "case-submitted"), (INTAKE, "items-added")}
"""What holds the whole application; the last one has all its items."""

COURSE = ("case-submitted", "agent-assigned", "case-accepted", "case-completed", "case-closed")
"""Intake's facts that tell of a case as a whole."""

DECIDING = [(ROUTING, "case-decided"), (INTAKE, "results-gathered")]
"""What tells the results of items."""

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
    "guided": "已辅导",
    "terminated": "已终止",
    "withdrawn": "已撤件",
}
"""What the codes of contracts are called on paper; a code without a word stands as it is."""

SAFE = re.compile(r"[\w-][\w.-]{0,79}", re.ASCII)  # names that unpack as they are, anywhere


def chapters(volume: Volume, schema: int) -> dict[str, Any]:
    """The content of each file by its path, as that format draws it. Facts stand in their order, as they were said."""
    read: defaultdict[str, list[Json]] = defaultdict(list)
    for entry in volume.history:
        for place in (*places(entry, schema), *_subjects(entry), *_reviews(entry, schema)):
            read[place].append(entry.fact())
    held = custody(volume.history)
    return {
        BASICS: _basics(volume.history, volume.closed_at),
        **read,
        **({CONSULTATION: [entry.fact() for entry in volume.consulted]} if volume.consulted else {}),
        **({CUSTODY: held} if held else {}),
        **_results(volume.history, schema),
    }


def _subjects(entry: JournalEntry) -> Iterable[str]:
    """The files of the item and the matter that it is about."""
    item = entry.body.get("item")
    if entry.owner == ROUTING and type(item) is int:
        yield f"办理过程/{item}.json"
    matter = entry.body.get("matter_id")
    if entry.owner == ROUTING and isinstance(matter, str) and matter:
        yield f"疑难事项及议定事项/{_named(matter, entry)}.json"


def _reviews(entry: JournalEntry, schema: int) -> Iterable[str]:
    """The files of the review that it is about: everything of it in one, what it lays down and its minutes in others too."""
    key = (entry.owner, entry.name)
    calling = CALLING if schema > 3 else {(ROUTING, "review-requested")}
    review = entry.body.get("review_id") or _within(entry.body, "call", "review_id")
    if not (entry.owner == JOINT_REVIEW or key in calling) or not isinstance(review, str) or not review:
        return
    name = _named(review, entry)
    if schema < 4 or key != ACCESS:
        yield f"会商/{name}.json"
    if schema > 3 and entry.owner == JOINT_REVIEW and entry.name in OF_REVIEWS:
        yield OF_REVIEWS[entry.name].format(name)


def _results(history: Sequence[JournalEntry], schema: int) -> dict[str, Json]:
    """办理结果: of each item what came out last, for a decision can be withdrawn and another take its place.

    The first two formats took what intake had gathered, and before that what routing had decided.
    """
    said: list[JournalEntry] = []
    for group in [DECIDING] if schema > 2 else [DECIDING[:1], DECIDING[1:]]:
        said += [entry for entry in history if (entry.owner, entry.name) in group]
    found: dict[str, Json] = {}
    for entry in said:
        results = entry.body.get("results")
        for result in results if isinstance(results, list) else ():
            if isinstance(result, dict) and type(result.get("item")) is int:
                found[f"办理结果/{result['item']}.json"] = {"event": entry.id, "result": result}
    return found


def _basics(history: Sequence[JournalEntry], closed_at: datetime) -> Json:
    """基本信息: who applied for what, who led, when it began and ended."""
    first = {(entry.owner, entry.name): entry for entry in reversed(history)}
    submitted, assigned, accepted, completed, closed = (first.get((INTAKE, name)) for name in COURSE)
    routed = first.get((ROUTING, "case-routed"))
    application = _within(_body(submitted), "application")
    items = [_within(entry.body, "application", "items") for entry in history if (entry.owner, entry.name) in GROWING]
    told = {
        "申请人": _within(application, "applicant", "name"),
        "统一社会信用代码": _within(application, "applicant", "uscc"),
        "项目名称": _within(application, "project", "name"),
        "项目编码": _within(application, "project", "code"),
        "事项序号": items[-1] if items else None,
        "申请渠道": _word(_within(application, "channel")),
        "服务方式": _word(_within(application, "service")),
        "咨询编号": _within(application, "consultation"),
        "代办员": _within(_body(accepted or assigned), "agent", "title"),
        "牵头部门": _within(_body(routed), "lead_department_name"),
        "规则版本": _within(_body(routed), "rulebook"),
        "结果": _word(_within(_body(closed or completed), "outcome")),
    }
    times = {"提交时间": submitted, "受理时间": accepted, "派件时间": routed, "办结时间": completed, "结案时间": closed}
    return {
        **{title: value for title, value in told.items() if value is not None},
        **{title: instant(entry.time).isoformat() for title, entry in times.items() if entry},
        "归档时间": closed_at.isoformat(),
    }


def _body(entry: JournalEntry | None) -> Json | None:
    return entry.body if entry else None


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
