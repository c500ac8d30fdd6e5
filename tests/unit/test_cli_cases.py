"""Adding items at the prompt, and a township's nine digits wherever a command takes a centre or a department."""

from pathlib import Path
from typing import Any

import pytest
from rich.console import Console

from deploy.local.cli import cases
from deploy.local.cli.refusals import refusals_table
from deploy.local.cli.session import case_of, department_of
from deploy.local.cli.telling import tell
from shared.contracts.common import ItemState
from shared.contracts.intake import ItemsAdded
from shared.errors import Refused
from tests.unit.cli_world import CASE, RECEIPT, Town, daiban


@pytest.mark.parametrize(
    ("options", "materials"),
    [
        (("--materials", "all"), "all"),
        ((), []),
        (("--materials", "取水许可申请书", "--materials", "申请表"), ["取水许可申请书", "申请表"]),
    ],
)
def test_items_are_added_with_what_is_brought_for_them(
    options: tuple[str, ...], materials: object, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    town = Town(add_items=RECEIPT).installed(monkeypatch)

    daiban("add", CASE, 14, 26, *options, "--signed-by", "项目经办人")

    order = {"case_number": CASE, "items": [14, 26], "materials": materials, "signed_by": "项目经办人", "agent": None}
    assert town.asked == [("centre-150622", "add-items", order | {"stages": [], "other_item": None})]
    assert "5、4、14" in capsys.readouterr().out


def test_the_history_tells_who_signed_for_which_items() -> None:
    golden = Path(__file__).parent.parent / "golden" / "intake.items-added.json"

    line = tell(ItemsAdded.model_validate_json(golden.read_bytes()))

    assert line is not None
    assert line.what == "签订补充协议（项目经办人签字），增办事项 14，材料齐全"


def test_a_townships_case_and_its_departments_are_found_under_nine_digits() -> None:
    assert case_of("150622100-20260302-000001") == ("150622100", "150622100-20260302-000001")
    assert department_of("150622100.xzzf") == ("150622100", "xzzf")
    for address in ("1506221.xzzf", "150622100201.xzzf", "薛家湾镇.xzzf"):
        with pytest.raises(Refused, match="不是部门地址"):
            department_of(address)


def a_task(item: int, **more: Any) -> dict[str, Any]:
    named = {"task_id": f"{CASE}/{item}", "item": item, "item_name": "施工许可", "department_name": "准格尔旗住建局"}
    about = {"region": "150622", "department": "zjj", "after": [15], "assigned_at": None, "promised": None}
    return named | about | {"state": "8", "state_name": "部门开始办理"} | more


@pytest.mark.parametrize(
    ("before", "waiting", "told"),
    [
        (ItemState.ACCEPTED, ItemState.RECEIVED.label, "待前置事项 15"),
        (ItemState.APPROVED, ItemState.RECEIVED.label, ItemState.RECEIVED.label),
        (ItemState.ACCEPTED, "待鄂尔多斯市政务服务中心接收", "待鄂尔多斯市政务服务中心接收"),
        (ItemState.APPROVED, "被退回，待处理", "被退回，待处理"),
        (ItemState.APPROVED, "两次退回，待协调", "两次退回，待协调"),
    ],
)
def test_a_task_waits_for_others_only_while_they_have_not_ended(before: ItemState, waiting: str, told: str) -> None:
    first = a_task(15, after=[], state=before, state_name=before.label, assigned_at="2026-03-02T09:00:00+08:00")

    said = shown(cases.tasks_table([first, a_task(22, state=ItemState.RECEIVED, state_name=waiting)]))

    assert told in said
    assert ("待前置事项" in said) is ("待前置事项" in told)


def test_a_case_shows_who_was_refused_what_and_why() -> None:
    why = {"field": "reason", "message": "不予批准须说明理由", "remedy": "请填写 reason"}
    acts = [
        {"at": "2026-03-02T09:00:00+08:00", "who": "150622.slj", "act": "refused", "faults": [why]},
        {"at": "2026-03-02T09:01:00+08:00", "who": "主管部门", "act": "approved", "faults": []},
    ]

    said = shown(refusals_table(acts))

    for words in ("准格尔旗水利局（150622.slj）", "不予批准须说明理由", "（限制公开）", "不予批准", "2026-03-02 09:00"):
        assert words in said
    assert refusals_table([]) == ""


def shown(part: Any) -> str:
    console = Console(width=200)
    with console.capture() as capture:
        console.print(part)
    return capture.get()
