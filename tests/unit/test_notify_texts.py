"""What notices say: to whom, in which tone, and what they never say."""

import re
from collections.abc import Iterable
from typing import Any

import pytest

from services.notify.domain.notice import Notice
from services.notify.domain.values import VALUES
from shared.contracts import joint_review, routing
from shared.contracts.base import Event
from tests.unit.notify_climb import CLIMBED, REVISED
from tests.unit.notify_file import CONTACT
from tests.unit.notify_parts import CASE, SECRET, planned
from tests.unit.notify_records import ACCUSED, APPOINTED, ASKED, BOOKED, COMPLAINED, CONSULTED
from tests.unit.notify_reviews import CALLED, MEETING, MET
from tests.unit.notify_story import HANDLER, INTAKE, REVIEWS, ROUTING, Bench, told


async def notices(*stories: Iterable[Event], case: str = CASE, **how: Any) -> list[Notice]:
    bench = Bench(**how)
    assert await bench.use.hear(told(*map(tuple, stories), case=case)) == {}
    return await bench.notices(case)


async def every_notice() -> list[Notice]:
    """Of every story there is, with everybody told of every light."""
    everybody = dict.fromkeys(("yellow", "red", "overdue"), ("agent", "section_head", "vice_head"))
    records = {ASKED: CONSULTED, BOOKED: APPOINTED, ACCUSED: COMPLAINED}
    written = [each for number, story in records.items() for each in await notices(story, case=number)]
    written += await notices((), CALLED, MET, case=MEETING)
    return [*await notices(INTAKE, ROUTING, REVIEWS, lights=everybody), *await notices((*INTAKE[:8], CONTACT)), *written]


async def one(template: str, *stories: Iterable[Event], nth: int = 0, **how: Any) -> Notice:
    return [notice for notice in await notices(*stories, **how) if notice.template == template][nth]


async def test_the_stories_call_for_every_notice_there_is() -> None:
    assert {notice.template for notice in await every_notice()} == set(VALUES)


async def test_every_notice_says_which_centre_and_which_record() -> None:
    for notice in await every_notice():
        assert "准格尔旗政务服务中心" in notice.text
        assert any(number in notice.text for number in (CASE, ASKED, BOOKED, ACCUSED, MEETING))


async def test_applicants_are_spoken_to_politely_and_never_shouted_at() -> None:
    for notice in await every_notice():
        assert not re.search("[!！]", notice.title + notice.text)
        if notice.recipient == "applicant":
            assert re.match("(乌兰图雅|其其格|苏和)，您好。", notice.text)
            assert notice.text.endswith("谢谢您的合作。")
            said = notice.text.rpartition("\n")[0]
            assert "请" in said or "您现在不需要做什么" in said


async def test_days_are_written_in_chinese_and_lines_are_never_blank() -> None:
    for notice in await every_notice():
        assert not re.search(r"\d{4}-\d{2}-\d{2}|T\d{2}:", notice.text + notice.title)
        assert "\n\n" not in notice.text
        assert "\n" not in notice.title


async def test_everything_missing_is_told_once_with_how_to_mend_it() -> None:
    twice = (*INTAKE[:3], INTAKE[2])
    told_once = [notice for notice in await notices(twice) if notice.template == "applicant.deficiency"]

    (notice,) = told_once
    assert "1. 建设工程设计方案。请委托有资质的设计单位编制。" in notice.text
    assert "2. 使用土地的证明文件。请提供不动产权证书。" in notice.text


async def test_after_a_supplement_only_what_is_still_missing_is_named() -> None:
    notice = await one("applicant.supplemented", INTAKE)

    assert "使用土地的证明文件" in notice.text
    assert "建设工程设计方案" not in notice.text


async def test_the_route_lists_the_items_in_order_with_their_dates() -> None:
    notice = await one("applicant.routed", INTAKE, ROUTING)

    assert "由自然资源局牵头" in notice.text
    assert "1. “企业投资项目备案”：发展和改革委员会，预计不晚于2026年3月3日" in notice.text
    assert "4. “建设工程规划许可证核发”：自然资源局，预计不晚于2026年3月24日（在“企业投资项目备案”之后）" in notice.text
    assert "不需要办理。占地不足0.5公顷" in notice.text


