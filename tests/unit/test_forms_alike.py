"""All forms alike: nothing of a restricted item, no markup of others, sheets of A4; and the command that prints them."""

import json
from pathlib import Path
from typing import Any

import pytest

from deploy.local.forms.choice import NAMES, Document
from deploy.local.forms.labels import APPLICATION, AUTHORISATION
from shared.errors import Refused
from tests.unit.case_walk import Walk
from tests.unit.cli_world import Town, daiban
from tests.unit.forms_world import UNIT, Page, form, text, told_of
from tests.unit.intake_world import CASE, FORM, applicant, jurisdictions
from tests.unit.test_case_interruptions import FEES


def every(walk: Walk | dict[str, Any]) -> dict[Document, str]:
    """Every form that the case has, as a page."""
    found = {}
    for document in NAMES:
        try:
            found[document] = form(walk, document).html
        except Refused:
            continue
    return found


def stopped_after_all(**changes: Any) -> Walk:
    walk = Walk(**changes).accepted()
    walk.act("suspend", **FEES)
    walk.sign("suspension")
    walk.act("resume", reason="已缴")
    walk.delivered().sign("completion")
    return walk


def test_what_people_wrote_is_text_and_never_markup() -> None:
    evil = "<script>alert(1)</script>{{ 7*7 }}&lt;b&gt;"
    form_of_evil = applicant(name=evil, address=evil) | {"project": FORM["project"] | {"name": evil, "use_and_scale": evil}}

    pages = every(stopped_after_all(**form_of_evil))

    assert len(pages) == 9
    for page in pages.values():
        read = Page(page)
        assert "script" not in read.elements
        assert evil in read.words


def test_every_page_needs_nothing_but_itself_and_prints_each_copy_on_its_own_sheet() -> None:
    for document, page in every(stopped_after_all()).items():
        assert Page(page).links == [], document
        assert "size: A4" in page
        assert ".sheet + .sheet { break-before: page; }" in page


def test_of_a_restricted_item_no_form_says_anything_but_that_there_is_one() -> None:
    secret = [material.name for material in jurisdictions().item("150622", 29).materials.values()]
    walk = stopped_after_all(items=[5, 29], originals=secret)
    told = told_of(walk)
    told["results"] = [result | {"document": "机密批文", "department_name": "机密机关"} for result in told["results"]]
    told["missing"] = [{"item": 29, "item_name": "一个事项", "material": secret[1], "how_to": "机密途径"}]

    for document, page in every(told).items():
        read = Page(page).words
        assert not [words for words in ("国家安全", "机密途径", secret[1], "事项 29") if words in read], document
        assert read.count("机密批文") == read.count("机密机关") == (document == "delivery"), "only the other item's"

    assert "☑一个事项" in text(told, "application")
    assert "一个事项☑" in text(told, "authorisation")
    assert "一个事项的材料" in text(told, "suspension")


def test_nobody_who_has_not_applied_for_a_restricted_item_reads_of_one() -> None:
    for page in every(stopped_after_all()).values():
        assert "国家安全" not in page
        assert "一个事项" not in page


def test_the_lists_of_boxes_name_every_item_but_the_restricted_one_and_the_rest() -> None:
    numbers = set(jurisdictions().catalogue("150622")) - {29, 31}

    assert set(APPLICATION) == numbers
    assert set(AUTHORISATION) == numbers


def test_the_command_asks_as_the_centre_and_writes_the_page(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    town = Town(case=told_of(Walk().accepted())).installed(monkeypatch)
    page = tmp_path / "协议.html"

    daiban("form", CASE, "agreement", "--html", page, "--json")

    told = json.loads(capsys.readouterr().out)
    assert town.asked == [("centre-150622", "case", {"case_number": CASE})]
    assert (told["document"], told["copies"]) == ("agreement", ["甲方执（委托方）", "乙方执（受托方）"])
    assert UNIT in page.read_text("utf-8")


def test_the_command_shows_the_form_on_the_terminal(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    Town(case=told_of(Walk().accepted())).installed(monkeypatch)

    daiban("form", CASE, "agreement")

    assert "代办委托协议" in capsys.readouterr().out
