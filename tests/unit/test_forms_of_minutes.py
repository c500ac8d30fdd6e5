"""会议纪要 on paper: numbered and signed, or marked as unsigned; dissent in its own words; the papers in their versions."""

from typing import Any

from deploy.local.forms.minutes import form_minutes
from shared.contracts.joint_review import Attended, Minutes, MinutesPoint, Participant, Signature
from shared.contracts.review_calls import Paper
from tests.unit.forms_world import Page
from tests.unit.notify_reviews import (
    ACT,
    AT,
    CONDITION,
    DEPARTMENTS,
    DUE,
    GROUND,
    LAND,
    MEND,
    MINUTES,
    OBJECTION,
    PLANNING,
    RESOLUTION,
    REVIEW,
    SUBJECT,
    WATER,
    opinion,
)

PAPER = Paper(file_id="f1", material="水资源论证报告", filename="论证.pdf", size=9, sha256="abcdef0123456789" * 4)
POINT = MinutesPoint(
    review_id=REVIEW,
    case_number=REVIEW.partition("/")[0],
    subject=SUBJECT,
    outcome="conditional",
    conditions=(CONDITION,),
    opinions=(OBJECTION, opinion("conditional", LAND, conditions=(CONDITION,)), opinion("silent", PLANNING)),
    signatures=(
        Signature(party=LAND, signed_by="局办公室", text=1, at=AT),
        Signature(party=PLANNING, deemed=True, text=1, at=AT),
    ),
    resolutions=(RESOLUTION,),
    papers=(PAPER,),
    reason="多数部门同意",
)
SIGNED: dict[str, Any] = {"signed_by": "召集部门负责岗", "signed_at": "2026-03-13T10:00:00+08:00"}


def minutes(*points: MinutesPoint, **more: Any) -> Minutes:
    seats = tuple(Participant(party=party, name=name, role="mandatory") for party, name in DEPARTMENTS.items())
    came = (
        Attended(party=WATER, attends=False, reason="防汛值班"),
        Attended(party=LAND, attends=True, delegate="国土空间规划股"),
    )
    about = {"points": points or (POINT,), "participants": seats, "attendance": came}
    return MINUTES.model_copy(update=about | SIGNED | more)


def test_the_head_says_number_convener_time_place_and_who_was_there() -> None:
    said = form_minutes(minutes()).text

    for words in (
        "关于取水口的会议纪要",
        "编号：150622-JY2026-0001",
        "形式、时间、地点：会议，2026年3月11日9时30分，二楼会议室",
        "召集部门：准格尔旗自然资源局",
        "准格尔旗水利局 │ 必须参加 │ 请假：防汛值班",
        "准格尔旗自然资源局 │ 必须参加 │ 到会（国土空间规划股）",
        "准格尔旗住房和城乡建设局 │ 必须参加 │ 未答复是否到会",
    ):
        assert words in said


def test_dissent_stands_word_for_word_with_its_ground_and_what_would_mend_it() -> None:
    said = form_minutes(minutes()).text

    assert f"准格尔旗水利局 │ 不同意（保留） │ 依据：{GROUND} 改进办法：{MEND}" in said
    assert f"准格尔旗自然资源局 │ 附条件同意 │ {CONDITION}" in said
    assert "准格尔旗住房和城乡建设局 │ 未提出意见 │" in said


def test_each_point_has_its_papers_in_their_version_its_conclusion_signatures_and_resolutions() -> None:
    said = form_minutes(minutes()).text

    for words in (
        f"（1）{SUBJECT}",
        "结论：附条件同意。多数部门同意",
        f"条件 1：{CONDITION}",
        "水资源论证报告 │ 论证.pdf │ abcdef012345\n",
        "准格尔旗自然资源局　局办公室　2026年3月11日",
        "准格尔旗住房和城乡建设局　逾期未答复，视为同意",
        f"准格尔旗水利局 │ {ACT} │ 2026年3月12日前 │ 公布界线",
    ):
        assert words in said


def test_signed_minutes_carry_the_convener_s_signature() -> None:
    printed = form_minutes(minutes(remark="请抓紧落实"))

    assert "签发（准格尔旗自然资源局）：召集部门负责岗　　2026年3月13日" in printed.text
    assert "请抓紧落实" in printed.text
    assert "未签发" not in printed.text
    assert (printed.document, printed.title, printed.case_number) == ("minutes", MINUTES.title, REVIEW)


def test_unsigned_minutes_say_so_and_have_no_number() -> None:
    said = form_minutes(minutes(number="", signed_by="", signed_at=None)).text

    assert "（未签发）" in said
    assert "编号：（签发后编号）" in said
    assert "签发（准格尔旗自然资源局）：________" in said


def test_minutes_of_a_review_by_circulation_name_no_place() -> None:
    said = form_minutes(minutes(form="circulation", attendance=())).text

    assert "形式、时间、地点：传签\n" in said
    assert "准格尔旗水利局 │ 必须参加 │ 书面征求意见" in said


def test_who_came_to_a_meeting_over_many_cases_is_told_with_each_case() -> None:
    said = form_minutes(minutes(POINT, POINT, attendance=())).text

    assert "准格尔旗水利局 │ 必须参加 │ 见各件会商记录" in said
    assert "未答复是否到会" not in said


def test_minutes_of_many_cases_list_every_point_and_those_that_were_not_held() -> None:
    off = MinutesPoint(review_id="", case_number="150622-20260302-000018", subject="另一件", outcome="cancelled", reason="已撤件")
    plain = MinutesPoint(review_id=REVIEW, subject="窗口分工", outcome="agreed")
    printed = form_minutes(minutes(POINT, plain, off))

    assert "（2）窗口分工\n" in printed.text
    assert "编号：150622-20260302-000018\n结论：未举行。已撤件" in printed.text
    assert printed.case_number == MINUTES.number


def test_a_department_that_the_minutes_do_not_name_keeps_its_address() -> None:
    point = POINT.model_copy(update={"opinions": (opinion("object", "150600.slj"),)})

    assert "150600.slj │ 不同意" in form_minutes(minutes(point)).text


def test_what_people_wrote_is_text_and_never_markup_and_the_page_needs_nothing_else() -> None:
    evil = "<script>alert(1)</script>{{ 7*7 }}"
    objection = opinion("object", ground=evil, mend=evil)
    point = POINT.model_copy(update={"subject": evil, "opinions": (objection,), "conditions": (evil,)})
    page = form_minutes(minutes(point, remark=evil, place=evil, concluded_at=DUE)).html
    read = Page(page)

    assert "script" not in read.elements
    assert read.words.count(evil) == 6
    assert read.links == []
    assert "size: A4" in page
