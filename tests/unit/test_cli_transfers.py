"""Hand-over at the prompt: who asks as whom, what people see, what is refused before anybody is asked."""

import json
from pathlib import Path
from typing import Any

import pytest
from rich.console import Console

from deploy.local.cli.transfers import hand_overs
from shared.errors import Refused, refuse
from tests.unit.cli_world import BANNER, CASE, CITY, Town, daiban, line
from tests.unit.test_submission import TOLD

OFFER = f"{CASE}/27/T1"
SIGNED = ("--signed-by", "科室负责人")
HELD = {
    "case_number": CASE,
    "centre": BANNER,
    "centre_name": "准格尔旗政务服务中心",
    "item": 30,
    "item_name": "宗教活动场所扩建审批",
    "since": "2026-03-03T09:00:00+08:00",
    "signed_over_by": "科室负责人",
    "state": "8",
    "state_name": "部门开始办理",
    "department": "tzb",
    "department_name": "鄂尔多斯市委统战部",
    "promised": "2026-03-20T17:30:00+08:00",
    "legal": None,
    "submit_to": "150000",
}


def page(**parts: Any) -> dict[str, Any]:
    return {"to_us": [], "by_us": [], "returned": [], "held": [], "next": None} | parts


def shown(part: Any) -> str:
    console = Console(width=200)
    with console.capture() as capture:
        console.print(part)
    return capture.get()


