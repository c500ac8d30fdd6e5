"""Who decides an item (承办): the rules of a centre asked about it, the seat of authority found, and the way to it."""

from collections.abc import Mapping
from typing import Literal

from services.routing import asking
from services.routing.domain.custody import Placement
from services.routing.domain.decisions import FiredRule, ItemDecision, RuleEngine, decide_item
from services.routing.domain.facts import Scalar
from services.routing.domain.route import Route
from services.routing.domain.rules import Rulebook
from services.routing.domain.ruling import Ruling
from services.routing.domain.task import Task
from services.routing.domain.transfer import Stop
from services.routing.domain.way import direction, seat_of, way
from shared.clock import Clock, Term
from shared.contracts.routing import PlannedItem
from shared.errors import refuse
from shared.jurisdictions import Department, Item, Jurisdictions
from shared.regions import RegionUnknown, ancestors

Facts = Mapping[str, Scalar]


class Seats:
    """Finds who decides an item, by the rules of the centre that asks."""

    def __init__(self, jurisdictions: Jurisdictions, engine: RuleEngine, clock: Clock) -> None:
        self._jurisdictions = jurisdictions
        self._engine = engine
        self._clock = clock

    def accepted(self, route: Route, task: Task, centre: str, rulebook: Rulebook) -> Placement:
        """Where the rules of the centre that accepts an item put it. It goes on from there, never back to a centre that
        has held it: what the two see differently is settled by returning it, not by handing it to and fro.
        Errors: Refused, where that centre is above: what the law leaves to it, it cannot hand down.
        """
        item = self._jurisdictions.item(route.centre, task.plan.item)
        location = route.facts.get("location")
        today = int(f"{self._clock.now():%Y%m%d}")
        asked = asking.of_item(item) | asking.of_centre(centre, str(location) if location else None) | {"today": today}
        found = self.placement(centre, item, rulebook, route.facts | asked, asked, task.plan.after)
        if not found.stops or not task.custody.has_held(found.stops[0].centre):
            return found
        if found.stops[0].direction == "up":
            asker = found.stops[0].name
            raise refuse("transfer_id", f"按派件规则，该事项不由本级决定，应由{asker}办理或提请", f"请将该转办件退回{asker}")
        department = self.nearest(centre, found.plan.department)
        here = {
            "region": department.region,
            "department": department.code,
            "department_name": department.name,
            "holder": centre,
            "submit_to": None,
        }
        return found._replace(plan=found.plan.model_copy(update=here), stops=(), submit_to=None)

    def placement(
        self, centre: str, item: Item, rulebook: Rulebook, facts: Facts, asked: Facts, after: tuple[int, ...]
    ) -> Placement:
        """Where this centre's rules put an item: who decides it, within which limits, and by which way it gets there.

        `asked` are the facts that are this item's own. Errors: of the rules; DepartmentUnknown; OutOfReach.
        """
        decision = decide_item(rulebook, self._engine, {**facts, **asked})
        place = str(facts.get("location") or centre)
        seat = seat_of(place, decision.level, self._jurisdictions.on_bus)
        passed = way(centre, seat.centre, self._jurisdictions.on_bus)
        stops = tuple(self.stop(giver, receiver) for giver, receiver in zip((centre, *passed), passed, strict=False))
        department = self.nearest(seat.centre, decision.department)
        promised = _term(
            item.promised, "承诺办理时限", 0 if decision.instant else decision.promised_days, _setter(decision, "promised")
        )
        legal = _term(item.legal, "法定办理时限", decision.legal_days, _setter(decision, "legal"))
        ruling = Ruling(
            centre=centre,
            rulebook=rulebook.version,
            asked=dict(asked),
            verdicts=decision.won,
            decided_by=asking.recorded(decision.decided_by),
        )
        plan = PlannedItem(
            item=item.number,
            item_name=item.name,
            region=department.region,
            department=department.code,
            department_name=department.name,
            level=decision.level,
            holder=seat.centre,
            submit_to=seat.submit_to,
            after=after,
            instant=item.instant if decision.instant is None else decision.instant,
            not_needed=decision.not_needed,
            tolerance=decision.tolerance,
            commitment=decision.commitment,
            special_steps=decision.special_steps,
            promised_days=promised.days if promised else None,
            legal_days=legal.days if legal else None,
        )
        return Placement(plan, promised, legal, seat.submit_to, stops, ruling)

    def stop(self, giver: str, receiver: str) -> Stop:
        """The way from one centre to another. Errors: Refused, where none leads there."""
        try:
            way_there = direction(giver, receiver)
        except RegionUnknown as unknown:
            raise refuse("to", str(unknown), "请填写在线的上级、下级或同级中心的行政区划代码") from unknown
        if way_there is None or not self._jurisdictions.on_bus(receiver):
            why = "不在线" if way_there else "不是上级、下级，也不是本自治区（省）内的同级中心"
            raise refuse("to", f"{receiver} {why}，不能转办", "请填写在线的上级、下级或同级中心的行政区划代码")
        centre = self._jurisdictions.centre(receiver)
        term = centre.settings.transfer_working_days.term("转办件接收时限")
        return Stop(centre=receiver, name=centre.name, direction=way_there, term=term)

    def authority(self, task: Task) -> str:
        """Name of the authority above the bus that an item is submitted to; empty where it goes to none. The state's is
        named by its kind, for no table of departments reaches that far.
        """
        if task.submit_to is None:
            return ""
        found = self._jurisdictions.departments(task.submit_to).get(task.plan.department)
        return found.name if found else f"国家{self._jurisdictions.department(task.plan.region, task.plan.department).kind}"

    def nearest(self, place: str, code: str) -> Department:
        """The department of that place, or of the level above that has one. Errors: DepartmentUnknown."""
        for above in (one.code for one in ancestors(place) if self._jurisdictions.on_bus(one.code)):
            if code in self._jurisdictions.departments(place):
                break
            place = above
        return self._jurisdictions.department(place, code)

    def address(self, place: str, code: str) -> str:
        """The same as `<region>.<department>`."""
        department = self.nearest(place, code)
        return f"{department.region}.{department.code}"


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
