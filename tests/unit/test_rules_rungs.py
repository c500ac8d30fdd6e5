"""Which rung of its region's ladder a trouble goes to."""

from collections.abc import Mapping
from typing import Any

import pytest

from services.routing.domain.decisions import RungDecision, decide_rung
from services.routing.domain.facts import TRIGGERS, FactsUnfit
from services.routing.domain.soundness import unclimbed
from shared.jurisdictions import Jurisdictions
from tests.unit.rules_world import CENTRES, SHIPPED, TODAY, book, engine

CLIMBING = set(TRIGGERS) - {"red_light", "assigned_by_government"}


def rung(trigger: str, region: str = "150622", **told: Any) -> RungDecision:
    known = {"trigger": trigger, "item": 0, "today": TODAY, **CENTRES[region], **told}
    return decide_rung(book(region), engine(region), known)


class Silent:
    """An engine in whose rulebook nothing ever holds."""

    def fired(self, version: str, facts: Mapping[str, Any]) -> tuple[str, ...]:
        return ()


@pytest.mark.parametrize("region", ["150000", "150600", "150622", "150625", "150400", "150422", "410000", "411300", "411325"])
def test_every_trigger_has_its_rule_everywhere(region: str) -> None:
    assert list(unclimbed(book(region).rules)) == []


@pytest.mark.parametrize("trigger", sorted(CLIMBING - {"agent_cannot_resolve"}))
@pytest.mark.parametrize("region", ["150422", "411325"])
def test_a_trouble_climbs_one_rung_at_a_time(region: str, trigger: str) -> None:
    assert rung(trigger, region).rung == "next"
    assert rung(trigger, region, climbed=1).rung == "next"


@pytest.mark.parametrize("limit", ["promised", "legal"])
def test_an_overrun_climbs_whichever_limit_was_missed(limit: str) -> None:
    assert rung("overdue", limit=limit, item=22).rung == "next"


@pytest.mark.parametrize("region", ["150622", "150422", "411325"])
def test_a_red_light_climbs_only_for_tracked_and_urgent_matters(region: str) -> None:
    assert rung("red_light", region).rung == "none"
    assert rung("red_light", region, tracked=True).rung != "none"
    assert rung("red_light", region, green_channel=True).rung == "next"


def test_what_government_assigned_is_tracked_and_calls_no_meeting_by_itself() -> None:
    assert {rung("assigned_by_government", region).rung for region in ("150622", "150422", "411325")} == {"none"}
    assert rung("red_light", tracked=True).rung == "r2"


def test_seed_000_what_no_agent_can_resolve_is_submitted_to_the_reform_office() -> None:
    found = rung("agent_cannot_resolve")
    because = found.because("rung")

    assert found.rung == "r3"
    assert because is not None
    assert (because.basis_clause, because.mark) == ("三", "sourced")


def test_seed_002_difficulties_go_to_a_coordination_meeting_first_and_then_up() -> None:
    assert rung("agent_cannot_resolve", "411325").rung == "r1"
    assert rung("agent_cannot_resolve", "411325", climbed=1).rung == "next"


def test_seed_003_what_needs_the_government_is_reported_to_it_and_climbs_on_when_it_passes_it_on() -> None:
    assert rung("red_light", tracked=True).rung == "r2"
    assert rung("red_light", tracked=True, climbed=1).rung == "next"
    assert rung("review_without_conclusion").rung == "next"


def test_where_no_rule_speaks_the_trouble_stays_where_it_is() -> None:
    found = decide_rung(book("150622"), Silent(), {"trigger": "overdue", "item": 22, "today": TODAY, **CENTRES["150622"]})

    assert (found.rung, found.won, found.decided_by) == ("none", {}, ())


def test_a_trigger_that_nobody_declared_and_a_missing_item_are_refused() -> None:
    with pytest.raises(FactsUnfit) as unfit:
        decide_rung(book("150622"), Silent(), {"trigger": "rumour", "today": TODAY, "departments": 2, **CENTRES["150622"]})

    assert {each.split("（")[0].split(" ")[0] for each in unfit.value.objections} == {"trigger", "缺少", "departments"}


@pytest.mark.parametrize(
    ("centre", "kinds"),
    [
        ("150622", ["joint_meeting", "joint_review", "reform_office"]),
        ("150600", ["joint_meeting", "joint_review", "reform_office"]),
        ("150422", ["joint_meeting", "joint_review"]),
        ("411325", ["coordination_meeting", "joint_meeting", "joint_review"]),
    ],
)
def test_each_ladder_rises_from_meeting_to_government_and_office(centre: str, kinds: list[str]) -> None:
    ladder = Jurisdictions.load(SHIPPED).centre(centre).escalation

    assert list(ladder) == [f"r{n + 1}" for n in range(len(kinds))]
    assert [each.kind for each in ladder.values()] == kinds
