"""Consultations: recorded, one responsible, a joint answer in time or overdue, and turned into an application."""

from datetime import datetime

import pytest

from shared.bus import Cause
from shared.clock import CHINA
from shared.contracts.consultation import ConsultationAnswered, ConsultationReceived, ConsultationReferred
from shared.contracts.duties import DutyLit
from shared.errors import Refused
from tests.fakes import facts
from tests.unit.reception_world import CENTRE, LAND, QUESTION, SECTION, TOWN, Z1, ReceptionWorld


def at(day: int, hour: int = 9, minute: int = 0) -> datetime:
    return datetime(2026, 3, day, hour, minute, tzinfo=CHINA)


@pytest.fixture
def world() -> ReceptionWorld:
    return ReceptionWorld()


async def act(world: ReceptionWorld, operation: str, **order):
    return await world.ask(f"consult-{operation}", {"consultation": Z1, **order})


async def test_a_question_is_recorded_and_one_agent_answers_for_it_in_three_working_days(world):
    told = await world.ask("consult", QUESTION)

    assert (told["consultation"], told["state_name"]) == (Z1, "待答复")
    assert told["asker"]["phone"] == "138****0000"
    (received,) = facts(world.sent, ConsultationReceived)
    assert received.responsible.id == told["agent"]["id"]
    assert received.due == "2026-03-05T17:30:00+08:00"


async def test_no_fact_has_the_telephone_and_who_must_call_reads_it_in_the_record(world):
    await world.ask("consult", QUESTION)
    told = await world.ask("consultation", {"consultation": Z1, "contact": True})

    sent = b"".join(message.body for message in world.sent).decode()
    (received,) = facts(world.sent, ConsultationReceived)
    assert "13800000000" not in sent
    assert received.asker.phone == "138****0000"
    assert told["asker"]["phone"] == "13800000000"
    assert (await world.ask("consultation", {"consultation": Z1}))["asker"]["phone"] == "138****0000"


async def test_nobody_has_to_say_who_he_is(world):
    told = await world.ask("consult", {"question": "农村牧区供水怎么办？"})

    assert (told["asker"]["name"], told["asker"]["phone"]) == (None, None)


async def test_every_fault_of_a_question_is_told_at_once_and_put_on_record(world):
    faults = await world.refusal(
        "consult", {"question": "？", "items": [5, 99], "agent": "zh9", "asker": {"phone": "12", "uscc": "91"}}
    )

    assert {fault.field for fault in faults} == {"items.1", "agent", "asker.phone", "asker.uscc"}
    assert "29" not in next(fault.remedy for fault in faults if fault.field == "items.1").split("：")[1].split("、")
    assert [(case, act) for case, _, act, _ in world.refusals.noted] == [(CENTRE, "consult")]


async def test_the_same_request_is_the_same_consultation(world):
    numbers = {(await world.ask("consult", QUESTION, request="17"))["consultation"] for _ in range(3)}

    assert numbers == {Z1}
    assert world.said() == ["consultation-received"]


async def test_who_was_asked_first_answers_and_nobody_else(world):
    await world.consulted(agent="zh2")

    faults = await world.refusal("consult-answer", {"consultation": Z1, "answer": "先备案", "agent": "zh1"})

    assert "首问责任人" in faults[0].message
    assert world.refusals.noted[-1][:3] == (Z1, CENTRE, "consult-answer")
    assert (await act(world, "answer", answer="先备案", agent="zh2"))["state"] == "answered"


async def test_the_answer_tells_everything_that_the_named_items_need(world):
    await world.consulted(items=[5])
    await act(world, "answer", answer="先备案", items=[4, 29])

    (answered,) = facts(world.sent, ConsultationAnswered)
    assert [told.item for told in answered.told] == [5, 4, 29]
    energy = answered.told[1]
    assert "节能报告" in [material.name for material in energy.materials]
    assert all(material.how_to for material in energy.materials)
    assert answered.told[2].model_dump(exclude={"item"}) == {
        "item_name": "一个事项",
        "kind": "",
        "promised": "",
        "materials": (),
    }
    assert answered.catalogue_version
    assert answered.in_time


async def test_a_hard_question_goes_to_the_sections_for_a_joint_answer(world):
    await world.consulted()
    await world.until(at(3))
    await act(world, "refer", to=[SECTION, LAND], note="请按职责答复")
    await act(world, "contribute", section=LAND, answer="须先办用地预审")
    told = await act(world, "contribute", section=SECTION, answer="备案当场办结")
    await act(world, "answer", answer="先备案，再办节能审查")

    (referred,) = facts(world.sent, ConsultationReferred)
    assert [section.name for section in referred.sections] == [SECTION, "准格尔旗自然资源局"]
    assert referred.due == "2026-03-06T17:30:00+08:00"
    assert told["outstanding"] == []
    (answered,) = facts(world.sent, ConsultationAnswered)
    assert [(part.section, part.answer) for part in answered.parts] == [(SECTION, "备案当场办结"), (LAND, "须先办用地预审")]


async def test_a_second_referral_moves_no_limit(world):
    await world.consulted()
    await world.until(at(3))
    await act(world, "refer", to=[SECTION])
    await world.until(at(4))
    await act(world, "refer", to=[LAND])

    assert [fact.due[:10] for fact in facts(world.sent, ConsultationReferred)] == ["2026-03-06", "2026-03-06"]


async def test_a_silent_section_does_not_keep_the_answer_back_but_is_named(world):
    await world.consulted()
    await act(world, "refer", to=[SECTION, LAND])
    await act(world, "contribute", section=SECTION, answer="备案当场办结")
    await act(world, "answer", answer="先备案")

    (answered,) = facts(world.sent, ConsultationAnswered)
    assert answered.outstanding == ("准格尔旗自然资源局",)


