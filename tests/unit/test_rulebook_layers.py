"""Published texts in the place of files: who inherits them, what they compose to, where their faults are."""

import pytest

from services.routing.rules.loading import Layers, load_rulebook
from shared.jurisdictions import Jurisdictions
from tests.unit.rules_world import SHIPPED

CITY, BANNER = "150600", "150622"


@pytest.fixture(scope="module")
def centres():
    return Jurisdictions.load(SHIPPED).centres()


def text(region):
    return (SHIPPED / region / "rulebook.yaml").read_text("utf-8")


def test_the_text_of_the_file_composes_to_the_version_of_the_file():
    assert Layers(SHIPPED, {CITY: text(CITY)}).compose(BANNER)[0].version == load_rulebook(SHIPPED, BANNER).version


def test_a_city_is_inherited_by_itself_and_everything_below_it(centres):
    heirs = Layers(SHIPPED).heirs(CITY, centres)

    assert heirs[0] == CITY
    assert set(heirs) == {code for code in centres if code.startswith("1506")}


def test_a_province_that_borrows_its_rules_inherits_their_changes_too(centres):
    assert {"411325", BANNER} <= set(Layers(SHIPPED).heirs("150000", centres))
    assert "411325" not in Layers(SHIPPED).heirs(CITY, centres)


def test_a_region_above_which_no_rule_of_its_own_stands_has_heirs_all_the_same(centres):
    assert Layers(SHIPPED).heirs("411300", centres)[0] == "411300"
    assert Layers(SHIPPED).heirs("110000", centres) == ()


def test_a_fault_of_a_text_has_its_line_and_reaches_only_those_who_inherit_it():
    layers = Layers(SHIPPED, {CITY: text(CITY) + "\n  - {id: nobody_knows_this_rule, off: true}\n"})
    line = text(CITY).count("\n") + 2

    (fault,) = layers.compose(BANNER)[1]
    assert fault.field == f"150600/rulebook.yaml 第{line}行"
    assert layers.compose("150400")[1] == ()


def test_a_sound_text_replaces_a_file_that_cannot_be_read(tmp_path):
    (tmp_path / "150000").mkdir()
    (tmp_path / "150000" / "rulebook.yaml").write_text("rules: [", "utf-8")
    broken = Layers(tmp_path).compose("150000")[1]
    mended = Layers(tmp_path, {"150000": "rules: []\n"}).compose("150000")[1]

    assert any("YAML 无法解析" in fault.message for fault in broken)
    assert not any("YAML 无法解析" in fault.message for fault in mended)


def test_what_many_centres_share_is_looked_through_once():
    layers = Layers(SHIPPED)
    first, second = layers.compose("150602"), layers.compose("150603")

    assert first[0].version == second[0].version
    assert first[1] == second[1] == ()
