"""Notify by its subjects: every fact of the others becomes the notices it calls for."""

import pytest

from services.notify.domain.delivery import Delivery
from services.notify.handlers import Handlers
from shared.contracts.archive import DossierClosed
from shared.contracts.notify import NoticeSent
from tests.bus.wired import durables_of, wired
from tests.fakes import facts
from tests.unit.notify_story import CASE, CENTRE, INTAKE, REVIEWS, ROUTING, Bench, Postman


@pytest.fixture
def bench():
    return Bench()


@pytest.fixture
async def notify(bench):
    async with wired("notify", Handlers(bench.use)) as bus:
        yield bus


async def tell(bus, *stories):
    for story in stories:
        for number, fact in enumerate(story, 1):
            await bus.say(fact, CASE, number)


async def test_it_reads_every_consumer_that_the_topology_gives_it(notify):
    assert notify.durables == durables_of("notify")


async def test_everything_that_the_other_services_say_is_heard(notify, bench):
    await tell(notify, INTAKE, ROUTING, REVIEWS)

    inbox = await notify.asked(f"svc.{CENTRE}.notify.inbox", {"case_number": CASE})
    templates = {notice["template"] for notice in inbox["notices"]}
    assert templates >= {"applicant.received", "applicant.routed", "applicant.review-concluded", "agent.overdue"}
    assert len(inbox["notices"]) == len(facts(bench.cases.sent, NoticeSent))


async def test_what_comes_out_of_order_waits_for_what_is_missing(notify, bench):
    await notify.say(INTAKE[1], CASE, 2)
    assert await bench.notices() == []

    await notify.say(INTAKE[0], CASE, 1)

    assert await bench.notices() != []


async def test_an_inbox_is_shown_to_the_centre_whose_case_it_is(notify):
    await tell(notify, INTAKE[:2])

    own = await notify.asked(f"svc.{CENTRE}.notify.inbox", {"case_number": CASE, "recipient": "applicant"})
    foreign = await notify.ask("svc.150602.notify.inbox", {"case_number": CASE})

    assert {notice["recipient"] for notice in own["notices"]} == {"applicant"}
    assert [fault["field"] for fault in foreign["faults"]] == ["case_number"]


async def test_a_letter_that_could_not_be_sent_is_tried_again_when_its_alarm_rings():
    postman = Postman(Delivery("transient", "451 busy"))
    bench = Bench(postman)
    async with wired("notify", Handlers(bench.use)) as bus:
        await tell(bus, INTAKE[:1])
        await bench.post.drain()
        case = await bench.case()
        bench.clock.advance(case.next_alarm() - bench.clock.now())

        await bus.ring(CASE, case.alarm_number)
        await bench.post.drain()

    assert len(postman.letters) == 2


async def test_what_the_archive_says_calls_for_no_notice(notify, bench):
    closed = DossierClosed(dossier="一事一档.zip", sha256="0" * 64, entries=31, events=93, closed_at="2026-03-31T10:00:00+08:00")

    await notify.say(closed, CASE)

    assert bench.cases.sent == []
