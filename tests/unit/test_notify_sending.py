"""Letters: stored before they are sent, sent in order, retried, named unknown, and never sent twice."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest

from services.notify import post as post_room
from services.notify.domain.correspondence import Correspondence
from services.notify.domain.delivery import Delivery, Letter
from services.notify.domain.notice import OUTCOME_WITHIN, RETRIES
from services.notify.post import Post
from services.notify.smtp import PATIENCE
from shared.bus import Cause
from shared.bus.alarms import Alarm
from shared.clock import AcceleratedClock, WorkCalendar
from shared.contracts.notify import NoticeSent
from shared.errors import TransientError
from tests.fakes import facts
from tests.unit.notify_story import CASE, INTAKE, MORNING, ROUTING, Bench, Postman, told

ACCEPTED = Delivery("accepted", "250 OK")
AWAY = Delivery("transient", "ConnectionRefusedError")


def said(bench: Bench) -> list[tuple[str, str, str]]:
    return [(sent.template, sent.channel, sent.outcome) for sent in facts(bench.cases.sent, NoticeSent)]


async def outcomes(bench: Bench) -> list[str]:
    return [notice.outcome for notice in (await bench.case()).notices]


async def ring(bench: Bench) -> None:
    """Let the case's alarm go off at its time."""
    case = await bench.case()
    at, alarm = case.next_alarm(), Alarm(case_number=CASE, number=case.alarm_number)
    assert at is not None
    bench.clock.advance(at - bench.clock.now())
    await bench.use.alarm(alarm, Cause.new())
    await bench.post.drain()


class Slow(Postman):
    """A carrier that holds every letter until it is let go."""

    def __init__(self) -> None:
        super().__init__()
        self.let_go = asyncio.Event()
        self.aloft = 0
        self.most = 0

    async def carry(self, letter: Letter) -> Delivery:
        self.aloft += 1
        self.most = max(self.most, self.aloft)
        await self.let_go.wait()
        self.aloft -= 1
        return await super().carry(letter)


async def test_a_letter_is_stored_with_its_alarm_before_it_is_sent_and_said_once_its_outcome_is_known() -> None:
    slow = Slow()
    bench = Bench(slow)
    await bench.use.hear(told(INTAKE[:1]))

    assert slow.letters == []
    assert await outcomes(bench) == ["sending"]
    assert (await bench.case()).next_alarm() == MORNING + OUTCOME_WITHIN
    assert said(bench) == []
    slow.let_go.set()
    await bench.post.drain()
    assert [letter.address for letter in slow.letters] == ["wulan@example.cn"]
    assert said(bench) == [("applicant.received", "smtp", "accepted")]
    assert (await bench.case()).next_alarm() is None


async def test_the_letters_of_a_case_leave_one_after_the_other_in_the_order_they_were_written() -> None:
    postman = Postman()
    bench = Bench(postman)
    await bench.use.hear(told(INTAKE))
    await bench.post.drain()
    applicant = [notice for notice in (await bench.case()).notices if notice.recipient == "applicant"]

    assert [letter.id for letter in postman.letters] == [notice.id for notice in applicant]
    assert {notice.outcome for notice in applicant} == {"accepted"}
    assert len(said(bench)) == len(await bench.notices())


async def test_agents_and_section_heads_are_told_in_the_inbox_only() -> None:
    postman = Postman()
    bench = Bench(postman)
    await bench.use.hear(told(INTAKE[:8], ROUTING))
    await bench.post.drain()
    staff = [notice for notice in (await bench.case()).notices if notice.recipient != "applicant"]

    assert staff
    assert {(notice.address, notice.outcome) for notice in staff} == {("", "recorded")}


async def test_a_slow_mail_server_holds_up_no_batch_and_gets_only_so_many_letters_at_once() -> None:
    slow = Slow()
    bench = Bench(slow)
    cases = [f"150622-20260302-{number:06}" for number in range(1, 31)]
    await bench.use.hear([message for case in cases for message in told(INTAKE[:1], case=case)])
    await asyncio.wait([asyncio.create_task(bench.post.drain())], timeout=0.05)

    assert slow.most == post_room.AT_ONCE
    slow.let_go.set()
    await bench.post.drain()
    assert len(slow.letters) == len(cases)


