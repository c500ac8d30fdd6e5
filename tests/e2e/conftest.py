"""One town for all tests: five services twice each, on servers of their own, with the accelerated clock."""

import shutil
from datetime import UTC, datetime

import pytest

from deploy.local.rehearsal.scene import Terms
from deploy.local.stack import Stack
from shared.bus import topology
from shared.clock import AcceleratedClock
from shared.jurisdictions import Jurisdictions
from shared.settings import Settings
from tests.e2e.town import REPLICAS, Town

pytest.register_assert_rewrite("tests.e2e.proof")

WORKING_DAY = 1.0  # seconds
HANDLER_PATIENCE = 4.0  # seconds until what somebody had in hand who was killed comes again; longer in production


@pytest.fixture(scope="session")
def directory(tmp_path_factory):
    """Where the town's stack lies: `daiban --dir`."""
    return tmp_path_factory.mktemp("town")


@pytest.fixture(scope="session")
def jurisdictions(directory):
    """A copy of what a centre edits."""
    return shutil.copytree(Settings().jurisdictions, directory / "jurisdictions")


@pytest.fixture(scope="session")
async def town(directory, jurisdictions):
    clock = AcceleratedClock(Jurisdictions.load(jurisdictions).calendar, Terms().origin, datetime.now(UTC), WORKING_DAY)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(topology, "ACK_WAIT", HANDLER_PATIENCE)
        patch.setattr(topology, "DEPARTMENT_ACK_WAIT", HANDLER_PATIENCE)
        stack = Stack(directory, clock.spec(), replicas=len(REPLICAS), more={"jurisdictions": jurisdictions})
        await stack.start()
    try:
        async with Town(stack, clock) as town:
            yield town
    finally:
        await stack.stop()
