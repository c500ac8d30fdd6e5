"""`daiban rehearse` and `daiban demo`: application files to their end, with a table and a story of what happened."""

import json as encoding
from collections import Counter
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Group
from rich.table import Table

from deploy.local.cli import screen
from deploy.local.cli.board import Board
from deploy.local.cli.failures import FAILED
from deploy.local.cli.options import Json
from deploy.local.cli.timeline import timeline_table
from deploy.local.cli.up import until_stopped
from deploy.local.cli.words import CLIMBS, MEASURE_STATES, TRANSFER_STATES, department_name, region_name
from deploy.local.rehearsal import PACE, CaseReport, FilesRefused, Findings, Outcome, Terms, read_form, rehearse
from deploy.local.rehearsal.report import EscalationLine
from deploy.local.rehearsal.review_report import ReviewLine
from shared.contracts.common import LABELS, ItemState
from shared.contracts.joint_review import OUTCOMES
from shared.contracts.matters import TRIGGERS
from shared.contracts.transfers import DIRECTIONS
from shared.errors import Fault, Refused, refuse

SCENARIOS = Path(__file__).resolve().parents[1] / "scenarios"
PARTS = "departments、desks、escalate、add、before、acts、silent、complaints、files、reviews、meeting、copies、expected"
BEFORE = {"consultation": "咨询", "appointment": "预约", "coaching": "辅导", "remote": "远程指导"}
TOLD = {
    "deficiency-notified": "一次性告知后补齐",
    "deemed-accepted": "视为受理",
    "promise-made": "书面承诺",
    "promise-broken": "承诺未履行",
    "correction-requested": "补正",
    "special-procedure-started": "特别程序",
    "limit-extended": "延长",
    "items-added": "增办",
    "item-submitted-upward": "转报上级机关",
    "task-returned": "部门退回",
    "item-revoked": "撤销决定",
    "contact-changed": "变更经办人",
    "case-suspended": "中止",
    "case-resumed": "恢复",
    "items-withdrawn": "撤件",
    "case-terminated": "终止",
    "result-dispatched": "邮寄送达",
    "result-lost": "邮件丢失",
    "bad-grade-rectified": "差评整改",
}
"""Facts that not every case has, in words."""
Files = Annotated[list[Path], typer.Argument(metavar="文件…", help=f"申请文件（YAML 或 JSON），可带 {PARTS} 各节")]
Pace = Annotated[float, typer.Option(min=0.05, max=3600, help="一个工作日几秒")]
Report = Annotated[Path | None, typer.Option(help="把报告（JSON）写到这个文件")]
Patience = Annotated[float | None, typer.Option(min=1, help="多少秒没有进展算停住；缺省按文件推算")]


def rehearsal(files: Files, report: Report = None, pace: Pace = PACE, patience: Patience = None, json: Json = False) -> None:
    """在自己的临时服务上用加速时钟把申请办到底，写出报告；结束后不留下任何进程和数据。"""
    _rehearse(files, Terms(seconds_per_working_day=pace, patience=patience), report, json)


def demo(report: Report = None, pace: Pace = PACE, json: Json = False) -> None:
    """演示：用随附的案例（取自公开报道）跑一遍，看发生了什么。"""
    _rehearse(sorted(SCENARIOS.glob("*.yaml")), Terms(seconds_per_working_day=pace), report, json)


