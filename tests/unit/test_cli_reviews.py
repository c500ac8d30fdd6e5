"""Joint reviews and meetings at the centre's prompt: what is asked is what the contracts take, and people see everything."""

import json
from pathlib import Path
from typing import Any, get_args

import pytest
from rich.console import Console

from deploy.local.cli import rule_words
from deploy.local.cli.meeting_shown import meeting_shown
from deploy.local.cli.meetings import agenda_of
from deploy.local.cli.review_shown import called_table, review_shown
from deploy.local.cli.review_words import DONE_BY, ENDS, KINDS, RESOLUTION_STATES, command_of, instant_of, kind_of
from shared.contracts import review_records
from shared.contracts.review_answers import ANSWERS
from shared.contracts.review_calls import CallMeeting, CallReview, ReviewKind
from shared.errors import Refused, refuse
from tests.unit.cli_review_told import CARD, HELD, MEETING, MINUTES, REVIEW, WATER, seat, told
from tests.unit.cli_world import BANNER, CASE, LAND, Town, daiban

OTHER = "150622-20260302-000018"


def shown(part: Any) -> str:
    console = Console(width=260)
    with console.capture() as capture:
        console.print(part)
    return capture.get()


def test_a_review_is_called_with_everything_that_the_contract_takes(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    town = Town(call_review={"review_id": REVIEW}).installed(monkeypatch)

    daiban(
        *("review", "call", CASE, "--kind", "联席会议", "--subject", "选址", "--by", "综合代办员"),
        *("--must", "zrzyj", "--must", "150600.slj", "--ask", "lcj", "--observe", "zwj", "--question", "是否压覆"),
        *("--item", 24, "--paper", "F1", "--needed", "水土保持方案", "--days", 3, "--convener", "fgw"),
        *("--form", "meeting", "--at", "2026-12-01 14:30", "--place", "三楼会商室"),
    )

    ((user, operation, body),) = town.asked
    order = CallReview.model_validate(body)
    assert (user, operation) == ("centre-150622", "call-review")
    assert (order.kind, order.mandatory, order.advisory) == ("joint_meeting", ("zrzyj", "150600.slj"), ("lcj",))
    assert (order.observers, order.questions, order.items) == (("zwj",), ("是否压覆",), (24,))
    assert (order.papers, order.needed, order.limit_days) == (("F1",), ("水土保持方案",), 3)
    assert (order.form, order.at, order.place) == ("meeting", "2026-12-01T14:30:00+08:00", "三楼会商室")
    assert (order.convener, order.signed_by) == ("fgw", "综合代办员")
    assert f"daiban review show {REVIEW}" in capsys.readouterr().out


def test_what_is_not_said_of_a_review_is_left_to_its_template(monkeypatch: pytest.MonkeyPatch) -> None:
    town = Town(call_review={"review_id": REVIEW}).installed(monkeypatch)

    daiban("review", "call", CASE, "--kind", "countersign", "--subject", "选址", "--by", "综合代办员")

    order = CallReview.model_validate(town.asked[0][2])
    assert order == CallReview(case_number=CASE, kind="countersign", subject="选址", signed_by="综合代办员")


def test_every_kind_has_a_name_by_which_it_can_be_written() -> None:
    assert set(KINDS) == set(get_args(ReviewKind))
    assert {kind_of(name) for name in KINDS.values()} == set(KINDS)
    with pytest.raises(Refused, match="没有“茶话会”这种会商"):
        kind_of("茶话会")


def test_what_the_rules_ask_for_is_told_with_its_kind_and_everybody_who_takes_part() -> None:
    wanted = {"kind": "countersign", "convener": "the_lead", "mandatory": ["all_parties"], "advisory": [], "observers": ["zwj"]}

    assert rule_words.value(wanted) == "会审会签；召集：牵头部门；必须：全部承办部门；列席：zwj"
    assert all(rule_words.value({**wanted, "kind": kind}).startswith(KINDS[kind]) for kind in KINDS if kind != "reform_office")


def test_every_answer_has_a_command_and_every_state_a_word() -> None:
    assert set(DONE_BY) == set(ANSWERS)
    assert set(ENDS) == set(get_args(review_records.PointHeld.model_fields["outcome"].annotation))
    assert set(RESOLUTION_STATES) == {"drafted", "open", "done", "dropped"}


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("2026-12-01T14:30", "2026-12-01T14:30:00+08:00"),
        ("2026-12-01T06:30+00:00", "2026-12-01T06:30:00+00:00"),
        (None, None),
    ],
)
def test_a_time_without_a_zone_is_chinas(written: str | None, read: str | None) -> None:
    assert instant_of(written) == read


