"""Administrative divisions: the data holds together, and every question about place has its answer."""

import json
from collections import Counter
from importlib.resources import files
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.errors import PermanentError
from shared.regions import (
    Level,
    Region,
    RegionUnknown,
    ancestors,
    at_level,
    children,
    is_region_code,
    parent,
    region,
    relation,
)

DATA: dict[str, Any] = json.loads(files("shared.regions").joinpath("regions.json").read_text(encoding="utf-8"))
CODES = st.sampled_from([entry["code"] for entry in DATA["regions"]])
WORDS = {
    "国家": Level.STATE,
    "自治区(省级)": Level.REGION,
    "省级": Level.REGION,
    "盟市(地级)": Level.CITY,
    "地级市": Level.CITY,
    "旗县区(县级)": Level.COUNTY,
    "苏木乡镇街道(乡级)": Level.TOWNSHIP,
    "嘎查村(社区)(村级)": Level.VILLAGE,
}


def test_a_region_is_found_by_its_code_with_its_source() -> None:
    jungar = region("150622")

    assert (jungar.name, jungar.level, jungar.parent) == ("准格尔旗", Level.COUNTY, "150600")
    assert (jungar.code12, jungar.source, jungar.statistical) == ("150622000000", "NBS", False)


def test_a_code_padded_with_zeros_means_its_short_form() -> None:
    assert region("150622000000") == region("150622000") == region("150622")
    assert region("150622100000") == region("150622100")
    assert region("150000000000").name == "内蒙古自治区"
    assert region("000000000000").level is Level.STATE


@pytest.mark.parametrize("entry", DATA["regions"], ids=lambda entry: entry["code"])
def test_the_level_read_off_a_code_is_the_one_the_data_states(entry: dict[str, Any]) -> None:
    found = region(entry["code"])

    assert found.level is WORDS[entry["level"]]
    assert found.code12 == found.code.ljust(12, "0")
    assert found.source


def test_every_code_is_listed_once_below_a_listed_parent_one_level_up() -> None:
    assert max(Counter(entry["code"] for entry in DATA["regions"]).values()) == 1
    assert all(
        region(entry["code"]).level == region(entry["parent"]).level + 1
        for entry in DATA["regions"]
        if entry["parent"] is not None
    )
    assert [entry["code"] for entry in DATA["regions"] if entry["parent"] is None] == ["000000"]


def test_the_data_keeps_its_sources_rules_and_gaps() -> None:
    assert set(DATA["meta"]) == {"sources", "rules", "gaps"}
    assert all(DATA["meta"].values())


def test_exactly_the_codes_of_the_statistical_office_are_marked_statistical() -> None:
    marked = {code for entry in DATA["regions"] if region(code := entry["code"]).statistical}

    assert {"411371", "411372", "150625400"} <= marked
    assert marked == {
        code
        for entry in DATA["regions"]
        for code in [entry["code"]]
        if (len(code) == 6 and code[4] == "7") or (len(code) == 9 and code[6] == "4")
    }


def test_levels_are_ordered_from_the_state_down_and_numbered_as_in_the_national_standard() -> None:
    assert list(Level) == sorted(Level)
    assert Level.CITY < Level.COUNTY < Level.VILLAGE
    assert [level.value for level in Level] == [1, 2, 3, 4, 5, 6]
    assert [level.label for level in Level] == ["国家", "自治区（省）", "盟市", "旗县区", "苏木乡镇（街道）", "嘎查村（社区）"]


def test_ancestors_climb_to_the_state_nearest_first() -> None:
    assert [above.code for above in ancestors("150622100")] == ["150622", "150600", "150000", "000000"]
    assert ancestors("000000") == ()
    assert parent("000000") is None
    assert (above := parent("150622")) is not None
    assert above.name == "鄂尔多斯市"


