"""The doctor at the prompt: whom it asks, what people and programs see, and with which code it ends."""

import json
from typing import Any

import pytest

from deploy.local.cli import doctor as command
from deploy.local.cli.doctor import SERVICES
from deploy.local.client import NobodyServes
from tests.unit.cli_world import BANNER, CASE, CITY, Town, app

app.command("doctor")(command.doctor)


def ailment(**changed: Any) -> dict[str, Any]:
    return {"subject": CASE, "invariant": "live_alarm", "what": "提醒不在消息系统中", "repaired": True} | changed


def answer(*ailments: dict[str, Any]) -> dict[str, Any]:
    return {"service": "routing", "looked_at": 3, "alarms": 2, "ailments": list(ailments)}


def ends(*arguments: str) -> Any:
    return app(args=["doctor", *arguments], standalone_mode=False)


def test_every_service_that_sets_alarms_is_asked_as_the_centre(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    town = Town(doctor=answer()).installed(monkeypatch)

    assert ends("--centre", BANNER) == 0
    assert town.asked == [(f"centre-{BANNER}", "doctor", {"repair": True})] * len(SERVICES)
    assert {"routing", "joint_review", "notify"} <= set(SERVICES)
    assert "一切正常" in capsys.readouterr().out


def test_without_a_centre_all_are_asked(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    town = Town(doctor=answer()).installed(monkeypatch)
    monkeypatch.setattr(command, "centres", lambda: (BANNER, CITY))
    ends("--no-repair", "--json")

    assert {user for user, _, _ in town.asked} == {f"centre-{BANNER}", f"centre-{CITY}"}
    assert {body["repair"] for _, _, body in town.asked} == {False}
    assert json.loads(capsys.readouterr().out)["healthy"] is True


def test_what_was_put_right_is_shown_and_is_no_failure(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    Town(doctor=[answer(ailment()), *([answer()] * (len(SERVICES) - 1))]).installed(monkeypatch)

    assert ends("--centre", BANNER) == 0
    out = capsys.readouterr().out
    assert "已修复" in out
    assert CASE in out


def test_what_is_left_wrong_ends_with_1(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    left = ailment(repaired=False, invariant="next_actor", what="无人会再推动")
    Town(doctor=[answer(left), *([answer()] * (len(SERVICES) - 1))]).installed(monkeypatch)

    assert ends("--centre", BANNER) == 1
    out = capsys.readouterr().out
    assert "待人工处理" in out
    assert "无人可推动" in out


def test_a_parked_message_is_no_health_though_no_service_ails(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """As a review call of an unknown kind: routing waits for the review, joint_review has never had it."""
    Town(doctor=answer()).installed(monkeypatch).parked = 1

    assert ends("--centre", BANNER) == 1
    out = capsys.readouterr().out
    assert "停放的消息 1 条" in out
    assert "一切正常" not in out


def test_a_service_that_does_not_answer_is_named_and_the_others_are_heard_all_the_same(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    away = NobodyServes("svc.150622.intake.doctor")
    Town(doctor=[away, *([answer()] * (len(SERVICES) - 1))]).installed(monkeypatch)

    assert ends("--centre", BANNER) == 1
    out = capsys.readouterr().out
    assert f"没有答复的服务：派件（{SERVICES[0]}）" in out
    assert f"{3 * (len(SERVICES) - 1)} 件" in out
