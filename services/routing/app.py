"""The wiring of routing."""

from services.routing.changes import Changes
from services.routing.desk import Desk
from services.routing.domain.moving import moved
from services.routing.domain.route import Route
from services.routing.domain.silence import ailments
from services.routing.handlers import ANSWERS, Handlers
from services.routing.ladders import Ladders
from services.routing.meetings import Meetings
from services.routing.placing import Placing
from services.routing.review_handlers import ReviewHandlers
from services.routing.reviews import Reviews
from services.routing.rules.engine import DurableEngine
from services.routing.rules.wiring import wire_rules
from services.routing.store import MongoAgendas, MongoIndex
from services.routing.use_cases import UseCases
from shared.contracts.duties import RouteAiling
from shared.late_calendar import Provisional, follow_calendar
from shared.rounds import Kind, attend
from shared.service import Parts
from shared.store import MongoAggregates, MongoNumbers, MongoRefusals


async def wire(parts: Parts) -> None:
    """Put routing together on the given parts. Errors: a rulebook that does not pass its check, at the very first start."""
    routes = MongoAggregates(parts.database["routes"], Route, parts.outbox, "routing", parts.clock)
    await routes.prepare()
    engine = DurableEngine()
    rulebooks = await wire_rules(parts, engine)
    known, clock = parts.jurisdictions, parts.clock
    placing = Placing(known, engine, clock)
    changes = Changes(routes, Ladders(known, engine, placing.seats), rulebooks, known, clock)
    index, refusals = MongoIndex(routes), MongoRefusals(parts.database["refusals"])
    agendas, numbers = MongoAgendas(parts.database, parts.outbox, clock), MongoNumbers(parts.database)
    for kept in (index, refusals, agendas):
        await kept.prepare()
    use_cases = UseCases(routes, changes, placing, rulebooks, known, refusals, clock, parts.bus)
    desk = Desk(routes, changes, placing.seats, rulebooks, index, refusals, clock)
    reviews = Reviews(changes, placing.convening, refusals, clock)
    meetings = Meetings(agendas, index, numbers, changes, placing.convening, refusals, clock)
    Handlers(use_cases, desk, changes, clock, lambda: parts.bus.unread(ANSWERS)).connect(parts.bus)
    ReviewHandlers(reviews, meetings, desk).connect(parts.bus)
    follow_calendar(parts, Provisional(index, lambda route, cause: changes.make(route.id, cause, moved)))
    await attend(parts, "routing", Kind(routes, RouteAiling, ailments))
