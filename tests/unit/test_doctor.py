import asyncio
from datetime import UTC, datetime, timedelta

import pytest

from shared.bus import Cause
from shared.doctor import LATE
from shared.rounds import Rounds
from shared.store.patients import Unsaid
from tests.unit.doctor_world import CASE, CENTRE, MONDAY, OTHER, TOMORROW, Ward150622


@pytest.fixture
def ward():
    return Ward150622()


async def test_where_nothing_is_wrong_nothing_is_found_or_said(ward):
    await ward.begin()
    await ward.begin("150622-20260302-000002", wake=None)
    await ward.begin("150600-20260302-000001", OTHER)
    said = len(ward.errands.sent)

    told = await ward.doctor.look(CENTRE)

    assert (told.looked_at, told.alarms, told.ailments) == (2, 1, ())
    assert len(ward.errands.sent) == said


async def test_a_lost_alarm_is_armed_again_under_a_new_number(ward):
    await ward.begin()
    ward.alarms.lost.add(f"{CASE}.1")

    assert await ward.look() == [("live_alarm", True)]
    assert await ward.alarms.of(CENTRE) == {f"{CASE}.2"}
    assert await ward.look() == []
    assert ward.told() == []


async def test_two_replicas_arm_a_lost_alarm_once(ward):
    await ward.begin()
    ward.alarms.lost.add(f"{CASE}.1")

    await asyncio.gather(ward.doctor.look(CENTRE), ward.second.look(CENTRE))

    assert await ward.alarms.of(CENTRE) == {f"{CASE}.2"}
    assert (await ward.errand()).alarm_number == 2


@pytest.mark.parametrize("damage", [{"alarm_at": None}, {"alarm_at": (TOMORROW + timedelta(days=9)).isoformat()}])
async def test_a_limit_whose_alarm_was_never_set_or_is_another_gets_its_own(ward, damage):
    await ward.begin()
    await ward.alter(**damage)

    assert ("promise_without_alarm", True) in await ward.look()
    assert (await ward.errand()).alarm_at == TOMORROW.isoformat()
    assert (await ward.errand()).alarm_number == 2
    assert await ward.look() == []
    assert await ward.alarms.of(CENTRE) == {f"{CASE}.2"}


async def test_an_alarm_that_has_just_gone_off_is_left_to_its_handler(ward):
    await ward.begin()
    ward.alarms.lost.add(f"{CASE}.1")
    ward.clock.advance(TOMORROW - MONDAY + LATE)

    assert await ward.look() == []


async def test_an_alarm_nobody_heard_is_armed_again_once_and_then_told(ward):
    await ward.begin()
    ward.alarms.lost.add(f"{CASE}.1")
    ward.clock.advance(TOMORROW - MONDAY + LATE + timedelta(seconds=1))

    assert await ward.look() == [("heard_alarm", True)]
    assert (await ward.errand()).alarm_number == 2
    ward.alarms.lost.add(f"{CASE}.2")
    assert await ward.look() == [("heard_alarm", False)]
    assert await ward.look() == [("heard_alarm", False)]
    assert [each.invariant for each in ward.told()] == ["heard_alarm"]


async def test_alarms_that_wait_for_a_busy_handler_are_left_to_it(ward):
    await ward.begin()
    ward.alarms.lost.add(f"{CASE}.1")
    ward.alarms.due = 3
    ward.clock.advance(timedelta(days=2))

    assert await ward.look() == []


async def test_an_alarm_that_is_only_not_said_yet_is_not_missed(ward):
    await ward.begin()
    ward.alarms.lost.add(f"{CASE}.1")
    ward.patients.lying.append(Unsaid(CASE, f"timer.{CENTRE}.routing.{CASE}.1", datetime.now(UTC)))

    assert await ward.look() == []


async def test_alarms_without_an_owner_are_dropped_and_those_of_others_stay(ward):
    await ward.begin()
    await ward.begin("150622-20260302-000002", wake=None)
    ward.alarms.stray |= {f"{CASE}.7", "150622-20260302-999999.1", "150622-20260302-000002.1"}

    assert await ward.look() == [("orphan_alarm", True)] * 3
    assert await ward.alarms.of(CENTRE) == {f"{CASE}.1"}
    assert await ward.look() == []


async def test_an_alarm_that_is_about_to_be_taken_back_is_no_orphan(ward):
    await ward.begin()
    ward.alarms.stray.add(f"{CASE}.0")
    ward.patients.lying.append(Unsaid(CASE, f"timer.{CENTRE}.routing.{CASE}.0", datetime.now(UTC)))

    assert await ward.look() == []
    assert f"{CASE}.0" in await ward.alarms.of(CENTRE)


