"""What the loader says of files that a centre got wrong, and how one file is laid on another."""

from collections.abc import Callable
from pathlib import Path
from shutil import copytree

import pytest

from shared.jurisdictions import Jurisdictions, JurisdictionsFaulty
from shared.jurisdictions.inherit import merge

SHIPPED = Path(__file__).parents[2] / "deploy" / "jurisdictions"

Write = Callable[[str, str], None]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The shipped jurisdictions of Ordos and its 达拉特旗, to be spoiled."""
    for code in ("150000", "150600", "150621"):
        copytree(SHIPPED / code, tmp_path / code)
    return tmp_path


@pytest.fixture
def write(folder: Path) -> Write:
    """Writes a file of the folder; `centre.yaml` gets the text behind what it says already."""

    def write(name: str, text: str) -> None:
        path = folder / name
        before = path.read_text("utf-8") if path.exists() and path.name == "centre.yaml" else ""
        path.parent.mkdir(exist_ok=True)
        path.write_text(before + text, "utf-8")

    return write


def faults(folder: Path) -> dict[str, tuple[str, str]]:
    with pytest.raises(JurisdictionsFaulty) as faulty:
        Jurisdictions.load(folder)
    return {fault.field: (fault.message, fault.remedy) for fault in faulty.value.faults}


def test_a_banner_overrides_by_key_and_inherits_the_rest(folder: Path, write: Write) -> None:
    write(
        "150621/catalogue.yaml",
        """
items:
  22:
    promised_limit: {days: 1, unit: working, text: 达拉特旗实施清单, mark: sourced}
    materials:
      m1: {how_to: 请到达拉特旗政务服务中心领取申请表，盖章后提交。}
      m8: null
""",
    )
    jurisdictions = Jurisdictions.load(folder)
    here, city = jurisdictions.item("150621", 22), jurisdictions.item("150600", 22)

    assert here.promised is not None
    assert (here.promised.days, here.promised.mark) == (1, "sourced")
    assert here.materials["m1"].name == city.materials["m1"].name
    assert here.materials["m1"].how_to != city.materials["m1"].how_to
    assert "m8" in city.materials
    assert "m8" not in here.materials
    assert here.legal == city.legal
    assert city.promised is not None
    assert city.promised.days == 3


def test_mappings_merge_by_depth_statements_and_lists_are_replaced_and_null_removes() -> None:
    base = {"settings": {"yellow_at": 0.5, "check": {"value": 1, "basis": "a"}}, "skills": ["S1", "S2"], "note": "x"}
    over = {"settings": {"check": {"value": 2}}, "skills": ["P"], "note": None, "never": None}

    assert merge(base, over) == {"settings": {"yellow_at": 0.5, "check": {"value": 2}}, "skills": ["P"]}
    assert base["note"] == "x", "what others inherit is left as it is"


def test_every_fault_of_every_file_is_told_at_once_with_its_remedy(folder: Path, write: Write) -> None:
    write("150600/centre.yaml", "windows: 20\n")
    write(
        "150621/catalogue.yaml",
        """
items:
  5: {departments: [fagaiwei]}
  22:
    promised_limit: {days: 很快, mark: sourced}
    legal_limit: {source: 建筑法第八条}
    commitment: {allowed: 看情况}
fees: {}
""",
    )
    write("150621/departments.yaml", "departments:\n  lyj: {name: 达拉特旗林业局, levels: [banner]}\n")
    write("999999/centre.yaml", 'code: "999999"\n')
    found = faults(folder)

    assert found["150600/centre.yaml：windows"] == ("不认识的键", "检查拼写，或删去")
    assert found["150621/catalogue.yaml：fees"][0] == "不认识的键"
    assert found["150621/catalogue.yaml：items.22.promised_limit.days"] == ("应为整数", "写不带引号的整数")
    assert found["150621/catalogue.yaml：items.22.commitment.allowed"][0] == "应为 true 或 false"
    assert "建筑法第八条" in found["150621/catalogue.yaml：items.22"][0]
    assert found["150621/departments.yaml：departments.lyj.kind"][0] == "缺少这一项"
    assert found["150621/departments.yaml：departments.lyj.levels.0"][0] == "不是行政层级"
    assert "999999/" in found
    assert "999999/centre.yaml：name" in found
    assert "150621/centre.yaml：windows" not in found, "an inherited fault is told once, where it is made"


def test_contradictions_between_files_are_told_once_each_file_is_sound(folder: Path, write: Write) -> None:
    write(
        "150621/catalogue.yaml",
        """
