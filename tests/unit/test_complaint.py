"""Complaints from receipt to their end: handled by others than the accused, within limits, told to whoever complained."""

from datetime import timedelta

import pytest

from shared.bus import Cause
from shared.contracts.complaint import (
    ComplaintAnswered,
    ComplaintAssigned,
    ComplaintClosed,
    ComplaintLit,
    ComplaintReceived,
)
from shared.errors import Refused
from tests.fakes import facts
from tests.unit.complaint_world import (
    ABOVE,
    ANSWER,
    CASE,
    CENTRE,
    CITY,
    COMPLAINT,
    NEIGHBOUR,
    NUMBER,
    REPORT,
    World,
)

CODE = "CODE00000001"


@pytest.fixture
def world():
    return World()


async def test_a_complaint_gets_a_number_a_handler_a_limit_and_a_query_code(world):
    told = await world.ask("complain", COMPLAINT)

    assert (told["complaint_number"], told["handler"], told["query_code"]) == (NUMBER, "section_head", CODE)
    assert told["due"].startswith("2026-03-03T17:30")
    assert world.said() == ["complaint-received", "complaint-assigned"]


async def test_no_fact_of_a_complaint_says_who_complained_or_what_he_wrote(world):
    await world.answered(COMPLAINT, "section_head")

    sent = b"".join(message.body for message in world.complaints.sent).decode()
    assert "项目经办人" not in sent
    assert "1380000" not in sent
    assert "不接电话" not in sent
    assert CODE not in sent
    assert not facts(world.complaints.sent, ComplaintReceived)[0].anonymous


async def test_of_an_anonymous_report_nothing_but_the_hash_of_the_code_is_kept(world):
    told = await world.ask("complain", REPORT)

    kept = (await world.first()).model_dump_json()
    assert told["handler"] == "supervisor"
    assert told["query_code"] not in kept
    assert (await world.first()).complainant is None


async def test_the_same_request_is_one_complaint_and_a_lost_reply_is_given_a_new_code(world):
    await world.ask("complain", COMPLAINT, request="17")
    again = await world.ask("complain", COMPLAINT, request="17")

    assert (again["complaint_number"], again["query_code"]) == (NUMBER, "CODE00000002")
    assert (await world.own("complaint", "CODE00000002"))["state"] == "received"
    with pytest.raises(Refused, match="没有这件投诉"):
        await world.own("complaint", CODE)
    assert len(facts(world.complaints.sent, ComplaintReceived)) == 1


async def test_later_nobody_is_given_a_new_code_for_an_old_request(world):
    await world.ask("complain", COMPLAINT, request="17")
    world.clock.advance(timedelta(minutes=11))

    with pytest.raises(Refused, match="查询码只给一次"):
        await world.ask("complain", COMPLAINT, request="17")


async def test_against_an_agent_without_his_id_it_is_the_agent_of_the_case(world):
    told = await world.ask("complain", COMPLAINT | {"against": "agent", "case_number": CASE})

    assert told["against"] == "agent:tz1"


@pytest.mark.parametrize(
    ("changes", "fields"),
    [
        ({"against": "agent"}, ["against"]),
        ({"against": "agent:zh9"}, ["against"]),
        ({"against": "150622.nobody"}, ["against"]),
        ({"against": "999999.zrzyj"}, ["against"]),
        ({"against": "隔壁老王"}, ["against"]),
        ({"case_number": "17"}, ["case_number"]),
        ({"case_number": CASE.replace(CENTRE, NEIGHBOUR)}, ["case_number"]),
        ({"anonymous": True}, ["complainant"]),
        ({"complainant": None}, ["complainant"]),
        ({"complainant": {"name": "项目经办人", "telephone": "139"}, "against": "x"}, ["complainant.telephone", "against"]),
    ],
)
async def test_a_faulty_complaint_is_told_every_fault_and_not_kept(world, changes, fields):
    with pytest.raises(Refused) as refused:
        await world.ask("complain", COMPLAINT | changes)

    assert [fault.field for fault in refused.value.faults] == fields
    assert all(fault.remedy for fault in refused.value.faults)
    assert world.complaints.all() == []


