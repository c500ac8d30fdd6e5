"""What a case file says of itself: no act leaves one with a limit that nothing reminds of; broken on purpose, each is found."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.intake.domain.silence import ailments
from shared.contracts.duties import Ailment
from tests.unit.case_walk import Walk
from tests.unit.test_case_machine import ACTS, FIRST, KINDS, LATER, PROOF, refusal, walks

PLANNING = [5, 24]


@settings(max_examples=400, deadline=None)
@given(
    st.sampled_from(KINDS),
    st.sampled_from(["window", "site"]),
    st.lists(st.sampled_from([FIRST, LATER, PROOF]), unique=True),
    st.lists(st.sampled_from(sorted(ACTS)), max_size=40),
)
def test_however_a_case_is_treated_nothing_ails_it(kind, channel, missing, acts) -> None:
    walk = walks(kind, channel, missing)
    for name in acts:
        refusal(ACTS[name], walk)
        if walk.case.open:
            assert found(walk) == [], name


def found(walk: Walk) -> list[Ailment]:
    return ailments(walk.case, walk.clock.now())


def promised() -> Walk:
    asked = [each.material for each in Walk(items=PLANNING).case.materials if each.material != LATER]
    walk = Walk(items=PLANNING, materials=asked).accepted()
    walk.promise(LATER)
    return walk


def suspended() -> Walk:
    walk = Walk().accepted()
    walk.act("suspend", ground="applicant_pauses", reason="资金未到位", by="applicant")
    walk.sign("suspension")
    return walk


def drawn() -> Walk:
    walk = Walk().accepted()
    walk.act("terminate", ground="applicant_ends", reason="项目取消", by="applicant")
    return walk


def limited() -> Walk:
    walk = Walk()
    walk.sign("mandate", until="2026-04-30")
    return walk


def handed_over() -> Walk:
    walk = Walk().accepted()
    walk.change_agent()
    return walk


def completed() -> Walk:
    walk = Walk()
    walk.completed()
    return walk


LIMITED = {
    "deem1": lambda: Walk(channel="site"),
    "P1": promised,
    "suspension": suspended,
    "150622-20260302-000001/Z1": drawn,
    "term": limited,
    "confirm-agent": handed_over,
    "evaluate": completed,
}


@pytest.mark.parametrize("key", LIMITED)
def test_what_has_a_limit_and_no_duty_is_found(key) -> None:
    walk = LIMITED[key]()
    assert found(walk) == []

    walk.case.duties = {each: duty for each, duty in walk.case.duties.items() if each != key}

    told = found(walk)
    assert "promise_without_alarm" in {each.invariant for each in told}
    assert all(each.subject == walk.case.id for each in told)


@pytest.mark.parametrize("key", LIMITED)
def test_what_has_a_limit_and_no_light_left_is_found(key) -> None:
    walk = LIMITED[key]()

    walk.case.duties = walk.case.duties | {key: walk.case.duties[key].model_copy(update={"lights": {}})}

    assert "promise_without_alarm" in {each.invariant for each in found(walk)}


@pytest.mark.parametrize("key", LIMITED)
def test_settling_it_again_opens_what_is_missing_and_says_nothing(key) -> None:
    walk = LIMITED[key]()
    before = walk.case.duties
    walk.case.duties = {each: duty for each, duty in before.items() if each != key}

    said = walk.case.settled(walk.moment, ())

    assert (walk.case.duties, said) == (before, [])
    assert found(walk) == []


def test_a_correction_of_an_item_that_was_withdrawn_or_has_ended_is_not_asked_for() -> None:
    walk = Walk(items=[5, 24]).accepted()
    walk.correction()
    assert "correct24" in walk.case.duties

    walk.act("withdraw", items=[24], reason="不再需要")

    assert "correct24" not in walk.case.duties
    walk.correction()
    assert "correct24" not in walk.case.duties


def test_a_duty_whose_act_is_always_refused_moves_nobody() -> None:
    walk = Walk().accepted()
    walk.act("revoke-mandate")
    duty = walk.case.duties["suspension"]
    walk.case.duties = walk.case.duties | {"suspension": duty.model_copy(update={"act": "resume"})}

    (ailing,) = found(walk)

    assert ailing.invariant == "next_actor"
    assert "resume" in ailing.what
