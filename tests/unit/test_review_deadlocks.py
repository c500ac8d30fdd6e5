"""Where a review (会商) that came to no conclusion climbs, on the ladders as they are shipped."""

import pytest

from services.routing.domain.objections import disagree
from services.routing.ladders import Ladders
from tests.unit.route_review import given_opinion, review
from tests.unit.routing_world import FGW, accepted, books, jurisdictions, placing
from tests.unit.rules_world import one_engine


def climbs(centre: str, kind: str, task: str = "") -> str | None:
    """The party of the rung that a deadlock of that kind is put to; None: nobody."""
    rulebook = books().at(centre)
    route, _ = placing().place(f"{centre}-20260302-000001", centre, accepted(5, 15, centre=centre), rulebook)
    named = jurisdictions().review(centre, kind).name
    disagree(route, review(kind=named), (given_opinion(FGW, "object"),), "未形成一致意见", route.tasks.get(task))
    (trouble,) = route.troubles()
    choice = Ladders(jurisdictions(), one_engine(), placing().seats).choice(route, trouble, rulebook)
    return choice.rung.party if choice else None


@pytest.mark.parametrize(
    ("centre", "kind", "party"),
    [
        ("150622", "joint_meeting", "150622.zfb"),
        ("150622", "joint_review", "150600.ldxzb"),
        ("150622100", "joint_meeting", "150622.zfb"),
        ("150400", "joint_meeting", "150400.zfb"),
        ("411325", "coordination_meeting", "411325.zrzyj"),
        ("411325", "joint_meeting", "411325.zfb"),
    ],
)
def test_what_a_review_leaves_open_goes_to_the_rung_above_its_own_kind(centre, kind, party):
    assert climbs(centre, kind) == party


@pytest.mark.parametrize(
    ("centre", "kind", "party"),
    [
        ("150622", "reform_office", "150600.ldxzb"),
        ("150622100", "reform_office", "150600.ldxzb"),
        ("150400", "reform_office", "150400.zfb"),  # no rung there
        ("411325", "reform_office", "411325.zfb"),
        ("150400", "joint_review", "150400.zfb"),
        ("150422", "joint_review", "150422.zfb"),
        ("411325", "joint_review", "411325.zfb"),
    ],
)
def test_what_a_review_of_the_last_rungs_kind_leaves_open_is_put_to_that_rung_and_not_lost(centre, kind, party):
    assert climbs(centre, kind) == party


@pytest.mark.parametrize(("centre", "party"), [("150400", "150400.fgw"), ("411325", "411325.zwj")])
def test_what_a_review_of_another_kind_that_is_no_rung_leaves_open_begins_at_the_first(centre, party):
    assert climbs(centre, "countersign") == party


def test_whose_an_item_is_is_not_put_to_the_last_rung_once_more():
    assert climbs("150400", "joint_review", task="150400-20260302-000001/15") is None