def test_children_are_those_right_below_by_code() -> None:
    assert [banner.name for banner in children("150600")] == [
        *("东胜区", "康巴什区", "达拉特旗", "准格尔旗", "鄂托克前旗", "鄂托克旗", "杭锦旗", "乌审旗", "伊金霍洛旗"),
    ]
    assert children("150600000000") == children("150600")
    assert children("150923102201") == ()
    assert [province.code for province in children("000000")] == ["150000", "410000"]


@given(CODES)
def test_parents_and_children_agree(code: str) -> None:
    above = parent(code)

    assert all(parent(below.code) == region(code) for below in children(code))
    assert above is None or region(code) in children(above.code)


@pytest.mark.parametrize(
    ("level", "code"),
    [
        (Level.STATE, "000000"),
        (Level.REGION, "150000"),
        (Level.CITY, "150600"),
        (Level.COUNTY, "150622"),
        (Level.TOWNSHIP, "150622100"),
        (Level.VILLAGE, None),
    ],
)
def test_a_place_has_one_division_at_each_level_above_it_and_none_below(level: Level, code: str | None) -> None:
    found = at_level("150622100", level)

    assert (found.code if found else None) == code


@pytest.mark.parametrize(
    ("a", "b", "expected"),
    [
        ("150622", "150622000000", "same"),
        ("150600", "150622", "above"),
        ("000000", "150622100", "above"),
        ("150622100", "150000", "below"),
        ("150622", "150627", "beside"),
        ("150000", "410000", "beside"),
        ("150622", "150422", "apart"),
        ("150622100", "150627", "apart"),
        ("150600", "150422", "apart"),
        ("150622100201", "150622100202", "beside"),
        ("150622", "150622100201", "above"),
    ],
)
def test_two_places_stand_to_each_other_in_one_way(a: str, b: str, expected: str) -> None:
    assert relation(a, b) == expected


@given(CODES, CODES)
def test_a_relation_read_from_the_other_side_is_its_counterpart(a: str, b: str) -> None:
    turned = {"above": "below", "below": "above"}

    assert relation(b, a) == turned.get(relation(a, b), relation(a, b))


def test_a_village_that_the_data_holds_has_its_own_name() -> None:
    assert region("150522201203").name == "潮海嘎查"
    assert region("150522201203").source != "推定"


def test_a_village_that_the_data_lacks_is_known_by_its_township_and_says_that_it_is_inferred() -> None:
    village = region("150622100201")

    assert (village.level, village.parent, village.source) == (Level.VILLAGE, "150622100", "推定")
    assert (village.name, village.kind) == (f"{region('150622100').name}201号嘎查/村委会", "嘎查/村委会")
    assert village.note
    assert region("150622100001").kind == "居委会"
    assert region("150622400201").statistical
    assert village not in children("150622100")


@pytest.mark.parametrize(
    ("code", "reason"),
    [
        ("15062", "不是6位、9位或12位数字"),
        ("15", "不是6位、9位或12位数字"),
        ("", "不是6位、9位或12位数字"),
        ("１５０６２２", "不是6位、9位或12位数字"),
        ("150622.>", "不是6位、9位或12位数字"),
        ("150427", "未收录"),
        ("110101", "未收录"),
        ("150622999", "未收录"),
        ("150622100400", "未收录"),
        ("150622999201", "未收录"),
        ("150622000201", "未收录"),
    ],
)
def test_an_unknown_code_is_refused_with_the_remedy(code: str, reason: str) -> None:
    with pytest.raises(RegionUnknown, match=reason) as unknown:
        region(code)

    assert unknown.value.code == code
    assert "请" in str(unknown.value)
    assert isinstance(unknown.value, PermanentError)
    assert not is_region_code(code)


@given(CODES)
def test_every_listed_code_is_a_region_code(code: str) -> None:
    assert is_region_code(code)


def test_a_region_cannot_be_changed() -> None:
    found: Region = region("150622")

    with pytest.raises(ValueError, match="frozen"):
        found.name = "东胜区"  # type: ignore[misc]
