"""The shipped scenarios: sound files, each with its source, and all that the demo is to show among them."""

from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any, get_args

import pytest

from deploy.local.cli.rehearsal import SCENARIOS
from deploy.local.rehearsal import ApplicationFile, read_application, read_form
from deploy.local.rehearsal.check import strangers
from services.intake.domain.form import form_faults
from services.intake.offers import rules_of
from services.routing import asking
from services.routing.domain.decisions import decide_rung
from services.routing.domain.matter import Trouble
from services.routing.domain.route import Route
from services.routing.domain.verdicts import GROUPS, CaseVerdicts, ItemVerdicts, LevelName
from shared.clock import SystemClock
from shared.contracts.application import Application
from shared.contracts.intake import Agent, CaseAccepted
from shared.contracts.matters import Trigger
from shared.jurisdictions import Jurisdictions
from shared.settings import Settings
from tests.unit.routing_world import MONDAY, books, placing
from tests.unit.rules_world import one_engine

FILES = [*sorted(SCENARIOS.glob("*.yaml")), *sorted((SCENARIOS / "long").glob("*.yaml"))]
JURISDICTIONS = Jurisdictions.load(Settings().jurisdictions)


def scenario(file: Path) -> ApplicationFile:
    return read_application(read_form(file))


def test_there_are_at_least_thirty_that_the_demo_plays() -> None:
    assert len([*SCENARIOS.glob("*.yaml")]) >= 30


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_a_scenario_is_an_application_that_its_centre_would_take(file: Path) -> None:
    form, application = read_form(file), scenario(file)
    rules = rules_of(JURISDICTIONS, application.centre, application.items)

    assert form_faults(form, application.centre, rules, SystemClock().now().date()) == []
    assert strangers(application, JURISDICTIONS) == []


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_a_scenario_names_its_source_and_what_is_made_up(file: Path) -> None:
    head = file.read_text(encoding="utf-8").partition("centre:")[0]

    assert "来源：" in head
    assert "http" in head or "种子" in head
    assert "演练所设：" in head


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_a_scenario_names_roles_and_no_persons(file: Path) -> None:
    handler = scenario(file).applicant.handler

    assert handler.name.endswith("经办人")
    assert handler.phone == "13800000000"


def test_among_them_is_everything_that_the_demo_is_to_show() -> None:
    applications = [scenario(file) for file in FILES]
    plays = [play for one in applications for part in one.departments.values() for play in part.items.values()]

    assert any(one.materials != "all" for one in applications), "a deficiency, told once"
    assert any(play.refuse for play in plays), "a refused item"
    assert any(play.correction for play in plays), "a correction"
    assert any(play.send_back for play in plays), "an objection to an assignment"
    assert any(play.special for play in plays), "a special procedure"
    assert any(one.delivery.method == "post" for one in applications), "delivery by post"
    assert any(one.flags.agent_cannot_resolve for one in applications), "a joint review"
    assert any(JURISDICTIONS.item(one.centre, n).instant for one in applications for n in one.items), "an instant item"
    assert any(JURISDICTIONS.item(one.centre, n).restricted for one in applications for n in one.items), "a restricted item"
    assert any(one.add for one in applications), "items that are added"
    assert any(one.escalate for one in applications), "an agent who reports what cannot be settled"
    offers = [play for one in applications for desk in one.desks.values() for play in desk.items.values()]
    assert any(len(play.send_back) == 2 for play in offers), "a hand-over that is returned twice"
    assert any(play.ignore for play in offers), "a hand-over that nobody takes"
    assert any(one.flags.assigned_by_government for one in applications), "a matter assigned by government"


def test_among_them_is_everything_that_can_happen_to_a_case_file() -> None:
    applications = [scenario(file) for file in FILES]
    acts = [play for one in applications for play in one.acts]
    done = {play.do for play in acts if not play.refused}
    promises = [play.order["kind"] for play in acts if play.do == "promise" and not play.refused]
    kept = sum(play.do == "keep-promise" for play in acts)
    plays = [play for one in applications for part in one.departments.values() for play in part.items.values()]
    meetings = [meeting for one in applications for meeting in one.before.appointments]

    assert {one.service for one in applications} == {"agency", "accompany"}
    assert {one.before.guidance.service for one in applications if one.before.guidance} == {"coaching", "remote"}
    assert any(one.before.consultation and one.before.consultation.refer for one in applications), "a joint answer"
    assert {meeting.missed for meeting in meetings} == {True, False}, "an appointment that was kept, and one that was not"
    assert any(one.applicant.kind == "household" and one.delivery.method == "door" for one in applications), "to the door"
    assert any(one.stages and "add-items" in {play.do for play in one.acts} for one in applications), "stage after stage"
    assert promises.count("tolerance") > kept, "a promise that was kept, and one that was not"
    assert "commitment" in promises
    assert done >= {"check", "revoke-mandate", "absence", "change-contact", "renew-mandate", "suspend", "resume", "terminate"}
    assert done >= {"withdraw", "return-originals", "report-lost", "evaluate"}
    assert {True, False} == {bool(play.order.get("items")) for play in acts if play.do == "withdraw" and not play.refused}
    assert len([play for play in acts if play.refused]) >= 8, "acts that are refused"
    assert {state for one in applications for state in one.silent} >= {"checking", "completed"}
    assert any(complaint.anonymous and complaint.finding == "upheld" for one in applications for complaint in one.complaints)
    assert any(play.accept_after for play in plays), "a department that accepts late"
    assert any(play.extend for play in plays), "an extension"
    assert any(play.revoke for play in plays), "a decision that is revoked"
    assert any(play.file for play in plays), "a decision as a file"
    assert any(play.progress for play in plays), "progress"


