"""What can be asked of supervision: complaints and reports of misconduct, and the month's electronic monitoring."""

from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from secrets import choice
from typing import Final

from services.intake.domain.complaint import Complaint
from services.intake.domain.complaint_parts import COMPLAINANT, Actor, NotFound, digest
from services.intake.domain.moment import Moment
from services.intake.domain.supervising import HANDLES, Line
from services.intake.moments import Moments
from services.intake.supervision.acts import decided
from services.intake.supervision.form import CaseFiles, Checked, checked
from services.intake.supervision.recording import claimed, kept
from services.intake.supervision.store import Complaints
from shared.aggregate import Said
from shared.bus.envelope import Cause
from shared.clock import Clock
from shared.contracts import complaint as say
from shared.errors import Refused, refuse
from shared.jurisdictions import Centre, Jurisdictions
from shared.regions import ancestors
from shared.store import Numbers, Refusals, Unknown

ALPHABET: Final = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"
"""Of query codes: no characters that are read for one another."""
LENGTH: Final = 12
"""Characters of a query code: 60 bits, beyond guessing over the bus."""
RETRIES: Final = timedelta(minutes=10)
"""How long a repeated request is given a new code; whoever learns its id later gets nothing by it."""


def query_code() -> str:
    """A new secret for the complainant."""
    return "".join(choice(ALPHABET) for _ in range(LENGTH))


class Supervision:
    """The use cases of complaints. What is refused inside `recorded` is put on record."""

    def __init__(
        self,
        complaints: Complaints,
        numbers: Numbers,
        cases: CaseFiles,
        refusals: Refusals,
        jurisdictions: Jurisdictions,
        clock: Clock,
        code: Callable[[], str] = query_code,
    ) -> None:
        self._complaints = complaints
        self._numbers = numbers
        self._cases = cases
        self._refusals = refusals
        self._jurisdictions = jurisdictions
        self._moments = Moments(jurisdictions, clock)
        self._clock = clock
        self._code = code

    @asynccontextmanager
    async def recorded(self, region: str, act: str, body: bytes) -> AsyncIterator[None]:
        """A refusal inside is put on record, under the complaint's number or, where none is named, the desk's region,
        without a word of whoever complains; it goes on to who asked.
        """
        try:
            yield
        except Refused as refused:
            claim = claimed(body)
            who, faults = f"{region}/{claim.by}", [*kept(refused.faults)]
            await self._refusals.note(claim.number or region, who, act, faults, self._clock.now())
            raise

    async def complain(self, region: str, order: say.Complain, cause: Cause) -> tuple[Complaint, str]:
        """Take a complaint in; with it comes the query code, this once. Errors: Refused, with every fault.

        The same request gives the same complaint; its reply may have been lost, so the code is then a new one and the
        earlier one is void; some minutes later no more.
        """
        found = await checked(order, self._centre(region), self._jurisdictions, self._cases)
        code = self._code()
        if (known := await self._complaints.submitted(cause.id)) is not None:
            return await self._coded_anew(known, code, cause)
        made = await self._new(region, order, found, code, cause)
        moment = self._moment(region)
        kept = await self._complaints.add_once(made, cause, made.received(moment))
        return (kept, code) if kept.id == made.id else await self._coded_anew(kept, code, cause)

    async def _new(self, region: str, order: say.Complain, found: Checked, code: str, cause: Cause) -> Complaint:
        now = self._clock.now()
        number = await self._numbers.next(region, now.date(), "T")
        superior = self._superior(region)
        return Complaint(
            id=number,
            centre=region,
            request=cause.id,
            kind=order.kind,
            against=str(found.accused),
            channel=order.channel,
            content=order.content,
            case_number=found.case_number,
            complainant=found.complainant,
            code_hash=digest(number, code),
            superior=superior,
            handler=Line(order.kind == "misconduct", found.accused, superior).first(),
            received_at=now.isoformat(),
            since=now,
        )

    async def _coded_anew(self, known: Complaint, code: str, cause: Cause) -> tuple[Complaint, str]:
        if self._clock.now() - datetime.fromisoformat(known.received_at) > RETRIES:
            raise refuse("", f"该投诉已登记为 {known.id}，查询码只给一次", "请使用当时给出的查询码")

        def recode(complaint: Complaint) -> Sequence[Said]:
            complaint.code_hash = digest(complaint.id, code)
            return []

        return await self._complaints.change(known.id, Cause(cause.derive("code", code), cause.traceparent), recode), code

    async def act(self, region: str, order: say.ComplaintOrder, cause: Cause) -> Complaint:
        """One act on a complaint, by a post or (with the query code) the complainant. Errors: NotFound, Refused."""

        def decide(complaint: Complaint) -> Sequence[Said]:
            actor = self._actor(region, order, complaint)
            return decided(complaint, actor, order, self._moment(complaint.centre))

        number = order.complaint_number.strip().upper()
        try:
            return await self._complaints.change(number, cause, decide)
        except Unknown as unknown:
            raise NotFound from unknown

    async def complaint(self, region: str, query: say.ComplaintQuery) -> tuple[Complaint, Actor]:
        """One complaint, for a post that may handle it or for the complainant. Errors: NotFound, Refused."""
        number = query.complaint_number.strip().upper()
        found = await self._complaints.get(number)
        if found is None:
            raise NotFound
        actor = self._actor(region, query, found)
        found.check_seen_by(actor)
        return found, actor

    async def complaints(self, region: str, query: say.ComplaintsQuery) -> list[Complaint]:
        """What a post may see. Errors: Refused (no post that handles complaints)."""
        if query.by not in HANDLES and not query.by.startswith(f"{region}."):
            raise refuse(
                "by", "不是本中心办理投诉的岗位", f"可用岗位：{'、'.join(HANDLES)}、{region}.supervisor（查看下级中心上报的投诉）"
            )
        return await self._complaints.listed(region, query)

    async def due(self, number: str, alarm: int, cause: Cause) -> None:
        """An alarm of a complaint has gone off; one that is not wanted any more changes nothing."""

        def ring(complaint: Complaint) -> Sequence[Said]:
            return complaint.ring_at(self._moment(complaint.centre)) if complaint.alarm_fired(alarm) else []

        await self._complaints.change(number, cause, ring)

    def settled(self, complaint: Complaint) -> Sequence[Said]:
        """Decides nothing: the duty becomes the one that its state asks for now, by the limits and the calendar of now."""
        moment = self._moment(complaint.centre)
        complaint.settle(moment.times, moment.terms)
        return ()

    def _actor(self, region: str, order: say.ComplaintOrder, complaint: Complaint) -> Actor:
        if bool(order.by) == bool(order.query_code):
            raise refuse("by", "须写明由谁操作，且只写一种", "岗位请填 by；投诉人本人请填 query_code（查询码）")
        if order.query_code:
            return Actor(COMPLAINANT, region, order.query_code)
        post = str(order.by)
        own = "." in post or region == complaint.centre
        return Actor(post if own else f"{region}.{post}", region)

    def _superior(self, region: str) -> str:
        above = (each.code for each in ancestors(region))
        on_bus = next(filter(self._jurisdictions.on_bus, above), None)
        return f"{on_bus}.supervisor" if on_bus else f"{region}.zfb"

    def _centre(self, region: str) -> Centre:
        if not self._jurisdictions.on_bus(region):
            raise refuse("centre", f"没有代码为 {region} 的政务服务中心", "请核对中心的行政区划代码")
        return self._jurisdictions.centre(region)

    def _moment(self, region: str) -> Moment:
        return self._moments.at(region)
