"""The archive by its subjects: every fact of everybody, and two questions."""

import base64
import io
import zipfile

import pytest

from shared.contracts.archive import DossierClosed
from tests.bus.wired import durables_of, wired
from tests.fakes import facts
from tests.unit.archive_case import CASE, CENTRE, OTHER_CENTRE, whole_story
from tests.unit.archive_world import World


@pytest.fixture
def world():
    return World()


@pytest.fixture
async def archive(world):
    async with wired("archive", world.handlers) as bus:
        yield bus


@pytest.fixture
async def closed(archive):
    for message in whole_story().said:
        await archive.pass_on(message)
    return archive


def svc(operation, centre=CENTRE):
    return f"svc.{centre}.archive.{operation}"


async def test_it_reads_every_consumer_that_the_topology_gives_it(archive):
    assert archive.durables == durables_of("archive")


async def test_every_fact_of_every_service_is_journalled(closed, world):
    told = whole_story().said

    assert set(world.journal.entries) == {message.id for message in told}
    assert {entry.owner for entry in world.journal.entries.values()} == {"intake", "routing", "joint_review", "notify"}


async def test_the_dossier_is_closed_with_the_last_fact_and_can_be_fetched(closed, world):
    assert len(facts(world.dossiers.sent, DossierClosed)) == 1

    told = await closed.asked(svc("dossier"), {"case_number": CASE, "length": 524288})

    package = zipfile.ZipFile(io.BytesIO(base64.b64decode(told["part"])))
    assert package.testzip() is None
    assert len(package.namelist()) == told["entries"]


async def test_the_timeline_tells_every_fact_in_order(closed):
    told = await closed.asked(svc("timeline"), {"case_number": CASE})

    assert len(told["events"]) == len(whole_story().said)
    assert told["events"][0]["name"] == "case-submitted"


@pytest.mark.parametrize("operation", ["dossier", "timeline"])
async def test_another_centres_case_does_not_exist(closed, operation):
    reply = await closed.ask(svc(operation, OTHER_CENTRE), {"case_number": CASE})

    assert [fault["message"] for fault in reply["faults"]] == ["办件不存在"]


async def test_a_dossier_that_is_not_closed_yet_is_refused_with_what_is_missing(archive):
    for message in whole_story().said[:3]:
        await archive.pass_on(message)

    reply = await archive.ask(svc("dossier"), {"case_number": CASE})

    assert reply["faults"][0]["message"] == "尚未归档：办件尚未结案"
