"""What the rules are asked: an application, a centre and a trouble as the facts that rules are written in."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from services.routing.domain.decisions import FiredRule
from services.routing.domain.facts import Scalar
from services.routing.domain.matter import Trouble
from services.routing.domain.route import Route
from shared.contracts.application import Application
from shared.contracts.common import DecidedBy
from shared.jurisdictions import Item
from shared.regions import Level, at_level, region, relation

NUMBERS = ("investment", "energy_tce", "power_kwh", "area_ha", "earthwork_m3", "slope_m")


def of_application(application: Application, centre: str, now: datetime) -> dict[str, Scalar]:
    """What the application tells; what it does not tell is absent."""
    project = application.project
    told: dict[str, Any] = {
        **of_centre(centre, application.project.location if application.project else None),
        "applicant_kind": application.applicant.kind,
        "today": int(f"{now:%Y%m%d}"),
        **application.flags.model_dump(),
    }
    if project is not None:
        told |= {
            "project_kind": project.kind,
            "mine": project.mine,
            "key_project": project.key_project,
            **{name: getattr(project, name) for name in NUMBERS},
            **{str(trait): True for trait in project.traits},
        }
    return {name: value for name, value in told.items() if value is not None}


def of_centre(centre: str, location: str | None) -> dict[str, Scalar]:
    """The centre that asks its rules, and how the project's place lies to it."""
    city = at_level(centre, Level.CITY)
    told: dict[str, Scalar] = {"centre": centre, "centre_level": region(centre).level.name.lower()}
    if city:
        told["city"] = city.code
    if location:
        level = region(location).level.name.lower()
        told |= {"location": location, "location_level": level, "location_relation": relation(location, centre)}
    return told


def of_item(item: Item) -> dict[str, Scalar]:
    """The item that is to be placed."""
    return {"item": item.number, "item_stage": item.stage.code}


def of_trouble(route: Route, trouble: Trouble, climbed: int) -> dict[str, Scalar]:
    """What may have to climb, and how far it has."""
    return {
        "trigger": trouble.trigger,
        "climbed": climbed,
        "limit": trouble.limit,
        "item": trouble.item or 0,
        "tracked": route.tracked,
        "green_channel": route.green_channel,
    }


def recorded(rules: Iterable[FiredRule]) -> tuple[DecidedBy, ...]:
    """The rules that decided something, with their clauses; those that were overruled are left to the explanation."""
    return tuple(
        DecidedBy(
            rule=rule.id,
            name=rule.name,
            basis=f"{rule.basis_document} {rule.basis_clause}",
            mark=rule.mark,
            verdicts=rule.decided,
        )
        for rule in rules
        if rule.decided
    )
