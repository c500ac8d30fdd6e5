"""What the roots know of the State Council's arrangement, and what a centre sets for its lights."""

from datetime import date
from pathlib import Path
from shutil import copytree

import pytest
import yaml

from shared.jurisdictions import Jurisdictions, JurisdictionsFaulty

SHIPPED = Path(__file__).parents[2] / "deploy" / "jurisdictions"
ROOTS = ("150000", "410000")
SPRING = {"2027": {"holidays": [date(2027, 2, 8)], "workdays": [date(2027, 2, 20)]}}


@pytest.fixture
def folder(tmp_path):
    for code in (*ROOTS, "150600", "150622"):
        copytree(SHIPPED / code, tmp_path / code)
    return tmp_path


def altered(folder, code, **changes):
    path = folder / code / "centre.yaml"
    path.write_text(yaml.safe_dump(yaml.safe_load(path.read_text("utf-8")) | changes, allow_unicode=True), "utf-8")


def test_the_national_calendar_is_what_any_root_knows_and_no_place_s_own_days(folder):
    altered(folder, "150000", calendar_overlay=SPRING)
    altered(folder, "150622", local_days={date(2027, 2, 9): False})

    known = Jurisdictions.load(folder)

    assert not known.calendar.is_working(date(2027, 2, 8))
    assert known.calendar.is_working(date(2027, 2, 9))
    assert not known.centre("150622").calendar.is_working(date(2027, 2, 9))


def test_two_roots_that_know_the_same_year_differently_contradict(folder):
    altered(folder, "150000", calendar_overlay=SPRING)
    altered(folder, "410000", calendar_overlay={"2027": {"holidays": [date(2027, 2, 9)], "workdays": [date(2027, 2, 20)]}})

    with pytest.raises(JurisdictionsFaulty) as faulty:
        Jurisdictions.load(folder)

    (fault,) = faulty.value.faults
    assert fault.field == "410000/centre.yaml：calendar_overlay.2027"
    assert "02-08、02-09" in fault.message


def test_two_roots_that_agree_are_one_calendar(folder):
    for root in ROOTS:
        altered(folder, root, calendar_overlay=SPRING)

    assert Jurisdictions.load(folder).calendar.is_working(date(2027, 2, 20))


def test_who_is_told_of_a_light_grows_with_its_gravity():
    found = Jurisdictions.load(SHIPPED).centre("150622").settings.light_recipients

    assert (found.value.yellow, found.value.red) == (("agent",), ("agent", "section_head"))
    assert found.value.overdue == ("agent", "section_head", "vice_head")
    assert found.mark == "inferred"


@pytest.mark.parametrize("roles", [[], ["mayor"]])
def test_a_light_of_which_nobody_or_nobody_known_is_told_is_a_fault(folder, roles):
    told = {"yellow": roles, "red": ["agent"], "overdue": ["agent"]}
    settings = yaml.safe_load((folder / "150000/centre.yaml").read_text("utf-8"))["settings"]
    altered(folder, "150000", settings=settings | {"light_recipients": {"value": told}})

    with pytest.raises(JurisdictionsFaulty) as faulty:
        Jurisdictions.load(folder)

    assert "light_recipients" in faulty.value.faults[0].field


def test_an_item_that_names_its_own_extension_has_it_and_what_is_no_permit_has_none():
    known = Jurisdictions.load(SHIPPED)

    term, post = known.item("150622", 6).extension
    assert (term.days, post, term.mark) == (40, "主要负责人", "sourced")
    assert known.item("150622", 4).extension[0].days == 10
    assert known.item("150622", 22).extension[0].mark == "inferred"  # 建筑法 sets its limit, and might exclude it
    assert known.item("150622", 1).extension is None
    assert known.item("150622", 5).extension is None


def test_a_special_procedure_has_the_days_of_the_catalogue_and_a_hearing_those_of_the_law():
    item = Jurisdictions.load(SHIPPED).item("150622", 6)

    assert item.procedure("委托评估").days == 30
    assert item.procedure("听证").basis == "行政许可法 第四十七条第一款"
    assert item.procedure("现场踏勘") is None
