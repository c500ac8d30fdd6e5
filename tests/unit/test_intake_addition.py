"""Items that join a running case: when, with what, and what a decision that crosses them on the way does."""

import asyncio

import pytest

from services.intake.domain.addition import enlarged
from services.intake.domain.attaching import attach_faults
from services.intake.domain.form import Rules
from shared.contracts.application import Application
from shared.contracts.common import ItemState
from shared.contracts.files import AttachFile
from shared.contracts.intake import AddItems, ItemResult, ItemsAdded, ResultsGathered
from shared.contracts.routing import CaseDecided
from shared.errors import Refused
from shared.identifiers import parse_case_number
from tests.fakes import facts
from tests.unit.intake_world import CASE, CENTRE, FORM, OTHER_CENTRE, World, form, jurisdictions
from tests.unit.test_intake_use_cases import CORRECTION, DECIDED

WATER = {"case_number": CASE, "items": [14], "materials": "all", "signed_by": "项目经办人"}
WATER_APPROVED = ItemResult(item=14, item_name="取水许可审批", state=ItemState.APPROVED)
DECIDED_WITH_WATER = CaseDecided(results=(*DECIDED.results, WATER_APPROVED))


@pytest.fixture
def world():
    return World()


def named(item, *others):
    """Names of what an item asks for in a case with the others."""
    return [material.name for material in jurisdictions().item(CENTRE, item).asked([item, *others])]


async def state(world):
    return (await world.ask("case", {"case_number": CASE}))["state"]


async def test_an_item_joins_the_running_case_under_a_supplement_that_the_applicant_signs(world):
    await world.accepted()

    told = await world.ask("add-items", WATER)

    (added,) = facts(world.cases.sent, ItemsAdded)
    assert (added.items, added.signed_by, added.at) == ((14,), "项目经办人", "2026-03-02T09:00:00+08:00")
    assert added.application == (await world.cases.get(CASE)).application
    assert (told["items"], told["state_name"], told["missing"]) == ([5, 4, 14], "办理中", [])


async def test_an_order_that_is_sent_again_adds_once(world):
    await world.accepted()

    told = [await world.ask("add-items", WATER, request="supplement 1") for _ in range(3)]

    assert [one["items"] for one in told] == [[5, 4, 14]] * 3
    assert len(facts(world.cases.sent, ItemsAdded)) == 1


async def test_two_windows_that_add_the_same_item_at_once_add_it_once(world):
    await world.accepted()

    ended = await asyncio.gather(*(world.ask("add-items", WATER) for _ in range(2)), return_exceptions=True)

    assert sorted(type(one).__name__ for one in ended) == ["Refused", "dict"]
    assert len(facts(world.cases.sent, ItemsAdded)) == 1


async def test_everything_that_is_wrong_with_the_wish_is_told_at_once(world):
    await world.accepted()
    wish = WATER | {"items": [99, 5, 14, 14], "materials": [named(14, 5, 4)[0], "一张白纸"]}

    faults = await world.refusal("add-items", wish)

    assert [fault.field for fault in faults[:4]] == ["items.0", "items.3", "items.1", "materials.1"]
    lacking = [fault.message for fault in faults[4:]]
    assert lacking == [f"事项 14（取水许可审批）缺“{name}”" for name in named(14, 5, 4)[1:]]
    assert all(fault.remedy for fault in faults)
    assert (await world.cases.get(CASE)).application.items == (5, 4)
    assert facts(world.cases.sent, ItemsAdded) == []


async def test_what_is_at_hand_or_what_the_case_will_yield_is_not_asked_for_again(world):
    await world.ask("submit", form(items=[5, 26], materials=named(5, 26)))
    await world.ask("supplement", {"case_number": CASE, "materials": "all"})  # 申请表 of item 26 among it, as of item 24
    await world.ask("sign", {"case_number": CASE, "document": "mandate"})
    more = [name for name in named(24, 5, 26) if name != "申请表"]

    told = await world.ask("add-items", WATER | {"items": [24], "materials": more})

    assert told["items"] == [5, 26, 24]
    assert "立项文件" not in more  # item 5 yields it
    assert set(more) <= set((await world.cases.get(CASE)).application.materials)


