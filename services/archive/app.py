"""The wiring of archive."""

from collections.abc import Iterable, Mapping
from datetime import timedelta

from services.archive.binder import Binder
from services.archive.closing import Closing, Limits, Shelves
from services.archive.domain.dossier import Dossier
from services.archive.domain.restriction import Restriction
from services.archive.dossier_doctor import DossierDoctor
from services.archive.handlers import Handlers
from services.archive.journal import MongoJournal
from services.archive.keeper import IntakeKeeper
from services.archive.use_cases import Archive
from shared.clock import SystemClock
from shared.jurisdictions import Jurisdictions
from shared.jurisdictions.item import Item
from shared.rounds import Rounds
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

    limits = Limits(
        enclosed=parts.settings.dossier_megabytes * 1024 * 1024, patience=timedelta(minutes=parts.settings.dossier_minutes)
    )
    binder = Binder(IntakeKeeper(parts.bus), parts.settings.dossier_spool)
    closing = Closing(journal, dossiers, Shelves(shelf, restricted), binder, restriction, limits)
    parts.closing.append(closing.stop)
    Handlers(Archive(journal, dossiers, shelf, closing, restriction, parts.clock)).connect(parts.bus)
    doctor = DossierDoctor(journal, closing, limits, SystemClock())
    rounds = Rounds(doctor, parts.jurisdictions.centres(), parts.settings.doctor_every)
    rounds.start()
    parts.closing.append(rounds.stop)
    parts.bus.serve("archive", "doctor", rounds.requested)


def restriction_of(jurisdictions: Jurisdictions, centre: str) -> Restriction:
    """What the centre's catalogue keeps from publication. Errors: CentreUnknown."""
    catalogue = jurisdictions.catalogue(centre)
    restricted = {number: item for number, item in catalogue.items() if item.restricted}
    open_ones = [item for item in catalogue.values() if not item.restricted]
    return Restriction(
        items=frozenset(restricted),
        departments=frozenset(code for item in restricted.values() for code in item.departments)
        - {code for item in open_ones for code in item.departments},
        words=_words(restricted),
        materials=_materials(restricted.values()) - _materials(open_ones),
    )


def _words(restricted: Mapping[int, Item]) -> frozenset[str]:
    """What no text of an ordinary dossier may say: names, and how a duty names an item by its number."""
    names = {item.name for item in restricted.values()} | {f"事项 {number}" for number in restricted}
    return frozenset(names | {GIVEAWAY} if restricted else ())


def _materials(items: Iterable[Item]) -> frozenset[str]:
    return frozenset(material.name for item in items for material in item.materials.values())
