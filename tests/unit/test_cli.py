"""The command line where no stack runs: what it says, to whom, and its exit codes."""

import json
from pathlib import Path

import pytest
from nats.js.api import RawStreamMsg

from deploy.local.cli.app import run
from deploy.local.cli.dead import again
from deploy.local.cli.failures import FAILED, INTERRUPTED, WRONG, told
from deploy.local.client import OutcomeUnknown, result_of
from shared.errors import Refused
from shared.jurisdictions import Jurisdictions
from shared.settings import Settings

PARKED = RawStreamMsg(
    seq=4,
    headers={
        "Nats-Msg-Id": "dead:routing-on-case-news:EVENTS:58",
        "ce-id": "6d09c6f2",
        "ce-subject": "150621-20260302-000001",
        "Daiban-Subject": "evt.150621.intake.case-accepted",
        "Dead-Reason": '"…"',
        "Nats-Sequence": "4",
    },
)


def test_without_a_stack_one_sentence_says_how_to_start_one(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code = run(["cases", "--dir", str(tmp_path)])

    said = capsys.readouterr()
    assert code == FAILED
    assert said.out == ""
    assert "daiban up" in said.err


def test_with_json_a_failure_is_one_document_on_stdout(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code = run(["status", "--dir", str(tmp_path), "--json"])

    said = capsys.readouterr()
    assert code == FAILED
    assert json.loads(said.out)["error"] == "NotRunning"
    assert said.err == ""


@pytest.mark.parametrize(
    ("line", "field", "message"),
    [
        (["case"], "办件编号", "缺少此项"),
        (["case", "123"], "办件编号", "办件编号“123”应形如 150622-20260302-000017，请核对受理凭证"),
        (["cases", "--limit", "0"], "--limit", "不应小于 1"),
        (["cases", "--limit", "许多"], "--limit", "应为整数"),
        (["sign", "150621-20260302-000001", "letter"], "文书", "取值应为 mandate、completion、suspension、termination 之一"),
        (["department", "tasks", "自然资源局"], "部门", "“自然资源局”不是部门地址"),
        (["dead", "list", "1"], "1", "多余的参数"),
        (["delete"], "delete", "没有这个命令"),
        (["status", "--all"], "--all", "没有这个选项，或选项缺少值"),
        (["status", "now"], "now", "多余的参数"),
        (["submit", "无此文件.yaml"], "", "没有这个文件"),
        (["rehearse", "无此文件.yaml"], "", "没有这个文件"),
        (["hand-over", "150622-20260302-000017", "27", "--reason", "由市审查", "--signed-by", "科室负责人"], "--to", "缺少此项"),
        (["accept", "T1", "--signed-by", "科室负责人"], "转办编号", "“T1”不是转办编号"),
        (["submission", "150622-20260302-000017", "0"], "事项", "不应小于 1"),
        (["review", "show", "R1"], "办件编号", "办件编号“R1”应形如 150622-20260302-000017，请核对受理凭证"),
        (
            ["review", "call", "150622-20260302-000017", "--kind", "茶话会", "--subject", "无", "--by", "代办员"],
            "--kind",
            "没有“茶话会”这种会商",
        ),
        (["meeting", "show", "150622-20260302-000017"], "会议编号", "“150622-20260302-000017”不是会议编号"),
        (["meeting", "call", "150622", "--subject", "会商会", "--by", "代办员"], "--case", "议程是空的"),
        (
            ["department", "sign", "150622.zrzyj", "150622-20260302-000017", "--by", "局长"],
            "会商编号",
            "“150622-20260302-000017”不是会商编号",
        ),
        (
            ["department", "resolve", "150622.fgw", "150622-20260302-000017/R1", "--resolution", "尽快办理"],
            "--resolution 1",
            "“尽快办理”不是 名称=内容 的形式",
        ),
        (
            ["escalate", "150622-20260302-000017", "--trigger", "tired", "--reason", "无", "--signed-by", "代办员"],
            "--trigger",
            "取值应为 agent_cannot_resolve、complaint_upheld 之一",
        ),
        (
            ["department", "answer", "150622.zrzyj", "resolved", "150622-20260302-000017/E1", "--measure", "尽快办理"],
            "--measure 1",
            "“尽快办理”不是 名称=内容 的形式",
        ),
    ],
)
def test_what_is_given_wrongly_is_named_with_its_remedy(
    line: list[str], field: str, message: str, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    code = run([*line, "--json"])

    (fault,) = json.loads(capsys.readouterr().out)["faults"]
    assert code == WRONG
    assert (fault["field"], fault["message"]) == (field, message)
    assert fault["remedy"]


def test_a_group_of_commands_alone_says_that_one_is_missing(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["dead"]) == WRONG
    assert "缺少命令" in capsys.readouterr().err


def test_an_application_without_a_centre_is_told_how_to_name_one(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "申请.yaml"
    file.write_text("centre: 150621\nitems: [5]\n", encoding="utf-8")  # a number, for want of quotation marks

    code = run(["submit", str(file), "--json"])

    (fault,) = json.loads(capsys.readouterr().out)["faults"]
    assert code == WRONG
    assert "引号" in fault["remedy"]


def test_people_see_the_faults_as_a_table(capsys: pytest.CaptureFixture[str]) -> None:
    run(["case", "123"])

    said = capsys.readouterr().err
    assert "字段" in said
    assert "怎么改" in said


def test_an_unknown_outcome_says_how_to_look_and_how_to_repeat_without_harm(capsys: pytest.CaptureFixture[str]) -> None:
    code = told(OutcomeUnknown("svc.150621.intake.submit", "0d2c"), as_json=False)

    said = capsys.readouterr().err
    assert code == FAILED
    assert "daiban case" in said
    assert "--id 0d2c" in said


def test_the_first_failure_of_several_at_once_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    group = ExceptionGroup("", [ExceptionGroup("", [OutcomeUnknown("svc.150621.intake.submit", "0d2c")])])

    assert told(group, as_json=False) == FAILED
    assert "没有等到答复" in capsys.readouterr().err


def test_an_interruption_has_the_exit_code_that_shells_know(capsys: pytest.CaptureFixture[str]) -> None:
    assert told(KeyboardInterrupt(), as_json=False) == INTERRUPTED
    assert capsys.readouterr().err


def test_a_refusal_of_a_service_comes_with_every_fault() -> None:
    fault = {"field": "items.1", "message": "事项 5 重复填写", "remedy": "请只保留一处"}

    with pytest.raises(Refused, match="事项 5 重复填写"):
        result_of({"ok": False, "faults": [fault, fault]})


def test_a_retry_keeps_the_identity_of_the_message_and_gets_a_new_one_for_the_stream() -> None:
    headers = again(PARKED, 4)

    assert headers == {
        "ce-id": "6d09c6f2",
        "ce-subject": "150621-20260302-000001",
        "Daiban-Subject": "evt.150621.intake.case-accepted",
        "Nats-Msg-Id": "retry:DEAD:4",
    }


def test_dropping_a_message_from_a_program_needs_a_reason_and_an_explicit_yes(capsys: pytest.CaptureFixture[str]) -> None:
    codes = [run(["dead", "drop", "4", "--json"]), run(["dead", "drop", "4", "--reason", "重复", "--json"])]

    assert codes == [WRONG, WRONG]
    assert '"--yes"' in capsys.readouterr().out


def test_keys_are_written_for_every_user_and_nobody_elses_eyes(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code = run(["keys", str(tmp_path / "secrets"), "--json"])

    users = json.loads(capsys.readouterr().out)["users"]
    centres = Jurisdictions.load(Settings().jurisdictions).centres()
    assert code == 0
    assert {f"centre-{code}" for code in centres} <= set(users)
    assert (tmp_path / "secrets").stat().st_mode & 0o077 == 0
