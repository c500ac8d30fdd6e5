"""What is told of the case file in full: checks, promises, mandate, forms, results, evaluation."""

from typing import Any

import pytest

from shared.contracts import intake, interruptions, mandate, materials
from shared.contracts.base import Event
from tests.unit.notify_file import (
    AT,
    CHECKED,
    CLOSED,
    CONTACT,
    EVALUATED,
    FILED,
    SIGNED,
    SUSPENDED,
    TERMINATED,
    drawn,
    graded,
    promise,
)
from tests.unit.notify_parts import CASE
from tests.unit.notify_story import ACCEPTED, AGENT, FORM, INTAKE, MORNING, Bench, Postman, after, told


async def test_every_round_of_deficiencies_is_told_once() -> None:
    third = CHECKED.model_copy(update={"round": 3})
    complete = CHECKED.model_copy(update={"round": 4, "complete": True, "missing": ()})
    written = await after(CHECKED, CHECKED, third, complete)

    assert [notice.reason for notice in written] == ["deficiency:2", "deficiency:3"]
    assert "1. 总平面图。请加盖设计单位出图章。" in written[0].text


async def test_who_is_deemed_accepted_is_told_so_with_the_clause_and_who_failed_is_told_too() -> None:
    applicant, head = await after(FILED[1])

    assert "依照行政许可法第三十二条，您的申请材料自收到之日2026年3月2日起视为受理" in applicant.text
    assert head.recipient == "section_head"


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({}, "材料齐全，委托协议已签订"),
        ({"deemed": True}, "依照行政许可法第三十二条，您的申请材料视为受理；本件自2026年3月3日起办理"),
        ({"promises": (promise(),)}, "其余材料依您的书面承诺容缺受理"),
    ],
)
async def test_an_acceptance_is_told_as_it_came_about(more: dict[str, Any], said: str) -> None:
    bench = Bench()
    await bench.use.hear(told((*ACCEPTED[:7], ACCEPTED[7].model_copy(update=more))))

    assert said in (await bench.notices())[-1].text


async def test_without_a_mandate_none_is_spoken_of() -> None:
    bench = Bench()
    form = FORM.model_copy(update={"service": "accompany"})
    accepted = intake.CaseAccepted(application=form, agent=AGENT, accepted_at=AT)
    supplied = intake.MaterialsSupplemented(materials=(), complete=True)
    changed = INTAKE[8]
    facts = (intake.CaseSubmitted(application=form, submitted_at=AT), INTAKE[1], supplied, accepted, changed)
    await bench.use.hear(told(facts))

    assert len(await bench.notices()) == 5
    assert "委托协议" not in "".join(notice.text for notice in await bench.notices())


async def test_a_tolerance_names_what_by_when_and_what_follows() -> None:
    (notice,) = await after(FILED[3])

    assert "您承诺补交：日照分析报告，不晚于2026年3月17日" in notice.text
    assert "逾期不补，或者补交的材料不符合要求的，该事项终止办理" in notice.text


async def test_a_commitment_names_its_check_and_what_follows() -> None:
    (notice,) = await after(materials.PromiseMade(promise=promise("commitment"), at=AT))

    assert "我们将于2026年3月17日前核查" in notice.text
    assert "依法撤销相应的决定" in notice.text


async def test_a_broken_promise_is_told_to_both_sides_with_what_it_means() -> None:
    broken = materials.PromiseBroken(promise=promise(), reason="期满未补交", at=AT)
    applicant, agent = await after(broken)

    assert "情况：期满未补交" in applicant.text
    assert "该事项终止办理" in applicant.text
    assert agent.recipient == "agent"


@pytest.mark.parametrize(
    ("cause", "count"), [("revoked", 2), ("expired", 2), ("fulfilled", 0), ("terminated", 0), ("withdrawn", 0)]
)
async def test_a_mandate_that_ends_before_its_aim_is_told_to_both_sides(cause: Any, count: int) -> None:
    written = await after(mandate.MandateEnded(cause=cause, at=AT))

    assert [notice.recipient for notice in written] == ["applicant", "agent"][:count]


async def test_a_mandate_that_is_signed_anew_is_news() -> None:
    written = await after(mandate.MandateEnded(cause="revoked", at=AT), INTAKE[6])

    assert [notice.reason for notice in written if notice.recipient == "applicant"] == ["mandate-ended:1", "mandate:2"]


