"""From an accepted application to a route: its facts, what the rules say of the case and of each item, and the order."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from graphlib import TopologicalSorter

from services.routing import asking
from services.routing.convening import Convening
from services.routing.domain.decisions import CaseDecision, Placed, RuleEngine, decide_case, summary
from services.routing.domain.facts import Scalar
from services.routing.domain.review import Review
from services.routing.domain.route import Route
from services.routing.domain.rules import Rulebook
from services.routing.domain.ruling import Ruling
from services.routing.domain.task import Task
from services.routing.seats import Seats
from shared.clock import Clock
from shared.contracts.intake import CaseAccepted
from shared.jurisdictions import Department, Item, Jurisdictions, prerequisites
from shared.regions import region

Facts = Mapping[str, Scalar]


class Placing:
    """Places cases and items by the rulebook that it is given."""

    def __init__(self, jurisdictions: Jurisdictions, engine: RuleEngine, clock: Clock) -> None:
        self.seats = Seats(jurisdictions, engine, clock)
        self.convening = Convening(jurisdictions, self.seats)
        self._jurisdictions = jurisdictions
        self._engine = engine
        self._clock = clock

    def place(self, case: str, centre: str, accepted: CaseAccepted, rulebook: Rulebook) -> tuple[Route, Review | None]:
        """The route of a case, and the joint review that the rules ask for. Errors: of the rules; DepartmentUnknown; Refused."""
        known = asking.of_application(accepted.application, centre, self._clock.now())
        tasks = self._tasks(case, centre, rulebook, accepted.application.items, known)
        counted = summary(self._placed(centre, task) for task in tasks)
        decision = decide_case(rulebook, self._engine, known | counted)
        ruling = Ruling(
            centre=centre,
            rulebook=rulebook.version,
            asked=counted,
            verdicts=decision.won,
            decided_by=asking.recorded(decision.decided_by),
        )
        route = self._route(case, centre, accepted, known, ruling, decision, tasks)
        return route, self.convening.by_rules(route, decision)

    def added(self, route: Route, items: Iterable[int], rulebook: Rulebook) -> list[Task]:
        """The tasks of items that were added to a running case; they wait for those that are under way already."""
        numbers = {*(task.plan.item for task in route.tasks.values()), *items}
        tasks = self._tasks(route.id, route.centre, rulebook, numbers, route.facts)
        return [task for task in tasks if task.task_id not in route.tasks]

    def _tasks(self, case: str, centre: str, rulebook: Rulebook, numbers: Iterable[int], known: Facts) -> list[Task]:
        """One task per item, in an order in which none comes before what it waits for."""
        items = {number: self._jurisdictions.item(centre, number) for number in numbers}
        order = prerequisites(items.values(), known)
        sequence = TopologicalSorter({number: sorted(order[number]) for number in sorted(items)}).static_order()
        return [self._task(case, centre, items[number], rulebook, known, tuple(sorted(order[number]))) for number in sequence]

    def _task(self, case: str, centre: str, item: Item, rulebook: Rulebook, known: Facts, after: tuple[int, ...]) -> Task:
        placement = self.seats.placement(centre, item, rulebook, known, asking.of_item(item), after)
        return Task(
            plan=placement.plan,
            task_id=f"{case}/{item.number}",
            restricted=item.restricted,
            permit=item.permit,
            submit_to=placement.submit_to,
            stops=placement.stops,
            promised=placement.promised,
            legal=placement.legal,
            rulings=(placement.ruling,),
        )

    def _placed(self, centre: str, task: Task) -> Placed:
        plan = task.plan
        stage = self._jurisdictions.item(centre, plan.item).stage.code
        return Placed(plan.item, plan.region, plan.department, plan.level, stage, needed=not plan.not_needed)

    def _route(
        self,
        case: str,
        centre: str,
        accepted: CaseAccepted,
        known: Facts,
        ruling: Ruling,
        decision: CaseDecision,
        tasks: list[Task],
    ) -> Route:
        lead = self._lead(centre, decision.lead_department, tasks)
        application = accepted.application
        home = self._jurisdictions.centre(centre)
        return Route(
            id=case,
            centre=centre,
            centre_name=home.name,
            applicant=application.applicant.name,
            project=application.project.name if application.project else None,
            project_code=application.project.code if application.project else None,
            agent=accepted.agent.title,
            files=accepted.files,
            accepted_at=datetime.fromisoformat(accepted.accepted_at),
            facts=dict(known),
            ruling=ruling,
            rulebook=ruling.rulebook,
            lead=f"{lead.region}.{lead.code}",
            lead_name=lead.name,
            stage_leads=decision.stage_leads,
            one_stop=decision.one_stop,
            green_channel=decision.green_channel,
            tracked=decision.tracked,
            tasks={task.task_id: task for task in tasks},
        )

    def _lead(self, centre: str, code: str, tasks: list[Task]) -> Department:
        """The lead department: of those with that code that have a part in the case the nearest, else the centre's own."""
        places = [task.plan.region for task in tasks if task.plan.department == code and not task.plan.not_needed]
        nearest = max(places, key=lambda place: region(place).level, default=None)
        return self._jurisdictions.department(nearest, code) if nearest else self.seats.nearest(centre, code)
