"""`daiban clock`: every deadline of a case with its reasoning day by day, from both services that know one."""

import json

import pytest

from deploy.local.cli import clock
from shared.errors import Refused, refuse
from tests.unit.cli_world import CASE, Town, daiban

DEADLINE = {
    "what": "生产建设项目水土保持方案审批：法定时限",
    "whose": "准格尔旗水利局",
    "term": "2个工作日",
    "basis": "生产建设项目水土保持方案管理办法",
    "mark": "sourced",
    "start": "2026-03-05T09:00:00+08:00",
    "due": "2026-03-09T17:30:00+08:00",
    "running": True,
    "met": None,
    "light": "red",
    "provisional": False,
    "days": [
        {"day": "2026-03-05", "counted": False, "number": None, "why": "起算当日不计入（民法典第二百零一条）"},
        {"day": "2026-03-06", "counted": True, "number": 1, "why": "第1个工作日"},
        {"day": "2026-03-07", "counted": False, "number": None, "why": "周末"},
        {"day": "2026-03-08", "counted": False, "number": None, "why": "周末"},
        {"day": "2026-03-09", "counted": True, "number": 2, "why": "第2个工作日，届满"},
    ],
}
PRESUMED = DEADLINE | {"what": "办件：提交受理", "whose": "代办员", "provisional": True, "light": "green", "mark": "inferred"}


def test_every_day_is_accounted_for_and_days_off_share_a_line(monkeypatch, capsys):
    town = Town(clock=[{"deadlines": [PRESUMED]}, {"deadlines": [DEADLINE]}]).installed(monkeypatch)

    daiban("clock", CASE)

    told = capsys.readouterr().out
    assert [operation for _, operation, _ in town.asked] == ["clock", "clock"]
    assert "2026-03-07 周六 至 2026-03-08 周日" in told
    assert "红灯" in told
    assert "暂定：该年放假安排尚未公布" in told
    assert "推断，须核" in told


def test_programs_get_both_lists_as_one(monkeypatch, capsys):
    Town(clock=[{"deadlines": [PRESUMED]}, {"deadlines": [DEADLINE]}]).installed(monkeypatch)

    daiban("clock", CASE, "--json")

    assert json.loads(capsys.readouterr().out)["deadlines"] == [PRESUMED, DEADLINE]


def test_what_one_service_refuses_does_not_hide_what_the_other_knows(monkeypatch, capsys):
    not_routed = refuse("case_number", "办件不存在，或尚未派件", "请核对办件编号")
    Town(clock=[{"deadlines": [PRESUMED]}, not_routed]).installed(monkeypatch)

    daiban("clock", CASE)

    told = capsys.readouterr().out
    assert "提交受理" in told
    assert "尚未派件" in told


def test_a_case_that_neither_knows_is_refused(monkeypatch):
    unknown = refuse("case_number", "没有这个办件", "请核对办件编号")
    Town(clock=[unknown, unknown]).installed(monkeypatch)

    with pytest.raises(Refused):
        daiban("clock", CASE)


def test_what_is_over_says_whether_it_was_in_time_and_what_stands_says_so():
    told = clock.DeadlineTold.model_validate

    assert clock.standing(told(DEADLINE | {"met": True})) == "按时"
    assert clock.standing(told(DEADLINE | {"met": False})) == "超期"
    assert clock.standing(told(DEADLINE | {"light": "green", "running": False})) == "正常（中止计时）"


def test_a_department_extends_with_the_post_and_the_reason(monkeypatch):
    town = Town()
    town.answers = {"department.slj.extended": {"item_name": "水土保持", "state_name": "部门开始办理"}}
    town.installed(monkeypatch)

    granted = ("--approved-by", "本机关负责人", "--reason", "需再次论证")
    daiban("department", "answer", "150622.slj", "extended", f"{CASE}/15", *granted)

    ((_, _, body),) = town.asked
    assert (body["approved_by"], body["reason"], body["days"]) == ("本机关负责人", "需再次论证", None)
