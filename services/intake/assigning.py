"""Which agent takes a case: asks the domain with what the centre's files, the open cases and the absences say."""

from collections.abc import Collection
from datetime import date
from typing import Any, Protocol

from motor.motor_asyncio import AsyncIOMotorDatabase

from services.intake.domain.agents import Wanted, choose
from shared.contracts.application import Application
from shared.contracts.intake import Agent
from shared.contracts.mandate import Absence
from shared.errors import refuse
from shared.jurisdictions import Jurisdictions
from shared.store import reachable


class Absences(Protocol):
    """Who is away when."""

    async def note(self, centre: str, absence: Absence) -> None:
        """An agent will be away. Errors: DatabaseAway."""

    async def away(self, centre: str, day: date) -> Collection[str]:
        """Ids of the agents who are away on a day. Errors: DatabaseAway."""


class MongoAbsences:
    """Absences in MongoDB, one document per centre and agent; a later one takes the place of the earlier."""

    def __init__(self, database: AsyncIOMotorDatabase[dict[str, Any]]) -> None:
        self._absences = database["absences"]

    async def note(self, centre: str, absence: Absence) -> None:
        """See Absences."""
        kept = {"centre": centre, **absence.model_dump(mode="json")}
        with reachable():
            await self._absences.update_one({"_id": f"{centre}/{absence.agent}"}, {"$set": kept}, upsert=True)

    async def away(self, centre: str, day: date) -> Collection[str]:
        """See Absences."""
        today = day.isoformat()
        with reachable():
            found = self._absences.find({"centre": centre, "first": {"$lte": today}, "last": {"$gte": today}})
            return {one["agent"] async for one in found}


class Loads(Protocol):
    """How much each agent has in hand."""

    async def loads(self, centre: str) -> dict[str, int]:
        """Agent -> open cases. Errors: DatabaseAway."""


class Assigning:
    """Chooses agents."""

    def __init__(self, loads: Loads, absences: Absences, jurisdictions: Jurisdictions) -> None:
        self._loads = loads
        self._absences = absences
        self._jurisdictions = jurisdictions

    async def choice(self, application: Application, day: date, without: Collection[str] = ()) -> tuple[Agent, str]:
        """The best agent for an application, and why in Chinese; `without` are not asked."""
        centre = self._jurisdictions.centre(application.centre)
        catalogue = self._jurisdictions.catalogue(application.centre)
        items = [catalogue[number] for number in application.items if number in catalogue]
        away = {*await self._absences.away(application.centre, day), *without}
        loads = await self._loads.loads(application.centre)
        most = centre.settings.agent_most_cases.value
        found = choose(centre.agents.values(), Wanted.of(application, items), loads, most, away)
        return Agent(id=found.agent.id, title=found.agent.title), found.reason

    async def named(self, centre: str, agent: str, day: date) -> Agent:
        """This very agent. Errors: Refused (no such agent, or away)."""
        agents = self._jurisdictions.centre(centre).agents
        if agent not in agents:
            known = "、".join(f"{one.title}（{identity}）" for identity, one in agents.items())
            raise refuse("to", f"本中心没有代办员 {agent[:60]}", f"本中心的代办员：{known}")
        if agent in await self._absences.away(centre, day):
            raise refuse("to", f"{agents[agent].title}（{agent}）当前离岗", "请另选一名代办员，或不填（由系统选定）")
        return Agent(id=agent, title=agents[agent].title)

    async def absent(self, centre: str, absence: Absence, day: date) -> None:
        """An agent will be away. Errors: Refused."""
        if absence.agent not in self._jurisdictions.centre(centre).agents:
            await self.named(centre, absence.agent, day)
        if absence.first > day:
            remedy = "请在离岗当天登记；要提前交接的，请逐件变更代办员（change-agent）"
            raise refuse("first", f"离岗的第一天 {absence.first} 还没有到", remedy)
        if absence.last < day:
            raise refuse("last", f"离岗的最后一天 {absence.last} 已过", "请核对日期")
        await self._absences.note(centre, absence)
