"""What a department said of a review while we were away counts from when the bus took it in, before its limit has any effect."""

from datetime import datetime, timedelta

import pytest

from services.joint_review.app import wire
from services.joint_review.domain.reviews import Reviews
from shared.bus import Cause
from shared.bus.alarms import Alarm
from shared.bus.envelope import fact_message
from shared.clock import CHINA, FixedClock
from shared.store import MongoAggregates, Outbox
from tests.connected import desks
from tests.connected.desks import BANNER, Hall
from tests.connected.review_stories import Story

pytestmark = pytest.mark.usefixtures("empty_streams")

BACKLOG = 120  # letters that came before it


class Replica(desks.Replica):
    service = "joint_review"
    wire = staticmethod(wire)


@pytest.fixture
async def hall(settings_for, mongo_database, admin):
    opened = Hall(settings_for, mongo_database, admin, None)
    opened.clock = FixedClock(datetime.now(CHINA))
    async with opened.stack:
        yield opened


async def test_an_objection_that_waited_out_our_outage_counts_although_its_limit_has_passed_by_now(hall, case, settings_for):
    await opens(hall, settings_for)
    story = Story(hall, case)
    told = fact_message(
        story.call("mass_meeting"), case=case, centre=BANNER, sequence=1, cause=Cause(case), time=hall.clock.now()
    )
    await hall.admin.js.publish(told.subject, told.body, headers=told.headers)
    await hall.all_done("joint_review-on-review-call")
    await hall.replicas[0].broker.stop()
    for number in range(BACKLOG):
        await hall.posts("150622.qxj", "opinion", f"{case} {number}", {"review_id": f"{case}/R9", "opinion": "agree"})
    objection = {"review_id": story.review, "opinion": "object", "ground": "水土保持法 第二十五条", "mend": "先编报方案"}
    await hall.posts("150622.slj", "opinion", f"{case} objection", objection)
    hall.clock.advance(timedelta(days=60))
    file = await MongoAggregates(hall.database["reviews"], Reviews, Outbox(None), "joint_review", hall.clock).get(case)
    alarm = Alarm(case_number=case, number=file.alarm_number).model_dump_json().encode()
    await hall.admin.js.publish(f"due.{BANNER}.joint_review.alarm", alarm, headers={"Nats-Msg-Id": f"{case} alarm"})
    await opens(hall, settings_for)
    for durable in ("joint_review-on-answer", "joint_review-on-due"):
        await hall.all_done(durable)

    (concluded,) = await hall.bodies(f"evt.{BANNER}.joint_review.review-concluded")
    assert [given["opinion"] for given in concluded["opinions"]] == ["silent", "object"]
    assert concluded["outcome"] == "deadlocked"


async def opens(hall, settings_for):
    settings = settings_for("joint_review").model_copy(update={"retry_delay": 0.1, "doctor_every": 0})
    replica = Replica(settings, hall.database, hall.clock)
    await replica.start()
    hall.stack.push_async_callback(replica.stop)
    hall.replicas.append(replica)
