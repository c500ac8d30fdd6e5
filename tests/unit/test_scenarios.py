"""The shipped scenarios: sound files, each with its source, and all that the demo is to show among them."""

from pathlib import Path

import pytest

from deploy.local.cli.rehearsal import SCENARIOS
from deploy.local.rehearsal import ApplicationFile, read_application, read_form
from deploy.local.rehearsal.check import strangers
from services.intake.domain.form import Rules, form_faults
from shared.clock import SystemClock
from shared.jurisdictions import Jurisdictions
from shared.settings import Settings

FILES = sorted(SCENARIOS.glob("*.yaml"))
JURISDICTIONS = Jurisdictions.load(Settings().jurisdictions)


def scenario(file: Path) -> ApplicationFile:
    return read_application(read_form(file))


def checklist(application: ApplicationFile) -> list[str]:
    items = (JURISDICTIONS.item(application.centre, number) for number in application.items)
    return [material.name for item in items for material in item.materials.values()]


def test_there_are_at_least_eight() -> None:
    assert len(FILES) >= 8


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_a_scenario_is_an_application_that_its_centre_would_take(file: Path) -> None:
    form, application = read_form(file), scenario(file)
    catalogue = JURISDICTIONS.catalogue(application.centre)
    rules = Rules(catalogue.keys(), checklist(application), [n for n, item in catalogue.items() if item.stage.code != "P"])

    assert form_faults(form, application.centre, rules, SystemClock().now().date()) == []
    assert strangers(application, JURISDICTIONS) == []


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_a_scenario_names_its_source_and_what_is_made_up(file: Path) -> None:
    head = file.read_text(encoding="utf-8").partition("centre:")[0]

    assert "来源：" in head
    assert "http" in head
    assert "演练所设：" in head


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_a_scenario_names_roles_and_no_persons(file: Path) -> None:
    handler = scenario(file).applicant.handler

    assert handler.name.endswith("经办人")
    assert handler.phone == "13800000000"


def test_among_them_is_everything_that_the_demo_is_to_show() -> None:
    applications = [scenario(file) for file in FILES]
    plays = [play for one in applications for part in one.departments.values() for play in part.items.values()]

    assert any(one.materials != "all" for one in applications), "a deficiency, told once"
    assert any(play.refuse for play in plays), "a refused item"
    assert any(play.correction for play in plays), "a correction"
    assert any(play.send_back for play in plays), "an objection to an assignment"
    assert any(play.special for play in plays), "a special procedure"
    assert any(one.delivery.method == "post" for one in applications), "delivery by post"
    assert any(one.flags.agent_cannot_resolve for one in applications), "a joint review"
    assert any(JURISDICTIONS.item(one.centre, n).instant for one in applications for n in one.items), "an instant item"
    assert any(JURISDICTIONS.item(one.centre, n).restricted for one in applications for n in one.items), "a restricted item"
