"""The domain of joint_review: who is asked, what counts, what follows."""

from datetime import datetime, time, timedelta
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.joint_review.domain.opinion import Statement, case_of, shortcomings
from services.joint_review.domain.review import NOT_YOURS, CallUnworkable, CaseReviews, Letter, Review, opinions_due, workable
from shared.clock import CHINA, WorkCalendar
from shared.contracts.departments import Consultation, Opinion, ReviewOutcome
from shared.contracts.joint_review import OpinionGiven, ReviewConcluded, ReviewConvened
from shared.errors import Refused
from tests.unit.joint_review_world import (
    CASE,
    CENTRE,
    CITY_ECOLOGY,
    FIRST,
    FOREST,
    LAND,
    MONDAY,
    SECOND,
    THURSDAY_CLOSING,
    WATER,
    call,
    opinion,
    review,
)


def concluded(one: Review, *said: tuple[str, Opinion]) -> ReviewConcluded:
    for party, words in said:
        one.give(party, words, MONDAY)
    return one.conclude(MONDAY)


def statement(said: Opinion) -> Statement:
    return Statement(said.review_id, said, tuple(shortcomings(said.model_dump())))


def role_in(letter: Letter) -> str:
    assert isinstance(letter.content, Consultation)
    return letter.content.role


def convened(**other: object) -> CaseReviews:
    case = CaseReviews(id=CASE, centre=CENTRE)
    case.convene(call(**other), THURSDAY_CLOSING)
    return case


def test_everyone_is_asked_once_and_who_is_called_twice_is_mandatory() -> None:
    case = CaseReviews(id=CASE, centre=CENTRE)

    said = case.convene(call(mandatory=(LAND, WATER, LAND), advisory=(WATER, FOREST)), THURSDAY_CLOSING)

    convened, *letters = said
    assert isinstance(convened, ReviewConvened)
    assert convened.due == "2026-03-05T18:00:00+08:00"
    roles = [(letter.party, role_in(letter)) for letter in letters if isinstance(letter, Letter)]
    assert roles == [(LAND, "mandatory"), (WATER, "mandatory"), (FOREST, "advisory")]


def test_the_same_call_again_says_nothing_and_another_one_under_its_id_is_unworkable() -> None:
    case = convened()

    assert case.convene(call(), THURSDAY_CLOSING + timedelta(days=1)) == []
    assert case.reviews[FIRST].due == THURSDAY_CLOSING
    with pytest.raises(CallUnworkable, match="its own number"):
        case.convene(call(subject="另一个问题"), THURSDAY_CLOSING)


@pytest.mark.parametrize(
    ("other", "reason"),
    [
        ({"review_id": "150622-20260302-000018/R1"}, "not one of case"),
        ({"review_id": CASE}, "not one of case"),
        ({"mandatory": (), "advisory": ()}, "nobody is asked"),
        ({"limit_days": -1}, "-1 working days"),
        ({"silence": "escalate"}, "'escalate'"),
    ],
)
def test_a_call_that_cannot_be_held_names_its_reason(other: dict[str, object], reason: str) -> None:
    with pytest.raises(CallUnworkable, match=reason):
        workable(call(**other), CASE)


def test_opinions_are_due_at_the_centres_closing_hour_after_working_days() -> None:
    before_spring_festival = datetime(2026, 2, 11, 9, 0, tzinfo=CHINA)

    due = opinions_due(call(limit_days=4), before_spring_festival, WorkCalendar(), time(17, 0))

    assert due == datetime(2026, 2, 24, 17, 0, tzinfo=CHINA)  # 14 February is a make-up day, then the festival


