"""People see at the prompt all that was said in a joint review, who is waited for, and its minutes."""

import json
from pathlib import Path
from typing import get_args

import pytest

from deploy.local.cli.review_shown import called_table, review_shown
from deploy.local.cli.review_words import DONE_BY, ENDS, RESOLUTION_STATES, command_of
from shared.contracts import review_records
from shared.contracts.review_answers import ANSWERS
from shared.errors import Refused
from tests.unit.cli_review_told import MEETING, MINUTES, REVIEW, WATER, seat, told
from tests.unit.cli_world import CASE, Town, daiban, shown


def test_every_answer_has_a_command_and_every_state_a_word() -> None:
    assert set(DONE_BY) == set(ANSWERS)
    assert set(ENDS) == set(get_args(review_records.PointHeld.model_fields["outcome"].annotation))
    assert set(RESOLUTION_STATES) == {"drafted", "open", "done", "dropped"}


def test_a_review_is_shown_with_all_that_was_said_and_who_is_waited_for(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    town = Town(reviews={"case_number": CASE, "sequence": 4, "reviews": [told()]}).installed(monkeypatch)

    daiban("review", "show", f" {REVIEW} ")

    said = "".join(capsys.readouterr().out.split())
    assert town.asked == [("centre-150622", "reviews", {"case_number": CASE})]
    for words in (
        "会签（自2026-04-0409:00）",
        "必须参加的部门一致同意；逾期不答复，视为同意；须有2个必须参加的部门提出意见；依次会签",
        "服务规定三（推断）",
        "附条件同意（用地预审批复前不得开工）",
        "到会，派水保站负责人",
        "会商材料（第2版）",
        "此前的意见（不再作数）",
        "怎样改可以同意：先取得水土保持方案批复",
        "会签第1稿：附条件同意；用地预审批复前不得开工（准格尔旗自然资源局）",
        "分管副局长",
        "待签",
        "（逾期）",
        "落实中",
        f"daibandepartmentsign{WATER}{REVIEW}--by岗位",
    ):
        assert words in said


def test_an_ended_review_is_shown_with_its_conclusion_and_its_minutes() -> None:
    conclusion = {
        "outcome": "deadlocked",
        "concluded_at": "2026-04-08T10:00:00+08:00",
        "edition": 2,
        "reason": "水利局不同意",
        "conditions": [],
    }
    apology = {"party": WATER, "attends": False, "delegate": "", "reason": "防汛"}
    observer = seat(WATER, "", role="observer", signer=False, attended=apology)
    ended = told(conclusion=conclusion, minutes=MINUTES, signing=None, closed=True, next=[], participants=[observer])

    said = shown(review_shown(ended))

    for words in (
        "未形成一致意见，2026-04-08 10:00，依据材料第 2 版，水利局不同意",
        "150622-JY2026-0003，主任 2026-04-09 10:00 签发",
    ):
        assert words in said
    assert "请假：防汛" in said
    assert "准格尔旗水利局（150622.slj）" in said
    assert "已了结" in said
    assert "未提出" not in said


def test_a_review_before_its_terms_are_pinned_can_be_shown() -> None:
    proposed = told(state="proposed", state_name="待召集", terms=None, papers=[], participants=[], signing=None, resolutions=[])

    assert "待召集" in shown(review_shown(proposed))


def test_one_of_several_reviews_is_told_as_json_and_an_unknown_one_refused(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    both = {"case_number": CASE, "sequence": 4, "reviews": [told(call=told()["call"] | {"review_id": f"{CASE}/R1"}), told()]}
    Town(reviews=both).installed(monkeypatch)

    daiban("review", "show", REVIEW, "--json")

    assert json.loads(capsys.readouterr().out)["call"]["review_id"] == REVIEW
    with pytest.raises(Refused, match="没有 150622-20260302-000017/R3"):
        daiban("review", "show", f"{CASE}/R3")


@pytest.mark.parametrize("number", ["R2", f"{CASE}/2", f"{CASE}/R2/A1", "150622-T20260302-000001"])
def test_what_names_no_review_is_refused_before_anybody_is_asked(number: str, monkeypatch: pytest.MonkeyPatch) -> None:
    town = Town().installed(monkeypatch)

    with pytest.raises(Refused):
        daiban("review", "show", number)

    assert town.asked == []


def test_a_case_without_reviews_says_so(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    Town(reviews={"case_number": CASE, "sequence": 0, "reviews": []}).installed(monkeypatch)

    daiban("review", "show", CASE)

    assert "没有会商" in capsys.readouterr().out


def test_a_case_names_its_reviews_and_what_they_hold_up() -> None:
    acceptance = {
        "review_id": REVIEW,
        "kind": "联合验收",
        "subject": "竣工验收",
        "convener": "150622.zjj",
        "state_name": "进行中",
        "outcome": "",
        "holds": [28],
    }
    meeting = acceptance | {"review_id": f"{CASE}/R1", "outcome": "conditional", "holds": []}

    said = shown(called_table({"reviews": [acceptance, meeting]}))

    for words in (REVIEW, "联合验收：竣工验收", "准格尔旗住房和城乡建设局", "联合验收通过前不能准予：事项 28", "附条件同意"):
        assert words in said
    assert called_table({}) == ""


@pytest.mark.parametrize(
    ("act", "command"),
    [
        ("signed", f"daiban department sign {WATER} {REVIEW} --by 岗位"),
        ("carried-out", f"daiban department carried-out {WATER} 编号 --evidence 落实情况"),
        ("meeting", ""),
    ],
)
def test_what_is_owed_is_told_with_the_command_that_does_it(act: str, command: str) -> None:
    assert command_of(act, WATER, REVIEW) == command


def test_minutes_are_read_at_the_terminal_or_written_to_be_printed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    town = Town(minutes=MINUTES).installed(monkeypatch)
    file = tmp_path / "纪要.html"

    daiban("review", "minutes", MEETING)
    daiban("review", "minutes", REVIEW, "--html", file)

    said = "".join(capsys.readouterr().out.split())
    assert [body for _, _, body in town.asked] == [{"review_id": MEETING}, {"review_id": REVIEW}]
    for words in ("150622-JY2026-0003", "水土保持法第二十六条", "请水利局提前介入", "可用浏览器打印"):
        assert words in said
    assert "场地和水土保持联席会议纪要" in file.read_text(encoding="utf-8")
