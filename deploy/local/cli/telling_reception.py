"""Consultations and appointments as people read them."""

from collections.abc import Iterable
from typing import Any

from rich.console import Group, RenderableType
from rich.table import Table

from deploy.local.cli import screen
from deploy.local.cli.transfers import unbroken
from deploy.local.cli.words import CHANNELS, minute
from shared.errors import Fault

Told = dict[str, Any]


def consultation_facts(title: str, told: Told) -> Group:
    """The whole record (接待咨询记录)."""
    asker, answer = told["asker"], told["answer"] or {}
    facts = screen.facts(
        title,
        (
            ("咨询编号", told["consultation"]),
            ("状态", told["state_name"] + ("（超期）" if told["overdue"] else "")),
            ("下一步", told["next"]),
            ("咨询人", "　".join(str(part) for part in (asker["unit"], asker["name"], asker["phone"]) if part)),
            ("渠道", CHANNELS.get(told["channel"], told["channel"])),
            ("问题", told["question"]),
            ("事项", "、".join(map(str, told["items"]))),
            ("首问责任人", f"{told['agent']['title']}（{told['agent']['id']}）"),
            ("登记时间", minute(told["received_at"])),
            ("答复期限", minute(told["due"])),
            ("答复", answer.get("text")),
            ("答复时间", minute(answer.get("at"))),
            ("结束原因", told["closed_reason"]),
            ("办件编号", told["case_number"]),
        ),
    )
    parts = [(part["name"], minute(part["asked_at"]), part["answer"] or "待提出") for part in told["parts"]]
    tables = [screen.table("科室意见", ("科室", "转出时间", "意见"), parts)] if parts else []
    return Group(facts, *tables, *([_materials(answer["told"])] if answer.get("told") else []))


def _materials(told: Iterable[Told]) -> Table:
    rows = [
        (f"{item['item']} {item['item_name']}", material["name"], "主件" if material["main"] else "", material["how_to"])
        for item in told
        for material in item["materials"] or [{"name": "请到窗口当面咨询", "main": False, "how_to": ""}]
    ]
    return screen.table("一次性告知", ("事项", "材料", "", "怎样备齐"), rows)


def consultations_table(found: Iterable[Told]) -> Table:
    """One line each."""
    rows = [
        (
            one["consultation"],
            one["state_name"] + ("（超期）" if one["overdue"] else ""),
            one["asker"],
            one["question"],
            one["agent"]["title"],
            minute(one["due"]),
            one["case_number"],
        )
        for one in found
    ]
    return unbroken(screen.table("咨询", ("咨询编号", "状态", "咨询人", "问题", "首问责任人", "答复期限", "办件编号"), rows))


def form_lines(told: Told) -> RenderableType:
    """Whether the form is complete, and what is still to be filled in."""
    if told["complete"]:
        return screen.plain("申请已填写完整，可用 --out 存为文件，再用 daiban submit 提交")
    return screen.faults_table("申请还缺以下内容", map(Fault.model_validate, told["missing"]))


def appointment_facts(title: str, told: Told) -> Table:
    """One appointment."""
    agent = told["agent"]
    return screen.facts(
        title,
        (
            ("预约编号", told["appointment"]),
            ("状态", told["state_name"]),
            ("下一步", told["next"]),
            ("类别", told["kind_name"]),
            ("时间", f"{told['day']} {told['time']}"),
            ("谁", f"{told['name']}　{told['phone']}"),
            ("事项", "、".join(map(str, told["items"]))),
            ("理由", told["reason"]),
            ("地址", told["address"]),
            ("代办员", f"{agent['title']}（{agent['id']}）" if agent else ""),
            ("登记", told["note"]),
        ),
    )


def appointments_table(day: str, told: Told) -> Group:
    """A day, and what is free at the counter."""
    rows = [
        (
            one["time"],
            one["kind_name"],
            one["name"],
            one["phone"],
            one["agent"]["title"] if one["agent"] else "",
            one["state_name"],
            one["appointment"],
        )
        for one in told["appointments"]
    ]
    free = [(time, left) for time, left in told["free"].items()]
    return Group(
        screen.table(f"{day} 的预约", ("时间", "类别", "谁", "电话", "代办员", "状态", "预约编号"), rows),
        screen.table("窗口空位", ("时段（起一小时）", "还可预约"), free),
        *([screen.plain(f'下一页：--after "{told["next"]}"')] if told["next"] else []),
    )
