"""A calendar that is published late: two replicas that start with it tell once which limits have moved."""

import asyncio
from datetime import date, datetime, timedelta
from pathlib import Path
from shutil import copytree

import pytest

from shared.clock import CHINA, FixedClock, WorkCalendar
from shared.jurisdictions import Jurisdictions
from shared.settings import Settings
from tests.connected.desks import BANNER, SLJ, WATER, Hall, Replica

pytestmark = pytest.mark.usefixtures("empty_streams")

MOVED = f"evt.{BANNER}.routing.limits-moved"


@pytest.fixture
async def hall(settings_for, mongo_database, admin, say):
    """Late in the last year whose calendar is known, or later; still to come, so that no alarm fires."""
    opened = Hall(settings_for, mongo_database, admin, say)
    opened.clock = FixedClock(max(opened.clock.now(), datetime(2026, 12, 21, 9, 0, tzinfo=CHINA)))
    async with opened.stack:
        yield await opened.open(replicas=1)


def published(folder: Path, today: date) -> Path:
    """The shipped jurisdictions, the year after the last known one entered: the second week from today is off."""
    copytree(Settings().jurisdictions, folder)
    weekdays = (today + timedelta(days=n) for n in range(14, 21))
    off = [day for day in weekdays if WorkCalendar().is_working(day)] + [date(today.year + 1, 12, 31)]
    years = {str(day.year): {"holidays": [str(one) for one in off if one.year == day.year]} for day in off}
    path = folder / "150000" / "centre.yaml"
    path.write_text(path.read_text("utf-8").replace("calendar_overlay: {}", f"calendar_overlay: {years}"), "utf-8")
    return folder


async def started(hall, folder):
    """One more replica, on these jurisdictions."""
    settings = hall.settings_for("routing").model_copy(update={"jurisdictions": folder, "doctor_every": 0})
    replica = Replica(settings, hall.database, hall.clock)
    await replica.start()
    hall.stack.push_async_callback(replica.stop)


async def told(hall, case, times=100):
    """What has been said of a case, once limits have moved."""
    for _ in range(times):
        if (said := await hall.said(case))[MOVED]:
            return said
        await asyncio.sleep(0.05)
    return await hall.said(case)


async def test_two_replicas_that_start_with_the_new_calendar_tell_it_once_and_a_third_not_again(hall, case, tmp_path):
    await hall.begin(case, WATER, area_ha=6)
    before = await hall.route(case)
    folder = published(tmp_path / "jurisdictions", hall.clock.now().date())

    await asyncio.gather(started(hall, folder), started(hall, folder))
    await told(hall, case)
    await started(hall, folder)
    await asyncio.sleep(1)
    said, after = await hall.said(case), await hall.route(case)

    legal = f"{case}/{WATER}"
    assert before.provisional
    assert said[MOVED] == said[f"task.{SLJ}.due-moved"] == 1
    assert after.tasks[legal].limits["legal"].due > before.tasks[legal].limits["legal"].due
    assert (after.provisional, after.calendar) == (False, Jurisdictions.load(folder).centre(BANNER).calendar.version)


async def test_a_replica_that_starts_with_the_same_calendar_moves_nothing(hall, case):
    await hall.begin(case, WATER, area_ha=6)
    before = await hall.route(case)

    await started(hall, Settings().jurisdictions)
    await asyncio.sleep(1)

    assert (await hall.route(case)).version == before.version
    assert (await hall.said(case))[MOVED] == 0
