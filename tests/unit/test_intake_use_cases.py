import json

import pytest

from shared.contracts.common import ItemState
from shared.contracts.intake import CaseSubmitted, DeficiencyNotified, ItemResult, ResultsGathered
from shared.contracts.routing import CaseDecided, CaseRouted, CorrectionRequested, TaskAccepted
from tests.fakes import facts
from tests.unit.intake_world import (
    CASE,
    CENTRE,
    FORM,
    OTHER_CENTRE,
    PROJECT_CODE,
    USCC,
    World,
    applicant,
    form,
    jurisdictions,
)

ROUTED = CaseRouted(
    rulebook="v1", lead_department="150622.fgw", lead_department_name="准格尔旗发展和改革委员会", decided_by=(), plan=()
)
ENERGY = {
    "task_id": f"{CASE}/4",
    "item": 4,
    "item_name": "固定资产投资项目节能审查",
    "region": "150600",
    "department": "fgw",
    "department_name": "鄂尔多斯市发展和改革委员会",
    "at": "2026-03-05T10:00:00+08:00",
}
CORRECTION = CorrectionRequested(**ENERGY, state=ItemState.CORRECTION_STARTED, points=("节能报告缺少碳排放评价章节",))
DECIDED = CaseDecided(
    results=(
        ItemResult(item=5, item_name="企业投资项目备案", state=ItemState.APPROVED),
        ItemResult(item=4, item_name="固定资产投资项目节能审查", state=ItemState.APPROVED),
    )
)


@pytest.fixture
def world():
    return World()


async def test_an_application_becomes_a_case_with_its_number_and_its_agent(world):
    told = await world.ask("submit", FORM)

    assert (told["case_number"], told["state_name"]) == (CASE, "待签委托协议")
    assert told["agent"]["id"] in jurisdictions().centre(CENTRE).agents
    assert world.said() == ["case-submitted", "agent-assigned"]


async def test_faults_of_shape_and_of_content_are_told_together(world):
    bad = applicant(uscc="91150622MADEM0120Y", handler={"name": "项目经办人", "phone": "12"}) | {
        "chanel": "window",
        "items": [5, 99, 5],
        "delivery": {"method": "post"},
        "project": {"code": "2603-150622-04-01-000121"},
    }

    faults = await world.refusal("submit", bad)

    assert {fault.field for fault in faults} == {
        "chanel",
        "project.name",
        "applicant.uscc",
        "applicant.handler.phone",
        "project.code",
        "items.1",
        "items.2",
        "delivery.address",
    }
    assert all(fault.message and fault.remedy for fault in faults)
    assert world.said() == []


@pytest.mark.parametrize("items", [["99"], [99.0]], ids=["as text", "as a decimal"])
async def test_an_item_that_is_read_as_a_number_is_looked_up_as_one(world, items):
    assert [fault.field for fault in await world.refusal("submit", form(items=items))] == ["items.0"]


async def test_an_item_that_is_written_as_text_needs_its_project_too(world):
    assert [fault.field for fault in await world.refusal("submit", form(items=["5"], project=None))] == ["project"]


@pytest.mark.parametrize(
    "body", [b"<xml/>", b"", b"\xff", b"[" * 100_000, b'{"centre": "\\ud800"}'], ids=["xml", "nothing", "bytes", "deep", "half"]
)
async def test_what_is_no_json_is_refused_as_such(world, body):
    assert [fault.message for fault in await world.refusal("submit", body)] == ["不是有效的 JSON"]


async def test_json_that_is_no_form_is_refused(world):
    assert [fault.field for fault in await world.refusal("submit", b"[]")] == [""]


@pytest.mark.parametrize("amount", [b"Infinity", b"NaN", b"1" + b"0" * 15, b"-1"])
async def test_a_number_that_the_rules_cannot_read_is_refused_at_the_window(world, amount):
    project = {"name": "准格尔旗光伏项目", "area_ha": "here"}
    body = json.dumps(form(project=project)).encode().replace(b'"here"', amount)

    assert [fault.field for fault in await world.refusal("submit", body)] == ["project.area_ha"]


