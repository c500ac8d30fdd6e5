"""`daiban doctor`: is anything stuck in silence? Each service looks after what it keeps, and puts right what it safely can."""

from collections.abc import Iterable
from pathlib import Path
from typing import Annotated, Any, Final

import typer

from deploy.local.cli import screen, session
from deploy.local.cli.failures import FAILED
from deploy.local.cli.options import HOME, Directory, Json
from deploy.local.cli.words import OWNERS, centres, region_name
from deploy.local.client import Client, NobodyServes, OutcomeUnknown, ServiceUnwell
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
    """查一遍有无无声停住的办件：未办结的都有下一步由谁办、有提醒，提醒都有主，没有停放的消息。有未修复的，退出码为 1。"""
    told = session.run(_looked(directory, [centre] if centre else centres(), repair))
    parked = session.run(_parked(directory))
    silent = [service for service in SERVICES if not all(each["service"] != service or each["answered"] for each in told)]
    healthy = not parked and not silent and all(ailment["repaired"] for each in told for ailment in each["ailments"])
    found = {"told": told, "parked": parked, "silent": silent, "healthy": healthy}
    screen.show(found, json, lambda: _table(told), lambda: screen.plain(_summary(told, parked, silent)))
    return 0 if healthy else FAILED


async def _parked(directory: Path) -> int:
    """How many messages of all centres wait for a person. Their senders hold them for said: no service sees the case stuck."""
    async with session.operator(directory) as client:
        return (await client.connection.jetstream().stream_info(topology.DEAD)).state.messages


async def _looked(directory: Path, codes: Iterable[str], repair: bool) -> list[Told]:
    """What each service told of each centre; one that does not answer once is not waited for again."""
    told: list[Told] = []
    silent: set[str] = set()
    for code in codes:
        async with session.centre(directory, code) as client:
            for service in (each for each in SERVICES if each not in silent):
                answer = await _told(client, code, service, repair)
                told.append({"centre": code, "service": service} | answer)
                silent |= set() if answer["answered"] else {service}
    return told


async def _told(client: Client, code: str, service: str, repair: bool) -> Told:
    try:
        return {"answered": True} | await client.ask(code, service, "doctor", {"repair": repair})
    except (NobodyServes, OutcomeUnknown, ServiceUnwell):  # what the others say is worth hearing all the same
        return {"answered": False, "looked_at": 0, "alarms": 0, "ailments": []}


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


def _summary(told: Iterable[Told], parked: int, silent: Iterable[str]) -> str:
    every = [ailment for each in told for ailment in each["ailments"]]
    repaired = sum(ailment["repaired"] for ailment in every)
    looked_at, alarms = (sum(each[field] for each in told) for field in ("looked_at", "alarms"))
    done = f"查了未办结的 {looked_at} 件、提醒 {alarms} 个："
    ailing = f"发现 {len(every)} 处，已修复 {repaired} 处，待处理 {len(every) - repaired} 处" if every else ""
    waiting = f"停放的消息 {parked} 条，所属办件可能停住：daiban dead list" if parked else ""
    named = "、".join(f"{OWNERS[service]}（{service}）" for service in silent)
    mute = f"没有答复的服务：{named}，请用 daiban status 查看" if named else ""
    return done + ("；".join(filter(None, (ailing, waiting, mute))) or "一切正常")
