"""Consultations, appointments and complaints: a correspondence of their own, and who must never hear of a complaint."""

import pytest

from services.notify.domain.notice import Notice
from shared.contracts import consultation, duties
from shared.contracts.base import Event
from shared.contracts.notify import InboxQuery
from shared.errors import Refused
from tests.unit.notify_parts import CENTRE
from tests.unit.notify_records import (
    ACCUSED,
    APPOINTED,
    ASKED,
    BOOKED,
    BY,
    COMPLAINED,
    CONSULTED,
    assigned,
    lit,
)
from tests.unit.notify_story import Bench, Postman, told


async def written(number: str, *facts: Event) -> list[Notice]:
    bench = Bench()
    assert await bench.use.hear(told(facts, case=number)) == {}
    return await bench.notices(number)


async def test_who_asks_learns_who_answers_by_when_and_gets_the_answer_where_it_may_go() -> None:
    postman = Postman()
    bench = Bench(postman)
    await bench.use.hear(told(CONSULTED, case=ASKED))
    await bench.post.drain()

    assert {letter.address for letter in postman.letters} == {"suhe@example.cn"}
    assert [letter.title for letter in postman.letters] == [
        "您的咨询已记录，由综合代办员一号负责答复",
        "您的咨询由有关单位共同研究答复",
        "您的咨询已答复",
        "您的咨询已转为办件 150622-20260302-000017",
    ]
    assert "准格尔旗绿源牧业有限公司的咨询（编号 150622-Z20260302-000003）" in postman.letters[0].text
    assert "1. 建设工程设计方案。请委托有资质的设计单位编制。" in postman.letters[2].text


async def test_who_does_not_say_who_he_is_is_answered_all_the_same() -> None:
    nobody = CONSULTED[0].model_copy(update={"asker": consultation.Asker()})
    first = (await written(ASKED, nobody))[0]

    assert first.text.startswith("您好。这里是准格尔旗政务服务中心。\n您的咨询（编号")
    assert first.outcome == "recorded"


async def test_a_consultation_about_a_restricted_item_is_answered_at_the_window() -> None:
    asked = CONSULTED[0].model_copy(update={"items": (29,)})
    notices = await written(ASKED, asked, CONSULTED[4])
    text = "".join(notice.text for notice in notices)

    assert "建厂房要办哪些手续" not in text
    assert "须先备案" not in text
    assert "答复内容请您到窗口当面了解" in notices[-1].text


async def test_a_late_answer_lights_for_whoever_has_to_give_it() -> None:
    notices = await written(ASKED, CONSULTED[0], CONSULTED[2])

    assert [notice.recipient for notice in notices if notice.template.endswith(".duty")] == ["agent", "section_head"]


async def test_an_appointment_is_confirmed_moved_and_reminded_of_with_its_hour() -> None:
    notices = await written(BOOKED, *APPOINTED[:3])

    assert [(notice.recipient, notice.title) for notice in notices] == [
        ("applicant", "预约成功：2026年3月9日09:30，上门服务"),
        ("agent", "新的预约：2026年3月9日09:30，上门服务"),
        ("applicant", "预约时间改为2026年3月10日15:00"),
        ("agent", "预约改为2026年3月10日15:00"),
        ("applicant", "预约提醒：2026年3月10日15:00，上门服务"),
        ("agent", "预约提醒：2026年3月10日15:00，上门服务"),
    ]


async def test_neither_telephone_nor_address_of_a_visit_stands_in_a_notice() -> None:
    text = "".join(notice.text for notice in await written(BOOKED, *APPOINTED))

    assert "13700000000" not in text
    assert "薛家湾镇" not in text


async def test_a_complaint_reaches_the_post_that_handles_it_and_after_it_the_one_above() -> None:
    notices = await written(ACCUSED, *COMPLAINED)

    assert [(notice.recipient, notice.template.partition(".")[2]) for notice in notices] == [
        ("section_head", "complaint-assigned"),
        ("section_head", "complaint-duty"),
        ("section_head", "complaint-duty"),
        ("vice_head", "complaint-assigned"),
        ("vice_head", "ailing"),
    ]


async def test_a_post_above_the_centre_has_an_inbox_of_its_own() -> None:
    notices = await written(ACCUSED, COMPLAINED[0], assigned("150600.supervisor", against="centre"))

    assert [notice.recipient for notice in notices] == ["150600.supervisor"]


async def test_nothing_of_a_complaint_says_who_complained_of_whom_or_what() -> None:
    text = "".join(notice.title + notice.text for notice in await written(ACCUSED, *COMPLAINED))

    assert "苏和" not in text
    assert "已责令改正" not in text
    assert "zh1" not in text


@pytest.mark.parametrize(
    ("against", "post"),
    [("section_head", "section_head"), ("vice_head", "vice_head"), ("centre", "supervisor"), ("agent", "agent")],
)
async def test_the_accused_is_told_nothing_whatever_a_fact_says(against: str, post: str) -> None:
    notices = await written(ACCUSED, COMPLAINED[0], assigned(post, against=against), lit(post, "clock", against=against))

    assert notices == []


async def test_a_duty_that_slips_into_a_complaint_reaches_no_agent() -> None:
    duty = duties.DutyLit(
        duty="answer", act="answer-complaint", what="答复投诉", actors=("section_head",), light="overdue", due=BY
    )
    moved = duties.DutyMoved(duty="answer", what="答复投诉", before=BY, due=BY)

    assert await written(ACCUSED, COMPLAINED[0], duty, moved) == []


async def test_the_inbox_of_a_complaint_is_one_post_s() -> None:
    bench = Bench()
    await bench.use.hear(told(COMPLAINED, case=ACCUSED))
    own = await bench.use.inbox(CENTRE, InboxQuery(case_number=ACCUSED, recipient="section_head"))

    assert len(own) == 3
    assert await bench.use.inbox(CENTRE, InboxQuery(case_number=ACCUSED, recipient="agent")) == []
    with pytest.raises(Refused, match="只供办理岗位查看"):
        await bench.use.inbox(CENTRE, InboxQuery(case_number=ACCUSED))
