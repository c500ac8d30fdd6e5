"""What the window asks of a case beside its common course: links, refusals, agents who are away, deadlines."""


import pytest

from tests.unit.intake_world import (
    CASE,
    FORM,
    World,
    form,
)


@pytest.fixture
def world():
    return World()


async def test_an_application_that_comes_from_a_consultation_is_linked_with_it(world):
    told = await world.ask("submit", form(consultation=world.questions.ANSWERED))

    assert world.questions.became == [(world.questions.ANSWERED, told["case_number"])]


async def test_a_consultation_that_there_is_not_is_a_fault(world):
    faults = await world.refusal("submit", form(consultation="150622-Z20260302-000009"))

    assert [fault.field for fault in faults] == ["consultation"]
    assert world.said() == []


async def test_the_form_of_an_earlier_case_becomes_a_new_application(world):
    await world.ask("submit", form(service="coaching", materials=[]))

    told = await world.ask("apply", {"case_number": CASE, "materials": "all"})

    assert (told["service"], told["state_name"], told["case_number"][-1]) == ("agency", "待签委托协议", "2")


async def test_a_refused_act_is_on_record_with_its_case_and_changes_nothing(world):
    await world.accepted()
    before = world.said()

    await world.refusal("evaluate", {"case_number": CASE, "grade": "满意"})
    await world.refusal("suspend", {"case_number": CASE, "ground": "no_ground"})

    told = await world.ask("case", {"case_number": CASE})
    assert [act["act"] for act in told["refusals"]] == ["evaluate", "suspend"]
    assert "不能评价" in told["refusals"][0]["faults"][0]["message"]
    assert world.said() == before


async def test_who_is_away_gives_every_open_case_to_others_who_are_there(world):
    for _ in range(2):
        await world.ask("submit", FORM)
    away = {"agent": "tz1", "first": "2026-03-02", "last": "2026-03-06", "reason": "外出培训"}

    told = await world.ask("absence", away)

    assert len(told["changed"]) == 2
    assert "tz1" not in {case["agent"]["id"] for case in told["changed"]}
    assert (await world.ask("submit", FORM))["agent"]["id"] != "tz1"


async def test_an_agent_who_is_away_or_unknown_is_not_given_a_case(world):
    await world.ask("submit", FORM)
    away = {"agent": "zh1", "first": "2026-03-02", "last": "2026-03-06", "reason": "外出培训"}
    later = away | {"first": "2026-03-03"}
    assert [fault.field for fault in await world.refusal("absence", later)] == ["first"]
    await world.ask("absence", away)

    for agent in ("zh1", "nobody"):
        order = {"case_number": CASE, "to": agent, "reason": "岗位调整"}
        assert [fault.field for fault in await world.refusal("change-agent", order)] == ["to"]


async def test_the_clock_tells_every_limit_with_its_clause_and_its_days(world):
    await world.ask("submit", form(channel="site"))

    told = (await world.ask("clock", {"case_number": CASE}))["deadlines"]

    assert {one["term"] for one in told} == {"1个工作日", "5个工作日"}
    assert any("第三十二条" in one["basis"] for one in told)
    assert all(len([day for day in one["days"] if day["counted"]]) == int(one["term"][0]) for one in told)


async def test_what_was_owed_before_is_told_as_met(world):
    await world.ask("submit", form(materials=[]))
    await world.ask("supplement", {"case_number": CASE, "materials": "all"})
    await world.ask("sign", {"case_number": CASE, "document": "mandate"})

    told = (await world.ask("clock", {"case_number": CASE}))["deadlines"]

    assert {(one["what"], one["met"]) for one in told if not one["running"]} == {
        ("一次性告知缺少的材料", True),
        ("提交受理申请", True),
    }
