import pytest
from motor.motor_asyncio import AsyncIOMotorClient

from services.archive.journal import JournalRefused, MongoJournal
from shared.store import DatabaseAway
from tests.unit.archive_case import CASE, MONDAY
from tests.unit.archive_journal_suite import STORY, JournalSuite


class TestMongoJournal(JournalSuite):
    @pytest.fixture
    async def journal(self, mongo_database):
        journal = MongoJournal(mongo_database)
        await journal.prepare()
        return journal

    async def test_a_fact_the_database_refuses_fails_alone(self, journal, mongo_database):
        validator = {"name": {"$ne": STORY[0].name}}
        await mongo_database.command("collMod", "journal", validator=validator)

        failed = await journal.add(STORY[:2], MONDAY)

        assert {key: type(error) for key, error in failed.items()} == {STORY[0].id: JournalRefused}
        assert await journal.events(CASE) == [STORY[1]]

    async def test_when_a_fact_was_received_first_is_kept(self, journal, mongo_database):
        await journal.add(STORY[:1], MONDAY)
        await journal.add(STORY[:1], MONDAY.replace(year=2027))

        document = await mongo_database["journal"].find_one({"_id": STORY[0].id})

        assert document["received_at"] == MONDAY
        assert document["body"]["application"]["items"] == [22]


@pytest.fixture
def nowhere():
    client = AsyncIOMotorClient("mongodb://127.0.0.1:9/", serverSelectionTimeoutMS=50)
    yield MongoJournal(client["archive"])
    client.close()


@pytest.mark.parametrize(
    "act",
    [
        lambda journal: journal.add(STORY, MONDAY),
        lambda journal: journal.events(CASE),
        lambda journal: journal.await_closing({CASE: "150622"}, MONDAY),
        lambda journal: journal.awaiting([CASE]),
        lambda journal: journal.waiting("150622"),
        lambda journal: journal.closed(CASE),
    ],
    ids=["add", "events", "await_closing", "awaiting", "waiting", "closed"],
)
async def test_a_database_that_does_not_answer_is_told_as_such(nowhere, act):
    with pytest.raises(DatabaseAway):
        await act(nowhere)
