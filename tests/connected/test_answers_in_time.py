"""What a department said while we were away counts from when the bus took it in."""

from datetime import datetime, timedelta

import pytest

from shared.clock import CHINA, FixedClock
from tests.connected.desks import BANNER, SLJ, WATER, Hall

pytestmark = pytest.mark.usefixtures("empty_streams")

BACKLOG = 120  # letters that came before it


@pytest.fixture
async def hall(settings_for, mongo_database, admin, say):
    opened = Hall(settings_for, mongo_database, admin, say)
    opened.clock = FixedClock(datetime.now(CHINA))
    async with opened.stack:
        yield await opened.open(replicas=1)


async def test_an_answer_that_waited_out_our_outage_is_in_time_and_says_when_it_was_given(hall, case):
    await hall.begin(case, WATER, area_ha=6)
    await hall.replicas[0].broker.stop()
    before = datetime.now(CHINA)
    await hall.posts(SLJ, "approved", f"{case} approved", {"task_id": f"{case}/{WATER}", "document": "准水许可〔2026〕3号"})
    after = datetime.now(CHINA)
    hall.clock.advance(timedelta(days=60))
    await hall.open(replicas=1)
    await hall.all_done("routing-on-answer")

    (approved,) = await hall.bodies(f"evt.{BANNER}.routing.item-approved")
    assert before <= datetime.fromisoformat(approved["at"]) <= after
    assert approved["promised_met"] is approved["legal_met"] is True


async def test_no_light_goes_on_for_a_limit_that_an_unread_answer_has_met(hall, case):
    await hall.begin(case, WATER, area_ha=6)
    await hall.replicas[0].broker.stop()
    for number in range(BACKLOG):
        await hall.posts(SLJ, "progress", f"{case} {number}", {"task_id": f"{case}/9999", "note": "此事项不在本件中"})
    await hall.posts(SLJ, "approved", f"{case} approved", {"task_id": f"{case}/{WATER}", "document": "准水许可〔2026〕3号"})
    await hall.goes_off(case)
    await hall.open(replicas=1)
    for durable in ("routing-on-answer", "routing-on-due"):
        await hall.all_done(durable)

    assert len(await hall.bodies(f"evt.{BANNER}.routing.item-approved")) == 1
    assert await hall.bodies(f"evt.{BANNER}.routing.deadline-lit") == []