items:
  5: {departments: [fagaiwei]}
  26:
    after:
      22: {rule: 先施工后用地, mark: inferred}
""",
    )
    write("150621/centre.yaml", 'calendar_overlay:\n  "2027": {holidays: [2028-01-01]}\n')
    found = faults(folder)

    assert found["150621/catalogue.yaml：items.5.departments"] == (
        "没有“fagaiwei”这个部门",
        "在 departments.yaml 中补上，或改正代码",
    )
    assert "22" in found["150621/catalogue.yaml：items"][0]
    assert "成环" in found["150621/catalogue.yaml：items"][0]
    assert any("2027" in field for field in found)


@pytest.mark.parametrize("number", ["5", "{value: 5}"])
def test_a_new_number_does_not_pass_under_the_document_of_the_old_one(folder: Path, write: Write, number: str) -> None:
    write("150621/centre.yaml", f"settings:\n  delivery_working_days: {number}\n")
    setting = Jurisdictions.load(folder).centre("150621").settings.delivery_working_days

    assert (setting.value, setting.mark, setting.basis) == (5, "inferred", "")


def test_a_new_limit_states_its_own_mark(folder: Path, write: Write) -> None:
    write("150621/catalogue.yaml", "items:\n  15:\n    promised_limit: {days: 2}\n")

    assert faults(folder)["150621/catalogue.yaml：items.15.promised_limit.mark"][0] == "缺少这一项"


def test_a_file_that_is_no_yaml_is_told_by_its_line(folder: Path, write: Write) -> None:
    write("150621/catalogue.yaml", "items:\n  22: {name: 施工许可\n")
    write("150621/departments.yaml", "departments:\n  zjj: {}\n  zjj: {}\n")
    write("150600/catalogue.yaml", "- 22\n")
    found = faults(folder)

    assert found["150621/departments.yaml 第3行"][0] == "重复的键“zjj”"
    assert any(field.startswith("150621/catalogue.yaml 第") for field in found)
    assert found["150600/catalogue.yaml"][0] == "应为“键: 值”的形式"


def test_inheriting_in_a_circle_or_from_nobody_is_refused(folder: Path, write: Write) -> None:
    write("150000/departments.yaml", 'inherits: "150600"\ndepartments: {}\n')
    write("150621/catalogue.yaml", 'inherits: "150699"\n')
    found = faults(folder)

    assert found["150000/departments.yaml：inherits"][0] == "继承关系成环"
    assert found["150621/catalogue.yaml：inherits"][0] == "没有“150699”这个目录"


def test_a_rung_needs_a_convener_that_exists(folder: Path, write: Write) -> None:
    write("150621/centre.yaml", "escalation:\n  r2: {convener: xzb}\n  r3: {convener: 150000.ldxzb}\n")
    found = faults(folder)

    assert found["150621/centre.yaml：escalation.r2.convener"][0] == "没有“xzb”这个部门"
    assert found["150621/centre.yaml：escalation.r3.convener"][0] == "没有“150000.ldxzb”这个部门"


def test_an_empty_folder_is_no_installation(tmp_path: Path) -> None:
    assert faults(tmp_path)[str(tmp_path)][0] == "没有任何辖区目录"


def test_unquoted_hours_and_dates_mean_what_the_centre_meant(folder: Path, write: Write) -> None:
    write("150621/centre.yaml", "hours: {closes: 17:00}\nlocal_days: {2026-11-21: true}\n")
    centre = Jurisdictions.load(folder).centre("150621")

    assert centre.hours.closes.isoformat() == "17:00:00"
    assert centre.calendar.is_working(next(iter(centre.local_days)))


def test_the_version_follows_what_is_said_not_how_it_is_written(folder: Path, write: Write) -> None:
    before = Jurisdictions.load(folder).version
    write("150621/centre.yaml", "\n# 中午不休息\n")
    commented = Jurisdictions.load(folder).version
    write("150621/centre.yaml", "one_stop: 达拉特旗投资项目一站式服务中心\n")

    assert commented == before
    assert Jurisdictions.load(folder).version != before
