"""Hand-over: offered, accepted or returned in time, three levels deep and back; custody without a gap."""

from datetime import datetime
from itertools import pairwise

import pytest

from shared.contracts.matters import TaskRecalled
from shared.contracts.routing import ItemNotHandled, TaskAssigned
from shared.contracts.transfers import (
    ItemSubmittedUpward,
    TransferAccepted,
    TransferOffered,
    TransferOverdue,
    TransferReturned,
)
from tests.fakes import facts, mails
from tests.unit.handover_world import (
    BANNER,
    CHEMICALS,
    CITY,
    FILING,
    MINE,
    PERMIT,
    REGION,
    TOWNSHIP,
    WATER,
    YJJ,
    Desks,
    messages,
)
from tests.unit.routing_world import SLJ

NEXT_EVENING = "2026-03-03T17:30:00+08:00"  # 国家标准：接收方1个工作日内审核


@pytest.fixture
async def chemicals():
    """危险化学品, which the city decides, applied for at the banner."""
    return await Desks().begin(CHEMICALS)


@pytest.fixture
async def mine():
    """An underground mine, applied for in a township: banner, city and then the autonomous region."""
    return await Desks("150622100-20260302-000001").begin(MINE, mine="underground")


async def test_what_the_city_decides_is_offered_to_it_with_a_limit_of_one_working_day(chemicals):
    (offered,) = facts(chemicals.sent, TransferOffered)
    (letter,) = chemicals.post_to("xfer.150600.offered")

    assert (offered.offer.giver, offered.offer.receiver, offered.offer.direction) == (BANNER, CITY, "up")
    assert offered.offer.due == NEXT_EVENING
    assert (letter["offer"]["transfer_id"], letter["item"]) == (f"{chemicals.case}/{CHEMICALS}/T1", CHEMICALS)
    assert facts(chemicals.sent, TaskAssigned) == []


async def test_until_it_is_accepted_the_giver_holds_it_and_no_department_may_act(chemicals):
    task = await chemicals.task(CHEMICALS)
    refused = await chemicals.refuses(YJJ, "accepted", CHEMICALS)

    assert task.custody.holder == BANNER
    assert "已转办" in messages(refused)


async def test_whoever_accepts_arranges_its_own_department_and_the_giver_is_told(chemicals):
    line = await chemicals.accepts(CITY, CHEMICALS)
    task = await chemicals.task(CHEMICALS)

    assert (line["state"], line["answered_by"]) == ("accepted", "派件岗")
    assert (task.custody.holder, task.address) == (CITY, YJJ)
    assert [each.department for each in facts(chemicals.sent, TaskAssigned)] == ["yjj"]
    assert chemicals.post_to("xfer.150622.accepted")[0]["by"] == "派件岗"
    assert [(one.centre, one.decided_by != ()) for one in task.rulings] == [(BANNER, True), (CITY, True)]


async def test_the_rules_of_the_accepting_centre_place_it_not_those_of_the_giver():
    desks = await Desks().begin(3, kind="government")  # 初步设计: the banner's own 发改委
    assert (await desks.task(3)).address == "150622.fgw"

    await desks.gives(BANNER, 3, "150625")  # 杭锦旗: 内政办发〔2022〕93号, its 住建局
    await desks.accepts("150625", 3)
    task = await desks.task(3)

    assert (task.address, task.custody.holder) == ("150625.zjj", "150625")
    assert "preliminary_designs_go_to_housing_in_hangjin" in {rule.rule for rule in task.decided_by}


async def test_three_levels_up_and_submitted_above_the_bus_and_back(mine):
    for station in (BANNER, CITY):
        await mine.accepts(station, MINE, len((await mine.task(MINE)).transfers))
        mine.later(hours=2)
    await mine.says(YJJ, "submitted", MINE, document="鄂应急字〔2026〕12号")
    mine.later(days=3)
    await mine.says(YJJ, "approved", MINE, document="内应急审字〔2026〕88号")
    task = await mine.task(MINE)
    decided = (await mine.query(TOWNSHIP, mine.case))["tasks"][0]

    assert [each.holder for each in task.custody.holdings] == [TOWNSHIP, BANNER, CITY, REGION]
    assert [each.offer.receiver for each in facts(mine.sent, TransferAccepted)] == [BANNER, CITY]
    assert (decided["state_name"], decided["document"]) == ("办结（通过）", "内应急审字〔2026〕88号")
    assert [each["state"] for each in mine.post_to("xfer.150622100.reported")][-1] == "11"


