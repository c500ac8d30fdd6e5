"""`daiban rehearse` and `daiban demo`: application files to their end, with a table and a story of what happened."""

import json as encoding
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
from deploy.local.cli.words import OUTCOMES, department_name
from deploy.local.rehearsal import PACE, CaseReport, FilesRefused, Findings, Outcome, Terms, read_form, rehearse
from shared.contracts.common import LABELS, ItemState
from shared.errors import Fault, Refused, refuse

SCENARIOS = Path(__file__).resolve().parents[1] / "scenarios"
Files = Annotated[list[Path], typer.Argument(metavar="文件…", help="申请文件（YAML 或 JSON），可带 departments 一节")]
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
    told = {
        "deficiency-notified": "一次性告知后补齐",
        "correction-requested": "补正",
        "special-procedure-started": "特别程序",
        "task-returned": "部门退回",
        "result-dispatched": "邮寄送达",
    }
    missed = sum(line.met is False for line in made.deadlines)
    return [
        *(words for name, words in told.items() if name in made.events),
        *(f"{review.kind}：{OUTCOMES.get(review.outcome or '', '未结')}" for review in made.joint_review),
        *([f"{missed} 项超期"] if missed else []),
        *(["档案核验通过"] if made.dossier and not made.dossier.faults else ["未归档"] if not made.dossier else ["档案有误"]),
    ]