async def test_a_batch_that_is_delivered_again_sends_nothing_again() -> None:
    slow = Slow()
    bench = Bench(slow)
    await asyncio.gather(*(bench.use.hear(told(INTAKE[:1])) for _ in range(5)))
    slow.let_go.set()
    await bench.post.drain()

    assert len(slow.letters) == 1


async def test_a_refused_letter_has_failed_with_the_server_s_answer_and_the_next_one_goes_out() -> None:
    bench = Bench(Postman(Delivery("failed", "550 no such mailbox")))
    await bench.use.hear(told(INTAKE[:3]))
    await bench.post.drain()

    assert [outcome for _, _, outcome in said(bench)] == ["failed", "accepted"]
    assert (await bench.case()).notices[0].answer == "550 no such mailbox"


async def test_a_server_that_is_away_is_tried_again_at_growing_intervals_and_then_the_letter_has_failed() -> None:
    postman = Postman(*[AWAY] * (len(RETRIES) + 1))
    bench = Bench(postman)
    await bench.use.hear(told(INTAKE[:1]))
    await bench.post.drain()
    for pause in RETRIES:
        assert (await bench.case()).next_alarm() == bench.clock.now() + pause
        assert said(bench) == []
        await ring(bench)

    assert len(postman.letters) == len(RETRIES) + 1
    assert len({letter.id for letter in postman.letters}) == 1
    assert said(bench) == [("applicant.received", "smtp", "failed")]


async def test_a_later_letter_waits_for_the_retry_of_an_earlier_one() -> None:
    postman = Postman(AWAY)
    bench = Bench(postman)
    await bench.use.hear(told(INTAKE[:1]))
    await bench.post.drain()
    await bench.use.hear(told(INTAKE[:3]))
    await bench.post.drain()

    assert await outcomes(bench) == ["waiting", "waiting"]
    await ring(bench)
    assert await outcomes(bench) == ["accepted", "accepted"]


async def test_a_lost_connection_after_data_is_named_unknown_and_the_letter_is_not_sent_again() -> None:
    postman = Postman(Delivery("unknown", "connection lost"))
    bench = Bench(postman)
    await bench.use.hear(told(INTAKE[:1]))
    await bench.post.drain()

    assert said(bench) == [("applicant.received", "smtp", "unknown")]
    assert (await bench.case()).next_alarm() is None


async def test_a_crash_between_sending_and_recording_is_found_by_the_alarm_and_the_letter_is_not_sent_again() -> None:
    slow = Slow()
    bench = Bench(slow)
    await bench.use.hear(told(INTAKE[:3]))
    crashed = bench.post._tasks.pop()
    crashed.cancel()
    slow.let_go.set()
    await ring(bench)

    assert await outcomes(bench) == ["unknown", "accepted"]
    assert [letter.title for letter in slow.letters] == ["请补齐材料（一次性告知）"]


async def test_an_outcome_that_comes_after_the_alarm_changes_nothing_and_is_not_said_twice() -> None:
    slow = Slow()
    bench = Bench(slow)
    await bench.use.hear(told(INTAKE[:1]))
    case = await bench.case()
    bench.clock.advance(OUTCOME_WITHIN)
    await bench.use.alarm(Alarm(case_number=CASE, number=case.alarm_number), Cause.new())
    slow.let_go.set()
    await bench.post.drain()

    assert said(bench) == [("applicant.received", "smtp", "unknown")]


async def test_an_alarm_that_was_taken_back_or_rings_early_sends_nothing() -> None:
    postman = Postman(AWAY)
    bench = Bench(postman)
    await bench.use.hear(told(INTAKE[:1]))
    await bench.post.drain()
    number = (await bench.case()).alarm_number
    for stale in (number - 1, number):
        await bench.use.alarm(Alarm(case_number=CASE, number=stale), Cause.new())
    await bench.post.drain()

    assert len(postman.letters) == 1
    assert (await bench.case()).alarm_number == number + 1  # armed anew, for the letter still waits
    assert await outcomes(bench) == ["waiting"]


