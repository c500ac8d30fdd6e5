"""What intake can be asked to do: load, ask, decide, save."""

from collections.abc import Callable, Sequence
from typing import Any

from pydantic import ValidationError
from pydantic_core import from_json

from services.intake.domain.addition import enlarged
from services.intake.domain.case import Case
from services.intake.domain.form import Rules, form_faults, normalised
from services.intake.domain.materials import missing, visible_name
from services.intake.store import Cases, Numbers
from shared.bus.envelope import Cause, faults_of
from shared.clock import Clock
from shared.contracts import intake as say
from shared.contracts.application import Application
from shared.contracts.base import Event
from shared.contracts.intake import Agent
from shared.contracts.routing import CaseDecided, CaseRouted, CorrectionRequested, RoutingEvent
from shared.errors import Refused, refuse
from shared.jurisdictions import Jurisdictions


class UseCases:
    """The use cases of the case file."""

    def __init__(self, cases: Cases, numbers: Numbers, jurisdictions: Jurisdictions, clock: Clock) -> None:
        self._cases = cases
        self._numbers = numbers
        self._jurisdictions = jurisdictions
        self._clock = clock

    async def submit(self, centre: str, body: bytes, cause: Cause) -> Case:
        """Take an application in; the same cause always gives the same case. Errors: Refused, with every fault."""
        application = self._read(centre, body)
        if (known := await self._cases.submitted(cause.id)) is not None:
            return known
        now = self._clock.now()
        number = await self._numbers.next(centre, now.date())
        case = Case(
            id=number,
            centre=centre,
            submission=cause.id,
            application=application,
            submitted_at=now.isoformat(),
            agent=self._agent(centre, number),
            missing=missing(self._checklist(application), application.materials),
        )
        facts = case.submitted()
        return await self._cases.add_once(case, cause, facts)

    def _read(self, centre: str, body: bytes) -> Application:
        """The application, or every fault of it: of shape and of content together."""
        if not self._jurisdictions.on_bus(centre):
            raise refuse("centre", f"没有代码为 {centre} 的政务服务中心", "请核对中心的行政区划代码")
        faults = []
        try:
            application = Application.model_validate_json(body)
            form = application.model_dump(mode="json")  # as it was understood: an item that was written "5" is 5 here
        except ValidationError as error:
            faults = faults_of(error)
            form = _raw(body)
        faults += form_faults(form, centre, self._rules(centre, form), self._clock.now().date())
        if faults:
            raise Refused(faults)
        return normalised(application)

    def _rules(self, centre: str, form: dict[str, Any]) -> Rules:
        catalogue = self._jurisdictions.catalogue(centre)
        wanted = form.get("items")
        items = [catalogue[n] for n in wanted if type(n) is int and n in catalogue] if isinstance(wanted, list) else []
        names = {material.name for item in items for material in item.materials.values()}  # more may be brought than asked for
        return Rules(catalogue.keys(), names, [number for number, item in catalogue.items() if item.stage.code != "P"])

    def _checklist(self, application: Application) -> dict[int, tuple[str, list[tuple[str, str]]]]:
        """What must be brought; an item that the catalogue has dropped since asks for nothing any more."""
        catalogue = self._jurisdictions.catalogue(application.centre)
        items = [catalogue[number] for number in application.items if number in catalogue]
        return {
            item.number: (
                visible_name(item.name, restricted=item.restricted),
                [(material.name, material.how_to) for material in item.asked(application.items)],
            )
            for item in items
        }

    def _agent(self, centre: str, number: str) -> Agent:
        """One agent per case, the cases spread evenly; the same number always gives the same agent."""
        everybody = sorted(self._jurisdictions.centre(centre).agents.items())
        agents = [(identity, agent) for identity, agent in everybody if agent.kind == "centre"] or everybody
        identity, agent = agents[int(number.rpartition("-")[2]) % len(agents)]
        return Agent(id=identity, title=agent.title)

    async def sign(self, centre: str, order: say.SignDocument, cause: Cause) -> Case:
        """Sign the mandate or the completion form."""
        return await self._act(centre, order.case_number, cause, lambda case: case.sign(order, self._now()))

    async def supplement(self, centre: str, order: say.SupplementMaterials, cause: Cause) -> Case:
        """Bring missing materials, or answer corrections."""
        return await self._act(centre, order.case_number, cause, lambda case: case.supplement(order, self._now()))

    async def add_items(self, centre: str, order: say.AddItems, cause: Cause) -> Case:
        """Add items, each with all its materials, to a running case. Errors: Refused, with every fault."""

        def decide(case: Case) -> Sequence[Event]:
            case.may_add(order.agent)
            return case.add(order, self._with(case.application, order), self._now())

        return await self._act(centre, order.case_number, cause, decide)

    def _with(self, application: Application, order: say.AddItems) -> Application:
        offered = self._jurisdictions.catalogue(application.centre)
        items = dict.fromkeys((*application.items, *(item for item in order.items if item in offered)))
        together = application.model_copy(update={"items": tuple(items)})
        rules = self._rules(application.centre, {"items": list(items)})
        return enlarged(application, order, rules, self._checklist(application), self._checklist(together))

    async def deliver(self, centre: str, order: say.DeliverResults, cause: Cause) -> Case:
        """Hand over or post the results."""
        return await self._act(centre, order.case_number, cause, lambda case: case.deliver(order, self._now()))

    async def confirm_receipt(self, centre: str, order: say.ConfirmReceipt, cause: Cause) -> Case:
        """Record the signed postal receipt."""
        return await self._act(centre, order.case_number, cause, lambda case: case.confirm_receipt(order, self._now()))

    async def attach(self, centre: str, case_number: str, file: say.AttachedFile, item: int | None, cause: Cause) -> Case:
        """Record a stored file with its case."""
        return await self._act(centre, case_number, cause, lambda case: case.attach(file, item))

    async def case(self, centre: str, number: str) -> Case:
        """One case of this centre. Errors: Refused."""
        case = await self._cases.get(number)
        if case is None or case.centre != centre:
            raise refuse("case_number", "办件不存在", "请核对办件编号；其他中心的办件请向该中心查询")
        return case

    async def cases(self, centre: str, query: say.CasesQuery) -> list[Case]:
        """Cases of this centre, the newest first."""
        return await self._cases.newest(centre, query.state, query.limit)

    async def file_limit(self, centre: str, number: str, item: int | None) -> int:
        """The largest file, in bytes, that may now be attached to this case. Errors: Refused (no such case or item, too late)."""
        case = await self.case(centre, number)
        case.may_attach(item)
        return self._jurisdictions.centre(case.centre).settings.material_limit_bytes.value

    async def hear(self, case_number: str, news: RoutingEvent, cause: Cause) -> None:
        """Routing's news of a case."""
        match news:
            case CaseRouted():
                await self._cases.change(case_number, cause, lambda case: case.routed(news.lead_department_name))
            case CorrectionRequested():
                await self._cases.change(case_number, cause, lambda case: case.correction_requested(news.item, news.points))
            case CaseDecided():
                await self._cases.change(case_number, cause, lambda case: case.gather(news.results))
            case _:
                pass

    async def _act(self, centre: str, number: str, cause: Cause, decide: Callable[[Case], Sequence[Event]]) -> Case:
        await self.case(centre, number)
        return await self._cases.change(number, cause, decide)

    def _now(self) -> str:
        return self._clock.now().isoformat()


def _raw(body: bytes) -> dict[str, Any]:
    """What was sent, as far as it is a form at all."""
    try:
        form = from_json(body)
    except ValueError:
        return {}
    return form if isinstance(form, dict) else {}