def test_all_pages_of_a_centre_are_one_list(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    pages = [page(to_us=[line()], next=CASE), page(to_us=[line(transfer_id=f"{CASE}/30/T1")], held=[HELD])]
    town = Town(transfers=pages).installed(monkeypatch)

    daiban("transfers", CITY, "--json")

    told = json.loads(capsys.readouterr().out)
    assert [offer["transfer_id"] for offer in told["to_us"]] == [OFFER, f"{CASE}/30/T1"]
    assert told["held"] == [HELD]
    assert town.asked == [("centre-150600", "transfers", {"after": ""}), ("centre-150600", "transfers", {"after": CASE})]


def test_people_see_who_offers_what_why_and_until_when(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    late = line(overdue=True, returned_before=["材料未随附"])
    Town(transfers=page(to_us=[late], held=[HELD])).installed(monkeypatch)

    daiban("transfers", CITY)

    said = "".join(capsys.readouterr().out.split())
    for words in ("转给本中心", "提请上级", "科室负责人", "此前退回：材料未随附", "（逾期）", "待接收", "须转报内蒙古自"):
        assert words in said


def test_the_giver_sees_what_came_back_to_it_and_until_when_it_may_act(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    back = {"state": "returned", "returned_reason": "材料未随附", "again_at": "2026-03-05T17:30:00+08:00"}
    Town(transfers=page(returned=[line(**back), line(**back | {"again_at": None})])).installed(monkeypatch)

    daiban("transfers", BANNER)

    said = "".join(capsys.readouterr().out.split())
    for words in ("退回本中心，待处理", "材料未随附", "前未处理即再次转办", "待协调确定由谁承办"):
        assert words in said


def test_what_no_post_has_answered_names_nobody() -> None:
    withdrawn = line(state="withdrawn", answered_at="2026-03-05T17:30:00+08:00", answered_by="")

    said = shown(hand_overs({"transfers": [withdrawn]}))

    assert "（，" not in said
    assert "已撤回" in said


def test_an_item_is_handed_over_by_the_centre_of_the_case(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    town = Town(hand_over=line()).installed(monkeypatch)

    daiban("hand-over", CASE, 27, "--to", CITY, "--reason", "由市审查", *SIGNED)

    order = {"case_number": CASE, "item": 27, "to": CITY, "reason": "由市审查", "signed_by": "科室负责人"}
    assert town.asked == [("centre-150622", "hand-over", order)]
    assert OFFER in capsys.readouterr().out


def test_another_centre_that_holds_the_item_hands_it_on(monkeypatch: pytest.MonkeyPatch) -> None:
    town = Town(hand_over=line()).installed(monkeypatch)

    daiban("hand-over", CASE, 27, "--to", BANNER, "--reason", "由旗办理", *SIGNED, "--centre", CITY)

    assert town.asked[0][:2] == ("centre-150600", "hand-over")


@pytest.mark.parametrize(
    ("command", "more", "operation"),
    [("accept", (), "accept-transfer"), ("return", ("--reason", "应由旗办理"), "return-transfer")],
)
def test_the_receiver_of_an_offer_answers_it_without_naming_itself(
    command: str, more: tuple[str, ...], operation: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    town = Town(route={"transfers": [line()]}, **{operation: line(state="accepted")}).installed(monkeypatch)

    daiban(command, OFFER, *more, *SIGNED)

    reason = {"reason": more[1]} if more else {}
    assert town.asked[0] == ("centre-150622", "route", {"case_number": CASE})
    assert town.asked[1] == ("centre-150600", operation, {"transfer_id": OFFER, "signed_by": "科室负责人"} | reason)


def test_a_receiver_that_names_itself_asks_nobody_else(monkeypatch: pytest.MonkeyPatch) -> None:
    town = Town(accept_transfer=line(state="accepted")).installed(monkeypatch)

    daiban("accept", OFFER, *SIGNED, "--centre", CITY)

    assert [asked[:2] for asked in town.asked] == [("centre-150600", "accept-transfer")]


def test_a_receiver_without_the_owners_key_is_told_to_name_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    town = Town().installed(monkeypatch)
    town.keys = {CITY}

    with pytest.raises(Refused) as refused:
        daiban("accept", OFFER, *SIGNED)

    (fault,) = refused.value.faults
    assert fault.field == "--centre"


def test_a_refusal_of_the_owner_is_told_as_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    Town(route=refuse("case_number", "办件不存在", "请核对")).installed(monkeypatch)

    with pytest.raises(Refused, match="办件不存在"):
        daiban("accept", OFFER, *SIGNED)


@pytest.mark.parametrize(
    ("transfer", "field"),
    [("T1", "转办编号"), (f"{CASE}/27", "转办编号"), ("1/27/T1", "办件编号"), (f"{CASE}/27/T9", "转办编号")],
)
def test_what_names_no_offer_is_refused_before_anything_is_done(
    transfer: str, field: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    town = Town(route={"transfers": [line()]}).installed(monkeypatch)

    with pytest.raises(Refused) as refused:
        daiban("return", transfer, "--reason", "应由旗办理", *SIGNED)

    assert [fault.field for fault in refused.value.faults] == [field]
    assert not [asked for asked in town.asked if asked[1] != "route"]


def test_the_letter_is_shown_and_written_to_be_printed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    town = Town(submission=TOLD).installed(monkeypatch)
    file = tmp_path / "转报函.html"

    daiban("submission", CASE, 28)
    daiban("submission", CASE, 28, "--html", file, "--centre", CITY)

    said = capsys.readouterr().out
    assert "回执" in said
    assert "内蒙古自治区对口主管部门：" in said
    assert "<!DOCTYPE html>" in file.read_text(encoding="utf-8")
    assert town.asked == [(f"centre-{centre}", "submission", {"case_number": CASE, "item": 28}) for centre in (BANNER, CITY)]


def test_a_case_shows_who_held_an_item_from_when_to_when() -> None:
    first = {"holder_name": "准格尔旗", "since": "2026-03-02T09:00:00+08:00", "until": "2026-03-03T09:00:00+08:00"}
    second = {"holder_name": "鄂尔多斯市", "since": "2026-03-03T09:00:00+08:00", "until": None}
    more = {"signed_over_by": "科室负责人", "working_days": 1}
    moved = {"item": 27, "item_name": "安全条件审查", "custody": [first | more, second | more]}
    stayed = {"item": 5, "item_name": "企业投资项目备案", "custody": [first | more]}

    said = shown(hand_overs({"tasks": [moved, stayed], "transfers": [line(state="accepted")]}))

    assert "至今" in said
    assert "已接收" in said
    assert "企业投资项目备案" not in said


def test_a_case_that_never_left_its_centre_shows_no_hand_over() -> None:
    assert hand_overs({"tasks": [{"custody": []}], "transfers": []}) == ""
    assert hand_overs({}) == ""
