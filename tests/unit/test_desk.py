"""What the desk of a centre may do: only on what was offered to it or what it holds, once, and on record."""

import asyncio

import pytest

from shared.contracts.transfers import TransferAccepted, TransferReturned
from tests.fakes import facts
from tests.unit.handover_world import BANNER, CHEMICALS, CITY, FILING, MINE, REGION, TOWNSHIP, WATER, YJJ, Desks, messages


@pytest.fixture
async def chemicals():
    return await Desks().begin(CHEMICALS)


@pytest.fixture
async def mine():
    return await Desks("150622100-20260302-000001").begin(MINE, mine="underground")


def orders(desks, item, number=1):
    transfer = f"{desks.case}/{item}/T{number}"
    return {
        "accept-transfer": {"transfer_id": transfer, "signed_by": "派件岗"},
        "return-transfer": {"transfer_id": transfer, "signed_by": "派件岗", "reason": "不属本级权限"},
    }


@pytest.mark.parametrize("centre", [BANNER, "150621", "150400"])
@pytest.mark.parametrize("operation", ["accept-transfer", "return-transfer"])
async def test_only_the_centre_that_was_asked_answers_an_offer(chemicals, centre, operation):
    before = await chemicals.unchanged()
    refused = await chemicals.desk_refused(centre, operation, **orders(chemicals, CHEMICALS)[operation])

    assert len(refused) == 1
    assert await chemicals.unchanged() == before
    assert chemicals.refusals.noted[-1][:3] == (chemicals.case, centre, operation)


@pytest.mark.parametrize("operation", ["accept-transfer", "return-transfer"])
async def test_an_offer_is_answered_once(chemicals, operation):
    await chemicals.accepts(CITY, CHEMICALS)
    before = await chemicals.unchanged()
    refused = await chemicals.desk_refused(CITY, operation, **orders(chemicals, CHEMICALS)[operation])

    assert "该转办件已接收" in messages(refused)
    assert await chemicals.unchanged() == before


async def test_the_same_request_again_is_answered_alike_and_has_no_second_effect(chemicals):
    first = await chemicals.accepts(CITY, CHEMICALS, request="one")
    again = await chemicals.accepts(CITY, CHEMICALS, request="one")

    assert again == first
    assert len(facts(chemicals.sent, TransferAccepted)) == 1
    assert chemicals.refusals.noted == []


async def test_of_two_at_the_same_desk_who_answer_at_once_one_is_told_it_was_done(chemicals):
    both = await asyncio.gather(chemicals.accepts(CITY, CHEMICALS), chemicals.returns(CITY, CHEMICALS), return_exceptions=True)

    assert len([each for each in both if isinstance(each, Exception)]) == 1
    assert len(facts(chemicals.sent, TransferAccepted)) + len(facts(chemicals.sent, TransferReturned)) == 1


@pytest.mark.parametrize(
    ("operation", "order"),
    [
        ("hand-over", {"item": CHEMICALS, "to": CITY, "reason": "请办", "signed_by": "派件岗"}),
        ("escalate", {"trigger": "agent_cannot_resolve", "reason": "未果", "signed_by": "派件岗"}),
        ("submission", {"item": CHEMICALS}),
    ],
)
async def test_to_a_centre_that_has_nothing_to_do_with_it_a_case_does_not_exist(chemicals, operation, order):
    noted = len(chemicals.refusals.noted)
    stranger = await chemicals.desk_refused("150621", operation, case_number=chemicals.case, **order)
    nothing = await chemicals.desk_refused("150621", operation, case_number="150622-20260302-999999", **order)

    assert messages(stranger) == messages(nothing) == "办件不存在，或与本中心无关"
    assert len(chemicals.refusals.noted) - noted == (0 if operation == "submission" else 2)  # to ask is no act


async def test_the_desk_sees_what_is_offered_to_it_by_it_and_what_it_holds_for_others(mine):
    township, banner = await mine.desk(TOWNSHIP, "transfers"), await mine.desk(BANNER, "transfers")
    await mine.accepts(BANNER, MINE)
    passed_on, city = await mine.desk(BANNER, "transfers"), await mine.desk(CITY, "transfers")
    await mine.accepts(CITY, MINE, 2)
    await mine.says(YJJ, "submitted", MINE, document="鄂应急字〔2026〕12号")
    submitted = await mine.desk(CITY, "transfers")

    assert ([line["receiver"] for line in township["by_us"]], township["to_us"]) == ([BANNER], [])
    assert [line["giver_name"] for line in banner["to_us"]] == ["薛家湾镇便民服务中心"]
    assert [line["receiver"] for line in passed_on["by_us"]] == [CITY]
    assert [line["giver"] for line in city["to_us"]] == [BANNER]
    (held,) = submitted["held"]
    assert (held["state_name"], held["submit_to"], held["centre"]) == ("已转报上级机关", "150000", TOWNSHIP)
    assert (await mine.desk(BANNER, "transfers"))["held"] == []


