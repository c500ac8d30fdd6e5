"""The case file at the prompt, against intake as it is: what stands on the screen after each act."""

import asyncio
import json
from contextlib import asynccontextmanager
from datetime import timedelta
from types import SimpleNamespace

import pytest

from deploy.local.cli import session
from deploy.local.cli.telling import tell
from deploy.local.running import Running
from shared.contracts.base import Event
from shared.contracts.common import ItemState
from shared.contracts.intake import ItemResult
from shared.contracts.routing import CaseDecided
from shared.errors import Refused, refuse
from tests.unit import cli_world
from tests.unit.intake_world import CASE, CENTRE, FORM, MONDAY, World, form

ENERGY = "固定资产投资项目节能审查"
DECIDED = CaseDecided(
    results=(
        ItemResult(item=5, item_name="企业投资项目备案", state=ItemState.APPROVED, document="备字1号"),
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
        cli_world.daiban(*arguments)
        return self._capsys.readouterr().out

    def submitted(self, **changes):
        asyncio.run(self.world.ask("submit", form(**changes)))

    def accepted(self):
        self.submitted()
        self("sign", CASE, "mandate")

    def completed(self):
        self.accepted()
        asyncio.run(self.world.hear(DECIDED))
        self("deliver", CASE, "--received-by", "项目经办人", "--identity-checked")
        self("sign", CASE, "completion")

    def told(self):
        """The lines of the history, as `daiban case` would show them."""
        sent = [message for message in self.world.cases.sent if message.subject.startswith("evt.")]
        kinds = [Event.registry["intake", message.subject.rpartition(".")[2]] for message in sent]
        return [tell(kind.model_validate_json(message.data)) for kind, message in zip(kinds, sent, strict=True)]


@pytest.fixture
def daiban(monkeypatch, capsys):
    monkeypatch.setattr(cli_world, "ROWS", None, raising=False)
    monkeypatch.setenv("COLUMNS", "200")
    monkeypatch.setattr(Running, "read", lambda _directory: None)
    prompt = Prompt(capsys)
    monkeypatch.setattr(session, "centre", prompt.centre)
    return prompt


def test_a_receipt_tells_the_kind_of_service_why_this_agent_and_who_has_to_do_what(daiban):
    daiban.submitted()

    shown = daiban("case", CASE)

    assert "代办" in shown
    assert "选定理由" in shown
    assert "daiban sign 编号 mandate" in shown
    assert "申请人、代办员" in shown


def test_materials_that_came_by_telephone_are_checked_and_brought_again(daiban):
    daiban.submitted(channel="phone", service="agency")

    faulty = daiban("check", CASE, "--point", "item=5,material=营业执照,fault=已过有效期,how_to=请换新证")

    assert "待审核材料" not in faulty