@pytest.mark.parametrize("by", ["agent:zh1", "agent", "window", "agent:zh2", "clock", "complainant"])
@pytest.mark.parametrize("act", ["complaint", "accept-complaint", "contact-complainant"])
async def test_the_accused_and_his_colleagues_are_told_that_there_is_none_and_it_is_recorded(world, act, by):
    await world.ask("complain", COMPLAINT)

    (fault,) = await world.refused(act, by)

    assert fault.message == "没有这件投诉，或无权查看"
    assert world.refusals.noted == [(NUMBER, f"{CENTRE}/{by}", act, fault.message)]


async def test_a_section_head_neither_sees_nor_handles_a_report_of_misconduct(world):
    await world.ask("complain", REPORT)

    (fault,) = await world.refused("accept-complaint", "section_head")

    assert "没有这件投诉" in fault.message
    assert (await world.ask("complaints", {"by": "section_head"}))["complaints"] == []
    assert len((await world.ask("complaints", {"by": "supervisor"}))["complaints"]) == 1


async def test_only_the_handler_acts_though_others_may_look(world):
    await world.ask("complain", COMPLAINT)

    (fault,) = await world.refused("accept-complaint", "vice_head")

    assert "由 section_head 办理" in fault.message
    assert (await world.act("complaint", "vice_head"))["complainant"] is None


async def test_another_centre_hears_of_no_complaint(world):
    await world.ask("complain", COMPLAINT)

    (fault,) = await world.refused("accept-complaint", "section_head", centre=NEIGHBOUR)

    assert "没有这件投诉" in fault.message


async def test_the_post_above_acts_at_its_own_desk_and_nobody_can_borrow_its_name(world):
    await world.ask("complain", COMPLAINT | {"against": "vice_head"})

    (fault,) = await world.refused("accept-complaint", ABOVE)
    told = await world.act("accept-complaint", "supervisor", centre=CITY)

    assert "没有这件投诉" in fault.message
    assert (told["handler"], told["state"]) == (ABOVE, "in_hand")


async def test_where_no_centre_is_above_the_government_office_is(world):
    told = await world.ask("complain", COMPLAINT | {"against": "centre"}, centre=CITY)

    assert told["handler"] == "150600.zfb"
    assert told["handler_name"] == "本级人民政府办公室"


async def test_only_the_complainant_takes_a_complaint_back_and_nobody_a_report_of_misconduct(world):
    made = await world.ask("complain", COMPLAINT)
    (fault,) = await world.refused("close-complaint", "section_head", ground="withdrawn", note="已和解")
    told = await world.own("close-complaint", made["query_code"], ground="withdrawn", note="已解决")
    report = await world.ask("complain", REPORT)

    assert "本人" in fault.message
    assert told["ground_name"] == "投诉人撤回"
    with pytest.raises(Refused, match="不因撤回而终止"):
        await world.ask(
            "close-complaint",
            {
                "complaint_number": report["complaint_number"],
                "query_code": report["query_code"],
                "ground": "withdrawn",
                "note": "x",
            },
        )


async def test_a_complaint_is_passed_on_only_to_who_may_handle_it(world):
    await world.ask("complain", COMPLAINT)
    faults = [
        (await world.refused("assign-complaint", "section_head", to=to, reason="x"))[0]
        for to in ("section_head", "agent:zh2", "150602.supervisor")
    ]
    told = await world.act("assign-complaint", "section_head", to="superior", reason="涉及本科室管理")

    assert {fault.field for fault in faults} == {"to"}
    assert (told["handler"], told["due"][:10]) == (ABOVE, "2026-03-03")


async def test_the_telephone_is_masked_and_read_in_full_on_record_only(world):
    await world.ask("complain", COMPLAINT)
    masked = await world.act("complaint", "section_head")
    told = await world.act("contact-complainant", "section_head")
    shown = await world.act("complaint", "section_head")

    assert masked["complainant"] == {"name": "项**", "telephone": "138****0000"}
    assert told["contact"]["telephone"] == "13800000000"
    assert shown["history"][-1]["act"] == "contact-complainant"


