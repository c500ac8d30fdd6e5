"""Items that go from centre to centre, and troubles that climb the ladder, through real processes."""

import json
from collections import Counter

from shared.bus import topology
from tests.e2e.forms import CITY, DALATE, XUEJIAWAN, ZHUNGEER, form
from tests.e2e.proof import prove
from tests.e2e.test_repeated_messages import stored

REGION = "150000"  # 内蒙古自治区: above the bus


async def journal(town, case):
    """The facts of a case by name."""
    return Counter(event["name"] for event in (await town.ask("archive", "timeline", case))["events"])


async def test_an_item_goes_from_a_town_to_the_region_and_its_result_comes_back_to_every_desk_it_passed(town):
    kiln = form(XUEJIAWAN, "薛家湾镇活性石灰窑项目", [5, 4], project={"energy_tce": 12000})
    async with town.at_work([kiln]) as day:
        pass

    (case,) = day.numbers
    await prove(town, [case])
    tasks = {task["item"]: task for task in (await town.ask("routing", "route", case))["tasks"]}
    assert [held["holder"] for held in tasks[4]["custody"]] == [XUEJIAWAN, ZHUNGEER, CITY, REGION]
    assert [held["holder"] for held in tasks[5]["custody"]] == [XUEJIAWAN, ZHUNGEER]
    assert tasks[4]["submission"] == "150600.fgw-转报-04"
    assert (await town.ask("intake", "case", case))["state"] == "closed"
    letters = [message async for message in stored(town.js, topology.TRANSFERS) if case.encode() in message.data]
    ends = [(message.subject, json.loads(message.data)) for message in letters if message.subject.endswith(".reported")]
    approved = [(subject, told["item"]) for subject, told in ends if told["state"] == "11"]
    assert sorted(approved) == [
        (f"xfer.{ZHUNGEER}.reported", 4),
        (f"xfer.{XUEJIAWAN}.reported", 4),
        (f"xfer.{XUEJIAWAN}.reported", 5),
    ]


async def test_what_nobody_takes_climbs_three_rungs_and_the_resolution_is_carried_out(town):
    measures = [
        {"owner": "150600.yjj", "act": "承办安全条件审查", "binding": "handle", "item": 27, "days": 20},
        {"owner": "150621.fgw", "act": "核定项目储存规模"},
    ]
    form_ = form(
        DALATE,
        "达拉特旗液氯储存项目",
        [5, 27],
        desks={CITY: {"items": {27: {"ignore": True}}}},
        departments={
            "150621.fgw": {"rung": {"silent": True}},
            "150621.zfb": {"rung": {"pass_on": "须由市级确定"}},
            "150600.ldxzb": {"rung": {"resolve": "由市应急管理局承办", "measures": measures}},
        },
    )
    async with town.at_work([form_]) as day:
        pass

    (case,) = day.numbers
    await prove(town, [case])
    route = await town.ask("routing", "route", case)
    climbing = next(matter for matter in route["escalations"] if matter["trigger"] == "handover_overdue")
    assert [(climb["party"], climb["outcome"]) for climb in climbing["climbs"]] == [
        ("150621.fgw", "silent"),
        ("150621.zfb", "passed_on"),
        ("150600.ldxzb", "resolved"),
    ]
    assert [(measure["owner"], measure["state"]) for measure in climbing["measures"]] == [
        ("150600.yjj", "done"),
        ("150621.fgw", "done"),
    ]
    assert [line["state"] for line in route["transfers"]] == ["withdrawn"]
    said = await journal(town, case)
    once = ("transfer-overdue", "transfer-withdrawn", "matter-escalated", "matter-resolved", "matter-closed")
    assert {name: said[name] for name in once} == dict.fromkeys(once, 1)
    assert (said["matter-climbed"], said["measure-done"]) == (2, 2)
