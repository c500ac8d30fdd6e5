"""A ward of errands that the doctor looks after: what they are, and how a test breaks them."""

from datetime import datetime, timedelta

from shared.aggregate import Aggregate
from shared.bus import Cause
from shared.clock import CHINA, FixedClock
from shared.contracts.duties import Ailment, RouteAiling
from shared.doctor import Doctor, Ward
from tests.fakes import MemoryAggregates, MemoryAlarms, MemoryPatients, facts

CENTRE, OTHER = "150622", "150600"
CASE = "150622-20260302-000001"
MONDAY = datetime(2026, 3, 2, 9, 0, tzinfo=CHINA)
TOMORROW = MONDAY + timedelta(days=1)


class Errand(Aggregate):
    """Something to be done until `wake`, by somebody unless it is `forsaken`."""

    wake: datetime | None = None
    forsaken: str = ""
    done: bool = False

    @property
    def open(self):
        return not self.done

    def ailments(self, now):
        return [Ailment(subject=self.id, invariant="next_actor", what=self.forsaken)] if self.forsaken else []

    def next_alarm(self):
        return None if self.done else self.wake


class Ward150622:
    """Errands of a centre, their alarms, and as many doctors as there are replicas."""

    def __init__(self):
        self.clock = FixedClock(MONDAY)
        self.errands = MemoryAggregates(Errand, "routing", self.clock)
        self.patients = MemoryPatients(self.errands)
        self.alarms = MemoryAlarms(self.errands)
        self.doctor, self.second = (
            Doctor("routing", [Ward(self.patients, RouteAiling)], self.alarms, self.clock) for _ in range(2)
        )

    async def begin(self, key=CASE, centre=CENTRE, wake=TOMORROW, **how):
        await self.errands.add(Errand(id=key, centre=centre, wake=wake, **how), Cause(f"begin {key}"), [])

    async def alter(self, key=CASE, **fields):
        """Break the document as no change of the aggregate would."""
        self.errands._states[key] |= fields

    async def look(self, **how):
        return [(each.invariant, each.repaired) for each in (await self.doctor.look(CENTRE, **how)).ailments]

    async def errand(self, key=CASE):
        return await self.errands.get(key)

    def told(self):
        return [fact.ailment for fact in facts(self.errands.sent, RouteAiling)]
