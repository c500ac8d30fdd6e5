"""What follows the results: a lost letter, evaluation (好差评) with what a bad grade asks for, the agent's appraisal."""

from typing import Annotated, Literal

import typer

from deploy.local.cli.options import HOME, Agent, Directory, Json, Number
from deploy.local.cli.receipts import act
from deploy.local.cli.written import Parts
from deploy.local.forms.labels import EVALUATORS
from shared.contracts.evaluation import GRADES, Evaluator

APPRAISAL = Parts("--appraisal", ("subject", "grade"), ("note",), "subject=150622.zrzyj,grade=2,note=一次告知，没有往返")


def evaluate(
    number: Number,
    grade: Annotated[
        Literal["非常满意", "满意", "基本满意", "不满意", "非常不满意"],
        typer.Argument(metavar="等次", help=f"{'、'.join(GRADES.values())}；三等次的中心只用非常满意、满意、不满意"),
    ],
    comment: Annotated[str, typer.Option(help="意见建议")] = "",
    evaluator: Annotated[
        Evaluator, typer.Option(help="、".join(f"{code} {name}" for code, name in EVALUATORS.items()))
    ] = "applicant",
    directory: Directory = HOME,
    json: Json = False,
) -> None:
    """评价，一事一评；不满意的由科室负责人核实、整改、回访。"""
    act(directory, number, "evaluate", {"grade": grade, "comment": comment, "evaluator": evaluator}, json)


def verify_grade(
    number: Number,
    finding: Annotated[Literal["true", "unfounded"], typer.Argument(metavar="结论", help="true 属实、unfounded 不属实")],
    note: Annotated[str, typer.Option(help="查明的情况，照此答复申请人")],
    by: Annotated[
        Literal["section_head", "vice_head"], typer.Option(help="谁核实：section_head 科室负责人、vice_head 分管领导")
    ] = "section_head",
    directory: Directory = HOME,
    json: Json = False,
) -> None:
    """核实差评；属实的限期整改，不属实的向申请人说明。"""
    act(directory, number, "verify-grade", {"finding": finding, "note": note, "by": by}, json)


def rectify(
    number: Number,
    answer: Annotated[str, typer.Option(help="怎样整改的，照此答复申请人")],
    directory: Directory = HOME,
    json: Json = False,
) -> None:
    """登记差评的整改。"""
    act(directory, number, "rectify", {"answer": answer}, json)


def revisit(
    number: Number,
    satisfied: Annotated[bool, typer.Option("--satisfied/--not-satisfied", help="申请人接受答复，或不接受、须再整改")],
    note: Annotated[str, typer.Option(help="申请人说了什么")] = "",
    directory: Directory = HOME,
    json: Json = False,
) -> None:
    """登记差评的回访。"""
    act(directory, number, "revisit", {"satisfied": satisfied, "note": note}, json)


def appraise(
    number: Number,
    appraisal: Annotated[list[str], typer.Option(help=f"部门或窗口，等次 1 至 5，可多次，如 {APPRAISAL.example}")],
    agent: Agent = None,
    directory: Directory = HOME,
    json: Json = False,
) -> None:
    """代办员评议部门和窗口，一件一次。等次：1 非常满意 … 5 非常不满意。"""
    act(directory, number, "appraise", {"appraisals": APPRAISAL.read(appraisal), "agent": agent}, json)


def lost(
    number: Number,
    reason: Annotated[str, typer.Option(help="邮政部门怎么说")],
    directory: Directory = HOME,
    json: Json = False,
) -> None:
    """登记邮件丢失；结果另行交付。"""
    act(directory, number, "report-lost", {"reason": reason}, json)
