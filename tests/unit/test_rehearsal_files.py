"""Application files: read from YAML and JSON, every fault named."""

import json
from pathlib import Path
from typing import Any

import pytest

from deploy.local.rehearsal import application_of, read_application, read_form
from deploy.local.rehearsal.application_file import LIMIT
from deploy.local.rehearsal.check import FilesRefused, checked
from shared.errors import Refused
from shared.jurisdictions import Jurisdictions
from shared.settings import Settings

YAML = """
centre: "150621"
channel: window
service: agency
applicant:
  kind: enterprise
  name: 苏德环保项目申请单位
  uscc: 91150621MADEM0011R
  handler: {name: 项目经办人, phone: "13800000000"}
project: {name: 年产20万吨杂盐资源化利用项目, kind: enterprise, investment: 385000000, traits: [hazardous_chemicals]}
items: [5, 4, 15, 27, 24, 22]
materials: all
departments:
  "150621.zrzyj": {items: {24: {correction: ["总平面图未标注红线"], then: approve, after: 2}}}
  "150600.yjj": {items: {27: {refuse: "安全距离不足"}}}
"""


def written(directory: Path, text: str | bytes, name: str = "申请.yaml") -> Path:
    file = directory / name
    file.write_bytes(text if isinstance(text, bytes) else text.encode())
    return file


def form(**changed: Any) -> dict[str, Any]:
    made: dict[str, Any] = {
        "centre": "150621",
        "applicant": {"kind": "enterprise", "name": "申请单位", "handler": {"name": "项目经办人", "phone": "13800000000"}},
        "items": [24],
    }
    return made | changed


def faults(text: str | bytes, directory: Path, name: str = "申请.yaml") -> list[tuple[str, str]]:
    with pytest.raises(Refused) as refused:
        read_form(written(directory, text, name))
    return [(fault.field, fault.message) for fault in refused.value.faults]


def fields(made: dict[str, Any]) -> list[str]:
    with pytest.raises(Refused) as refused:
        read_application(made)
    return [fault.field for fault in refused.value.faults]


def test_the_file_of_the_handbook_is_read_with_its_departments(tmp_path: Path) -> None:
    file = read_application(read_form(written(tmp_path, YAML)))

    assert file.items == (5, 4, 15, 27, 24, 22)
    assert file.departments["150621.zrzyj"].items[24].correction == ("总平面图未标注红线",)
    assert file.departments["150600.yjj"].items[27].refuse == "安全距离不足"


def test_the_same_file_in_json_says_the_same(tmp_path: Path) -> None:
    by_yaml = read_form(written(tmp_path, YAML))

    by_json = read_form(written(tmp_path, json.dumps(by_yaml), "申请.json"))

    assert read_application(by_json) == read_application(by_yaml)


def test_the_departments_are_not_sent_to_the_service(tmp_path: Path) -> None:
    sent = json.loads(application_of(read_form(written(tmp_path, YAML))))

    assert "departments" not in sent
    assert sent["items"] == [5, 4, 15, 27, 24, 22]


def test_broken_json_is_refused_with_its_line(tmp_path: Path) -> None:
    assert faults('{"centre": "150621",\n "items": [5,]}', tmp_path, "申请.json") == [("第2行", "不是有效的 JSON")]


def test_broken_yaml_is_refused_with_its_line(tmp_path: Path) -> None:
    assert faults("centre: '150621\nitems: [5\n", tmp_path) == [("第3行", "不是有效的 YAML")]


@pytest.mark.parametrize(
    ("text", "name"), [("items: [5]\nitems: [6]", "申请.yaml"), ('{"items": [5], "items": [6]}', "申请.json")]
)
def test_a_key_written_twice_is_refused_for_nobody_knows_which_is_meant(tmp_path: Path, text: str, name: str) -> None:
    assert faults(text, tmp_path, name) == [("items", "重复的键")]


def test_a_list_is_no_application(tmp_path: Path) -> None:
    assert faults("- 5\n- 6\n", tmp_path) == [("", "不是申请表：最外层应为“键: 值”")]


def test_text_that_is_not_utf8_is_refused(tmp_path: Path) -> None:
    assert faults("centre: 达拉特旗".encode("gbk"), tmp_path) == [("", "不是 UTF-8 编码的文本")]


def test_a_file_larger_than_the_bus_carries_is_refused(tmp_path: Path) -> None:
    assert faults(b"#" * (LIMIT + 1), tmp_path) == [("", "文件超过上限 1000 KB")]


def test_aliases_that_would_make_a_small_file_huge_are_refused(tmp_path: Path) -> None:
    assert faults("a: &a [1]\nb: [*a, *a]\n", tmp_path) == [("第2行", "不支持 YAML 别名（*）")]


def test_a_number_that_json_does_not_know_is_refused(tmp_path: Path) -> None:
    assert faults("items: [.inf]", tmp_path) == [("", "含有无法用 JSON 表示的数值（如 .inf、.nan）")]


def test_a_document_nested_without_end_is_refused(tmp_path: Path) -> None:
    assert faults("[" * 50_000, tmp_path, "申请.json") == [("", "嵌套层次过深")]


def test_a_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Refused, match="没有这个文件"):
        read_form(tmp_path / "无此文件.yaml")


def test_a_part_for_an_item_that_nobody_applied_for_is_a_fault() -> None:
    made = form(departments={"150600.yjj": {"items": {"27": {"refuse": "安全距离不足"}}}})

    assert fields(made) == ["departments.150600.yjj.items.27"]


def test_a_refusal_without_a_reason_is_a_fault() -> None:
    made = form(departments={"150621.zrzyj": {"items": {24: {"then": "refuse"}}}})

    assert fields(made) == ["departments.150621.zrzyj.items.24.refuse"]


def test_approving_and_refusing_at_once_is_a_fault() -> None:
    made = form(departments={"150621.zrzyj": {"items": {24: {"then": "approve", "refuse": "未标注红线"}}}})

    assert fields(made) == ["departments.150621.zrzyj.items.24.then"]


@pytest.mark.parametrize(("opinion", "owed"), [("object", "ground"), ("conditional", "conditions")])
def test_an_opinion_owes_its_ground_or_its_conditions(opinion: str, owed: str) -> None:
    made = form(departments={"150621.slj": {"review": {"opinion": opinion}}})

    assert fields(made) == [f"departments.150621.slj.review.{owed}"]


def test_a_misspelt_key_of_a_part_is_a_fault_like_any_other() -> None:
    made = form(fooo=1, departments={"150621.zrzyj": {"items": {24: {"aftr": 2}}}})

    assert fields(made) == ["departments.150621.zrzyj.items.24.aftr", "fooo"]


def test_every_faulty_file_is_told_before_anything_is_started() -> None:
    jurisdictions = Jurisdictions.load(Settings().jurisdictions)
    forms = {
        "别处.yaml": form(centre="999999"),
        "无此部门.yaml": form(departments={"150621.zzz": {}}),
        "好的.yaml": form(),
        "缺项.yaml": {"centre": "150621"},
    }

    with pytest.raises(FilesRefused) as refused:
        checked(forms, jurisdictions)

    told = {name: [fault.field for fault in found] for name, found in refused.value.faults.items()}
    assert told == {"别处.yaml": ["centre"], "无此部门.yaml": ["departments.150621.zzz"], "缺项.yaml": ["applicant", "items"]}
