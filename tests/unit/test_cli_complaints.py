"""Complaints at the prompt, answered by supervision itself in memory."""

import json
from contextlib import asynccontextmanager
from types import SimpleNamespace
from typing import get_args

import pytest

from deploy.local.cli import session
from deploy.local.cli.app import app
from deploy.local.cli.complaints import Kind
from deploy.local.cli.telling_complaints import ACTS, POSTS, party_name
from services.intake.domain.supervising import NAMES
from services.intake.supervision.acts import ORDERS
from shared.contracts.base import Contract
from shared.contracts.complaint import ComplaintKind
from shared.errors import Refused
from tests.unit.complaint_world import CASE, CENTRE, CITY, LAND, NUMBER, World

REPORT = ("--kind", "misconduct", "--against", "agent:zh1", "--content", "暗示宴请", "--channel", "box", "--anonymous")
PERSON = ("--name", "项目经办人", "--telephone", "13800000000")
UPHELD = ("--by", "supervisor", "--finding", "upheld", "--answer", "经核实，情况属实")


@pytest.fixture
def desks(monkeypatch):
    """Where the commands went: the codes of the centres, in order."""
    world, went = World(), []

    @asynccontextmanager
    async def centre(_directory, code):
        async def ask(region, _service, operation, body):
            went.append(region)
            told = await world.ask(operation, body, centre=region)
            return told.model_dump(mode="json") if isinstance(told, Contract) else told

        yield SimpleNamespace(ask=ask)

    monkeypatch.setattr(session, "centre", centre)
    return went


def daiban(*arguments):
    app(args=[str(argument) for argument in arguments], standalone_mode=False)


def test_an_anonymous_report_is_answered_to_whoever_has_the_code(desks, capsys):
    daiban("complain", CENTRE, *REPORT, "--json")
    code = json.loads(capsys.readouterr().out)["query_code"]
    daiban("complaint", "accept", NUMBER, "--by", "supervisor")
    daiban("complaint", "answer", NUMBER, *UPHELD, "--measure", "调离岗位")
    capsys.readouterr()

    daiban("complaint", "show", NUMBER, "--code", code)
    daiban("complaint", "revisit", NUMBER, "--code", code, "--satisfied")

    told = capsys.readouterr().out
    for words in ("吃拿卡要", "代办员（zh1）", "政务服务督查室", "调离岗位", "匿名", "投诉人满意"):
        assert words in told


def test_the_code_is_on_the_screen_when_it_is_given(desks, capsys):
    daiban("complain", CENTRE, *REPORT)

    assert "CODE00000001" in capsys.readouterr().out


def test_the_post_above_is_asked_at_its_own_desk(desks, capsys):
    daiban("complain", CENTRE, "--kind", "service", "--against", "vice_head", "--content", "推诿", *PERSON)
    above = ("--by", f"{CITY}.supervisor")
    daiban("complaint", "accept", NUMBER, *above)
    daiban("complaint", "contact", NUMBER, *above)
    daiban("complaints", CITY, *above, "--mine")

    told = capsys.readouterr().out
    assert desks == [CENTRE, CITY, CITY, CITY]
    assert "13800000000" in told
    assert "鄂尔多斯市政务服务督查室" in told


def test_an_upheld_complaint_against_a_department_shows_the_command_that_escalates_it(desks, capsys):
    daiban("complain", CENTRE, "--kind", "delay", "--against", LAND, "--content", "三次补正", "--case", CASE, *PERSON)
    daiban("complaint", "accept", NUMBER, "--by", "supervisor")
    daiban("complaint", "answer", NUMBER, *UPHELD, "--measure", "一次性书面告知")

    assert f"daiban escalate {CASE} --trigger complaint_upheld" in capsys.readouterr().out


def test_every_other_command_reaches_its_operation(desks, capsys):
    daiban("complain", CENTRE, *REPORT)
    daiban("complaint", "assign", NUMBER, "--by", "supervisor", "--to", "superior", "--reason", "回避")
    above = ("--by", f"{CITY}.supervisor")
    daiban("complaint", "reject", NUMBER, *above, "--reason", "无具体线索", "--turn-to", "纪检监察机关")
    daiban("complaint", "reopen", NUMBER, *above, "--reason", "补充线索")
    with pytest.raises(Refused, match="方可以此办结"):
        daiban("complaint", "close", NUMBER, *above, "--ground", "explained", "--note", "x", "--json")
    daiban("supervision", CENTRE, "--month", "2026-03")

    told = capsys.readouterr().out
    assert "纪检监察机关" in told
    assert "2026-03 电子监察" in told


@pytest.mark.parametrize("number", ["17", CASE, NUMBER.replace("-T", "-Z")])
def test_a_number_of_another_kind_is_refused_before_anybody_is_asked(desks, number):
    with pytest.raises(Refused, match="投诉"):
        daiban("complaint", "accept", number, "--by", "supervisor")

    assert desks == []


def test_a_month_that_is_none_is_refused(desks):
    with pytest.raises(Refused, match="不是年月"):
        daiban("supervision", CENTRE, "--month", "三月")


def test_every_post_act_and_kind_has_its_word():
    assert set(NAMES) - {"department"} <= set(POSTS)
    assert set(ORDERS) <= set(ACTS)
    assert get_args(Kind) == get_args(ComplaintKind)
    assert party_name("150622.zrzyj") == "准格尔旗自然资源局"
    assert party_name("150600.zfb") == "鄂尔多斯市政府办公室"


def test_a_revisit_by_the_handler_says_how_the_complainant_was_reached(desks, capsys):
    daiban("complain", CENTRE, "--kind", "service", "--against", "agent:zh1", "--content", "不接电话", *PERSON)
    daiban("complaint", "accept", NUMBER, "--by", "section_head")
    daiban("complaint", "answer", NUMBER, "--by", "section_head", "--finding", "not_upheld", "--answer", "经核实未发现")
    with pytest.raises(Refused, match="以何种方式联系"):
        daiban("complaint", "revisit", NUMBER, "--by", "section_head", "--satisfied")
    capsys.readouterr()

    daiban("complaint", "revisit", NUMBER, "--by", "section_head", "--satisfied", "--reached", "phone")

    assert "投诉人满意" in capsys.readouterr().out
