"""Every command of the window, the agent and the section head: what is asked is what intake's contracts take."""

from typing import Any

import pytest
from pydantic import BaseModel
from typer.main import get_command

from deploy.local.cli.app import OTHER_NAMES, PANELS, app, run
from deploy.local.cli.failures import WRONG
from deploy.local.cli.receipts import COMMANDS
from services.intake.acts import ACTS
from services.intake.domain.machine import MACHINES
from shared.contracts import intake, mandate, materials
from shared.contracts.evaluation import Evaluate
from shared.contracts.interruptions import GROUNDS
from shared.errors import Refused
from tests.unit.cli_world import CASE, RECEIPT, Town, daiban

OTHER_ORDERS: dict[str, type[BaseModel]] = {
    "sign": intake.SignDocument,
    "add-items": intake.AddItems,
    "apply": intake.ApplyAgain,
    "promise": materials.MakePromise,
    "change-agent": mandate.ChangeAgent,
    "evaluate": Evaluate,
}
LINES: list[tuple[str, str, dict[str, Any]]] = [
    ("check", "check", {"missing": [], "points": [], "by": "window"}),
    (
        "check --missing 申请表 --point item=26,material=用地红线图,fault=缺坐标，缺比例尺 --by agent",
        "check",
        {"missing": ["申请表"], "points": [{"item": "26", "material": "用地红线图", "fault": "缺坐标，缺比例尺"}], "by": "agent"},
    ),
    (
        "promise tolerance 26 用地红线图 --until 2026-03-10 --signed-by 法定代表人",
        "promise",
        {"kind": "tolerance", "item": 26, "materials": ["用地红线图"], "until": "2026-03-10", "signed_by": "法定代表人"},
    ),
    ("keep-promise P1 --item 26", "keep-promise", {"promise_id": "P1", "item": 26, "kept": True}),
    ("keep-promise P1 --item 26 --broken --note 图不符", "keep-promise", {"kept": False, "note": "图不符"}),
    ("return-originals --received-by 项目经办人", "return-originals", {"materials": "all", "received_by": "项目经办人"}),
    ("return-originals --received-by 项目经办人 --material 申请表", "return-originals", {"materials": ["申请表"]}),
    ("follow --note 自然资源局已现场踏勘", "follow-up", {"note": "自然资源局已现场踏勘", "agent": None}),
    ("visit --window 综合受理窗口", "visit", {"window": "综合受理窗口", "agent": None}),
    (
        "guide --how video --content 讲解备案 --advice 备齐证照 --finished",
        "guide",
        {"how": "video", "content": "讲解备案", "advice": ["备齐证照"], "finished": True},
    ),
    ("apply --item 5 --all", "apply", {"service": "agency", "channel": None, "items": [5], "materials": "all"}),
    ("apply --service accompany --channel phone", "apply", {"service": "accompany", "channel": "phone", "materials": []}),
    ("revoke --reason 自行办理 --method seal", "revoke-mandate", {"reason": "自行办理", "method": "seal", "signed_by": None}),
    ("renew --until 2026-12-31", "renew-mandate", {"until": "2026-12-31", "method": "hand"}),
    ("change-agent --reason 专长更合 --to zh2", "change-agent", {"to": "zh2", "cause": "change", "reason": "专长更合"}),
    (
        "change-contact --name 新经办人 --phone 13900000000 --authorisation 2026-03-01",
        "change-contact",
        {
            "contact": {"name": "新经办人", "phone": "13900000000", "position": None, "email": None, "id_number": None},
            "authorisation": "2026-03-01",
        },
    ),
    ("confirm-change agent --who 项目经办人", "confirm-change", {"change": "agent", "who": "项目经办人"}),
    ("suspend --ground fees_unpaid --reason 配套费未缴", "suspend", {"ground": "fees_unpaid", "by": "agent"}),
    ("resume --reason 费已缴清", "resume", {"reason": "费已缴清", "agent": None, "file_id": None}),
    ("terminate --ground not_feasible --reason 选址不符 --by agent", "terminate", {"ground": "not_feasible", "by": "agent"}),
    ("cancel-form suspension --reason 填错", "cancel-form", {"document": "suspension", "reason": "填错"}),
    ("withdraw --item 24 --reason 暂不建设", "withdraw", {"items": [24], "reason": "暂不建设"}),
    ("withdraw --reason 不建了", "withdraw", {"items": []}),
    ("evaluate 不满意 --comment 太慢", "evaluate", {"grade": "不满意", "comment": "太慢", "evaluator": "applicant"}),
    ("verify-grade true --note 属实 --by vice_head", "verify-grade", {"finding": "true", "by": "vice_head"}),
    ("rectify --answer 已改进", "rectify", {"answer": "已改进"}),
    ("revisit --not-satisfied --note 仍慢", "revisit", {"satisfied": False, "note": "仍慢"}),
    (
        "appraise --appraisal subject=150622.zrzyj,grade=2 --appraisal subject=综合窗口,grade=1,note=一次办成",
        "appraise",
        {"appraisals": [{"subject": "150622.zrzyj", "grade": "2"}, {"subject": "综合窗口", "grade": "1", "note": "一次办成"}]},
    ),
    ("lost --reason 邮政查无下落", "report-lost", {"reason": "邮政查无下落"}),
    ("sign suspension --party applicant --signed-by 法定代表人", "sign", {"document": "suspension", "signed_by": "法定代表人"}),
    (
        "sign mandate --until 2026-12-31 --method electronic --file-id F1",
        "sign",
        {"document": "mandate", "until": "2026-12-31", "method": "electronic", "file_id": "F1"},
    ),
    ("supplement --all --item 4 --by agent --agent zh1", "supplement", {"materials": "all", "item": 4, "by": "agent"}),
    (
        "deliver --method door --received-by 项目经办人 --identity-checked --signed seal",
        "deliver",
        {"method": "door", "received_by": "项目经办人", "identity_checked": True, "signed": "seal"},
    ),
    (
        "add 31 --other-item 人防工程易地建设 --materials all --stage S2 --signed-by 项目经办人",
        "add-items",
        {"items": [31], "other_item": "人防工程易地建设", "materials": "all", "stages": ["S2"], "signed_by": "项目经办人"},
    ),
    ("receipt --received-by 门卫", "confirm-receipt", {"received_by": "门卫"}),
]


