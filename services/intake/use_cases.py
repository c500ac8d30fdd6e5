"""What intake does with a case: load, ask, decide, save."""

import json
from collections.abc import Callable, Sequence
from typing import Protocol

from services.intake.acts import ACTS
from services.intake.applications import Applications
from services.intake.assigning import Assigning
from services.intake.domain import accepting, delivering, evaluating, falling_due, interrupting, mandating, promising
from services.intake.domain.case import Case
from services.intake.domain.mandate import Mandate
from services.intake.domain.moment import Moment
from services.intake.moments import Moments
from services.intake.news import meaning
from services.intake.store import Cases
from shared.bus.envelope import Cause
from shared.contracts import intake as say
from shared.contracts import routing
from shared.contracts.application import Application
from shared.contracts.base import Event, Strict
from shared.contracts.evaluation import Evaluate
from shared.contracts.mandate import Absence, ChangeAgent
from shared.contracts.materials import MakePromise
from shared.errors import Fault, Refused, refuse
from shared.jurisdictions import Jurisdictions
from shared.log import log
from shared.store import Numbers, Refusals, RefusedAct

Decide = Callable[[Case, Moment], Sequence[Event]]
LATELY = 20  # refused acts of a case that its window is shown, the last ones


class Questions(Protocol):
    """Consultations, as far as applications come from them."""

    async def link_faults(self, centre: str, number: str) -> list[Fault]:
        """What is wrong with the consultation that an application names."""

    async def became_case(self, number: str, case_number: str, cause: Cause) -> None:
        """It has become this case; said once, however often it is asked for."""


