"""The ladder of a region, and which of its rungs the rules send a trouble to."""

from collections.abc import Iterator, Mapping
from contextlib import suppress

from services.routing import asking
from services.routing.domain.decisions import RuleEngine, decide_rung
from services.routing.domain.matter import Choice, Rung, Trouble
from services.routing.domain.route import Route
from services.routing.domain.rules import Rulebook
from services.routing.domain.ruling import Ruling
from services.routing.seats import Seats
from shared.jurisdictions import DepartmentUnknown, Jurisdictions

NONE, NEXT, LEAD = "none", "next", "lead"


class Ladders:
    """Chooses rungs by the rulebook that a case is pinned to."""

    def __init__(self, jurisdictions: Jurisdictions, engine: RuleEngine, seats: Seats) -> None:
        self._jurisdictions = jurisdictions
        self._engine = engine
        self._seats = seats

    def choice(self, route: Route, trouble: Trouble, rulebook: Rulebook) -> Choice | None:
        """The rung that is to be asked, and why; None: the rules send it nowhere, or nobody is above."""
        rungs = self.rungs(route)
        present = self._present(route.centre, rungs, trouble)
        climbed = len(route.matters[trouble.matter_id].climbs) if trouble.matter_id else 0
        asked = asking.of_trouble(route, trouble, climbed)
        decision = decide_rung(rulebook, self._engine, route.facts | asked)
        if decision.rung == NONE:
            return None
        above = [rung for key, rung in rungs.items() if present is None or key > present]
        above = [rung for rung in above if rung.party != trouble.accused] or above
        wanted = above[0] if decision.rung == NEXT and above else rungs.get(decision.rung)
        if not above and present and _belongs_to_the_last(trouble):
            wanted = rungs[present]
        elif wanted is None or (present is not None and wanted.key <= present):
            return None
        ruling = Ruling(
            centre=route.centre,
            rulebook=rulebook.version,
            asked=asked,
            verdicts=decision.won,
            decided_by=asking.recorded(decision.decided_by),
        )
        return Choice(wanted, ruling, tuple(self._parties(route, trouble)), last=wanted.key == max(rungs))

    def _parties(self, route: Route, trouble: Trouble) -> Iterator[str]:
        """The stage leads, and the item's department at each centre that holds it or was asked to take it."""
        places = [(route.centre, code) for code in route.stage_leads.values()]
        task = route.tasks.get(trouble.task_id or "")
        if task:
            asked = [route.centre, *(each.offer.receiver for each in task.transfers)]
            places += [(place, task.plan.department) for place in asked]
        for place, code in places:
            with suppress(DepartmentUnknown):  # nobody to bind there, and no reason to lose the matter
                department = self._seats.nearest(place, code)
                yield f"{department.region}.{department.code}"

    def rungs(self, route: Route) -> dict[str, Rung]:
        """The ladder of the case's centre, the lowest rung first."""
        escalation = self._jurisdictions.centre(route.centre).escalation
        found = {}
        for key in sorted(escalation):
            rung = escalation[key]
            party, name = self._party(route, rung.convener)
            term = rung.limit_working_days.term(f"{rung.name}答复时限")
            kind = self._jurisdictions.review(route.centre, rung.kind).name
            found[key] = Rung(key=key, kind=kind, name=rung.name, party=party, party_name=name, term=term)
        return found

    def _party(self, route: Route, convener: str) -> tuple[str, str]:
        if convener == LEAD:
            return route.lead, route.lead_name
        place, _, code = convener.rpartition(".")
        department = self._seats.nearest(place or route.centre, code)
        return f"{department.region}.{department.code}", department.name

    def _present(self, centre: str, rungs: Mapping[str, Rung], trouble: Trouble) -> str | None:
        """The rung that has dealt with it already: the one it was at, or the one that the review was. Above the office of
        the leading group is nobody, also where it is no rung: there the last one is its equal.
        """
        if trouble.rung:
            return trouble.rung
        own = next((key for key, rung in rungs.items() if trouble.review_kind == rung.kind), None)
        office = bool(trouble.review_kind) and trouble.review_kind == self._jurisdictions.review(centre, "reform_office").name
        return max(rungs, default=None) if own is None and office else own


def _belongs_to_the_last(trouble: Trouble) -> bool:
    """With nobody above, whoever laid a measure down sees that it is done, and what a review of the last rung's kind has not
    settled that rung itself resolves; whose an item is, is settled without it (`objections.given_up`).
    """
    return trouble.trigger == "measure_overdue" or bool(trouble.review_kind and not trouble.task_id)