async def test_nobody_reads_how_to_reach_an_anonymous_person(world):
    await world.ask("complain", REPORT)

    (fault,) = await world.refused("contact-complainant", "supervisor")

    assert "匿名" in fault.message


async def test_what_nobody_accepts_climbs_and_is_never_silent(world):
    await world.ask("complain", COMPLAINT)
    for _ in range(8):
        await world.ring()

    lit = facts(world.complaints.sent, ComplaintLit)
    climbs = [fact.handler for fact in facts(world.complaints.sent, ComplaintAssigned)]
    assert climbs == ["section_head", "vice_head", ABOVE]
    assert [fact.light for fact in lit] == ["red", "overdue"] * 4
    assert [fact.actors for fact in lit if fact.light == "overdue"] == [("section_head",), ("vice_head",), (ABOVE,), (ABOVE,)]
    told = await world.act("complaint", "supervisor", centre=CITY)
    assert (told["overdue"], told["handler"]) == (True, ABOVE)


async def test_an_alarm_that_is_not_wanted_any_more_changes_nothing(world):
    await world.ask("complain", COMPLAINT)
    before = (await world.first()).alarm_number
    await world.act("accept-complaint", "section_head")
    said = world.said()
    await world.use.due(NUMBER, before, Cause("late alarm"))

    assert world.said() == said


async def test_an_anonymous_complaint_ends_by_itself_when_nobody_objects_to_the_answer(world):
    await world.answered(REPORT, "supervisor")
    while (await world.first()).open:
        await world.ring()

    (closed,) = facts(world.complaints.sent, ComplaintClosed)
    assert (closed.ground, closed.by) == ("no_word", "clock")
    assert world.clock.now().isoformat().startswith("2026-03-09T17:30")


async def test_a_late_answer_says_that_it_is_late(world):
    await world.ask("complain", COMPLAINT)
    await world.act("accept-complaint", "section_head")
    while not (await world.first()).late:
        await world.ring()
    await world.act("answer-complaint", "vice_head", **ANSWER)

    assert not facts(world.complaints.sent, ComplaintAnswered)[0].in_time
    assert not (await world.first()).late


async def test_who_acts_must_be_said_once(world):
    await world.ask("complain", COMPLAINT)
    for who in ({}, {"by": "section_head", "query_code": CODE}):
        with pytest.raises(Refused, match="只写一种"):
            await world.ask("accept-complaint", {"complaint_number": NUMBER} | who)


async def test_an_act_in_the_wrong_state_is_told_what_is_possible(world):
    await world.ask("complain", COMPLAINT)

    (fault,) = await world.refused("answer-complaint", "section_head", **ANSWER)

    assert "“待受理”" in fault.message
    assert "受理投诉（accept-complaint）" in fault.remedy


async def test_who_is_no_post_of_supervision_gets_no_list(world):
    with pytest.raises(Refused, match="不是本中心办理投诉的岗位"):
        await world.ask("complaints", {"by": "agent:zh1"})
    with pytest.raises(Refused, match="不是本中心办理投诉的岗位"):
        await world.ask("complaints", {"by": ABOVE})


async def test_the_month_is_told_by_the_five_points_and_what_intake_cannot_know_is_said(world):
    world.counts.of_complaints.update({"received": 3, "kind:overstepping": 1, "anonymous": 2})

    told = await world.ask("supervision", {"month": "2026-12-15"})

    ((centre, month),) = world.counts.asked
    assert (centre, str(month.first), str(month.after), told.month) == (CENTRE, "2026-12-01", "2027-01-01", "2026-12")
    assert [bool(point.counts) for point in told.points] == [True, False, True, True, True]
    assert "派件" in told.points[1].elsewhere
    assert told.points[4].counts["其中匿名"] == 2
    assert told.points[2].counts["本月收到的越权投诉"] == 1
