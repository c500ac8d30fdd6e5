"""Intake's store against MongoDB, and the hand-written fakes that promise the same."""

import asyncio
from datetime import date

import pytest

from services.intake.domain.case import Case
from services.intake.store import MongoCases, MongoNumbers
from services.intake.use_cases import UseCases
from shared.bus import Cause
from shared.clock import FixedClock
from shared.contracts.application import Application
from shared.contracts.intake import Agent, CaseSubmitted
from shared.store import Outbox
from tests.fakes import MemorySender, facts
from tests.unit.intake_world import CENTRE, FORM, MONDAY, OTHER_CENTRE, MemoryCases, MemoryNumbers, form, jurisdictions

DAY = date(2026, 3, 2)


@pytest.fixture
def sender():
    return MemorySender()


@pytest.fixture
async def mongo_cases(mongo_database, sender):
    made = MongoCases(mongo_database, Outbox(sender), FixedClock(MONDAY))
    await made.prepare()
    return made


@pytest.fixture(params=["real", "fake"])
def cases(request, mongo_cases, sender):
    if request.param == "real":
        return mongo_cases
    fake = MemoryCases(Case, "intake", FixedClock(MONDAY))
    sender.sent = fake.sent
    return fake


@pytest.fixture(params=["real", "fake"])
def numbers(request, mongo_database):
    return MongoNumbers(mongo_database) if request.param == "real" else MemoryNumbers()


def new_case(running, submission, centre=CENTRE):
    return Case(
        id=f"{centre}-20260302-{running:06}",
        centre=centre,
        submission=submission,
        application=Application.model_validate(form(centre=centre)),
        submitted_at=MONDAY.isoformat(),
        agent=Agent(id="zh1", title="综合代办员一号"),
    )


async def add(cases, running, submission, **how):
    case = new_case(running, submission, **how)
    return await cases.add_once(case, Cause(submission), case.submitted())


async def test_no_number_is_ever_given_twice(numbers):
    given = await asyncio.gather(*(numbers.next(CENTRE, DAY) for _ in range(50)))

    assert sorted(given) == [f"150622-20260302-{running:06}" for running in range(1, 51)]


async def test_every_centre_and_every_day_counts_from_one(numbers):
    await numbers.next(CENTRE, DAY)

    assert await numbers.next(OTHER_CENTRE, DAY) == "150602-20260302-000001"
    assert await numbers.next(CENTRE, date(2026, 3, 3)) == "150622-20260303-000001"


async def test_a_submission_becomes_one_case_however_often_it_is_added(cases, sender):
    first = await add(cases, 1, "17")
    again = await add(cases, 2, "17")

    assert again.id == first.id
    assert (await cases.submitted("17")).id == first.id
    assert await cases.submitted("18") is None
    assert len(facts(sender.sent, CaseSubmitted)) == 1


async def test_the_same_submission_twice_at_once_becomes_one_case(cases, sender):
    added = await asyncio.gather(*(add(cases, running, "17") for running in range(1, 9)))

    assert len({case.id for case in added}) == 1
    assert len(facts(sender.sent, CaseSubmitted)) == 1


async def test_a_centres_cases_are_listed_the_newest_first(cases):
    for running in (2, 3, 1):
        await add(cases, running, str(running))
    await add(cases, 1, "other", centre=OTHER_CENTRE)
    signed = "150622-20260302-000002"
    await cases.change(signed, Cause("mandate"), lambda case: case._accept_when_ready(MONDAY.isoformat()))

    assert [case.id[-1] for case in await cases.newest(CENTRE, None, 50)] == ["3", "2", "1"]
    assert [case.id[-1] for case in await cases.newest(CENTRE, None, 2)] == ["3", "2"]
    assert [case.id for case in await cases.newest(CENTRE, "in_progress", 50)] == [signed]


async def test_an_application_that_is_sent_twice_at_once_is_one_case_to_both_replicas(mongo_cases, mongo_database, sender):
    replicas = [
        UseCases(mongo_cases, MongoNumbers(mongo_database), jurisdictions(), FixedClock(MONDAY)),
        UseCases(
            MongoCases(mongo_database, Outbox(sender), FixedClock(MONDAY)),
            MongoNumbers(mongo_database),
            jurisdictions(),
            FixedClock(MONDAY),
        ),
    ]
    body = Application.model_validate(FORM).model_dump_json().encode()

    told = await asyncio.gather(*(replica.submit(CENTRE, body, Cause("17")) for replica in replicas * 4))

    assert len({case.id for case in told}) == 1
    assert await mongo_database["cases"].count_documents({}) == 1
    assert len(facts(sender.sent, CaseSubmitted)) == 1
