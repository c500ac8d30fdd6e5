"""Adding items at the prompt, and a township's nine digits wherever a command takes a centre or a department."""

from pathlib import Path
from typing import Any

import pytest
import typer

from deploy.local.cli import cases
from deploy.local.cli.session import case_of, department_of
from deploy.local.cli.telling import tell
from shared.contracts.intake import ItemsAdded
from shared.errors import Refused
from tests.unit.cli_world import CASE, Town

RECEIPT: dict[str, Any] = {
    "case_number": CASE,
    "applicant": "煤矸石综合利用项目申请单位",
    "project": "准格尔旗煤矸石综合利用项目",
    "items": [5, 4, 14],
    "agent": {"id": "zh1", "title": "综合代办员一号"},
    "lead_department": None,
    "state_name": "办理中",
    "corrections": {},
    "missing": [],
    "next": "各部门办理中",
}

app = typer.Typer()
app.command("add")(cases.add_items)


def add(*arguments: object) -> None:
    app(args=[CASE, *map(str, arguments), "--signed-by", "项目经办人"], standalone_mode=False)


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

    add(14, 26, *options)

    order = {"case_number": CASE, "items": [14, 26], "materials": materials, "signed_by": "项目经办人", "agent": None}
    assert town.asked == [("centre-150622", "add-items", order)]
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
