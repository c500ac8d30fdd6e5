from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.archive.domain.completeness import UNDER_WAY, gaps, missing, unbroken
from services.archive.domain.entry import EntryUnreadable, parsed
from shared.contracts import intake
from tests.unit.archive_case import CASE, Story, entries, entry, notice, whole_case, without
from tests.unit.archive_file import consulted, unaccepted


def test_a_case_with_every_fact_lacks_nothing():
    lacks = missing(entries(whole_case()))

    assert lacks == []


def test_a_case_without_a_review_lacks_nothing():
    lacks = missing(entries(whole_case(review=False)))

    assert lacks == []


@pytest.mark.parametrize("place", [(m.subject.party, m.sequence) for m in whole_case()], ids=lambda p: f"{p[0]}-{p[1]}")
def test_no_single_fact_can_be_left_out_unnoticed(place):
    left, _ = without(whole_case(), *place)

    lacks = missing(entries(left))

    assert lacks


def test_a_gap_is_told_by_owner_and_number():
    left, _ = without(whole_case(), "routing", 3)

    assert missing(entries(left)) == ["routing 缺第 3 号事件"]


def test_a_case_that_was_accepted_needs_the_end_of_its_route():
    left = [one for one in whole_case() if one.subject.verb != "route-closed"][:-1]

    assert missing(entries(left)) == UNDER_WAY


@pytest.mark.parametrize("outcome", ["withdrawn", "terminated", "guided"])
def test_a_case_that_was_never_accepted_lacks_no_route(outcome):
    lacks = missing(entries(unaccepted(outcome)))

    assert lacks == []


@pytest.mark.parametrize("place", [(m.subject.party, m.sequence) for m in unaccepted()], ids=lambda p: f"{p[0]}-{p[1]}")
def test_of_a_case_without_a_route_no_fact_can_be_left_out_either(place):
    left, _ = without(unaccepted(), *place)

    assert missing(entries(left))


def test_a_lost_acceptance_does_not_pass_for_a_case_without_a_route():
    left = [one for one in whole_case() if one.subject.verb != "case-accepted" and one.subject.party != "routing"]

    assert missing(entries(left))[0] == "intake 缺第 5 号事件"


def test_the_record_of_a_consultation_lacks_only_what_lies_in_between():
    asked = entries(consulted())

    assert unbroken(asked) == []
    assert unbroken(asked[:1] + asked[2:]) == ["intake 缺第 2 号事件"]


def test_several_gaps_are_told_together():
    left = [one for one in whole_case() if one.subject.party != "intake" or one.sequence not in {2, 4, 5}]

    assert missing(entries(left)) == ["intake 缺第 2、4–5 号事件"]


def test_routing_says_up_to_which_review_fact_there_must_be():
    left, _ = without(whole_case(), "joint_review", 3)

    assert missing(entries(left)) == ["joint_review 缺第 3 号事件"]


def test_a_review_fact_that_routing_never_heard_of_keeps_the_dossier_open():
    heard_two = [replace(one, body=b'{"reviews": 2}') if one.subject.verb == "route-closed" else one for one in whole_case()]

    assert missing(entries(heard_two)) == ["joint_review 有第 3 号事件，而派件结束时只到第 2 号"]


def test_a_route_closed_that_does_not_count_the_reviews_is_told():
    unclear = [replace(one, body=b'{"reviews": "3"}') if one.subject.verb == "route-closed" else one for one in whole_case()]

    assert missing(entries(unclear)) == ["routing 的 route-closed 事件没有写明会商事件数（reviews）"]


def test_a_notice_that_answers_another_event_is_not_the_last_notice():
    story = whole_case()
    elsewhere = [replace(one, body=one.body.replace(story[-3].id.encode(), b"another")) for one in story]

    assert missing(entries(elsewhere)) == ["notify 尚无结案通知（notice-sent）"]


def test_an_open_case_is_told_what_its_end_still_needs():
    story = Story()
    submitted = story.tell(intake.AgentAssigned(agent=intake.Agent(id="agent-1", title="代办员")))
    story.tell(notice(submitted, "已收到您的申请"))

    lacks = missing(entries(story.messages))

    assert lacks == ["intake 尚无结案事件（case-closed）"]


def test_nothing_may_follow_the_end():
    story = whole_case()
    extra = replace(story[0], id="late", sequence=11)

    assert missing(entries([*story, extra])) == ["intake 在第 10 号结案事件（case-closed）之后还有第 11 号事件"]


def test_a_case_whose_facts_come_from_two_centres_is_not_closed():
    story = whole_case()
    foreign = replace(entry(story[3]), centre="150602")

    lacks = missing([foreign, *entries([*story[:3], *story[4:]])])

    assert lacks == ["事件来自不同的中心：150602、150622"]


@given(st.sets(st.integers(1, 60)), st.integers(0, 70))
def test_gaps_and_numbers_together_are_all_numbers_up_to_the_last(numbers, last):
    found = [number for first, final in gaps(numbers, last) for number in range(first, final + 1)]

    assert sorted(found + list(numbers)) == list(range(1, max([last, *numbers]) + 1))


def test_a_huge_gap_is_named_by_its_ends():
    assert gaps([1, 999_999_999]) == [(2, 999_999_998)]


UNREADABLE = {
    "empty": b"",
    "not UTF-8": b"\xff{}",
    "a list": b"[1]",
    "a text": b'"text"',
    "null": b"null",
    "NaN": b'{"amount": NaN}',
    "infinite": b'{"amount": 1e999}',
    "65 bits": b'{"amount": 9223372036854775808}',
    "a reference": b'{"$ref": "journal", "$id": 1}',
    "NUL in a name": b'{"a\\u0000b": 1}',
    "half a character": b'{"name": "\\ud800"}',
    "too deep": b'{"a":' * 70 + b"1" + b"}" * 70,
    "deeper than the reader": b"[" * 100_000,
}


@pytest.mark.parametrize("body", UNREADABLE.values(), ids=UNREADABLE)
def test_a_body_that_would_not_come_back_from_storage_is_unreadable(body):
    with pytest.raises(EntryUnreadable):
        parsed(body)


def test_a_body_is_read_with_everything_that_nobody_understands_here():
    read = parsed('{"未来": [1, -2.5, true, null, {"深": "处"}], "大": 9223372036854775807}'.encode())

    assert read == {"未来": [1, -2.5, True, None, {"深": "处"}], "大": 9223372036854775807}


def test_an_entry_comes_back_from_its_line():
    first = entry(whole_case(case=CASE)[0])

    assert type(first).of_line(first.line()) == first