async def test_an_item_whose_limit_is_unknown_and_what_follows_it_get_no_date() -> None:
    plan = (planned(24, "建设工程规划许可证核发", 25), planned(25, "用地预审", days=None))
    route = ROUTING[0].model_copy(update={"plan": plan})

    assert "预计不晚于" not in (await one("applicant.routed", INTAKE, (route,))).text


async def test_items_that_wait_for_each_other_do_not_hang_the_plan() -> None:
    plan = (planned(24, "建设工程规划许可证核发", 25), planned(25, "用地预审", 24))
    route = ROUTING[0].model_copy(update={"plan": plan})

    assert "用地预审" in (await one("applicant.routed", INTAKE, (route,))).text


async def test_a_correction_names_every_point_and_that_the_clock_stands() -> None:
    notice = await one("applicant.correction", INTAKE, ROUTING)

    assert "1. 总平面图缺少比例尺" in notice.text
    assert "补正期间不计入办理时限" in notice.text
    assert notice.reason == "correction:24:1"


async def test_time_that_is_not_counted_is_told_in_writing_and_time_that_is_counted_is_not_excused() -> None:
    review, survey = [await one("applicant.special-started", INTAKE, ROUTING, nth=nth) for nth in (0, 1)]

    assert "行政许可法第四十五条，所需时间不计入办理时限" in review.text
    assert "最长 20 个工作日" in review.text
    assert "所需时间计入办理时限" in survey.text


async def test_a_refusal_gives_the_reason_and_the_remedies() -> None:
    notice = await one("applicant.refused", INTAKE, ROUTING)

    assert "理由：不符合控制性详细规划" in notice.text
    assert "60日内申请行政复议（行政复议法第二十条）" in notice.text
    assert "6个月内提起行政诉讼（行政诉讼法第四十六条）" in notice.text
    assert "行政许可法第三十八条" in notice.text


async def test_results_are_collected_with_an_identity_document_or_posted() -> None:
    ready = INTAKE[11]
    posted = (*INTAKE[:11], ready.model_copy(update={"delivery": "post"}))

    assert "带好有效身份证件" in (await one("applicant.results-ready", INTAKE)).text
    assert "按您填写的地址邮寄" in (await one("applicant.results-ready", posted)).text


async def test_the_first_agent_comes_with_the_mandate_and_another_one_is_told_of() -> None:
    assert "投资项目代办员一号" in (await one("applicant.mandate", INTAKE)).title
    changes = [notice for notice in await notices(INTAKE[:9]) if notice.template == "applicant.agent-changed"]
    assert [notice.title for notice in changes] == ["您的代办员变更为综合代办员一号"]


async def test_lights_reach_agent_section_head_and_vice_head_the_later_the_more() -> None:
    written = [notice for notice in await notices(INTAKE, ROUTING) if notice.reason.startswith("light:24")]

    assert [(notice.recipient, notice.template.partition(".")[2]) for notice in written] == [
        ("agent", "yellow"),
        ("agent", "red"),
        ("section_head", "red"),
        ("agent", "overdue"),
        ("section_head", "overdue"),
        ("vice_head", "overdue"),
    ]


async def test_lights_reach_whom_the_centre_names() -> None:
    lights = {"yellow": ("vice_head",), "red": ("agent",), "overdue": ("section_head",)}
    written = [notice for notice in await notices(INTAKE, ROUTING, lights=lights) if notice.reason.startswith("light:24")]

    assert [notice.template for notice in written] == ["vice_head.yellow", "agent.red", "section_head.overdue"]


@pytest.mark.parametrize(
    ("limit", "name"), [("accept", "接件时限"), ("procedure", "特别程序期限"), ("legal", "法定时限"), ("promised", "承诺时限")]
)
async def test_a_light_names_its_limit(limit: str, name: str) -> None:
    light = ROUTING[10].model_copy(update={"limit": limit})

    assert f"自然资源局办理“建设工程规划许可证核发”，{name}于2026年3月12日届满" in (await one("agent.red", INTAKE, (light,))).text


