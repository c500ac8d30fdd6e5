"""A calendar that is published late: replicas of intake that start with it tell once which limits of a case have moved."""

import asyncio
from datetime import datetime, timedelta

import pytest

from shared.clock import CHINA
from shared.jurisdictions import Jurisdictions
from shared.settings import Settings
from tests.connected.desks import BANNER
from tests.connected.test_late_calendar import published
from tests.connected.windows import Windows
from tests.unit.complaint_world import COMPLAINT
from tests.unit.reception_world import QUESTION

pytestmark = pytest.mark.usefixtures("empty_streams")


@pytest.fixture
async def windows(settings_for, mongo_database, admin):
    """Late in the last year whose calendar is known."""
    opened = Windows(settings_for, mongo_database, admin, begins=datetime(2026, 12, 21, 9, 0, tzinfo=CHINA))
    async with opened.stack:
        yield await opened.open(replicas=1)


async def told(windows, case):
    """What has been said of a case, once a limit has moved."""
    for _ in range(100):
        if (said := await windows.told(case))["duty-moved"]:
            return said
        await asyncio.sleep(0.05)
    return await windows.told(case)


async def suspended(windows):
    case = await windows.accepted()
    await windows.act(case, "suspend", ground="applicant_pauses", by="applicant", reason="资金未到位")
    await windows.act(case, "sign", document="suspension")
    return case


async def test_two_replicas_that_start_with_the_new_calendar_tell_it_once_and_a_third_not_again(windows, tmp_path):
    case = await suspended(windows)
    before = (await windows.case(case)).duties["suspension"]
    folder = published(tmp_path / "jurisdictions", windows.clock.now().date())
    calendar = Jurisdictions.load(folder).centre(BANNER).calendar
    fresh = {"jurisdictions": folder}

    await asyncio.gather(*(windows.replica(**fresh) for _ in range(2)))
    await told(windows, case)
    await windows.replica(**fresh)
    await asyncio.sleep(1)
    said, after = await windows.told(case), await windows.case(case)

    (fact,) = await windows.bodies(f"evt.{BANNER}.intake.duty-moved")
    assert before.provisional
    assert said["duty-moved"] == 1
    assert (fact["duty"], fact["before"]) == ("suspension", before.due.isoformat())
    assert after.duties["suspension"].due > before.due
    assert after.duties["suspension"].due.isoformat() == fact["due"]
    assert (after.calendar, after.duties["suspension"].provisional) == ("", False)
    assert calendar.version != Jurisdictions.load(Settings().jurisdictions).centre(BANNER).calendar.version


async def test_a_case_whose_limits_end_within_the_year_is_left_as_it_is(windows, tmp_path):
    case = await windows.submit(channel="site")
    before = await windows.case(case)

    await windows.replica(jurisdictions=published(tmp_path / "jurisdictions", windows.clock.now().date()))
    await asyncio.sleep(1)

    assert (await windows.case(case)).version == before.version
    assert (await windows.told(case))["duty-moved"] == 0


async def test_what_an_old_replica_opens_after_the_new_one_has_started_is_reckoned_anew_at_the_next_start(windows, tmp_path):
    case = await suspended(windows)
    folder = published(tmp_path / "jurisdictions", windows.clock.now().date())
    newer = await windows.replica(jurisdictions=folder)
    await told(windows, case)
    await newer.stop()

    await windows.act(case, "resume", reason="资金到位")
    await windows.act(case, "suspend", ground="applicant_pauses", by="applicant", reason="资金又未到位")
    await windows.act(case, "sign", document="suspension")
    again = await windows.case(case)
    await windows.replica(jurisdictions=folder)
    for _ in range(60):
        if (await windows.told(case))["duty-moved"] == 2:
            break
        await asyncio.sleep(0.05)

    assert again.duties["suspension"].provisional
    assert (await windows.told(case))["duty-moved"] == 2
    assert not (await windows.case(case)).duties["suspension"].provisional


async def test_consultations_and_complaints_move_too(windows, tmp_path):
    windows.clock.advance(datetime(2026, 12, 30, 9, 0, tzinfo=CHINA) - windows.clock.now())
    asked = (await windows.ask("consult", **QUESTION))["consultation"]
    complained = (await windows.ask("complain", **COMPLAINT))["complaint_number"]
    await windows.ask("accept-complaint", complaint_number=complained, by="section_head")
    before = await duties(windows, asked, complained)
    folder = published(tmp_path / "jurisdictions", windows.clock.now().date() - timedelta(days=12))

    await asyncio.gather(*(windows.replica(jurisdictions=folder) for _ in range(2)))
    await told(windows, asked)
    for _ in range(100):
        after = await duties(windows, asked, complained)
        if not any(duty["provisional"] for duty in after):
            break
        await asyncio.sleep(0.05)

    assert all(duty["provisional"] for duty in before)
    assert all(duty["due"] > earlier["due"] for duty, earlier in zip(after, before, strict=True))
    assert (await windows.told(asked))["duty-moved"] == 1
    assert (await windows.told(complained))["duty-moved"] == 0  # nobody but those who handle it may know of a complaint


async def duties(windows, asked, complained):
    """The one duty of each."""
    consultation = await windows.database["consultations"].find_one({"_id": asked})
    complaint = await windows.database["complaints"].find_one({"_id": complained})
    return [consultation["state"]["duties"]["answer"], complaint["state"]["duties"]["answer"]]
