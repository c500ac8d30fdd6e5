"""What the domain finds and a safe change helps is mended once; what it does not help is told of, and not written."""

import asyncio

import pytest

from shared.contracts.duties import RouteAiling
from shared.doctor import Doctor, Ward
from tests.unit.doctor_world import CASE, CENTRE, TOMORROW, Ward150622


def mend(errand):
    """Somebody takes it on, unless nobody can."""
    if errand.forsaken != "无法":
        errand.forsaken = ""
    return ()


@pytest.fixture
def ward():
    made = Ward150622()
    made.doctor, made.second = (
        Doctor("routing", [Ward(made.patients, RouteAiling, mends=mend)], made.alarms, made.clock) for _ in range(2)
    )
    return made


async def test_what_helps_is_done_once_by_two_replicas_and_no_fact_tells_of_it(ward):
    await ward.begin(forsaken="无人")
    version = (await ward.errand()).version
    told = await asyncio.gather(*(doctor.look(CENTRE) for doctor in (ward.doctor, ward.second)))

    assert ("next_actor", True) in {(each.invariant, each.repaired) for one in told for each in one.ailments}
    assert (await ward.errand()).version == version + 1
    assert ward.told() == []
    assert await ward.look() == []


async def test_what_comes_back_is_mended_again(ward):
    await ward.begin(forsaken="无人")
    await ward.look()
    await ward.alter(forsaken="无人")

    assert await ward.look() == [("next_actor", True)]


async def test_what_does_not_help_is_told_once_and_not_written(ward):
    await ward.begin(forsaken="无法")
    version = (await ward.errand()).version

    assert await ward.look() == [("next_actor", False)]
    assert await ward.look() == [("next_actor", False)]
    assert len(ward.told()) == 1
    assert (await ward.errand()).version == version + 1


async def test_without_repair_nothing_is_mended(ward):
    await ward.begin(forsaken="无人")

    assert await ward.look(repair=False) == [("next_actor", False)]
    assert (await ward.errand()).forsaken == "无人"


async def test_with_the_mending_its_alarm_is_armed_anew(ward):
    await ward.begin(forsaken="无人")
    await ward.alter(wake=TOMORROW.replace(hour=12))

    assert await ward.look() == [("next_actor", True)]
    assert await ward.alarms.of(CENTRE) == {f"{CASE}.2"}
    assert await ward.look() == []