def test_mandatory_parties_conclude_without_waiting_for_advisory_ones() -> None:
    case = convened()
    case.give(LAND, statement(opinion()), MONDAY)

    said = case.give(WATER, statement(opinion("not_concerned")), MONDAY)

    spoken, conclusion, *letters = said
    assert isinstance(spoken, OpinionGiven)
    assert isinstance(conclusion, ReviewConcluded)
    assert (conclusion.outcome, conclusion.conditions) == ("agreed", ())
    assert [(given.party, given.opinion) for given in conclusion.opinions] == [
        (LAND, "agree"),
        (WATER, "not_concerned"),
        (FOREST, "silent"),
    ]
    assert [letter.party for letter in letters if isinstance(letter, Letter)] == [LAND, WATER, FOREST]
    assert case.next_alarm() is None


def test_where_nobody_is_mandatory_the_advisory_parties_are_waited_for() -> None:
    case = convened(mandatory=(), advisory=(LAND, FOREST))

    first = case.give(FOREST, statement(opinion("object", ground="森林法 第三十七条")), MONDAY)
    last = case.give(LAND, statement(opinion()), MONDAY)

    assert len(first) == 1
    assert [word.outcome for word in last if isinstance(word, ReviewConcluded)] == ["agreed"]


def test_one_mandatory_objection_outweighs_every_condition() -> None:
    conclusion = concluded(
        review(),
        (LAND, opinion("object", ground="土地管理法 第三十五条")),
        (WATER, opinion("conditional", "先批复水土保持方案")),
    )

    assert conclusion.outcome == "objected"
    assert conclusion.conditions == ("先批复水土保持方案（150622.slj）",)


def test_a_condition_that_several_set_is_listed_once_with_all_of_them() -> None:
    conclusion = concluded(
        review(mandatory=(LAND, WATER, CITY_ECOLOGY)),
        (CITY_ECOLOGY, opinion("conditional", "先批复水土保持方案", "矸石场做防渗")),
        (WATER, opinion("conditional", " 先批复水土保持方案 ", "")),
        (LAND, opinion("agree", "表土单独堆放")),
    )

    assert conclusion.outcome == "conditional"
    assert conclusion.conditions == (
        "表土单独堆放（150622.zrzyj）",
        "先批复水土保持方案（150622.slj、150600.sthjj）",
        "矸石场做防渗（150600.sthjj）",
    )


def test_advisory_opinions_stand_in_the_record_and_do_not_bind() -> None:
    conclusion = concluded(
        review(),
        (FOREST, opinion("object", "避让公益林", ground="森林法 第三十七条")),
        (LAND, opinion()),
        (WATER, opinion()),
    )

    assert (conclusion.outcome, conclusion.conditions) == ("agreed", ())
    assert conclusion.opinions[2].ground == "森林法 第三十七条"
    assert conclusion.opinions[2].conditions == ("避让公益林",)


@pytest.mark.parametrize(("silence", "outcome"), [("consent", "agreed"), ("objection", "objected")])
def test_silence_means_what_the_call_says(silence: str, outcome: str) -> None:
    conclusion = concluded(review(silence=silence), (LAND, opinion()))

    assert conclusion.outcome == outcome
    assert [given.opinion for given in conclusion.opinions] == ["agree", "silent", "silent"]


def test_silence_of_an_advisory_party_never_objects() -> None:
    conclusion = concluded(review(silence="objection"), (LAND, opinion()), (WATER, opinion()))

    assert conclusion.outcome == "agreed"


def test_the_due_alarm_concludes_at_the_limit_and_not_before() -> None:
    case = convened()

    early = case.alarm(1, THURSDAY_CLOSING - timedelta(microseconds=1))
    due = case.alarm(1, THURSDAY_CLOSING)
    again = case.alarm(1, THURSDAY_CLOSING + timedelta(hours=1))

    assert early == []
    assert [word.concluded_at for word in due if isinstance(word, ReviewConcluded)] == ["2026-03-05T18:00:00+08:00"]
    assert again == []


