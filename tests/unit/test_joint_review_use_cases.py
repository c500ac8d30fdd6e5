"""joint_review from message to message: post, line, alarms, repetitions, races, refusals, reads."""

import asyncio
import json
from contextlib import suppress
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.joint_review.domain.convening import CallUnworkable
from services.joint_review.domain.reviews import ReviewNotHere
from shared.bus import Unreadable
from shared.contracts.departments import AnswerRefused
from shared.contracts.joint_review import GivenOpinion, OpinionGiven, PapersChanged, ReviewCancelled, ReviewConvened
from shared.contracts.review_answers import ANSWERS, Opinion
from shared.contracts.review_calls import Paper, PapersPinned, ReviewWithdrawn
from shared.contracts.review_letters import Consultation, ReviewOutcome
from shared.errors import Refused
from shared.store.aggregates import LARGEST
from tests.fakes import facts, mails
from tests.unit.joint_review_world import (
    CASE,
    CENTRE,
    CITY_ECOLOGY,
    CONVENER,
    FIRST,
    FOREST,
    LAND,
    MONDAY,
    NAMES,
    SECOND,
    THURSDAY_CLOSING,
    WATER,
    World,
    opinion,
)

PLAN = Paper(file_id="F1", material="总平面图", filename="总平面图.pdf", size=1000, sha256="a" * 64)
REDRAWN = PLAN.model_copy(update={"file_id": "F2", "sha256": "b" * 64})


@pytest.fixture
def world() -> World:
    return World()


async def test_a_review_is_convened_with_its_limit_and_an_alarm(world: World) -> None:
    await world.convene()

    [convened] = facts(world.sent, ReviewConvened)
    asked = {each.role: each for each in mails(world.sent, Consultation, "consulted")}
    assert convened.due == THURSDAY_CLOSING.isoformat()
    assert set(asked) == {"mandatory", "advisory"}
    assert (asked["advisory"].case_number, asked["advisory"].centre) == (CASE, CENTRE)
    assert world.sent[-1].headers["Nats-Schedule"].startswith("@at 2026-03-0")


async def test_a_call_delivered_again_asks_nobody_again(world: World) -> None:
    await world.convene(message_id="the call")
    before = list(world.sent)

    await world.convene(message_id="the call")
    await world.convene(message_id="the same call said anew")

    assert world.sent == before


async def test_a_call_for_another_case_is_parked_and_changes_nothing(world: World) -> None:
    with pytest.raises(CallUnworkable):
        await world.convene(review_id="150600-20260302-000001/R1")

    assert world.sent == []


async def test_a_call_that_cannot_be_read_is_parked(world: World) -> None:
    subject, kind = "evt.150622.routing.review-requested", "routing.review-requested"

    with pytest.raises(Unreadable):
        await world.handlers.on_review_call(world.message(subject, b"{}", case=CASE, kind=kind))


async def test_news_of_a_review_that_is_not_there_yet_come_again(world: World) -> None:
    pinned = PapersPinned(review_id=FIRST, edition=2, papers=(REDRAWN,), changed=("总平面图",))
    with pytest.raises(ReviewNotHere):
        await world.told(pinned)
    await world.convene(review_id=SECOND)
    with pytest.raises(ReviewNotHere):
        await world.told(ReviewWithdrawn(review_id=FIRST, reason="办件已终止"))

    await world.convene(papers=(PLAN,))
    await world.told(pinned)

    assert [fact.edition for fact in facts(world.sent, PapersChanged)] == [2]


async def test_routing_withdraws_a_review(world: World) -> None:
    await world.convene()
    await world.told(ReviewWithdrawn(review_id=FIRST, reason="办件已终止"))

    assert [(fact.reason, fact.by) for fact in facts(world.sent, ReviewCancelled)] == [("办件已终止", "routing")]
    assert (await world.file()).open is False


