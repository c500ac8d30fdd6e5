"""One answer of a department to a whole meeting (会议): whether it comes, for every review of it on the department's agenda."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from rich.console import Group, RenderableType

from deploy.local.cli import mailbox, screen, session
from deploy.local.cli.saying import newest
from deploy.local.cli.settling import settled
from shared.errors import Refused, refuse

Told = dict[str, Any]


async def of_meeting(directory: Path, address: str, meeting: str, body: Mapping[str, Any]) -> Told:
    """Answer for each review on the agenda that lies in the mail: which were `given`, which were `refused` and why.

    Errors: Refused (no agenda of that meeting lies there).
    """
    region, code = session.department_of(address)
    told: Told = {"meeting_id": meeting, "given": [], "refused": []}
    async with session.department(directory, address) as client, mailbox.letters(client, region, code) as found:
        agenda = newest(found, meeting, ("meeting-called",))
        if agenda is None:
            remedy = "请用 daiban department tasks 查看，或按会商编号逐件答复"
            raise refuse("会议编号", f"来件中没有会议 {meeting} 的通知", remedy)
        for review in agenda.body["reviews"]:
            try:
                await client.ask(region, "joint_review", f"department.{code}.attendance", {"review_id": review, **body})
            except Refused as refused:
                told["refused"].append({"review_id": review, "faults": [fault.model_dump() for fault in refused.faults]})
                continue
            told["given"].append(review)
            await mailbox.take(one for one in found if not one.message.is_acked and settled(one, "attendance", review))
    return told


def shown(title: str, told: Told) -> RenderableType:
    """For how many reviews of the meeting it was answered, and what was refused."""
    done = screen.plain(f"会议 {told['meeting_id']}：{title}（{len(told['given'])} 件）")
    refused = refused_table("未能答复的", told["refused"])
    return Group(done, refused) if refused else done


def refused_table(title: str, refused: list[Told]) -> RenderableType:
    """Which reviews would not take the answer, and why; nothing where all did."""
    rows = [
        (one["review_id"], "\n".join(f"{fault['message']}（{fault['remedy']}）" for fault in one["faults"])) for one in refused
    ]
    return screen.table(title, ("会商编号", "原因"), rows) if rows else ""
