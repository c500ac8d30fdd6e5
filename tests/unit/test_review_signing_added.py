"""Who is added or heard while the text goes round (会签) signs, speaks or is waited for without undoing what stands."""

import pytest

from shared.contracts.joint_review import SigningOpened
from shared.contracts.review_letters import SignatureAsked
from tests.unit.review_hall import CITY_ECOLOGY, CONVENER, ECOLOGY, FOREST, LAND, NAMES, WATER, Hall, signing


def test_a_signer_who_is_added_signs_before_the_convener_and_thereby_agrees():
    hall = Hall.convened(signing="ordered", mandatory=(LAND, CONVENER))
    hall.say(LAND)
    hall.say(CONVENER)
    hall.sign(LAND)
    hall.act(CONVENER, "participant-added", party=CITY_ECOLOGY, signer=True)

    assert hall.review.signing
    assert hall.review.signing.signers == (LAND, CITY_ECOLOGY, CONVENER)
    assert set(hall.owed()) == {CITY_ECOLOGY}
    assert "尚未轮到" in hall.refused(CONVENER, "signed", text=1, signed_by="局长")["review_id"]
    hall.sign(CITY_ECOLOGY)
    assert "增加会签部门" in hall.letters("signature-asked", SignatureAsked, last=True)[CONVENER].again
    hall.sign(CONVENER)
    assert [given.opinion for given in hall.conclusion.opinions] == ["agree", "agree", "silent", "agree"]
    assert [signature.party for signature in hall.conclusion.signatures] == [LAND, CITY_ECOLOGY, CONVENER]


def test_a_mandatory_one_who_is_added_while_the_text_goes_round_is_waited_for_without_stopping_it():
    hall = signing("parallel")
    hall.act(CONVENER, "participant-added", party=ECOLOGY)
    hall.sign(LAND)
    hall.sign(WATER)

    assert (hall.state, hall.owed()) == ("signing", {ECOLOGY: "opinion"})
    hall.say(ECOLOGY)
    assert hall.conclusion.outcome == "agreed"
    assert [signature.text for signature in hall.conclusion.signatures] == [1, 1]


def test_what_a_late_comer_says_makes_a_new_text_or_a_discussion():
    condition, objection = signing("parallel", rounds=1), signing("parallel", rounds=1)
    for hall in (condition, objection):
        hall.act(CONVENER, "participant-added", party=ECOLOGY)
        hall.sign(LAND)
    condition.say(ECOLOGY, "conditional", "矸石场做防渗")
    objection.say(ECOLOGY, "object")

    assert condition.all(SigningOpened)[-1].conditions == ("矸石场做防渗（鄂尔多斯市生态环境局准格尔旗分局）",)
    assert condition.owed() == {LAND: "signed", WATER: "signed"}
    assert (objection.state, objection.review.round) == ("deliberating", 1)


def test_a_late_comer_that_keeps_silent_consents_or_leaves_no_conclusion():
    consent, objection = signing("parallel"), signing("parallel", silence="objection")
    for hall in (consent, objection):
        hall.act(CONVENER, "participant-added", party=ECOLOGY)
        hall.sign(LAND)
        hall.sign(WATER)
        hall.later(days=7)

    assert consent.conclusion.outcome == "agreed"
    assert (objection.conclusion.outcome, NAMES[ECOLOGY] in objection.conclusion.reason) == ("deadlocked", True)


@pytest.mark.parametrize("added", [False, True])
def test_an_advisory_one_may_speak_within_its_limit_while_the_text_goes_round_and_stops_nothing(added):
    hall = signing("ordered", advisory=() if added else (FOREST,))
    if added:
        hall.act(CONVENER, "participant-added", party=FOREST, role="advisory")
        assert hall.told(FOREST) == ["consulted"]
    hall.say(FOREST, "object")

    assert (hall.state, hall.owed()) == ("signing", {LAND: "signed"})
    hall.sign(LAND)
    hall.sign(WATER)
    assert [given.opinion for given in hall.conclusion.opinions] == ["agree", "agree", "object"]
    assert hall.conclusion.outcome == "agreed"


@pytest.mark.parametrize(
    ("held", "outcome"),
    [
        ({"silence": "objection", "rounds": 1}, None),
        ({"silence": "consent"}, "deadlocked"),
        ({"silence": "consent", "conclusion": "majority", "mandatory": (LAND, WATER, FOREST), "advisory": ()}, "deadlocked"),
    ],
)
def test_who_was_added_is_heard_before_a_refused_signature_is_weighed(held, outcome):
    hall = Hall.convened(signing="ordered", **held)
    for seat in hall.review.mandatory:
        hall.say(seat.party)
    hall.act(CONVENER, "participant-added", party=ECOLOGY)
    hall.act(LAND, "signature-refused", ground="土地管理法 第三十五条", mend="无")

    assert (hall.state, hall.owed()) == ("deliberating", {ECOLOGY: "opinion"})
    hall.say(ECOLOGY, "object")
    assert (hall.review.conclusion and hall.review.conclusion.outcome) == outcome
    opinion = hall.review.seats[ECOLOGY].opinion
    assert opinion
    assert opinion.opinion == "object"


def test_who_has_not_to_sign_does_not_keep_the_next_one_from_being_asked():
    hall = signing("ordered")
    hall.act(CONVENER, "participant-added", party=CITY_ECOLOGY, signer=True)
    hall.act(CONVENER, "participant-added", party=ECOLOGY)
    hall.sign(LAND)
    hall.sign(WATER)
    hall.act(CONVENER, "participant-added", party=CONVENER, signer=True)
    hall.say(CITY_ECOLOGY, "not_concerned")

    assert hall.review.signing
    assert set(hall.review.signing.asked) == {CONVENER}


def test_a_signer_who_is_added_and_is_not_concerned_has_not_to_sign():
    hall = signing("ordered")
    hall.act(CONVENER, "participant-added", party=ECOLOGY, signer=True)
    hall.sign(LAND)
    hall.sign(WATER)
    hall.say(ECOLOGY, "not_concerned")

    assert [signature.party for signature in hall.conclusion.signatures] == [LAND, WATER]


def test_what_the_convener_decided_goes_round_and_an_objection_comes_back_to_it():
    hall = Hall.convened(signing="parallel", conclusion="convener_decides")
    hall.say(LAND)
    hall.say(WATER, "object")
    hall.act(CONVENER, "concluded", outcome="agreed", reason="风险可控")

    assert hall.all(SigningOpened)[0].signers == (LAND,)
    hall.act(CONVENER, "participant-added", party=ECOLOGY)
    hall.say(ECOLOGY)
    assert hall.state == "signing"
    hall.act(CONVENER, "participant-added", party=CITY_ECOLOGY)
    hall.say(CITY_ECOLOGY, "object")
    assert (hall.state, hall.owed()) == ("deciding", {CONVENER: "concluded"})
    hall.act(CONVENER, "concluded", outcome="agreed", reason="仍属可行")
    hall.sign(LAND)
    assert (hall.conclusion.outcome, hall.conclusion.reason) == ("agreed", "仍属可行")