class UseCases:
    """The use cases of the case file."""

    def __init__(
        self,
        cases: Cases,
        numbers: Numbers,
        applications: Applications,
        assigning: Assigning,
        refusals: Refusals,
        questions: Questions,
        jurisdictions: Jurisdictions,
        moments: Moments,
    ) -> None:
        self._cases = cases
        self._numbers = numbers
        self._applications = applications
        self._assigning = assigning
        self._refusals = refusals
        self._questions = questions
        self._jurisdictions = jurisdictions
        self._moments = moments

    async def submit(self, centre: str, body: bytes, cause: Cause) -> Case:
        """Take an application in; the same cause always gives the same case. Errors: Refused, with every fault."""
        application = self._applications.read(centre, body)
        case = await self._cases.submitted(cause.id) or await self._open(application, cause)
        if application.consultation:  # also when the request is repeated: a crash may have come between the two writes
            await self._questions.became_case(application.consultation, case.id, cause)
        return case

    async def apply(self, centre: str, order: say.ApplyAgain, cause: Cause) -> Case:
        """A new case from the form of an earlier one of this centre. Errors: Refused, with every fault."""
        earlier = (await self.case(centre, order.case_number)).application
        form = earlier.model_dump(mode="json") | {"service": order.service, "materials": order.materials}
        form |= {"channel": order.channel or earlier.channel, "items": order.items or earlier.items}
        return await self.submit(centre, json.dumps(form, ensure_ascii=False).encode(), cause)

    async def _open(self, application: Application, cause: Cause) -> Case:
        if application.consultation:
            faults = await self._questions.link_faults(application.centre, application.consultation)
            if faults:
                raise Refused(faults)
        moment = self._moments.at(application.centre)
        agent, chosen = await self._assigning.choice(application, moment.now.date())
        case = Case(
            id=await self._numbers.next(application.centre, moment.now.date()),
            centre=application.centre,
            request=cause.id,
            application=application,
            submitted_at=moment.iso,
            received_at=moment.now,
            agent=agent,
            chosen=chosen,
            catalogue=self._jurisdictions.version,
            materials=self._applications.ledger(application, moment.iso),
            originals=application.originals,
            mandate=_mandate(application),
        )
        facts = case.settled(moment, accepting.submitted(case, chosen, moment))
        return await self._cases.add_once(case, cause, facts)

    async def act(self, centre: str, operation: str, number: str, order: Strict, cause: Cause) -> Case:
        """One of `ACTS`. Errors: Refused."""
        decide = ACTS[operation].decide
        return await self._change(centre, number, cause, lambda case, moment: decide(case, order, moment))

    async def sign(self, centre: str, order: say.SignDocument, cause: Cause) -> Case:
        """Sign the mandate, the completion form, or a form that stops the case. Errors: Refused."""
        grades = self._jurisdictions.centre(centre).settings.evaluation_grades.value

        def decide(case: Case, moment: Moment) -> Sequence[Event]:
            match order.document:
                case "mandate":
                    return mandating.sign(case, order, moment)
                case "completion":
                    return delivering.sign_completion(case, order, grades, moment)
                case _:
                    return interrupting.sign(case, order, moment)

        return await self._change(centre, order.case_number, cause, decide)

    async def promise(self, centre: str, order: MakePromise, cause: Cause) -> Case:
        """容缺受理 or 告知承诺. Errors: Refused, with every fault."""
        case = await self.case(centre, order.case_number)
        broken = await self._cases.broken_promises(case.application.applicant.party)
        allowed = self._applications.promises(case.application.centre, order.item)

        def decide(case: Case, moment: Moment) -> Sequence[Event]:
            return promising.make(case, order, allowed, broken, moment)

        return await self._change(centre, order.case_number, cause, decide)

    async def add_items(self, centre: str, order: say.AddItems, cause: Cause) -> Case:
        """Add items, each with all its materials, to a running case. Errors: Refused, with every fault."""

        def decide(case: Case, moment: Moment) -> Sequence[Event]:
            accepting.may_add(case, order.agent, moment)
            application, added = self._applications.enlarged(case.application, order, moment.iso)
            return accepting.add(case, order, application, added, moment)

        return await self._change(centre, order.case_number, cause, decide)

    async def evaluate(self, centre: str, order: Evaluate, cause: Cause) -> Case:
        """One evaluation. Errors: Refused."""
        grades = self._jurisdictions.centre(centre).settings.evaluation_grades.value
        return await self._change(
            centre, order.case_number, cause, lambda case, moment: evaluating.evaluate(case, order, grades, moment)
        )

    async def change_agent(self, centre: str, order: ChangeAgent, cause: Cause) -> Case:
        """Another agent, the named one or the best of those who are there. Errors: Refused."""
        case = await self.case(centre, order.case_number)
        day = self._moments.at(centre).now.date()
        if order.to is not None:
            agent = await self._assigning.named(centre, order.to, day)
        else:
            agent, _ = await self._assigning.choice(case.application, day, without={case.agent.id})
        return await self._change(
            centre, order.case_number, cause, lambda case, moment: mandating.change_agent(case, agent, order, moment)
        )

    async def absence(self, centre: str, order: Absence, cause: Cause) -> list[Case]:
        """An agent is away: every open case of his gets another agent, one by one, however often it is said; those for
        whom nobody else is there stay as they are. Errors: Refused.
        """
        await self._assigning.absent(centre, order, self._moments.at(centre).now.date())
        numbers = await self._cases.of_agent(centre, order.agent)
        changed = [await self._replaced(centre, number, order, cause) for number in numbers]
        return [case for case in changed if case.agent.id != order.agent]

    async def _replaced(self, centre: str, number: str, order: Absence, cause: Cause) -> Case:
        """Another agent in the place of the absent one; a case that has one by now keeps him."""
        case = await self.case(centre, number)
        agent, _ = await self._assigning.choice(case.application, self._moments.at(centre).now.date(), without={order.agent})
        change = ChangeAgent(case_number=number, cause="absence", reason=order.reason)

        def decide(case: Case, moment: Moment) -> Sequence[Event]:
            if case.agent.id != order.agent or agent.id == order.agent:
                return []
            return mandating.change_agent(case, agent, change, moment)

        return await self._make(number, centre, Cause(cause.derive(number), cause.traceparent), decide)

    async def case(self, centre: str, number: str) -> Case:
        """One case of this centre. Errors: Refused."""
        case = await self._cases.get(number)
        if case is None or case.centre != centre:
            raise refuse("case_number", "办件不存在", "请核对办件编号；其他中心的办件请向该中心查询")
        return case

    def moment(self, centre: str) -> Moment:
        """The present at a centre."""
        return self._moments.at(centre)

    async def refused_of(self, case: Case) -> list[RefusedAct]:
        """What was refused about a case lately, the oldest first."""
        return await self._refusals.of(case.id, LATELY)

    async def note(self, centre: str, number: str, who: str, act: str, refused: Refused) -> None:
        """Record a refused act with its case; what names no case of this centre stays in the log."""
        case = await self._cases.get(number)
        if case is None or case.centre != centre:
            log.info("act.refused", act=act, reason=str(refused))
            return
        await self._refusals.note(case.id, who, act, refused.faults, self._moments.at(centre).now)

    async def due(self, number: str, alarm: int, cause: Cause) -> None:
        """An alarm has gone off; one that is not wanted any more changes nothing."""
        case = await self._cases.get(number)
        if case is None:
            return
        grades = self._jurisdictions.centre(case.centre).settings.evaluation_grades.value
        await self._make(number, case.centre, cause, lambda case, moment: falling_due.due(case, alarm, grades, moment))

    async def hear(self, number: str, centre: str, news: routing.RoutingEvent, sequence: int, cause: Cause) -> None:
        """Routing's news of a case, the `sequence`-th; replicas share it without order. Errors: Unknown."""
        if decide := meaning(news, sequence):
            await self._make(number, centre, cause, decide)

    async def _change(self, centre: str, number: str, cause: Cause, decide: Decide) -> Case:
        await self.case(centre, number)
        return await self._make(number, centre, cause, decide)

    async def _make(self, number: str, centre: str, cause: Cause, decide: Decide) -> Case:
        def whole(case: Case) -> Sequence[Event]:
            moment = self._moments.at(centre)
            return case.settled(moment, decide(case, moment))

        return await self._cases.change(number, cause, whole)


def _mandate(application: Application) -> Mandate | None:
    """Only the agency has one."""
    return Mandate(items=application.items, stages=application.stages) if application.service == "agency" else None
