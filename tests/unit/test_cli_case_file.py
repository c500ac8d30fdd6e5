"""The case file at the prompt, against intake as it is: what stands on the screen after each act."""

import asyncio
import json
from contextlib import asynccontextmanager
from datetime import timedelta
from types import SimpleNamespace
from typing import get_args

import pytest

from deploy.local.cli import screen, session
from deploy.local.cli.words import MATERIAL_STATES, PROMISE_STATES
from deploy.local.running import Running
from services.intake.domain.case import Promised
from services.intake.domain.materials import Held
from shared.contracts.common import ItemState
from shared.contracts.intake import ItemResult
from shared.contracts.routing import CaseDecided
from shared.errors import Refused, refuse
from tests.unit import cli_world
from tests.unit.intake_world import CASE, CENTRE, FORM, MONDAY, USCC, World, form

SECOND = CASE.replace("000001", "000002")
ENERGY = "固定资产投资项目节能审查"
DECIDED = CaseDecided(
    results=(
        ItemResult(
            item=5,
            item_name="企业投资项目备案",
            state=ItemState.APPROVED,
            document="备字1号",
            conditions=("开工前补办节能审查（150622.fgw）",),
        ),
        ItemResult(item=4, item_name=ENERGY, state=ItemState.REFUSED, reason="能耗超过控制目标"),
    )
)


class Prompt:
    """The prompt of 准格尔旗: commands in, what stands on the screen out. Only intake answers."""

    def __init__(self, capsys):
        self.world = World()
        self._capsys = capsys

    @asynccontextmanager
    async def centre(self, _directory, code):
        async def ask(_code, service, operation, body):
            if service != "intake":
                raise refuse("case_number", "办件不存在，或尚未派件", "请核对办件编号")
            return await self.world.ask(operation, body, centre=code)

        yield SimpleNamespace(ask=ask)

    def __call__(self, *arguments):
        self._capsys.readouterr()
        cli_world.daiban(*arguments)
        return self._capsys.readouterr().out

    def submitted(self, **changes):
        asyncio.run(self.world.ask("submit", form(**changes)))

    def accepted(self, **changes):
        self.submitted(**changes)
        self("sign", CASE, "mandate")

    def completed(self):
        self.accepted()
        asyncio.run(self.world.hear(DECIDED))
        self("deliver", CASE, "--received-by", "项目经办人", "--identity-checked")
        self("sign", CASE, "completion")
        self("appraise", CASE, "--appraisal", "subject=综合窗口,grade=1")


@pytest.fixture
def daiban(monkeypatch, capsys):
    monkeypatch.setattr(screen, "WIDE", 240)
    monkeypatch.setattr(Running, "read", lambda _directory: None)
    prompt = Prompt(capsys)
    monkeypatch.setattr(session, "centre", prompt.centre)
    return prompt


def test_a_case_tells_why_this_agent_and_who_has_to_do_what_by_when(daiban):
    daiban.submitted()

    shown = daiban("case", CASE)

    assert "投资项目由“一站式”服务中心代办" in shown
    (waited,) = [line for line in shown.splitlines() if "daiban sign 编号 mandate" in line]
    assert "申请人、代办员" in waited
    assert "2026-03-" in waited
    assert "尚未签订" in shown


def test_on_a_narrow_screen_long_sentences_are_folded_and_never_cut_off(daiban, monkeypatch):
    monkeypatch.setattr(screen, "WIDE", 60)
    daiban.submitted()

    shown = "".join(daiban("case", CASE).split())

    told = asyncio.run(daiban.world.ask("case", {"case_number": CASE}))["next"]
    assert told in shown


def test_a_faulty_material_is_told_once_with_how_to_mend_it(daiban):
    daiban.submitted(channel="phone")

    shown = daiban("check", CASE, "--point", "item=5,material=企业基本情况,fault=缺法定代表人,how_to=请补填")
    brought = daiban("supplement", CASE, "--all")

    assert "缺法定代表人；请补填" in shown
    assert "待补齐材料" in shown
    assert "待审核材料" in brought
    assert "待签委托协议" in daiban("check", CASE)


def test_a_case_is_suspended_by_a_form_that_both_have_signed_and_resumed(daiban):
    daiban.accepted()

    drawn = daiban("suspend", CASE, "--ground", "fees_unpaid", "--reason", "配套费未缴")
    waiting = daiban("case", CASE)
    daiban("sign", CASE, "suspension")
    stopped = daiban("case", CASE)
    resumed = daiban("resume", CASE, "--reason", "配套费已缴清")

    assert "daiban sign 编号 suspension" in drawn
    assert "待生效的中止单" in waiting
    assert "尚无人签署" in waiting
    assert "已中止" in stopped
    assert "未能及时缴纳各类行政事业性规费" in stopped
    assert "办理中" in resumed


