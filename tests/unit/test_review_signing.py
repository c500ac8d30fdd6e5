"""会签: a text is signed in order or all at once, and a signature may be refused, taken back or deemed."""

from datetime import timedelta

import pytest

from shared.contracts.joint_review import ReviewSigned, SignatureRevoked, SigningOpened
from shared.contracts.review_letters import SignatureAsked
from tests.unit.review_hall import CONVENER, ECOLOGY, FOREST, LAND, NAMES, TUESDAY_CLOSING, WATER, Hall, signing


def test_the_text_goes_round_in_the_order_of_the_call_the_convener_last():
    hall = Hall.convened(signing="ordered", mandatory=(CONVENER, LAND, WATER))
    for party in (WATER, CONVENER, LAND):
        hall.say(party)

    (opened,) = hall.all(SigningOpened)
    assert (opened.signers, opened.ordered, opened.text) == ((LAND, WATER, CONVENER), True, 1)
    for party in (LAND, WATER, CONVENER):
        assert hall.owed() == {party: "signed"}
        hall.sign(party)
    assert hall.conclusion.outcome == "agreed"
    assert [signature.party for signature in hall.conclusion.signatures] == [LAND, WATER, CONVENER]


def test_the_letter_says_what_is_signed_and_who_has_signed():
    hall = signing("ordered", "conditional", "先批复水土保持方案")
    hall.sign(LAND)

    letter = hall.letters("signature-asked", SignatureAsked, last=True)[WATER]
    assert (letter.text, letter.outcome, letter.conditions) == (1, "conditional", ("先批复水土保持方案（准格尔旗水利局）",))
    assert (letter.signed, letter.again, letter.due) == ((LAND,), "", TUESDAY_CLOSING.isoformat())


def test_in_parallel_everybody_is_asked_at_once_and_signs_in_any_order():
    hall = signing("parallel")

    assert hall.owed() == {LAND: "signed", WATER: "signed"}
    hall.sign(WATER)
    hall.sign(LAND)
    assert hall.conclusion.outcome == "agreed"


def test_who_is_not_concerned_does_not_sign_and_where_nobody_signs_it_is_concluded_at_once():
    one = signing("ordered", "not_concerned")
    none = Hall.convened(signing="parallel", mandatory=(LAND,))
    none.say(LAND, "not_concerned")

    assert one.review.signing
    assert one.review.signing.signers == (LAND,)
    assert none.conclusion.outcome == "agreed"


def test_a_negative_conclusion_is_not_signed():
    hall = Hall.convened(signing="parallel", dissent="refuse")
    hall.say(LAND)
    hall.say(WATER, "object")

    assert hall.conclusion.outcome == "objected"
    assert hall.all(SigningOpened) == []


@pytest.mark.parametrize(
    ("party", "body", "fault"),
    [
        (WATER, {}, "尚未轮到"),
        (FOREST, {}, "不是本稿的会签部门"),
        (LAND, {"text": 2}, "第 2 稿"),
        (LAND, {"signed_by": " "}, "哪个岗位"),
    ],
)
def test_only_who_is_asked_signs_and_only_the_text_that_goes_round(party, body, fault):
    hall = signing()

    assert fault in "".join(hall.refused(party, "signed", **{"text": 1, "signed_by": "局长", **body}).values())


def test_nobody_signs_twice_or_before_or_after():
    early = Hall.convened(signing="ordered")
    hall = signing()
    hall.sign(LAND)
    body = {"text": 1, "signed_by": "局长"}

    assert "正在征求意见" in early.refused(LAND, "signed", **body)["review_id"]
    assert "已会签" in hall.refused(LAND, "signed", **body)["review_id"]
    assert "正在会签" in hall.refused(LAND, "opinion", word="object")["review_id"]
    hall.sign(WATER)
    assert "已有结论" in hall.refused(WATER, "signed", **body)["review_id"]
    assert "已有结论" in hall.refused(WATER, "signature-revoked", reason="有误")["review_id"]
    assert "已有结论" in hall.refused(WATER, "signature-refused", ground="有误", mend="无")["review_id"]


def test_silence_is_a_deemed_signature_and_the_next_one_has_its_own_limit():
    hall = signing()
    hall.until(TUESDAY_CLOSING)

    (deemed,) = hall.all(ReviewSigned)
    assert (deemed.signature.party, deemed.signature.deemed, deemed.signature.signed_by) == (LAND, True, "")
    assert hall.owed() == {WATER: "signed"}
    hall.until(TUESDAY_CLOSING + timedelta(days=1))
    assert hall.conclusion.outcome == "agreed"
    assert [signature.deemed for signature in hall.conclusion.signatures] == [True, True]


