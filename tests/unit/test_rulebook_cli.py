"""`daiban rules` for people: what is checked on this machine, and the words for verdicts, facts and explanations."""

import io
from contextlib import asynccontextmanager
from itertools import islice

import pytest
from rich.console import Console

from deploy.local.cli import rule_words as words
from deploy.local.cli import session
from deploy.local.cli.rule_check import checked, region_of, text_of
from deploy.local.cli.rule_trial import comparison
from deploy.local.cli.rule_why import explanation
from deploy.local.cli.rules import app
from services.routing.domain.comparison import repeated
from services.routing.domain.explanation import explain
from shared.errors import Refused
from tests.recorded import SHIPPED, routes
from tests.unit.rules_world import book


def on_screen(*parts):
    screen = io.StringIO()
    Console(file=screen, width=240).print(*parts)
    return screen.getvalue()


def written(tmp_path, text, region="150625"):
    file = tmp_path / region / "rulebook.yaml"
    file.parent.mkdir()
    file.write_text(text, "utf-8")
    return file


def test_the_shipped_rules_are_sound_and_it_says_what_was_looked_at():
    told = checked(SHIPPED, None)

    assert {"150600", "150622", "411325"} <= told["centres"].keys()
    assert told["rules"] >= 60
    assert len(told["tests"]) == 7


def test_one_file_is_checked_in_its_place_with_everybody_who_inherits_it(tmp_path):
    told = checked(written(tmp_path, (SHIPPED / "150600" / "rulebook.yaml").read_text("utf-8"), "150600"), None)

    assert told["centres"] == {centre: book(centre).version for centre in told["centres"]}
    assert "150622" in told["centres"]
    assert "150400" not in told["centres"]


def test_every_fault_is_told_once_with_line_and_remedy_however_many_inherit_it(tmp_path):
    text = (SHIPPED / "150600" / "rulebook.yaml").read_text("utf-8").replace("when: {item: 5,", "when: {itme: 5,")

    with pytest.raises(Refused) as refused:
        checked(written(tmp_path, text, "150600"), None)

    (fault,) = refused.value.faults
    assert fault.field.startswith("150600/rulebook.yaml 第")
    assert "itme" in fault.message
    assert "item" in fault.remedy


def test_a_file_elsewhere_needs_the_region_it_is_of(tmp_path):
    file = tmp_path / "draft.yaml"
    file.write_text("rules: []\n", "utf-8")

    with pytest.raises(Refused) as refused:
        region_of(file, None)

    assert "--region" in refused.value.faults[0].field
    assert region_of(file, "150625") == "150625"


def test_what_cannot_be_read_is_refused_with_the_reason(tmp_path):
    for path in (tmp_path / "nowhere.yaml", written(tmp_path, "", "150626").parent):
        with pytest.raises(Refused):
            text_of(path)
    with pytest.raises(Refused):
        checked(tmp_path / "nowhere", None)


@pytest.mark.parametrize(
    ("said", "region", "shown"),
    [
        (None, "", "（无）"),
        (True, "", "是"),
        ("city", "", "盟市"),
        ("zrzyj", "150622", "自然资源部门（zrzyj）"),
        ("zrzyj", "150622100", "自然资源部门（zrzyj）"),
        ("yjj", "150625", "应急管理部门（yjj）"),
        ("hbj", "150622", "hbj"),
        (["专家评审", "听证"], "", "专家评审、听证"),
        (3, "", "3"),
    ],
)
def test_verdicts_are_in_words(said, region, shown):
    assert words.value(said, region) == shown


def test_facts_have_their_units_and_what_nobody_told_is_called_so():
    assert words.fact({"value": 4.9, "unit": "公顷"}) == "4.9 公顷"
    assert words.fact({"value": -1.0, "unit": "公顷"}) == "未报"
    assert words.fact({"value": 20260302, "unit": "八位数字"}) == "20260302"
    assert words.fact({"value": "underground", "unit": ""}) == "地下"


