"""Who gets a case: by presence, place, kind of matter, room and skill; and the same answer however one asks."""

from functools import cache
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.intake.domain.agents import Choice, Wanted, choose
from shared.contracts.application import Application
from shared.jurisdictions import Agent, Jurisdictions
from shared.settings import Settings

ZHUNGEER, XUEJIAWAN, DALU, GACHA = "150622", "150622100", "150622102", "150622102201"
HANDLER = {"name": "项目经办人", "phone": "13800000000"}
MOST = 40
KINDS = ("centre", "department", "park", "township", "village")


@cache
def jurisdictions() -> Jurisdictions:
    return Jurisdictions.load(Settings().jurisdictions)


def wanted(
    *items: int,
    centre: str = ZHUNGEER,
    kind: str = "enterprise",
    address: str | None = None,
    project: dict[str, Any] | None = None,
) -> Wanted:
    application = Application.model_validate(
        {
            "centre": centre,
            "applicant": {"kind": kind, "name": "申请人", "address": address, "handler": HANDLER},
            "project": None if project is None else {"name": "准格尔旗煤矸石综合利用项目"} | project,
            "items": list(items),
        }
    )
    return Wanted.of(application, [jurisdictions().item(centre, number) for number in items])


def of(asked: Wanted, load: dict[str, int] | None = None, absent: tuple[str, ...] = ()) -> Choice:
    """The choice among the people of the centre itself."""
    return choose(jurisdictions().centre(asked.centre).agents.values(), asked, load or {}, MOST, absent)


def agent(name: str, kind: str = "centre", **more: Any) -> Agent:
    return Agent.model_validate({"id": name, "title": f"{name}代办员", "kind": kind} | more)


def test_an_investment_project_goes_to_the_one_stop_centre() -> None:
    choice = of(wanted(5, 4, project={}))

    assert choice.agent.title == "投资项目代办员一号"
    assert choice.reason == "投资项目由“一站式”服务中心代办，熟悉立项用地规划许可事项；现在办 0 件"


def test_where_there_is_no_one_stop_centre_a_project_in_a_park_goes_to_the_agent_of_the_park() -> None:
    in_the_park = {"address": "巴林左旗林东产业园三号路"}

    assert of(wanted(5, 26, centre="150422", project=in_the_park)).agent.id == "yq1"
    assert of(wanted(5, 26, centre="150422", project={"address": "巴林左旗隆昌镇"})).agent.kind == "centre"


@pytest.mark.parametrize(
    ("address", "location", "who"),
    [
        ("准格尔旗大路镇", None, "dl1"),
        (None, DALU, "dl1"),
        (None, GACHA, "cj1"),
        (None, XUEJIAWAN, "xz1"),
        (None, None, "zh1"),
        ("准格尔旗", None, "zh1"),
    ],
)
def test_a_matter_of_livelihood_goes_to_those_nearest_to_it(address: str | None, location: str | None, who: str) -> None:
    project = None if location is None else {"location": location}

    assert of(wanted(14, kind="household", address=address, project=project)).agent.id == who


def test_an_enterprise_in_a_township_is_no_matter_of_livelihood() -> None:
    assert of(wanted(31, address="准格尔旗大路镇")).agent.kind == "centre"


def test_at_a_townships_own_centre_its_agents_take_whatever_comes() -> None:
    choice = of(wanted(5, 27, centre=XUEJIAWAN, project={}), {"xz1": 1})

    assert choice.agent.id == "xz2"
    assert choice.reason == "由本中心代办员代办；现在办 0 件"


def test_who_knows_most_of_the_case_is_chosen_before_who_has_less_to_do() -> None:
    asked = wanted(27, 28, centre="150600", project={"traits": ["hazardous_chemicals"], "mine": "underground"})

    assert of(asked, {"tz2": 30}).agent.id == "tz2"


def test_whoever_has_reached_the_limit_is_passed_over() -> None:
    asked = wanted(5, project={})

    assert of(asked, {"tz1": MOST - 1}).agent.id == "tz1"
    assert of(asked, {"tz1": MOST}).agent.id == "zh1"


def test_an_agents_own_limit_goes_before_the_centres() -> None:
    agents = [agent("zh1", most_cases=2), agent("zh2")]

    assert choose(agents, wanted(31), {"zh1": 2, "zh2": 3}, MOST).agent.id == "zh2"