@pytest.mark.parametrize(("line", "operation", "expected"), LINES, ids=[line for line, _, _ in LINES])
def test_a_command_asks_intake_as_its_contract_says(line, operation, expected, monkeypatch, capsys):
    town = Town(**{operation: RECEIPT}).installed(monkeypatch)
    command, *options = line.split(" ")

    daiban(command, CASE, *options)

    ((user, asked, body),) = town.asked
    assert (user, asked) == ("centre-150622", operation)
    assert {name: body[name] for name in expected} == expected
    contract = OTHER_ORDERS.get(operation) or ACTS[operation].order
    assert contract.model_validate(body).case_number == CASE
    assert "综合代办员一号" in capsys.readouterr().out


def test_every_operation_that_an_order_can_ask_for_has_a_command():
    told = {operation for _, operation, _ in LINES}

    assert {*ACTS, *OTHER_ORDERS} <= told


def test_an_absence_tells_which_cases_have_another_agent(monkeypatch, capsys):
    changed = RECEIPT | {"agent": {"id": "zh2", "title": "综合代办员二号"}}
    town = Town(absence={"changed": [changed]}).installed(monkeypatch)

    daiban("absence", "150622", "zh1", "--first", "2026-03-09", "--last", "2026-03-13", "--reason", "培训")

    ((_, _, body),) = town.asked
    assert mandate.Absence.model_validate(body).agent == "zh1"
    shown = capsys.readouterr().out
    assert "综合代办员二号（zh2）" in shown
    assert CASE in shown


@pytest.mark.parametrize(
    ("line", "option", "message"),
    [
        (("check", CASE, "--point", "用地红线图"), "--point 1", "“用地红线图”不是 名称=内容 的形式"),
        (("check", CASE, "--point", "item=26,material=图"), "--point 1", "缺少 fault"),
        (("appraise", CASE, "--appraisal", "subject=窗口,mark=2"), "--appraisal 1", "没有 mark 这一栏"),
    ],
)
def test_parts_that_are_written_wrongly_are_named_before_anything_is_asked(line, option, message, monkeypatch):
    town = Town().installed(monkeypatch)

    with pytest.raises(Refused) as refused:
        daiban(*line)

    assert [(fault.field, fault.message) for fault in refused.value.faults] == [(option, message)]
    assert refused.value.faults[0].remedy.startswith("请写成 ")
    assert town.asked == []


def test_a_ground_that_nobody_may_choose_is_refused_with_those_that_may_be(capsys):
    code = run(["suspend", CASE, "--ground", "mandate_ended", "--reason", "到期", "--json"])

    assert code == WRONG
    assert "untrue_materials、unmendable_materials、fees_unpaid" in capsys.readouterr().out


def test_the_help_gives_every_ground_its_chinese(capsys):
    run(["suspend", "--help"])

    shown = "".join(char for char in capsys.readouterr().out if not char.isspace() and char != "│")
    for code, name in GROUNDS.items():
        assert (f"{code}{name}" in shown) is (code != "mandate_ended")


def test_no_command_is_registered_twice_and_every_one_is_in_a_panel():
    listed = [name for commands in PANELS.values() for name in commands]
    commands = get_command(app).commands

    assert sorted(listed) == sorted({*listed})
    assert {*commands} == {*listed, *OTHER_NAMES}
    assert all(commands[name].hidden for name in OTHER_NAMES)


def test_whatever_can_be_done_next_and_whatever_is_waited_for_has_a_command():
    acts = {act.act for machine in MACHINES.values() for act in machine if act.asked} | {"follow-up"}
    words = {COMMANDS.get(act, act).split(" ")[0] for act in acts}

    assert words <= {*get_command(app).commands}