@pytest.mark.parametrize("to", ["不存在的科室", "150602.zrzyj", "150622.xxx", "411325.zrzyj", ""])
async def test_only_the_centres_sections_and_departments_here_and_above_are_asked(world, to):
    await world.consulted()

    faults = await world.refusal("consult-refer", {"consultation": Z1, "to": [SECTION, to]})

    assert [fault.field for fault in faults] == ["to.1"]
    assert SECTION in faults[0].remedy


async def test_a_township_refers_to_the_banners_department(world):
    told = await world.ask("consult", QUESTION, centre=TOWN)
    await world.ask("consult-refer", {"consultation": told["consultation"], "to": [LAND]}, centre=TOWN)

    assert facts(world.sent, ConsultationReferred)[0].sections[0].name == "准格尔旗自然资源局"


async def test_each_section_says_its_part_once_and_only_when_asked(world):
    await world.consulted()
    await act(world, "refer", to=[SECTION])
    await act(world, "contribute", section=SECTION, answer="备案当场办结")

    again = await world.refusal("consult-contribute", {"consultation": Z1, "section": SECTION, "answer": "再说一遍"})
    stranger = await world.refusal("consult-contribute", {"consultation": Z1, "section": LAND, "answer": "没问过"})
    twice = await world.refusal("consult-refer", {"consultation": Z1, "to": [SECTION]})

    assert "已提出过意见" in again[0].message
    assert "没有转给" in stranger[0].message
    assert "已转过" in twice[0].message


async def test_an_unanswered_question_turns_red_and_overdue_and_is_asked_for_again(world):
    await world.consulted()

    await world.until(at(11, 12))

    lights = [(fact.light, fact.actors, fact.times_asked) for fact in facts(world.sent, DutyLit) if fact.light != "yellow"]
    both = ("agent", "section_head")
    assert lights == [("red", ("agent",), 1), ("overdue", both, 1), ("red", both, 2), ("overdue", both, 2)]
    listed = await world.ask("consultations", {"state": "overdue"})
    assert [(one["consultation"], one["due"][:10]) for one in listed["consultations"]] == [(Z1, "2026-03-05")]


async def test_an_overdue_question_stays_answerable_also_by_the_section_head(world):
    await world.consulted()
    early = await world.refusal("consult-answer", {"consultation": Z1, "answer": "先备案", "by": "section_head"})
    await world.until(at(6))
    await act(world, "answer", answer="先备案", by="section_head")

    assert "首问责任人" in early[0].message
    (answered,) = facts(world.sent, ConsultationAnswered)
    assert (answered.in_time, answered.by) == (False, "section_head")
    assert (await world.ask("consultation", {"consultation": Z1}))["due"][:10] == "2026-03-05"


async def test_a_referral_after_the_limit_does_not_hide_that_it_is_over(world):
    await world.consulted()
    await world.until(at(6))
    told = await act(world, "refer", to=[SECTION])

    assert told["overdue"]
    assert facts(world.sent, ConsultationReferred)[0].due[:10] == "2026-03-05"
    await act(world, "answer", answer="先备案")
    assert not facts(world.sent, ConsultationAnswered)[0].in_time


async def test_an_answered_consultation_closes_by_itself_in_the_end_without_a_light(world):
    await world.consulted()
    await act(world, "answer", answer="先备案")
    await world.until(datetime(2026, 4, 30, tzinfo=CHINA))

    told = await world.ask("consultation", {"consultation": Z1})
    assert (told["state"], told["closed_reason"]) == ("closed", "答复后期满未再提出，自动结束")
    assert facts(world.sent, DutyLit) == []
    assert world.consultations.all()[0].alarm_at is None


async def test_unanswered_and_answered_are_listed_apart_page_by_page(world):
    for _ in range(3):
        await world.consulted()
    await act(world, "answer", answer="先备案")
    await world.ask("consult", QUESTION, centre=TOWN)

    async def numbers(**query):
        found = await world.ask("consultations", query)
        return [one["consultation"][-1] for one in found["consultations"]]

    assert await numbers() == ["3", "2", "1"]
    assert await numbers(state="unanswered") == ["3", "2"]
    assert await numbers(state="answered") == ["1"]
    assert await numbers(limit=2) == ["3", "2"]
    assert await numbers(limit=2, after="150622-z20260302-000002") == ["1"]


async def test_another_centre_does_not_see_it(world):
    await world.consulted()

    faults = await world.refusal("consultation", {"consultation": Z1}, centre="150602")

    assert [fault.message for fault in faults] == ["咨询不存在"]


async def test_an_act_in_the_wrong_state_is_told_the_state_and_what_is_possible(world):
    await world.consulted()
    await act(world, "close", reason="不再办理")

    faults = await world.refusal("consult-answer", {"consultation": Z1, "answer": "先备案"})

    assert faults[0].message == "本咨询当前为“已结束”，不能答复"
    assert "consult apply" in faults[0].remedy


async def test_an_alarm_that_is_not_wanted_any_more_changes_nothing(world):
    await world.consulted()
    await act(world, "answer", answer="先备案")
    before = world.said()

    await world.reception.due(Z1, 1, Cause("迟到的闹钟"))

    assert world.said() == before


async def test_a_body_that_cannot_be_read_is_refused_and_put_on_record(world):
    await world.consulted()

    await world.refusal("consult-answer", {"consultation": Z1, "reply": "写错了字段"})
    await world.refusal("consult", b"{")

    assert [(case, act) for case, _, act, _ in world.refusals.noted] == [(Z1, "consult-answer"), (CENTRE, "consult")]


async def test_an_unknown_centre_is_refused(world):
    with pytest.raises(Refused, match="没有代码为 150000"):
        await world.ask("consult", QUESTION, centre="150000")
