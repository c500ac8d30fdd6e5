"""`daiban department opinions`: one opinion for all that a meeting over many cases asks of a department."""

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Group, RenderableType

from deploy.local.cli import mailbox, screen, session
from deploy.local.cli.attendance import refused_table
from deploy.local.cli.department_reviews import Conditions, Ground, Mend, Said
from deploy.local.cli.failures import WRONG
from deploy.local.cli.mailbox import Letter
from deploy.local.cli.options import HOME, Address, Directory, Json
from deploy.local.cli.review_numbers import named_meeting
from deploy.local.cli.settling import ended, settled
from shared.contracts.joint_review import OPINIONS
from shared.errors import Refused, refuse

Told = dict[str, Any]


def opinions(
    address: Address,
    meeting: Annotated[str, typer.Argument(metavar="会议编号", help="如 150622-H20260302-000001")],
    said: Said,
    *,
    condition: Conditions = None,
    ground: Ground = "",
    mend: Mend = "",
    without: Annotated[list[str] | None, typer.Option("--except", help="除外的会商编号或办件编号，可多次")] = None,
    directory: Directory = HOME,
    json: Json = False,
) -> int:
    """对一次会议中征求本部门意见的各件提出同样的意见；讨论中的（各部门意见不一）仍须逐件提出。"""
    number = named_meeting(meeting).file
    body = {"opinion": said, "conditions": condition or [], "ground": ground, "mend": mend}
    told = session.run(_all_said(directory, address, number, body, list(without or ())))
    screen.show(told, json, lambda: _all_told(number, told, OPINIONS[said]))
    return WRONG if told["refused"] else 0


async def _all_said(directory: Path, address: str, meeting: str, body: Mapping[str, Any], without: list[str]) -> Told:
    """Every review of the meeting that lies in the mail: which were `given`, which were `refused` and why, which were `left`.

    Errors: Refused (none lies there, or what is to be left out is not among them).
    """
    region, code = session.department_of(address)
    told: Told = {"meeting_id": meeting, "given": [], "refused": [], "left": []}
    async with session.department(directory, address) as client, mailbox.letters(client, region, code) as found:
        asked = questions_of(found, meeting)
        _check_named(asked, without, meeting)
        for letter in asked:
            if {letter.matter, letter.body["case_number"]} & set(without):
                told["left"].append(letter.matter)
                continue
            order = {"review_id": letter.matter, **body, "edition": letter.body.get("edition", 0)}
            try:
                await client.ask(region, "joint_review", f"department.{code}.opinion", order)
            except Refused as refused:
                told["refused"].append({"review_id": letter.matter, "faults": [fault.model_dump() for fault in refused.faults]})
                continue
            told["given"].append(letter.matter)
            await mailbox.take(one for one in found if not one.message.is_acked and settled(one, "opinion", letter.matter))
    return told


def questions_of(found: Sequence[Letter], meeting: str) -> list[Letter]:
    """The last question for each review of a meeting that is still asked; a round of discussion is none."""
    gone = {letter.place for letter in ended(found)}
    asked = (letter for letter in found if letter.verb == "consulted" and letter.place not in gone)
    return [letter for letter in asked if letter.body.get("meeting_id") == meeting]


def _check_named(asked: Iterable[Letter], without: Iterable[str], meeting: str) -> None:
    """Errors: Refused."""
    known = {name for letter in asked for name in (letter.matter, letter.body["case_number"])}
    if not known:
        raise refuse("会议编号", f"来件中没有会议 {meeting} 征求意见的会商", "请用 daiban department tasks 查看来件")
    for name in without:
        if name not in known:
            raise refuse(
                "--except",
                f"会议 {meeting} 征求意见的会商中没有 {name[:60]}",
                "请写会商编号或办件编号，见 daiban department tasks",
            )


def _all_told(meeting: str, told: Told, said: str) -> RenderableType:
    left = f"，除外 {len(told['left'])} 件" if told["left"] else ""
    done = screen.plain(f"会议 {meeting}：已对 {len(told['given'])} 件提出“{said}”{left}")
    refused = refused_table("未能提出的，仍在来件中", told["refused"])
    return Group(done, refused) if refused else done
