"""Facts in any order, repeated, in any batches: the same notices, each owner's in order, said once."""

import random
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.notify.domain.draft import Draft, Words
from services.notify.handlers import Handlers
from services.notify.templates import TemplateFailed
from services.notify.use_cases import OtherCentre, Unplaced, UseCases, cause_of
from shared.bus import Received, Subject, Unreadable
from shared.contracts.interruptions import ItemsWithdrawn
from shared.contracts.notify import InboxQuery, NoticeSent
from shared.errors import Refused, TransientError
from shared.store import LostRace
from tests.fakes import facts
from tests.unit.notify_file import AT, CLOSED, SIGNED
from tests.unit.notify_story import CASE, CENTRE, INTAKE, REVIEWS, ROUTING, Bench, desk, heard, templates, told

OTHER = "150622-20260302-000018"
STORY = told(INTAKE, ROUTING, REVIEWS)


def owner_of(answers: str) -> str:
    return answers.split("/")[1]


async def heard_in(*batches: Sequence[Received]) -> tuple[dict[str, list[tuple[str, ...]]], list[NoticeSent]]:
    """The notices by owner, and what was said, after hearing these batches."""
    bench = Bench()
    for batch in batches:
        assert await bench.use.hear(batch) == {}
    by_owner: defaultdict[str, list[tuple[str, ...]]] = defaultdict(list)
    for notice in (await bench.case()).notices:
        words = (notice.id, notice.recipient, notice.reason, notice.title, notice.text, notice.answers)
        by_owner[owner_of(notice.answers)].append(words)
    return dict(by_owner), facts(bench.cases.sent, NoticeSent)


@settings(max_examples=40, deadline=None)
@given(chance=st.randoms(use_true_random=False), repeats=st.integers(0, 20), size=st.integers(1, 64))
async def test_order_repetition_and_batching_change_nothing(chance: random.Random, repeats: int, size: int) -> None:
    messages = [*STORY, *chance.choices(STORY, k=repeats)]
    chance.shuffle(messages)
    batches = [messages[start : start + size] for start in range(0, len(messages), size)]

    notices, said = await heard_in(*batches)

    expected, _ = await heard_in(STORY)
    assert notices == expected
    assert len(said) == len({notice.notice_id for notice in said}) == sum(map(len, notices.values()))


async def test_what_comes_early_waits_in_the_document_until_the_missing_fact_has_come() -> None:
    bench = Bench()
    first, second, third = told(INTAKE[:3])
    await bench.use.hear([first, third])

    assert [notice.template for notice in (await bench.case()).notices] == ["applicant.received"]
    assert [early.sequence for early in (await bench.case()).waiting] == [3]
    await bench.use.hear([second])
    assert [notice.template for notice in (await bench.case()).notices] == ["applicant.received", "applicant.deficiency"]
    assert (await bench.case()).waiting == ()


async def test_routing_and_reviews_are_listened_to_from_the_acceptance_on() -> None:
    bench = Bench()
    await bench.use.hear(told((), ROUTING[:1], REVIEWS[:1]))

    assert (await bench.case()).notices == []
    await bench.use.hear(told(INTAKE[:8]))
    assert {owner_of(notice.answers) for notice in (await bench.case()).notices} == {"intake", "routing", "joint_review"}


async def test_a_batch_writes_every_case_once() -> None:
    bench = Bench()
    await bench.use.hear([*told(INTAKE), *told(INTAKE, case=OTHER)])

    assert (await bench.case()).version == 1
    assert (await bench.case(OTHER)).version == 1


async def test_a_redelivery_in_another_composition_is_not_taken_for_the_first() -> None:
    bench = Bench()
    first, second, third = told(INTAKE[:3])
    await bench.use.hear([first, second])
    await bench.use.hear([first, third])

    assert (await bench.case()).heard == {"intake": 3}
    assert cause_of([first, second]).id == cause_of([second, first]).id != cause_of([first, third]).id


async def test_the_closing_is_answered_by_exactly_one_notice_to_the_applicant() -> None:
    bench = Bench()
    closed = told(INTAKE)[-1]
    for batch in (told(INTAKE), [closed], [closed, *STORY]):
        await bench.use.hear(batch)

    (answer,) = [notice for notice in facts(bench.cases.sent, NoticeSent) if notice.answers == closed.id]
    assert (answer.recipient, answer.channel, answer.outcome) == ("applicant", "inbox", "recorded")


async def test_the_closing_is_the_last_notice_of_the_case_however_late_the_others_come() -> None:
    bench = Bench()
    for story in (told(INTAKE), told((), ROUTING), told((), (), REVIEWS)):
        assert "applicant.closed" not in {notice.template for notice in await bench.notices()}
        await bench.use.hear(story)

    assert (await bench.notices())[-1].template == "applicant.closed"
    assert facts(bench.cases.sent, NoticeSent)[-1].template == "applicant.closed"


async def test_the_completion_is_told_at_once_whatever_routing_still_has_to_say() -> None:
    bench = Bench()
    await bench.use.hear(told(INTAKE))

    assert "applicant.completed" in {notice.template for notice in await bench.notices()}