async def test_all_stands_for_what_the_added_items_ask_for(world):
    await world.ask("submit", form(materials=named(5, 4) + named(4, 5)))
    await world.ask("sign", {"case_number": CASE, "document": "mandate"})

    await world.ask("add-items", WATER)

    assert (await world.cases.get(CASE)).application.materials == tuple(
        dict.fromkeys((*named(5, 4), *named(4, 5), *named(14, 5, 4)))
    )


async def test_a_restricted_item_that_is_added_has_no_name_in_what_is_told(world):
    await world.accepted()

    faults = await world.refusal("add-items", WATER | {"items": [29], "materials": []})

    assert {fault.message.partition("缺")[0] for fault in faults} == {"事项 29（一个事项）"}


async def test_an_item_that_needs_a_project_does_not_join_a_case_without_one(world):
    await world.ask("submit", form(items=[31], other_item="临时用电报装", project=None))
    await world.ask("sign", {"case_number": CASE, "document": "mandate"})

    (fault,) = await world.refusal("add-items", WATER | {"items": [26]})

    assert fault.field == "project"
    assert "另行提交" in fault.remedy


async def test_before_acceptance_nothing_is_added_and_the_way_there_is_told(world):
    await world.ask("submit", FORM)

    (fault,) = await world.refusal("add-items", WATER)

    assert "待签委托协议" in fault.message
    assert fault.remedy.endswith("受理后即可增办")


async def test_once_the_results_lie_at_the_window_more_items_are_another_application(world):
    await world.accepted()
    await world.hear(DECIDED)

    (fault,) = await world.refusal("add-items", WATER)

    assert "待交付结果" in fault.message
    assert "另行提交一份申请" in fault.remedy


async def test_only_the_own_centre_and_the_own_agent_add_items(world):
    await world.accepted()

    assert [f.message for f in await world.refusal("add-items", WATER, centre=OTHER_CENTRE)] == ["办件不存在"]
    assert [f.field for f in await world.refusal("add-items", WATER | {"agent": "nobody"})] == ["agent"]


@pytest.mark.parametrize("change", [{"items": []}, {"signed_by": ""}, {"agent": 7}, {"note": "x"}])
async def test_an_order_of_the_wrong_shape_is_refused(world, change):
    await world.accepted()

    assert len(await world.refusal("add-items", WATER | change)) == 1


async def test_a_decision_that_was_on_its_way_when_an_item_was_added_does_not_end_the_case(world):
    await world.accepted()
    await world.hear(CORRECTION)
    await world.ask("add-items", WATER)
    water = CORRECTION.model_copy(update={"item": 14, "points": ("缺水资源论证",)})
    await world.hear(water)

    await world.hear(DECIDED)
    told = await world.ask("case", {"case_number": CASE})
    assert (told["state_name"], told["results"]) == ("办理中", [])
    assert told["corrections"] == {"14": ["缺水资源论证"]}  # what was decided waits for nothing any more

    await world.hear(DECIDED_WITH_WATER)
    (gathered,) = facts(world.cases.sent, ResultsGathered)
    assert [result.item for result in gathered.results] == [5, 4, 14]
    assert await state(world) == "results_ready"


async def test_a_decision_that_comes_after_the_results_lay_at_the_window_changes_nothing(world):
    await world.accepted()
    await world.ask("add-items", WATER)

    await world.hear(DECIDED_WITH_WATER)
    await world.ask("deliver", {"case_number": CASE, "received_by": "项目经办人", "identity_checked": True})
    for late in (DECIDED, DECIDED_WITH_WATER):
        await world.hear(late)

    assert await state(world) == "delivered"
    assert len(facts(world.cases.sent, ResultsGathered)) == 1
    assert [result.item for result in (await world.cases.get(CASE)).results] == [5, 4, 14]


async def test_whichever_comes_first_of_the_decision_and_the_wish_the_other_finds_a_whole_case(world):
    await world.accepted()

    wish, _ = await asyncio.gather(world.ask("add-items", WATER), world.hear(DECIDED), return_exceptions=True)

    items = (await world.cases.get(CASE)).application.items
    if isinstance(wish, Refused):
        assert (await state(world), items) == ("results_ready", (5, 4))
    else:
        assert (await state(world), items) == ("in_progress", (5, 4, 14))


