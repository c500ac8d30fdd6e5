"""What is told of joint reviews, of what they lay down, and of meetings over many cases."""

from collections.abc import Iterable

import pytest

from services.notify.app import desks_of
from services.notify.domain.notice import Notice
from shared.contracts import intake, joint_review, review_records, routing
from shared.contracts.base import Event
from shared.contracts.intake import ItemResult
from tests.unit.intake_world import jurisdictions
from tests.unit.notify_parts import CENTRE, task
from tests.unit.notify_reviews import (
    CALLED,
    CALLED_OFF,
    CONDITION,
    DUE,
    GROUND,
    LAND,
    MATERIAL,
    MEETING,
    MEND,
    MET,
    MINUTES,
    OBJECTION,
    RESOLUTION,
    REVIEW,
    REVIEWED,
    SUBJECT,
    WORDS,
    call,
    concluded,
    convened,
    lit,
    opinion,
)
from tests.unit.notify_story import ACCEPTED, OPEN_CASE, Bench, after, told

WITH_CONDITIONS = concluded("conditional", conditions=(CONDITION,))


async def reviewed(*facts: Event, restricted: frozenset[int] = OPEN_CASE) -> list[Notice]:
    """The notices of these facts of joint_review, said after the acceptance."""
    bench = Bench(restricted=restricted)
    await bench.use.hear(told(ACCEPTED))
    before = len(await bench.notices())
    assert await bench.use.hear(told(ACCEPTED, (), facts)) == {}
    return (await bench.notices())[before:]


def of(written: Iterable[Notice], template: str) -> Notice:
    (notice,) = [notice for notice in written if notice.template == template]
    return notice


async def met(*stories: Iterable[Event]) -> list[Notice]:
    bench = Bench()
    for story in stories:
        assert await bench.use.hear(told(tuple(story), case=MEETING)) == {}
    return await bench.notices(MEETING)


async def test_a_meeting_is_told_with_its_day_its_hour_and_its_place() -> None:
    written = await reviewed(convened())

    for recipient in ("applicant", "agent"):
        text = of(written, f"{recipient}.review-convened").text
        assert SUBJECT in text
        assert "会议定于2026年3月11日09:30，地点：二楼会议室" in text
        assert "2026年3月12日前提出意见" in text
    assert "参加部门：准格尔旗水利局" in of(written, "agent.review-convened").text


async def test_a_review_by_circulation_names_no_meeting_whatever_was_asked_for() -> None:
    terms = convened().terms
    assert terms
    silent = convened(terms=terms.model_copy(update={"form": "circulation"}), late=True)

    assert "定于" not in "".join(notice.text for notice in await reviewed(silent))


async def test_a_review_of_before_is_told_as_it_was() -> None:
    old = joint_review.ReviewConvened(review_id=REVIEW, call=call(form=None, at=None, place="", limit_days=3), due=DUE)
    written = await reviewed(old)

    assert "定于" not in "".join(notice.text for notice in written)
    assert "参加部门：准格尔旗水利局" in of(written, "agent.review-convened").text


async def test_papers_that_are_missing_are_named_and_the_agent_is_asked_to_bring_them() -> None:
    written = await reviewed(convened(due=None, missing=(MATERIAL,)))

    assert f"1. {MATERIAL}" in of(written, "applicant.review-papers-missing").text
    assert "请您协助申请人备齐并上传" in of(written, "agent.review-papers-missing").text
    assert "会商材料齐备后，各部门开始提出意见" in of(written, "applicant.review-convened").text


async def test_a_changed_paper_is_told_openly_every_time() -> None:
    changes = [
        joint_review.PapersChanged(review_id=REVIEW, edition=edition, papers=(), changed=(MATERIAL,), due=DUE)
        for edition in (2, 3)
    ]
    written = await reviewed(convened(), *changes)
    applicant = [notice for notice in written if notice.template == "applicant.review-papers-changed"]

    assert [notice.reason.rpartition(":")[2] for notice in applicant] == ["2", "3"]
    assert f"已更新：{MATERIAL}" in applicant[0].text
    assert "重新征求各部门的意见" in applicant[0].text