def test_where_silence_objects_a_missing_signature_is_no_conclusion():
    hall = signing("parallel", silence="objection")
    hall.sign(LAND)
    hall.until(TUESDAY_CLOSING)

    assert (hall.conclusion.outcome, NAMES[WATER] in hall.conclusion.reason) == ("deadlocked", True)
    assert [signature.party for signature in hall.conclusion.signatures] == [LAND]


def test_a_signature_after_its_limit_comes_too_late_even_if_the_alarm_is_late():
    hall = signing("parallel", silence="objection")
    hall.now = TUESDAY_CLOSING + timedelta(seconds=1)

    assert "期限" in hall.refused(LAND, "signed", text=1, signed_by="局长")["review_id"]
    hall.act(WATER, "signed", said_at=TUESDAY_CLOSING, text=1, signed_by="局长")


def test_a_refused_signature_is_an_objection_that_opens_a_discussion_and_a_new_text_follows():
    hall = signing("ordered", rounds=1)
    hall.sign(LAND)
    hall.act(WATER, "signature-refused", ground="水法 第十九条", mend="补充取水许可")

    assert hall.facts() == ["SignatureRefused", "RoundOpened"]
    assert (hall.state, hall.review.signing) == ("deliberating", None)
    hall.say(WATER, "conditional", "补充取水许可")
    hall.say(LAND)
    assert [(text.text, text.outcome) for text in hall.all(SigningOpened)] == [(1, "agreed"), (2, "conditional")]
    assert "第 1 稿" in hall.refused(LAND, "signed", text=1, signed_by="局长")["text"]
    hall.sign(LAND)
    hall.sign(WATER)
    assert [signature.text for signature in hall.conclusion.signatures] == [2, 2]


def test_a_refused_signature_without_a_round_left_is_a_deadlock_or_a_refusal():
    deadlock, refusal = signing(), signing(dissent="refuse")
    for hall in (deadlock, refusal):
        hall.act(LAND, "signature-refused", ground="土地管理法 第三十五条", mend="无")

    assert deadlock.conclusion.outcome == "deadlocked"
    assert refusal.conclusion.outcome == "objected"
    assert set(signing().refused(LAND, "signature-refused", ground=" ", mend="")) == {"ground", "mend"}


def test_a_majority_goes_on_without_the_one_that_refuses_to_sign():
    hall = Hall.convened(signing="parallel", conclusion="majority", mandatory=(LAND, WATER, FOREST), advisory=())
    for party in (LAND, WATER, FOREST):
        hall.say(party)
    hall.act(FOREST, "signature-refused", ground="森林法 第三十七条", mend="避让公益林")

    assert hall.all(SigningOpened)[-1].signers == (LAND, WATER)
    hall.sign(LAND)
    hall.sign(WATER)
    assert hall.conclusion.outcome == "agreed"


def test_a_revoked_signature_takes_the_later_ones_with_it_and_they_are_asked_again_in_order():
    hall = Hall.convened(signing="ordered", mandatory=(LAND, WATER, ECOLOGY, CONVENER))
    for party in (LAND, WATER, ECOLOGY, CONVENER):
        hall.say(party)
    for party in (LAND, WATER, ECOLOGY):
        hall.sign(party)
    hall.act(WATER, "signature-revoked", reason="取水口坐标有误")

    (revoked,) = hall.all(SignatureRevoked)
    assert revoked.asked_again == (ECOLOGY,)
    assert hall.owed() == {WATER: "signed"}
    assert "取水口坐标有误" in hall.letters("signature-asked", SignatureAsked, last=True)[WATER].again
    for party in (WATER, ECOLOGY):
        hall.sign(party)
    assert "取水口坐标有误" in hall.letters("signature-asked", SignatureAsked, last=True)[CONVENER].again
    hall.sign(CONVENER)
    assert [signature.party for signature in hall.conclusion.signatures] == [LAND, WATER, ECOLOGY, CONVENER]


def test_in_parallel_a_revoked_signature_falls_alone():
    hall = signing("parallel", mandatory=(LAND, WATER), advisory=())
    hall.sign(LAND)
    hall.act(LAND, "signature-revoked", reason="坐标有误")

    assert hall.all(SignatureRevoked)[0].asked_again == ()
    assert hall.owed() == {LAND: "signed", WATER: "signed"}
    assert set(hall.refused(WATER, "signature-revoked", reason=" ")) == {"reason", "review_id"}


def test_all_who_let_the_limit_pass_are_named():
    hall = signing("parallel", silence="objection")
    hall.until(TUESDAY_CLOSING)

    assert hall.conclusion.reason == f"逾期未会签：{NAMES[LAND]}、{NAMES[WATER]}"
