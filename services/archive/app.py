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

    Handlers(Archive(journal, dossiers, shelf, restricted, restriction, parts.clock)).connect(parts.bus)


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
