"""A department answers every letter of a joint review in a rehearsal as its part says, and sensibly where it says nothing."""

from typing import Any

import pytest

from deploy.local.rehearsal import seat
from deploy.local.rehearsal.review_script import ReviewActPlay, ReviewPlay, SigningPlay
from shared.contracts.review_answers import ReviewAnswer
from shared.contracts.review_letters import DecisionAsked, ProposedReview
from tests.unit.rehearsal_letters_world import DUE, OBJECTS, OWN, REVIEW, asked_to_sign, consultation, day


def proposed(**changed: Any) -> ProposedReview:
    letter = {"kind": "联席会议", "subject": "选址", "participants": (), "form": "meeting", "called_by": "代办员岗", "due": DUE}
    return ProposedReview.model_validate(OWN | letter | changed)


def told(answer: ReviewAnswer | None, *fields: str) -> tuple[Any, ...]:
    """What it says in these fields; nothing where nothing is said."""
    return tuple(getattr(answer, field) for field in fields) if answer else ()


def test_a_convener_without_a_part_holds_the_review_by_circulation() -> None:
    said = seat.convened(proposed(), ReviewPlay(), day)

    assert said is not None
    assert (said.form, said.at, said.place) == ("circulation", None, "")


def test_a_convener_without_a_part_meets_where_a_time_and_a_place_were_proposed() -> None:
    assert told(seat.convened(proposed(at=DUE, place="旗政务服务中心"), ReviewPlay(), day), "form", "at") == (None, None)
    assert told(seat.convened(proposed(at=DUE), ReviewPlay(), day), "form") == ("circulation",)
    assert told(seat.convened(proposed(form="circulation"), ReviewPlay(), day), "form") == (None,)


def test_a_convener_calls_a_meeting_at_the_time_and_place_of_its_part() -> None:
    play = ReviewPlay.model_validate({"convening": {"days": 2, "time": "15:00", "place": "旗政务服务中心"}})

    said = seat.convened(proposed(), play, day)

    assert said is not None
    assert (said.form, said.at, said.place) == ("meeting", "2026-03-04T15:00:00+08:00", "旗政务服务中心")


def test_a_convener_may_keep_silent() -> None:
    assert seat.convened(proposed(), ReviewPlay.model_validate({"convening": {"silent": True}}), day) is None


def test_whoever_meets_says_whether_it_comes_and_whoever_circulates_does_not() -> None:
    away = ReviewPlay(attends=False)
    meeting = consultation(form="meeting", at=DUE, place="旗政务服务中心")

    assert seat.attending(consultation(), away) is None
    assert seat.attending(consultation(form="meeting", role="observer"), away) is None
    assert told(seat.attending(meeting, away), "attends", "delegate") == (False, "")
    assert told(seat.attending(meeting, ReviewPlay(delegate="值班科长岗")), "attends", "delegate") == (True, "值班科长岗")


def test_an_opinion_names_the_edition_of_the_papers_and_none_where_there_are_none() -> None:
    editions = [told(seat.spoken(consultation(edition=edition), ReviewPlay(), 0), "edition") for edition in (2, 0)]

    assert editions == [(2,), (None,)]


def test_an_objection_always_says_what_would_mend_it() -> None:
    said = seat.spoken(consultation(), ReviewPlay(opinion="object", ground="水土保持法 第二十六条"), 0)

    assert said is not None
    assert (said.ground, said.mend) == ("水土保持法 第二十六条", "无")


def test_whoever_is_asked_again_says_what_comes_next_and_the_last_of_it_from_then_on() -> None:
    play = ReviewPlay.model_validate(OBJECTS | {"then": [{"opinion": "conditional", "conditions": ["先拦后弃"]}, {}]})

    said = [seat.spoken(consultation(), play, again) for again in range(4)]

    assert [one and one.opinion for one in said] == ["object", "conditional", "agree", "agree"]


@pytest.mark.parametrize(
    ("play", "letter", "verb"),
    [
        ({}, {}, "signed"),
        ({"how": "silent"}, {}, None),
        ({"how": "refuse", "ground": "未附防洪评价"}, {}, "signature-refused"),
        ({"how": "refuse", "ground": "未附防洪评价"}, {"text": 2}, "signed"),
        ({"how": "silent"}, {"again": "前一签字部门撤回"}, "signed"),
    ],
)
def test_a_signer_plays_its_part_once_and_signs_then(play: dict[str, Any], letter: dict[str, Any], verb: str | None) -> None:
    said = seat.signed(asked_to_sign(**letter), SigningPlay.model_validate(play))

    assert (said and said[0]) == verb


def test_a_signature_is_taken_back_once() -> None:
    play = SigningPlay(revoke="引用数据有误")

    assert told(seat.revoked(asked_to_sign(), play), "reason") == ("引用数据有误",)
    assert seat.revoked(asked_to_sign(again="撤回后重签"), play) is None
    assert seat.revoked(asked_to_sign(), SigningPlay()) is None


def decision(*opinions: dict[str, Any]) -> DecisionAsked:
    given = [{"party": f"150622.{n}", "role": "mandatory", **opinion} for n, opinion in enumerate(opinions)]
    return DecisionAsked.model_validate(OWN | {"opinions": given, "due": DUE})


def test_a_convener_that_decides_has_objections_seen_to_as_conditions() -> None:
    plain = seat.decided(decision({"opinion": "agree"}), ReviewPlay())
    mixed = seat.decided(decision({"opinion": "conditional", "conditions": ["先拦后弃"]}, OBJECTS), ReviewPlay())

    both = ("先拦后弃", "落实不同意见的依据：水土保持法 第二十六条")
    assert told(plain, "outcome", "conditions") == ("agreed", ())
    assert told(mixed, "outcome", "conditions") == ("conditional", both)


def test_a_convener_decides_as_its_part_says_or_not_at_all() -> None:
    written = ReviewPlay.model_validate({"deciding": {"outcome": "objected", "reason": "不符合规划"}})
    silent = ReviewPlay.model_validate({"deciding": {"outcome": "silent"}})

    assert told(seat.decided(decision(OBJECTS), written), "outcome", "reason") == ("objected", "不符合规划")
    assert seat.decided(decision(OBJECTS), silent) is None


def act(verb: str, **order: Any) -> ReviewActPlay:
    return ReviewActPlay.model_validate({"do": verb, "with": order})


def test_an_act_names_its_review_or_its_resolution_and_days_become_dates() -> None:
    review = {"call": {"review_id": REVIEW}, "edition": 2}
    order = {"owner": "150622.slj", "act": "复核", "due": 3, "done_when": "已复核"}

    laid_down = seat.answer_of(act("resolutions", resolutions=[order]), review, day)
    reported = seat.answer_of(act("carried-out", resolution=1, evidence="复核记录"), review, day)
    spoken = seat.answer_of(act("opinion", opinion="agree"), review, day)

    assert laid_down == {"review_id": REVIEW, "resolutions": [order | {"due": "2026-03-05"}]}
    assert reported == {"resolution_id": f"{REVIEW}/A1", "evidence": "复核记录"}
    assert spoken == {"review_id": REVIEW, "edition": 2, "opinion": "agree"}
