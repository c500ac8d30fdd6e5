"""What the loader says of a rulebook that somebody got wrong, and how one layer is laid on another."""

from collections.abc import Callable
from pathlib import Path
from shutil import copytree

import pytest

from services.routing.rules.loading import check, load_rulebook
from shared.errors import Fault, Refused
from tests.unit.oracle import Oracle
from tests.unit.rules_world import REGIONS, SHIPPED, book

Write = Callable[[str, str], None]
BANNER = "150621"
GOOD = """
- id: balloons_are_handled_by_the_banner
  name: 升放气球活动委托旗气象局办理
  basis: {document: 委托书, clause: 第一条, mark: sourced}
  when: {item: 12}
  then: {level: county}
"""


CLIMBS = """
- id: overruns_in_the_banner_climb_high
  name: 超期的直接提请
  basis: {document: 会商规则, clause: 第一条, mark: sourced}
  scope: escalation
  when: {trigger: overdue}
  then: {rung: RUNG}
  priority: 5
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The shipped jurisdictions of Ordos; its 达拉特旗 has no rules of its own yet."""
    for code in ("150000", "150600", BANNER):
        copytree(SHIPPED / code, tmp_path / code)
    return tmp_path


@pytest.fixture
def write(folder: Path) -> Write:
    """Gives a jurisdiction these rules."""

    def write(code: str, rules: str) -> None:
        (folder / code / "rulebook.yaml").write_text(f"rules:\n{rules}", "utf-8")

    return write


def of_this_file(faults: tuple[Fault, ...]) -> dict[str, list[str]]:
    """Line of 达拉特旗's file -> what is wrong there and how to mend it."""
    told: dict[str, list[str]] = {}
    for fault in faults:
        told.setdefault(fault.field.removeprefix(f"{BANNER}/rulebook.yaml").strip(), []).append(
            f"{fault.message}｜{fault.remedy}"
        )
    return told


@pytest.mark.parametrize("region", [*REGIONS, "150621"])
def test_the_shipped_rulebooks_have_no_fault(region: str) -> None:
    assert check(SHIPPED, region) == ()


def test_every_fault_is_told_at_once_with_its_line_and_remedy(folder: Path, write: Write) -> None:
    write(
        BANNER,
        """
- id: balloons_are_handled_by_the_banner
  name: 升放气球活动委托旗气象局办理
  basis: {document: 委托书, clause: 第一条, mark: rumour}
  when: {itme: 12, area_ha: {above: 3}, mine: {lt: none}}
  then: {level: banner, departement: qxj}
- id: water_is_permitted_by_the_banner
  name: 取水
  basis: {document: 委托书, clause: 第二条, mark: sourced}
  when:
    - any: [{item: "14"}, {area_ha: 0.00001}, {city: 150600}]
    - energy_tce: [1, 2]
  then: {}
- name: 没有名字的规则
- {id: nobody_knows_this_rule, off: true}
""",
    )
    with pytest.raises(Refused) as refused:
        load_rulebook(folder, BANNER)
    told = of_this_file(refused.value.faults)

    assert [line for line in told if len(told[line]) != 1] == ["第6行", "第7行", "第12行"]
    assert told["第5行"] == ["basis.mark：取值不在允许范围｜改为 'sourced' or 'inferred' 之一"]
    assert told["第6行"][0] == "没有“itme”这个事实（item 范围）｜是否指 item？"
    assert told["第6行"][1].startswith("没有“above”这个比较｜可用：eq、ne")
    assert told["第6行"][2].endswith("不是数，不能比大小｜改用 eq、ne 或 in")
    assert sorted(told["第7行"]) == [
        "departement：不认识的键｜检查拼写，或删去",
        "level：取值不在允许范围｜改为 'state', 'region', 'city', 'county', 'township' or 'village' 之一",
    ]
    assert [each.split("｜")[0] for each in told["第12行"]] == [
        "item（事项序号）应为不小于0的整数",
        "area_ha（征占地面积）最多写到 0.0001",
        "city（受理中心所在盟市的代码，盟市以上为空）应为文字（代码请加引号）",
    ]
    assert told["第13行"][0].startswith("in 之下应为不空的列表")
    assert told["第14行"] == ["规则没有结论｜在 then 中至少写一个结论"]
    assert told["第15行"][0].startswith("规则没有 id")
    assert told["第16行"] == ["要停用的规则 nobody_knows_this_rule 在上级中不存在｜核对 id，或删去这一条"]


