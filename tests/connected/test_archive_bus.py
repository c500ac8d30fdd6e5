import base64
import json
import uuid
from dataclasses import replace

import pytest

from services.archive.app import wire
from services.archive.domain.verification import verify_dossier
from shared.bus import connect
from shared.service import parts
from tests.unit.archive_case import CASE, CENTRE, whole_story

SECOND = "150622-20260302-000018"  # the server drops a message id it knows, also one of an earlier test
PATIENCE = 20.0  # seconds until a message that has to come counts as lost

pytestmark = pytest.mark.usefixtures("empty_streams")


@pytest.fixture
async def archive(settings_for):
    """The service as it is wired, with the least permissions, on a database of its own."""
    settings = settings_for("archive").model_copy(update={"database_prefix": f"test_{uuid.uuid4().hex[:12]}_"})
    broker = connect(settings, "archive")
    made = parts(settings, "archive", broker)
    await wire(made)
    await broker.start()
    yield made
    await broker.stop()
    await made.outbox.stop()
    await made.database.client.drop_database(made.database.name)
    made.database.client.close()


async def say(admin, messages):
    for message in messages:
        await admin.js.publish(message.subject, message.body, headers=message.headers)


async def ask(admin, operation, **question):
    answer = await admin.connection.request(f"svc.{CENTRE}.archive.{operation}", json.dumps(question).encode(), timeout=PATIENCE)
    return json.loads(answer.data)


async def test_a_case_on_the_bus_ends_in_a_sound_dossier(admin, archive):
    closed = await admin.connection.subscribe(f"evt.{CENTRE}.archive.dossier-closed")

    await say(admin, reversed(whole_story().said))

    fact = json.loads((await closed.next_msg(PATIENCE)).data)
    answer = (await ask(admin, "dossier", case_number=CASE, length=500_000))["result"]
    assert fact["sha256"] == answer["sha256"]
    assert verify_dossier(base64.b64decode(answer["part"])) == []


async def test_a_gap_holds_the_dossier_back_and_is_told_until_the_fact_comes(admin, archive):
    closed = await admin.connection.subscribe(f"evt.{CENTRE}.archive.dossier-closed")
    parked = await admin.connection.subscribe("dead.archive.on-event")
    said = whole_story(case=SECOND).said
    gap = next(index for index, message in enumerate(said) if message.headers["ce-type"] == "routing.item-approved")
    unreadable = replace(said[0], id="unreadable", body=b"[]", headers=said[0].headers | {"ce-id": "x", "Nats-Msg-Id": "x"})

    await say(admin, [*said[:gap], *said[gap + 1 :], unreadable])
    dead = await parked.next_msg(PATIENCE)  # it came last, so what came before it is journalled
    told = await ask(admin, "dossier", case_number=SECOND)
    await say(admin, [said[gap]])
    await closed.next_msg(PATIENCE)

    assert dead.headers["Dead-Error"] == "EntryUnreadable"
    assert [fault["message"] for fault in told["faults"]] == ["尚未归档：routing 缺第 4 号事件"]
    assert (await ask(admin, "timeline", case_number=SECOND))["result"]["complete"] is True
