"""Who has said something in a review is told by name: nobody reads addresses."""

from shared.contracts.joint_review import OpinionGiven, SignatureRefused
from tests.unit.review_hall import FOREST, LAND, NAMES, OBJECTION, WATER, Hall


def test_an_opinion_bears_the_name_of_its_department_and_so_does_silence():
    hall = Hall.convened()
    hall.say(LAND)
    hall.say(WATER)

    assert [each.given.name for each in hall.all(OpinionGiven)] == [NAMES[LAND], NAMES[WATER]]
    assert {each.party: each.name for each in hall.conclusion.opinions} == {each: NAMES[each] for each in (LAND, WATER, FOREST)}


def test_a_signature_that_is_refused_bears_the_name_too():
    hall = Hall.convened(signing="parallel")
    hall.say(LAND)
    hall.say(WATER)
    hall.act(LAND, "signature-refused", **{key: OBJECTION[key] for key in ("ground", "mend")})

    assert [each.given.name for each in hall.all(SignatureRefused)] == [NAMES[LAND]]