def test_two_rules_of_one_name_in_one_file_are_a_fault(folder: Path, write: Write) -> None:
    write(BANNER, GOOD + GOOD)

    assert "同名" in of_this_file(check(folder, BANNER))["第9行"][0]


@pytest.mark.parametrize(
    ("text", "line", "message"),
    [
        ("rules:\n- id: a\n  id: b\n", "第3行", "重复的键“id”"),
        ("rules: [\n", "第2行", "YAML 无法解析"),
        ("- id: a\n", "第1行", "应为“键: 值”的形式"),
        ("rules: many\n", "第1行", "应为列表"),
        ("rules: []\nrulez: []\n", "第2行", "不认识的键“rulez”"),
    ],
)
def test_a_file_that_is_no_rulebook_says_where(folder: Path, text: str, line: str, message: str) -> None:
    (folder / BANNER / "rulebook.yaml").write_text(text, "utf-8")
    told = of_this_file(check(folder, BANNER))

    assert told[line][0].startswith(message)


def test_an_item_that_no_rule_places_any_more_is_a_fault(folder: Path, write: Write) -> None:
    write(BANNER, "- {id: national_highways_are_accepted_by_the_region, off: true}")

    assert [fault.message for fault in check(folder, BANNER)] == ["没有规则在任何情况下都为事项7定出 level"]


def test_a_stage_that_nobody_leads_any_more_is_a_fault(folder: Path, write: Write) -> None:
    write(BANNER, "- {id: housing_leads_the_fourth_stage, off: true}")

    assert [fault.message for fault in check(folder, BANNER)] == ["没有规则在任何情况下都为办件定出 stage_lead.S4"]


def test_a_trigger_that_no_rule_answers_any_more_is_a_fault(folder: Path, write: Write) -> None:
    write(BANNER, "- {id: red_lights_stay_with_the_department, off: true}")
    (fault,) = check(folder, BANNER)

    assert fault.message == "没有规则在任何情况下都为难点问题 red_light 定出 rung"
    assert fault.remedy == "补一条 scope: escalation 的规则，只以 trigger: red_light 为条件；不上会的写 rung: none"


def test_a_rung_that_the_ladder_does_not_have_is_a_fault(folder: Path, write: Write) -> None:
    write(BANNER, CLIMBS.replace("RUNG", "r4"))
    (fourth,) = of_this_file(check(folder, BANNER))["第3行"]
    write(BANNER, CLIMBS.replace("RUNG", "r2"))
    (folder / BANNER / "centre.yaml").write_text("escalation:\n  r2: null\n", "utf-8")
    removed = of_this_file(check(folder, BANNER))["第3行"]

    assert fourth.startswith("overruns_in_the_banner_climb_high 所指的“r4”在 150621 的 centre.yaml 的 escalation 中没有")
    assert fourth.endswith("改为 none、next、r1、r2、r3 之一；或在 escalation 中补上这一级")
    assert "所指的“r2”" in removed[0]


def test_what_is_no_rung_at_all_and_what_an_escalation_cannot_ask_are_faults(folder: Path, write: Write) -> None:
    write(BANNER, CLIMBS.replace("RUNG", "top").replace("overdue}", "late, departments: 2}"))
    told = of_this_file(check(folder, BANNER))

    assert "只能是 agent_cannot_resolve、departments_disagree、" in told["第7行"][0]
    assert told["第7行"][1].startswith("没有“departments”这个事实（escalation 范围）")
    assert "rung" in told["第8行"][0]


def test_a_department_that_the_region_does_not_have_is_a_fault(folder: Path, write: Write) -> None:
    write(BANNER, GOOD.replace("level: county", "department: hbj"))

    assert "“hbj”在 150621 的 departments.yaml 中没有" in of_this_file(check(folder, BANNER))["第3行"][0]