async def test_another_agent_is_told_with_the_reason_and_asks_for_confirmation() -> None:
    applicant, agent = await after(FILED[9])

    assert "由综合代办员一号变更为综合代办员二号（离岗）" in applicant.text
    assert "原因：休假" in applicant.text
    assert "请您确认这一变更" in applicant.text
    assert agent.template == "agent.agent-changed"


async def test_a_change_of_contact_reaches_the_new_one_the_old_one_and_the_agent() -> None:
    postman = Postman()
    bench = Bench(postman)
    await bench.use.hear(told((*INTAKE[:1], CONTACT)))
    await bench.post.drain()
    letters = [(letter.address, letter.title) for letter in postman.letters][1:]

    assert letters == [("qiqige@example.cn", "经办人变更为其其格"), ("wulan@example.cn", "您不再担任经办人")]
    old, agent = (await bench.notices())[-2:]
    assert old.text.startswith("乌兰图雅，您好。")
    assert "电话 139****4321" in agent.text


async def test_after_a_change_of_contact_no_older_form_brings_the_former_one_back() -> None:
    written = await after(CONTACT, INTAKE[9], FILED[16])

    assert all(notice.text.startswith("其其格，您好。") for notice in written[3:] if notice.recipient == "applicant")


async def test_a_confirmed_change_is_told_to_the_side_that_changed() -> None:
    agent, applicant = await after(FILED[10], FILED[11])

    assert (agent.template, applicant.template) == ("agent.agent-confirmed", "applicant.contact-confirmed")


@pytest.mark.parametrize(("proposed_by", "recipient"), [("agent", "applicant"), ("applicant", "agent")])
async def test_a_form_waits_for_the_signature_of_the_other_party(proposed_by: str, recipient: str) -> None:
    (notice,) = await after(drawn("suspension", "S2", proposed_by))

    assert (notice.recipient, notice.reason) == (recipient, "form:S2:drawn")
    assert "2026年3月17日前" in notice.text


async def test_a_suspension_says_why_what_it_means_until_when_and_how_to_resume() -> None:
    notice, agent = await after(SUSPENDED)

    assert "事由：未能及时缴纳各类行政事业性规费" in notice.text
    assert "办理时限停止计算" in notice.text
    assert "办理恢复；至2026年9月10日仍未恢复的，本件终止" in notice.text
    assert agent.recipient == "agent"


async def test_a_termination_says_why_what_was_handed_back_and_what_can_be_done() -> None:
    notice, _ = await after(TERMINATED)

    assert "事由：中止期满，委托方仍未恢复办理" in notice.text
    assert "说明：期满未恢复，委托方未到场签字" in notice.text
    assert "退还的材料：不动产权证书" in notice.text
    assert "行政复议" in notice.text


async def test_a_result_notice_has_the_three_headings_of_the_form() -> None:
    returned = INTAKE[13].model_copy(update={"returned": ("不动产权证书",), "method": "door"})
    ready, delivered = await after(INTAKE[11], returned)

    for notice in (ready, delivered):
        for heading in ("一、办理情况概述", "二、办理结果送达时间及方式", "三、返还材料时间、方式与材料清单"):
            assert heading in notice.text
    assert "1. “企业投资项目备案”：办结（通过）" in ready.text
    assert "2026年3月30日，上门送达，由乌兰图雅签收" in delivered.text
    assert "  1. 不动产权证书" in delivered.text


async def test_a_lost_letter_is_sent_again_and_told_again() -> None:
    sent, lost, again = INTAKE[12], FILED[21], INTAKE[12].model_copy(update={"attempt": 2, "tracking_number": "10688999999"})
    written = [notice for notice in await after(sent, lost, again, INTAKE[13], INTAKE[13]) if notice.recipient == "applicant"]

    assert [notice.reason for notice in written] == ["dispatched", "lost", "dispatched:2", "delivered", "delivered:2"]
    assert "重新寄出，邮件号 10688999999" in written[2].text


async def test_a_revoked_decision_asks_for_its_document() -> None:
    notice, _ = await after(FILED[22])
    undelivered, _ = await after(FILED[22].model_copy(update={"delivered": False}))

    assert "请您交回窗口" in notice.text
    assert "不再发放" in undelivered.text