async def test_custody_has_no_gap_and_no_overlap_and_ends_with_the_item(mine):
    for station in (BANNER, CITY):
        mine.later(days=1)
        await mine.accepts(station, MINE, len((await mine.task(MINE)).transfers))
    mine.later(days=1)
    await mine.says(YJJ, "submitted", MINE, document="鄂应急字〔2026〕12号")
    open_yet = (await mine.task(MINE)).custody.holdings[-1].until
    mine.later(days=7)
    await mine.says(YJJ, "refused", MINE, reason="设计不符合规程")
    holdings = (await mine.task(MINE)).custody.holdings
    shown = (await mine.query(TOWNSHIP, mine.case))["tasks"][0]["custody"]

    assert open_yet is None
    assert all(earlier.until == later.since for earlier, later in pairwise(holdings))
    assert holdings[-1].until == mine.clock.now()
    assert [each["working_days"] for each in shown] == [1, 1, 1, 5]  # seven days later: five of them are worked
    assert [each["signed_over_by"] for each in shown] == ["", "派件规则", "派件规则", "鄂尔多斯市应急管理局"]


async def test_what_is_decided_above_the_bus_is_submitted_before_it_is_approved(mine):
    await mine.accepts(BANNER, MINE)
    await mine.accepts(CITY, MINE, 2)
    before = await mine.unchanged()
    early = await mine.refuses(YJJ, "approved", MINE, document="无")
    unnumbered = await mine.refuses(YJJ, "submitted", MINE)
    after = await mine.unchanged()
    waiting = (await mine.task(MINE)).due
    await mine.says(YJJ, "submitted", MINE, document="鄂应急字〔2026〕12号")
    running = (await mine.task(MINE)).due

    assert "须先转报" in messages(early)
    assert [fault.field for fault in unnumbered] == ["document"]
    assert before == after
    assert (waiting.promised, bool(waiting.legal)) == (None, True)
    assert running.promised is not None
    assert (facts(mine.sent, ItemSubmittedUpward)[0].authority, (await mine.task(MINE)).custody.holder) == (REGION, REGION)


async def test_what_was_submitted_is_neither_submitted_twice_nor_sent_back(mine):
    await mine.accepts(BANNER, MINE)
    await mine.accepts(CITY, MINE, 2)
    await mine.says(YJJ, "submitted", MINE, document="鄂应急字〔2026〕12号")

    assert "不必再次转报" in messages(await mine.refuses(YJJ, "submitted", MINE, document="鄂应急字〔2026〕13号"))
    assert "不能退回" in messages(await mine.refuses(YJJ, "returned", MINE, reason="不属本局"))
    assert "已转内蒙古自治区" in messages(
        await mine.desk_refused(CITY, "hand-over", case_number=mine.case, item=MINE, to=BANNER, reason="下放", signed_by="派件岗")
    )


async def test_a_task_that_a_department_had_is_recalled_when_the_item_leaves():
    desks = await Desks().begin(WATER, area_ha=6)
    await desks.gives(BANNER, WATER, "150621", "取土场在达拉特旗")
    (recalled,) = mails(desks.sent, TaskRecalled, "recalled", SLJ)
    refused = await desks.refuses(SLJ, "approved", WATER)
    await desks.accepts("150621", WATER)
    told = await desks.refuses(SLJ, "approved", WATER)
    desk = await desks.desk_refused(
        BANNER, "hand-over", case_number=desks.case, item=WATER, to=CITY, reason="改由市办", signed_by="派件岗"
    )

    assert "转达拉特旗" in recalled.reason
    assert (refused[0].field, told[0].field) == ("task_id", "task_id")
    assert "已转达拉特旗" in messages(desk)
    assert (await desks.task(WATER)).address == "150621.slj"


async def test_what_a_review_confirmed_for_one_department_does_not_bind_the_next():
    desks = await Desks().begin(WATER, area_ha=6)
    await desks.says(SLJ, "returned", WATER, reason="取土场在达拉特旗")
    await desks.concludes("agreed", WATER)
    confirmed = await desks.refuses(SLJ, "returned", WATER, reason="再退一次")
    await desks.gives(BANNER, WATER, "150621")
    await desks.accepts("150621", WATER)
    await desks.says("150621.slj", "returned", WATER, reason="弃土场在准格尔旗")

    assert "不能再次退回" in messages(confirmed)
    assert (await desks.task(WATER)).objection == "弃土场在准格尔旗"


async def test_an_item_goes_down_too_and_the_way_leads_one_level_at_a_time():
    desks = await Desks("150600-20260302-000001").begin(WATER, area_ha=6, location=BANNER)
    (offered,) = facts(desks.sent, TransferOffered)
    await desks.accepts(BANNER, WATER)

    assert (offered.offer.direction, offered.offer.receiver) == ("down", BANNER)
    assert (await desks.task(WATER)).address == SLJ