async def test_the_limit_to_correct_is_the_applicant_s_own() -> None:
    light = ROUTING[10].model_copy(update={"limit": "correction"})
    notice = await one("agent.red", INTAKE, (light,))

    assert "申请人补正“建设工程规划许可证核发”的材料，补正期限于2026年3月12日届满" in notice.text
    assert "请今日联系申请人" in notice.text


async def test_a_light_of_a_moved_deadline_is_news_and_of_the_same_one_is_not() -> None:
    light = ROUTING[10]
    moved = light.model_copy(update={"due": "2026-03-20T17:30:00+08:00"})
    lights = await notices(INTAKE, (light, light, moved))

    assert sum(notice.template == "agent.red" for notice in lights) == 2


async def test_the_words_of_a_review_are_told_where_no_restricted_item_is_in_the_case() -> None:
    open_case = frozenset({99})
    convened = await one("applicant.review-convened", INTAKE, (), REVIEWS, restricted=open_case)
    concluded = await one("applicant.review-concluded", INTAKE, (), REVIEWS, restricted=open_case)

    assert "用地与水保手续如何衔接" in convened.text
    assert "1. 先行编制水土保持方案" in concluded.text


async def test_of_a_restricted_item_nothing_is_told_but_that_there_is_one() -> None:
    written = await notices(INTAKE, ROUTING, REVIEWS)
    about = [notice for notice in written if "一个事项" in notice.text]

    assert SECRET not in "".join(notice.model_dump_json() for notice in written)
    assert not any(":29" in notice.reason for notice in written)
    assert "用地与水保手续如何衔接" not in "".join(notice.text for notice in written)
    assert "先行编制水土保持方案" not in "".join(notice.text for notice in written)
    assert {notice.template for notice in about} >= {"applicant.routed", "applicant.refused", "agent.red", "section_head.red"}


async def test_a_lead_department_that_handles_only_the_restricted_item_is_not_named() -> None:
    route = ROUTING[0].model_copy(update={"lead_department": "150622.gaj", "lead_department_name": f"{SECRET}机关"})

    assert "由主管部门牵头" in (await one("applicant.routed", INTAKE, (route,))).text


async def test_a_name_left_out_by_the_owner_hides_the_item_whatever_the_catalogue_says() -> None:
    unnamed = routing.ItemRefused.model_validate(ROUTING[15].model_dump() | {"item_name": "", "reason": SECRET})

    assert SECRET not in (await one("applicant.refused", INTAKE, (unnamed,))).text


async def test_numbers_of_persons_are_never_told_but_numbers_of_documents_are_told_as_they_stand() -> None:
    written = await notices(INTAKE, ROUTING, REVIEWS)
    text = "".join(notice.text + notice.title for notice in written)

    assert str(HANDLER.id_number) not in text
    assert HANDLER.phone not in text
    assert "13987654321" not in text
    assert "150622202603020101" in text
    assert "10688123456" in text


@pytest.mark.parametrize("silent", [INTAKE[5], INTAKE[10], *ROUTING[1:4], *ROUTING[-2:], CLIMBED[5], *REVISED[:2], REVIEWS[1]])
async def test_nothing_is_told_of_what_nobody_waits_for(silent: Event) -> None:
    accepted = tuple(INTAKE[:8])
    stories: dict[str, tuple[Event, ...]] = {"intake": accepted, "routing": (), "joint_review": ()}
    stories[silent.owner] += (silent,)

    assert len(await notices(*stories.values())) == len(await notices(accepted))


async def test_an_objected_review_tells_the_applicant_that_it_goes_up() -> None:
    objected = joint_review.ReviewConcluded.model_validate(REVIEWS[2].model_dump() | {"outcome": "objected"})

    assert "提请上一级协调" in (await one("applicant.review-concluded", INTAKE, (), (objected,))).text