async def test_what_comes_back_to_a_centre_on_the_way_is_on_its_desk(mine):
    await mine.accepts(BANNER, MINE)
    await mine.returns(CITY, MINE, 2, "请先由旗应急管理局初审")
    (held,) = (await mine.desk(BANNER, "transfers"))["held"]

    assert (held["item"], held["signed_over_by"]) == (MINE, "派件规则")
    assert (await mine.gives(BANNER, MINE, CITY, "初审意见附后"))["returned_before"] == ["请先由旗应急管理局初审"]


async def test_the_letter_to_the_authority_carries_what_it_needs(mine):
    await mine.accepts(BANNER, MINE)
    not_yet = await mine.desk_refused(TOWNSHIP, "submission", case_number=mine.case, item=MINE)
    await mine.accepts(CITY, MINE, 2)
    letter = await mine.desk(CITY, "submission", case_number=mine.case, item=MINE)

    assert "尚未转到" in messages(not_yet)
    assert (letter["to"], letter["from_department"]) == (REGION, YJJ)
    assert letter["number"] == f"{mine.case}/{MINE}"
    assert letter["submitted"] is None
    assert any("矿安" in rule["basis"] for rule in letter["authority_basis"])


async def test_the_desk_is_told_page_by_page(chemicals):
    first = await chemicals.desk(CITY, "transfers", limit=1)
    rest = await chemicals.desk(CITY, "transfers", limit=1, after=first["next"])

    assert first["next"] == chemicals.case
    assert (rest["to_us"], rest["next"]) == ([], None)


async def test_only_the_centre_of_the_case_reports_what_it_cannot_settle(chemicals):
    refused = await chemicals.desk_refused(
        CITY, "escalate", case_number=chemicals.case, trigger="agent_cannot_resolve", reason="未果", signed_by="派件岗"
    )

    assert messages(refused) == "办件不存在，或与本中心无关"


async def test_the_same_difficulty_is_reported_once_while_it_is_open_and_again_afterwards():
    desks = await Desks().begin(WATER, FILING, area_ha=6)
    matter = await desks.reports(BANNER, item=WATER)
    with pytest.raises(Exception, match="已在协调中"):
        await desks.reports(BANNER, item=WATER)
    await desks.reports(BANNER, item=FILING)
    measure = {"owner": "150622.slj", "act": "现场勘验后出具意见", "due": "2026-03-06"}
    await desks.says(matter["party"], "resolved", "E1", note="由水利局现场勘验", measures=[measure])
    await desks.says("150622.slj", "done", "E1/M1", note="已勘验")
    again = await desks.reports(BANNER, item=WATER)

    assert (again["matter_id"], again["state"]) == (f"{desks.case}/E3", "open")


async def test_a_complaint_about_an_item_that_has_ended_is_still_put_right():
    desks = await Desks().begin(WATER, area_ha=6)
    await desks.says("150622.slj", "approved", WATER)
    too_late = await desks.desk_refused(
        BANNER,
        "escalate",
        case_number=desks.case,
        item=WATER,
        trigger="agent_cannot_resolve",
        reason="未果",
        signed_by="派件岗",
    )
    matter = await desks.reports(BANNER, "complaint_upheld", WATER)

    assert "办结（通过）" in messages(too_late)
    assert (matter["state"], matter["trigger_name"]) == ("open", "投诉属实")


@pytest.mark.parametrize(
    ("order", "field"),
    [
        ({"signed_by": ""}, "signed_by"),
        ({"reason": ""}, "reason"),
        ({"item": 99}, "item"),
        ({"to": "1506220000000"}, "to"),
        ({"surprise": 1}, "surprise"),
    ],
)
async def test_a_malformed_order_is_refused_and_changes_nothing(order, field):
    desks = await Desks().begin(WATER, area_ha=6)
    before = await desks.unchanged()
    whole = {"case_number": desks.case, "item": WATER, "to": "150621", "reason": "请协助", "signed_by": "派件岗"}
    refused = await desks.desk_refused(BANNER, "hand-over", **(whole | order))

    assert [fault.field for fault in refused] == [field]
    assert await desks.unchanged() == before


async def test_a_hand_over_during_the_joint_review_lets_nothing_out_before_its_conclusion():
    desks = await Desks().begin(FILING, WATER, flags={"assigned_by_government": True}, area_ha=6)
    await desks.gives(BANNER, WATER, "150621")
    await desks.accepts("150621", WATER)
    during = desks.said().count("task-assigned")
    await desks.concludes("agreed")

    assert during == 0
    assert (await desks.task(WATER)).address == "150621.slj"
    assert desks.said().count("task-assigned") == 2
