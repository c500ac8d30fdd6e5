import pytest

from services.intake.cards import card
from tests.unit.memory_cards import MemoryCaseCards
from tests.unit.search_suite import SearchSuite


class TestMemorySearch(SearchSuite):
    @pytest.fixture
    def kept(self):
        return {}

    @pytest.fixture
    def cards(self, kept):
        return MemoryCaseCards(lambda: list(kept.values()))

    @pytest.fixture
    def keep(self, kept):
        async def keep(case, **fields):
            kept[case.id] = card(case) | fields

        return keep
