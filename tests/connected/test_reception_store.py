"""Reception's store against MongoDB, and the hand-written fakes that promise the same; two replicas and the last place."""

import asyncio
from datetime import date, datetime

import pytest

from services.intake.applications import Applications
from services.intake.domain.appointment import Appointment
from services.intake.domain.consultation import Consultation, ConsultationState
from services.intake.reception.store import MongoAppointments, MongoConsultations, Taken
from services.intake.reception.use_cases import Reception
from shared.bus import Cause
from shared.clock import CHINA, FixedClock
from shared.contracts.appointment import AppointmentBooked, BookAppointment, RebookAppointment
from shared.contracts.consultation import Consult, ConsultationReceived
from shared.errors import Refused
from shared.store import MongoNumbers, Outbox
from tests.fakes import MemoryNumbers, MemoryRefusals, MemorySender, facts
from tests.unit.intake_world import jurisdictions
from tests.unit.reception_world import CENTRE, MONDAY, QUESTION, TOWN, WINDOW, MemoryAppointments, MemoryConsultations

DAY = date(2026, 3, 2)
WEDNESDAY = date(2026, 3, 4)


@pytest.fixture
def sender():
    return MemorySender()


@pytest.fixture
async def mongo_stores(mongo_database, sender):
    made = (
        MongoConsultations(mongo_database, Outbox(sender), FixedClock(MONDAY)),
        MongoAppointments(mongo_database, Outbox(sender), FixedClock(MONDAY)),
    )
    for store in made:
        await store.prepare()
    return made


@pytest.fixture(params=["real", "fake"])
def stores(request, mongo_stores):
    if request.param == "real":
        return mongo_stores
    clock = FixedClock(MONDAY)
    return MemoryConsultations(Consultation, "intake", clock), MemoryAppointments(Appointment, "intake", clock)


@pytest.fixture(params=["real", "fake"])
def numbers(request, mongo_database):
    return MongoNumbers(mongo_database) if request.param == "real" else MemoryNumbers()


def reception(stores, numbers):
    clock = FixedClock(MONDAY)
    return Reception(*stores, numbers, MemoryRefusals(), jurisdictions(), clock, Applications(jurisdictions(), clock).read)


def appointment(running, place, **changes):
    return Appointment(
        id=f"150622-Y20260302-{running:06}",
        centre=CENTRE,
        request=str(running),
        kind="window",
        name="项目经办人",
        phone="13800000000",
        channel="phone",
        day=WEDNESDAY,
        time="10:00",
        place=place,
        booked_at=MONDAY,
        **changes,
    )


async def test_every_letter_centre_and_day_counts_from_one_and_no_number_is_given_twice(numbers):
    letters = [None, "Z", "Y", "T"] * 10
    given = await asyncio.gather(*(numbers.next(CENTRE, DAY, letter) for letter in letters))

    assert len(set(given)) == 40
    assert {number for number in given if number.endswith("-000010")} == {
        "150622-20260302-000010",
        "150622-Z20260302-000010",
        "150622-Y20260302-000010",
        "150622-T20260302-000010",
    }
    assert await numbers.next(TOWN, DAY, "Z") == "150622100-Z20260302-000001"


async def test_a_place_is_held_by_one_appointment_only_until_it_is_free(stores):
    _, appointments = stores
    await appointments.add_once(appointment(1, "a"), Cause("1"), [])
    await appointments.add_once(appointment(2, "b"), Cause("2"), [])

    with pytest.raises(Taken):
        await appointments.add_once(appointment(3, "a"), Cause("3"), [])
    with pytest.raises(Taken):
        await appointments.change("150622-Y20260302-000002", Cause("4"), lambda one: _moved(one, "a"))

    await appointments.change("150622-Y20260302-000001", Cause("5"), lambda one: _moved(one, None))
    await appointments.change("150622-Y20260302-000002", Cause("6"), lambda one: _moved(one, None))
    await appointments.add_once(appointment(3, "a"), Cause("3"), [])
    assert await appointments.taken(CENTRE, WEDNESDAY) == {"a"}
    assert await appointments.taken(TOWN, WEDNESDAY) == set()


def _moved(one, place):
    one.place = place
    return []