async def test_who_speaks_is_read_from_the_subject_and_never_from_the_body(world: World) -> None:
    await world.convene()

    await world.say(WATER, "opinion", {"review_id": FIRST, "opinion": "agree", "party": LAND})

    assert [fact.given.party for fact in facts(world.sent, OpinionGiven)] == [WATER]


async def test_the_last_mandatory_opinion_concludes_and_takes_the_alarm_back(world: World) -> None:
    await world.convene()
    await world.say(LAND, "opinion", opinion())
    answer = await world.ask(WATER, "opinion", opinion("conditional", "先批复水土保持方案"))

    [conclusion] = world.conclusions
    assert (conclusion.outcome, conclusion.concluded_at) == ("conditional", MONDAY.isoformat())
    assert (answer["state"], answer["given"]["opinion"], answer["next"]) == ("concluded", "conditional", [])
    assert {letter.review_id for letter in mails(world.sent, ReviewOutcome, "review-concluded", FOREST)} == {FIRST}
    assert (await world.file()).alarm_at is None


async def test_two_reviews_of_a_case_never_confuse_each_other(world: World) -> None:
    await world.convene()
    await world.convene(review_id=SECOND, mandatory=(LAND, CITY_ECOLOGY), advisory=())
    await world.say(LAND, "opinion", opinion("object", review_id=SECOND))
    await world.say(CITY_ECOLOGY, "opinion", opinion(review_id=SECOND))

    assert [(conclusion.review_id, conclusion.outcome) for conclusion in world.conclusions] == [(SECOND, "deadlocked")]
    assert (await world.review()).seats[LAND].opinion is None


async def test_the_alarm_concludes_for_the_silent_and_tells_a_common_participant_of_each_review(world: World) -> None:
    await world.convene()
    await world.convene(review_id=SECOND)

    await world.ring_until(THURSDAY_CLOSING)

    assert [(one.review_id, one.outcome) for one in world.conclusions] == [(FIRST, "agreed"), (SECOND, "agreed")]
    assert [told.review_id for told in mails(world.sent, ReviewOutcome, "review-concluded", LAND)] == [FIRST, SECOND]
    assert len({message.id for message in world.sent}) == len(world.sent)


async def test_an_alarm_of_the_past_changes_nothing(world: World) -> None:
    await world.convene()
    before = list(world.sent)
    await world.ring(7)

    assert world.sent == before


@pytest.mark.parametrize(
    ("body", "answered", "fields"),
    [
        (b"\xff\xfe", "", [""]),
        (b"[1]", "", [""]),
        (b"{}", "", ["review_id", "opinion"]),
        (b'{"review_id": 7, "opinion": "agree"}', "", ["review_id"]),
        (b'{"review_id": "' + b"R" * 5000 + b'", "opinion": "agree"}', "R" * 100, ["review_id"]),
        (b'{"review_id": "../../R1", "opinion": "agree"}', "../../R1", ["review_id"]),
        (FIRST.join(('{"review_id": "', '", "opinion": "yes"}')).encode(), FIRST, ["opinion"]),
        (FIRST.join(('{"review_id": "', '", "opinion": "object"}')).encode(), FIRST, ["ground", "mend"]),
    ],
)
async def test_what_cannot_count_is_answered_by_post_with_every_fault_and_put_on_record(
    world: World, body: bytes, answered: str, fields: list[str]
) -> None:
    await world.convene()
    await world.say(LAND, "opinion", body, "the opinion")
    await world.say(LAND, "opinion", body, "the opinion")

    [told] = mails(world.sent, AnswerRefused, "answer-refused", LAND)
    assert (told.verb, told.answered, told.message_id) == ("opinion", answered, "the opinion")
    assert [fault["field"] for fault in told.faults] == fields
    assert all(fault["remedy"] for fault in told.faults)
    assert {(who, act) for _, who, act, _ in world.refusals.noted} == {(LAND, "opinion")}
    assert facts(world.sent, OpinionGiven) == []


