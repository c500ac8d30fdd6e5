import json

import pytest
from nats.errors import Error as NatsFailure

from shared.bus import topology
from shared.bus.permissions import centre_user, department_user
from tests.connected.people import Person, how_streams_stand

DURABLE = department_user("150622", "zrzyj")  # 准格尔旗自然资源局
NEIGHBOURS = department_user("150622", "slj")  # 准格尔旗水利局
ABOVE = department_user("150600", "zrzyj")  # 鄂尔多斯市自然资源局
CONSUMER, STREAM = "$JS.API.CONSUMER", "$JS.API.STREAM"

pytestmark = pytest.mark.usefixtures("empty_streams")


@pytest.fixture
async def department(settings_for):
    async with Person(settings_for(DURABLE)) as person:
        yield person


@pytest.fixture
async def centre(settings_for):
    async with Person(settings_for(centre_user("150622"))) as person:
        yield person


@pytest.fixture
async def neighbours_task(admin):
    await admin.js.publish("task.150622.slj.assigned", b'{"task_id": "for the water bureau"}')


# What a department may do


async def test_a_department_reads_and_acknowledges_its_own_tasks(department, admin):
    await admin.js.publish("task.150622.zrzyj.assigned", b'{"task_id": "ours"}')
    tasks = await department.js.pull_subscribe_bind(DURABLE, topology.TASKS)
    [task] = await tasks.fetch(1, timeout=5)
    await task.ack_sync()

    assert json.loads(task.data) == {"task_id": "ours"}
    assert (await department.js.consumer_info(topology.TASKS, DURABLE)).num_ack_pending == 0
    assert department.denied == []


async def test_a_department_speaks_under_its_own_subject(department, admin):
    before = (await admin.js.stream_info(topology.REPLIES)).state.last_seq

    confirmed = await department.js.publish("dept.150622.zrzyj.accepted", b"{}")

    assert (confirmed.stream, confirmed.seq) == (topology.REPLIES, before + 1)


async def test_a_department_asks_for_the_files_of_its_tasks(department, settings_for):
    async with Person(settings_for("intake")) as intake:
        await intake.serves("svc.*.intake.department.*.*", b'{"ok": true}')
        answer = await department.connection.request("svc.150622.intake.department.zrzyj.read-file", b"{}", timeout=5)

    assert json.loads(answer.data) == {"ok": True}
    assert department.denied == []


# What a department may not do


@pytest.mark.parametrize(
    "subject",
    [
        f"{CONSUMER}.MSG.NEXT.TASKS.{NEIGHBOURS}",
        f"{CONSUMER}.MSG.NEXT.TASKS.{ABOVE}",
        f"{CONSUMER}.MSG.NEXT.EVENTS.archive-on-event",
        f"{CONSUMER}.INFO.TASKS.{NEIGHBOURS}",
        f"{CONSUMER}.CREATE.TASKS",
        f"{CONSUMER}.CREATE.TASKS.spy",
        f"{CONSUMER}.CREATE.TASKS.spy.task.150622.slj.>",
        f"{CONSUMER}.DURABLE.CREATE.TASKS.spy",
        f"{CONSUMER}.CREATE.TASKS.{DURABLE}",
        f"{CONSUMER}.DELETE.TASKS.{NEIGHBOURS}",
        f"{CONSUMER}.PAUSE.TASKS.{NEIGHBOURS}",
        f"{CONSUMER}.RESET.TASKS.{DURABLE}",
        f"{CONSUMER}.LIST.TASKS",
        f"{STREAM}.MSG.GET.TASKS",
        f"{STREAM}.MSG.DELETE.TASKS",
        f"{STREAM}.INFO.TASKS",
        f"{STREAM}.PURGE.TASKS",
        f"{STREAM}.DELETE.TASKS",
        f"{STREAM}.UPDATE.TASKS",
        f"{STREAM}.CREATE.SPY",
        "$JS.API.DIRECT.GET.TASKS",
        "$JS.API.DIRECT.GET.TASKS.task.150622.slj.assigned",
        f"$JS.ACK.TASKS.{NEIGHBOURS}.1.1.1.1.0",
        f"$JS.ACK._.abcdef.TASKS.{NEIGHBOURS}.1.1.1.1.0",
    ],
)
async def test_a_department_neither_reads_nor_touches_what_is_others(department, admin, neighbours_task, subject):
    before = await how_streams_stand(admin.js)
    body = json.dumps({"stream_name": "TASKS", "config": {"filter_subject": "task.>", "ack_policy": "none"}}).encode()

    assert await department.is_denied_to_say(subject, body)
    assert await how_streams_stand(admin.js) == before


@pytest.mark.parametrize(
    "subject",
    [
        "dept.150622.slj.approved",
        "dept.150600.zrzyj.approved",
        "dept.150622.zrzyj.approved.more",
        "evt.150622.routing.item-approved",
        "evt.150622.zrzyj.item-approved",
        "task.150622.slj.assigned",
        "task.150622.zrzyj.assigned",
        "xfer.150600.offered",
        "timer.150622.routing.1",
        "due.150622.routing.alarm",
        "dead.routing.on-answer",
        "retry.replies.routing-on-answer",
        "svc.150622.intake.submit",
        "svc.150622.routing.route",
        "svc.150622.routing.department.slj.tasks",
        "svc.150622.intake.read-file",
        "svc.150622.intake.department.slj.read-file",
        "svc.150600.intake.department.zrzyj.read-file",
        "svc.150622.archive.department.zrzyj.dossier",
        "svc.150600.routing.department.zrzyj.tasks",
        f"_INBOX.{NEIGHBOURS}.guessed",
        "_INBOX.routing.guessed",
    ],
)
async def test_a_department_speaks_for_nobody_else(department, admin, subject):
    before = await how_streams_stand(admin.js)

    assert await department.is_denied_to_say(subject, b'{"task_id": "forged"}', {"ce-source": "/centres/150622/routing"})
    assert await how_streams_stand(admin.js) == before


