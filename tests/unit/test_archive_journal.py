import pytest

from tests.unit.archive_journal_suite import JournalSuite
from tests.unit.archive_world import MemoryJournal


class TestMemoryJournal(JournalSuite):
    @pytest.fixture
    def journal(self):
        return MemoryJournal()
