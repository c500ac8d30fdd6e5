"""A meeting over many cases is called, listed and shown at the prompt, and every faulty line of its agenda is named."""

from pathlib import Path

import pytest

from deploy.local.cli.meeting_shown import meeting_shown
from deploy.local.cli.meetings import agenda_of
from shared.contracts.review_calls import CallMeeting
from shared.errors import Refused, refuse
from tests.unit.cli_review_told import CARD, HELD, MEETING
from tests.unit.cli_world import BANNER, CASE, LAND, Town, daiban, shown

OTHER = "150622-20260302-000018"


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