@pytest.mark.parametrize(
    "subject",
    [
        ">",
        "task.>",
        "task.150622.zrzyj.>",
        "task.150622.slj.>",
        "evt.>",
        "dept.>",
        "svc.>",
        "svc.150622.routing.department.zrzyj.>",
        "due.>",
        "dead.>",
        "$JS.>",
        "_INBOX.>",
        "_INBOX.*.*",
        f"_INBOX.{NEIGHBOURS}.>",
        "_INBOX.archive.>",
    ],
)
async def test_a_department_listens_to_its_own_inbox_only(department, subject):
    assert await department.is_denied_to_hear(subject)
    assert not await department.is_denied_to_hear(f"{department.settings.nats_inbox}.>")


async def test_a_department_hears_nothing_of_a_task_that_is_others(department, admin):
    await department.is_denied_to_hear("task.150622.slj.>")
    before = department.connection.stats["in_msgs"]

    await admin.js.publish("task.150622.slj.assigned", b'{"task_id": "for the water bureau"}')
    await department.settled()

    assert department.connection.stats["in_msgs"] == before


async def test_a_department_cannot_empty_a_stream_by_a_header(department, admin):
    await department.js.publish("dept.150622.zrzyj.accepted", b"{}")
    before = await how_streams_stand(admin.js)

    with pytest.raises(NatsFailure):
        await department.js.publish("dept.150622.zrzyj.accepted", b"{}", headers={"Nats-Rollup": "all"})

    assert await how_streams_stand(admin.js) == before


async def test_what_the_server_answers_to_a_borrowed_reply_subject_is_never_a_fact(department, admin):
    """NATS checks what a client publishes, not where it wants the answer: the answer can land in a stream."""
    borrowed = "evt.150622.routing.route-closed"
    await department.connection.publish(f"{CONSUMER}.INFO.TASKS.{DURABLE}", b"", reply=borrowed)
    await department.settled()

    landed = await admin.js.get_last_msg(topology.EVENTS, borrowed)
    assert json.loads(landed.data)["type"] == "io.nats.jetstream.api.v1.consumer_info_response"
    assert not landed.headers  # no ce-type, no case: `Received.event` has nothing to take it for


# Centres


async def test_a_centre_asks_its_own_services(centre, settings_for):
    async with Person(settings_for("intake")) as intake:
        await intake.serves("svc.*.intake.submit", b'{"ok": true}')
        answer = await centre.connection.request("svc.150622.intake.submit", b"{}", timeout=5)

    assert json.loads(answer.data) == {"ok": True}
    assert intake.denied == centre.denied == []


@pytest.mark.parametrize(
    "subject",
    [
        "svc.150600.intake.submit",
        "svc.150602.routing.route",
        "svc.150622.routing.department.zrzyj.tasks",
        "svc.150622.joint_review.department.zrzyj.opinion",
        "svc.150622.intake.department.zrzyj.read-file",
        "svc.150600.intake.read-file",
        "dept.150622.zrzyj.approved",
        "task.150622.zrzyj.assigned",
        "evt.150622.intake.case-accepted",
        "timer.150622.routing.1",
        "xfer.150600.offered",
        f"{CONSUMER}.MSG.NEXT.TASKS.{DURABLE}",
        f"{CONSUMER}.CREATE.EVENTS.spy",
        "$JS.API.DIRECT.GET.EVENTS",
        "_INBOX.centre-150600.guessed",
    ],
)
async def test_a_centre_asks_neither_as_another_centre_nor_as_a_department(centre, admin, subject):
    before = await how_streams_stand(admin.js)

    assert await centre.is_denied_to_say(subject)
    assert await how_streams_stand(admin.js) == before


@pytest.mark.parametrize("subject", ["svc.150600.>", "svc.150622.>", "evt.150622.>", "task.>", "_INBOX.*.>", "_INBOX.>"])
async def test_a_centre_overhears_nothing(centre, subject):
    assert await centre.is_denied_to_hear(subject)


async def test_a_request_cannot_have_a_service_answer_anywhere_but_to_an_inbox(centre, admin, settings_for):
    await admin.js.publish("evt.150622.intake.case-accepted", b"{}")
    before = await how_streams_stand(admin.js)
    async with Person(settings_for("intake")) as intake:
        await intake.serves("svc.*.intake.submit", b"")
        for reply in (f"{STREAM}.PURGE.EVENTS", "evt.150622.routing.route-closed", "dept.150622.zrzyj.approved"):
            await centre.connection.publish("svc.150622.intake.submit", b"{}", reply=reply)
        await centre.connection.request("svc.150622.intake.submit", b"{}", timeout=5)  # answered after those before it

    assert len(intake.denied) == 3
    assert await how_streams_stand(admin.js) == before
