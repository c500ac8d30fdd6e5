"""`daiban meeting`: one meeting over many cases (集中联动审批会商会), or about topics of a centre."""

from collections.abc import Iterable
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Group

from deploy.local.cli import screen, session
from deploy.local.cli.meeting_shown import meeting_shown, meetings_table
from deploy.local.cli.options import HOME, Directory, Json
from deploy.local.cli.review_faults import told_by_option
from deploy.local.cli.review_numbers import named_meeting
from deploy.local.cli.review_words import instant_of, kind_of
from deploy.local.cli.reviews import At, By, Convener, Days, HowHeld, Kind, Place
from shared.errors import Fault, Refused
from shared.identifiers import check_case_number, normalise_case_number

Told = dict[str, Any]
TOPIC = "大路新区用水指标=slj,fgw"
app = typer.Typer(help="会议：一次会商许多办件，或会商中心的议题")

Centre = Annotated[str, typer.Argument(metavar="中心", help="中心的行政区划代码，如 150622")]
MeetingNumber = Annotated[str, typer.Argument(metavar="会议编号", help="如 150622-H20260302-000001")]


@app.command("call")
def call(
    centre: Centre,
    *,
    subject: Annotated[str, typer.Option(help="会议名称")],
    by: By,
    case: Annotated[list[str] | None, typer.Option(help="上会的办件编号，可多次，按议程的顺序")] = None,
    cases_file: Annotated[Path | None, typer.Option(metavar="文件", help="上会的办件编号，一行一个；# 之后不读")] = None,
    topic: Annotated[list[str] | None, typer.Option(help=f"不属于办件的议题和必须参加的部门，可多次，如 {TOPIC}")] = None,
    kind: Kind = "mass_meeting",
    convener: Convener = "",
    days: Days = None,
    form: HowHeld = None,
    at: At = None,
    place: Place = "",
    directory: Directory = HOME,
    json: Json = False,
) -> None:
    """召集会议，得到会议编号；每个办件、每个议题各成一件会商。"""
    order: Told = {
        "kind": kind_of(kind),
        "subject": subject,
        "agenda": agenda_of(case or (), cases_file, topic or ()),
        "convener": convener,
        "limit_days": days,
        "form": form,
        "at": instant_of(at),
        "place": place,
        "signed_by": by,
    }
    with told_by_option():
        told = session.ask_centre(directory, centre, "routing", "call-meeting", order)
    pairs = (
        ("会议编号", told["meeting_id"]),
        ("议程", f"{len(order['agenda'])} 件"),
        ("查看", f"daiban meeting show {told['meeting_id']}"),
    )
    screen.show(told, json, lambda: screen.facts("已召集会议", pairs))


def agenda_of(cases: Iterable[str], file: Path | None, topics: Iterable[str]) -> list[Told]:
    """The points of an agenda, cases first. Errors: Refused (with everything that is no case number and no topic)."""
    faults: list[Fault] = []
    listed = [*cases, *(_lines(file) if file else ())]
    for place, number in enumerate(listed, 1):
        if message := check_case_number(number):
            faults.append(Fault(field=f"办件 {place}", message=message, remedy="编号由中心代码、日期和流水号三段组成"))
    points: list[Told] = [] if faults else [{"case_number": normalise_case_number(number)} for number in listed]
    for place, topic in enumerate(topics, 1):
        subject, _, departments = topic.replace("＝", "=").rpartition("=")
        parties = [one.strip() for one in departments.replace("，", ",").split(",") if one.strip()]
        if not subject.strip() or not parties:
            faults.append(Fault(field=f"--topic {place}", message=f"“{topic[:60]}”缺少议题或部门", remedy=f"请写成 {TOPIC}"))
        points.append({"subject": subject.strip(), "mandatory": parties})
    if not points and not faults:
        faults.append(Fault(field="--case", message="议程是空的", remedy="请用 --case、--cases-file 或 --topic 写明"))
    if faults:
        raise Refused(faults)
    return points


def _lines(file: Path) -> list[str]:
    """What stands in the lines of a file, remarks left out. Errors: OSError."""
    lines = (line.partition("#")[0].strip() for line in file.read_text(encoding="utf-8-sig").splitlines())
    return [line for line in lines if line]


@app.command("show")
def show(number: MeetingNumber, directory: Directory = HOME, json: Json = False) -> None:
    """一次会议：议程、各件的结果、参加部门、纪要。"""
    named = named_meeting(number)
    told = session.ask_centre(directory, named.centre, "joint_review", "meeting", {"meeting_id": named.file})
    screen.show(told, json, lambda: meeting_shown(told), lambda: screen.plain(f"纪要：daiban review minutes {named.file}"))


@app.command("list")
def listed(
    centre: Centre,
    before: Annotated[str, typer.Option(help="上一页最后的会议编号")] = "",
    limit: Annotated[int, typer.Option(min=1, max=100, help="最多几次，最近的在前")] = 20,
    directory: Directory = HOME,
    json: Json = False,
) -> None:
    """本中心的会议，最近的在前。"""
    order = {"before": before, "limit": limit}
    told = session.ask_centre(directory, centre, "joint_review", "meetings", order)
    more = f"后面还有：daiban meeting list {centre} --before {told['next']}" if told["next"] else ""
    screen.show(told, json, lambda: Group(meetings_table(told["meetings"]), *([screen.plain(more)] if more else [])))
