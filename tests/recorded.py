"""Past cases as routing keeps them: the shipped scenarios, placed by the shipped rules, with other numbers each time."""

from collections.abc import Iterator
from datetime import datetime
from functools import cache
from itertools import count
from typing import Any

from deploy.local.rehearsal.application_file import read_application, read_form
from services.routing.domain.route import Route
from services.routing.domain.rules import Rulebook
from services.routing.placing import Placing
from services.routing.rules.engine import DurableEngine
from services.routing.rules.loading import load_rulebook
from shared.clock import CHINA, FixedClock
from shared.contracts.application import Application
from shared.contracts.intake import Agent, CaseAccepted
from shared.jurisdictions import Jurisdictions
from shared.settings import Settings

MONDAY = datetime(2026, 3, 2, 9, 0, tzinfo=CHINA)
SHIPPED = Settings().jurisdictions
SCENARIOS = Settings().jurisdictions.parent / "local" / "scenarios"


def routes(centres: set[str] | None = None) -> Iterator[Route]:
    """Without end: every scenario in turn (of these centres), the numbers of its project other each time."""
    placing, engine = _placing()
    forms = [form for form in _forms() if centres is None or form.centre in centres]
    books = {form.centre: _book(form.centre) for form in forms}
    for book in books.values():
        engine.ensure(book)
    for number in count(1):
        form = forms[number % len(forms)]
        accepted = CaseAccepted(application=varied(form, number), agent=AGENT, accepted_at=MONDAY.isoformat())
        case = f"{form.centre}-20260302-{number:06}"
        yield placing.place(case, form.centre, accepted, books[form.centre])[0]


@cache
def _placing() -> tuple[Placing, DurableEngine]:
    """One for all who ask: the engine gives back no memory."""
    engine = DurableEngine()
    return Placing(Jurisdictions.load(SHIPPED), engine, FixedClock(MONDAY)), engine


@cache
def _forms() -> tuple[Application, ...]:
    return tuple(read_application(read_form(path)) for path in sorted(SCENARIOS.glob("*.yaml")))


@cache
def _book(centre: str) -> Rulebook:
    return load_rulebook(SHIPPED, centre)


def document(route: Route, number: str | None = None) -> dict[str, Any]:
    """A route as the store keeps it, with another number where one is given."""
    state = route.model_dump(mode="json", exclude={"id", "version"})
    return {"_id": number or route.id, "version": 1, "open": False, "state": state}  # the doctor would miss their alarms


def varied(form: Application, number: int) -> Application:
    """The same application about a project of another size."""
    if form.project is None:
        return form
    factor = 0.2 + (number * 7919 % 400) / 100
    sizes = {name: round(value * factor, 4) for name in SIZES if (value := getattr(form.project, name))}
    return form.model_copy(update={"project": form.project.model_copy(update=sizes)})


AGENT = Agent(id="zh1", title="综合代办员一号")
SIZES = ("investment", "energy_tce", "power_kwh", "area_ha", "earthwork_m3", "slope_m")
