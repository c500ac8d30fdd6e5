"""The wiring of archive."""

from services.archive.domain.dossier import Dossier
from services.archive.domain.restriction import Restriction
from services.archive.handlers import Handlers
from services.archive.journal import MongoJournal
from services.archive.use_cases import Archive
from shared.jurisdictions import Jurisdictions
from shared.service import Parts
from shared.store import MongoAggregates
from shared.store.files import Files

BATCH = 128  # facts journalled by one write
PATIENCE = 0.15  # seconds a batch waits to fill: longer costs nobody anything, the archive is asked afterwards
GIVEAWAY = "国家安全"  # no name, rule or notice that tells of a restricted item does so without this word


async def wire(parts: Parts) -> None:
    """Put archive together on the given parts."""
    journal = MongoJournal(parts.database)
    dossiers = MongoAggregates(parts.database["dossiers"], Dossier, parts.outbox, "archive", parts.clock)
    shelf, restricted = Files(parts.database, "dossiers"), Files(parts.database, "restricted")
    for store in (journal, dossiers, shelf, restricted):
        await store.prepare()

    def restriction(centre: str) -> Restriction:
        return restriction_of(parts.jurisdictions, centre)

    handlers = Handlers(Archive(journal, dossiers, shelf, restricted, restriction, parts.clock))
    parts.bus.hear_batch("archive-on-event", handlers.on_event, size=BATCH, patience=PATIENCE)
    parts.bus.serve("archive", "timeline", handlers.timeline)
    parts.bus.serve("archive", "dossier", handlers.dossier)


def restriction_of(jurisdictions: Jurisdictions, centre: str) -> Restriction:
    """What the centre's catalogue keeps from publication. Errors: CentreUnknown."""
    catalogue = jurisdictions.catalogue(centre)
    restricted = {number: item for number, item in catalogue.items() if item.restricted}
    others = {code for item in catalogue.values() if not item.restricted for code in item.departments}
    return Restriction(
        items=frozenset(restricted),
        departments=frozenset(code for item in restricted.values() for code in item.departments) - others,
        words=frozenset(item.name for item in restricted.values()) | ({GIVEAWAY} if restricted else frozenset()),
    )