async def test_a_refusal_on_the_line_is_the_answer_and_put_on_record_with_its_case(world: World) -> None:
    await world.convene()

    with pytest.raises(Refused, match="没有这次会商，或者本部门不是参加部门"):
        await world.ask(CITY_ECOLOGY, "opinion", opinion())
    with pytest.raises(Refused, match="不认识的答复"):
        await world.ask(LAND, "approved", opinion())
    assert [(case, who, act) for case, who, act, _ in world.refusals.noted] == [
        (CASE, CITY_ECOLOGY, "opinion"),
        (CASE, LAND, "approved"),
    ]
    assert mails(world.sent, AnswerRefused, "answer-refused") == []


@pytest.mark.parametrize("verb", ANSWERS)
async def test_a_stranger_learns_of_no_review_by_any_verb(world: World, verb: str) -> None:
    await world.convene()
    usual: dict[str, Any] = {
        "review_id": FIRST,
        "resolution_id": f"{FIRST}/A1",
        "opinion": "agree",
        "attends": True,
        "text": 1,
        "signed_by": "局长岗",
        "ground": "土地管理法",
        "mend": "无",
        "reason": "原因",
        "evidence": "文件",
        "party": LAND,
        "outcome": "agreed",
        "resolutions": [{"owner": LAND, "act": "做", "due": "2026-03-10", "done_when": "完成"}],
    }
    about = {"review_id": f"{CASE}/R9", "resolution_id": f"{CASE}/R9/A1"}

    answers = []
    for body in (usual, usual | about, usual | {name: name_.replace("17/", "99/") for name, name_ in about.items()}):
        with pytest.raises(Refused) as refused:
            await world.ask("150622.yjj", verb, body)
        answers.append(refused.value.faults)
    assert answers[0] == answers[1]
    assert {fault.message for fault in answers[2]} <= {
        "没有这次会商，或者本部门不是参加部门",
        "没有这一议定事项，或者本部门不是责任部门",
    }


async def test_the_centre_sees_its_reviews_and_another_sees_no_such_case(world: World) -> None:
    await world.convene(papers=(PLAN,))
    await world.say(LAND, "opinion", opinion(edition=1))

    shown = await world.look("reviews", case_number=CASE)
    with pytest.raises(Refused, match="没有找到该办件的会商") as foreign:
        await world.look("reviews", "150600", case_number=CASE)
    with pytest.raises(Refused) as none:
        await world.look("reviews", case_number="150622-20260302-000099")

    [review] = shown["reviews"]
    assert (shown["case_number"], shown["sequence"]) == (CASE, (await world.file()).sequence)
    assert (review["call"]["review_id"], review["state"], review["state_name"]) == (FIRST, "deliberating", "征求意见")
    assert [(one["party"], one["role"], bool(one["opinion"])) for one in review["participants"]] == [
        (LAND, "mandatory", True),
        (WATER, "mandatory", False),
        (FOREST, "advisory", False),
    ]
    assert [each["due"] for each in review["participants"]] == [THURSDAY_CLOSING.isoformat()] * 3
    assert [(one["party"], one["act"], one["due"]) for one in review["next"]] == [
        (WATER, "opinion", THURSDAY_CLOSING.isoformat())
    ]
    assert [paper["file_id"] for paper in review["papers"]] == ["F1"]
    assert (review["conclusion"], review["minutes"], review["signing"], review["resolutions"]) == (None, None, None, [])
    assert foreign.value.faults == none.value.faults


