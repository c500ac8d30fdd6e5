"""Consultations, appointments and the published catalogue at the prompt, against reception as it is."""

import asyncio
import json
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
import typer
from pydantic import BaseModel

from deploy.local.catalogue_page import as_html
from deploy.local.cli import published, reception, session
from shared.contracts.catalogue import PublishedCatalogue
from shared.errors import Refused
from tests.unit.reception_world import CENTRE, LAND, SECTION, Y1, Z1, ReceptionWorld

app = typer.Typer()
app.add_typer(reception.consult, name="consult")
app.add_typer(reception.appoint, name="appoint")
app.command("catalogue")(published.catalogue)


class Prompt:
    """The prompt of 准格尔旗's window: commands in, what stands on the screen out."""

    def __init__(self, capsys: pytest.CaptureFixture[str]) -> None:
        self.world = ReceptionWorld()
        self._capsys = capsys

    @asynccontextmanager
    async def centre(self, _directory: Path, code: str) -> AsyncIterator[Any]:
        async def ask(_code: str, _service: str, operation: str, body: Mapping[str, Any]) -> dict[str, Any]:
            answer = await self.world.ask(operation, body, centre=code)
            return answer.model_dump(mode="json") if isinstance(answer, BaseModel) else dict(answer)

        yield SimpleNamespace(ask=ask)

    def __call__(self, *arguments: object) -> str:
        app(args=[str(argument) for argument in arguments], standalone_mode=False)
        return self._capsys.readouterr().out


@pytest.fixture
def daiban(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Prompt:
    prompt = Prompt(capsys)
    monkeypatch.setattr(session, "centre", prompt.centre)
    return prompt


ASKED = ("consult", "record", CENTRE, "--question", "先办备案还是先办节能审查？", "--item", 5, "--item", 4)


def test_a_consultation_from_the_question_to_the_form(daiban, tmp_path):
    recorded = daiban(*ASKED, "--name", "项目经办人", "--phone", "13800000000", "--project", "准格尔旗煤矸石综合利用项目")
    referred = daiban("consult", "refer", Z1, "--to", SECTION, "--to", LAND)
    daiban("consult", "contribute", Z1, "--section", LAND, "--answer", "须先办用地预审")
    answered = daiban("consult", "answer", Z1, "--answer", "先备案")
    out = tmp_path / "申请.json"
    form = daiban("consult", "apply", Z1, "--out", out)

    assert Z1 in recorded
    assert "138****0000" in recorded
    assert "会同研究中" in referred
    assert "待提出" in referred
    assert "一次性告知" in answered
    assert "节能报告" in answered
    assert "须先办用地预审" in answered
    assert "applicant.kind" in form
    assert json.loads(out.read_text())["consultation"] == Z1


def test_what_is_missing_is_read_from_a_file(daiban, tmp_path):
    daiban(*ASKED, "--name", "项目经办人", "--phone", "13800000000")
    rest = tmp_path / "补充.yaml"
    rest.write_text("applicant: {kind: enterprise}\nproject: {name: 准格尔旗煤矸石综合利用项目}\n", encoding="utf-8")

    told = json.loads(daiban("consult", "apply", Z1, rest, "--json"))

    assert "applicant.kind" not in {fault["field"] for fault in told["missing"]}
    assert told["application"]["project"]["name"] == "准格尔旗煤矸石综合利用项目"


def test_unanswered_and_answered_consultations_are_listed(daiban):
    daiban(*ASKED)
    daiban(*ASKED)
    daiban("consult", "answer", Z1, "--answer", "先备案")
    daiban("consult", "close", Z1, "--reason", "不再办理")

    assert Z1 not in daiban("consult", "list", CENTRE, "--state", "unanswered")
    assert Z1 in daiban("consult", "list", CENTRE, "--state", "closed")
    assert "不再办理" in daiban("consult", "show", Z1)


def test_an_appointment_from_booking_to_the_day(daiban):
    booked = daiban(
        *("appoint", "book", CENTRE, "--kind", "door", "--reason", "行动不便", "--address", "薛家湾镇"),
        *("--name", "项目经办人", "--phone", "13800000000", "--day", "2026-03-04", "--time", "10:00", "--item", 5),
    )
    moved = daiban("appoint", "move", Y1, "--day", "2026-03-02", "--time", "15:00", "--reason", "提前")
    day = daiban("appoint", "list", CENTRE, "--day", "2026-03-02")
    kept = daiban("appoint", "keep", Y1, "--note", "已上门收件")

    assert "上门服务" in booked
    assert "2026-03-02 15:00" in moved
    assert Y1 in day
    assert "窗口空位" in day
    assert "已到场" in kept
    assert json.loads(daiban("appoint", "show", Y1, "--json"))["note"] == "已上门收件"
    assert "138****0000" in daiban("appoint", "show", Y1)
    assert "13800000000" in daiban("appoint", "show", Y1, "--contact")


def test_an_appointment_can_be_called_off(daiban):
    daiban("appoint", "book", CENTRE, "--name", "项目经办人", "--phone", "13800000000", "--day", "2026-03-04", "--time", "10:00")

    assert "已取消" in daiban("appoint", "cancel", Y1, "--reason", "不办了")


@pytest.mark.parametrize("number", ["150622-20260302-000001", Y1, "没有"])
def test_a_number_that_is_none_is_refused_before_anybody_is_asked(daiban, number):
    with pytest.raises(Refused, match="咨询编号"):
        daiban("consult", "show", number)


def test_the_catalogue_is_shown_and_made_a_page(daiban, tmp_path):
    page = tmp_path / "事项清单.html"
    shown = daiban("catalogue", CENTRE, "--html", page)
    one = daiban("catalogue", CENTRE, "--item", 4)

    html = page.read_text(encoding="utf-8")
    assert "未公布" in shown
    assert "单位名称" in shown
    for column in (
        "序号",
        "单位名称",
        "业务办理项名称",
        "事前辅导事项名称",
        "事项类型",
        "备注",
        "预约电话",
        "收件人",
        "办理人员",
    ):
        assert column in html
    assert "节能报告" in one
    assert "国家安全" not in html + shown
    assert "#i29" not in html


def test_what_people_wrote_is_text_on_the_page_and_never_markup():
    found = asyncio.run(ReceptionWorld().ask("catalogue", {}))
    assert isinstance(found, PublishedCatalogue)

    assert "<script>" not in as_html(found.model_copy(update={"address": "<script>alert(1)</script>"}))