async def test_a_letter_that_found_no_worker_in_time_is_given_back_untried(monkeypatch: pytest.MonkeyPatch) -> None:
    postman = Postman()
    bench = Bench(postman)
    monkeypatch.setattr(post_room, "QUEUE_PATIENCE", -1.0)
    await bench.use.hear(told(INTAKE[:1]))
    await bench.post.drain()

    assert postman.letters == []
    (notice,) = (await bench.case()).notices
    assert (notice.outcome, notice.tries) == ("waiting", 0)
    monkeypatch.undo()
    await ring(bench)
    assert len(postman.letters) == 1


async def test_a_service_that_stops_finishes_the_letters_in_the_air_and_leaves_the_others_to_the_next() -> None:
    slow = Slow()
    bench = Bench(slow)
    await bench.use.hear(told(INTAKE[:3]))
    await asyncio.wait([asyncio.create_task(bench.post.drain())], timeout=0.01)
    closing = asyncio.create_task(bench.post.close())
    await bench.use.hear(told(INTAKE[:1], case="150622-20260302-000018"))
    slow.let_go.set()
    await closing

    assert await outcomes(bench) == ["accepted", "waiting"]
    later = await bench.case("150622-20260302-000018")
    assert [notice.outcome for notice in later.notices] == ["waiting"]
    assert later.next_alarm() is not None
    assert len(slow.letters) == 1


async def test_a_service_that_stops_does_not_begin_what_is_still_queued() -> None:
    slow = Slow()
    bench = Bench(slow)
    cases = [f"150622-20260302-{number:06}" for number in range(1, post_room.AT_ONCE + 3)]
    await bench.use.hear([message for case in cases for message in told(INTAKE[:1], case=case)])
    await asyncio.wait([asyncio.create_task(bench.post.drain())], timeout=0.05)
    closing = asyncio.create_task(bench.post.close())
    await asyncio.sleep(0)
    slow.let_go.set()
    await closing
    left = [notice for case in cases for notice in (await bench.case(case)).notices if notice.outcome == "waiting"]

    assert len(slow.letters) == post_room.AT_ONCE
    assert [notice.tries for notice in left] == [0, 0]


async def test_waiting_for_a_worker_and_for_the_server_together_take_less_than_the_alarm() -> None:
    assert timedelta(seconds=post_room.QUEUE_PATIENCE + PATIENCE) < OUTCOME_WITHIN


async def test_under_an_accelerated_clock_the_mail_server_still_gets_its_real_minutes() -> None:
    start = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
    clock = AcceleratedClock(WorkCalendar(), MORNING, start, 1.0, wall=lambda: start)
    bench = Bench()
    turn = Post(bench.cases, None, clock).turn()

    assert clock.real(turn.later(OUTCOME_WITHIN)) - start >= OUTCOME_WITHIN


async def test_without_a_mail_server_letters_that_still_wait_fail_in_the_end() -> None:
    bench = Bench(Postman(AWAY))
    await bench.use.hear(told(INTAKE[:1]))
    await bench.post.drain()
    bench.post._carrier = None
    for _ in RETRIES:
        await ring(bench)

    assert said(bench) == [("applicant.received", "smtp", "failed")]


async def test_an_outcome_survives_a_database_that_is_away_for_a_moment(monkeypatch: pytest.MonkeyPatch) -> None:
    bench = Bench(Postman())
    monkeypatch.setattr(post_room, "RECORD_AGAIN", (0.0, 0.0))
    change, tries = bench.cases.change, [TransientError("away"), TransientError("away")]

    async def shaky(key: str, *how: object) -> Correspondence:
        if len(how) == 2 and tries:
            raise tries.pop()
        return await change(key, *how)  # type: ignore[arg-type]

    monkeypatch.setattr(bench.cases, "change", shaky)
    await bench.use.hear(told(INTAKE[:1]))
    await bench.post.drain()

    assert tries == []
    assert await outcomes(bench) == ["accepted"]