async def test_a_department_sees_its_own_reviews_of_a_case_only(world: World) -> None:
    await world.convene()
    await world.convene(review_id=SECOND, mandatory=(LAND,), advisory=())

    land = await world.ask(LAND, "reviews", {"case_number": CASE})
    water = await world.ask(WATER, "reviews", {"case_number": CASE})
    convener = await world.ask(CONVENER, "reviews", {"case_number": CASE})
    with pytest.raises(Refused) as stranger:
        await world.ask(CITY_ECOLOGY, "reviews", {"case_number": CASE})
    with pytest.raises(Refused) as none:
        await world.ask(CITY_ECOLOGY, "reviews", {"case_number": "150622-20260302-000099"})

    assert [len(found["reviews"]) for found in (land, water, convener)] == [2, 1, 2]
    assert "sequence" not in water, "it grows with what is said in reviews of others"
    assert stranger.value.faults == none.value.faults


async def test_a_request_cannot_use_up_the_id_of_somebody_elses(world: World) -> None:
    await world.convene()
    await world.ask(LAND, "opinion", opinion(), "one id")
    await world.ask(WATER, "opinion", opinion("conditional", "先批复水土保持方案"), "one id")

    assert [fact.given.party for fact in facts(world.sent, OpinionGiven)] == [LAND, WATER]


async def test_opinions_that_arrive_at_once_all_count(world: World) -> None:
    await world.convene(mandatory=(LAND, WATER, FOREST), advisory=())
    await asyncio.gather(*(world.say(party, "opinion", opinion()) for party in (LAND, WATER, FOREST)))

    assert {fact.given.party for fact in facts(world.sent, OpinionGiven)} == {LAND, WATER, FOREST}
    assert [conclusion.outcome for conclusion in world.conclusions] == ["agreed"]


async def test_however_much_everybody_says_there_is_a_conclusion_that_the_bus_carries() -> None:
    """Nobody can say so much that what follows from all of it could never be told."""
    parties = tuple(f"150622.d{number}" for number in range(20))
    world = World(minutes=True)
    await world.convene(mandatory=parties, advisory=())
    long = opinion("conditional", *["先" * 250] * 20)
    for party in parties:
        with pytest.raises(Refused, match="意见过长"):
            await world.ask(party, "opinion", opinion("conditional", *["先" * 2000] * 50))
        await world.ask(party, "opinion", long)

    assert [conclusion.outcome for conclusion in world.conclusions] == ["conditional"]
    assert max(message.size for message in world.sent) <= LARGEST


