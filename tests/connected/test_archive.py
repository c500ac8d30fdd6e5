import asyncio
import base64
import json
from dataclasses import replace
from datetime import timedelta
from hashlib import sha256
from pathlib import Path

import pytest

from services.archive.app import restriction_of
from services.archive.binder import Binder
from services.archive.closing import Closing, Limits, Shelves
from services.archive.domain.dossier import Dossier
from services.archive.domain.verification import verify_dossier
from services.archive.dossier_doctor import DossierDoctor
from services.archive.handlers import Handlers
from services.archive.journal import MongoJournal
from services.archive.use_cases import Archive
from shared.clock import FixedClock
from shared.contracts.archive import DossierClosed
from shared.jurisdictions import Jurisdictions
from shared.store import MongoAggregates, Outbox
from shared.store.files import Files
from tests.fakes import MemorySender, facts
from tests.unit.archive_case import CASE, CENTRE, MONDAY, PERMIT, SECURITY, asking, entries, whole_case, without
from tests.unit.archive_packing import AMPLE, MemoryKeeper

SHIPPED = Path(__file__).parents[2] / "deploy" / "jurisdictions"


class Replica:
    """One process of the archive on the real database, its post kept in memory."""

    def __init__(self, database, sender):
        clock = FixedClock(MONDAY)
        self.real = FixedClock(MONDAY)
        self.keeper = MemoryKeeper()
        jurisdictions = Jurisdictions.load(SHIPPED)
        self.journal = MongoJournal(database)
        self.dossiers = MongoAggregates(database["dossiers"], Dossier, Outbox(sender), "archive", clock)
        self.shelf, self.restricted = Files(database, "dossiers"), Files(database, "restricted")
        limits = Limits(enclosed=AMPLE, patience=timedelta(minutes=60))

        def restriction(centre):
            return restriction_of(jurisdictions, centre)

        shelves = Shelves(self.shelf, self.restricted)
        self.closing = Closing(self.journal, self.dossiers, shelves, Binder(self.keeper), restriction, limits)
        self.doctor = DossierDoctor(self.journal, self.closing, limits, self.real)
        self.handlers = Handlers(Archive(self.journal, self.dossiers, self.shelf, self.closing, restriction, clock, self.real))

    async def prepare(self):
        for store in (self.journal, self.dossiers, self.shelf, self.restricted):
            await store.prepare()
        return self

    async def hear(self, *messages):
        return await self.handlers.on_event(messages)

    async def dossier(self):
        body = f'{{"case_number": "{CASE}", "length": 500000}}'
        answer = await self.handlers.dossier(asking("dossier", body))
        return base64.b64decode(answer["part"])


@pytest.fixture
def post():
    return MemorySender()


@pytest.fixture
async def replica(mongo_database, post):
    return await Replica(mongo_database, post).prepare()


async def test_a_complete_case_is_closed_once_and_its_zip_is_sound(replica, post):
    await replica.hear(*whole_case())
    await replica.hear(*whole_case())

    assert verify_dossier(await replica.dossier()) == []
    assert len(facts(post.sent, DossierClosed)) == 1


async def test_a_gap_keeps_the_dossier_open_until_the_missing_fact_comes(replica, post):
    left, missing = without(whole_case(), "joint_review", 2)
    await replica.hear(*left)
    before = list(post.sent)

    await replica.hear(missing)

    assert before == []
    assert verify_dossier(await replica.dossier()) == []


async def test_replicas_that_get_the_last_facts_at_once_close_once(mongo_database, replica, post):
    others = [replica, *(Replica(mongo_database, post) for _ in range(3))]
    *first, ended, route, notice = whole_case()
    await replica.hear(*first)
    shares = [[ended], [route], [notice], [ended, notice]]

    await asyncio.gather(*(other.hear(*share) for other, share in zip(others, shares, strict=True)))

    assert verify_dossier(await replica.dossier()) == []
    assert len(facts(post.sent, DossierClosed)) == 1
    assert await replica.journal.awaiting([CASE]) == set()


async def test_what_a_crash_left_undone_is_done_when_the_messages_come_again(mongo_database, replica, post):
    """The facts are journalled, the process dies; the bus delivers the unacknowledged messages to another replica."""
    story = whole_case()
    await Replica(mongo_database, post).journal.add(entries(story), MONDAY)

    await replica.hear(story[-1], story[-3])

    assert verify_dossier(await replica.dossier()) == []


async def test_the_shipped_catalogue_keeps_the_national_security_item_apart(replica):
    await replica.hear(*whole_case((PERMIT, SECURITY)))
    kept = await replica.dossiers.get(CASE)

    ordinary = await replica.dossier()
    restricted = await replica.restricted.read(kept.restricted_file_id, 0, 1_000_000)

    assert verify_dossier(ordinary, restricted) == []
    assert await replica.shelf.find(kept.restricted_file_id) is None


async def test_a_centre_without_jurisdiction_holds_up_its_own_case_only(replica):
    strange = [
        replace(one, id=f"x{one.id}", case="999999-20260302-000001", subject=replace(one.subject, region="999999"))
        for one in whole_case()
    ]
    strange = [replace(one, body=one.body.replace(b'"answers":"', b'"answers":"x')) for one in strange]

    failed = await replica.hear(*strange, *whole_case())

    assert list(failed) == [strange[-1].id]
    assert verify_dossier(await replica.dossier()) == []
    assert (await replica.dossiers.get(CASE)).centre == CENTRE


async def test_a_file_of_many_parts_is_bound_and_comes_back_as_it_was(replica):
    content = bytes(range(256)) * 20_000
    story = [_holding(one, content) if one.subject.verb == "file-attached" else one for one in whole_case()]
    replica.keeper.files["file-22"] = content

    await replica.hear(*story)
    kept = await replica.dossiers.get(CASE)
    dossier = await replica.shelf.read(kept.file_id, 0, kept.size)

    assert kept.size > len(content)
    assert content in dossier
    assert verify_dossier(dossier) == []


def _holding(message, content):
    body = json.loads(message.body) | {"size": len(content), "sha256": sha256(content).hexdigest()}
    return replace(message, body=json.dumps(body).encode())


async def test_what_waits_too_long_is_told_and_closed_once_it_can_be(replica, post):
    replica.keeper.away = True
    await replica.hear(*whole_case())
    replica.real.advance(timedelta(minutes=90))

    stuck = await replica.doctor.look(CENTRE)
    replica.keeper.away = False
    mended = await replica.doctor.look(CENTRE)

    assert [(one.subject, one.repaired) for one in (*stuck.ailments, *mended.ailments)] == [(CASE, False), (CASE, True)]
    assert verify_dossier(await replica.dossier()) == []
    assert (await replica.doctor.look(CENTRE)).looked_at == 0


async def test_cases_that_an_older_version_remembered_have_their_centre(mongo_database, replica):
    await mongo_database["closing"].insert_one({"_id": CASE, "since": MONDAY})
    await replica.journal.prepare()

    assert [one.case for one in await replica.journal.waiting(CENTRE)] == [CASE]
