"""What reception can be asked about consultations: load, ask, decide, save."""

import json
from collections.abc import Callable, Collection, Sequence
from typing import Any, Final

from services.intake.domain.consultation import UNANSWERED, Consultation, ConsultationState
from services.intake.domain.moment import Moment
from services.intake.domain.prefill import prefilled
from services.intake.reception.office import Office
from services.intake.reception.store import Consultations
from shared.bus.envelope import Cause
from shared.contracts import consultation as say
from shared.contracts.application import Application
from shared.contracts.base import Event
from shared.errors import Fault, Refused, refuse
from shared.identifiers import check_telephone, check_uscc, normalise_record_number, normalise_telephone, normalise_uscc
from shared.store import Numbers

Read = Callable[[str, bytes], Application]
"""An application for a centre as intake reads it. Errors: Refused, with every fault."""

FILTERS: Final[dict[str | None, tuple[Collection[ConsultationState], bool | None]]] = {
    None: (tuple(ConsultationState), None),
    "unanswered": (tuple(UNANSWERED), None),
    "overdue": (tuple(UNANSWERED), True),
    **{state.value: ((state,), None) for state in ConsultationState},
}


class Consulting:
    """The use cases of consultations."""

    def __init__(self, consultations: Consultations, numbers: Numbers, office: Office, read: Read) -> None:
        self._consultations = consultations
        self._numbers = numbers
        self._office = office
        self._read = read

    async def consult(self, centre: str, order: say.Consult, cause: Cause) -> Consultation:
        """Record a question; the same cause always gives the same consultation. Errors: Refused, with every fault."""
        if (known := await self._consultations.submitted(cause.id)) is not None:
            return known
        moment = self._office.moment(centre)
        faults = [*_asker_faults(order.asker), *self._office.item_faults(centre, order.items)]
        if faults := [*faults, *self._office.agent_faults(centre, order.agent)]:
            raise Refused(faults)
        number = await self._numbers.next(centre, moment.now.date(), "Z")
        consultation = Consultation(
            id=number,
            centre=centre,
            request=cause.id,
            asker=_normalised(order.asker),
            channel=order.channel,
            question=order.question,
            items=tuple(dict.fromkeys(order.items)),
            project=order.project,
            agent=self._office.agent(centre, order.agent, number),
            received_at=moment.now,
            since=moment.now,
        )
        return await self._consultations.add_once(consultation, cause, consultation.received(moment))

    async def refer(self, centre: str, order: say.ReferConsultation, cause: Cause) -> Consultation:
        """Ask sections for their part."""
        sections, faults = self._office.sections(centre, order.to)
        if faults:
            raise Refused(faults)
        return await self._act(centre, order.consultation, cause, lambda found, moment: found.refer(sections, order, moment))

    async def contribute(self, centre: str, order: say.ContributeToConsultation, cause: Cause) -> Consultation:
        """Bring in the part of a section."""
        return await self._act(centre, order.consultation, cause, lambda found, moment: found.contribute(order, moment))

    async def answer(self, centre: str, order: say.AnswerConsultation, cause: Cause) -> Consultation:
        """Give the (joint) answer, with everything that the named items need."""
        if faults := [*self._office.item_faults(centre, order.items)]:
            raise Refused(faults)

        def decide(found: Consultation, moment: Moment) -> Sequence[Event]:
            told = self._office.told(centre, (*found.items, *order.items))
            return found.answered(order, told, self._office.version, moment)

        return await self._act(centre, order.consultation, cause, decide)

    async def close(self, centre: str, order: say.CloseConsultation, cause: Cause) -> Consultation:
        """Nothing more is wanted."""
        return await self._act(centre, order.consultation, cause, lambda found, moment: found.close(order, moment))

    async def apply(self, centre: str, order: say.ApplyFromConsultation, _cause: Cause) -> dict[str, Any]:
        """The form as far as it is filled in, and what is still to be filled in; nothing is changed."""
        found = await self.consultation(centre, order.consultation)
        if faults := _spent(found, "consultation"):
            raise Refused(faults)
        form = prefilled(found, order.application)
        try:
            application = self._read(centre, json.dumps(form, ensure_ascii=False).encode())
        except Refused as refused:
            return {"application": form, "complete": False, "missing": [fault.model_dump() for fault in refused.faults]}
        return {"application": application.model_dump(mode="json"), "complete": True, "missing": []}

    async def link_faults(self, centre: str, number: str) -> list[Fault]:
        """What is wrong with the `consultation` of an application: no such one here, or it is another case already."""
        found = await self._consultations.get(normalise_record_number(number))
        if found is None or found.centre != centre:
            return [Fault(field="consultation", message="咨询不存在", remedy="请核对咨询编号，或删除此项")]
        return _spent(found, "consultation")

    async def became_case(self, number: str, case_number: str, cause: Cause) -> None:
        """Mark a consultation as become a case; said once, however often it is asked for."""

        def decide(found: Consultation) -> Sequence[Event]:
            return found.became_case(case_number, self._office.moment(found.centre))

        await self._consultations.change(normalise_record_number(number), cause, decide)

    async def due(self, number: str, alarm: int, cause: Cause) -> None:
        """An alarm of a consultation has gone off."""

        def decide(found: Consultation) -> Sequence[Event]:
            return found.due(alarm, self._office.moment(found.centre))

        await self._consultations.change(number, cause, decide)

    async def consultation(self, centre: str, number: str) -> Consultation:
        """One consultation of this centre. Errors: Refused."""
        found = await self._consultations.get(normalise_record_number(number))
        if found is None or found.centre != centre:
            raise refuse("consultation", "咨询不存在", "请核对咨询编号；其他中心的咨询请向该中心查询")
        return found

    async def consultations(self, centre: str, query: say.ConsultationsQuery) -> list[Consultation]:
        """Consultations of this centre, the newest first."""
        states, overdue = FILTERS[query.state]
        after = None if query.after is None else normalise_record_number(query.after)
        return await self._consultations.newest(centre, states, overdue, after, query.limit)

    async def _act(
        self, centre: str, number: str, cause: Cause, decide: Callable[[Consultation, Moment], Sequence[Event]]
    ) -> Consultation:
        found = await self.consultation(centre, number)
        return await self._consultations.change(found.id, cause, lambda one: decide(one, self._office.moment(centre)))


def _spent(found: Consultation, field: str) -> list[Fault]:
    if found.case_number is None:
        return []
    return [Fault(field=field, message=f"该咨询已转为办件 {found.case_number}", remedy="请查询该办件；另行申请的，请删除此项")]


def _asker_faults(asker: say.Asker) -> list[Fault]:
    checks = (
        ("asker.phone", asker.phone, check_telephone, "请填写手机号或带区号的固定电话，或不填"),
        ("asker.uscc", asker.uscc, check_uscc, "请核对证件原件后改正，或不填"),
    )
    return [
        Fault(field=field, message=message, remedy=remedy)
        for field, value, check, remedy in checks
        if value is not None and (message := check(value))
    ]


def _normalised(asker: say.Asker) -> say.Asker:
    phone = asker.phone and normalise_telephone(asker.phone)
    return asker.model_copy(update={"phone": phone, "uscc": asker.uscc and normalise_uscc(asker.uscc)})
