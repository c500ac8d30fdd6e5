"""What stops a case: 中止 and 恢复, 终止, 撤件. The forms take effect when both have signed: `daiban sign`."""

from typing import Annotated, Final, Literal

import typer

from deploy.local.cli.options import HOME, Agent, Directory, How, Json, Number, SignatureFile, SignedBy, signature
from deploy.local.cli.receipts import act
from shared.contracts.interruptions import ENDS, GROUNDS

Ground = Literal["untrue_materials", "unmendable_materials", "fees_unpaid", "applicant_pauses", "policy_changed"]
End = Literal["applicant_ends", "not_feasible", "falsehood"]
NOT_CHOSEN: Final = ("mandate_ended", "suspension_expired")
"""What follows by itself: from the end of the mandate, and of a suspension that nobody resumes."""
By = Annotated[Literal["applicant", "agent"], typer.Option(help="谁提出：applicant 申请人、agent 代办员")]
Particulars = Annotated[str, typer.Option(help="具体情况，写在单上")]


def _listed(grounds: dict[str, str]) -> str:
    """One per line; with a place to break after each comma, for Typer cuts off what finds none."""
    lines = (f"{code} {name}" for code, name in grounds.items() if code not in NOT_CHOSEN)
    return "\n\n".join(lines).replace("，", "， ").replace("、", "、 ")


def suspend(
    number: Number,
    ground: Annotated[Ground, typer.Option(metavar="情形", help=_listed(GROUNDS))],
    reason: Particulars,
    by: By = "agent",
    agent: Agent = None,
    directory: Directory = HOME,
    json: Json = False,
) -> None:
    """填写中止单；双方签署（daiban sign 编号 suspension）后中止，时限停止计算。"""
    act(directory, number, "suspend", {"ground": ground, "reason": reason, "by": by, "agent": agent}, json)


def resume(
    number: Number,
    reason: Annotated[str, typer.Option(help="情况有什么变化")],
    signed_by: SignedBy = None,
    method: How = "hand",
    file_id: SignatureFile = None,
    agent: Agent = None,
    directory: Directory = HOME,
    json: Json = False,
) -> None:
    """恢复办理（续办）：时限继续计算。"""
    act(directory, number, "resume", {"reason": reason, "agent": agent} | signature(signed_by, method, file_id), json)


def terminate(
    number: Number,
    ground: Annotated[End, typer.Option(metavar="情形", help=_listed(ENDS))],
    reason: Particulars,
    by: By,
    agent: Agent = None,
    directory: Directory = HOME,
    json: Json = False,
) -> None:
    """填写终止单；双方签署（daiban sign 编号 termination）后终止，各部门撤回任务，退还材料。"""
    act(directory, number, "terminate", {"ground": ground, "reason": reason, "by": by, "agent": agent}, json)


def cancel_form(
    number: Number,
    document: Annotated[
        Literal["suspension", "termination"],
        typer.Argument(metavar="文书", help="suspension 中止单、termination 终止单"),
    ],
    reason: Annotated[str, typer.Option(help="为什么作废")],
    directory: Directory = HOME,
    json: Json = False,
) -> None:
    """作废还没有生效的中止单、终止单。"""
    act(directory, number, "cancel-form", {"document": document, "reason": reason}, json)


def withdraw(
    number: Number,
    reason: Annotated[str, typer.Option(help="申请人所说的理由")],
    item: Annotated[list[int] | None, typer.Option(help="只撤哪些事项，可多次；缺省为全部")] = None,
    signed_by: SignedBy = None,
    method: How = "hand",
    file_id: SignatureFile = None,
    directory: Directory = HOME,
    json: Json = False,
) -> None:
    """申请人撤件：收回尚未决定的事项，全部撤回即结束。"""
    act(directory, number, "withdraw", {"items": item or [], "reason": reason} | signature(signed_by, method, file_id), json)
