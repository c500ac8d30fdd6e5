"""办理情况反馈: whoever held an item before hears every state it comes to, and its result; of a restricted one, nothing else."""

import json

import pytest

from shared.contracts.common import RESTRICTED_NAME
from tests.unit.handover_world import BANNER, CHEMICALS, CITY, MINE, SECURITY, TOWNSHIP, WATER, YJJ, Desks
from tests.unit.routing_world import SLJ

SECRETS = ("国家安全", "公安", "gaj", "涉密工程")

ENERGY = 4  # 节能审查: that the city decides it is inferred, so a resolution may settle otherwise


def states(desks, centre):
    return [each["state_name"] for each in desks.post_to(f"xfer.{centre}.reported")]


async def test_items_that_never_left_are_reported_to_nobody():
    desks = await Desks().begin(WATER, area_ha=6)
    await desks.says(SLJ, "accepted", WATER)

    assert [message for message in desks.sent if message.subject.startswith("xfer.")] == []


async def test_every_state_and_the_result_are_reported_to_the_giver():
    desks = await Desks().begin(CHEMICALS)
    await desks.accepts(CITY, CHEMICALS)
    await desks.says(YJJ, "accepted", CHEMICALS)
    await desks.says(YJJ, "correction-needed", CHEMICALS, points=["安全条件论证报告缺少评审意见"])
    await desks.hear_correction(CHEMICALS)
    await desks.says(YJJ, "special-started", CHEMICALS, procedure="专家评审")
    await desks.says(YJJ, "special-ended", CHEMICALS)
    await desks.says(YJJ, "approved", CHEMICALS, document="鄂应急危化条件审字〔2026〕3号")
    last = desks.post_to("xfer.150622.reported")[-1]

    assert list(dict.fromkeys(states(desks, BANNER))) == [
        "已接件",
        "已受理",
        "部门开始办理",
        "补正（开始）",
        "补正（结束）",
        "特别程序（开始）",
        "特别程序（结束）",
        "办结（通过）",
    ]
    assert (last["holder"], last["document"]) == (CITY, "鄂应急危化条件审字〔2026〕3号")
    assert desks.post_to("xfer.150600.reported") == []


@pytest.mark.parametrize(("verb", "said", "result"), [("approved", {}, "11"), ("refused", {"reason": "不符合规程"}, "13")])
async def test_every_earlier_holder_hears_the_result_of_what_went_three_levels_up(verb, said, result):
    desks = await Desks("150622100-20260302-000001").begin(MINE, mine="underground")
    await desks.accepts(BANNER, MINE)
    await desks.accepts(CITY, MINE, 2)
    await desks.says(YJJ, "submitted", MINE, document="鄂应急字〔2026〕12号")
    await desks.says(YJJ, verb, MINE, document="内应急审字〔2026〕88号", **said)

    for centre in (TOWNSHIP, BANNER):
        last = desks.post_to(f"xfer.{centre}.reported")[-1]
        assert (last["state"], last["holder"], last["reason"]) == (result, "150000", said.get("reason"))
    assert desks.post_to("xfer.150000.reported") == desks.post_to("xfer.150600.reported") == []  # its department says it


async def test_whoever_lost_it_by_a_resolution_hears_of_it_too():
    desks = await Desks().begin(ENERGY, energy_tce=5000)
    await desks.accepts(CITY, ENERGY)
    matter = await desks.reports(BANNER, item=ENERGY)
    measure = {"owner": "150622.fgw", "act": "承办", "due": "2026-03-20", "binding": "handle", "item": ENERGY}
    await desks.says(matter["party"], "resolved", "E1", note="由旗发展和改革委员会承办", measures=[measure])

    assert desks.post_to("xfer.150600.reported")[-1]["holder"] == BANNER
    assert desks.post_to("xfer.150622.reported")[-1]["holder"] != BANNER  # it knows: it holds the item again


async def test_a_restricted_item_has_no_name_department_or_result_in_any_mail_between_centres_or_matter():
    desks = await Desks().begin(SECURITY)
    await desks.accepts(CITY, SECURITY)
    await desks.says("150600.gaj", "accepted", SECURITY)
    await desks.ring_until("escalated")
    await desks.says("150600.gaj", "refused", SECURITY, reason="涉密工程", document="涉密工程1号")
    between = [message for message in desks.sent if message.subject.startswith("xfer.")]
    matters = [matter.subject for matter in (await desks.route()).matters.values()]
    reports = desks.post_to("xfer.150622.reported")

    assert {each["item_name"] for each in reports} == {RESTRICTED_NAME}
    assert {(each["document"], each["reason"]) for each in reports} == {(None, None)}
    assert reports[-1]["state"] == "13"
    written = " ".join([*(message.body.decode() for message in between), *matters])
    assert [secret for secret in SECRETS if secret in written] == []
    assert matters


async def test_reasons_of_returns_stay_between_the_desks_of_a_restricted_item():
    desks = await Desks().begin(SECURITY)
    await desks.returns(CITY, SECURITY, 1, "涉密工程，须当面移交")
    await desks.ring_due()
    await desks.returns(CITY, SECURITY, 2, "涉密工程，须当面移交")
    (letter,) = desks.post_to("task.150600.gaj.escalated") or desks.post_to(f"task.{(await desks.route()).lead}.escalated")

    assert "涉密工程" not in json.dumps(letter, ensure_ascii=False)
    assert "两次" in letter["subject"] or "2次" in letter["subject"]
