"""Random walks over consultations and appointments: always somebody who must act, a live alarm, and a way out."""

import asyncio
from datetime import date, datetime, timedelta
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from services.intake.domain.appointment import AppointmentState
from services.intake.domain.consultation import UNANSWERED, ConsultationState
from services.intake.domain.record import Record
from shared.bus import Cause
from shared.contracts.common import ACTORS
from shared.errors import Refused
from tests.unit.reception_world import DOOR, LAND, SECTION, WINDOW, Y1, Z1, ReceptionWorld

AGENTS = st.sampled_from([None, "zh1", "zh2", "zh9"])
TEXT = st.sampled_from(["先备案", "备案当场办结", "不再办理"])
SECTIONS = st.sampled_from([SECTION, LAND, "150600.fgw", "没有的科室"])
DAYS = st.sampled_from([date(2026, 3, 2) + timedelta(days=n) for n in range(12)]).map(date.isoformat)
TIMES = st.sampled_from(["08:30", "10:00", "17:00", "19:00"])
PASSED = st.integers(1, 100).map(lambda hours: ("time", hours))

CONSULTING = st.one_of(
    PASSED,
    st.tuples(
        st.just("consult-refer"), st.fixed_dictionaries({"to": st.lists(SECTIONS, min_size=1, max_size=3), "agent": AGENTS})
    ),
    st.tuples(st.just("consult-contribute"), st.fixed_dictionaries({"section": SECTIONS, "answer": TEXT})),
    st.tuples(
        st.just("consult-answer"),
        st.fixed_dictionaries({"answer": TEXT, "by": st.sampled_from(["agent", "section_head"]), "agent": AGENTS}),
    ),
    st.tuples(st.just("consult-close"), st.fixed_dictionaries({"reason": TEXT, "agent": AGENTS})),
    st.tuples(st.just("case"), st.sampled_from(["150622-20260302-000001", "150622-20260302-000002"])),
)
BOOKING = st.one_of(
    PASSED,
    st.tuples(st.just("appointment-rebook"), st.fixed_dictionaries({"day": DAYS, "time": TIMES})),
    st.tuples(st.just("appointment-cancel"), st.fixed_dictionaries({"reason": TEXT})),
    st.tuples(st.just("appointment-keep"), st.fixed_dictionaries({"note": TEXT})),
)


async def step(world: ReceptionWorld, act: str, order: Any) -> None:
    """One step; nothing but a refusal with its remedy may come of it."""
    if act == "time":
        await world.until(world.clock.now() + timedelta(hours=order))
    elif act == "case":
        await world.reception.consulting.became_case(Z1, order, Cause(f"{order} {len(world.sent)}"))
    else:
        name, number = ("consultation", Z1) if act.startswith("consult") else ("appointment", Y1)
        (answer,) = await asyncio.gather(world.ask(act, {name: number, **order}), return_exceptions=True)
        if isinstance(answer, BaseException):
            assert isinstance(answer, Refused)
            assert all(fault.message and fault.remedy for fault in answer.faults)


def nothing_is_stuck(record: Record, now: datetime) -> None:
    """Open: somebody must act, an alarm will ring, and the doctor finds nothing. Over: neither duty nor alarm."""
    assert not record.open or record.ailments(now) == []
    assert bool(record.duties) == record.open == (record.alarm_at is not None)
    for duty in record.duties.values():
        assert duty.actors
        assert set(duty.actors) <= set(ACTORS)
        assert duty.lights or any(other.lights for other in record.duties.values())


@settings(max_examples=150, deadline=None)
@given(st.lists(CONSULTING, max_size=12))
def test_no_walk_leaves_a_consultation_stuck_and_every_one_can_still_be_ended(steps):
    async def walk() -> None:
        world = ReceptionWorld()
        await world.consulted()
        ended: set[ConsultationState] = set()
        for act, order in steps:
            before = world.consultations.all()[0]
            await step(world, act, order)
            after = world.consultations.all()[0]
            nothing_is_stuck(after, world.clock.now())
            assert after.agent == before.agent
            assert before.case_number in (None, after.case_number)
            assert before.state in UNANSWERED or after.state not in UNANSWERED
            ended |= {after.state}
        found = world.consultations.all()[0]
        if found.state in UNANSWERED:
            await world.ask("consult-answer", {"consultation": Z1, "answer": "先备案"})
        await world.until(world.clock.now() + timedelta(days=90))

        assert world.consultations.all()[0].state in {ConsultationState.CLOSED, ConsultationState.BECAME_CASE}
        assert world.said().count("consultation-answered") <= 1
        assert world.said().count("consultation-became-case") <= 1

    asyncio.run(walk())


@settings(max_examples=150, deadline=None)
@given(st.sampled_from([WINDOW, DOOR]), st.lists(BOOKING, max_size=12))
def test_no_walk_leaves_an_appointment_stuck_or_its_place_taken_twice(order, steps):
    async def walk() -> None:
        world = ReceptionWorld()
        await world.booked(order)
        await world.booked(WINDOW)
        for act, what in steps:
            before = world.appointments.all()[0]
            await step(world, act, what)
            after = world.appointments.all()[0]
            nothing_is_stuck(after, world.clock.now())
            assert before.state in {AppointmentState.BOOKED, after.state}
            places = [one.place for one in world.appointments.all() if one.place]
            assert len(places) == len(set(places))
        await world.until(world.clock.now() + timedelta(days=60))

        assert not any(one.open for one in world.appointments.all())
        ends = {"appointment-kept", "appointment-cancelled", "appointment-missed"}
        assert len([fact for fact in world.said() if fact in ends]) == 2

    asyncio.run(walk())
