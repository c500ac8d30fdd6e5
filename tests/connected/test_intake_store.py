"""Intake's store against MongoDB: the suite, and that no search reads more than it must."""

import asyncio

import pytest

from services.intake.store import MongoCases
from shared.clock import FixedClock
from shared.store import MongoNumbers, Outbox
from tests.fakes import MemorySender
from tests.unit.intake_world import CENTRE, MONDAY, OTHER_CENTRE, USCC
from tests.unit.records_suite import DECEMBER, NumbersSuite, RecordsSuite, promised


class TestMongoCases(RecordsSuite):
    @pytest.fixture
    def sender(self):
        return MemorySender()

    @pytest.fixture
    def sent(self, sender):
        return sender.sent

    @pytest.fixture
    async def cases(self, mongo_database, sender):
        made = MongoCases(mongo_database, Outbox(sender), FixedClock(MONDAY))
        await made.prepare()
        return made

    @pytest.mark.parametrize(
        ("wanted", "found"),
        [
            ({"card.centre": CENTRE, "card.agent": "zh1", "card.open": True}, 5),
            ({"card.party": USCC, "card.broken": True}, 1),
            ({"state.centre": CENTRE, "state.calendar": {"$gt": "", "$ne": "another"}, "_id": {"$gt": ""}}, 1),
        ],
    )
    async def test_it_reads_only_what_it_finds(self, cases, wanted, found):
        await self.add(cases, 1, when=DECEMBER, received_at=DECEMBER)
        await self.add(cases, 2, promises=[promised("broken")])
        for running in (3, 4, 5, 6):
            await self.add(cases, running)
        await self.add(cases, 7, centre=OTHER_CENTRE, uscc="91150602MA0NDA1R5X")
        await self.close(cases, 6)
        told = await cases.collection.find(wanted).sort("_id", 1).explain()

        assert told["executionStats"]["nReturned"] == found
        assert told["executionStats"]["totalDocsExamined"] == found

    async def test_a_request_that_two_replicas_take_at_once_becomes_one_document(self, cases, mongo_database, sender):
        other = MongoCases(mongo_database, Outbox(sender), FixedClock(MONDAY))
        replicas = [cases, other] * 4
        added = await asyncio.gather(*(self.add(one, place, "17") for place, one in enumerate(replicas, 1)))

        assert len({each.id for each in added}) == 1
        assert await mongo_database["cases"].count_documents({}) == 1


class TestMongoNumbers(NumbersSuite):
    @pytest.fixture
    def numbers(self, mongo_database):
        return MongoNumbers(mongo_database)
