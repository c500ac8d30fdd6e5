"""From an accepted application to a route: facts, rules, departments, order."""

from collections.abc import Mapping
from graphlib import TopologicalSorter
from pathlib import Path
from typing import Any, Literal, Protocol

from services.routing.domain.decisions import (
    CaseDecision,
    FiredRule,
    ItemDecision,
    Placed,
    RuleEngine,
    decide_case,
    decide_item,
    summary,
)
from services.routing.domain.route import Route
from services.routing.domain.rules import Rulebook
from services.routing.domain.task import Task
from services.routing.domain.verdicts import ALL_PARTIES
from services.routing.rulebook import load_rulebook
from shared.clock import Clock, Term
from shared.contracts.application import Application
from shared.contracts.common import DecidedBy
from shared.contracts.intake import CaseAccepted
from shared.contracts.routing import PlannedItem, ReviewCall
from shared.jurisdictions import Department, Item, Jurisdictions, prerequisites
from shared.regions import Level, ancestors, at_level, region

NUMBERS = ("investment", "energy_tce", "power_kwh", "area_ha", "earthwork_m3", "slope_m")
REVIEWS = {
    "joint_meeting": "联席会议",
    "joint_review": "会商联审",
    "pre_review": "联办预审",
    "coordination_meeting": "协调会议",
    "reform_office": "提交工程建设项目审批制度改革领导小组办公室",
}
SILENCE = {"consent": "consent", "escalate": "objection"}
"""What a centre says of silence, and how a review takes it: what would climb the ladder is no consent."""


class Engine(RuleEngine, Protocol):
    """A rule engine that is told of rulebooks."""

    def ensure(self, rulebook: Rulebook) -> None:
        """Know this rulebook from now on; knowing it already changes nothing."""