def test_a_rule_that_can_never_hold_is_a_fault(folder: Path, write: Write) -> None:
    write(BANNER, GOOD.replace("{item: 12}", "{item: 12, slope_m: {ge: 10, lt: 10}}"))

    assert "永远不会成立" in of_this_file(check(folder, BANNER))["第3行"][0]


def test_a_rule_about_every_place_that_is_known_can_hold(folder: Path, write: Write) -> None:
    write(BANNER, GOOD.replace("{item: 12}", '{item: 12, location: {ne: ""}}'))

    assert check(folder, BANNER) == ()


def test_two_rules_that_may_disagree_need_a_priority(folder: Path, write: Write) -> None:
    second = GOOD.replace("balloons_are_handled_by_the_banner", "night_balloons_go_to_the_city").replace("county", "city")
    write(BANNER, GOOD + second.replace("{item: 12}", "{item: 12, urgent: true}"))
    apart = second.replace("{item: 12}", "{item: 12, crosses_counties: true}").replace(
        "level: city", "level: city}\n  priority: 1 #"
    )

    assert (
        "balloons_are_handled_by_the_banner（150621/rulebook.yaml 第3行）可能同时成立，而 level 不同"
        in (of_this_file(check(folder, BANNER))["第9行"][0])
    )
    write(BANNER, GOOD + apart)
    assert check(folder, BANNER) == ()


def test_more_branches_than_the_engine_can_follow_are_a_fault(folder: Path, write: Write) -> None:
    rules = (GOOD.replace("the_banner", f"banner_{n}").replace("{item: 12}", f"{{item: 12, slope_m: {n}}}") for n in range(60))
    write(BANNER, "".join(rules))

    assert [fault.message for fault in check(folder, BANNER) if "引擎最多同时跟踪 60 条" in fault.message] != []


def test_a_rulebook_that_inherits_from_nowhere_is_a_fault(folder: Path) -> None:
    (folder / BANNER / "rulebook.yaml").write_text('inherits: "150999"\nrules: []\n', "utf-8")

    assert check(folder, BANNER)[0].message == "没有“150999”这个目录"


def test_a_region_without_rules_of_its_own_shares_the_version_of_the_one_above() -> None:
    assert book("150621").version == book("150600").version
    assert book("150622").layers == ("150000", "150600", "150622")
    assert book("150622").version != book("150600").version
    assert book("150625").version != book("150600").version


def test_a_layer_adds_replaces_and_switches_off(folder: Path, write: Write) -> None:
    replaced = GOOD.replace("balloons_are_handled_by_the_banner", "balloon_flights_are_approved_by_the_city")
    write(BANNER, GOOD.replace("12", "11") + replaced + "- {id: urgent_matters_are_assisted_in_ordos, off: true}\n")
    above, here = load_rulebook(folder, "150600"), load_rulebook(folder, BANNER)

    assert here.by_id.keys() - above.by_id.keys() == {"balloons_are_handled_by_the_banner"}
    assert above.by_id.keys() - here.by_id.keys() == {"urgent_matters_are_assisted_in_ordos"}
    assert here.by_id["balloon_flights_are_approved_by_the_city"].region == BANNER
    assert above.by_id["balloon_flights_are_approved_by_the_city"].basis.clause == "第三十三条"


def test_the_version_changes_with_the_content_and_not_with_comments(folder: Path, write: Write) -> None:
    write(BANNER, GOOD)
    before = load_rulebook(folder, BANNER).version
    write(BANNER, "# 说明\n" + GOOD)
    commented = load_rulebook(folder, BANNER).version
    write(BANNER, GOOD.replace("第一条", "第二条"))

    assert before == commented
    assert before != load_rulebook(folder, BANNER).version


def test_henan_inherits_from_the_rulebook_it_names_and_drops_what_is_inner_mongolian() -> None:
    assert book("411325").layers == ("150000", "410000", "411300", "411325")
    assert "site_opinions_of_a_city_take_ten_days_at_most" not in book("411325").by_id
    assert set(book("411325").by_id) == set(Oracle(SHIPPED, "411325").rules)
