"""Everything that intake can be asked before there is a case."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from services.intake.reception.booking import Booking
from services.intake.reception.consulting import Consulting, Read
from services.intake.reception.office import Office
from services.intake.reception.store import Appointments, Consultations
from shared.bus.envelope import Cause
from shared.clock import Clock
from shared.contracts.catalogue import CatalogueQuery, PublishedCatalogue
from shared.errors import Refused, refuse
from shared.identifiers import parse_record_number
from shared.jurisdictions import Jurisdictions
from shared.store import Numbers, Refusals


class Reception:
    """Consultations, appointments, the published catalogue.

    `read` reads an application as `submit` does (it raises Refused with every fault).
    """

    def __init__(
        self,
        consultations: Consultations,
        appointments: Appointments,
        numbers: Numbers,
        refusals: Refusals,
        jurisdictions: Jurisdictions,
        clock: Clock,
        read: Read,
    ) -> None:
        self._office = Office(jurisdictions, clock)
        self._refusals = refusals
        self._clock = clock
        self.consulting = Consulting(consultations, numbers, self._office, read)
        self.booking = Booking(appointments, numbers, self._office)

    async def catalogue(self, centre: str, query: CatalogueQuery) -> PublishedCatalogue:
        """What the centre publishes; of one item, where one is asked for. Errors: Refused."""
        whole = self._office.catalogue(centre)
        if query.item is None:
            return whole
        found = tuple(item for item in whole.items if item.item == query.item)
        if not found:
            offered = "、".join(str(item.item) for item in whole.items)
            raise refuse("item", f"公布的事项清单中没有事项 {query.item}", f"公布的事项：{offered}")
        return whole.model_copy(update={"items": found})

    async def due(self, number: str, alarm: int, cause: Cause) -> None:
        """An alarm of a consultation (Z) or an appointment (Y) has gone off. Errors: Unknown, RecordNumberUnreadable."""
        if parse_record_number(number).letter == "Z":
            await self.consulting.due(number, alarm, cause)
        else:
            await self.booking.due(number, alarm, cause)

    @asynccontextmanager
    async def recorded(self, number: str, who: str, act: str) -> AsyncIterator[None]:
        """An act that is refused inside is put on record; the refusal goes on to who asked."""
        try:
            yield
        except Refused as refused:
            await self._refusals.note(number, who, act, refused.faults, self._clock.now())
            raise
