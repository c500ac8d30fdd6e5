"""`daiban doctor`: is anything stuck in silence? Each service looks after what it keeps, and puts right what it safely can."""

from collections.abc import Iterable
from pathlib import Path
from typing import Annotated, Any, Final

import typer

from deploy.local.cli import screen, session
from deploy.local.cli.failures import FAILED
from deploy.local.cli.options import HOME, Directory, Json
from deploy.local.cli.words import centres, region_name
from shared.bus import topology

SERVICES: Final = (
    *dict.fromkeys(consumer.service for consumer in topology.CONSUMERS.values() if consumer.stream == topology.TIMERS),
    "archive",
)
"""Who keeps something that alarms move on, and who waits for the dossiers of closed cases to be whole."""
NAMES: Final = {
    "next_actor": "无人可推动",
    "live_alarm": "没有提醒",
    "promise_without_alarm": "时限未设提醒",
    "heard_alarm": "提醒未被处理",
    "orphan_alarm": "提醒无主",
    "said": "消息未发出",
    "readable": "文档损坏",
    "whole_dossier": "档案未成",
}
Told = dict[str, Any]


def doctor(
    centre: Annotated[str | None, typer.Option(help="中心的行政区划代码；缺省为全部中心")] = None,
    repair: Annotated[bool, typer.Option("--repair/--no-repair", help="能安全修复的就地修复；否则只看不动")] = True,
    directory: Directory = HOME,
    json: Json = False,
) -> int:
    """查一遍有无无声停住的办件：未办结的都有下一步由谁办、有提醒，提醒都有主。有未修复的，退出码为 1。"""
    told = session.run(_looked(directory, [centre] if centre else centres(), repair))
    left = [each for each in told if any(not ailment["repaired"] for ailment in each["ailments"])]
    screen.show({"told": told, "healthy": not left}, json, lambda: _table(told), lambda: screen.plain(_summary(told)))
    return FAILED if left else 0


async def _looked(directory: Path, codes: Iterable[str], repair: bool) -> list[Told]:
    """What each service told of each centre."""
    told: list[Told] = []
    for code in codes:
        async with session.centre(directory, code) as client:
            told += [{"centre": code} | await client.ask(code, service, "doctor", {"repair": repair}) for service in SERVICES]
    return told


def _table(told: Iterable[Told]) -> Any:
    rows = [
        (
            region_name(each["centre"]),
            each["service"],
            ailment["subject"],
            NAMES.get(ailment["invariant"], ailment["invariant"]),
            ailment["what"],
            "已修复" if ailment["repaired"] else "待人工处理",
        )
        for each in told
        for ailment in each["ailments"]
    ]
    return screen.table("检查结果", ("中心", "服务", "编号", "问题", "说明", "处理"), rows)


def _summary(told: Iterable[Told]) -> str:
    every = [ailment for each in told for ailment in each["ailments"]]
    repaired = sum(ailment["repaired"] for ailment in every)
    looked_at, alarms = (sum(each[field] for each in told) for field in ("looked_at", "alarms"))
    done = f"查了未办结的 {looked_at} 件、提醒 {alarms} 个："
    return done + (f"发现 {len(every)} 处，已修复 {repaired} 处，待处理 {len(every) - repaired} 处" if every else "一切正常")
