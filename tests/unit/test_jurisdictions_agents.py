"""The people of the shipped centres, and the limits that their duties have; what the loader says of those set up wrongly."""

from pathlib import Path
from shutil import copytree

import pytest

from shared.jurisdictions import Jurisdictions, JurisdictionsFaulty
from shared.jurisdictions.case_settings import CaseSettings

SHIPPED = Path(__file__).parents[2] / "deploy" / "jurisdictions"
LIMITS = {
    "mandate_sign": 5,
    "supplement": 30,
    "commitment_check": 20,
    "visit": 2,
    "follow_up": 20,
    "correction": 20,
    "form_sign": 5,
    "suspension": 60,
    "receipt": 10,
    "completion_sign": 5,
    "return_originals": 5,
    "confirm": 3,
    "evaluation": 10,
    "evaluation_reminder": 5,
    "verify_grade": 3,
    "revisit": 5,
    "appraisal": 5,
}


@pytest.fixture(scope="module")
def shipped() -> Jurisdictions:
    return Jurisdictions.load(SHIPPED)


def faults(folder: Path, agents: str) -> dict[str, str]:
    """What is wrong with 达拉特旗 when these are its agents."""
    for code in ("150000", "150600", "150621"):
        copytree(SHIPPED / code, folder / code)
    (folder / "150621" / "centre.yaml").write_text(f'code: "150621"\nname: 达拉特旗政务服务中心\nagents:\n{agents}', "utf-8")
    with pytest.raises(JurisdictionsFaulty) as faulty:
        Jurisdictions.load(folder)
    return {fault.field: fault.message for fault in faulty.value.faults}


@pytest.mark.parametrize("code", ["150600", "150622", "150400"])
def test_every_department_with_a_window_has_one_or_two_specialists(shipped: Jurisdictions, code: str) -> None:
    posts = [agent.department for agent in shipped.centre(code).agents.values() if agent.kind == "department"]
    windows = {f"{code}.{item.department}" for item in shipped.published(code).values()} - {f"{code}.zwj"}

    assert windows <= {*posts}
    assert all(1 <= posts.count(post) <= 2 for post in posts)


def test_nobody_is_named_for_the_department_of_state_security(shipped: Jurisdictions) -> None:
    posts = [agent for code in shipped.centres() for agent in shipped.centre(code).agents.values()]

    assert not any("国安" in agent.title or (agent.department or "").endswith(".gaj") for agent in posts)


def test_every_one_stop_centre_has_its_agents_and_nobody_else_has_any(shipped: Jurisdictions) -> None:
    centres = [shipped.centre(code) for code in shipped.centres()]

    assert sum(bool(centre.one_stop) for centre in centres) == 10, "鄂尔多斯市 and its nine banners"
    assert all(bool(centre.one_stop) == any(agent.one_stop for agent in centre.agents.values()) for centre in centres)


@pytest.mark.parametrize("code", ["150622", "150422"])
def test_a_banner_has_agents_of_every_kind(shipped: Jurisdictions, code: str) -> None:
    kinds = {agent.kind for agent in shipped.centre(code).agents.values()}

    assert kinds == {"centre", "department", "park", "township", "village"}


@pytest.mark.parametrize("code", ["150622100", "411325"])
def test_the_steps_of_a_case_have_limits_and_nobody_claims_a_source_for_them(shipped: Jurisdictions, code: str) -> None:
    settings = shipped.centre(code).settings
    days = {name: getattr(settings, f"{name}_working_days") for name in LIMITS}

    assert {name: setting.value for name, setting in days.items()} == LIMITS
    assert {setting.mark for setting in days.values()} == {"inferred"}
    assert all(setting.basis for setting in days.values())
    assert {*CaseSettings.model_fields} == {*(f"{name}_working_days" for name in LIMITS), "agent_most_cases"}
    assert (settings.agent_most_cases.value, settings.agent_most_cases.mark) == (40, "inferred")


def test_a_limit_of_a_case_is_a_term_for_the_clock(shipped: Jurisdictions) -> None:
    term = shipped.centre("150622").settings.suspension_working_days.term("恢复代办或者终止")

    assert (term.what, term.days, term.unit, term.mark) == ("恢复代办或者终止", 60, "working", "inferred")


def test_every_fault_of_an_agent_is_told_with_its_post(tmp_path: Path) -> None:
    told = faults(
        tmp_path,
        """
  zh1: {title: 综合代办员, kind: centre, skills: [energy]}
""",
    )

    assert told == {"150621/centre.yaml：agents.zh1.skills.0": "取值不在允许范围"}


def test_what_an_agents_post_contradicts_is_told(tmp_path: Path) -> None:
    told = faults(
        tmp_path,
        """
  zh1: {title: 综合代办员, kind: centre, department: "150621.fgw"}
  fgw1: {title: 发改部门服务专员, kind: department}
  xz1: {title: 便民服务中心代办员, kind: township, places: ["150699"]}
  cj1: {title: 便民服务站代办员, kind: village}
""",
    )

    assert told == {
        "150621/centre.yaml：agents.zh1.department": "与 kind 不一致",
        "150621/centre.yaml：agents.fgw1.department": "与 kind 不一致",
        "150621/centre.yaml：agents.xz1.places": "“150699”不是已收录的行政区划代码",
        "150621/centre.yaml：agents.cj1.places": "没有写是哪个嘎查村（社区）的",
    }


def test_a_specialist_of_a_department_that_does_not_exist_is_told(tmp_path: Path) -> None:
    told = faults(tmp_path, '  lyj1: {title: 旅游部门服务专员, kind: department, department: "150621.lyj"}\n')

    assert told == {"150621/centre.yaml：agents.lyj1.department": "没有“150621.lyj”这个部门"}
