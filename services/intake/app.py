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
    handlers = Handlers(use_cases, uploads)
    parts.bus.hear("intake-on-route-news", handlers.on_route_news)
    operations = {
        "submit": handlers.submit,
        "sign": handlers.sign,
        "supplement": handlers.supplement,
        "deliver": handlers.deliver,
        "confirm-receipt": handlers.confirm_receipt,
        "attach-open": handlers.attach_open,
        "attach-chunk": handlers.attach_chunk,
        "attach-close": handlers.attach_close,
        "case": handlers.case,
        "cases": handlers.cases,
    }
    for operation, handler in operations.items():
        parts.bus.serve("intake", operation, handler)
