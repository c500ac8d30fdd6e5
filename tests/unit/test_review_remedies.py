"""What a refusal says to do about it: in Chinese, with a way that is open, and the field only in brackets."""

from itertools import product

import pytest

from services.joint_review.domain.opinion import shortcomings
from shared.contracts.review_answers import ANSWERS
from shared.errors import Refused
from tests.unit.joint_review_world import World, opinion
from tests.unit.review_hall import BRACKETS, CASE, CENTRE, CONVENER, FIRST, FOREIGN, LAND, WATER, Hall

LAID = {"owner": WATER, "act": "复核水土保持方案", "due": "2026-03-20", "done_when": "印发复核意见"}


async def remedies(world: World, verb: str, **said: object) -> str:
    """What the convener is told to do, of an act that is refused."""
    with pytest.raises(Refused) as refused:
        await world.ask(CONVENER, verb, {"review_id": FIRST, **said})
    return "；".join(fault.remedy for fault in refused.value.faults)


def test_what_an_answer_owes_is_asked_for_in_chinese() -> None:
    words = ("agree", "conditional", "object", "not_concerned")
    forms = [{"opinion": word, "outcome": word, "conditions": set_} for word, set_ in product(words, ([], ["先批复"]))]
    forms += [{"attends": False, "delegate": "副职"}, {"outcome": "conditional"}]
    found = {fault.remedy for verb in ANSWERS for form in forms for fault in shortcomings(verb, form)}

    assert len(found) > 8
    assert [remedy for remedy in found if FOREIGN.search(BRACKETS.sub("", remedy))] == []


@pytest.mark.parametrize("meeting_id", [None, "150622-H20260302-000001"])
async def test_what_is_resolved_too_late_has_a_way_that_is_open(meeting_id: str | None) -> None:
    world = World()
    await world.convene(meeting_id=meeting_id)
    for party in (LAND, WATER):
        await world.say(party, "opinion", opinion())

    said = await remedies(world, "resolutions", resolutions=[LAID])
    assert "应在会商形成结论前提出" in said
    assert "daiban review call" in said
    assert "daiban meeting call" in said


async def test_who_is_out_of_reach_is_not_added_and_the_convener_hears_why(monkeypatch: pytest.MonkeyPatch) -> None:
    world = World()
    await world.convene()
    asked: list[tuple[str, str]] = []
    monkeypatch.setattr(world.town, "joinable", lambda centre, party: asked.append((centre, party)))
    said = await remedies(world, "participant-added", party="150600.sthjj")

    assert asked == [(CENTRE, "150600.sthjj")]
    assert "只能增加本自治区（省）内、政务服务中心已联网的部门" in said


async def test_a_case_without_a_review_is_not_said_to_be_none() -> None:
    world = World()
    with pytest.raises(Refused) as refused:
        await world.look("reviews", case_number=CASE)

    (fault,) = refused.value.faults
    assert fault.message == "没有找到该办件的会商"
    assert "可能没有召开过会商" in fault.remedy


async def test_who_is_not_concerned_is_not_shown_as_a_signer() -> None:
    world = World(signing="parallel")
    await world.convene()
    await world.ask(WATER, "opinion", opinion("not_concerned"))
    shown = await world.look("reviews", case_number=CASE)

    signers = {each["party"]: each["signer"] for each in shown["reviews"][0]["participants"]}
    assert (signers[LAND], signers[WATER]) == (True, False)


def test_where_nobody_is_concerned_the_convener_is_left_with_nothing_to_sign() -> None:
    hall = Hall.convened(signing="parallel", mandatory=(CONVENER, LAND))
    hall.say(CONVENER, "not_concerned")
    hall.say(LAND, "not_concerned")

    assert (hall.state, hall.conclusion.outcome, hall.conclusion.signatures) == ("concluded", "agreed", ())