async def test_what_nobody_moves_on_is_told_once_by_whichever_replica(ward):
    await ward.begin()
    await ward.alter(forsaken="无人经办")

    await asyncio.gather(*(doctor.look(CENTRE) for doctor in (ward.doctor, ward.second) for _ in range(3)))

    (ailment,) = ward.told()
    assert (ailment.subject, ailment.what, ailment.repaired) == (CASE, "无人经办", False)


async def test_another_finding_of_the_same_errand_is_told_too(ward):
    await ward.begin(forsaken="无人经办")
    await ward.look()
    await ward.alter(forsaken="又无人经办")
    await ward.look()

    assert [each.what for each in ward.told()] == ["无人经办", "又无人经办"]


@pytest.mark.parametrize("becomes", ["", "仍无人经办"])
async def test_what_is_being_changed_is_left_to_the_next_round(ward, becomes):
    await ward.begin(forsaken="无人经办")
    first = ward.patients.one

    async def taken_up(key):
        ward.patients.one = first
        await ward.errands.change(key, Cause("taken up"), lambda errand: setattr(errand, "forsaken", becomes) or [])
        return await first(key)

    ward.patients.one = taken_up

    assert await ward.look() == []
    assert ward.told() == []
    assert len(await ward.look()) == len(becomes[:1])


async def test_what_recovers_before_it_is_told_stays_untold(ward):
    await ward.begin(forsaken="无人经办")
    change = ward.patients.change

    async def recovered(key, cause, decide):
        await ward.alter(key, forsaken="")
        return await change(key, cause, decide)

    ward.patients.change = recovered
    await ward.look()

    assert ward.told() == []


async def test_without_repair_everything_is_found_and_nothing_is_touched(ward):
    await ward.begin(forsaken="无人经办")
    ward.alarms.lost.add(f"{CASE}.1")
    ward.alarms.stray.add(f"{CASE}.7")
    before = dict(ward.errands._states[CASE])

    assert await ward.look(repair=False) == [("next_actor", False), ("live_alarm", False), ("orphan_alarm", False)]
    assert ward.errands._states[CASE] == before
    assert f"{CASE}.7" in await ward.alarms.of(CENTRE)


async def test_what_is_done_is_looked_at_no_more(ward):
    await ward.begin(forsaken="无人经办", done=True)

    assert (await ward.doctor.look(CENTRE)).looked_at == 0


async def test_a_document_nobody_can_read_is_found_and_its_alarm_stays(ward):
    await ward.begin()
    ward.patients.broken.add(CASE)

    assert await ward.look() == [("readable", False)]
    assert await ward.alarms.of(CENTRE) == {f"{CASE}.1"}


async def test_what_lies_unsaid_for_more_than_a_minute_is_found(ward):
    await ward.begin()
    now = datetime.now(UTC)
    for seconds in (30, 90):
        ward.patients.lying.append(Unsaid(CASE, f"evt.{CENTRE}.routing.{seconds}", now - timedelta(seconds=seconds)))
    (found,) = (await ward.doctor.look(CENTRE)).ailments

    assert found.invariant == "said"
    assert "routing.90" in found.what


async def test_many_are_looked_at_page_by_page(ward):
    for running in range(1, 121):
        await ward.begin(f"150622-20260302-{running:06}")
    ward.alarms.lost |= {"150622-20260302-000060.1", "150622-20260302-000120.1"}
    told = await ward.doctor.look(CENTRE, hurry=False)

    assert told.looked_at == 120
    assert [each.subject[-3:] for each in told.ailments] == ["060", "120"]


async def test_who_asks_again_while_the_doctor_looks_gets_the_same_answer(ward):
    await ward.begin()
    ward.alarms.lost.add(f"{CASE}.1")
    rounds = Rounds(ward.doctor, [CENTRE], 0)
    one, other = await asyncio.gather(rounds.visit(CENTRE, repair=True), rounds.visit(CENTRE, repair=True))

    assert one is other
    assert (await rounds.visit(CENTRE, repair=True)).ailments == ()


async def test_rounds_go_on_after_a_failure_and_end_when_told(ward):
    await ward.begin(forsaken="无人经办")
    looks, again = [], asyncio.Event()

    class Failing:
        async def look(self, centre, **how):
            looks.append(centre)
            if len(looks) == 1:
                raise RuntimeError("surprise")
            told = await ward.doctor.look(centre, **how)
            again.set()
            return told

    rounds = Rounds(Failing(), [CENTRE], 0.01)
    rounds.start()
    async with asyncio.timeout(5):
        await again.wait()
    await rounds.stop()
    seen = len(looks)
    await asyncio.sleep(0.05)

    assert len(ward.told()) == 1
    assert len(looks) == seen
