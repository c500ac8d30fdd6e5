"""Two whole replicas of intake on one database and one clock, and the window, routing and alarms that drive them."""

import asyncio
from datetime import datetime, timedelta
from itertools import count

import pytest

from deploy.local.client import connected, new_request
from services.intake.app import wire
from services.intake.domain.case import Case
from services.intake.store import MongoCases
from shared.bus import topology
from shared.bus.alarms import Alarm
from shared.bus.envelope import Cause, fact_message
from shared.bus.permissions import centre_user
from shared.clock import CHINA, FixedClock
from shared.contracts.common import ItemState
from shared.contracts.intake import ItemResult
from shared.contracts.routing import CaseDecided
from shared.errors import Refused
from shared.store import Outbox, database
from tests.connected import desks
from tests.connected.desks import BANNER, Hall
from tests.unit.intake_world import form

APPLICANT = "项目经办人"
HUNDREDS = count(1)
MOST_RINGS = 12  # alarms until what a test waits for must have happened


class Replica(desks.Replica):
    """One process's worth of intake, with a connection of its own to the database."""

    service = "intake"
    wire = staticmethod(wire)


class Windows(Hall):
    """Everybody around intake. Its clock stands a day ahead, so that no alarm fires unless a test sends it."""

    def __init__(self, settings_for, database, admin, begins=None):
        super().__init__(settings_for, database, admin, None)
        ahead = (datetime.now(CHINA) + timedelta(days=1)).replace(hour=9, minute=0, second=0, microsecond=0)
        self.clock = FixedClock(max(ahead, begins or ahead))

    async def open(self, replicas=2, days=400):
        """Numbers begin anew in every database, but the server remembers ids: each test has a hundred of its own."""
        first = next(HUNDREDS) * 100
        for day in range(days):
            when = self.clock.now().date() + timedelta(days=day)
            await self.database["numbers"].insert_one({"_id": f"{BANNER}-{when:%Y%m%d}", "last": first})
        for _ in range(replicas):
            self.replicas.append(await self.replica())
        self.window = await self.stack.enter_async_context(connected(self.settings_for(centre_user(BANNER))))
        return self

    async def replica(self, **changes):
        """One more."""
        settings = self.settings_for("intake").model_copy(update={"retry_delay": 0.05, "doctor_every": 0, **changes})
        own = database(settings.model_copy(update={"database_prefix": ""}), self.database.name)
        self.stack.callback(own.client.close)
        made = Replica(settings, own, self.clock)
        await made.start()
        self.stack.push_async_callback(made.stop)
        return made

    async def ask(self, operation, request="", **order):
        return await self.window.ask(BANNER, "intake", operation, order, request=request or new_request())

    async def submit(self, request="", **changes):
        """A new case; its number."""
        return (await self.ask("submit", request, **form(**changes)))["case_number"]

    async def act(self, case, operation, request="", **order):
        return await self.ask(operation, request, case_number=case, **order)

    async def refused(self, case, operation, **order):
        """The faults with which an act is refused."""
        with pytest.raises(Refused) as refusal:
            await self.act(case, operation, **order)
        return list(refusal.value.faults)

    async def accepted(self, **changes):
        """A case whose materials are there and whose mandate is signed."""
        case = await self.submit(**changes)
        await self.act(case, "sign", document="mandate")
        return case

    async def completed(self, **changes):
        """A case whose results are delivered and whose 办结单 is signed."""
        case = await self.accepted(**changes)
        await self.hears(case, decided(await self.case(case)))
        await self.act(case, "deliver", received_by=APPLICANT, identity_checked=True, method="in_person")
        await self.act(case, "sign", document="completion")
        return case

    async def case(self, number):
        cases = MongoCases(self.database, Outbox(None), self.clock)
        return await cases.get(number)

    async def hears(self, case, *news, times=3):
        """Facts of routing, each so many times, as new messages to the server: what happens when its window has passed."""
        told = [
            fact_message(each, case=case, centre=BANNER, sequence=n, cause=Cause(new_request()), time=self.clock.now())
            for n, each in enumerate(news, 1)
        ]
        for number in range(times):
            for one in told:
                await self.admin.js.publish(one.subject, one.body, headers=one.headers | {"Nats-Msg-Id": f"{one.id} #{number}"})
        await self.all_done("intake-on-route-news")

    async def rings(self, case, times=3):
        """What is due next becomes due, and its alarm comes so many times."""
        await self.rings_as(await self.case(case), times)

    async def rings_as(self, found, times=3):
        """The alarm of a case as it was when it was read, each time as a message of its own."""
        self.clock.advance(max(datetime.fromisoformat(found.alarm_at) - self.clock.now(), timedelta()))
        body = Alarm(case_number=found.id, number=found.alarm_number).model_dump_json().encode()
        for number in range(times):
            headers = {"Nats-Msg-Id": f"{found.id} {found.alarm_number} #{number}"}
            await self.admin.js.publish(f"due.{BANNER}.intake.alarm", body, headers=headers)
        await self.all_done("intake-on-due")

    async def rings_until(self, case, fact):
        """Nobody does anything until this has been said; what has been said by then, by name."""
        for _ in range(MOST_RINGS):
            if (said := await self.told(case))[fact]:
                return said
            await self.rings(case)
        raise AssertionError(f"{fact} was never said: {await self.told(case)}")

    async def lit(self, case):
        """Wait until a duty of the case has been lit by an alarm that came by itself."""
        async with asyncio.timeout(30):
            while True:
                if (await self.told(case))["duty-lit"]:
                    return
                await asyncio.sleep(0.2)  # what is read is the stream itself, which tells nobody that it has grown

    async def told(self, case):
        """How often each fact was said of a case, by its name."""
        said = await self.said(case, topology.EVENTS)
        ours = f"evt.{BANNER}.intake."
        return type(said)({subject.removeprefix(ours): n for subject, n in said.items() if subject.startswith(ours)})


def decided(case: Case, state=ItemState.APPROVED) -> CaseDecided:
    """Everything has come to an end with its departments."""
    items = case.application.items
    return CaseDecided(results=tuple(ItemResult(item=item, item_name=str(item), state=state) for item in items))