async def test_a_file_for_an_added_item_is_taken(world):
    await world.accepted()
    named = {"material": "取水许可申请书", "filename": "a.pdf", "size": 9, "sha256": "0" * 64}
    file = AttachFile(case_number=CASE, item=14, **named)
    assert [fault.field for fault in attach_faults(world.cases.all()[0], file, CENTRE, 100)] == ["item"]

    await world.ask("add-items", WATER)

    assert attach_faults(world.cases.all()[0], file, CENTRE, 100) == []


def test_a_case_takes_no_more_items_than_an_application_may_have():
    application = Application.model_validate(FORM | {"items": list(range(1, 32))})
    order = AddItems(case_number=CASE, items=(32,), materials="all", signed_by="项目经办人")
    before = {number: (f"事项 {number}", []) for number in application.items}

    with pytest.raises(Refused, match="至多 31 个事项"):
        enlarged(application, order, Rules(range(1, 40), (), ()), before, before | {32: ("其他事项", [])})


async def test_a_township_takes_a_case_through_under_its_own_number(world):
    own = form(centre="150622100", items=[31], other_item="临时用电报装")
    told = await world.ask("submit", own, centre="150622100")

    assert told["case_number"] == "150622100-20260302-000001"
    assert parse_case_number(told["case_number"]).centre == told["centre"] == "150622100"
    assert told["agent"]["id"] in jurisdictions().centre("150622100").agents
    signed = {"case_number": told["case_number"], "document": "mandate"}
    assert (await world.ask("sign", signed, centre="150622100"))["state_name"] == "办理中"
    assert [f.message for f in await world.refusal("case", {"case_number": told["case_number"]})] == ["办件不存在"]
    assert {message.subject.split(".")[1] for message in world.cases.sent} == {"150622100"}


async def test_the_place_of_a_project_is_kept_in_its_short_form(world):
    project = FORM["project"] | {"location": " １５０６２２１０２０００ "}

    await world.ask("submit", form(project=project))

    assert (await world.cases.get(CASE)).application.project.location == "150622102"


@pytest.mark.parametrize(
    ("kept_within", "signed_by", "field"),
    [
        ({"stages": ["S1"]}, "项目经办人", "items.0"),
        ({"stages": ["S1"]}, "法定代表人", "items.0"),
        ({"authorisation": FORM["authorisation"] | {"items": [5, 4]}}, "项目经办人", "authorisation.items"),
        ({"authorisation": FORM["authorisation"] | {"items": [5, 4]}}, "法定代表人", None),
    ],
)
def test_what_is_added_stays_within_the_stages_and_what_the_handler_may_sign_for(kept_within, signed_by, field):
    application = Application.model_validate(FORM | kept_within)
    order = AddItems(case_number=CASE, items=(22,), materials="all", signed_by=signed_by)
    rules = Rules(range(1, 32), (), (), stages={5: "S1", 4: "S1", 22: "S3"})
    before = {number: (f"事项 {number}", []) for number in application.items}
    after = before | {22: ("建筑工程施工许可证核发", [])}
    if field is None:
        assert enlarged(application, order, rules, before, after).items == (5, 4, 22)
        return

    with pytest.raises(Refused) as refused:
        enlarged(application, order, rules, before, after)

    assert [fault.field for fault in refused.value.faults] == [field]


async def test_the_next_stage_joins_a_case_that_was_entrusted_by_stage(world):
    await world.ask("submit", form(items=[5], stages=["S1"]))
    await world.ask("sign", {"case_number": CASE, "document": "mandate"})
    later = {"case_number": CASE, "items": [24], "materials": "all", "signed_by": "项目经办人"}
    assert [fault.field for fault in await world.refusal("add-items", later)] == ["items.0"]

    await world.ask("add-items", later | {"stages": ["S2"]})

    case = world.cases.all()[0]
    assert (case.application.stages, case.mandate.stages, case.mandate.items) == (("S1", "S2"), ("S1", "S2"), (5, 24))


async def test_an_item_that_is_not_in_the_catalogue_is_named_when_it_is_added(world):
    await world.accepted()
    other = {"case_number": CASE, "items": [31], "materials": "all", "signed_by": "项目经办人"}
    assert "other_item" in [fault.field for fault in await world.refusal("add-items", other)]

    await world.ask("add-items", other | {"other_item": "临时用电报装"})

    assert world.cases.all()[0].application.other_item == "临时用电报装"