async def test_a_case_that_was_never_accepted_closes_without_waiting_for_a_route() -> None:
    bench = Bench()
    withdrawn = ItemsWithdrawn(items=(5, 24, 29), whole=True, reason="不建了", signature=SIGNED, at=AT)
    closed = CLOSED.model_copy(update={"outcome": "withdrawn", "evaluated": False})
    await bench.use.hear(told((*INTAKE[:3], withdrawn, closed)))

    assert [notice.template for notice in await bench.notices()][-3:] == [
        "applicant.withdrawn",
        "agent.withdrawn",
        "applicant.closed",
    ]
    assert "依您的申请撤回的本件" in (await bench.notices())[-1].text


async def test_what_is_said_is_numbered_without_a_gap_and_carries_the_centre() -> None:
    bench = Bench()
    await bench.use.hear(STORY[:5])
    await bench.use.hear(STORY)

    headers = [message.headers for message in bench.cases.sent]
    assert [int(header["ce-sequence"]) for header in headers] == list(range(1, len(headers) + 1))
    assert {message.subject for message in bench.cases.sent} == {f"evt.{CENTRE}.notify.notice-sent"}


class Mumbling:
    """A voice whose template of one notice is broken."""

    def __init__(self, broken: str) -> None:
        self.broken = broken

    def words(self, centre: str, draft: Draft, common: Mapping[str, object]) -> Words:
        if draft.template == self.broken:
            raise TemplateFailed("templates/notices.yaml", "no such attribute")
        return templates().words(centre, draft, common)


async def test_a_template_that_fails_parks_its_fact_alone_and_holds_up_only_its_case() -> None:
    bench = Bench()
    voice = Mumbling("applicant.deficiency")
    use = UseCases(bench.cases, lambda _: desk(), voice, bench.post)
    broken = told(INTAKE)[2]
    failed = await use.hear([*told(INTAKE), *told(INTAKE[:2], case=OTHER)])

    assert {key: type(error) for key, error in failed.items()} == {broken.id: TemplateFailed}
    assert [notice.template for notice in (await bench.case()).notices] == ["applicant.received"]
    assert len((await bench.case(OTHER)).notices) == 1
    voice.broken = ""
    assert await use.hear([broken]) == {}
    assert (await bench.case()).heard == {"intake": len(INTAKE) - 1}


@pytest.mark.parametrize(
    ("message", "fault"),
    [
        (replace(heard(INTAKE[0], 1), body=b"{}"), Unreadable),
        (replace(heard(INTAKE[0], 1), subject=Subject("evt", CENTRE, "intake", "case-vanished")), Unreadable),
        (heard(INTAKE[0], 0), Unplaced),
        (heard(INTAKE[0], 1, case=""), Unreadable),
    ],
)
async def test_a_fact_that_cannot_be_placed_is_parked_and_the_others_are_heard(message: Received, fault: type[Exception]) -> None:
    bench = Bench()
    failed = await bench.use.hear([message, *told(INTAKE[:8], case=OTHER)])

    assert {key: type(error) for key, error in failed.items()} == {message.id: fault}
    assert (await bench.case(OTHER)).heard == {"intake": 8}


async def test_another_centre_cannot_speak_about_a_case() -> None:
    bench = Bench()
    await bench.use.hear(told(INTAKE[:2]))
    foreign = heard(INTAKE[2], 3, centre="150621")
    failed = await bench.use.hear([foreign])

    assert isinstance(failed[foreign.id], OtherCentre)
    assert (await bench.case()).heard == {"intake": 2}


async def test_a_database_that_is_away_gives_the_case_s_messages_back_for_another_try() -> None:
    bench = Bench()

    async def away(*_: object) -> None:
        raise LostRace(CASE)

    bench.cases.change = away  # type: ignore[method-assign, assignment]
    failed = await bench.use.hear(told(INTAKE))

    assert len(failed) == len(INTAKE)
    assert all(isinstance(error, TransientError) for error in failed.values())


async def asked_for(bench: Bench, centre: str, **query: str) -> list[dict[str, str]]:
    body = InboxQuery.model_validate({"case_number": CASE, **query}).model_dump_json().encode()
    answer = await Handlers(bench.use).inbox(Received("q", Subject("svc", centre, "notify", "inbox"), body))
    notices: list[dict[str, str]] = answer["notices"]
    return notices


async def test_the_inbox_shows_a_recipient_s_notices_newest_last_with_their_outcome() -> None:
    bench = Bench()
    await bench.use.hear(STORY)
    applicant = await asked_for(bench, CENTRE, recipient="applicant")

    assert applicant[0]["template"] == "applicant.received"
    assert {notice["recipient"] for notice in applicant} == {"applicant"}
    assert {notice["outcome"] for notice in applicant} == {"recorded"}
    assert len(await asked_for(bench, CENTRE)) > len(applicant)


@pytest.mark.parametrize(("centre", "case"), [("150621", CASE), (CENTRE, OTHER)])
async def test_another_centre_s_case_does_not_exist(centre: str, case: str) -> None:
    bench = Bench()
    await bench.use.hear(told(INTAKE[:1]))

    with pytest.raises(Refused, match="办件不存在"):
        await asked_for(bench, centre, case_number=case)