async def test_the_agent_hears_every_objection_with_its_ground_and_what_would_mend_it_and_nobody_else_does() -> None:
    again = opinion("object", ground="防洪法 第二十七条", mend="无")
    facts = [joint_review.OpinionGiven(review_id=REVIEW, given=given) for given in (OBJECTION, opinion("agree"), again)]
    written = await reviewed(*facts, joint_review.SignatureRefused(review_id=REVIEW, given=OBJECTION))

    assert [notice.template for notice in written] == ["agent.review-objection"] * 3
    assert [notice.reason.rpartition(":")[2] for notice in written] == ["1", "2", "3"]
    assert written[0].title == "准格尔旗水利局在会商中提出不同意见"
    assert f"依据和理由：{GROUND}\n可以这样解决：{MEND}" in written[0].text
    assert "防洪法" in written[1].text
    assert "可以这样解决" not in written[1].text


async def test_a_round_names_who_objects_and_a_participant_more_why_it_is_needed() -> None:
    written = await reviewed(*REVIEWED[:8])

    assert "提出不同意见的：准格尔旗水利局" in of(written, "agent.review-round").text
    added = of(written, "agent.review-participant-added")
    assert "准格尔旗住房和城乡建设局参加会商（必须参加，并会签）" in added.text
    assert "其他部门已提出的意见仍然有效" in added.text


async def test_conditions_are_told_one_by_one() -> None:
    written = await reviewed(WITH_CONDITIONS)

    for recipient in ("applicant", "agent"):
        assert f"1. {CONDITION}" in of(written, f"{recipient}.review-concluded").text


async def test_a_deadlock_goes_on_to_the_next_level_and_alarms_no_applicant() -> None:
    written = await reviewed(concluded("deadlocked", reason="讨论未果"))
    applicant = of(written, "applicant.review-concluded")

    assert "尚未形成一致意见。本件尚未办结的，将按规定提请上一级协调" in applicant.text
    assert "您现在不需要做什么" in applicant.text
    for words in (MEND, "讨论未果", "水利局"):
        assert words not in applicant.text
    assert "说明：讨论未果" in of(written, "agent.review-concluded").text


@pytest.mark.parametrize("outcome", ["deadlocked", "objected"])
async def test_nobody_is_told_that_the_review_of_a_case_that_is_over_climbs(outcome: str) -> None:
    for notice in await reviewed(concluded(outcome)):
        assert "尚未办结的，" in notice.text.partition("上一级")[0]
        assert "不再协调" in notice.text


async def test_a_joint_acceptance_that_one_has_refused_says_what_would_mend_it() -> None:
    nothing = opinion("object", party=LAND, ground=GROUND, mend="无")
    refused = concluded("objected", all_or_nothing=True, opinions=(OBJECTION, nothing))
    written = await reviewed(refused)

    for recipient in ("applicant", "agent"):
        text = of(written, f"{recipient}.review-concluded").text
        assert f"1. {MEND}\n" in text
        assert "2. 无" not in text
        assert "上一级" not in text


async def test_what_was_told_to_be_held_is_told_to_be_called_off_and_a_mere_proposal_only_to_the_agent() -> None:
    off = joint_review.ReviewCancelled(review_id=CALLED_OFF, reason="另行安排", by=LAND)

    assert [notice.recipient for notice in await reviewed(convened(CALLED_OFF), off)][2:] == ["applicant", "agent"]
    assert [notice.recipient for notice in await reviewed(convened(), off)][2:] == ["agent"]


@pytest.mark.parametrize(
    ("light", "staff"),
    [("yellow", ["agent"]), ("red", ["agent", "section_head"]), ("overdue", ["agent", "section_head", "vice_head"])],
)
async def test_a_light_of_a_review_reaches_whom_the_centre_names(light: str, staff: list[str]) -> None:
    written = await reviewed(lit(light))

    assert [notice.recipient for notice in written] == staff
    assert all("提出会商意见（会商），应由准格尔旗水利局办理" in notice.text for notice in written)


async def test_the_lights_of_two_resolutions_are_two_notices() -> None:
    lights = [lit("yellow", act="carried-out", resolution_id=f"{REVIEW}/A{number}") for number in (1, 2)]

    assert len(await reviewed(*lights)) == 2


async def test_resolutions_are_told_to_the_agent_with_what_counts_as_done_and_what_became_of_them() -> None:
    written = await reviewed(*REVIEWED[17:22])

    assert "1. 准格尔旗水利局：重新划定取水口（不晚于2026年3月12日，以“公布界线”为完成）" in written[0].text
    assert of(written, "agent.review-minutes").title == f"会议纪要已签发：{MINUTES.number}"
    assert "完成情况：已划定\n文号：准水〔2026〕2号" in of(written, "agent.resolution-done").text
    assert "（逾期完成）" in of(written, "agent.resolution-done").text
    assert "applicant" not in {notice.recipient for notice in written}


