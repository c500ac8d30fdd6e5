"""What each reader of a route is shown: the centre of the case, the desks, and a department that has answered."""

import json

import pytest

from shared.errors import Refused
from tests.unit.handover_world import BANNER, CHEMICALS, CITY, FILING, SECURITY, WATER, Desks, messages

POLICE = "150600.gaj"
SECRETS = ("国家安全", "公安", "gaj", "涉密工程", "security")


def secrets_in(told) -> list[str]:
    written = json.dumps(told, ensure_ascii=False)
    return [secret for secret in SECRETS if secret in written]


@pytest.fixture
async def secret():
    """The restricted item, returned once by the city with a reason that nobody else is to read, beside an ordinary one."""
    desks = await Desks().begin(SECURITY, WATER, area_ha=6)
    await desks.returns(CITY, SECURITY, 1, "涉密工程，须当面移交")
    return desks


async def test_a_department_sees_its_own_task_in_full_and_no_other_one(secret):
    await secret.ring_until("offered")
    await secret.accepts(CITY, SECURITY, 2)
    mine = await secret.says(POLICE, "refused", SECURITY, reason="涉密工程", document="涉密工程1号")
    other = await secret.says("150622.slj", "accepted", WATER)

    assert (mine["department"], mine["reason"], mine["document"]) == ("gaj", "涉密工程", "涉密工程1号")
    assert mine["decided_by"]
    assert (other["item"], secrets_in(other)) == (WATER, [])


async def test_a_rung_sees_its_matter_and_the_owner_of_a_measure_the_measure():
    desks = await Desks().begin(WATER, FILING, area_ha=6)
    asked = await desks.reports(BANNER, item=WATER)
    measure = {"owner": "150622.slj", "act": "组织踏勘", "due": "2026-03-20", "binding": "act"}
    matter = await desks.says(asked["party"], "resolved", "E1", note="由水利局组织踏勘", measures=[measure])
    done = await desks.says("150622.slj", "done", "E1/M1", note="已踏勘")

    assert (matter["matter_id"], matter["resolution"]) == (f"{desks.case}/E1", "由水利局组织踏勘")
    assert (done["measure_id"], done["state"], done["evidence"]) == (f"{desks.case}/E1/M1", "done", "已踏勘")
    assert "tasks" not in matter | done


async def test_the_centre_sees_of_a_restricted_item_no_more_than_how_far_it_is(secret):
    with pytest.raises(Refused):
        await secret.says(POLICE, "refused", SECURITY, reason="涉密工程")
    await secret.ring_until("offered")
    told = await secret.query()
    (task,) = [task for task in told["tasks"] if task["item"] == SECURITY]
    case_rules = {by["rule"] for by in told["decided_by"]}

    assert (task["department"], task["department_name"], task["decided_by"]) == ("", "主管部门", [])
    assert [line["returned_reason"] or line["reason"] for line in told["transfers"]] == ["限制公开", "限制公开"]
    assert told["transfers"][1]["returned_before"] == ["限制公开"]
    assert secrets_in({**told, "decided_by": [], "lead_department": "", "lead_department_name": ""}) == []
    assert case_rules


async def test_the_desk_that_is_asked_again_reads_nothing_of_why_a_restricted_item_was_returned(secret):
    await secret.ring_until("offered")
    last = secret.post_to("xfer.150600.offered")[-1]
    desk = await secret.desk(CITY, "transfers")

    assert last["returned_before"] == ["限制公开"]
    assert secrets_in(desk) == []


async def test_what_came_back_is_on_the_desk_of_its_giver_until_it_acts_or_the_time_is_over():
    desks = await Desks().begin(CHEMICALS)
    await desks.returns(CITY, CHEMICALS, reason="材料未随附")
    (back,) = (await desks.desk(BANNER, "transfers"))["returned"]
    again_at = (await desks.task(CHEMICALS)).offer_again_at
    waiting = (await desks.query())["tasks"][0]["state_name"]
    theirs = (await desks.desk(CITY, "transfers"))["returned"]
    await desks.ring_until("offered")
    offered = (await desks.desk(BANNER, "transfers"))["returned"]
    await desks.returns(CITY, CHEMICALS, 2, "材料未随附")
    (stuck,) = (await desks.desk(BANNER, "transfers"))["returned"]

    assert (back["returned_reason"], back["again_at"]) == ("材料未随附", again_at.isoformat())
    assert waiting == "被退回，待处理"
    assert theirs == offered == []
    assert stuck["again_at"] is None


async def test_the_centre_of_a_case_is_shown_the_last_twenty_acts_that_were_refused():
    desks = await Desks().begin(WATER, area_ha=6)
    for number in range(21):
        await desks.refuses("150622.slj", "refused", WATER)
        await desks.desk_refused(BANNER, "accept-transfer", transfer_id=f"{desks.case}/15/T{number + 1}", signed_by="派件岗")
    await desks.desk_refused(BANNER, "hand-over", case_number=desks.case, item=WATER, to=CITY, reason="", signed_by="派件岗")
    refusals = (await desks.query())["refusals"]

    assert len(refusals) == 20
    assert (refusals[-1]["who"], refusals[-1]["act"]) == (BANNER, "hand-over")
    assert [fault["field"] for fault in refusals[-1]["faults"]] == ["reason"]
    assert {act["who"] for act in refusals} == {"150622.slj", BANNER}
    assert all(act["at"] and act["faults"] for act in refusals)


async def test_refusals_about_a_restricted_item_tell_neither_its_department_nor_why(secret):
    await secret.refuses(POLICE, "refused", SECURITY, reason="涉密工程")
    await secret.refuses("150622.slj", "refused", WATER)
    hidden, plain = (await secret.query())["refusals"]

    assert (hidden["who"], hidden["faults"]) == ("主管部门", [])
    assert (plain["who"], bool(plain["faults"])) == ("150622.slj", True)


async def test_a_place_that_is_not_known_is_refused_without_naming_files_of_the_system():
    desks = await Desks().begin(WATER, area_ha=6)
    order = {"case_number": desks.case, "item": WATER, "to": "999999", "reason": "请协助", "signed_by": "派件岗"}
    refused = await desks.desk_refused(BANNER, "hand-over", **order)

    assert "999999" in messages(refused)
    assert "json" not in messages(refused)