class Placing:
    """Places cases by the rulebook of their centre."""

    def __init__(self, jurisdictions: Jurisdictions, directory: Path, engine: Engine, clock: Clock) -> None:
        """Read, check and compile every centre's rulebook. Errors: whatever the check finds, all of it at once."""
        self._jurisdictions = jurisdictions
        self._engine = engine
        self._clock = clock
        self.rulebooks = {code: load_rulebook(directory, code) for code in jurisdictions.centres()}
        for rulebook in self.rulebooks.values():
            engine.ensure(rulebook)

    def place(self, case: str, centre: str, accepted: CaseAccepted) -> tuple[Route, ReviewCall | None]:
        """The route of a case, and the joint review that the rules ask for. Errors: of the rules; DepartmentUnknown."""
        rulebook = self.rulebooks[centre]
        known = self._known(accepted.application, centre)
        tasks = self._tasks(case, centre, rulebook, accepted.application, known)
        placed = [_placed(task, self._jurisdictions.item(centre, task.plan.item)) for task in tasks]
        decision = decide_case(rulebook, self._engine, known | summary(placed))
        route = self._route(case, centre, accepted, rulebook, decision, tasks)
        return route, self._call(route, decision)

    def _known(self, application: Application, centre: str) -> dict[str, Any]:
        """What the application tells the rules; what it does not tell is absent."""
        project = application.project
        city = at_level(centre, Level.CITY)
        told: dict[str, Any] = {
            "centre": centre,
            "city": city.code if city else None,
            "centre_level": region(centre).level.name.lower(),
            "applicant_kind": application.applicant.kind,
            "today": int(f"{self._clock.now():%Y%m%d}"),
            **application.flags.model_dump(),
        }
        if project is None:
            return told
        return told | {
            "project_kind": project.kind,
            "mine": project.mine,
            "key_project": project.key_project,
            **{name: getattr(project, name) for name in NUMBERS},
            **{str(trait): True for trait in project.traits},
        }

    def _tasks(
        self, case: str, centre: str, rulebook: Rulebook, application: Application, known: Mapping[str, Any]
    ) -> list[Task]:
        """One task per item, in an order in which none comes before what it waits for."""
        items = {number: self._jurisdictions.item(centre, number) for number in application.items}
        traits = application.project.traits if application.project else ()
        order = prerequisites(items.values(), {**known, "traits": traits})
        sequence = TopologicalSorter({number: sorted(order[number]) for number in sorted(items)}).static_order()
        tasks = []
        for number in sequence:
            facts: dict[str, Any] = {**known, "item": number, "item_stage": items[number].stage.code}
            decision = decide_item(rulebook, self._engine, facts)
            tasks.append(self._task(case, centre, items[number], decision, tuple(sorted(order[number]))))
        return tasks

    def _task(self, case: str, centre: str, item: Item, decision: ItemDecision, after: tuple[int, ...]) -> Task:
        place, submit_to = self._authority(centre, decision.level)
        department = self._nearest(place, decision.department)
        instant = item.instant if decision.instant is None else decision.instant
        promised = _term(
            item.promised, "承诺办理时限", 0 if decision.instant else decision.promised_days, _setter(decision, "promised")
        )
        legal = _term(item.legal, "法定办理时限", decision.legal_days, _setter(decision, "legal"))
        plan = PlannedItem(
            item=item.number,
            item_name=item.name,
            region=department.region,
            department=department.code,
            department_name=department.name,
            level=decision.level,
            after=after,
            instant=instant,
            not_needed=decision.not_needed,
            promised_days=promised.days if promised else None,
            legal_days=legal.days if legal else None,
        )
        return Task(
            plan=plan,
            task_id=f"{case}/{item.number}",
            restricted=item.restricted,
            submit_to=submit_to,
            promised=promised,
            legal=legal,
            decided_by=_recorded(decision.decided_by),
        )

    def _authority(self, centre: str, level: str) -> tuple[str, str | None]:
        """Region whose department takes the task, and the one above the bus that it submits to (转报), if any."""
        chain = [region(centre), *ancestors(centre)]
        holder = next((place for place in chain if place.level <= Level[level.upper()]), chain[-1])
        if self._jurisdictions.on_bus(holder.code):
            return holder.code, None
        nearest = [place.code for place in chain if self._jurisdictions.on_bus(place.code) and place.level > holder.level]
        return nearest[-1], holder.code

    def _nearest(self, place: str, code: str) -> Department:
        """The department of that place, or of the level above that has one. Errors: DepartmentUnknown."""
        for above in (one.code for one in ancestors(place) if self._jurisdictions.on_bus(one.code)):
            if code in self._jurisdictions.departments(place):
                break
            place = above
        return self._jurisdictions.department(place, code)

    def _route(
        self, case: str, centre: str, accepted: CaseAccepted, rulebook: Rulebook, decision: CaseDecision, tasks: list[Task]
    ) -> Route:
        lead = self._lead(centre, decision.lead_department, tasks)
        application = accepted.application
        settings = self._jurisdictions.centre(centre).settings
        return Route(
            id=case,
            centre=centre,
            applicant=application.applicant.name,
            project=application.project.name if application.project else None,
            project_code=application.project.code if application.project else None,
            agent=accepted.agent.title,
            files=accepted.files,
            rulebook=rulebook.version,
            lead=f"{lead.region}.{lead.code}",
            lead_name=lead.name,
            stage_leads=decision.stage_leads,
            decided_by=_recorded(decision.decided_by),
            one_stop=decision.one_stop,
            green_channel=decision.green_channel,
            tracked=decision.tracked,
            tasks={task.task_id: task for task in tasks},
            review_limit_days=settings.opinion_working_days.value,
            review_silence=SILENCE[settings.opinion_silence.value],
        )

    def _lead(self, centre: str, code: str, tasks: list[Task]) -> Department:
        """The lead department: of those with that code that have a part in the case the nearest, else the centre's own."""
        places = [task.plan.region for task in tasks if task.plan.department == code and not task.plan.not_needed]
        nearest = max(places, key=lambda place: region(place).level, default=None)
        return self._jurisdictions.department(nearest, code) if nearest else self._nearest(centre, code)

    def _call(self, route: Route, decision: CaseDecision) -> ReviewCall | None:
        review = decision.joint_review
        parties = tuple(dict.fromkeys(task.address for task in route.tasks.values() if not task.plan.not_needed))
        if review is None or not parties:  # where the law asks for no permit at all, there is nothing to discuss
            return None
        mandatory = self._addresses(route.centre, review.mandatory, parties)
        led = review.convener == decision.lead_department
        return ReviewCall(
            review_id=route.next_review(),
            kind=REVIEWS[review.kind],
            cause="rules",
            subject=f"请就“{route.project or route.applicant}”的审批安排集中研究，并就本部门事项提出意见",
            convener=route.lead if led else self._addresses(route.centre, (review.convener,), parties)[0],
            mandatory=mandatory,
            advisory=tuple(one for one in self._addresses(route.centre, review.advisory, parties) if one not in mandatory),
            limit_days=route.review_limit_days,
            silence=route.review_silence,
        )

    def _addresses(self, centre: str, codes: tuple[str, ...], parties: tuple[str, ...]) -> tuple[str, ...]:
        """Departments that the rules name, as addresses; each once."""
        found: list[str] = []
        for code in codes:
            if code == ALL_PARTIES:
                found += parties
            else:
                department = self._nearest(centre, code)
                found.append(f"{department.region}.{department.code}")
        return tuple(dict.fromkeys(found))


def _placed(task: Task, item: Item) -> Placed:
    plan = task.plan
    return Placed(plan.item, plan.region, plan.department, plan.level, item.stage.code, needed=not plan.not_needed)


def _setter(decision: ItemDecision, limit: str) -> FiredRule | None:
    """The rule that set a limit of an item, if one did."""
    instant = decision.because("instant") if limit == "promised" and decision.instant else None
    return instant or decision.because(f"limits.{limit}_days")


def _term(term: Term | None, what: str, days: int | None, by: FiredRule | None) -> Term | None:
    """The catalogue's limit, or a rule's in its place."""
    if days is None or by is None:
        return term
    mark: Literal["sourced", "inferred"] = "sourced" if by.mark == "sourced" else "inferred"
    return Term(what=what, days=days, unit="working", basis=f"{by.basis_document} {by.basis_clause}", mark=mark)


def _recorded(rules: tuple[FiredRule, ...]) -> tuple[DecidedBy, ...]:
    """The rules that decided something, with their clauses; those that were overruled are left to the explanation."""
    return tuple(
        DecidedBy(rule=rule.id, name=rule.name, basis=f"{rule.basis_document} {rule.basis_clause}", mark=rule.mark)
        for rule in rules
        if rule.decided
    )
