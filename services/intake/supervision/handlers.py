"""Messages in, use cases out: one awaited line each; what is refused is put on record."""

from contextlib import AbstractAsyncContextManager
from typing import Any

from services.intake.supervision import shown
from services.intake.supervision.acts import ORDERS
from services.intake.supervision.monitoring import Monitoring
from services.intake.supervision.use_cases import Supervision
from shared.bus import Bus, Received, asked
from shared.contracts import complaint as say


class SupervisionHandlers:
    """What is served about complaints."""

    def __init__(self, supervision: Supervision, monitoring: Monitoring) -> None:
        self._use = supervision
        self._monitoring = monitoring

    def connect(self, bus: Bus) -> None:
        """Serve every operation of supervision. Alarms come by `Supervision.due`."""
        bus.serve("intake", "complain", self.complain)
        bus.serve("intake", "complaint", self.complaint)
        bus.serve("intake", "complaints", self.complaints)
        bus.serve("intake", "supervision", self.supervision)
        for operation in ORDERS:
            bus.serve("intake", operation, self.act)

    async def complain(self, message: Received) -> dict[str, Any]:
        """svc.<centre>.intake.complain"""
        async with self._recorded(message):
            made, code = await self._use.complain(message.subject.region, asked(say.Complain, message.body), message.cause)
        return shown.receipt(made, code)

    async def act(self, message: Received) -> dict[str, Any]:
        """svc.<region>.intake.accept-complaint …: at the desk of the centre, or of the post above it."""
        act = message.subject.verb
        async with self._recorded(message):
            done = await self._use.act(message.subject.region, asked(ORDERS[act], message.body), message.cause)
        return shown.told(done) | ({"contact": shown.contact(done)} if act == "contact-complainant" else {})

    async def complaint(self, message: Received) -> dict[str, Any]:
        """svc.<region>.intake.complaint"""
        async with self._recorded(message):
            found, actor = await self._use.complaint(message.subject.region, asked(say.ComplaintQuery, message.body))
        return shown.told(found) | shown.within(found, actor)

    async def complaints(self, message: Received) -> dict[str, Any]:
        """svc.<region>.intake.complaints"""
        async with self._recorded(message):
            found = await self._use.complaints(message.subject.region, asked(say.ComplaintsQuery, message.body))
        return {"complaints": [shown.told(each) for each in found]}

    async def supervision(self, message: Received) -> say.SupervisionTold:
        """svc.<centre>.intake.supervision"""
        async with self._recorded(message):
            return await self._monitoring.month(message.subject.region, asked(say.SupervisionQuery, message.body))

    def _recorded(self, message: Received) -> AbstractAsyncContextManager[None]:
        """Around everything that may be refused, the reading of the body included."""
        return self._use.recorded(message.subject.region, message.subject.verb, message.body)