def _rehearse(files: list[Path], terms: Terms, report: Path | None, as_json: bool) -> None:
    forms = _forms(files)
    if report and not report.resolve().parent.is_dir():
        raise refuse("--report", f"没有目录 {report.parent}", "请先建立目录，或换一个位置")
    with Board() as board:
        outcome = until_stopped(rehearse(forms, terms, board))
    reports = [made.model_dump(mode="json") for made in outcome.reports]
    if report:
        report.write_text(encoding.dumps(reports, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
    screen.show(reports, as_json, lambda: _story(outcome))
    for case, troubles in outcome.troubles.items():
        for trouble in troubles:
            screen.err().print(screen.plain(f"{case}　{trouble}"), style="bold red")
    if outcome.troubles:
        raise typer.Exit(FAILED)


def _forms(files: list[Path]) -> dict[str, dict[str, object]]:
    """Every form by the name it was given under. Errors: FilesRefused, with the faults of all that cannot be read."""
    forms: dict[str, dict[str, object]] = {}
    faults: dict[str, tuple[Fault, ...]] = {}
    for number, file in enumerate(files):
        name = str(file) if file not in files[:number] else f"{file}（第 {number + 1} 个）"  # the same file twice is two cases
        try:
            forms[name] = read_form(file)
        except Refused as refused:
            faults[name] = refused.faults
    if faults:
        raise FilesRefused(faults)
    return forms


def _story(outcome: Outcome) -> Group:
    """One table of all cases; for the one in which most happened, its whole history."""
    richest = max(outcome.findings, key=lambda found: _interest(found, outcome))
    title = f"经过：{richest.case['case_number']} {richest.case['project'] or richest.case['applicant']}"
    history = timeline_table(title, richest.timeline.get("events", []), richest.route, notices=False)
    return Group(cases_table(outcome), "", history)


def _interest(found: Findings, outcome: Outcome) -> tuple[int, int]:
    """Kinds of events, then events: a case that has everything tells more than one that has much of the same."""
    names = outcome.reports[outcome.findings.index(found)].events
    return len(set(names)), len(names)


def cases_table(outcome: Outcome) -> Table:
    """One line per case: what became of its items, and what was special on the way."""
    rows = [
        (
            made.case,
            found.case["project"] or found.case["applicant"],
            department_name(made.lead_department) if made.lead_department else "",
            "\n".join(f"{task.item} {LABELS[ItemState(task.state)]}" for task in made.tasks),
            "；".join(_special(made)),
            found.case["state_name"] if made.case not in outcome.troubles else f"{found.case['state_name']}（未办完）",
        )
        for made, found in zip(outcome.reports, outcome.findings, strict=True)
    ]
    return screen.table("办件", ("办件编号", "项目（申请人）", "牵头部门", "事项结果", "经过", "状态"), rows, lines=True)


def _special(made: CaseReport) -> list[str]:
    """What not every case has."""
    missed = sum(line.met is False for line in made.deadlines)
    return [
        *(f"先{BEFORE[line.kind]}" for line in made.consultation),
        *(words for name, words in TOLD.items() if name in made.events),
        *map(_reviewed, made.joint_review),
        *_handed_over(made),
        *map(_climbed, made.escalations),
        *([f"投诉 {len(made.complaints)} 件"] if made.complaints else []),
        *([f"{missed} 项超期"] if missed else []),
        *(["档案核验通过"] if made.dossier and not made.dossier.faults else ["未归档"] if not made.dossier else ["档案有误"]),
    ]


def _reviewed(line: ReviewLine) -> str:
    """The outcome of a review, and what not every one has on its way."""
    more = [
        *(["重新提出过意见"] if any(seat.before for seat in line.participants) else []),
        *([f"讨论 {line.rounds} 轮"] if line.rounds else []),
        *([f"会签 {len(line.signatures)} 家"] if line.signatures else []),
        *([f"议定 {len(line.resolutions)} 项"] if line.resolutions else []),
        *([f"纪要 {line.minutes}"] if line.minutes else []),
    ]
    outcome = "已取消" if line.state == "cancelled" else OUTCOMES.get(line.outcome or "", "未结")
    details = f"（{'、'.join(more)}）" if more else ""
    return f"{line.kind}：{outcome}{details}"


def _handed_over(made: CaseReport) -> list[str]:
    """One phrase per way that items went, with what became of each offer."""
    ways: dict[tuple[str, str, str], Counter[str]] = {}
    for line in made.transfers:
        item = f"{line.items[0]}{'' if line.state == 'accepted' else f'（{TRANSFER_STATES[line.state]}）'}"
        ways.setdefault((line.direction, line.giver, line.to), Counter())[item] += 1
    return [
        f"{DIRECTIONS[direction]} {region_name(giver)}→{region_name(to)}：事项 {'、'.join(map(_times, items, items.values()))}"
        for (direction, giver, to), items in ways.items()
    ]


def _times(item: str, times: int) -> str:
    return item if times == 1 else f"{item}{times}次"


def _climbed(line: EscalationLine) -> str:
    """The rungs with what each did, and how far the measures are."""
    rungs = "→".join(f"{rung.rung} {CLIMBS.get(rung.outcome or '', '待答复')}" for rung in line.rungs)
    states = [MEASURE_STATES[measure.state] for measure in line.measures]
    followed = "、".join(f"{states.count(state)} 项{state}" for state in dict.fromkeys(states))
    return f"{TRIGGERS[line.trigger]}：{rungs}{f'，议定 {followed}' if followed else ''}"
