"""Rules that wait for what cannot be: an item, a stage, a centre that the layer in which they stand never meets."""

from pathlib import Path

import pytest

from services.routing.rules.loading import Layers
from shared.errors import Fault
from tests.unit.rules_world import SHIPPED

BANNER = "150622"
NEVER = "永远不会成立"
RULE = """inherits: "%s"
rules:
- id: this_rule_was_written_in_haste
  name: 仓促写成的规则
  basis: {document: 委托书, clause: 第一条, mark: inferred}
  scope: %s
  when: %s
  then: %s
  priority: 80
"""


def found(
    region: str, when: str, scope: str = "item", then: str = "{commitment: true}", *, above: str = "150600"
) -> tuple[Fault, ...]:
    """What is wrong with one rule more in a region's own layer."""
    return Layers(SHIPPED, {region: RULE % (above, scope, when, then)}).compose(region)[1]


@pytest.mark.parametrize(
    ("when", "why"),
    [
        ("{item: 99}", "item: 99：事项目录中没有这个事项"),
        ("{item: {in: [5, 32]}}", "item: 32：事项目录中没有这个事项"),
        ("{item: 0}", "item: 0：事项目录中没有这个事项"),
        ("{item: 5, item_stage: S4}", "item 与 item_stage 不符"),
        ("{item: {ge: 32}}", "item 与 item_stage 不符"),
        ('{item: 5, centre: "411325"}', "centre: 411325：它不是使用 150622 规则的中心"),
        ('{item: 5, centre: {in: ["150622", "150621"]}}', "centre: 150621：它不是使用 150622 规则的中心"),
        ('{item: 5, city: "150400"}', "city: 150400：使用 150622 规则的中心没有在那里的"),
        ('{item: 5, city: ""}', "city: （空）：使用 150622 规则的中心没有在那里的"),
        ('{item: 5, city: "150622"}', "city: 150622：使用 150622 规则的中心没有在那里的"),
        ("{item: 5, centre_level: region}", "centre_level: region：使用 150622 规则的中心没有这一层级的"),
        ("{item: 5, any: [{urgent: true}, {centre_level: city}]}", "centre_level: city"),
        ('{item: 5, centre: "150622", centre_level: township}', "centre、city、centre_level 不能同时符合"),
        ('{item: 5, centre: {ne: "150622"}, centre_level: county}', "centre、city、centre_level 不能同时符合"),
    ],
)
def test_a_rule_for_what_its_layer_never_meets_is_told_with_its_line_and_a_remedy(when: str, why: str) -> None:
    (fault,) = found(BANNER, when)

    assert fault.field == "150622/rulebook.yaml 第3行"
    assert why in fault.message
    assert NEVER in fault.message
    assert fault.remedy


def test_the_remedy_names_the_stage_that_the_item_has() -> None:
    (fault,) = found(BANNER, "{item: 5, item_stage: S4}")

    assert fault.remedy.endswith("事项5 属于 S1")


@pytest.mark.parametrize(
    "when",
    [
        "{item: 5, item_stage: S1}",
        "{item: {in: [5, 7]}, item_stage: S4}",
        '{item: 5, centre: "150622", city: "150600", centre_level: county}',
        '{item: 5, centre: "150622100", centre_level: township}',
        "{item: 5, centre_level: village}",
    ],
)
def test_what_a_centre_at_or_below_the_layer_can_meet_is_sound(when: str) -> None:
    assert found(BANNER, when) == ()


def test_a_city_speaks_of_its_banners_that_are_on_no_bus_too() -> None:
    for when in ('{item: 5, centre: "150622", city: "150600"}', "{item: 5, centre_level: township}"):
        assert found("150600", when, above="150000") == ()
    assert NEVER in found("150600", '{item: 5, centre: "150422"}', above="150000")[0].message


def test_the_region_speaks_of_every_level_and_of_those_who_borrow_its_rules() -> None:
    text = (SHIPPED / "150000" / "rulebook.yaml").read_text("utf-8")
    for when in ("{centre_level: region}", '{centre: "411325", city: "411300"}', '{city: "150800", centre_level: county}'):
        rule = RULE.partition("rules:\n")[2] % ("item", f"[{{item: 5}}, {when}]", "{commitment: true}")
        indented = "".join(f"  {line}\n" for line in rule.splitlines())

        assert Layers(SHIPPED, {"150000": f"{text}\n{indented}"}).compose(BANNER)[1] == ()


def test_a_trouble_may_be_the_whole_cases_and_of_no_item_that_there_is_not() -> None:
    assert found(BANNER, "{trigger: overdue, item: 0}", "escalation", "{rung: next}") == ()
    assert "item: 32" in found(BANNER, "{trigger: overdue, item: 32}", "escalation", "{rung: next}")[0].message


def test_a_stage_that_only_an_heir_has_otherwise_is_met(tmp_path: Path) -> None:
    for code in ("150000", "150600"):
        (tmp_path / code).symlink_to(SHIPPED / code)
    (tmp_path / BANNER).mkdir()
    (tmp_path / BANNER / "catalogue.yaml").write_text("items:\n  5: {stage: {code: S4}}\n", "utf-8")
    (tmp_path / BANNER / "rulebook.yaml").write_text(
        RULE % ("150600", "item", "{item: 5, item_stage: S4}", "{commitment: true}"), "utf-8"
    )

    assert Layers(tmp_path).compose(BANNER)[1] == ()
    assert Layers(SHIPPED, {BANNER: (tmp_path / BANNER / "rulebook.yaml").read_text("utf-8")}).compose(BANNER)[1] != ()
