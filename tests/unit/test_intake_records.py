"""The store of case files that unit tests use keeps the promises of the real one."""

import pytest

from services.intake.domain.case import Case
from shared.clock import FixedClock
from tests.fakes import MemoryNumbers
from tests.unit.intake_world import MONDAY, MemoryCases
from tests.unit.records_suite import NumbersSuite, RecordsSuite


class TestMemoryCases(RecordsSuite):
    @pytest.fixture
    def cases(self):
        return MemoryCases(Case, "intake", FixedClock(MONDAY))

    @pytest.fixture
    def sent(self, cases):
        return cases.sent


class TestMemoryNumbers(NumbersSuite):
    @pytest.fixture
    def numbers(self):
        return MemoryNumbers()
