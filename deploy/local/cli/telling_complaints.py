"""Complaints and the month's electronic monitoring, as people read them."""

from typing import Any

from rich.console import RenderableType
from rich.table import Table

from deploy.local.cli import screen
from deploy.local.cli.words import department_name, minute, region_name

Told = dict[str, Any]
POSTS = {
    "section_head": "科室负责人",
    "vice_head": "分管领导",
    "supervisor": "政务服务督查室",
    "zfb": "政府办公室",
    "centre": "政务服务中心",
    "agent": "代办员",
    "window": "窗口",
    "complainant": "投诉人",
    "clock": "系统（到期）",
}
ACTS = {
    "complain": "投诉",
    "assigned": "确定办理岗位",
    "assign-complaint": "转交",
    "accept-complaint": "受理",
    "reject-complaint": "不予受理",
    "answer-complaint": "答复",
    "revisit-complaint": "回访",
    "reopen-complaint": "复查",
    "close-complaint": "办结",
    "contact-complainant": "查看联系方式",
}


def complaint_facts(title: str, told: Told) -> Table:
    """One complaint: where it stands, who has it, what was answered, what comes next."""
    found = told["answer"]
    person = told.get("complainant")
    return screen.facts(
        title,
        (
            ("投诉编号", told["complaint_number"]),
            ("查询码", told.get("query_code")),
            ("类别", told["kind_name"]),
            ("被投诉人", party_name(told["against"])),
            ("办件编号", told["case_number"]),
            ("内容", told.get("content")),
            ("投诉人", "匿名" if told["anonymous"] else f"{person['name']} {person['telephone']}" if person else ""),
            ("状态", f"{told['state_name']}{'（逾期）' if told['overdue'] else ''}"),
            ("办理岗位", party_name(told["handler"])),
            ("时限", minute(told["due"])),
            ("不予受理的理由", told["rejected"]),
            ("应当向谁反映", told["turn_to"]),
            ("结论", found and f"{found['finding_name']}：{found['text']}"),
            ("措施", "\n".join(found["measures"]) if found else ""),
            ("办结情形", told["ground_name"]),
            ("提交协调", told["escalate"]),
            ("下一步", told["next"]),
            ("请注意", told.get("keep")),
        ),
    )


def complaints_table(found: list[Told]) -> Table:
    """One line per complaint."""
    rows = [
        (
            each["complaint_number"],
            each["kind_name"],
            party_name(each["against"]),
            f"{each['state_name']}{'（逾期）' if each['overdue'] else ''}",
            party_name(each["handler"]),
            minute(each["due"]),
        )
        for each in found
    ]
    return screen.table("投诉一览", ("投诉编号", "类别", "被投诉人", "状态", "办理岗位", "时限"), rows)


def history_table(history: list[Told]) -> Table:
    """What happened to a complaint, oldest first."""
    rows = [
        (minute(each["at"]), party_name(each["by"]), ACTS.get(each["act"], each["act"]), _noted(each)) for each in history
    ]
    return screen.table("经过", ("时间", "谁", "做了什么", "说明"), rows)


def _noted(entry: Told) -> str:
    return party_name(entry["note"]) if entry["act"] == "assigned" else str(entry["note"])


def points_table(told: Told) -> RenderableType:
    """The five points, each with what is counted, or where to look."""
    rows = [
        (place, point["point"], "\n".join([*(f"{name}：{count}" for name, count in point["counts"].items()), point["elsewhere"]]))
        for place, point in enumerate(told["points"], 1)
    ]
    return screen.table(f"{region_name(told['centre'])} {told['month']} 电子监察", ("", "监督内容", "情况"), rows, lines=True)


def party_name(party: str) -> str:
    """A post, an agent, a window or a department as people read it."""
    kind, _, identity = party.partition(":")
    region, dot, post = kind.partition(".")
    if dot:
        return f"{region_name(region)}{POSTS[post]}" if post in POSTS else department_name(party)
    return f"{POSTS.get(kind, kind)}{f'（{identity}）' if identity else ''}"