async def test_a_day_is_read_in_the_order_of_its_times(stores):
    _, appointments = stores
    for running, time in ((1, "15:00"), (2, "09:00"), (3, "09:00")):
        made = appointment(running, str(running)).model_copy(update={"time": time})
        await appointments.add_once(made, Cause(str(running)), [])

    found = await appointments.of_day(CENTRE, WEDNESDAY)

    assert [one.id[-1] for one in found] == ["2", "3", "1"]
    assert await appointments.of_day(CENTRE, DAY) == []


async def test_consultations_are_found_by_state_and_page_the_newest_first(stores):
    consultations, _ = stores
    asking = reception(stores, MemoryNumbers()).consulting
    for running in range(4):
        await asking.consult(CENTRE, Consult.model_validate(QUESTION), Cause(str(running)))
    await asking.consult(TOWN, Consult.model_validate(QUESTION), Cause("town"))
    await asking.became_case("150622-Z20260302-000002", "150622-20260302-000001", Cause("case"))

    every = tuple(ConsultationState)
    assert [one.id[-1] for one in await consultations.newest(CENTRE, every, None, None, 50)] == ["4", "3", "2", "1"]
    page = await consultations.newest(CENTRE, every, None, "150622-Z20260302-000003", 1)
    assert [one.id[-1] for one in page] == ["2"]
    received = await consultations.newest(CENTRE, (ConsultationState.RECEIVED,), False, None, 50)
    assert [one.id[-1] for one in received] == ["4", "3", "1"]
    assert await consultations.newest(CENTRE, every, True, None, 50) == []


async def test_two_replicas_give_the_last_place_to_one_and_tell_the_other(mongo_stores, mongo_database, sender):
    others = (
        MongoConsultations(mongo_database, Outbox(sender), FixedClock(MONDAY)),
        MongoAppointments(mongo_database, Outbox(sender), FixedClock(MONDAY)),
    )
    replicas = [reception(stores, MongoNumbers(mongo_database)).booking for stores in (mongo_stores, others)]
    order = BookAppointment.model_validate(WINDOW)
    for running in range(3):
        await replicas[0].book(CENTRE, order, Cause(f"before {running}"))

    told = await asyncio.gather(
        *(replicas[each % 2].book(CENTRE, order, Cause(f"last {each}")) for each in range(6)), return_exceptions=True
    )

    assert [isinstance(one, Appointment) for one in told].count(True) == 1
    refused = [one for one in told if isinstance(one, Refused)]
    assert len(refused) == 5
    assert all("已约满" in one.faults[0].message for one in refused)
    assert await mongo_database["appointments"].count_documents({}) == 4
    assert len(facts(sender.sent, AppointmentBooked)) == 4


async def test_two_who_move_to_the_last_place_do_not_both_get_it(mongo_stores, mongo_database):
    booking = reception(mongo_stores, MongoNumbers(mongo_database)).booking
    for running in range(3):
        await booking.book(CENTRE, BookAppointment.model_validate(WINDOW), Cause(f"before {running}"))
    early = [
        await booking.book(CENTRE, BookAppointment.model_validate(WINDOW | {"time": "09:00"}), Cause(f"early {n}"))
        for n in (1, 2)
    ]

    told = await asyncio.gather(
        *(
            booking.rebook(CENTRE, RebookAppointment(appointment=one.id, day=WEDNESDAY, time="10:00"), Cause(f"move {one.id}"))
            for one in early
        ),
        return_exceptions=True,
    )

    assert sorted(isinstance(one, Appointment) for one in told) == [False, True]
    assert len(await mongo_stores[1].taken(CENTRE, WEDNESDAY)) == 5


async def test_the_same_request_at_two_replicas_at_once_is_one_consultation_and_one_appointment(
    mongo_stores, mongo_database, sender
):
    both = reception(mongo_stores, MongoNumbers(mongo_database))
    asked = await asyncio.gather(
        *(both.consulting.consult(CENTRE, Consult.model_validate(QUESTION), Cause("17")) for _ in range(6))
    )
    booked = await asyncio.gather(
        *(both.booking.book(CENTRE, BookAppointment.model_validate(WINDOW), Cause("17")) for _ in range(6))
    )

    assert len({one.id for one in asked}) == len({one.id for one in booked}) == 1
    assert len(facts(sender.sent, ConsultationReceived)) == len(facts(sender.sent, AppointmentBooked)) == 1
    assert booked[0].starts == datetime(2026, 3, 4, 10, 0, tzinfo=CHINA)
