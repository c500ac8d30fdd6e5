import pytest

from shared.store import MongoRefusals
from tests.unit.refusals_suite import RefusalsSuite


class TestMongoRefusals(RefusalsSuite):
    @pytest.fixture
    async def refusals(self, mongo_database):
        made = MongoRefusals(mongo_database["refusals"])
        await made.prepare()
        return made
