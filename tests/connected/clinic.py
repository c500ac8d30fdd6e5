"""The doctors of two replicas of a service, and ways to break what they look after."""

import asyncio

from shared.bus import topology
from tests.connected.desks import BANNER


class Clinic:
    """`look(**how)` asks a replica by the bus; `doctor_of(replica)` is a doctor as `attend` makes it, to be called at will."""

    def __init__(self, hall, service, collection, look, doctor_of):
        self.hall = hall
        self.service = service
        self.documents = hall.database[collection]
        self.look = look
        self._doctor_of = doctor_of

    async def both_look(self):
        """Both replicas at the same time, as their rounds would."""
        doctors = [self._doctor_of(replica) for replica in self.hall.replicas]
        return await asyncio.gather(*(doctor.look(BANNER) for doctor in doctors for _ in range(2)))

    async def found(self, **how):
        told = await self.look(**how)
        return [(each["invariant"], each["repaired"]) for each in told["ailments"]]

    async def alarms(self):
        """What waits on the server."""
        info = await self.hall.admin.js.stream_info(topology.TIMERS, subjects_filter="timer.>")
        return sorted(subject.split(".", 3)[3] for subject in info.state.subjects or {})

    async def lose(self, alarm):
        await self.hall.admin.js.purge_stream(topology.TIMERS, subject=f"timer.{BANNER}.{self.service}.{alarm}")

    async def break_(self, case, **fields):
        """These fields of its document become that; what becomes `...` is taken away."""
        await self.settled(case)
        change = {"$set": {name: value for name, value in fields.items() if value is not ...}}
        change["$unset"] = {name: 1 for name, value in fields.items() if value is ...}
        await self.documents.update_one({"_id": case}, {verb: what for verb, what in change.items() if what})

    async def settled(self, case):
        """What was said of it is struck out: from now on it is only what it seems."""
        for replica in self.hall.replicas:
            await replica.outbox.clear()
        assert (await self.documents.find_one({"_id": case}))["outbox"] == []