def test_among_them_is_everything_that_can_happen_in_a_joint_review() -> None:
    applications = [scenario(file) for file in FILES]
    parts = [part for one in applications for part in one.departments.values()]
    reviews = [line for one in applications if one.expected for line in one.expected.reviews]
    calls = [call for one in applications for call in one.reviews]
    told = {fact for line in reviews for fact in line.facts}
    acts = {play.do for part in parts for play in part.review_acts}

    assert {line.outcome for line in reviews} == {"agreed", "conditional", "objected", "deadlocked"}
    assert any("r3" in one.expected.rungs for one in applications if one.expected), "a deadlock that climbs to the office"
    assert any(line.silent and line.deemed for line in reviews), "silence as consent"
    assert {"participant-added", "resolutions"} <= acts, "an added signer, and what follows of a meeting"
    assert any(part.review.signing.revoke for part in parts), "a signature that is taken back"
    assert any((line.editions or 0) > 1 and line.set_aside for line in reviews), "a paper that is changed"
    assert [call.kind for call in calls].count("joint_acceptance") == 2, "a joint acceptance, refused and held again"
    assert any(call.observers for call in calls), "a participant of another level that only reads"
    assert {"joint_meeting", "countersign", "joint_assessment", "joint_drawing_review"} <= {call.kind for call in calls}
    assert told >= {"attendance-answered", "resolution-done", "signature-revoked", "papers-changed", "participant-added"}
    assert any(one.meeting and one.copies and one.copies.count == 40 for one in applications), "a mass meeting of 40 cases"


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_every_review_that_a_scenario_calls_is_expected_to_end_in_a_certain_way(file: Path) -> None:
    made = scenario(file)
    called = len(made.reviews) + bool(made.meeting)

    assert len(made.expected.reviews if made.expected else ()) >= called


def test_every_kind_of_verdict_decides_something_in_them() -> None:
    items = {_kind(key) for verdicts in _of_items() for key in verdicts}
    cases = {_kind(key) for file in FILES for key in _of_case(file)}

    assert items == {*ItemVerdicts.model_fields}
    assert cases == {*CaseVerdicts.model_fields}


def test_items_are_decided_at_every_level_that_has_a_centre_or_an_authority() -> None:
    levels = {verdicts["level"] for verdicts in _of_items()}

    assert levels == {*get_args(LevelName)} - {"village"}, "no village has a centre of its own"


def test_troubles_stay_climb_one_rung_and_go_to_a_certain_one() -> None:
    rungs = {rung for file in FILES for rung in _rungs(file)}

    assert rungs >= {"none", "next"}
    assert rungs & {"r1", "r2", "r3"}


def _kind(key: str) -> str:
    group = key.partition(".")[0]
    return group if group in GROUPS else key


@cache
def _routed(file: Path) -> Route:
    """The route as the centre's own rules make it."""
    made = scenario(file)
    application = Application.model_validate(made.model_dump(include={*Application.model_fields}))
    agent = Agent(id="zh1", title="综合代办员一号")
    accepted = CaseAccepted(application=application, agent=agent, accepted_at=MONDAY.isoformat())
    route, _ = placing().place(f"{made.centre}-20260302-000001", made.centre, accepted, books().at(made.centre))
    return route


def _of_items() -> Iterator[dict[str, Any]]:
    """What decides about each item: at the centre of the case, and at the centre that it is handed to in the end."""
    for file in FILES:
        route = _routed(file)
        for task in route.tasks.values():
            yield task.rulings[0].verdicts
            if task.stops:
                centre = task.stops[-1].centre
                yield placing().seats.accepted(route, task, centre, books().at(centre)).ruling.verdicts


def _of_case(file: Path) -> dict[str, Any]:
    ruling = _routed(file).ruling
    assert ruling is not None
    return ruling.verdicts


def _rungs(file: Path) -> Iterator[str]:
    """Where the rules send the troubles that the file's parts make."""
    route = _routed(file)
    for trigger in _triggers(scenario(file)):
        asked = route.facts | asking.of_trouble(route, Trouble(trigger, "演练", ""), 0)
        yield decide_rung(books().at(route.centre), one_engine(), asked).rung


def _triggers(application: ApplicationFile) -> Iterator[Trigger]:
    if application.flags.assigned_by_government:
        yield "assigned_by_government"
    if application.escalate:
        yield application.escalate.trigger
    for desk in application.desks.values():
        for play in desk.items.values():
            if len(play.send_back) > 1:
                yield "handover_refused_twice"
            if play.ignore:
                yield "handover_overdue"
