import asyncio
import base64
import json
import uuid
from dataclasses import replace

import pytest

from services.archive.app import wire
from services.archive.domain.verification import verify_dossier
from shared.bus import connect
from shared.contracts.files import ReadFile
from shared.service import parts
from tests.connected.people import Person
from tests.unit.archive_case import CASE, CENTRE, FILES, whole_story
from tests.unit.archive_packing import files

SECOND, THIRD = (
    "150622-20260302-000018",
    "150622-20260302-000019",
)  # the server drops a message id it knows, also one of an earlier test
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


async def read_file(message):
    query = ReadFile.model_validate_json(message.data)
    part = FILES[query.file_id][query.offset : query.offset + query.length]
    result = {"file_id": query.file_id, "data": base64.b64encode(part).decode()}
    await message.respond(json.dumps({"ok": True, "result": result}).encode())


@pytest.fixture
async def intake(settings_for):
    """Who keeps the files, as far as the archive needs it: under its own name, with its own permissions."""
    async with Person(settings_for("intake")) as person:
        await person.connection.subscribe("svc.*.intake.read-file", cb=read_file)
        await person.connection.flush()
        yield person


async def say(admin, messages):
    for message in messages:
        await admin.js.publish(message.subject, message.body, headers=message.headers)


async def ask(admin, operation, **question):
    answer = await admin.connection.request(f"svc.{CENTRE}.archive.{operation}", json.dumps(question).encode(), timeout=PATIENCE)
    return json.loads(answer.data)


async def looked(admin, waiting, *, repair):
    """What the doctor tells as soon as so many dossiers wait."""
    for _ in range(int(PATIENCE / 0.1)):
        told = (await ask(admin, "doctor", repair=repair))["result"]
        if told["looked_at"] == waiting:
            return told
        await asyncio.sleep(0.1)
    pytest.fail(f"{told['looked_at']} dossiers wait, not {waiting}")


async def test_a_case_on_the_bus_ends_in_a_sound_dossier_with_its_files(admin, intake, archive):
    closed = await admin.connection.subscribe(f"evt.{CENTRE}.archive.dossier-closed")

    await say(admin, reversed(whole_story().said))

    fact = json.loads((await closed.next_msg(PATIENCE)).data)
    answer = (await ask(admin, "dossier", case_number=CASE, length=500_000))["result"]
    assert fact["sha256"] == answer["sha256"]
    content = base64.b64decode(answer["part"])
    assert verify_dossier(content) == []
    assert files(content)["申请材料/附件/001-22.pdf"] == FILES["file-22"].decode()


async def test_a_gap_holds_the_dossier_back_and_is_told_until_the_fact_comes(admin, intake, archive):
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


async def test_while_intake_is_away_the_dossier_waits_and_the_doctor_closes_it_after(admin, archive, settings_for):
    closed = await admin.connection.subscribe(f"evt.{CENTRE}.archive.dossier-closed")
    await say(admin, whole_story(case=THIRD).said)
    waiting = await looked(admin, 1, repair=False)
    told = await ask(admin, "dossier", case_number=THIRD)

    async with Person(settings_for("intake")) as person:
        await person.connection.subscribe("svc.*.intake.read-file", cb=read_file)
        await person.connection.flush()
        await looked(admin, 0, repair=True)
        await closed.next_msg(PATIENCE)

    assert waiting["ailments"] == []  # not yet: it has an hour
    assert told["ok"] is False
    assert (await ask(admin, "dossier", case_number=THIRD))["ok"] is True
