"""Replicas of routing as far as its rules go, each with an engine and a connection of its own, and an operator to ask them."""

from contextlib import AsyncExitStack, asynccontextmanager

from deploy.local.client import Client, connected
from services.routing.rules.engine import DurableEngine
from services.routing.rules.wiring import wire_rules
from shared.bus import Bus, connect
from shared.bus.permissions import OPERATOR
from shared.clock import SystemClock, WorkCalendar
from shared.jurisdictions import Jurisdictions
from shared.service import Parts
from shared.store import Outbox

POST = "市政务服务局审批改革科"
CITY, BANNER, NEXT = "150600", "150622", "150621"
BALLOONS = """
  - id: balloons_are_handled_by_the_banner
    name: 升放气球活动委托旗气象局办理
    basis: {document: 鄂尔多斯市气象局委托书, clause: 第一条, mark: inferred}
    when: {item: 12}
    then: {level: city}
    priority: 50
"""


class Replica:
    """One process's worth of routing's rules."""

    def __init__(self, settings, database, folder):
        self.settings = settings.model_copy(update={"jurisdictions": folder})
        self.broker = connect(settings, "routing")
        self.engine = DurableEngine()
        bus = Bus(self.broker, self.settings)
        jurisdictions = Jurisdictions.load(folder)
        self.parts = Parts(self.settings, bus, database, Outbox(bus), SystemClock(), WorkCalendar(), jurisdictions)

    async def start(self):
        self.rulebooks = await wire_rules(self.parts, self.engine)
        await self.broker.start()
        return self

    async def stop(self):
        for close in self.parts.closing:
            await close()
        await self.broker.stop()

    def runs(self, centre):
        return self.rulebooks.rulebook(centre).version


class Town:
    """Replicas on one database, and an operator."""

    def __init__(self, settings_for, database, folder, stack):
        self.settings_for = settings_for
        self.database = database
        self.folder = folder
        self._stack = stack

    async def replica(self):
        made = Replica(self.settings_for("routing"), self.database, self.folder)
        await made.start()
        self._stack.push_async_callback(made.stop)
        return made

    async def client(self, user=OPERATOR) -> Client:
        return await self._stack.enter_async_context(connected(self.settings_for(user)))

    async def ask(self, verb, region=CITY, request="", **said):
        client = await self.client()
        return await client.ask(region, "routing", f"rules.{verb}", said, request=request)

    async def drafted(self, region=CITY, rules=BALLOONS):
        text = (self.folder / region / "rulebook.yaml").read_text("utf-8") + rules
        return (await self.ask("draft", region, text=text, by=POST, why="气球活动改由盟市办理"))["draft"]

    async def rehearsed(self, region=CITY, rules=BALLOONS):
        draft = await self.drafted(region, rules)
        while not (await self.ask("rehearse", region, draft=draft, by=POST))["finished"]:
            pass
        return draft

    async def published(self, *centres, region=CITY, rules=BALLOONS):
        draft = await self.rehearsed(region, rules)
        for centre in centres:
            await self.ask("publish", region, draft=draft, to=centre, by=POST, why="先在一个中心试行")
        return draft


@asynccontextmanager
async def town(settings_for, database, folder):
    async with AsyncExitStack() as stack:
        yield Town(settings_for, database, folder, stack)


def faults(refused):
    """Each fault of a refusal in one line."""
    return [f"{fault.field}｜{fault.message}｜{fault.remedy}" for fault in refused.value.faults]
