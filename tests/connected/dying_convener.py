"""A replica of routing that is killed, really, between writing the agenda of a meeting and saying it."""

import asyncio
import sys
from datetime import datetime

from services.routing.changes import Changes
from services.routing.domain.route import Route
from services.routing.ladders import Ladders
from services.routing.meetings import Meetings
from services.routing.store import MongoAgendas, MongoIndex
from shared.bus import Cause
from shared.clock import CHINA, FixedClock
from shared.contracts.review_calls import AgendaOrder, CallMeeting
from shared.settings import Settings
from shared.store import MongoAggregates, MongoNumbers, Outbox, database
from tests.connected.ledger import Dies
from tests.fakes import MemoryRefusals
from tests.unit.routing_world import books, jurisdictions, placing
from tests.unit.rules_world import one_engine


async def call_and_die(settings: Settings, name: str, cases: list[str]) -> None:
    """The centre calls a meeting; the process ends before anybody hears of it."""
    clock, kept = FixedClock(datetime.now(CHINA)), database(settings, name)
    outbox = Outbox(Dies())
    routes = MongoAggregates(kept["routes"], Route, outbox, "routing", clock)
    ladders = Ladders(jurisdictions(), one_engine(), placing().seats)
    changes = Changes(routes, ladders, books(), jurisdictions(), clock)
    agendas, index, numbers = MongoAgendas(kept, outbox, clock), MongoIndex(routes), MongoNumbers(kept)
    meetings = Meetings(agendas, index, numbers, changes, placing().convening, MemoryRefusals(), clock)
    agenda = tuple(AgendaOrder(case_number=case) for case in cases)
    order = CallMeeting(subject="集中联动审批会商会", agenda=agenda, signed_by="中心负责人")
    await meetings.call("150622", order, Cause(f"dying {cases[0]}"))


if __name__ == "__main__":
    asyncio.run(call_and_die(Settings(mongodb_uri=sys.argv[1], database_prefix=""), sys.argv[2], sys.argv[3:]))
