"""The official forms before the results: the sources' own words, the case's own data, as many copies as the source says."""

from typing import Any

from tests.unit.case_walk import Walk
from tests.unit.forms_world import BOTH_SIGNED, CHIFENG_BANNER, NEIXIANG, PROJECT, UNIT, form, refusal, text
from tests.unit.intake_world import PROJECT_CODE
from tests.unit.test_case_materials import DRAWING, LATER, PLANNING


def lacking(*left_out: str, **changes: Any) -> Walk:
    """One that lies at the window with everything but these."""
    asked = [each.material for each in Walk(items=PLANNING).case.materials]
    return Walk(items=PLANNING, materials=[name for name in asked if name not in left_out], **changes)


def test_the_application_of_ordos_ticks_what_is_applied_for_and_fills_in_the_project() -> None:
    said = text(Walk(applied_on="2026-03-01"), "application")

    assert "“帮您办”代办帮办服务申请表" in said
    assert "☑企业投资项目备案" in said
    assert "□取水许可审批" in said
    for words in (PROJECT, PROJECT_CODE, UNIT, "总投资：38500万元", "申请日期：2026年3月1日", "是 □　否 ☑"):
        assert words in said


def test_the_application_of_neixiang_is_its_own_with_the_legal_responsibility_and_the_way_of_delivery() -> None:
    walk = Walk(delivery={"method": "post", "address": "准格尔旗薛家湾镇"}, wants=["window_acceptance"])

    said = text(walk, "application", NEIXIANG)

    assert "内乡县行政审批服务中心政务服务事项" in said
    assert "“事前辅导、全程帮办”申请表" in said
    assert "申请人填报本表格视为同意授权委托审批工作人员（帮办代办人员）开展相关服务" in said
    assert "经办人非单位法人的，应当提交授权委托书。" in said
    boxes = ("☑大厅综合窗口受理", "□大厅综合窗口办结领证", "□上门送达办理结果", "☑邮寄送达办理结果", "□事前辅导")
    for words in (*boxes, "综合代办员一号（代办人手签）", "企业投资项目备案；固定资产投资项目节能审查"):
        assert words in said


def test_the_agreement_has_a_copy_for_either_side_and_the_whole_wording() -> None:
    printed = form(Walk().accepted(), "agreement")

    assert printed.copies == ("甲方执（委托方）", "乙方执（受托方）")
    assert printed.text.count("一式两份，甲、乙双方各执一份") == 2
    for words in (
        "委托方（以下简称甲方）：" + UNIT,
        "受托方（以下简称乙方）：准格尔旗政务服务中心",
        "代办员一经确定不得随意变更，如有变更需及时通知甲方",
        "审批环节必须由甲方人员到场的，应及时派人到场",
        "做好代办项目相关资料的整理、保管和移交工作",
        "双方填妥《代办项目委托终止单》后，本委托协议终止",
        "全部为无偿代办，甲方无须为此支付除各类规定费用以外的任何费用",
        "1.委托代办项目名称：" + PROJECT,
        *BOTH_SIGNED,
    ):
        assert words in printed.text


def test_what_is_not_signed_yet_is_left_to_be_signed_by_hand() -> None:
    said = text(Walk(), "agreement")

    assert "甲方签字：________" in said
    assert "（手签）" not in said


def test_the_agreement_keeps_the_agent_who_signed_it_and_tells_who_came_after() -> None:
    walk = Walk().accepted()
    walk.change_agent()

    said = text(walk, "agreement")

    assert "指派（姓名：综合代办员一号）" in said
    assert "代办员已变更为：综合代办员二号" in said


def test_the_agreement_of_the_banner_lists_the_materials_that_were_given() -> None:
    said = text(Walk(items=PLANNING, originals=[DRAWING]).accepted(), "agreement", CHIFENG_BANNER)

    assert "事项代办委托协议" in said
    assert "代办方：巴林左旗政务服务中心" in said
    assert f"委托方：{UNIT}" in said
    assert "委托方将以下材料提供给代办方，并承诺所提交材料均为真实材料" in said
    assert "①" in said
    assert f"{DRAWING}（原件）" in said


def test_what_has_no_mandate_has_no_agreement() -> None:
    assert "没有委托" in refusal(Walk(service="accompany"), "agreement")


def test_the_authorisation_names_who_may_act_for_what_and_forbids_to_pass_it_on() -> None:
    given = {"signed_on": "2026-02-27", "holder": "项目经办人", "items": [5]}

    said = text(Walk(authorisation=given), "authorisation")

    assert "“帮您办”代办帮办服务授权委托书" in said
    assert "本授权委托书声明：我法定代表人系" + UNIT in said
    assert "代办人无转委托权，特此委托。" in said
    assert "企业投资项目备案☑" in said
    assert "固定资产投资项目节能审查□" in said
    assert "2026年2月27日" in said


def test_who_acts_for_himself_needs_no_authorisation() -> None:
    assert "没有授权委托书" in refusal(Walk(authorisation=None), "authorisation")


def test_the_letter_of_commitment_has_all_seven_duties_towards_this_centre() -> None:
    said = text(Walk(commitment_letter="2026-03-01"), "commitment")

    assert [mark for mark in "一二三四五六七八" if f"\n{mark}、" in said] == list("一二三四五六七")
    assert "在准格尔旗政务服务中心提出终止代办帮办服务时" in said
    assert "2026年3月1日" in said


def test_the_receipt_lists_what_came_in_and_when() -> None:
    printed = form(lacking(LATER, originals=[DRAWING]), "receipt")

    assert printed.copies == ("第一联（申请人留存）", "第二联（窗口存档）")
    assert f"{DRAWING} │ 原件 │ 2026年3月2日" in printed.text
    assert LATER not in printed.text
    assert "行政许可法 第三十二条" in printed.text


def test_all_that_is_missing_is_told_at_once_with_how_to_mend_it() -> None:
    walk = lacking(DRAWING, LATER)
    missing = walk.case.missing

    said = text(walk, "deficiency")

    assert "《中华人民共和国行政许可法》第三十二条第一款第四项" in said
    assert len(missing) == 2
    for lack in missing:
        assert f"{lack.material} │ {lack.how_to}" in said


def test_nothing_missing_no_notice() -> None:
    assert "没有缺少或不符的材料" in refusal(Walk(), "deficiency")


def test_a_promise_is_a_letter_of_the_applicant_and_a_notice_in_two_copies() -> None:
    walk = lacking(LATER)
    walk.promise(LATER, until="2026-03-06")

    printed = form(walk, "tolerance")

    assert [printed.text.count(title) for title in ("容缺受理承诺书\n", "容缺受理通知书\n", "告知承诺书\n")] == [1, 2, 0]
    assert printed.text.count(f"{LATER} │ 2026年3月6日 │ 2026年3月2日") == 3
    assert printed.text.count("补齐之前不作出准予的决定") == 3
    assert "承诺人签字（盖章）：项目经办人（手签）" in printed.text


def test_no_promise_no_letter() -> None:
    assert "没有书面承诺" in refusal(Walk(), "tolerance")