def test_without_an_identity_card_nothing_is_handed_out_and_the_case_remembers(daiban):
    daiban.accepted()
    asyncio.run(daiban.world.hear(DECIDED))

    with pytest.raises(Refused, match="身份证件尚未核对"):
        daiban("deliver", CASE, "--received-by", "项目经办人")

    shown = daiban("case", CASE)
    (refused,) = [line for line in shown.splitlines() if "身份证件尚未核对" in line]
    assert "窗口" in refused
    assert "交付结果" in refused
    assert "能耗超过控制目标" in shown
    assert "开工前补办节能审查" in shown


def test_a_bad_grade_is_verified_put_right_and_followed_up_to_the_end(daiban):
    daiban.completed()

    daiban("evaluate", CASE, "不满意", "--comment", "等了三天")
    verified = daiban("verify-grade", CASE, "true", "--note", "确有延误")
    shown = daiban("case", CASE)
    daiban("rectify", CASE, "--answer", "已增派人手")
    closed = daiban("revisit", CASE, "--satisfied")

    assert "daiban rectify 编号" in verified
    assert "差评待整改" in shown
    assert "等了三天" in shown
    assert "已结案" in closed


def test_the_agents_absence_gives_his_cases_to_another_whom_the_applicant_confirms(daiban):
    daiban.accepted()
    agent = json.loads(daiban("case", CASE, "--json"))["case"]["agent"]["id"]

    moved = daiban("absence", CENTRE, agent, "--first", "2026-03-02", "--last", "2026-03-06", "--reason", "培训")
    shown = daiban("case", CASE)
    confirmed = daiban("confirm-change", CASE, "agent", "--who", "项目经办人")

    assert CASE in moved
    assert "代办员变更" in shown
    assert "confirm-change" in shown
    assert "confirm-change 编号" not in confirmed


def test_coaching_is_recorded_and_becomes_an_application_without_typing_it_again(daiban):
    daiban.submitted(service="coaching", materials=[])

    guided = daiban("guide", CASE, "--content", "讲解备案材料", "--advice", "备齐用地意见", "--finished")
    again = daiban("apply", CASE, "--all")

    assert "事前辅导" in guided
    assert "待签办结单" in guided
    assert SECOND in again
    assert "已收到申请" in again


def test_cases_are_listed_with_their_light_and_next_limit_and_found_by_what_they_are(daiban):
    daiban.submitted()
    daiban.submitted(applicant=FORM["applicant"] | {"name": "准格尔旗煤化工项目申请单位"})
    asyncio.run(daiban.world.pass_to(MONDAY + timedelta(days=300)))

    shown = daiban("cases", "--centre", CENTRE)
    (line,) = [line for line in shown.splitlines() if CASE in line]

    for column in ("编号", "项目/申请人", "事项", "状态", "代办员", "灯", "最近期限"):
        assert column in shown
    for told in ("准格尔旗煤矸石综合利用项目", "5、4", "待签委托协议", "超期"):
        assert told in line
    for found in (("--state", "open"), ("--light", "overdue"), ("--applicant", USCC), ("--text", "煤矸石综合")):
        assert CASE in daiban("cases", "--centre", CENTRE, *found)
    for lost in (("--state", "closed"), ("--light", "yellow"), ("--department", "150622.fgw"), ("--agent", "nobody")):
        assert "（无）" in daiban("cases", "--centre", CENTRE, *lost)


def test_a_page_that_is_full_tells_how_the_next_one_is_asked_for(daiban):
    daiban.submitted()
    daiban.submitted()

    first = daiban("cases", "--centre", CENTRE, "--limit", 1)
    second = daiban("cases", "--limit", 1, "--after", SECOND)
    asked = json.loads(daiban("cases", "--limit", 1, "--after", SECOND, "--json"))

    assert f"--after {SECOND}" in first
    assert CASE not in first
    assert CASE in second
    assert [card["case_number"] for card in asked["cases"]] == [CASE]


def test_a_page_goes_on_only_in_the_centre_that_it_came_from(daiban):
    with pytest.raises(Refused, match="不是 150602 的办件"):
        daiban("cases", "--centre", "150602", "--after", CASE)


def test_every_state_of_a_material_and_of_a_promise_has_its_word():
    assert set(MATERIAL_STATES) == set(get_args(Held.model_fields["state"].annotation))
    assert set(PROMISE_STATES) == set(get_args(Promised.model_fields["state"].annotation))
