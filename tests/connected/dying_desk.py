"""A replica of routing that is killed, really, between writing an acceptance and saying it."""

import asyncio
import sys
from datetime import datetime

from services.routing.changes import Changes
from services.routing.desk import Desk
from services.routing.domain.route import Route
from services.routing.ladders import Ladders
from shared.bus import Cause
from shared.clock import CHINA, FixedClock
from shared.contracts.transfers import AcceptTransfer
from shared.settings import Settings
from shared.store import MongoAggregates, Outbox, database
from tests.connected.ledger import Dies
from tests.fakes import MemoryRefusals
from tests.unit.routing_world import books, jurisdictions, placing
from tests.unit.rules_world import one_engine


async def accept_and_die(settings: Settings, name: str, transfer: str) -> None:
    """The city accepts; the process ends before anybody hears of it."""
    clock = FixedClock(datetime.now(CHINA))
    collection = database(settings, name)["routes"]
    routes = MongoAggregates(collection, Route, Outbox(Dies()), "routing", clock)
    ladders = Ladders(jurisdictions(), one_engine(), placing().seats)
    changes = Changes(routes, ladders, books(), jurisdictions(), clock)
    desk = Desk(routes, changes, placing().seats, books(), None, MemoryRefusals(), clock)  # type: ignore[arg-type]
    order = AcceptTransfer(transfer_id=transfer, signed_by="派件岗")
    await desk.accept("150600", order, Cause(transfer))


if __name__ == "__main__":
    asyncio.run(accept_and_die(Settings(mongodb_uri=sys.argv[1], database_prefix=""), sys.argv[2], sys.argv[3]))