def test_a_comparison_shows_sums_and_cases_with_the_rules_they_rest_on():
    change = {"item": 15, "centre": "150621", "verdict": "level", "before": "county", "after": "city", "mark": "inferred"}
    line = {"case_number": "150621-20260302-000001", "changes": [change | {"rule_name": "上收盟市", "basis": "试行通知 第一条"}]}
    sums = {"150621": {"cases": 1, "level": 1}, "150622": {"cases": 2, "level": 2}}
    shown = on_screen(
        comparison({"draft": "150600@3f2a9c0b1d4e", "cases": 9, "changed": 3, "unrecorded": 1, "sums": sums, "lines": [line]})
    )

    told = ("重判 9 件，3 件的裁定会变", "另有 1 件", "旗县区", "盟市", "上收盟市", "试行通知 第一条（推断）", "合计", "加 --all")
    for word in told:
        assert word in shown


def test_an_explanation_names_facts_rules_clauses_and_what_was_lacking():
    route = next(islice(routes({"150622"}), 1))
    task = next(iter(route.tasks.values()))
    ruling = task.rulings[0]
    found = explain(book("150622"), "item", repeated("item", route.facts, ruling.asked), {*route.facts, *ruling.asked})
    about = {"scope": "item", "item": task.plan.item, "centre": "150622", "rulebook": ruling.rulebook, "as_recorded": True}
    told = {"rulings": [about | found.model_dump(mode="json")]}
    brief, whole = on_screen(explanation(told, every=False)), on_screen(explanation(told, every=True))

    assert f"事项 {task.plan.item}" in brief
    for by in ruling.decided_by:
        assert by.name[:10] in brief
    assert "只涉及其他事项" in brief
    assert "实为" in brief
    assert len(whole) > len(brief)


def test_the_restricted_item_is_named_only_as_withheld():
    about = {"scope": "item", "item": "一个事项", "centre": "150621", "rulebook": "（限制公开）", "as_recorded": None}

    assert "不予说明" in on_screen(explanation({"rulings": [about | {"facts": [], "rules": [], "verdicts": {}}]}, every=True))


class Desk:
    """Services that answer a rules order with nothing to tell, and remember what they were asked."""

    def __init__(self):
        self.asked = []

    @asynccontextmanager
    async def operator(self, _directory):
        yield self

    async def ask(self, region, _service, operation, said):
        self.asked.append((region, operation, said))
        line = {"centre": "150622", "changed": "150600@3f2a9c0b1d4e"}
        empty = {"acts": [], "centres": [], "drafts": [], "replicas": [], "lost": [], "before": {}}
        return empty | ({"centres": {}} if operation == "rules.rollback" else {"centres": [line]})


@pytest.fixture
def desk(monkeypatch):
    found = Desk()
    monkeypatch.setattr(session, "operator", found.operator)
    return found


def rules(*arguments):
    app(args=[*arguments, "--json"], standalone_mode=False)


@pytest.mark.parametrize("verb", ["versions", "history"])
def test_a_region_is_named_plainly_or_as_an_option(desk, capsys, verb):
    rules(verb, "150600")
    rules(verb, "--region", "150600")

    (plain, option) = desk.asked
    assert plain == option
    assert plain[0] == "150600"
    assert capsys.readouterr().out


def test_the_history_of_a_draft_is_asked_of_its_region(desk):
    rules("history", "150600@3f2a9c0b1d4e")

    assert desk.asked == [("150600", "rules.history", {"draft": "150600@3f2a9c0b1d4e"})]


@pytest.mark.parametrize(
    ("arguments", "field"),
    [
        (("versions", "鄂尔多斯"), "地区"),
        (("history", "150600", "--region", "150400"), "--region"),
        (("rollback", "--by", "审批改革岗", "--why", "试行有误"), "中心|all"),
        (("rollback", "150622", "--to", "150621", "--by", "审批改革岗", "--why", "试行有误"), "--to"),
        (("rollback", "--to", "all", "--by", "审批改革岗", "--why", "试行有误"), "--region"),
    ],
)
def test_what_names_no_region_or_two_is_refused_before_anybody_is_asked(desk, arguments, field):
    with pytest.raises(Refused) as refused:
        rules(*arguments)

    assert refused.value.faults[0].field == field
    assert desk.asked == []


def test_a_centre_goes_back_whichever_way_it_is_named(desk):
    for named in (("150622",), ("--to", "150622")):
        rules("rollback", *named, "--by", "审批改革岗", "--why", "试行有误")

    orders = [asked for asked in desk.asked if asked[1] == "rules.rollback"]
    assert orders == [("150600", "rules.rollback", {"to": "150622", "by": "审批改革岗", "why": "试行有误"})] * 2