def test_of_equals_the_one_with_the_least_to_do_is_chosen() -> None:
    agents = [agent("zh1"), agent("zh2"), agent("zh3")]

    assert choose(agents, wanted(31), {"zh1": 3, "zh2": 1, "zh3": 2}, MOST).agent.id == "zh2"


def test_a_department_has_its_own_matters_when_nobody_of_the_centre_is_there() -> None:
    away = ("zh1", "zh2", "tz1")
    water, two = wanted(14), wanted(14, 31)

    assert of(water, absent=away).agent.id == "slj1"
    assert of(water).agent.kind == "centre"
    assert "没有在岗且专责" in of(two, absent=away).reason


@pytest.mark.parametrize(
    ("load", "absent", "told"),
    [
        ({"zh1": 41, "zh2": 40}, (), "合适的代办员在办件数均已达上限；由本中心代办员代办；现在办 40 件"),
        ({"zh1": 1}, ("zh1", "zh2"), "代办员均不在岗，请窗口尽快安排；由本中心代办员代办；现在办 0 件"),
    ],
)
def test_where_nobody_is_free_the_least_bad_is_chosen_and_it_is_said(
    load: dict[str, int], absent: tuple[str, ...], told: str
) -> None:
    choice = choose([agent("zh1"), agent("zh2")], wanted(31), load, MOST, absent)

    assert (choice.agent.id, choice.reason) == ("zh2", told)


def test_what_a_case_asks_of_its_agent_is_read_off_the_application() -> None:
    asked = wanted(14, 22, project={"mine": "open_pit", "traits": ["energy_project"], "location": DALU, "address": "大路镇"})

    assert asked.skills == {"P", "S3", "energy_project", "mine"}
    assert (asked.investment, asked.place, asked.address) == (True, DALU, "大路镇")
    assert asked.departments == set(), "water and building: no department decides both"
    assert not wanted(14, kind="person", project={}).investment


IDS = st.sampled_from(["zh1", "zh2", "tz1", "yq1", "xz1", "cj1", "slj1"])


@st.composite
def teams(draw: st.DrawFn) -> list[Agent]:
    def one(name: str) -> Agent:
        kind = draw(st.sampled_from(KINDS))
        return agent(
            name,
            kind,
            skills=draw(st.lists(st.sampled_from(["S1", "S2", "S3", "S4", "P", "mine"]), unique=True)),
            places=draw(st.lists(st.sampled_from([DALU, XUEJIAWAN, GACHA, "准格尔经济开发区"]), max_size=2, unique=True)),
            department=f"{ZHUNGEER}.slj" if kind == "department" else None,
            most_cases=draw(st.none() | st.integers(1, 5)),
            one_stop=draw(st.booleans()),
        )

    return [one(name) for name in draw(st.lists(IDS, min_size=1, unique=True))]


CASES = st.builds(
    lambda items, kind, location, address: wanted(
        *items, kind=kind, address=address, project={"location": location} if location else None
    ),
    st.lists(st.sampled_from([5, 14, 22, 24, 31]), min_size=1, max_size=3, unique=True),
    st.sampled_from(["enterprise", "person", "household"]),
    st.sampled_from([None, DALU, GACHA, "150624"]),
    st.sampled_from([None, "准格尔旗大路镇", "准格尔经济开发区"]),
)
LOADS = st.dictionaries(IDS, st.integers(0, 8))


@given(teams(), CASES, LOADS, st.sets(IDS))
def test_nobody_who_is_absent_is_chosen_while_another_is_there(
    team: list[Agent], asked: Wanted, load: dict[str, int], absent: set[str]
) -> None:
    chosen = choose(team, asked, load, 5, absent).agent.id

    assert chosen not in absent or {one.id for one in team} <= absent


@given(teams(), CASES, LOADS, st.sets(IDS), st.randoms(use_true_random=False))
def test_the_order_in_which_the_agents_are_told_changes_nothing(
    team: list[Agent], asked: Wanted, load: dict[str, int], absent: set[str], random: Any
) -> None:
    shuffled = random.sample(team, len(team))

    assert choose(shuffled, asked, load, 5, absent) == choose(team, asked, load, 5, absent)


@given(teams(), CASES, LOADS)
def test_less_to_do_never_loses_anybody_a_case(team: list[Agent], asked: Wanted, load: dict[str, int]) -> None:
    chosen = choose(team, asked, load, 5).agent.id

    assert choose(team, asked, load | {chosen: 0}, 5).agent.id == chosen
