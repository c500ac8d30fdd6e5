"""纪要编号 and the lists of meetings in MongoDB: without gaps, whoever writes at once."""

import asyncio

import pytest

from services.joint_review.domain import agenda
from services.joint_review.domain.reviews import Reviews
from services.joint_review.store import MongoMinutesNumbers, MongoReviews
from shared.bus import Cause
from shared.clock import FixedClock
from shared.store import Outbox
from tests.fakes import MemorySender
from tests.unit.joint_review_world import MEETING, Town, meeting
from tests.unit.review_hall import MONDAY


@pytest.fixture
async def numbers(mongo_database):
    made = MongoMinutesNumbers(mongo_database["minutes_numbers"])
    await made.prepare()
    return made


async def test_two_writers_at_once_leave_no_gap_and_give_no_number_twice(numbers, mongo_database):
    other = MongoMinutesNumbers(mongo_database["minutes_numbers"])
    reviews = [f"150622-20260302-{number:06}/R1" for number in range(1, 41)]
    given = await asyncio.gather(
        *(writer.allot("150622", 2026, about) for about in reviews for writer in (numbers, other)),
    )

    assert sorted(set(given)) == [f"150622-JY2026-{number:04}" for number in range(1, 41)]
    assert given[::2] == given[1::2]  # both writers heard the same number for the same minutes


async def test_a_number_is_given_once_however_often_it_is_asked_for(numbers):
    before = await numbers.allotted("150622-20260302-000001/R1")
    first = await numbers.allot("150622", 2026, "150622-20260302-000001/R1")
    again = await numbers.allot("150622", 2027, "150622-20260302-000001/R1")

    assert before == ""
    assert first == again == "150622-JY2026-0001"
    assert await numbers.allotted("150622-20260302-000001/R1") == first


async def test_every_centre_and_every_year_begins_with_one(numbers):
    given = [
        await numbers.allot(centre, year, f"{centre}-{year}")
        for centre, year in (("150622", 2026), ("150600", 2026), ("150622", 2027), ("150622100", 2026))
    ]

    assert given == ["150622-JY2026-0001", "150600-JY2026-0001", "150622-JY2027-0001", "150622100-JY2026-0001"]


async def test_meetings_of_a_centre_are_listed_the_latest_first_page_by_page(mongo_database):
    clock, town = FixedClock(MONDAY), Town()
    files = MongoReviews(mongo_database, Outbox(MemorySender()), clock)
    await files.prepare()
    for number in (1, 2, 3):
        called = f"{MEETING[:-1]}{number}"
        fact = meeting("150622-20260302-000101", meeting_id=called)
        await files.change(
            called,
            Cause(f"call {number}"),
            lambda file, fact=fact: agenda.called(
                file, fact, lambda asked: town.rules("150622", asked), str, MONDAY, town.times("150622")
            ),
            lambda called=called: Reviews(id=called, centre="150622"),
        )
    await files.add(Reviews(id="150622-20260302-000101", centre="150622"), Cause("a case"), [])

    first = await files.meetings("150622", "", 2)
    rest = await files.meetings("150622", first[-1]["meeting_id"], 2)

    assert [one["meeting_id"] for one in first] == [f"{MEETING[:-1]}3", f"{MEETING[:-1]}2"]
    assert [(one["meeting_id"], one["open_points"]) for one in rest] == [(MEETING, 1)]
    assert await files.meetings("150600", "", 2) == []


async def test_files_whose_limits_rest_on_a_presumed_year_are_found_by_the_calendar(mongo_database):
    files = MongoReviews(mongo_database, Outbox(MemorySender()), FixedClock(MONDAY))
    await files.prepare()
    for number, calendar in enumerate(("", "old", "new"), 1):
        file = Reviews(id=f"150622-20260302-{number:06}", centre="150622", calendar=calendar)
        await files.add(file, Cause(f"{number}"), [])

    assert [one.id for one in await files.presumed("150622", "new", "", 10)] == ["150622-20260302-000002"]