async def test_numbers_are_kept_as_they_are_written_on_the_original_however_they_were_typed(world):
    handler = {"name": "项目经办人", "phone": "＋86 138 0000 0000", "id_number": "11010519491231002x"}
    typed = applicant(uscc=f" {USCC.lower()} ", handler=handler) | {
        "project": {"name": "准格尔旗光伏项目", "code": PROJECT_CODE.replace("-", "－")}
    }

    await world.ask("submit", typed)

    (submitted,) = facts(world.cases.sent, CaseSubmitted)
    kept = submitted.application
    assert (kept.applicant.uscc, kept.project.code) == (USCC, PROJECT_CODE)
    assert (kept.applicant.handler.phone, kept.applicant.handler.id_number) == ("13800000000", "11010519491231002X")
    assert (await world.cases.get(CASE)).application == kept


async def test_a_household_brings_no_project_and_its_number_is_kept_in_capitals(world):
    family = {"kind": "household", "name": "薛家湾镇某户", "uscc": None, "id_number": "11010519491231002x"}

    await world.ask("submit", applicant(**family) | {"items": [31], "other_item": "临时用电报装", "project": None})

    kept = (await world.cases.get(CASE)).application
    assert (kept.applicant.id_number, kept.applicant.uscc, kept.project) == ("11010519491231002X", None, None)


async def test_the_same_submission_is_the_same_case_however_often_it_comes(world):
    told = [await world.ask("submit", FORM, request="window 3, number 17") for _ in range(3)]

    assert {one["case_number"] for one in told} == {CASE}
    assert world.said() == ["case-submitted", "agent-assigned"]
    assert (await world.ask("submit", FORM))["case_number"] == "150622-20260302-000002"  # a repeat uses up no number


async def test_a_centre_takes_only_its_own_forms(world):
    assert [fault.field for fault in await world.refusal("submit", FORM, centre=OTHER_CENTRE)] == ["centre"]


@pytest.mark.parametrize("centre", ["150000", "999999"], ids=["not on the bus", "nowhere"])
async def test_where_there_is_no_centre_nothing_can_be_submitted(world, centre):
    assert [fault.message for fault in await world.refusal("submit", form(centre=centre), centre=centre)] == [
        f"没有代码为 {centre} 的政务服务中心"
    ]


async def test_everything_that_is_missing_is_told_at_once_and_never_what_the_case_itself_will_yield(world):
    told = await world.ask("submit", form(materials=["节能报告"]))

    named = {lack["material"] for lack in told["missing"]}
    assert named >= {"企业基本情况", "节能审查申请文件"}
    assert not named & {"节能报告", "项目立项/备案文件"}  # brought; and the result of item 5, which is applied for here
    assert all(lack["how_to"] for lack in told["missing"])
    assert len(facts(world.cases.sent, DeficiencyNotified)) == 1


async def test_a_restricted_item_has_no_name_in_what_is_told_of_its_materials(world):
    told = await world.ask("submit", form(items=[29], materials=[]))

    assert {lack["item_name"] for lack in told["missing"]} == {"一个事项"}


async def test_investment_projects_are_spread_evenly_over_the_agents_of_the_one_stop_centre(world):
    city = form(centre="150600")
    agents = [(await world.ask("submit", city, centre="150600"))["agent"]["id"] for _ in range(6)]

    assert agents == ["tz1", "tz2"] * 3


@pytest.mark.parametrize(
    ("operation", "order"),
    [
        ("case", {}),
        ("sign", {"document": "mandate"}),
        ("supplement", {"materials": "all"}),
        ("deliver", {"received_by": "项目经办人", "identity_checked": True}),
        ("confirm-receipt", {"received_by": "项目经办人"}),
    ],
)
@pytest.mark.parametrize("number", [CASE, "150622-20260302-000099"], ids=["another centre's", "nobody's"])
async def test_another_centres_case_does_not_exist_for_this_one(world, operation, order, number):
    await world.ask("submit", FORM)
    said = world.said()

    faults = await world.refusal(operation, order | {"case_number": number}, centre=OTHER_CENTRE)

    assert [fault.message for fault in faults] == ["办件不存在"]
    assert world.said() == said


