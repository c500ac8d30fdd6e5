"""The wiring of routing."""

from services.routing.announcement import Announcements
from services.routing.changes import Changes
from services.routing.desk import Desk
from services.routing.domain.route import Route
from services.routing.engine import DurableEngine
from services.routing.handlers import Handlers
from services.routing.ladders import Ladders
from services.routing.past_cases import PastCases
from services.routing.placing import Placing
from services.routing.publishing import Publishing
from services.routing.rehearsals import Rehearsals
from services.routing.rule_handlers import RuleHandlers
from services.routing.rule_record import RuleRecord
from services.routing.rulebook_store import RulebookStore
from services.routing.rulebooks import Engine, Rulebooks
from services.routing.store import MongoIndex, MongoRefusals
from services.routing.trial import Trial
from services.routing.use_cases import UseCases
from services.routing.why import Why
from shared.service import Parts
from shared.store import MongoAggregates


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
    await index.prepare()
    await refusals.prepare()
    use_cases = UseCases(routes, changes, placing, rulebooks, known, refusals, clock, parts.bus)
    desk = Desk(routes, changes, placing.seats, rulebooks, index, refusals, clock)
    Handlers(use_cases, desk, changes, clock).connect(parts.bus)


async def wire_rules(parts: Parts, engine: Engine) -> Rulebooks:
    """The life of the rulebooks; what is returned tells by which rules a centre's new cases are decided."""
    store, folder = RulebookStore(parts.database), parts.settings.jurisdictions
    rulebooks = Rulebooks(store, folder, parts.jurisdictions.centres(), engine, parts.clock)
    await rulebooks.start()
    announcements, past, trial = Announcements(parts.bus.broker, rulebooks), PastCases(parts.database["routes"]), Trial(folder)
    publishing = Publishing(rulebooks, announcements, parts.clock)
    rehearsals = Rehearsals(publishing, past, trial, parts.clock)
    announcements.connect()
    RuleHandlers(publishing, rehearsals, RuleRecord(rulebooks), Why(rulebooks, past)).connect(parts.bus)
    parts.closing.extend([rulebooks.stop, trial.close])
    return rulebooks