def test_a_time_that_is_none_is_refused_before_anybody_is_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    town = Town().installed(monkeypatch)

    with pytest.raises(Refused, match="不是时间"):
        daiban("review", "call", CASE, "--kind", "会审会签", "--subject", "选址", "--by", "代办员", "--at", "下周三")

    assert town.asked == []


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


def test_a_meeting_is_called_over_the_cases_of_a_file_and_topics(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    town = Town(call_meeting={"meeting_id": MEETING}).installed(monkeypatch)
    file = tmp_path / "上会.txt"
    file.write_text(f"# 第一批\n{OTHER}  # 物流园\n\n", encoding="utf-8")

    daiban(
        *("meeting", "call", BANNER, "--subject", "第一次会商会", "--case", CASE, "--cases-file", file),
        *("--topic", "大路新区用水指标=slj，fgw", "--at", "2026-12-01T09:00", "--place", "一楼", "--by", "政务服务局科室负责人"),
    )

    ((user, operation, body),) = town.asked
    order = CallMeeting.model_validate(body)
    assert (user, operation) == ("centre-150622", "call-meeting")
    assert (order.kind, order.at, order.signed_by) == ("mass_meeting", "2026-12-01T09:00:00+08:00", "政务服务局科室负责人")
    assert [point.case_number for point in order.agenda] == [CASE, OTHER, ""]
    assert (order.agenda[2].subject, order.agenda[2].mandatory) == ("大路新区用水指标", ("slj", "fgw"))
    assert f"daiban meeting show {MEETING}" in capsys.readouterr().out


def test_every_line_of_an_agenda_that_is_wrong_is_named_at_once() -> None:
    with pytest.raises(Refused) as refused:
        agenda_of(["123", CASE, "456"], None, ["没有部门的议题"])

    assert [fault.field for fault in refused.value.faults] == ["办件 1", "办件 3", "--topic 1"]


def test_what_is_wrong_with_a_call_is_told_by_the_options_that_wrote_it(monkeypatch: pytest.MonkeyPatch) -> None:
    wrong = Refused([*refuse("mandatory.1", "没有“xyz”这个部门", "…").faults, *refuse("case_number", "办件不存在", "…").faults])
    Town(**{"call-review": wrong}).installed(monkeypatch)

    with pytest.raises(Refused) as refused:
        daiban("review", "call", CASE, "--kind", "联席会议", "--subject", "选址", "--by", "岗", "--must", "slj", "--must", "xyz")

    assert [fault.field for fault in refused.value.faults] == ["--must（第 2 个）", "case_number"]


def test_what_is_wrong_with_a_meeting_is_told_in_the_order_of_its_agenda(monkeypatch: pytest.MonkeyPatch) -> None:
    fields = ("agenda.5.mandatory.1", "at", "agenda.0.case_number")
    wrong = Refused([fault for field in fields for fault in refuse(field, "有误", "…").faults])
    Town(**{"call-meeting": wrong}).installed(monkeypatch)

    with pytest.raises(Refused) as refused:
        daiban("meeting", "call", BANNER, "--subject", "会商会", "--by", "科室负责人", "--case", CASE)

    assert [fault.field for fault in refused.value.faults] == ["--at", "议程第 1 项", "议程第 6 项，第 2 个部门"]


def test_an_empty_agenda_is_refused() -> None:
    with pytest.raises(Refused, match="议程是空的"):
        agenda_of([], None, [])


def test_meetings_are_listed_and_one_is_shown_with_its_outcomes(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    town = Town(meeting=HELD, meetings={"meetings": [CARD], "next": MEETING}).installed(monkeypatch)

    daiban("meeting", "list", BANNER, "--before", "150622-H20260327-000001", "--limit", 5)
    daiban("meeting", "show", MEETING)

    said = "".join(capsys.readouterr().out.split())
    assert town.asked[0][2] == {"before": "150622-H20260327-000001", "limit": 5}
    assert town.asked[1][2] == {"meeting_id": MEETING}
    for words in (
        "38/40",
        f"daibanmeetinglist{BANNER}--before{MEETING}",
        "待签发纪要",
        "未能上会：办件已撤回",
        f"准格尔旗自然资源局（{LAND}），必须参加",
        "会议，2026-03-2709:00，一楼会议室",
        f"daibandepartmentsign-minutes150622.zwj{MEETING}",
    ):
        assert words in said
    assert "还在等谁" not in said  # nothing is open
    with pytest.raises(Refused, match="不是会议编号"):
        daiban("meeting", "show", CASE)


def test_a_meeting_with_open_points_says_where_it_is_told_who_is_waited_for() -> None:
    point = HELD["agenda"][0] | {"outcome": ""}

    said = shown(meeting_shown(HELD | {"agenda": [point]}))

    assert "未结束的还在等谁：daiban review show 会商编号" in said