def test_one_alarm_concludes_every_review_that_is_due_and_leaves_the_others() -> None:
    case = convened()
    case.convene(call(review_id=SECOND), THURSDAY_CLOSING)
    third = THURSDAY_CLOSING + timedelta(days=1)
    case.convene(call(review_id=f"{CASE}/R3"), third)

    said = case.alarm(1, THURSDAY_CLOSING)

    assert [word.review_id for word in said if isinstance(word, ReviewConcluded)] == [FIRST, SECOND]
    assert case.next_alarm() == third


def test_an_opinion_counts_up_to_the_very_instant_of_the_limit() -> None:
    case = convened()
    case.give(LAND, statement(opinion()), THURSDAY_CLOSING)

    with pytest.raises(Refused, match="期限") as late:
        case.give(WATER, statement(opinion()), THURSDAY_CLOSING + timedelta(microseconds=1))

    assert "2026-03-05 18:00" in late.value.faults[0].message
    assert [given.party for given in case.reviews[FIRST].opinions] == [LAND]


def test_every_fault_of_an_opinion_is_named_at_once() -> None:
    case = convened()
    case.give(LAND, statement(opinion()), MONDAY)
    case.give(WATER, statement(opinion()), MONDAY)

    with pytest.raises(Refused) as refused:
        case.give(LAND, statement(opinion("object", ground="  ")), MONDAY)

    assert [fault.field for fault in refused.value.faults] == ["ground", "review_id"]
    assert all(fault.message and fault.remedy for fault in refused.value.faults)


def test_a_stranger_is_told_the_same_of_a_concluded_review_as_of_none() -> None:
    case = convened(mandatory=(LAND,))
    case.give(LAND, statement(opinion()), MONDAY)

    for review_id in (FIRST, SECOND):
        with pytest.raises(Refused) as refused:
            case.give(CITY_ECOLOGY, statement(opinion(review_id=review_id)), MONDAY)

        assert refused.value.faults == (NOT_YOURS,)


def test_conditions_that_are_all_blank_are_no_conditions() -> None:
    assert [fault.field for fault in shortcomings({"opinion": "conditional", "conditions": [" ", ""]})] == ["conditions"]
    assert shortcomings({"opinion": "conditional", "conditions": ["", "避让公益林"]}) == []
    assert shortcomings({"opinion": "agree"}) == []


@pytest.mark.parametrize("text", ["", CASE, f"{CASE}/R0", f"{CASE}/R1/R2", f"{CASE}/r1", f"{CASE}/R1\n", "../R1", f"{CASE}/R１"])
def test_what_is_no_review_id_names_no_case(text: str) -> None:
    assert case_of(text) == ""


def test_a_review_id_names_its_case() -> None:
    assert case_of(FIRST) == CASE


OPINIONS = st.builds(
    opinion,
    st.sampled_from(["agree", "conditional", "object", "not_concerned"]),
    st.sampled_from(["先批复水土保持方案", "避让公益林"]),
    ground=st.just("土地管理法 第三十五条"),
)


@given(
    words=st.tuples(OPINIONS, OPINIONS, OPINIONS),
    silent=st.sampled_from([None, LAND, WATER]),
    silence=st.sampled_from(["consent", "objection"]),
)
def test_the_same_opinions_in_any_order_give_the_same_conclusion(
    words: tuple[Opinion, ...], silent: str | None, silence: str
) -> None:
    said = [pair for pair in zip((LAND, WATER, FOREST), words, strict=True) if pair[0] != silent]

    conclusions = [concluded(review(silence=silence), *order) for order in permutations(said)]

    assert all(conclusion == conclusions[0] for conclusion in conclusions)


def test_the_outcome_tells_every_participant_the_conditions() -> None:
    case = convened(mandatory=(LAND,))

    said = case.give(LAND, statement(opinion("conditional", "表土单独堆放")), MONDAY)

    outcomes = [word.content for word in said if isinstance(word, Letter)]
    wanted = ReviewOutcome(review_id=FIRST, case_number=CASE, outcome="conditional", conditions=("表土单独堆放（150622.zrzyj）",))
    assert outcomes == [wanted, wanted]
