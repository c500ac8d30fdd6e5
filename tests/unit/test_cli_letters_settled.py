"""A letter of a joint review lies in the mail as long as somebody has to answer it, and no longer."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deploy.local.cli.settling import ASKED_BY, QUESTIONS, READ_ONCE, REPLACED_BY, ended, read, settled, still_said
from tests.unit.cli_letters_world import assigned, golden, of_review, verbs
from tests.unit.cli_review_told import MEETING, RESOLUTION, REVIEW, WATER
from tests.unit.cli_world import CASE, LAND, Town, daiban, letter


def test_the_conclusion_ends_the_questions_of_its_review_and_nothing_that_follows_from_it() -> None:
    asked = [of_review(verb, place) for place, verb in enumerate(sorted(QUESTIONS), 1)]
    follows = [
        of_review("minutes-asked", 8),
        assigned(9),
        of_review("review-reminder", 10, act="minutes-signed"),
        of_review("review-reminder", 11, act="carried-out", resolution_id=RESOLUTION),
    ]
    other = of_review("consulted", 12, f"{CASE}/R3")
    found = [*asked, of_review("review-reminder", 7, act="opinion"), *follows, other, of_review("review-concluded", 13)]

    left = [one for one in found if one not in read(found)]
    assert left == [*follows, other]


def test_a_question_that_comes_after_a_conclusion_of_another_life_stays() -> None:
    found = [of_review("review-cancelled", 1), of_review("consulted", 2)]

    assert verbs(read(found)) == [("review-cancelled", 1)]


def test_a_newer_question_takes_the_place_of_an_older_one() -> None:
    found = [of_review("invited", 1), of_review("consulted", 2, edition=1), of_review("consulted", 3, edition=2)]

    assert verbs(ended(found)) == [("invited", 1), ("consulted", 2)]
    assert verbs(still_said(found)) == [("consulted", 3)]


def test_an_invitation_after_a_question_says_that_papers_are_missing_again() -> None:
    found = [of_review("consulted", 1), of_review("signature-asked", 2), of_review("invited", 3)]

    assert verbs(still_said(found)) == [("invited", 3)]


def test_reminders_of_two_acts_stand_beside_each_other_and_the_last_of_each_stays() -> None:
    found = [
        of_review("review-reminder", 1, act="minutes-signed"),
        of_review("review-reminder", 2, act="opinion"),
        of_review("review-reminder", 3, act="opinion"),
    ]

    assert verbs(ended(found)) == [("review-reminder", 2)]


def test_papers_that_were_completed_end_the_reminder_to_complete_them() -> None:
    found = [of_review("review-reminder", 1, act="papers-complete"), of_review("consulted", 2)]

    assert verbs(ended(found)) == [("review-reminder", 1)]


def test_a_resolution_that_is_over_ends_its_own_task_only() -> None:
    other = of_review("resolution-assigned", 2, resolution={"resolution_id": f"{REVIEW}/A2"})
    found = [assigned(1), other, of_review("resolution-over", 3, resolution_id=RESOLUTION, reason="改址")]

    assert verbs(read(found)) == [("resolution-assigned", 1), ("resolution-over", 3)]


def test_an_agenda_lies_there_until_the_meeting_was_held_and_nothing_of_it_is_asked() -> None:
    called = letter("meeting-called", 3, meeting_id=MEETING, reviews=[REVIEW, f"{CASE}/R3"])
    first, second = of_review("consulted", 1), of_review("consulted", 2, f"{CASE}/R3")
    over, over_too = of_review("review-concluded", 4), of_review("review-concluded", 5, f"{CASE}/R3")

    assert called not in read([first, second, called])
    assert called not in read([called])
    assert called not in read([first, second, called, over])
    assert called in read([second, called, over_too])


@pytest.mark.parametrize(
    ("verb", "settles"),
    [
        ("opinion", {"invited", "consulted", "discussion-opened", "reminder opinion"}),
        ("attendance", {"invited"}),
        ("signed", {"signature-asked", "reminder signed"}),
        ("signature-refused", {"signature-asked", "reminder signed"}),
        ("convened", {"review-proposed", "reminder convened"}),
        ("concluded", {"decision-asked", "reminder concluded"}),
        ("resolutions", set()),
        ("round-closed", set()),
        ("minutes-signed", {"minutes-asked", "reminder minutes-signed"}),
        ("papers-complete", {"reminder papers-complete"}),
        (
            "cancelled",
            QUESTIONS | {f"reminder {act}" for act in ("opinion", "signed", "convened", "concluded", "papers-complete")},
        ),
    ],
)
def test_an_answer_settles_what_it_answers_and_its_reminders(verb: str, settles: set[str]) -> None:
    asked = [of_review(each, 1) for each in (*sorted(QUESTIONS), "minutes-asked", "review-news")]
    reminders = [of_review("review-reminder", 1, act=act) for act in ASKED_BY if act != "carried-out"]

    found = {one.verb for one in asked if settled(one, verb, REVIEW)}
    found |= {f"reminder {one.body['act']}" for one in reminders if settled(one, verb, REVIEW)}
    assert found == settles
    assert not any(settled(one, verb, f"{CASE}/R9") for one in (*asked, *reminders))


def test_what_is_carried_out_settles_its_own_resolution_with_its_reminder() -> None:
    other = of_review("resolution-assigned", 2, resolution={"resolution_id": f"{REVIEW}/A2"})
    reminder = of_review("review-reminder", 3, act="carried-out", resolution_id=RESOLUTION)

    found = [one for one in (assigned(1), other, reminder) if settled(one, "carried-out", RESOLUTION)]
    assert verbs(found) == [("resolution-assigned", 1), ("review-reminder", 3)]


def test_the_mail_shows_the_last_question_once_and_takes_what_tells_only(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    town = Town().installed(monkeypatch)
    names = {"review_id": REVIEW, "case_number": CASE}
    town.mail = [
        letter("consulted", 1, **golden("consultation") | names),
        letter("consulted", 2, **golden("consultation") | names | {"subject": "红线调整后的选址"}),
        letter("review-news", 3, **golden("review-news") | names),
        letter(
            "conditions-set", 4, task_id=f"{CASE}/26", case_number=CASE, review_id=REVIEW, conditions=[f"先批复水保（{WATER}）"]
        ),
    ]

    daiban("department", "tasks", LAND)

    said = "".join(capsys.readouterr().out.split())
    assert "红线调整后的选址" in said
    assert said.count("征求意见") == 1
    assert "先批复水保（准格尔旗水利局）" in said
    assert f"“部门”填{LAND}" in said
    assert [one.message.is_acked for one in town.mail] == [True, False, True, False]


def test_what_is_read_once_asks_for_nothing() -> None:
    assert not READ_ONCE & (set(REPLACED_BY) | {"conditions-set", "review-reminder", "meeting-called"})


ASKING = sorted(QUESTIONS)
MAIL = st.lists(st.tuples(st.sampled_from([*ASKING, "review-concluded", "review-cancelled"]), st.sampled_from(["R1", "R2"])))


@given(MAIL)
def test_no_question_is_lost_before_its_review_is_over_and_no_review_touches_another(story: list[tuple[str, str]]) -> None:
    found = [of_review(verb, place, f"{CASE}/{review}") for place, (verb, review) in enumerate(story, 1)]

    gone = read(found)

    for review in (f"{CASE}/R1", f"{CASE}/R2"):
        own = [one for one in found if one.matter == review]
        assert [one for one in gone if one.matter == review] == read(own)
        if own and own[-1].verb in QUESTIONS:
            assert own[-1] not in gone
        if own and own[-1].verb not in QUESTIONS:
            assert all(one in gone for one in own)