async def test_whoever_is_added_one_by_one_shares_what_room_is_left(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each says the most that it may before the next is added: the limit of the last one still brings a conclusion."""
    world = World()
    await world.convene(mandatory=(LAND, WATER), advisory=())
    added = [f"150622.d{number:02}" for number in range(40)]
    for party in [LAND, *added]:
        if party != LAND:
            monkeypatch.setitem(NAMES, party, party)
            await world.ask(CONVENER, "participant-added", {"review_id": FIRST, "party": party})
        for length in (50_000, 25_000, 12_500, 6_000, 3_000, 1_500, 700, 500):
            sentences = [f"{party}{number:03}".ljust(min(length, 1000), "先") for number in range(max(1, length // 1000))]
            try:
                await world.ask(party, "opinion", opinion("conditional", *sentences))
            except Refused:
                continue
            break
        else:
            pytest.fail(f"{party} may not say anything at all")
    await world.ring_until(THURSDAY_CLOSING)

    assert [conclusion.outcome for conclusion in world.conclusions] == ["conditional"]
    assert max(message.size for message in world.sent) <= LARGEST


async def test_what_takes_more_room_on_the_bus_than_words_do_counts_for_more(world: World) -> None:
    await world.convene(mandatory=tuple(f"150622.d{number}" for number in range(10)), advisory=())

    with pytest.raises(Refused, match="意见过长"):
        await world.ask("150622.d1", "opinion", opinion("conditional", *["\x01" * 1900] * 5))
    await world.ask("150622.d1", "opinion", opinion("conditional", *["先" * 1900] * 5))


async def test_a_file_of_many_long_reviews_can_still_be_read() -> None:
    world = World(minutes=True)
    for number in range(1, 4):
        await world.convene(review_id=f"{CASE}/R{number}", mandatory=(LAND, WATER), advisory=())
        for party in (LAND, WATER):
            await world.ask(party, "opinion", opinion("conditional", *["先" * 2000] * 20, review_id=f"{CASE}/R{number}"))

    shown = await world.look("reviews", case_number=CASE)
    assert len(json.dumps(shown, ensure_ascii=False).encode()) <= LARGEST
    assert shown["reviews"][0]["shortened"] is True
    assert [review["conclusion"]["outcome"] for review in shown["reviews"]] == ["conditional"] * 3


async def test_a_department_that_speaks_again_and_again_does_not_fill_the_file(world: World) -> None:
    await world.convene(mandatory=(LAND, WATER), advisory=())
    long = opinion("conditional", *["先" * 2000] * 20)
    for _ in range(12):
        await world.ask(LAND, "opinion", long)

    with pytest.raises(Refused, match="总计过长"):
        await world.ask(LAND, "opinion", long)
    assert len((await world.file()).model_dump_json().encode()) < 2_000_000


PARTIES = (LAND, WATER, FOREST, CITY_ECOLOGY)
OPINIONS = st.one_of(
    st.builds(opinion, st.sampled_from(["agree", "not_concerned", "conditional"])),
    st.builds(opinion, st.sampled_from(["agree", "conditional"]), st.sampled_from(["先批复水土保持方案", "避让公益林"])),
    st.builds(opinion, st.just("object"), ground=st.sampled_from(["", "土地管理法 第三十五条"])),
)
MESSAGES = st.tuples(st.sampled_from(PARTIES), OPINIONS, st.booleans())  # who, what, by post or on the line
DELIVERIES = st.lists(st.tuples(st.integers(0, 15), MESSAGES), max_size=14)


def expected(said: list[tuple[str, Opinion]]) -> dict[str, Opinion]:
    """What should count: the last good opinion of each participant up to the one that completes the review."""
    counted: dict[str, Opinion] = {}
    for party, words in said:
        owing = (words.opinion == "object" and not words.ground) or (words.opinion == "conditional" and not words.conditions)
        if party != CITY_ECOLOGY and not owing and not {LAND, WATER} <= counted.keys():
            counted[party] = words
    return counted


def outcome_of(binding: dict[str, Opinion]) -> str:
    if any(words.opinion == "object" for words in binding.values()):
        return "deadlocked"
    return "conditional" if any(words.conditions for words in binding.values()) else "agreed"


@settings(deadline=None, max_examples=60)
@given(deliveries=DELIVERIES)
async def test_opinions_in_any_order_repeated_and_replaced_count_as_they_should(
    deliveries: list[tuple[int, tuple[str, Opinion, bool]]],
) -> None:
    """A message id stands for one message: who sends it and what it says is what its first delivery had."""
    world = World()
    await world.convene()
    messages: dict[int, tuple[str, Opinion, bool]] = {}
    for number, message in deliveries:
        party, words, by_post = messages.setdefault(number, message)
        with suppress(Refused):
            await (world.say if by_post else world.ask)(party, "opinion", words, f"message {number}")

    await world.ring_until(THURSDAY_CLOSING + timedelta(minutes=1))

    counted = expected([(party, words) for party, words, _ in messages.values()])
    [conclusion] = world.conclusions
    heard: dict[str, GivenOpinion] = {given.party: given for given in conclusion.opinions if given.opinion != "silent"}
    assert {party: given.opinion for party, given in heard.items()} == {party: words.opinion for party, words in counted.items()}
    assert conclusion.outcome == outcome_of({party: words for party, words in counted.items() if party != FOREST})
    sequences = [int(message.headers["ce-sequence"]) for message in world.sent if "ce-sequence" in message.headers]
    assert sequences == list(range(1, (await world.file()).sequence + 1))
    assert len({message.id for message in world.sent}) == len(world.sent)
