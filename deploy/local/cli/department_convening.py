"""The commands of a department that convenes a joint review (会商): hold it, lead it to its end, sign its minutes."""

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Annotated, Any, Literal

import typer

from deploy.local.cli import screen
from deploy.local.cli.department_reviews import Conditions, Review, SignedBy, answer_shown
from deploy.local.cli.options import HOME, Address, Directory, Json
from deploy.local.cli.review_numbers import named_resolution, named_review
from deploy.local.cli.review_words import instant_of, named
from deploy.local.cli.saying import say
from deploy.local.cli.written import Parts
from shared.contracts.review_calls import Form, Role

EXAMPLE = "owner=150622.slj,act=核定取水口位置,due=2026-12-01,done_when=出具核定意见"
RESOLUTION = Parts("--resolution", ("owner", "act", "due", "done_when"), (), EXAMPLE)  # of ResolutionOrder
Reason = Annotated[str, typer.Option(help="理由，参加部门看得到")]


def convene(
    address: Address,
    review: Review,
    *,
    form: Annotated[Form | None, typer.Option(help="meeting 会议、video 视频会议、circulation 传签；缺省按提请的形式")] = None,
    at: Annotated[str | None, typer.Option(help="何时开会，如 '2026-12-01 14:30'；开会的须写")] = None,
    place: Annotated[str, typer.Option(help="在哪里开会，或怎样加入视频会议；开会的须写")] = "",
    directory: Directory = HOME,
    json: Json = False,
) -> None:
    """召集提请的会商，通知参加部门。"""
    body = {"form": form, "at": instant_of(at), "place": place}
    _led(directory, address, "convened", review, body, json, "已召集")


def papers_complete(address: Address, review: Review, reason: Reason, directory: Directory = HOME, json: Json = False) -> None:
    """不再等所缺的材料，就现有材料征求意见。"""
    _led(directory, address, "papers-complete", review, {"reason": reason}, json, "已按现有材料征求意见")


def add(
    address: Address,
    review: Review,
    party: Annotated[str, typer.Argument(metavar="单位", help="<行政区划代码>.<部门代码>，如 150622.slj")],
    *,
    role: Annotated[Role, typer.Option(help="mandatory 必须参加、advisory 征求意见、observer 列席")] = "mandatory",
    signer: Annotated[bool, typer.Option("--signer", help="也参加会签")] = False,
    reason: Annotated[str, typer.Option(help="为什么需要它参加")] = "",
    directory: Directory = HOME,
    json: Json = False,
) -> None:
    """增加一个参加部门；其他部门已提出的意见和会签不变。"""
    body = {"party": party, "role": role, "signer": signer, "reason": reason}
    _led(directory, address, "participant-added", review, body, json, f"已增加{named(party)}")


def close_round(address: Address, review: Review, directory: Directory = HOME, json: Json = False) -> None:
    """提前结束一轮讨论，按现有意见得出结论。"""
    _led(directory, address, "round-closed", review, {}, json, "已结束本轮讨论")


def conclude(
    address: Address,
    review: Review,
    outcome: Annotated[
        Literal["agreed", "conditional", "objected", "deadlocked"],
        typer.Argument(
            metavar="结论", help="agreed 同意、conditional 附条件同意、objected 不同意、deadlocked 未形成一致意见（提交上一级）"
        ),
    ],
    reason: Reason,
    condition: Conditions = None,
    directory: Directory = HOME,
    json: Json = False,
) -> None:
    """听取意见后作出决定（由召集部门决定的会商）。"""
    body = {"outcome": outcome, "conditions": condition or [], "reason": reason}
    _led(directory, address, "concluded", review, body, json, "已作决定")


def cancel_review(address: Address, review: Review, reason: Reason, directory: Directory = HOME, json: Json = False) -> None:
    """取消会商，告知全部参加部门；结论形成前可以。"""
    _led(directory, address, "cancelled", review, {"reason": reason}, json, "已取消会商")


def resolve(
    address: Address,
    review: Review,
    resolution: Annotated[list[str], typer.Option(help=f"议定事项，可多次，如 {EXAMPLE}")],
    directory: Directory = HOME,
    json: Json = False,
) -> None:
    """写明议定事项：谁、做什么、哪天前、怎样算完成。结论形成后交责任部门落实。"""
    _led(directory, address, "resolutions", review, {"resolutions": resolutions_of(resolution)}, json, "已写明议定事项")


def drop(
    address: Address,
    resolution: Annotated[str, typer.Argument(metavar="议定事项编号", help="<办件编号>/R1/A1，见 daiban department review")],
    reason: Reason,
    directory: Directory = HOME,
    json: Json = False,
) -> None:
    """不再要求落实一项议定事项。"""
    named = named_resolution(resolution)
    body = {"resolution_id": named.resolution, "reason": reason}
    told = say(directory, address, "joint_review", "resolution-dropped", body)
    screen.show(told, json, lambda: answer_shown(f"不再要求：{named.resolution}", told, address))


def sign_minutes(
    address: Address,
    review: Annotated[str, typer.Argument(metavar="编号", help="会商编号，或会议编号")],
    by: SignedBy,
    remark: Annotated[str, typer.Option(help="召集部门补充的话，写入纪要")] = "",
    directory: Directory = HOME,
    json: Json = False,
) -> None:
    """签发会议纪要，得到纪要编号。先用 daiban department minutes 看过。"""
    body = {"signed_by": by, "remark": remark}
    _led(directory, address, "minutes-signed", review, body, json, "已签发会议纪要", whole=True)


def resolutions_of(written: Iterable[str]) -> list[dict[str, Any]]:
    """Resolutions as `owner=…,act=…,due=YYYY-MM-DD,done_when=…`. Errors: Refused (with every fault of every one)."""
    return RESOLUTION.read(written)


def _led(
    directory: Path,
    address: str,
    verb: str,
    review: str,
    body: Mapping[str, Any],
    as_json: bool,
    title: str,
    whole: bool = False,
) -> None:
    """Do it as the convener, and show how the review stands then. Errors: Refused."""
    named = named_review(review, whole=whole)
    about = named.review or named.file
    told = say(directory, address, "joint_review", verb, {"review_id": about, **body}, about)
    screen.show(told, as_json, lambda: answer_shown(title, told, address))
