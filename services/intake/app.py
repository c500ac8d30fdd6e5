"""The wiring of intake."""

from services.intake.handlers import Handlers
from services.intake.store import MongoCases, MongoNumbers
from services.intake.uploads import Uploads
from services.intake.use_cases import UseCases
from shared.service import Parts


async def wire(parts: Parts) -> None:
    """Put intake together on the given parts."""
    cases = MongoCases(parts.database, parts.outbox, parts.clock)
    uploads = Uploads(parts.database)
    await cases.prepare()
    await uploads.prepare()
    use_cases = UseCases(cases, MongoNumbers(parts.database), parts.jurisdictions, parts.clock)
    Handlers(use_cases, uploads).connect(parts.bus)
