import pytest

from tests.fakes import MemoryRefusals
from tests.unit.refusals_suite import RefusalsSuite


class TestMemoryRefusals(RefusalsSuite):
    @pytest.fixture
    def refusals(self):
        return MemoryRefusals()
