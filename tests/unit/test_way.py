"""The way from the centre that has an item to the one whose departments decide it."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.routing.domain.way import OutOfReach, direction, seat_of, way
from shared.regions import Level, ancestors, region

HERE = {"150000": False, "150600": True, "150622": True, "150621": True, "150622100": True, "150400": True, "150422": True}
PLACES = ["150000", "150600", "150622", "150621", "150622100", "150400", "150422", "411300", "411325"]


def on_bus(code):
    return HERE.get(code, False)


@pytest.mark.parametrize(
    ("giver", "receiver", "leads"),
    [
        ("150622", "150600", "up"),
        ("150622100", "150600", "up"),
        ("150622", "150000", "up"),
        ("150600", "150622", "down"),
        ("150622", "150622100", "down"),
        ("150622", "150621", "across"),
        ("150622", "150422", "across"),  # of another city, but of the same level in the same autonomous region
        ("150600", "150400", "across"),
        ("150622", "150400", None),  # the neighbours' city is neither above, below nor beside
        ("150600", "150422", None),
        ("150622", "411325", None),
        ("150600", "411300", None),
        ("150622", "150622", None),
    ],
)
def test_a_hand_over_leads_up_down_or_across_and_nowhere_else(giver, receiver, leads):
    assert direction(giver, receiver) == leads


@pytest.mark.parametrize(
    ("place", "level", "centre", "submit_to"),
    [
        ("150622", "county", "150622", None),
        ("150622", "city", "150600", None),
        ("150622", "region", "150600", "150000"),
        ("150622", "state", "150600", "000000"),
        ("150622100", "township", "150622100", None),
        ("150622100", "county", "150622", None),
        ("150622100", "region", "150600", "150000"),
        ("150600", "county", "150600", None),  # a project of the whole city has no county of its own
        ("150623", "county", "150600", None),  # a banner without a centre is served by the city
    ],
)
def test_what_is_decided_above_the_bus_is_submitted_by_the_highest_centre_below(place, level, centre, submit_to):
    assert seat_of(place, level, on_bus) == (centre, submit_to)


def test_where_no_centre_is_anywhere_above_or_below_nobody_can_decide():
    with pytest.raises(OutOfReach, match="apply at a centre"):
        seat_of("411325", "city", on_bus)


@pytest.mark.parametrize(
    ("holder", "authority", "passed"),
    [
        ("150622", "150622", ()),
        ("150622100", "150600", ("150622", "150600")),
        ("150600", "150622100", ("150622", "150622100")),
        ("150622", "150621", ("150621",)),
        ("150622", "150400", ("150600", "150400")),
        ("150600", "150422", ("150400", "150422")),
        ("150622100", "150422", ("150622", "150422")),
    ],
)
def test_an_item_passes_one_level_at_a_time_and_goes_straight_across(holder, authority, passed):
    assert way(holder, authority, on_bus) == passed


def test_from_one_province_to_another_leads_no_way():
    with pytest.raises(OutOfReach) as missed:
        way("150622", "411325", lambda _: True)

    assert (missed.value.holder, missed.value.authority) == ("150622", "411325")


def test_where_the_other_city_has_no_centre_the_way_leads_through_the_common_superior():
    assert way("150600", "150422", {"150000", "150600", "150422"}.__contains__) == ("150000", "150422")


@given(st.sampled_from(PLACES), st.sampled_from(PLACES), st.sets(st.sampled_from(PLACES)))
def test_every_way_is_made_of_hand_overs_that_are_allowed_and_ends_at_the_authority(holder, authority, present):
    present |= {holder, authority}
    try:
        passed = way(holder, authority, present.__contains__)
    except OutOfReach:
        return

    stations = (holder, *passed)
    assert stations[-1] == authority
    assert len(set(stations)) == len(stations)
    assert set(stations) <= present
    assert all(direction(giver, receiver) for giver, receiver in pairwise(stations))


@given(
    st.sampled_from(PLACES), st.sampled_from(["township", "county", "city", "region", "state"]), st.sets(st.sampled_from(PLACES))
)
def test_a_seat_is_on_the_bus_and_in_line_with_the_place(place, level, present):
    try:
        seat = seat_of(place, level, present.__contains__)
    except OutOfReach:
        assert not present & {place, *(each.code for each in ancestors(place))}
        return

    assert seat.centre in present & {place, *(each.code for each in ancestors(place))}
    assert (seat.submit_to is None) == (region(seat.centre).level <= Level[level.upper()])
