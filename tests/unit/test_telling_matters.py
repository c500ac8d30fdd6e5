"""Hand-overs and hard cases in the words of a case's history."""

from deploy.local.cli.telling import tell
from shared.contracts import matters, transfers
from tests.unit.cli_world import BANNER, CASE, CITY, MATTER, OFFICE, ORDER


def test_a_resolution_is_told_with_everyone_whom_it_binds() -> None:
    rung = {
        "rung": "r3",
        "rung_name": "领导小组办公室",
        "party": OFFICE,
        "party_name": "领导小组办公室",
        "at": "2026-03-09T09:00:00+08:00",
    }
    fact = matters.MatterResolved.model_validate(
        rung | {"matter_id": MATTER, "trigger": "overdue", "resolution": "限期办理", "document": None, "measures": [ORDER]}
    )

    line = tell(fact)

    assert line is not None
    assert line.what == "议定：限期办理\n准格尔旗自然资源局：核发用地规划许可（事项 26限期决定），2026-03-20 17:30 前"


def test_a_second_return_says_which_it_is() -> None:
    offer = {
        "transfer_id": f"{CASE}/27/T2",
        "giver": BANNER,
        "giver_name": "准格尔旗",
        "receiver": CITY,
        "receiver_name": "鄂尔多斯市",
    }
    more = {"direction": "up", "reason": "由市审查", "signed_by": "科室负责人"}
    times = {"offered_at": "2026-03-02T10:00:00+08:00", "due": "2026-03-03T17:30:00+08:00"}
    task = {"task_id": f"{CASE}/27", "item": 27, "item_name": "安全条件审查", "region": BANNER, "department": "yjglj"}
    fact = transfers.TransferReturned.model_validate(
        task
        | {"department_name": "准格尔旗应急管理局", "state": "1", "at": times["due"], "offer": offer | more | times}
        | {"returned_by": "窗口负责人", "reason": "材料未随附", "times": 2}
    )

    line = tell(fact)

    assert line is not None
    assert line[:2] == ("鄂尔多斯市（窗口负责人）", "退回准格尔旗移交的“安全条件审查”（第 2 次退回）：材料未随附")