async def test_a_late_resolution_is_told_all_three_of_the_staff_once() -> None:
    late = review_records.ResolutionOverdue(review_id=REVIEW, resolution=RESOLUTION)
    written = await reviewed(late, late)

    assert [notice.recipient for notice in written] == ["agent", "section_head", "vice_head"]
    assert len({notice.reason for notice in written}) == 1


async def test_unsigned_minutes_have_no_number_and_change_nothing_and_may_be_signed_after_all() -> None:
    unsigned = MINUTES.model_copy(update={"number": ""})
    kept = review_records.MinutesIssued(review_id=REVIEW, minutes=unsigned, signed=False)
    after_all = review_records.MinutesIssued(review_id=REVIEW, minutes=MINUTES, signed=True)
    notice, later = await reviewed(kept, after_all)

    assert notice.title == "会议纪要逾期未签发"
    assert "照常执行" in notice.text
    assert later.title == f"会议纪要已签发：{MINUTES.number}"


@pytest.mark.parametrize("fact", [*REVIEWED, WITH_CONDITIONS, concluded("objected", all_or_nothing=True), lit("overdue")])
async def test_with_a_restricted_item_in_the_case_nothing_of_a_review_is_repeated(fact: Event) -> None:
    written = await reviewed(fact, restricted=frozenset({29}))
    text = "".join(notice.text + notice.title for notice in written)

    assert not [words for words in WORDS if words in text]


async def test_conditions_go_with_the_decision_and_with_the_results() -> None:
    approved = routing.ItemApproved.model_validate(task(conditions=(CONDITION,)))
    result = ItemResult(item=24, item_name="建设工程规划许可证核发", state="11", conditions=(CONDITION,))
    gathered = intake.ResultsGathered(results=(result,), delivery="in_person")

    written = await after(gathered, routed=(approved,))
    assert f"1. {CONDITION}" in of(written, "applicant.approved").text
    assert f"附有条件：{CONDITION}" in of(written, "applicant.results-ready").text

    hushed = await after(gathered, routed=(approved,), restricted=frozenset({29}))
    assert CONDITION not in "".join(notice.text for notice in hushed)
    assert "本决定附有条件" in of(hushed, "applicant.approved").text


async def test_a_meeting_is_told_to_the_section_head_without_waiting_for_an_acceptance_that_never_comes() -> None:
    bench = Bench()
    await bench.use.hear(told((), MET, case=MEETING))

    case = await bench.case(MEETING)
    assert case.waiting == ()
    assert {notice.recipient for notice in case.notices} == {"section_head", "vice_head"}


async def test_a_meeting_is_told_with_its_hour_how_it_came_out_and_its_minutes() -> None:
    written = await met(CALLED, MET)
    called, ended, minutes = (of(written, f"section_head.meeting-{name}") for name in ("convened", "concluded", "minutes"))

    assert called.text.startswith(f"准格尔旗政务服务中心会议 {MEETING}：\n")
    assert "共 3 项议题，已通知 2 个参会部门，形式为会议。\n" in called.text
    assert "\n时间：2026年3月11日09:30，地点：政务大厅三楼\n其中 1 项" in called.text
    assert "结果：同意 1 项，未形成一致意见 1 项，未列入 1 项" in ended.text
    assert minutes.title == f"会议纪要已签发：{CENTRE}-JY2026-0002"


async def test_the_order_of_a_meeting_s_owners_changes_no_notice() -> None:
    one, other = await met(CALLED, MET), await met(MET, CALLED)

    assert [(notice.reason, notice.text) for notice in one] == [(notice.reason, notice.text) for notice in other]


async def test_a_topic_of_a_meeting_is_told_to_no_applicant_but_its_late_resolution_to_the_heads() -> None:
    written = await met(MET)

    assert [notice.recipient for notice in written if "resolution-overdue" in notice.template] == ["section_head", "vice_head"]
    assert not [notice for notice in written if "review-" in notice.template]


def test_departments_are_named_as_the_tables_have_them_and_others_not_by_their_code() -> None:
    desk = desks_of(jurisdictions(), mails=False)(CENTRE)

    assert desk.party(LAND) == "准格尔旗自然资源局"
    assert desk.party("150622.unknown") == desk.party("999999.zrzyj") == "有关部门"