async def test_an_evaluation_is_invited_once_reminded_once_and_thanked_for() -> None:
    written = await after(*EVALUATED[:2], graded("applicant", 1, "非常满意"))

    assert [notice.template for notice in written] == [
        "applicant.evaluation-invited",
        "applicant.evaluation-reminded",
        "applicant.evaluated",
    ]
    assert "非常满意、满意、不满意" in written[0].text
    assert "核实" not in written[2].text


async def test_a_bad_grade_says_what_follows_and_goes_to_those_who_verify_it() -> None:
    applicant, head, vice = await after(graded())

    assert "自核实之日起 15 个工作日内整改" in applicant.text
    assert (head.recipient, vice.recipient) == ("section_head", "vice_head")
    assert "等候时间过长" in head.text


@pytest.mark.parametrize(
    "fact", [TERMINATED, SUSPENDED, *FILED, *EVALUATED, INTAKE[13].model_copy(update={"returned": ("不动产权证书",)})]
)
async def test_with_a_restricted_item_in_the_case_neither_materials_nor_anybody_s_words_are_repeated(fact: Event) -> None:
    text = "".join(notice.title + notice.text for notice in await after(fact, restricted=frozenset({29})))

    for words in (
        "不动产权证书",
        "水土保持补偿费尚未",
        "改为自行办理",
        "休假",
        "规费已缴纳",
        "分期",
        "讲解申报",
        "等候时间",
        "一人离岗",
        "增设窗口",
    ):
        assert words not in text


@pytest.mark.parametrize("silent", [EVALUATED[-1], EVALUATED[-2], interruptions.CaseResumed(number=f"{CASE}/S1", at=AT)])
async def test_inner_matters_are_told_to_nobody_and_others_are(silent: Event) -> None:
    assert bool(await after(silent)) is isinstance(silent, interruptions.CaseResumed)


@pytest.mark.parametrize(
    ("outcome", "said"), [("terminated", "已经终止的本件"), ("withdrawn", "依您的申请撤回的本件"), ("approved", "感谢您的评价")]
)
async def test_the_last_notice_says_how_it_ended(outcome: str, said: str) -> None:
    bench = Bench()
    closed = CLOSED.model_copy(update={"outcome": outcome})
    await bench.use.hear(told((*INTAKE[:3], closed)))

    assert said in (await bench.notices())[-1].text
    assert (await bench.notices())[-1].written_at == MORNING.isoformat()


async def test_items_that_were_withdrawn_are_named_and_the_rest_goes_on() -> None:
    some = interruptions.ItemsWithdrawn(items=(5,), whole=False, reason="分期", signature=SIGNED, at=AT)
    applicant, agent = await after(some)

    assert "1. “企业投资项目备案”" in applicant.text
    assert "其他事项照常办理" in applicant.text
    assert "申请人说明：分期" in agent.text


async def test_without_a_mandate_a_case_resumes_by_a_new_one() -> None:
    lapsed = SUSPENDED.model_copy(update={"ground": "mandate_ended", "ground_name": "委托已撤销或到期，代办员不能继续代办"})
    applicant, agent = await after(lapsed)

    assert "请您与代办员重新签订委托协议，签订后恢复办理" in applicant.text
    assert "问明是否重新签订委托协议" in agent.text


async def test_what_was_brought_elsewhere_than_to_the_window_is_still_to_be_looked_at() -> None:
    bench = Bench()
    online = FORM.model_copy(update={"channel": "site"})
    facts = (intake.CaseSubmitted(application=online, submitted_at=AT), *INTAKE[1:5])
    await bench.use.hear(told(facts))

    assert "我们随即审核" in (await bench.notices())[-1].text


async def test_results_of_a_case_that_has_ended_ask_for_no_completion_form() -> None:
    *_, delivered = await after(TERMINATED, INTAKE[13])

    assert delivered.title == "办理结果已送达"
    assert "签署办结单" not in delivered.text


async def test_who_is_deemed_accepted_without_a_mandate_is_asked_to_sign_one() -> None:
    bench = Bench()
    await bench.use.hear(told((*INTAKE[:2], FILED[1])))

    assert "请您与代办员签订委托协议" in (await bench.notices())[-2].text
