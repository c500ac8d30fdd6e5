"""The commands of a department that takes part in a joint review (会商): attend, speak, countersign, carry out."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Annotated, Any, Literal

import typer
from rich.console import Group

from deploy.local.cli import attendance, screen, session
from deploy.local.cli.failures import WRONG
from deploy.local.cli.mailbox import Letter
from deploy.local.cli.options import HOME, Address, Directory, Json
from deploy.local.cli.review_numbers import Named, named_meeting, named_resolution, named_review
from deploy.local.cli.review_shown import next_table
from deploy.local.cli.review_words import OPINIONS_WRITTEN, opinion_told
from deploy.local.cli.saying import Reading, newest, nothing, say
from shared.contracts.joint_review import OPINIONS
from shared.contracts.review_calls import ROLES
from shared.errors import refuse
from shared.identifiers import is_record_number

Told = dict[str, Any]
Review = Annotated[str, typer.Argument(metavar="会商编号", help="<办件编号>/R1，见 daiban department tasks")]
SignedBy = Annotated[str, typer.Option("--by", help="签署的岗位，不写姓名")]
Ground = Annotated[str, typer.Option(help="法律依据；不同意时必填")]
Mend = Annotated[str, typer.Option(help="怎样改可以同意，不同意时必填；改不了的写 无")]
Said = Annotated[
    Literal["agree", "conditional", "object", "not_concerned"],
    typer.Argument(metavar="意见", help=OPINIONS_WRITTEN),
]
Conditions = Annotated[list[str] | None, typer.Option("--condition", help="条件，可多次；附条件同意时必填")]
PARTS = ROLES | {"convener": "召集部门"}
ASKS_OPINION = ("consulted", "discussion-opened")


def attend(
    address: Address,
    number: Annotated[str, typer.Argument(metavar="编号", help="会商编号；或会议编号：会议中涉及本部门的各件一并答复")],
    *,
    delegate: Annotated[str, typer.Option(help="派来参加的岗位，不写姓名")] = "",
    apology: Annotated[bool, typer.Option("--apology", help="请假，不能到会；须写 --reason")] = False,
    reason: Annotated[str, typer.Option(help="不能到会的原因")] = "",
    directory: Directory = HOME,
    json: Json = False,
) -> int:
    """答复是否到会；请假不等于没有意见，仍可书面提出意见。"""
    body = {"attends": not apology, "delegate": delegate, "reason": reason}
    title = "已请假" if apology else "已答复到会"
    if is_record_number(number, "H"):
        meeting = named_meeting(number).file
        told = session.run(attendance.of_meeting(directory, address, meeting, body))
        screen.show(told, json, lambda: attendance.shown(title, told))
        return WRONG if told["refused"] else 0
    _answered(directory, address, "attendance", named_review(number, whole=False), body, json, title)
    return 0


def opinion(
    address: Address,
    review: Review,
    said: Said,
    *,
    condition: Conditions = None,
    ground: Ground = "",
    mend: Mend = "",
    edition: Annotated[int | None, typer.Option(min=0, help="所看材料的版次；缺省为来件中最近一封信所说的版次")] = None,
    directory: Directory = HOME,
    json: Json = False,
) -> None:
    """在会商中提出意见；再提出的，代替先前的。"""
    named = named_review(review, whole=False)
    body = {"opinion": said, "conditions": condition or [], "ground": ground, "mend": mend, "edition": edition}
    reading = _edition_read(named.review) if edition is None else nothing
    _answered(directory, address, "opinion", named, body, json, "已提出意见", reading)


def sign(
    address: Address,
    review: Review,
    by: SignedBy,
    text: Annotated[int | None, typer.Option(min=1, help="会签第几稿；缺省为来件中最近一封会签信的稿次")] = None,
    directory: Directory = HOME,
    json: Json = False,
) -> None:
    """会签：同意所列结论和条件。"""
    named = named_review(review, whole=False)
    reading = _text_read(named.review) if text is None else nothing
    _answered(directory, address, "signed", named, {"text": text, "signed_by": by}, json, "已会签", reading)


def refuse_signature(
    address: Address, review: Review, ground: Ground, mend: Mend, directory: Directory = HOME, json: Json = False
) -> None:
    """不予会签：作为不同意的意见，重新会商。"""
    named = named_review(review, whole=False)
    _answered(directory, address, "signature-refused", named, {"ground": ground, "mend": mend}, json, "已答复不予会签")


def revoke_signature(
    address: Address,
    review: Review,
    reason: Annotated[str, typer.Option(help="撤回的理由，各会签部门看得到")],
    directory: Directory = HOME,
    json: Json = False,
) -> None:
    """撤回会签，结论形成前可以；依次会签的，在其后签的部门重新会签。"""
    named = named_review(review, whole=False)
    _answered(directory, address, "signature-revoked", named, {"reason": reason}, json, "已撤回会签")


def carried_out(
    address: Address,
    resolution: Annotated[str, typer.Argument(metavar="议定事项编号", help="<办件编号>/R1/A1，见 daiban department tasks")],
    evidence: Annotated[str, typer.Option(help="怎样落实的，凭什么算完成")],
    document: Annotated[str, typer.Option(help="文号")] = "",
    file_id: Annotated[str, typer.Option("--file-id", help="证明文件的编号，先用 department attach 交来")] = "",
    directory: Directory = HOME,
    json: Json = False,
) -> None:
    """报告会商议定事项已完成。"""
    named = named_resolution(resolution)
    body = {"resolution_id": named.resolution, "evidence": evidence, "document": document, "file_id": file_id}
    told = say(directory, address, "joint_review", "carried-out", body, named.resolution)
    screen.show(told, json, lambda: answer_shown(f"已报告完成：{named.resolution}", told, address))


def _answered(
    directory: Path,
    address: str,
    verb: str,
    named: Named,
    body: Mapping[str, Any],
    as_json: bool,
    title: str,
    reading: Reading = nothing,
) -> None:
    """Answer in a review, and show how it stands then. Errors: Refused."""
    order = {"review_id": named.review, **body}
    told = say(directory, address, "joint_review", verb, order, named.review, reading)
    screen.show(told, as_json, lambda: answer_shown(title, told, address))


def _edition_read(review: str) -> Reading:
    """The edition that the last letter of the review has named; nothing where none lies in the mail."""

    def reading(found: Sequence[Letter]) -> Mapping[str, Any]:
        letter = newest(found, review, ASKS_OPINION)
        return {"edition": letter.body["edition"]} if letter and letter.body.get("edition") else {}

    return reading


def _text_read(review: str) -> Reading:
    """The number of the text that the last letter has asked to sign. Errors: Refused (no such letter lies in the mail)."""

    def reading(found: Sequence[Letter]) -> Mapping[str, Any]:
        letter = newest(found, review, ("signature-asked",))
        if letter is None:
            raise refuse(
                "会商编号",
                f"来件中没有请会签 {review} 的信",
                "请用 daiban department tasks 查看；确已看过文稿的，用 --text 写明第几稿",
            )
        return {"text": letter.body["text"]}

    return reading


def answer_shown(title: str, told: Told, address: str) -> Group:
    """How a review stands after an answer, what the department still owes it, and where the rest is told."""
    you = told.get("you") or {}
    edition, text = told.get("edition"), told.get("text")
    given = you.get("opinion")
    facts = screen.facts(
        title,
        (
            ("会商", told.get("review_id")),
            ("状态", told.get("state_name")),
            ("本部门", PARTS.get(you.get("role", ""), "")),
            ("意见", opinion_told(given) if isinstance(given, Mapping) else OPINIONS.get(given or "", "")),
            ("依据材料", f"第 {edition} 版（按来件中最近一封信）" if edition else ""),
            ("纪要编号", told.get("minutes")),
            ("会签", f"第 {text} 稿（按来件中最近一封信）" if text else ""),
            ("查看", f"daiban department review {address} {told.get('review_id') or '编号'}"),
        ),
    )
    waits = next_table(told.get("next") or (), told.get("review_id") or "")
    return Group(facts, waits) if waits else Group(facts)
