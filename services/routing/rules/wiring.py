"""The wiring of the rules: where rulebooks come from, how they change, and how their decisions are explained."""

from services.routing.rules.announcement import Announcements
from services.routing.rules.handlers import RuleHandlers
from services.routing.rules.past_cases import PastCases
from services.routing.rules.publishing import Publishing
from services.routing.rules.record import RuleRecord
from services.routing.rules.rehearsals import Rehearsals
from services.routing.rules.rulebooks import Engine, Rulebooks
from services.routing.rules.store import RulebookStore
from services.routing.rules.trial import Trial
from services.routing.rules.why import Why
from shared.service import Parts


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