async def test_a_centre_sees_its_own_cases_the_newest_first(world):
    for _ in range(3):
        await world.ask("submit", FORM)
    await world.ask("sign", {"case_number": CASE, "document": "mandate"})

    async def numbers(centre=CENTRE, **query):
        return [case["case_number"][-1] for case in (await world.ask("cases", query, centre=centre))["cases"]]

    assert await numbers() == ["3", "2", "1"]
    assert await numbers(limit=1) == ["3"]
    assert await numbers(state="in_progress") == ["1"]
    assert await numbers(OTHER_CENTRE) == []


async def test_numbers_of_persons_are_masked_on_the_screen_and_nowhere_else(world):
    await world.ask("submit", applicant(handler=FORM["applicant"]["handler"] | {"id_number": "11010519491231002X"}))

    shown = (await world.ask("case", {"case_number": CASE}))["application"]["applicant"]["handler"]

    assert (shown["phone"], shown["id_number"]) == ("138****0000", "110***********002X")
    assert (await world.cases.get(CASE)).application.applicant.handler.phone == "13800000000"


async def test_the_news_of_routing_moves_the_case_on(world):
    await world.accepted()

    await world.hear(ROUTED)
    assert (await world.ask("case", {"case_number": CASE}))["lead_department"] == "准格尔旗发展和改革委员会"
    await world.hear(CORRECTION)
    assert (await world.ask("case", {"case_number": CASE}))["corrections"] == {"4": ["节能报告缺少碳排放评价章节"]}
    await world.ask("supplement", {"case_number": CASE, "corrections": [4], "note": "已补充"})
    await world.hear(DECIDED)

    told = await world.ask("case", {"case_number": CASE})
    assert (told["state_name"], told["corrections"]) == ("待交付结果", {})
    assert [result["state"] for result in told["results"]] == ["11", "11"]


async def test_news_that_is_heard_twice_has_one_effect(world):
    await world.accepted()

    for _ in range(2):
        await world.hear(DECIDED, request="the decision")
    await world.ask("deliver", {"case_number": CASE, "received_by": "项目经办人", "identity_checked": True})
    await world.hear(DECIDED, request="the decision")

    assert len(facts(world.cases.sent, ResultsGathered)) == 1
    assert (await world.ask("case", {"case_number": CASE}))["state_name"] == "待签办结单"


async def test_news_that_does_not_concern_the_case_file_is_passed_over(world):
    await world.accepted()
    said = world.said()

    await world.hear(TaskAccepted(**ENERGY, state=ItemState.IN_HAND))

    assert world.said() == said


async def test_a_case_runs_from_the_application_to_the_signed_completion_form(world):
    await world.ask("submit", form(materials=[]))
    for operation, order in (
        ("supplement", {"materials": "all"}),
        ("sign", {"document": "mandate", "party": "applicant"}),
        ("sign", {"document": "mandate", "party": "agent"}),
    ):
        await world.ask(operation, {"case_number": CASE} | order)
    await world.hear(DECIDED)
    taken = {"received_by": "项目经办人", "identity_checked": True}
    for operation, order in (("deliver", taken), ("sign", {"document": "completion"})):
        told = await world.ask(operation, {"case_number": CASE} | order)

    await world.ask("evaluate", {"case_number": CASE, "grade": "满意"})
    told = await world.ask("appraise", {"case_number": CASE, "appraisals": [{"subject": "综合窗口", "grade": 1}]})

    assert told["state_name"] == "已结案"
    assert world.said() == [
        "case-submitted",
        "agent-assigned",
        "deficiency-notified",
        "materials-supplemented",
        "mandate-signed",
        "case-accepted",
        "results-gathered",
        "result-delivered",
        "case-completed",
        "mandate-ended",
        "evaluation-invited",
        "case-evaluated",
        "departments-appraised",
        "case-closed",
    ]
    numbers = [int(message.headers["ce-sequence"]) for message in world.cases.sent if message.subject.startswith("evt.")]
    assert numbers == list(range(1, 15))
