"""The official forms of a case that stops, or comes to its end: two copies, signed by both, or saying why not."""

from tests.unit.case_walk import Walk
from tests.unit.forms_world import BOTH_SIGNED, CHIFENG_BANNER, PROJECT, UNIT, form, refusal, text
from tests.unit.intake_world import CASE, PROJECT_CODE
from tests.unit.test_case_interruptions import FALSE, FEES, PAUSE, suspended
from tests.unit.test_case_materials import DRAWING, PLANNING


def test_a_suspension_in_effect_is_printed_for_the_agency_for_the_applicant_and_as_a_stub() -> None:
    walk = suspended()
    walk.act("resume", reason="已缴")  # what took effect stays on file

    printed = form(walk, "suspension")

    assert printed.copies == ("第一联（代办机构存档）", "第二联（建设单位留存）")
    assert printed.text.count("代办服务中止单\n") == 2
    assert printed.text.count("代办服务中止单存根\n") == 1
    assert printed.text.count("注：第一联代办机构存档，第二联建设单位留存。") == 2
    for words in (f"{CASE}/S1", PROJECT, PROJECT_CODE, "未能及时缴纳各类行政事业性规费：水土保持补偿费未缴", *BOTH_SIGNED):
        assert printed.text.count(words) >= 3
    assert "经双方认可，于2026年3月2日中止代办委托，有关资料已向相关单位移交完毕" in printed.text
    assert f"随本单移交的原件：{DRAWING}" in printed.text


def test_a_form_that_waits_for_a_signature_is_printed_without_it() -> None:
    walk = Walk().accepted()
    walk.act("suspend", **FEES)
    walk.sign("suspension", party="agent")

    said = text(walk, "suspension")

    assert "代办员签字：综合代办员一号（手签）" in said
    assert "办事企业群众签字（章）：________" in said
    assert "于　　　　年　　月　　日中止代办委托" in said


def test_of_several_suspensions_the_last_is_printed_unless_another_is_asked_for() -> None:
    walk = suspended()
    walk.act("resume", reason="已缴")
    walk.act("suspend", **PAUSE)

    assert "资金未到位" in text(walk, "suspension")
    assert "水土保持补偿费未缴" in form(walk, "suspension", paper=f"{CASE}/S1").text
    assert f"{CASE}/S9" in refusal(walk, "suspension", paper=f"{CASE}/S9")


def test_what_took_effect_without_the_centres_signature_says_so() -> None:
    walk = Walk().accepted()
    walk.act("suspend", **PAUSE)
    walk.sign("suspension", party="applicant")
    walk.pass_days(14)

    assert text(walk, "suspension").count("代办机构逾期未签字，按申请人的意愿生效") == 3


def test_what_stopped_by_itself_has_no_form() -> None:
    walk = Walk().accepted()
    walk.act("revoke-mandate")

    assert "不另填单" in refusal(walk, "suspension")


def test_a_termination_is_printed_for_the_applicant_and_for_the_agency() -> None:
    walk = Walk().accepted()
    walk.act("terminate", **FALSE)
    walk.sign("termination")

    printed = form(walk, "termination")

    assert printed.copies == ("第一联（申请人留存）", "第二联（代办帮办服务机构留存）")
    assert printed.text.count("“帮您办”代办帮办服务终止单") == 2
    for words in (f"编号：{CASE}/Z1", "用地材料系伪造", "于2026年3月2日终止帮代办委托", *BOTH_SIGNED):
        assert printed.text.count(words) >= 2


def test_what_does_not_stop_has_neither_form() -> None:
    assert "没有中止单" in refusal(Walk(), "suspension")
    assert "没有终止单" in refusal(suspended(), "termination")


def test_the_result_notice_tells_result_way_time_and_what_was_handed_back() -> None:
    walk = Walk(items=PLANNING, originals=[DRAWING]).accepted().delivered()

    said = text(walk, "delivery")

    assert "事项代办结果交付通知单" in said
    assert f"2026年3月2日，准格尔旗政务服务中心接受{UNIT}委托办理" in said
    for heading in ("1. 办理情况概述。", "2. 办理结果反馈送达时间及方式。", "3. 返还材料时间、方式与材料清单。"):
        assert heading in said
    assert "企业投资项目备案 │ 办结（通过）" in said
    assert "方式：当面递交　　时间：2026年3月2日　　签收人：项目经办人" in said
    assert f"①{DRAWING}（原件），2026年3月2日退还" in said
    assert "委托人签字：项目经办人（手签）" in said


def test_the_conditions_of_an_approval_stand_on_the_result_notice() -> None:
    walk = Walk().accepted()
    walk.decided()
    conditions = ("水土保持方案批复前不得平整场地（150622.slj）",)
    first, *others = walk.case.results
    walk.case.results = (first.model_copy(update={"conditions": conditions}), *others)

    said = text(walk, "delivery")

    assert "办结（通过）：附条件，水土保持方案批复前不得平整场地（150622.slj）" in said
    assert said.count("附条件") == 1


def test_a_lost_letter_stands_on_the_result_notice() -> None:
    walk = Walk(delivery={"method": "post", "address": "准格尔旗薛家湾镇"}).accepted()
    walk.decided()
    walk.act("deliver", tracking_number="EMS1")
    walk.act("report-lost", reason="查无此件")

    said = text(walk, "delivery")

    assert "邮件号 EMS1（遗失，已补寄）" in said
    assert "签收人：_____" in said


def test_before_the_results_there_is_no_notice_of_them() -> None:
    assert "还没有到窗口" in refusal(Walk().accepted(), "delivery")


def test_who_keeps_which_copy_of_the_completion_form_is_as_the_centres_source_says() -> None:
    walk = Walk()
    walk.completed()

    ordos, others = form(walk, "completion"), form(walk, "completion", CHIFENG_BANNER)

    assert ordos.copies == ("第一联（代办机构存档）", "第二联（建设单位留存）")
    assert ordos.text.count("代办服务办结单存根") == 1
    assert ordos.text.count("现做办结处理") == 3
    assert others.copies == ("第一联（申请人留存）", "第二联（代办帮办服务机构留存）")
    assert "“帮您办”代办帮办服务办结单（第一联）" in others.text
    assert "“帮您办”代办帮办服务办结单（第二联）" in others.text
    assert "完成委托帮代办事项。有关资料已向项目单位移交完毕。现作办结处理。" in others.text
    for words in (PROJECT, PROJECT_CODE, *BOTH_SIGNED):
        assert words in ordos.text
        assert words in others.text


def test_before_delivery_there_is_no_completion_form() -> None:
    assert "还没有到办结这一步" in refusal(Walk().accepted(), "completion")


def test_the_evaluation_ticks_the_grade_that_was_given_among_those_that_the_centre_offers() -> None:
    walk = Walk()
    walk.completed()
    blank = text(walk, "evaluation")
    walk.evaluate("满意")

    assert "非常满意□　　满意□　　不满意□\n" in blank
    assert "非常满意□　　满意☑　　不满意□\n" in text(walk, "evaluation")
    five = "非常满意□　　满意☑　　基本满意□　　不满意□　　非常不满意□\n"
    assert five in text(walk, "evaluation", CHIFENG_BANNER)


def test_before_completion_nobody_is_asked_for_an_evaluation() -> None:
    assert "尚未办结" in refusal(Walk().accepted(), "evaluation")