async def test_an_item_goes_across_to_the_banner_where_the_project_lies():
    desks = await Desks().begin(WATER, area_ha=6, location="150621")
    await desks.accepts("150621", WATER)

    assert [each.offer.direction for each in facts(desks.sent, TransferOffered)] == ["across"]
    assert (await desks.task(WATER)).address == "150621.slj"


async def test_what_the_law_leaves_to_the_city_is_not_accepted_below_it(chemicals):
    await chemicals.accepts(CITY, CHEMICALS)
    await chemicals.gives(CITY, CHEMICALS, BANNER, "委托旗里办理")
    before = await chemicals.unchanged()
    order = {"transfer_id": f"{chemicals.case}/{CHEMICALS}/T2", "signed_by": "派件岗"}
    refused = await chemicals.desk_refused(BANNER, "accept-transfer", **order)

    assert "不由本级决定" in messages(refused)
    assert "退回" in refused[0].remedy
    assert await chemicals.unchanged() == before
    assert (await chemicals.task(CHEMICALS)).custody.holder == CITY


@pytest.mark.parametrize(
    ("to", "why"),
    [
        ("999999", "999999"),
        ("411325", "不是上级、下级"),
        ("150400", "不是上级、下级"),
        (BANNER, "不是上级、下级"),
        (REGION, "不在线"),
        ("150102", "未收录"),
        ("准格尔旗", "准格尔旗"),
    ],
)
async def test_a_hand_over_that_leads_nowhere_is_refused_recorded_and_changes_nothing(to, why):
    desks = await Desks().begin(WATER, area_ha=6)
    before = await desks.unchanged()
    order = {"case_number": desks.case, "item": WATER, "to": to, "reason": "请协助", "signed_by": "派件岗"}
    refused = await desks.desk_refused(BANNER, "hand-over", **order)

    assert refused[0].field == "to"
    assert why in messages(refused)
    assert refused[0].remedy
    assert await desks.unchanged() == before
    assert desks.refusals.noted[-1][:3] == (desks.case, BANNER, "hand-over")


async def test_after_one_return_the_giver_may_hand_it_on_by_hand(chemicals):
    await chemicals.returns(CITY, CHEMICALS, reason="材料清单不全")
    returned = facts(chemicals.sent, TransferReturned)[0]
    line = await chemicals.gives(BANNER, CHEMICALS, CITY, "已补充清单，请接收")

    assert (returned.times, returned.reason) == (1, "材料清单不全")
    assert (line["signed_by"], line["returned_before"]) == ("派件岗", ["材料清单不全"])
    assert (await chemicals.task(CHEMICALS)).offer_again_at is None


async def test_what_was_returned_and_let_lie_is_offered_again_by_the_rules(chemicals):
    await chemicals.returns(CITY, CHEMICALS)
    again = (await chemicals.task(CHEMICALS)).offer_again_at
    await chemicals.ring_due()

    assert again == datetime.fromisoformat(NEXT_EVENING)
    assert [each.offer.signed_by for each in facts(chemicals.sent, TransferOffered)] == ["派件规则", "派件规则"]
    assert (await chemicals.task(CHEMICALS)).offered is not None


async def test_an_offer_nobody_answers_is_overdue_once(chemicals):
    for _ in range(3):
        await chemicals.ring_due()

    assert len(facts(chemicals.sent, TransferOverdue)) == 1
    assert len(chemicals.post_to("xfer.150622.overdue")) == 1


async def test_an_item_whose_condition_fails_while_it_is_on_its_way_ends_when_it_comes_back():
    desks = await Desks().begin(WATER, PERMIT, area_ha=6)
    await desks.gives(BANNER, PERMIT, CITY)
    await desks.says(SLJ, "refused", WATER, reason="弃土场选址不符合规定")
    await desks.returns(CITY, PERMIT)
    route = await desks.route()

    assert [each.item for each in facts(desks.sent, ItemNotHandled)] == [PERMIT]
    assert route.next_alarm() is None
    assert route.state == "decided"


async def test_an_item_that_a_department_works_on_or_disputes_stays_where_it_is():
    desks = await Desks().begin(FILING)
    order = {"case_number": desks.case, "item": FILING, "to": CITY, "reason": "请市里办", "signed_by": "派件岗"}
    await desks.says("150622.fgw", "accepted", FILING)
    at_work = await desks.desk_refused(BANNER, "hand-over", **order)
    await desks.says("150622.fgw", "returned", FILING, reason="属市级权限")
    disputed = await desks.desk_refused(BANNER, "hand-over", **order)

    assert "部门开始办理" in messages(at_work)
    assert (await desks.task(FILING)).custody.holder == BANNER
    assert disputed[0].field == "item"
