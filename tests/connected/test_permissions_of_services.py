import asyncio
from datetime import UTC, datetime, timedelta

import pytest
from nats.errors import Error as NatsFailure

from shared.bus import Bus, Cause, alarms, connect, topology
from shared.bus.permissions import ADMIN, OPERATOR, SERVICES
from shared.errors import PermanentError
from tests.connected.people import Person, how_streams_stand

CONSUMER, STREAM = "$JS.API.CONSUMER", "$JS.API.STREAM"
TAKEN_BACK, DUE = "150622-20261120-000001", "150622-20261120-000002"

pytestmark = pytest.mark.usefixtures("empty_streams")


@pytest.fixture
async def operator(settings_for):
    async with Person(settings_for(OPERATOR)) as person:
        yield person


# Services


@pytest.mark.parametrize("name", SERVICES)
async def test_a_service_publishes_its_own_facts(name, settings_for):
    async with Person(settings_for(name)) as service:
        confirmed = await service.js.publish(f"evt.150622.{name}.rehearsed", b"{}")

    assert confirmed.stream == topology.EVENTS


@pytest.mark.parametrize("name", SERVICES)
async def test_a_service_publishes_nobody_elses_facts_and_answers_for_no_department(name, admin, settings_for):
    others = [f"evt.150622.{other}.case-accepted" for other in SERVICES if other != name]
    mail = ["dept.150622.zrzyj.approved", f"due.150622.{name}.alarm"]
    before = await how_streams_stand(admin.js)
    async with Person(settings_for(name)) as service:
        denied = [await service.is_denied_to_say(subject) for subject in (*others, *mail)]

    assert all(denied)
    assert await how_streams_stand(admin.js) == before


@pytest.mark.parametrize("name", SERVICES)
async def test_a_service_reads_its_own_consumers_and_no_others(name, settings_for):
    async with Person(settings_for(name)) as service:
        for durable, consumer in topology.CONSUMERS.items():
            if consumer.service == name:
                assert (await service.js.consumer_info(consumer.stream, durable)).name == durable
            else:
                assert await service.is_denied_to_say(f"{CONSUMER}.MSG.NEXT.{consumer.stream}.{durable}")
        assert await service.is_denied_to_say(f"{CONSUMER}.CREATE.EVENTS.spy")
        assert await service.is_denied_to_say(f"{STREAM}.PURGE.EVENTS")
        assert await service.is_denied_to_say(f"{STREAM}.DELETE.TIMERS")
        assert await service.is_denied_to_say(f"{STREAM}.INFO.EVENTS")
        assert await service.is_denied_to_say(f"{STREAM}.MSG.GET.TIMERS")


@pytest.mark.parametrize("name", sorted(set(SERVICES) - {"routing", "joint_review"}))
async def test_only_routing_and_joint_review_give_departments_work(name, settings_for):
    async with Person(settings_for(name)) as service:
        assert await service.is_denied_to_say("task.150622.zrzyj.assigned")


@pytest.mark.parametrize("name", ["routing", "joint_review", "notify"])
async def test_a_service_sets_takes_back_and_hears_its_alarms(name, admin, settings_for):
    broker = connect(settings_for(name), name)
    bus = Bus(broker, settings_for(name))
    heard = asyncio.Queue()
    bus.hear(f"{name}-on-due", heard.put)
    now, cause = datetime.now(UTC), Cause.new()
    await broker.start()
    await bus.send(
        alarms.arm(centre="150622", service=name, case=TAKEN_BACK, number=1, when=now + timedelta(days=1), cause=cause)
    )
    await bus.send(alarms.cancel(centre="150622", service=name, case=TAKEN_BACK, number=1, cause=cause))
    await bus.send(alarms.arm(centre="150622", service=name, case=DUE, number=1, when=now, cause=cause))

    due = await asyncio.wait_for(heard.get(), 10)
    await broker.stop()

    assert due.read(alarms.Alarm).case_number == DUE
    assert (await admin.js.stream_info(topology.TIMERS, subjects_filter="timer.>")).state.subjects is None


async def test_a_service_parks_what_it_cannot_handle(admin, settings_for):
    broker = connect(settings_for("routing"), "routing")
    bus = Bus(broker, settings_for("routing"))

    async def refuse_it(message):
        raise PermanentError(f"no such task: {message.subject}")

    bus.hear("routing-on-answer", refuse_it)
    await broker.start()
    parked = await admin.connection.subscribe("dead.>")
    await admin.settled()
    await admin.js.publish("dept.150622.zrzyj.approved", b"{}")

    message = await parked.next_msg(10)
    await broker.stop()

    assert message.subject == "dead.routing.on-answer"
    assert "no such task" in message.headers["Dead-Reason"]


async def test_the_archive_may_ask_for_files_and_for_nothing_else(settings_for):
    async with Person(settings_for("archive")) as archive:
        assert not await archive.is_denied_to_say("svc.150622.intake.read-file")
        assert await archive.is_denied_to_say("svc.150622.intake.files")
        assert await archive.is_denied_to_say("svc.150622.intake.attach-open")
        assert await archive.is_denied_to_say("svc.150622.routing.route")


# The operator


async def test_the_operator_reads_drops_and_sends_again_what_was_parked(operator, admin):
    parked = await admin.js.publish("dead.routing.on-answer", b'{"task_id": "parked"}')

    assert (await operator.js.get_msg(topology.DEAD, parked.seq)).data == b'{"task_id": "parked"}'
    assert (await operator.js.get_msg(topology.DEAD, parked.seq, next="dead.>", direct=True)).seq == parked.seq
    assert (await operator.js.stream_info(topology.DEAD)).state.messages
    assert (await operator.js.publish("retry.replies.routing-on-answer", b"{}")).stream == topology.REPLIES
    assert await operator.js.delete_msg(topology.DEAD, parked.seq)


@pytest.mark.parametrize(
    "subject",
    [
        "$JS.API.DIRECT.GET.EVENTS",
        f"{STREAM}.MSG.GET.TASKS",
        f"{CONSUMER}.MSG.NEXT.TASKS.dept-150622-zrzyj",
        f"{STREAM}.PURGE.DEAD",
        "evt.150622.intake.case-accepted",
        "dept.150622.zrzyj.approved",
        "task.150622.zrzyj.assigned",
        "svc.150622.intake.submit",
    ],
)
async def test_the_operator_reads_no_case_and_speaks_for_nobody(operator, admin, subject):
    before = await how_streams_stand(admin.js)

    assert await operator.is_denied_to_say(subject)
    assert await how_streams_stand(admin.js) == before


# Strangers


async def test_nobody_gets_in_without_a_key(settings_for):
    stranger = settings_for(ADMIN).model_copy(update={"nats_seed": None})

    with pytest.raises(NatsFailure):
        async with Person(stranger):
            pass
