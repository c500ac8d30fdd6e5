"""Meetings over many cases (集中联动审批会商会): called as a whole or not at all, then carried out case by case."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Final, Protocol

from services.routing.changes import Changes
from services.routing.convening import Convening
from services.routing.domain import summons
from services.routing.domain.agenda import Agenda, AgendaCase, of_point
from services.routing.domain.route import Route
from shared.aggregate import Said
from shared.bus import Cause
from shared.clock import Clock, Times
from shared.contracts.review_calls import AgendaCalled, AgendaOrder, AgendaPoint, CallMeeting
from shared.errors import Fault, Refused
from shared.store import Aggregates, LostRace, Numbers, Refusals, Unknown

GONE: Final = "办件不存在，或尚未派件"


class Agendas(Aggregates[Agenda], Protocol):
    """The agendas that were called; each request is one."""

    async def submitted(self, request: str) -> Agenda | None:
        """What a request has become already. Errors: DatabaseAway."""


class Register(Protocol):
    """What there is of cases."""

    async def briefly(self, cases: Collection[str]) -> Mapping[str, AgendaCase]:
        """Those of these cases that there are, read at once. Errors: DatabaseAway."""


class Meetings:
    """The use cases of meetings. What is refused is recorded, with the centre in the place of a case."""

    def __init__(
        self,
        agendas: Agendas,
        register: Register,
        numbers: Numbers,
        changes: Changes,
        convening: Convening,
        refusals: Refusals,
        clock: Clock,
    ) -> None:
        self._agendas = agendas
        self._register = register
        self._numbers = numbers
        self._changes = changes
        self._convening = convening
        self._refusals = refusals
        self._clock = clock

    async def call(self, centre: str, order: CallMeeting, cause: Cause) -> Agenda:
        """Call a meeting, if nothing speaks against any point of its agenda. Errors: Refused, with every fault."""
        known = await self._agendas.submitted(cause.id)
        if known is not None:
            return known
        try:
            agenda = await self._agenda(centre, order, cause)
            return await self._agendas.add(agenda, cause, agenda.called())
        except LostRace:  # the same request, sent twice at once: the other became the meeting
            known = await self._agendas.submitted(cause.id)
            if known is None:
                raise
            return known
        except Refused as refused:
            await self._refusals.note(centre, centre, "call-meeting", refused.faults, self._clock.now())
            raise

    async def _agenda(self, centre: str, order: CallMeeting, cause: Cause) -> Agenda:
        template = self._convening.template(centre, order.kind)
        now = self._clock.now()
        cases = await self._register.briefly({point.case_number for point in order.agenda if point.case_number})
        parties = self._convening.parties(centre)
        convener = parties.convener(order.convener, template)
        seats = [
            parties.all(f"agenda.{number}.mandatory", point.mandatory, later=bool(point.case_number))
            for number, point in enumerate(order.agenda)
        ]
        faults = [*summons.of_time(order.at, now), *parties.faults, *_twice(order.agenda)]
        faults += _of_points(order.agenda, cases, centre, accepts=template.dissent == "refuse")
        if faults:
            raise Refused(faults)
        more = order.model_dump(include={"subject", "limit_days", "form", "at", "place"})
        return Agenda(
            id=await self._numbers.next(centre, now.date(), "H"),
            centre=centre,
            request=cause.id,
            kind=template.name,
            template=order.kind,
            convener=convener,
            points=tuple(_point(*each, cases) for each in zip(order.agenda, seats, range(1, len(seats) + 1), strict=True)),
            called_by=order.signed_by,
            **more,
        )

    async def carry_out(self, called: AgendaCalled, cause: Cause) -> None:
        """Call the review of one case of an agenda, or say that it can't be held any more. Errors: Unknown, where the agenda
        is not there.
        """
        agenda = await self._agendas.get(called.meeting_id)
        if agenda is None:
            raise Unknown(called.meeting_id)
        case = called.point.case_number

        def decide(route: Route, _now: datetime, _times: Times) -> Sequence[Said]:
            if any(review.call.meeting_id == agenda.id for review in route.reviews.values()):
                return []
            try:
                return route.call(self._convening.by_agenda(route, agenda, called.point))
            except Refused as refused:
                if not route.open:
                    raise  # it has said its last
                return [agenda.declined(route.id, _why(refused))]

        try:
            await self._changes.make(case, cause, decide)
        except (Unknown, Refused) as error:
            reason = _why(error) if isinstance(error, Refused) else GONE
            await self._agendas.change(agenda.id, cause, lambda agenda: [agenda.declined(case, reason)])


def _why(refused: Refused) -> str:
    return "；".join(fault.message for fault in refused.faults)


def _of_points(points: Sequence[AgendaOrder], cases: Mapping[str, AgendaCase], centre: str, *, accepts: bool) -> Iterator[Fault]:
    for number, point in enumerate(points):
        for fault in of_point(point, cases.get(point.case_number), centre, accepts=accepts):
            yield fault.model_copy(update={"field": f"agenda.{number}.{fault.field}"})


def _twice(points: Sequence[AgendaOrder]) -> list[Fault]:
    """A case is discussed once in a meeting."""
    first: dict[str, int] = {}
    found = []
    for number, point in enumerate(points):
        if point.case_number and first.setdefault(point.case_number, number) != number:
            message = f"办件 {point.case_number} 已是议程第 {first[point.case_number] + 1} 项"
            found.append(Fault(field=f"agenda.{number}.case_number", message=message, remedy="同一办件请合为一项"))
    return found


def _point(order: AgendaOrder, mandatory: tuple[str, ...], number: int, cases: Mapping[str, AgendaCase]) -> AgendaPoint:
    about = cases[order.case_number].name if order.case_number else ""
    return AgendaPoint(
        number=number,
        case_number=order.case_number,
        subject=order.subject or f"请就“{about}”的审批事项集中研究，并就本部门事项提出意见",
        items=order.items,
        mandatory=mandatory,
    )
