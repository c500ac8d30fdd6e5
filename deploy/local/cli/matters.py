"""The command that reports a hard case (疑难事项), how one is shown, and how its measures (议定事项) are written."""

from collections.abc import Iterable
from typing import Annotated, Any, Literal

import typer
from rich.console import Group, RenderableType
from rich.table import Table

from deploy.local.cli import screen, session
from deploy.local.cli.options import HOME, Directory, Json, Number
from deploy.local.cli.words import BINDINGS, CLIMBS, MATTER_STATES, MEASURE_STATES, grounds, minute
from deploy.local.cli.written import Parts
from shared.contracts.common import DecidedBy

Told = dict[str, Any]
EXAMPLE = "owner=150600.zrzyj,act=限期出具意见,due=2026-12-01,binding=decide,item=24"
MEASURE = Parts("--measure", ("owner", "act", "due"), ("binding", "item"), EXAMPLE)  # of MeasureOrder


def escalate(
    number: Number,
    trigger: Annotated[
        Literal["agent_cannot_resolve", "complaint_upheld"],
        typer.Option(help="agent_cannot_resolve 代办员无法解决、complaint_upheld 投诉属实"),
    ],
    reason: Annotated[str, typer.Option(help="什么解决不了，已做过哪些努力")],
    signed_by: Annotated[str, typer.Option(help="上报的岗位，不写姓名")],
    item: Annotated[int | None, typer.Option(help="事项序号；缺省为整个办件", min=1)] = None,
    directory: Directory = HOME,
    json: Json = False,
) -> None:
    """把本中心解决不了的问题提交协调，由规则决定交给哪一级。"""
    order = {"trigger": trigger, "reason": reason, "signed_by": signed_by, "item": item}
    matter = session.ask_about(directory, number, "routing", "escalate", order)
    screen.show(matter, json, lambda: matter_shown("已提交协调", matter))


def hard_cases(route: Told) -> RenderableType:
    """Of a case: every matter that climbed the ladder, with its measures; nothing where none did."""
    matters = route.get("escalations") or []
    return Group(*(matter_shown("疑难事项", matter) for matter in matters)) if matters else ""


def matter_shown(title: str, matter: Told) -> Group:
    """One matter: what is to be settled, who was asked, what was resolved and how far that is."""
    measures = [measures_table(matter["measures"])] if matter["measures"] else []
    return Group(_matter_facts(title, matter), *measures)


def _matter_facts(title: str, matter: Told) -> Table:
    state = MATTER_STATES.get(matter["state"], matter["state"])
    reason = f"（{matter['closed_reason']}）" if matter["closed_reason"] else ""
    return screen.facts(
        title,
        (
            ("编号", matter["matter_id"]),
            ("起因", matter["trigger_name"]),
            ("事项", matter["item"]),
            ("问题", matter["subject"]),
            ("状态", f"{state}{reason}"),
            ("逐级协调", "\n".join(map(_climb, matter["climbs"]))),
            ("催办", f"{matter['reminders']} 次" if matter["reminders"] else ""),
            ("决议", f"{matter['resolution'] or ''}{'　' + matter['document'] if matter['document'] else ''}"),
            ("依据", grounds(map(DecidedBy.model_validate, matter["decided_by"]))),
        ),
    )


def _climb(climb: Told) -> str:
    """One rung: who was asked when and until when, and how it ended there."""
    told = "" if climb["outcome"] in {"resolved", "silent"} else climb["reason"]  # the resolution has its own line
    outcome = f"{CLIMBS.get(climb['outcome'], '待答复')}{'：' if told else ''}{told}"
    asked = f"{minute(climb['asked_at'])} 提请，{minute(climb['due'])} 前答复"
    return f"{climb['rung_name']}（{climb['party_name']}）：{asked}；{outcome}"


def measures_table(measures: Iterable[Told]) -> Table:
    """One line per measure: who does what by when, and how far it is."""
    rows = [
        (
            measure["measure_id"],
            f"{measure['owner_name']}（{measure['owner']}）",
            measure["act"],
            binding(measure),
            f"{minute(measure['due'])}{'（逾期）' if measure['overdue'] else ''}",
            _progress(measure),
        )
        for measure in measures
    ]
    made = screen.table("议定事项", ("编号", "责任部门（地址）", "内容", "效力", "时限", "落实"), rows)
    made.columns[0].no_wrap = True  # it is copied into the next command
    return made


def binding(measure: Told) -> str:
    """What a measure binds its owner to, and for which item."""
    item = f"，事项 {measure['item']}" if measure["item"] else ""
    return f"{BINDINGS.get(measure['binding'], measure['binding'])}{item}"


def _progress(measure: Told) -> str:
    done = f"（{minute(measure['done_at'])}）{measure['evidence'] or ''}" if measure["done_at"] else ""
    return f"{MEASURE_STATES.get(measure['state'], measure['state'])}{done}"


def measures_of(written: Iterable[str]) -> list[Told]:
    """Measures as `owner=…,act=…,due=YYYY-MM-DD[,binding=…][,item=…]`. Errors: Refused (with every fault of every measure)."""
    return MEASURE.read(written)
