"""Joint reviews, what they lay down, and meetings over many cases, in the words of a case's history."""

import pytest

from deploy.local.cli.telling import Line, tell
from shared.contracts import joint_review, review_records, routing
from shared.contracts.base import Event
from shared.contracts.joint_review import Attended, Signature
from tests.unit.archive_review import CALLING
from tests.unit.notify_parts import task
from tests.unit.notify_reviews import (
    AT,
    CALLED,
    DUE,
    GROUND,
    LAND,
    MEND,
    MET,
    MINUTES,
    OBJECTION,
    RESOLUTION,
    REVIEW,
    REVIEWED,
    WATER,
    call,
    concluded,
    convened,
)


def line(fact: Event) -> Line:
    told = tell(fact)
    assert told is not None
    return told


@pytest.mark.parametrize("fact", [*CALLING, *REVIEWED, *CALLED, *MET], ids=lambda fact: fact.name)
def test_every_fact_of_reviews_and_meetings_is_told_in_chinese_without_codes(fact: Event) -> None:
    who, what, _ = line(fact)

    assert who
    assert what
    for code in ("150622.", "mandatory", "agree", "circulation", "deadlocked", "None"):
        assert code not in who + what


def test_a_meeting_is_told_with_when_and_where_and_a_review_of_before_as_it_was() -> None:
    old = joint_review.ReviewConvened(review_id=REVIEW, call=call(form=None, at=None, place="", limit_days=3), due=DUE)

    assert line(convened()).what == (
        "召集会商联审（会议，2026-03-11 09:30，二楼会议室），请 2026-03-12 17:30 前提出意见：准格尔旗水利局"
    )
    assert line(old).what == "召集会商联审，请 2026-03-12 17:30 前提出意见：准格尔旗水利局"


def test_what_is_missing_is_named_and_a_convener_who_kept_silent_too() -> None:
    late = convened(late=True, due=None, missing=("水资源论证报告",))

    assert line(late).what.startswith("召集部门逾期未召集，以传签召集会商联审")
    assert "待补齐材料（水资源论证报告）后提出意见" in line(late).what


def test_who_asked_for_a_review_is_named() -> None:
    of_agent, of_rules = call(called_by="综合代办员"), call(cause="rules")

    assert line(CALLING[0].model_copy(update={"call": of_agent})).who == "综合代办员"
    assert line(CALLING[0].model_copy(update={"call": of_rules})).who == "派件规则"


def test_an_objection_is_told_with_its_ground_and_what_would_mend_it() -> None:
    who, what, _ = line(joint_review.OpinionGiven(review_id=REVIEW, given=OBJECTION))

    assert who == "准格尔旗水利局"
    assert what.startswith("会商意见：不同意")
    assert GROUND in what
    assert MEND in what


def test_an_apology_and_a_delegate_are_told() -> None:
    apology = Attended(party=WATER, attends=False, reason="防汛值班")
    delegate = Attended(party=WATER, attends=True, delegate="水资源股")

    assert line(joint_review.AttendanceAnswered(review_id=REVIEW, attended=apology)).what == "请假：防汛值班"
    assert line(joint_review.AttendanceAnswered(review_id=REVIEW, attended=delegate)).what == "参加会商，由水资源股到会"


def test_a_signature_that_falls_says_who_signs_again_and_a_deemed_one_that_it_is() -> None:
    revoked = joint_review.SignatureRevoked(review_id=REVIEW, party=WATER, reason="需再核", asked_again=(LAND,))
    deemed = joint_review.ReviewSigned(review_id=REVIEW, signature=Signature(party=WATER, deemed=True, text=2, at=AT))

    assert line(revoked).what == "撤回会签：需再核，请准格尔旗自然资源局重新会签"
    assert line(deemed).what == "逾期未答复，视为已会签：第 2 稿"


def test_a_joint_acceptance_that_one_refused_says_so() -> None:
    assert line(concluded("objected", all_or_nothing=True)).what == "结论：不同意（一票否决）"
    assert line(concluded("deadlocked", reason="讨论未果")).what == "结论：未形成一致意见（讨论未果）"


def test_a_resolution_is_told_with_who_by_when_and_what_counts_as_done() -> None:
    assigned = review_records.ResolutionsAssigned(review_id=REVIEW, resolutions=(RESOLUTION,))

    for words in ("准格尔旗水利局", "2026-03-12 17:30 前", "重新划定取水口", "公布界线"):
        assert words in line(assigned).what


def test_minutes_are_told_with_their_number_and_unsigned_ones_as_unsigned() -> None:
    signed = MINUTES.model_copy(update={"signed_by": "局办公室"})
    issued = review_records.MinutesIssued(review_id=REVIEW, minutes=signed, signed=True)

    assert line(issued)[:2] == ("准格尔旗自然资源局（局办公室）", f"签发会议纪要 {MINUTES.number}")
    assert "未签发" in line(issued.model_copy(update={"signed": False})).what


def test_a_meeting_that_ended_counts_how_its_points_came_out() -> None:
    assert line(MET[6]).what == "全部议题已有结果：同意 1 项，未形成一致意见 1 项，未能上会 1 项"


def test_the_conditions_of_a_review_stand_with_the_decision() -> None:
    approved = routing.ItemApproved.model_validate(task(conditions=("取水许可之后方可开工",)))

    assert line(approved).what.endswith("附条件：取水许可之后方可开工")
